package app

import (
	"context"

	comparisonsteps "chengxin/internal/casework/comparison"
	steps "chengxin/internal/casework/determination"
	measuresteps "chengxin/internal/casework/measure"
	objectionsteps "chengxin/internal/casework/objection"
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
