package comparison

import (
	"strings"

	"chengxin/internal/comparison"
	"chengxin/internal/period"
)

// spanSlack is how far, in months, the year of which the platform states a sum may lie from the declared one: income is told anew
// within three months of a change, so that a year that ends then says the same.
const spanSlack = 3

// align puts the periods of the same key side by side. What is declared by the year is of the year that ends with the day from which
// the declaration holds. A sum of the platform whose period covers that year speaks of the same period; one of another time, of half a
// year, or of months with gaps keeps its own, and the two cannot be compared. Where the platform names no period nothing is said.
func (in *Inputs) align() {
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
			if covers(row.Period, of.AsOf) {
				row.Period = of.Period
			}
		}
	}
}

func yearUntil(day period.Day) string {
	return day.AddMonths(-12).AddDays(1).String() + "/" + day.String()
}

// covers says whether a period is a year that ends near a day.
func covers(span string, day period.Day) bool {
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
	return to == year && !to.Before(day.AddMonths(-spanSlack)) && !to.After(day.AddMonths(spanSlack))
}
