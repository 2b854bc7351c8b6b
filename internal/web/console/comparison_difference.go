package console

import (
	"slices"

	comparisonsteps "chengxin/internal/casework/comparison"
	"chengxin/internal/comparison"
	"chengxin/internal/declaration"
	"chengxin/internal/money"
	"chengxin/internal/period"
	"chengxin/internal/policy"
	"chengxin/internal/web/page"
)

// agreement is how one source stands to the declaration. Each has a shape and a word of its own beside its colour.
type agreement string

const (
	declares  agreement = "declares"  // it is the declaration
	agrees    agreement = "agrees"    // =
	disagrees agreement = "disagrees" // ≠
	apart     agreement = "apart"     // ∥ it speaks of another period: not set against it
	unknown   agreement = "unknown"   // ? it does not know: neither the same nor another
)

func (a agreement) shape() string {
	return map[agreement]string{agrees: "=", disagrees: "\u2260", apart: "\u2225", unknown: "?"}[a]
}

func agreementOf(line comparisonsteps.Line, source comparison.Source) agreement {
	switch {
	case line.Sums[source].Missing:
		return unknown
	case source == comparison.Declaration || line.Sums[comparison.Declaration].Missing:
		return declares
	case line.Sums[source].Value == line.Sums[comparison.Declaration].Value:
		return agrees
	case line.Kind == comparison.NotComparable:
		return apart
	}
	return disagrees
}

// judged says whether a line was compared at all: what only one source knows is not the same, it is not compared.
func judged(line comparisonsteps.Line) bool {
	return !line.Sums[comparison.Declaration].Missing && !(line.Sums[comparison.Visit].Missing && line.Sums[comparison.Platform].Missing)
}

func same(line comparisonsteps.Line) bool {
	return agreementOf(line, comparison.Visit) != disagrees && agreementOf(line, comparison.Platform) != disagrees
}

// found is the higher of what the visit and the platform say, and which of them says it.
func found(line comparisonsteps.Line) (int64, []comparison.Source) {
	highest, by := int64(0), []comparison.Source(nil)
	for _, source := range []comparison.Source{comparison.Visit, comparison.Platform} {
		switch amount := line.Sums[source]; {
		case amount.Missing:
		case by == nil || amount.Value > highest:
			highest, by = amount.Value, []comparison.Source{source}
		case amount.Value == highest:
			by = append(by, source)
		}
	}
	return highest, by
}

// byHowMuch says the difference in the item's unit, and of how much it is; empty where there is no amount to a difference, and
// where the sources speak of different periods.
func (c compared) byHowMuch(r *page.Request, line comparisonsteps.Line) string {
	label := c.View.Rules.Labels[line.Item]
	highest, by := found(line)
	difference := highest - line.Sums[comparison.Declaration].Value
	if !judged(line) || line.Kind == comparison.NotComparable || difference == 0 || label.Class == string(policy.Membership) || label.Unit == string(declaration.YesNo) {
		return ""
	}
	key, most := "compare.by.more", highest
	if difference < 0 {
		key, most, difference = "compare.by.less", line.Sums[comparison.Declaration].Value, -difference
	}
	return r.T(key, "source", sourcesWords(r, by), "amount", unitAmount(r, label, difference), "percent", percentOf(difference, most))
}

// percentOf is a share in percent, rounded down. The difference is not negative and not above the whole.
func percentOf(part, whole int64) int64 {
	if whole > 1<<53 {
		part, whole = part>>10, whole>>10 // beyond every real amount: the product stays in range
	}
	return part * 100 / whole
}

// sinceWords say from when the found fact holds: as the comparison derived it, as a source states it, or that none says so.
func (c compared) sinceWords(r *page.Request, line comparisonsteps.Line) string {
	if !line.Since.IsZero() {
		return r.T("compare.since_seen", "since", onDay(r, line.Since), "seen", onDay(r, line.Seen))
	}
	var earliest period.Day
	for _, source := range []comparison.Source{comparison.Visit, comparison.Platform} {
		for _, row := range c.Run.Inputs[source] {
			if row.Item == line.Item && row.Member == line.Member && !row.Since.IsZero() && (earliest.IsZero() || row.Since.Before(earliest)) {
				earliest = row.Since
			}
		}
	}
	if earliest.IsZero() {
		return r.T("compare.since_unknown")
	}
	return r.T("compare.since_stated", "since", onDay(r, earliest))
}

// periodsWords name the periods of which the sources speak; empty where none is given.
func (c compared) periodsWords(r *page.Request, line comparisonsteps.Line) string {
	words := ""
	for i, source := range comparison.Sources() {
		var periods []string
		for _, row := range c.Run.Inputs[i] {
			if row.Item == line.Item && row.Member == line.Member && row.Period != "" && !slices.Contains(periods, row.Period) {
				periods = append(periods, row.Period)
			}
		}
		for _, one := range periods {
			if words != "" {
				words += r.T("compare.then")
			}
			words += r.T("compare.period", "source", r.T("comparison.source."+source.String()), "period", one)
		}
	}
	return words
}

// How much older than the declaration a source may be before the page says so, in months.
const oldAfter = 6

// olderWords say that a source speaks of a time well before the declaration; empty otherwise.
func (c compared) olderWords(r *page.Request, line comparisonsteps.Line, source comparison.Source) string {
	var declared period.Day
	for _, row := range c.Run.Inputs[comparison.Declaration] {
		if row.AsOf.After(declared) {
			declared = row.AsOf
		}
	}
	seen := line.AsOf[source]
	if source == comparison.Declaration || declared.IsZero() || seen.IsZero() || line.Sums[source].Missing || seen.AddMonths(oldAfter).After(declared) {
		return ""
	}
	months := oldAfter
	for !seen.AddMonths(months + 1).After(declared) {
		months++
	}
	return r.T("compare.older", "months", months)
}

// meansWords say what a difference may mean, before anybody has asked. A kind of another county's edition has the general words.
func meansWords(r *page.Request, kind comparison.Kind) string {
	switch kind {
	case comparison.MemberUndeclared, comparison.MemberNotVisited, comparison.MemberNotVerified, comparison.ChangedSince, comparison.ReportedLate, comparison.NotComparable,
		"INCOME_UNDER", "PROPERTY_UNDECLARED", "AREA_UNDER", "ASSET_UNDER", "EXPENSE_INFLATED", "KINSHIP_UNDISCLOSED":
		return r.T("compare.means." + string(kind))
	}
	return r.T("compare.means.other")
}

func differenceRows(r *page.Request, c compared, line comparisonsteps.Line) []page.Row {
	var rows []page.Row
	add := func(key, value string) {
		if value != "" {
			rows = append(rows, page.Row{Key: r.T(key), Value: value})
		}
	}
	add("compare.by", c.byHowMuch(r, line))
	if line.Kind.Counted() {
		add("compare.tolerance", toleranceWords(r, c.View.Rules.Labels[line.Item]))
	}
	if line.Kind == comparison.NotComparable {
		add("compare.periods", c.periodsWords(r, line))
	} else {
		add("compare.since_when", c.sinceWords(r, line))
	}
	add("compare.may_mean", meansWords(r, line.Kind))
	return rows
}

// toleranceWords say how much of a difference the edition lets pass; empty where it lets none pass.
func toleranceWords(r *page.Request, label comparisonsteps.Label) string {
	allowed := label.Tolerance
	switch {
	case allowed.Amount == 0 && allowed.Denominator == 0:
		return ""
	case allowed.Denominator == 0:
		return r.T("compare.tolerance_amount", "amount", unitAmount(r, label, allowed.Amount))
	case allowed.Base == policy.OfDeclared:
		return r.T("compare.tolerance_declared", "amount", unitAmount(r, label, allowed.Amount), "percent", percentOf(allowed.Numerator, allowed.Denominator))
	}
	return r.T("compare.tolerance_higher", "amount", unitAmount(r, label, allowed.Amount), "percent", percentOf(allowed.Numerator, allowed.Denominator))
}

// unitAmount is an amount with its unit.
func unitAmount(r *page.Request, label comparisonsteps.Label, value int64) string {
	switch declaration.Unit(label.Unit) {
	case declaration.Area:
		return r.T("compare.area", "value", hundredths(value))
	case declaration.Count:
		return r.T("compare.count", "value", value, "counter", label.Counter)
	case declaration.Fen, declaration.YesNo:
	}
	return r.T("compare.yuan", "amount", money.Fen(value).String())
}

func sourcesWords(r *page.Request, sources []comparison.Source) string {
	words := ""
	for _, source := range sources {
		if words != "" {
			words += r.T("compare.and")
		}
		words += r.T("comparison.source." + source.String())
	}
	return words
}

// effectRows are what the differences would mean for the income a person. They decide nothing, and say so.
func effectRows(r *page.Request, f comparisonsteps.Found) []page.Row {
	income := func(key string, income comparison.Income) page.Row {
		level := "compare.standard_not_above"
		if income.Above {
			level = "compare.standard_above"
		}
		return page.Row{Key: r.T(key), Value: r.T(level, "amount", money.Fen(income.PerPerson()).String(), "members", income.Members)}
	}
	standard := r.T("compare.a_year_each", "amount", money.Fen(f.Standard.Amount).String())
	if f.Standard.Assumed {
		standard += r.T("compare.standard_assumed")
	}
	return []page.Row{
		{Key: f.Standard.Label, Value: standard},
		income("compare.effect_declared", f.Effect.Declared),
		income("compare.effect_found", f.Effect.Found),
	}
}
