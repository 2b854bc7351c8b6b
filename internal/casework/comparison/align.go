package comparison

import (
	"strings"

	"chengxin/internal/comparison"
	"chengxin/internal/period"
)

// align puts the periods of the same key side by side. What is declared by the year is of the year that ends with the day from which
// the declaration holds. A sum of the platform whose period covers that year speaks of the same period; one of another time, of half a
// year, or of months with gaps keeps its own, and the two cannot be compared. Where the platform names no period nothing is said. How far the two years may lie from each other is the
// time that the edition gives for reporting a change of the item: until it is over, the year before says the same.
func (in *Inputs) align(items map[string]Label) {
	type key struct{ item, member string }
	declared := map[key][]int{}
	for i, row := range in[comparison.Declaration] {
		declared[key{row.Item, row.Member}] = append(declared[key{row.Item, row.Member}], i)
	}
	for n := range in[comparison.Platform] {
		row := &in[comparison.Platform][n]
		if row.Period == "" {
			continue
		}
		for _, i := range declared[key{row.Item, row.Member}] {
			of := &in[comparison.Declaration][i]
			if of.AsOf.IsZero() {
				continue
			}
			of.Period = yearUntil(of.AsOf)
			if covers(row.Period, of.AsOf, items[row.Item].Months) {
				row.Period = of.Period
			}
		}
	}
}

func yearUntil(day period.Day) string {
	return day.AddMonths(-12).AddDays(1).String() + "/" + day.String()
}

// covers says whether a period is a year that ends within so many months of a day.
func covers(span string, day period.Day, months int) bool {
	first, last, _ := strings.Cut(span, "/")
	from, err := period.ParseDay(first)
	if err != nil {
		return false
	}
	to, err := period.ParseDay(last)
	if err != nil {
		return false
	}
	year := from.AddMonths(12).AddDays(-1)
	return to == year && !to.Before(day.AddMonths(-months)) && !to.After(day.AddMonths(months))
}
