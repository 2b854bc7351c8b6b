package app

import (
	"context"

	"chengxin/internal/application"
	"chengxin/internal/casework"
	steps "chengxin/internal/casework/application"
	determinationsteps "chengxin/internal/casework/determination"
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/storage"
	"chengxin/internal/web/api"
	"chengxin/internal/web/console"
	"chengxin/internal/web/page"
	"chengxin/internal/web/resident"
)

// wireApplication puts the acts of the intake together.
func (a *App) wireApplication() {
	a.Acts.Application = steps.Acts{
		Runner: a.Runner, Reads: a.DB.Read(), Scheme: applicationScheme{a}, Letters: applicationLetters{a}, Bars: a.bars, NewID: storage.NewID,
	}
}

// bars derives the application bars of a household from its measures and what their decisions are worth on a day.
func (a *App) bars(ctx context.Context, tx casework.Tx, county region.Code, household string, today period.Day) ([]application.Bar, error) {
	docket, err := determinationsteps.ReadDocket(ctx, casework.As[determinationsteps.Docketed](tx), caseScheme{a}, county, household, today)
	var bars []application.Bar
	for _, m := range docket.Matters {
		for _, one := range m.Measures {
			if bar, is := application.BarOf(one, m.Effect, today); is {
				bars = append(bars, bar)
			}
		}
	}
	return bars, err
}

// routeApplication adds the desk's pages of requests for assistance, the household's own, and the question of other systems.
func (a *App) routeApplication(router *page.Router) {
	console.ApplicationPages{Acts: a.Acts.Application, Paper: func(document string) string { return consolePapers + document }}.Routes(router)
	resident.ApplicationPages{Acts: a.Acts.Application, Home: residentHome}.Routes(router)
	api.Applications{Acts: a.Acts.Application, Keys: a.askers(), Clock: a.clock}.Routes(router)
}

// askers are the systems that the configuration lets ask, by the hash of their key.
func (a *App) askers() map[string]steps.Asker {
	keys := map[string]steps.Asker{}
	for _, county := range a.Config.ApplicationCheck {
		for _, key := range county.Keys {
			keys[key.SHA256] = steps.Asker{County: region.Code(county.County), System: key.System, Officers: county.Officers, PerDay: county.PerDay}
		}
	}
	return keys
}
