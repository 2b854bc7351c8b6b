package calendar

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/deadline"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

// maxLines is how many lines a notice may have; a notice marks some 35 days.
const maxLines = 120

// kinds are the words for a day off and a make-up day, as people type them: 休, 放假, 班, 上班, 补班.
var kinds = map[string]Mark{
	"holiday": Holiday, "\u4f11": Holiday, "\u653e\u5047": Holiday,
	"workday": Workday, "\u73ed": Workday, "\u4e0a\u73ed": Workday, "\u8865\u73ed": Workday,
}

// ReadNotice reads a year's notice as it is typed or pasted: a line a day or a span of days, then 休 or 班, then the name:
//
//	2027-01-01 休 元旦
//	2027-02-05~2027-02-11 休 春节
//	2027-02-14 班 春节
//
// Every wrong line is named with its number, in the field "lines".
func ReadNotice(year int, text string) ([]Day, error) {
	var days []Day
	var wrong fault.List
	refuse := func(line int, key string, pairs ...any) {
		wrong = append(wrong, fault.Field("lines", key, append([]any{"line", line}, pairs...)...))
	}
	seen := map[period.Day]bool{}
	lines := strings.Split(text, "\n")
	if len(lines) > maxLines {
		return nil, fault.Field("lines", "calendar.notice.too_long", "most", maxLines)
	}
	for i, line := range lines {
		fields := strings.FieldsFunc(line, func(r rune) bool {
			return r == ' ' || r == '\t' || r == '\r' || r == ',' || r == '\uff0c' || r == '\u3000'
		})
		if len(fields) == 0 {
			continue
		}
		if len(fields) < 2 {
			refuse(i+1, "calendar.notice.line")
			continue
		}
		from, until, ok := span(fields[0])
		mark, known := kinds[strings.ToLower(fields[1])]
		if !ok || !known || from.DaysUntil(until) > 31 {
			refuse(i+1, "calendar.notice.line")
			continue
		}
		name := strings.Join(fields[2:], " ")
		if mark == Holiday && name == "" || utf8.RuneCountInString(name) > maxName {
			refuse(i+1, "calendar.notice.name", "most", maxName)
			continue
		}
		for day := from; !day.After(until); day = day.AddDays(1) {
			if !belongs(year, day) {
				refuse(i+1, "calendar.notice.other_year", "year", year)
				break
			}
			if seen[day] {
				refuse(i+1, "calendar.notice.twice", "day", day.Chinese())
				break
			}
			seen[day] = true
			days = append(days, Day{On: day, Mark: mark, Name: name})
		}
	}
	if err := wrong.OrNil(); err != nil {
		return nil, err
	}
	return days, lawful(year, days)
}

// span reads a day, or two joined by ~, 至 or 到.
func span(text string) (from, until period.Day, ok bool) {
	first, second := text, text
	for _, joint := range []string{"~", "\uff5e", "\u81f3", "\u5230"} {
		if a, b, found := strings.Cut(text, joint); found {
			first, second = a, b
		}
	}
	from, err := period.ParseDay(first)
	if err != nil {
		return from, until, false
	}
	until, err = period.ParseDay(second)
	return from, until, err == nil && !from.IsZero() && !until.Before(from)
}

// belongs says whether a year's notice decides about a day: the days of the year before its own next notice, and the last
// three of the December before.
func belongs(year int, day period.Day) bool {
	return day.Year() == year || day.Year() == year-1 && day.Month() == time.December && day.Date() >= 29
}

// lawful refuses a notice without the holidays on fixed days that the 全国年节及纪念日放假办法 gives (2024 revision: 1 January,
// 1 and 2 May, 1 to 3 October), or with fewer than 13 days off in all: it is not whole, and would make time too short.
func lawful(year int, days []Day) error {
	off := map[period.Day]bool{}
	for _, day := range days {
		if day.Mark == Holiday {
			off[day.On] = true
		}
	}
	fixed := []period.Day{
		period.NewDay(year, time.January, 1), period.NewDay(year, time.May, 1), period.NewDay(year, time.May, 2),
		period.NewDay(year, time.October, 1), period.NewDay(year, time.October, 2), period.NewDay(year, time.October, 3),
	}
	for _, day := range fixed {
		if !off[day] {
			return fault.Field("lines", "calendar.notice.lacks", "day", day.Chinese())
		}
	}
	if len(off) < 13 {
		return fault.Field("lines", "calendar.notice.few", "days", len(off))
	}
	return nil
}

// ImportYear takes a year's notice in: from then on the deadlines of that year are final. It refuses a year that is known
// already (mark its days one by one), and a make-up day that is today or past.
func (a Acts) ImportYear(ctx context.Context, actor access.Actor, county region.Code, year int, source, text, key string) error {
	source = strings.TrimSpace(source)
	act := casework.Act{Kind: "CalendarYearImported", Permission: access.CalendarEdit, County: county, Key: key, Content: []any{year, source, text}}
	_, err := casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, w *casework.Work) (string, error) {
		store := casework.As[Store](w.Tx)
		years, err := store.CalendarYears(ctx, county)
		if err != nil {
			return "", err
		}
		if year < w.Today.Year()-1 || year > w.Today.Year()+3 {
			return "", fault.Field("year", "calendar.year_far")
		}
		if deadline.Base().Known(year) || slices.ContainsFunc(years, func(y Year) bool { return y.Year == year }) {
			return "", fault.Field("year", "calendar.year_known", "year", year)
		}
		if n := utf8.RuneCountInString(source); n < 2 || n > maxReason {
			return "", fault.Field("source", "calendar.source_missing", "most", maxReason)
		}
		days, err := ReadNotice(year, text)
		if err != nil {
			return "", err
		}
		one := Year{ID: a.NewID(), Year: year, Source: source, Days: len(days), At: w.Now, By: actor.ID}
		for _, day := range days {
			if day.Mark == Workday && !day.On.After(w.Today) {
				return "", fault.Field("lines", "calendar.shortens", "day", day.On.Chinese())
			}
			day.ID, day.Reason, day.Notice, day.At, day.By = a.NewID(), source, one.ID, w.Now, actor.ID
			if err := store.AddCalendarDay(ctx, county, day); err != nil {
				return "", err
			}
		}
		w.Note("year", strconv.Itoa(year))
		w.Note("days", strconv.Itoa(len(days)))
		return one.ID, store.AddCalendarYear(ctx, county, one)
	})
	return err
}

// Of is a county's table for deadlines.
func Of(ctx context.Context, reads Reader, county region.Code) (deadline.Table, error) {
	days, err := reads.CalendarDays(ctx, county)
	if err != nil {
		return deadline.Table{}, err
	}
	years, err := reads.CalendarYears(ctx, county)
	if err != nil {
		return deadline.Table{}, err
	}
	return Table(deadline.Base(), years, days), nil
}
