package deadline

import (
	_ "embed" // the days of the lunar festivals
	"strconv"
	"strings"
	"sync"
	"time"

	"chengxin/internal/period"
)

//go:embed festivals.tsv
var festivals string

// block is a holiday as long as it could be: from so many days before its day to so many days after. The lengths cover every
// notice since 2008, when the present holidays began (国务院令 514, 644, 795),with a day to spare; a test holds them to it.
type block struct {
	name          string
	before, after int
}

var (
	newYear   = block{"元旦", 3, 3}
	spring    = block{"春节", 3, 9}
	qingming  = block{"清明", 3, 3}
	labour    = block{"劳动节", 3, 5}
	dragon    = block{"端午", 3, 3}
	midAutumn = block{"中秋", 3, 3}
	national  = block{"国庆节", 3, 8}
)

// lunarDays gives the days of 春节,端午 and 中秋 in each year.
var lunarDays = sync.OnceValue(func() map[int][3]period.Day {
	days := map[int][3]period.Day{}
	for line := range strings.Lines(festivals) {
		fields := strings.Fields(line)
		year, err := strconv.Atoi(fields[0])
		if err != nil {
			panic(err) // embedded and tested: it cannot fail in a built program
		}
		days[year] = [3]period.Day{period.MustDay(fields[1]), period.MustDay(fields[2]), period.MustDay(fields[3])}
	}
	return days
})

// couldReach names the festival whose holiday could reach a day of a year that is not announced; empty when none could.
func couldReach(day period.Day) string {
	year := noticeYear(day)
	for _, fixed := range []struct {
		block
		from, to period.Day
	}{
		{newYear, period.NewDay(year, time.January, 1), period.NewDay(year, time.January, 1)},
		{qingming, period.NewDay(year, time.April, 4), period.NewDay(year, time.April, 5)},
		{labour, period.NewDay(year, time.May, 1), period.NewDay(year, time.May, 1)},
		{national, period.NewDay(year, time.October, 1), period.NewDay(year, time.October, 1)},
	} {
		if fixed.reaches(day, fixed.from, fixed.to) {
			return fixed.name
		}
	}
	lunar, found := lunarDays()[year]
	for i, moving := range []block{spring, dragon, midAutumn} {
		from, to := lunar[i], lunar[i]
		if !found { // beyond the table: every day on which the festival can fall
			from, to = earliest(year)[i], latest(year)[i]
		}
		if moving.reaches(day, from, to) {
			return moving.name
		}
	}
	return ""
}

func (b block) reaches(day, from, to period.Day) bool {
	return !day.Before(from.AddDays(-b.before)) && !day.After(to.AddDays(b.after))
}

// earliest and latest bound the days of 春节,端午 and 中秋 in any year.
func earliest(year int) [3]period.Day {
	return [3]period.Day{period.NewDay(year, time.January, 20), period.NewDay(year, time.May, 26), period.NewDay(year, time.September, 6)}
}

func latest(year int) [3]period.Day {
	return [3]period.Day{period.NewDay(year, time.February, 22), period.NewDay(year, time.June, 27), period.NewDay(year, time.October, 9)}
}
