package app

import (
	"context"
	"sync"

	"chengxin/internal/period"
	"chengxin/internal/policy"
	"chengxin/internal/region"
)

// editions gives the edition in force in a county on a day: the one adopted for that day, else the one the county was set
// up with. Editions are read and checked once.
type editions struct {
	app   *App
	mu    sync.Mutex
	known map[string]*policy.Edition
}

func newEditions(app *App) *editions { return &editions{app: app, known: map[string]*policy.Edition{}} }

// InForce gives the edition in force. NotFound when the county is not set up or its edition cannot be read.
func (e *editions) InForce(ctx context.Context, county region.Code, on period.Day) (*policy.Edition, error) {
	name, err := e.app.DB.Read().EditionInForce(ctx, county, on)
	if err != nil {
		return nil, err
	}
	return e.load(name)
}

func (e *editions) load(name string) (*policy.Edition, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if edition, found := e.known[name]; found {
		return edition, nil
	}
	edition, err := policy.Load(name)
	if err == nil {
		e.known[name] = edition
	}
	return edition, err
}
