package app

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	comparisonsteps "chengxin/internal/casework/comparison"
	"chengxin/internal/comparison"
	"chengxin/internal/period"
	"chengxin/internal/policy"
	"chengxin/internal/region"
	"chengxin/internal/storage"
	"chengxin/internal/web/console"
	"chengxin/internal/web/page"
	"chengxin/internal/web/resident"
)

// wireComparison puts the acts of comparing together. Its three sources are read as the steps keep them.
func (a *App) wireComparison() {
	a.Acts.Comparison = comparisonsteps.Acts{
		Runner: a.Runner, Reads: a.DB.Read(), Queue: a.DB, Scheme: comparisonScheme{a}, NewID: storage.NewID,
		Sources: [3]comparisonsteps.Reader{comparisonsteps.ReadDeclared, comparisonsteps.ReadVisited, comparisonsteps.ReadVerified(a.verifiedItems)},
	}
}

// routeComparison adds the pages of the three sources: the desk's, and the household's own.
func (a *App) routeComparison(router *page.Router) {
	resident.ComparisonPages{Acts: a.Acts.Comparison, File: resident.FilePath}.Routes(router)
	console.ComparisonPages{Acts: a.Acts.Comparison, File: func(household string) string { return "/console/households/" + household }}.Routes(router)
}

// comparisonScheme compiles the rules of the edition in force, once for an edition and a day.
type comparisonScheme struct{ app *App }

// compiledRules is what compiling gave: an edition that was loaded has been checked, so that the error is ours.
type compiledRules struct {
	rules comparisonsteps.Rules
	err   error
}

// ComparisonRules gives the rules of the edition in force.
func (s comparisonScheme) ComparisonRules(ctx context.Context, county region.Code, on period.Day) (comparisonsteps.Rules, error) {
	edition, err := s.app.editions.InForce(ctx, county, on)
	if err != nil {
		return comparisonsteps.Rules{}, fmt.Errorf("the edition in force in %s: %w", county, err)
	}
	compiled := s.app.editions.comparisons.get(edition, on, compileRules)
	return compiled.rules, compiled.err
}

func compileRules(edition *policy.Edition, on period.Day) compiledRules {
	var items []policy.Item
	labels := map[string]comparisonsteps.Label{}
	for _, item := range edition.Items() {
		if item.InForce(on) {
			items = append(items, item)
			labels[item.Code] = comparisonsteps.Label{Text: item.Label, Unit: string(item.Unit), Counter: item.CountedBy(), Class: string(item.Class), Tolerance: item.Tolerance, Months: item.ReportingMonths}
		}
	}
	rules, err := comparison.Compile(items)
	made := comparisonsteps.Rules{Rules: rules, Edition: edition.Name(), Digest: edition.Digest(), Labels: labels}
	if standard, named := edition.Standard(on); named {
		made.Standard = comparisonsteps.Standard{Amount: standard.Amount, Label: standard.Label, Assumed: standard.Assumed}
	}
	return compiledRules{made, err}
}

// How long the comparing rests when nobody waits for it.
const compareEvery = time.Second

// compareBeside compares the households that wait for it until the context ends. What fails is logged and tried again.
func (a *App) compareBeside(ctx context.Context, log *slog.Logger) {
	for {
		done, err := a.CompareDue(ctx)
		if err != nil && ctx.Err() == nil {
			log.Error("work beside requests failed", slog.String("work", "compare"), slog.Any("error", err))
		}
		if done == 0 && err == nil {
			if done, err = a.OpenClues(ctx); err != nil && ctx.Err() == nil {
				log.Error("work beside requests failed", slog.String("work", "clues"), slog.Any("error", err))
			}
		}
		if done > 0 && err == nil {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(compareEvery):
		}
	}
}

// CompareDue compares households that wait, some of every county, and says how many it went through.
func (a *App) CompareDue(ctx context.Context) (int, error) {
	offices, err := a.DB.Read().Offices(ctx)
	if err != nil {
		return 0, err
	}
	all := 0
	for _, office := range offices {
		done, err := a.Acts.Comparison.CompareDue(ctx, office.County)
		all += done
		if err != nil {
			return all, err
		}
	}
	return all, nil
}
