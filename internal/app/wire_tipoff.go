package app

import (
	"context"
	"time"

	steps "chengxin/internal/casework/tipoff"
	"chengxin/internal/storage"
	"chengxin/internal/vault"
	"chengxin/internal/web/console"
	"chengxin/internal/web/page"
	"chengxin/internal/web/public"
)

// Whoever tells something sends five at once and then one in a minute; whoever tries codes, ten and then one in ten seconds.
const (
	tipOffsAtOnce = 5
	tipOffsEvery  = time.Minute
	codesAtOnce   = 10
	codesEvery    = 10 * time.Second
)

// wireTipOffs puts the acts on tip-offs together.
func (a *App) wireTipOffs() {
	a.Acts.TipOffs = steps.Acts{Runner: a.Runner, Reads: a.DB.Read(), NewID: storage.NewID, NewCode: tipOffCode}
}

// tipOffCode is a code for a reporter: four groups of four letters and digits, 80 random bits, so that nobody guesses any.
func tipOffCode() string { return vault.OneTimeCode() + "-" + vault.OneTimeCode() }

// routeTipOffs adds the public form and the desk's pages.
func (a *App) routeTipOffs(ctx context.Context, router *page.Router) error {
	home, err := a.homeCounty(ctx)
	if err != nil {
		return err
	}
	public.TipOffs{
		Acts: a.Acts.TipOffs, Home: home, Tells: page.NewLimiter(tipOffsEvery, tipOffsAtOnce), Tries: page.NewLimiter(codesEvery, codesAtOnce),
	}.Routes(router)
	console.TipOffPages{Acts: a.Acts.TipOffs, Clues: a.Acts.Clues, Names: a.DB.Read()}.Routes(router)
	return nil
}
