package deadline

import (
	_ "embed" // the holidays
	"fmt"
	"maps"
	"strings"
	"sync"
	"time"

	"chengxin/internal/period"
)

// Kind says what a marked day is.
type Kind string

// The kinds of marked days. A day without a mark works from Monday to Friday.
const (
	Holiday Kind = "holiday" // no working day, whatever the weekday
	Workday Kind = "workday" // a working day, whatever the weekday (调休)
)

// Mark is one day that differs from its weekday.
type Mark struct {
	On   period.Day
	Kind Kind
	Name string // 春节,or the county's own reason
}

// Table is which days work. The zero Table knows weekends and no year. It is a value: With and WithYear give another one.
type Table struct {
	marks map[period.Day]Mark
	known map[int]bool
}

//go:embed holidays.tsv
var holidays string

// Base is the table that the State Council's notices give, year by year (2004-2026).
var Base = sync.OnceValue(func() Table {
	marks, err := parse(holidays)
	if err != nil {
		panic(err) // embedded and tested: it cannot fail in a built program
	}
	table := Table{}.With(marks...)
	for _, mark := range marks {
		table.known[mark.On.Year()] = true
	}
	return table
})

func parse(text string) ([]Mark, error) {
	var marks []Mark
	for line := range strings.Lines(text) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		if len(fields) != 3 || Kind(fields[1]) != Holiday && Kind(fields[1]) != Workday {
			return nil, fmt.Errorf("holidays: not a day, a kind and a name: %q", line)
		}
		on, err := period.ParseDay(fields[0])
		if err != nil || on.IsZero() {
			return nil, fmt.Errorf("holidays: not a day: %q", line)
		}
		marks = append(marks, Mark{On: on, Kind: Kind(fields[1]), Name: fields[2]})
	}
	return marks, nil
}

// With is the table with days marked otherwise: a county's own holidays, or a correction. It makes no year known.
func (t Table) With(marks ...Mark) Table {
	with := Table{marks: maps.Clone(t.marks), known: maps.Clone(t.known)}
	if with.marks == nil {
		with.marks = map[period.Day]Mark{}
	}
	if with.known == nil {
		with.known = map[int]bool{}
	}
	for _, mark := range marks {
		with.marks[mark.On] = mark
	}
	return with
}

// WithYear is the table with a whole year announced: its deadlines are final from then on. The year's notice may mark days
// of the last December week before it.
func (t Table) WithYear(year int, marks ...Mark) Table {
	with := t.With(marks...)
	with.known[year] = true
	return with
}

// Known says whether a year's holidays are announced.
func (t Table) Known(year int) bool { return t.known[year] }

// Final says whether it is announced if a day works: by the notice that decides about it, or by a mark of its own. The last
// days of December are decided by the next year's notice.
func (t Table) Final(day period.Day) bool {
	_, marked := t.marks[day]
	return marked || t.known[noticeYear(day)]
}

// noticeYear is the year whose notice decides about a day: the new year's holiday may begin on 29 December, so the days
// from then on belong to the next year's notice.
func noticeYear(day period.Day) int {
	if day.Month() == time.December && day.Date() >= 29 {
		return day.Year() + 1
	}
	return day.Year()
}

// Works says whether a day is a working day, and the name of the holiday when one makes it none. Of a day whose notice is
// not announced yet, it says what is sure: a day that a festival's holiday could reach does not work.
func (t Table) Works(day period.Day) (works bool, holiday string) {
	weekday := day.Weekday()
	works = weekday != time.Saturday && weekday != time.Sunday
	mark, marked := t.marks[day]
	switch {
	case marked && mark.Kind == Holiday:
		return false, mark.Name
	case marked:
		return true, ""
	case works && !t.known[noticeYear(day)]:
		holiday = couldReach(day)
		return holiday == "", holiday
	}
	return works, ""
}

// WorkingDays counts the working days after one day, up to and with another; 0 when it comes before.
func (t Table) WorkingDays(after, until period.Day) int {
	count := 0
	for day := after.AddDays(1); !day.After(until); day = day.AddDays(1) {
		if works, _ := t.Works(day); works {
			count++
		}
	}
	return count
}
