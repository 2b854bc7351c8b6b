package app

import (
	"context"

	steps "chengxin/internal/casework/determination"
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/storage"
	"chengxin/internal/web/console"
	"chengxin/internal/web/page"
)

// wireClues puts the acts of clues together.
func (a *App) wireClues() {
	a.Acts.Clues = steps.Acts{Runner: a.Runner, Reads: a.DB.Read(), NewID: storage.NewID}
}

// routeClues adds the desk's pages of clues.
func (a *App) routeClues(router *page.Router) {
	console.CluePages{Acts: a.Acts.Clues, Names: a.DB.Read(), Items: a.itemLabels}.Routes(router)
}

// itemLabels names the items of the edition in force, by their codes.
func (a *App) itemLabels(ctx context.Context, county region.Code, on period.Day) (map[string]string, error) {
	edition, err := a.editions.InForce(ctx, county, on)
	if err != nil {
		return nil, err
	}
	labels := map[string]string{}
	for _, item := range edition.Items() {
		labels[item.Code] = item.Label
	}
	return labels, nil
}

// OpenClues lets the rule open clues where comparisons found what nobody has looked at, some of every county, and says how many
// households it went through.
func (a *App) OpenClues(ctx context.Context) (int, error) {
	offices, err := a.DB.Read().Offices(ctx)
	if err != nil {
		return 0, err
	}
	all := 0
	for _, office := range offices {
		done, err := a.Acts.Clues.OpenDue(ctx, office.County)
		all += done
		if err != nil {
			return all, err
		}
	}
	return all, nil
}
