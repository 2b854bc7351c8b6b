package app

import (
	"context"
	"time"

	"chengxin/internal/casework"
	"chengxin/internal/numbering"
	"chengxin/internal/period"
	"chengxin/internal/policy"
	"chengxin/internal/web/page"
	"chengxin/internal/web/public"
)

// Whoever tries document codes gets ten at once and then one in ten seconds.
const (
	papersAtOnce = 10
	papersEvery  = 10 * time.Second
)

// routePublic adds the pages that anybody may open.
func (a *App) routePublic(router *page.Router) {
	public.Pages{Reads: publicReads{a}, Papers: page.NewLimiter(papersEvery, papersAtOnce)}.Routes(router)
}

// publicReads reads for the public pages, from the county of this machine.
type publicReads struct{ app *App }

func (p publicReads) Office(ctx context.Context) (casework.Office, error) {
	home, err := p.app.homeCounty(ctx)
	if err != nil {
		return casework.Office{}, err
	}
	return p.app.DB.Read().Office(ctx, home)
}

func (p publicReads) Paper(ctx context.Context, code string) (numbering.Issued, error) {
	home, err := p.app.homeCounty(ctx)
	if err != nil {
		return numbering.Issued{}, err
	}
	return p.app.DB.Read().DocumentByCode(ctx, home, code)
}

func (p publicReads) Checkpoint(ctx context.Context) (public.Checkpoint, error) {
	home, err := p.app.homeCounty(ctx)
	if err != nil {
		return public.Checkpoint{}, err
	}
	latest, err := p.app.DB.Read().RecentCheckpoints(ctx, home, 0, 1)
	if err != nil || len(latest) == 0 {
		return public.Checkpoint{}, err
	}
	keys, err := p.app.Signing.VerifierKeys(home)
	return public.Checkpoint{Note: latest[0].Note, Keys: keys}, err
}

func (p publicReads) Edition(ctx context.Context) (*policy.Edition, error) {
	home, err := p.app.homeCounty(ctx)
	if err != nil {
		return nil, err
	}
	return p.app.editions.InForce(ctx, home, period.DayOf(p.app.clock()))
}

func (p publicReads) Ready(ctx context.Context) error { return p.app.DB.Ping(ctx) }

func (p publicReads) SignIns(now time.Time) ([]public.SignIn, error) {
	var shown []public.SignIn
	for _, someone := range p.app.demoSignIns {
		code, err := someone.OneTime(now)
		if err != nil {
			return nil, err
		}
		path := "/staff/sign-in"
		if someone.Code != "" {
			path = "/r/sign-in"
		}
		shown = append(shown, public.SignIn{
			Role: someone.Role, Name: someone.Name, Login: someone.Login, Password: someone.Password, OneTime: code,
			Code: someone.Code, Tail: someone.Tail, Signing: someone.Signing, Path: path,
		})
	}
	return shown, nil
}
