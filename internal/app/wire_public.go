package app

import (
	"context"
	"errors"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
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

func (p publicReads) MayOpen(ctx context.Context, actor access.Actor, paper numbering.Issued) (bool, error) {
	home, err := p.app.homeCounty(ctx)
	if err != nil {
		return false, err
	}
	return p.app.Files().MayOpenPaper(ctx, actor, home, paper.Household)
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

// Root reads the few hashes that make the root at an earlier size.
func (p publicReads) Root(ctx context.Context, size int64) (root string, err error) {
	home, err := p.app.homeCounty(ctx)
	if err != nil {
		return "", err
	}
	source, done, err := p.app.DB.LogSnapshot(ctx, home)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, done()) }()
	last, _, err := source.Head(ctx)
	if err != nil {
		return "", err
	}
	if size < 0 || size > last {
		return "", fault.New(fault.NotFound, "fault.not_found")
	}
	hash, err := tlog.TreeHash(size, source)
	return hash.String(), err
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
