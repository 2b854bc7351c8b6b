package app

import (
	"context"

	"chengxin/internal/casework"
	comparisonsteps "chengxin/internal/casework/comparison"
	steps "chengxin/internal/casework/determination"
	measuresteps "chengxin/internal/casework/measure"
	objectionsteps "chengxin/internal/casework/objection"
	"chengxin/internal/casework/worklist"
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/storage"
	"chengxin/internal/web/console"
	"chengxin/internal/web/page"
	"chengxin/internal/web/resident"
)

// wireCases puts the acts of clues, cases, objections and measures together.
func (a *App) wireCases() {
	scheme, letters := caseScheme{a}, caseLetters{a}
	a.Acts.Clues = steps.Acts{Runner: a.Runner, Reads: a.DB.Read(), Scheme: scheme, Letters: letters, NewID: storage.NewID}
	a.Acts.Objections = objectionsteps.Acts{
		Runner: a.Runner, Reads: a.DB.Read(), Scheme: scheme, Letters: letters, ActingAs: a.Acts.People.ActingAs, NewID: storage.NewID,
		After: func(ctx context.Context, work *casework.Work) error { return a.Acts.Recovery.Follow(ctx, work) },
	}
	a.Acts.Measures = measuresteps.Acts{Runner: a.Runner, Scheme: scheme, Letters: letters, NewID: storage.NewID}
}

// routeCases adds the desk's pages of clues and cases, and the residents' own.
func (a *App) routeCases(router *page.Router) {
	console.CluePages{Acts: a.Acts.Clues, Names: a.DB.Read(), Items: a.itemLabels}.Routes(router)
	console.CasePages{
		Acts: a.Acts.Clues, Objections: a.Acts.Objections, Measures: a.Acts.Measures, Names: a.DB.Read(),
		Labels: func(ctx context.Context, county region.Code, on period.Day) (map[string]comparisonsteps.Label, error) {
			rules, err := comparisonScheme{a}.ComparisonRules(ctx, county, on)
			return rules.Labels, err
		},
	}.Routes(router)
	console.WorkPages{Acts: worklist.Acts{Runner: a.Runner, Reads: a.DB.Read()}}.Routes(router)
	resident.CasePages{Acts: a.Acts.Clues, Objections: a.Acts.Objections}.Routes(router)
}

// caseScheme gives the edition that was in force on the day of a conduct, with the county's calendar.
type caseScheme struct{ app *App }

// CaseTerms gives what a case is judged by. NotFound when no edition was in force on that day.
func (s caseScheme) CaseTerms(ctx context.Context, county region.Code, conduct period.Day) (steps.Terms, error) {
	edition, err := s.app.editions.InForce(ctx, county, conduct)
	if err != nil {
		return steps.Terms{}, err
	}
	table, err := s.app.calendar(ctx, county)
	return steps.Terms{Edition: edition, Table: table}, err
}

// refreshedAtOnce is how many households' worklists are brought to the day between two looks at the list of them.
const refreshedAtOnce = 200

// refreshWork brings the worklists of a county to the day.
func (a *App) refreshWork(ctx context.Context, county region.Code) error {
	today, after := period.DayOf(a.clock()), ""
	for {
		households, err := a.DB.Read().Judged(ctx, county, after, refreshedAtOnce)
		if err != nil || len(households) == 0 {
			return err
		}
		for _, id := range households {
			err := a.DB.Write(ctx, func(tx *storage.Tx) error {
				row, err := tx.Household(ctx, county, id)
				if err != nil {
					return err
				}
				return steps.RefreshWork(ctx, tx, caseScheme{a}, county, row, today)
			})
			if err != nil {
				return err
			}
			after = id
		}
	}
}
