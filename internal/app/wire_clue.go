package app

import (
	"context"

	"chengxin/internal/period"
	"chengxin/internal/region"
)

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
