package app

import (
	"context"
	"fmt"
	"sync"

	declarationsteps "chengxin/internal/casework/declaration"
	"chengxin/internal/casework/policyedition"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/policy"
	"chengxin/internal/region"
)

// editions gives the edition in force in a county on a day: the one adopted for that day, else the one the county was set
// up with; with the legal opinions that the county has filed. Editions are read and checked once.
type editions struct {
	app   *App
	mu    sync.Mutex
	known map[string]*policy.Edition // by name, or by digest for an adopted draft

	pledges      perDay[pledge.Terms]
	declarations perDay[declarationsteps.Terms]
	comparisons  perDay[compiledRules]
}

func newEditions(app *App) *editions { return &editions{app: app, known: map[string]*policy.Edition{}} }

// perDay keeps what an edition says on a day, so that it is put together once and not for every act. An edition never changes;
// another one has another digest. Whoever is given it only reads it.
type perDay[T any] struct {
	mu    sync.Mutex
	known map[editionDay]T
}

type editionDay struct {
	digest string
	on     period.Day
}

// daysKept bounds what is kept: the days that acts ask for are few, today and those of what is looked back at.
const daysKept = 64

func (p *perDay[T]) get(edition *policy.Edition, on period.Day, build func(*policy.Edition, period.Day) T) T {
	p.mu.Lock()
	defer p.mu.Unlock()
	key := editionDay{edition.Digest(), on}
	if terms, found := p.known[key]; found {
		return terms
	}
	if p.known == nil || len(p.known) >= daysKept {
		p.known = map[editionDay]T{}
	}
	p.known[key] = build(edition, on)
	return p.known[key]
}

// InForce gives the edition in force. NotFound when the county is not set up or its edition cannot be read.
func (e *editions) InForce(ctx context.Context, county region.Code, on period.Day) (*policy.Edition, error) {
	reads := e.app.DB.Read()
	force, err := reads.EditionInForce(ctx, county, on)
	if err != nil {
		return nil, err
	}
	edition, err := e.load(ctx, county, force)
	if err != nil || force.OpinionEvents == 0 {
		return edition, err
	}
	events, err := reads.Opinions(ctx, county)
	if err != nil {
		return nil, err
	}
	return edition.WithOpinions(policyedition.ForPolicy(policyedition.Standing(events))...), nil
}

// load reads an edition once: an adopted one from the database, where its files were kept whole, the setup's by its name.
func (e *editions) load(ctx context.Context, county region.Code, force policyedition.InForce) (*policy.Edition, error) {
	key := force.Name
	if force.Draft != "" {
		key = "draft " + force.Digest
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if edition, found := e.known[key]; found {
		return edition, nil
	}
	edition, err := e.read(ctx, county, force)
	if err == nil {
		e.known[key] = edition
	}
	return edition, err
}

func (e *editions) read(ctx context.Context, county region.Code, force policyedition.InForce) (*policy.Edition, error) {
	if force.Draft == "" {
		return policy.Load(force.Name)
	}
	files, err := e.app.DB.Read().DraftFiles(ctx, county, force.Draft)
	if err != nil {
		return nil, err
	}
	edition, err := policy.LoadFS(policyedition.Folder(files))
	if err != nil {
		return nil, err
	}
	if edition.Digest() != force.Digest {
		return nil, fault.New(fault.Internal, "fault.internal").Because(fmt.Errorf("the files of draft %s are not those that were adopted", force.Draft))
	}
	return edition, nil
}
