package comparison

import (
	"cmp"
	"errors"
	"slices"

	"chengxin/internal/comparison"
	"chengxin/internal/fault"
	"chengxin/internal/period"
)

// Find compares inputs by rules. It refuses sums beyond what can be compared (Invalid). The inputs that a run has kept give,
// under the edition that it names, what it found.
func Find(rules Rules, inputs Inputs) (Found, error) {
	var rows []comparison.Row
	for i, source := range comparison.Sources() {
		for _, stated := range inputs[i] {
			item := rules.Find([]byte(stated.Item))
			if item < 0 {
				continue // an item that this edition does not have is compared with nothing
			}
			rows = append(rows, comparison.Row{
				Source: source, Item: item, Member: stated.Member, Value: stated.Value, AsOf: dayOrNone(stated.AsOf),
				Since: dayOrNone(stated.Since), Period: stated.Period, SetAside: stated.SetAside,
			})
		}
	}
	report, err := rules.Compare(rows)
	var limit *comparison.LimitError
	if errors.As(err, &limit) {
		return Found{}, fault.New(fault.Invalid, "compare.limit", "item", limit.Code).Because(err)
	}
	if err != nil {
		return Found{}, err
	}
	found := Found{Missing: report.Missing, Income: report.Income, Members: report.Members, Compared: report.Compared}
	if effect, known := rules.Effect(&report.Result, rules.Standard.Amount); known && rules.Standard.Amount > 0 {
		standard := rules.Standard
		found.Effect, found.Standard = &effect, &standard
	}
	type key struct {
		member string
		item   int
	}
	differences := map[key]comparison.Discrepancy{}
	for _, one := range report.Discrepancies {
		differences[key{one.Member, one.Item}] = one
	}
	for _, line := range report.Lines {
		kept := Line{Item: rules.Code(line.Item), Member: line.Member, Sums: line.Sums, Kind: line.Kind}
		for i, day := range line.AsOf {
			kept.AsOf[i] = day.Period()
		}
		one := differences[key{line.Member, line.Item}]
		kept.Since, kept.Seen = one.Since.Period(), one.Found.Period()
		found.Lines = append(found.Lines, kept)
	}
	return found, nil
}

func dayOrNone(day period.Day) comparison.Day {
	if day.IsZero() {
		return 0
	}
	return comparison.DayOf(day)
}

// sort puts what the sources state into one order, so that the same facts are the same inputs.
func (in *Inputs) sort() {
	for _, rows := range in {
		slices.SortFunc(rows, func(a, b Stated) int {
			return cmp.Or(
				cmp.Compare(a.Item, b.Item), cmp.Compare(a.Member, b.Member), cmp.Compare(a.Value, b.Value),
				a.AsOf.Compare(b.AsOf), a.Since.Compare(b.Since), cmp.Compare(a.Period, b.Period),
			)
		})
	}
}

func (in Inputs) equal(other Inputs) bool {
	for i := range in {
		if !slices.Equal(in[i], other[i]) {
			return false
		}
	}
	return true
}

// by says whether the effect was weighed against a standard: a new one, from its day on, is another comparison.
func (f Found) by(standard *Standard) bool {
	if f.Standard == nil || standard == nil {
		return f.Standard == standard
	}
	return f.Standard.Amount == standard.Amount
}
