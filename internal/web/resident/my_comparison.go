package resident

import (
	"context"
	"fmt"
	"net/http"

	"chengxin/internal/access"
	comparisonsteps "chengxin/internal/casework/comparison"
	"chengxin/internal/comparison"
	"chengxin/internal/declaration"
	"chengxin/internal/money"
	"chengxin/internal/policy"
	"chengxin/internal/web/page"
)

// ComparisonView reads the own household's comparisons.
type ComparisonView interface {
	Mine(ctx context.Context, actor access.Actor) (comparisonsteps.View, error)
}

// ComparisonPages show a household what was found when its declaration was set beside the visit and the platform: the same
// that the officers see, in plain words.
type ComparisonPages struct {
	Acts ComparisonView
	File string // the address of the own file
}

// ComparisonPath is where the page stands.
const ComparisonPath = "/r/comparison"

// Routes adds the page.
func (p ComparisonPages) Routes(r *page.Router) {
	r.Handle("GET "+ComparisonPath, access.SelfView, p.comparison)
}

func (p ComparisonPages) comparison(w http.ResponseWriter, r *page.Request) error {
	view, err := p.Acts.Mine(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	return r.Render(w, myComparisonView(r, p, view))
}

// differences are the lines that differ, with those of other adults, of which nothing is told.
func differences(run comparisonsteps.Run) (lines []comparisonsteps.Line, hidden bool) {
	for _, line := range run.Found.Lines {
		hidden = hidden || line.Hidden
		if line.Kind != "" {
			lines = append(lines, line)
		}
	}
	return lines, hidden
}

func differenceTitle(r *page.Request, view comparisonsteps.View, line comparisonsteps.Line) string {
	label := view.Rules.Labels[line.Item].Text
	for _, person := range view.Persons {
		if person.Member == line.Member {
			return r.T("compare.mine.of", "item", label, "name", person.Name)
		}
	}
	return label
}

// differenceRows say in plain words what each source says of one thing.
func differenceRows(r *page.Request, view comparisonsteps.View, line comparisonsteps.Line) []page.Row {
	var rows []page.Row
	for i, source := range comparison.Sources() {
		value := comparedWords(r, view.Rules.Labels[line.Item], line.Sums[i])
		if day := line.AsOf[i]; !day.IsZero() && !line.Sums[i].Missing {
			value += r.T("compare.mine.as_of", "day", dayWords(r, day))
		}
		rows = append(rows, page.Row{Key: r.T("compare.mine.source." + source.String()), Value: value})
	}
	return append(rows, page.Row{Key: r.T("compare.mine.what"), Value: r.T("compare.mine.kind." + plainKind(line.Kind))})
}

// plainKind is what a difference means for the household.
func plainKind(kind comparison.Kind) string {
	switch kind {
	case comparison.ChangedSince:
		return "changed"
	case comparison.ReportedLate:
		return "late"
	case comparison.NotComparable:
		return "incomparable"
	default:
		return "differs"
	}
}

// comparedWords says a sum as people say it; a missing one is missing, never zero.
func comparedWords(r *page.Request, label comparisonsteps.Label, amount comparison.Amount) string {
	switch {
	case amount.Missing:
		return r.T("compare.mine.missing")
	case label.Class == string(policy.Membership) && amount.Value >= 1:
		return r.T("compare.present")
	case amount.Value == 0:
		return r.T("compare.mine.none")
	case label.Unit == string(declaration.YesNo):
		return r.T("compare.yes")
	case label.Unit == string(declaration.Area):
		return r.T("compare.area", "value", fmt.Sprintf("%d.%02d", amount.Value/100, amount.Value%100))
	case label.Unit == string(declaration.Count):
		return r.T("compare.count", "value", amount.Value, "counter", label.Counter)
	case label.Class == string(policy.Income) || label.Class == string(policy.Expenditure):
		return r.T("compare.mine.a_year", "amount", money.Fen(amount.Value).String())
	}
	return r.T("compare.mine.yuan", "amount", money.Fen(amount.Value).String())
}

// effectWords say what the differences would mean for the income a person, with the standard beside it.
func effectWords(r *page.Request, f comparisonsteps.Found) string {
	words := r.T("compare.mine.effect_words", "declared", money.Fen(f.Effect.Declared.PerPerson()).String(), "found", money.Fen(f.Effect.Found.PerPerson()).String(),
		"standard", money.Fen(f.Standard.Amount).String())
	if f.Standard.Assumed {
		words += r.T("compare.standard_assumed")
	}
	return words
}
