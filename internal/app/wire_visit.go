package app

import (
	"context"
	"fmt"
	"path/filepath"

	"chengxin/internal/blob"
	visitsteps "chengxin/internal/casework/homevisit"
	"chengxin/internal/homevisit"
	"chengxin/internal/period"
	"chengxin/internal/policy"
	"chengxin/internal/region"
	"chengxin/internal/storage"
	"chengxin/internal/web/console"
	"chengxin/internal/web/page"
	"chengxin/internal/web/resident"
)

// wireVisit puts the acts of the home visit together.
func (a *App) wireVisit() {
	a.Acts.Visit = visitsteps.Acts{
		Runner: a.Runner, Reads: a.DB.Read(), Scheme: visitScheme{app: a, kept: &perDay[visitsteps.Terms]{}},
		Pictures: blob.NewFolder(filepath.Join(a.Config.Dir, "blobs"), a.Vault), NewID: storage.NewID,
	}
}

// routeVisit adds the officers' pages of the visit, at the desk and on a telephone, and the household's own.
func (a *App) routeVisit(router *page.Router) {
	console.Visits{
		Acts: a.Acts.Visit, Sheets: visitSheets{a}, File: func(household string) string { return "/console/households/" + household },
	}.Routes(router)
	resident.VisitPages{Acts: a.Acts.Visit, Home: residentHome}.Routes(router)
}

// visitScheme reads the edition in force for the visit.
type visitScheme struct {
	app  *App
	kept *perDay[visitsteps.Terms]
}

// VisitTerms is what is looked for on a day, by the edition in force.
func (s visitScheme) VisitTerms(ctx context.Context, county region.Code, on period.Day) (visitsteps.Terms, error) {
	edition, err := s.app.editions.InForce(ctx, county, on)
	if err != nil {
		return visitsteps.Terms{}, fmt.Errorf("the edition in force in %s: %w", county, err)
	}
	return s.kept.get(edition, on, visitTerms), nil
}

func visitTerms(edition *policy.Edition, on period.Day) visitsteps.Terms {
	terms := visitsteps.Terms{Edition: edition.Name()}
	for _, item := range edition.Items() {
		if !item.Covers(policy.Visit) || !item.InForce(on) {
			continue
		}
		terms.Items = append(terms.Items, visitsteps.Item{
			Item: homevisit.Item{
				Code: item.Code, Unit: homevisit.Unit(item.Unit), ByMember: item.ByMember,
				Periodic: item.Period == policy.PerYear, Membership: item.Class == policy.Membership,
				Tolerance: homevisit.Tolerance{Amount: item.Tolerance.Amount, Numerator: item.Tolerance.Numerator, Denominator: item.Tolerance.Denominator},
			},
			Label: item.Label, Help: item.Help, Class: string(item.Class), Counter: item.CountedBy(),
		})
	}
	return terms
}
