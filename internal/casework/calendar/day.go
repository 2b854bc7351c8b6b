package calendar

import (
	"slices"
	"time"

	"chengxin/internal/deadline"
	"chengxin/internal/period"
)

// Mark is what a county says about a day.
type Mark string

// The marks. AsBuiltIn takes the county's own word back: the built-in table, or the weekday, counts again.
const (
	Holiday   Mark = "holiday"
	Workday   Mark = "workday"
	AsBuiltIn Mark = "base"
)

// Marks lists them in the order in which the page offers them.
func Marks() []Mark { return []Mark{Holiday, Workday, AsBuiltIn} }

// Day is what a county said about a day, and why. The latest word about a day counts.
type Day struct {
	ID     string
	On     period.Day
	Mark   Mark
	Name   string // of the holiday
	Reason string
	Notice string // the id of the year's notice that it came with; empty for a single day
	At     time.Time
	By     string
}

// Year is a year whose notice was taken in: from then on its deadlines are final.
type Year struct {
	ID     string
	Year   int
	Source string // the notice: 国办发明电〔2026〕7号
	Days   int
	At     time.Time
	By     string
}

// Table is the built-in table with a county's years and days on top. Days are oldest word first.
func Table(base deadline.Table, years []Year, days []Day) deadline.Table {
	latest := map[period.Day]deadline.Mark{}
	for _, day := range days {
		if day.Mark == AsBuiltIn {
			delete(latest, day.On)
			continue
		}
		latest[day.On] = deadline.Mark{On: day.On, Kind: deadline.Kind(day.Mark), Name: day.Name}
	}
	marks := make([]deadline.Mark, 0, len(latest))
	for _, mark := range latest {
		marks = append(marks, mark)
	}
	table := base.With(marks...)
	for _, year := range years {
		table = table.WithYear(year.Year)
	}
	return table
}

// Latest gives the word that counts about each day, by day; days whose word was taken back are left out.
func Latest(days []Day) []Day {
	latest := map[period.Day]Day{}
	for _, day := range days {
		latest[day.On] = day
	}
	var standing []Day
	for _, day := range latest {
		if day.Mark != AsBuiltIn {
			standing = append(standing, day)
		}
	}
	slices.SortFunc(standing, func(a, b Day) int { return a.On.Compare(b.On) })
	return standing
}
