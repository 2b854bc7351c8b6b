package calendar

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/deadline"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

// What may be typed, in runes.
const (
	maxName   = 30
	maxReason = 300
)

// MarkDay says what a day is, with a reason. It refuses to make today or an earlier day a working day, by whatever mark:
// time that already ran must not become shorter. A day of a year that nobody could mean is refused too.
func (a Acts) MarkDay(ctx context.Context, actor access.Actor, county region.Code, on period.Day, mark Mark, name, reason, key string) error {
	name, reason = strings.TrimSpace(name), strings.TrimSpace(reason)
	act := casework.Act{Kind: "CalendarDayMarked", Permission: access.CalendarEdit, County: county, Key: key, Content: []string{on.String(), string(mark), name, reason}}
	_, err := casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, w *casework.Work) (string, error) {
		store := casework.As[Store](w.Tx)
		days, err := store.CalendarDays(ctx, county)
		if err != nil {
			return "", err
		}
		years, err := store.CalendarYears(ctx, county)
		if err != nil {
			return "", err
		}
		var wrong fault.List
		if on.IsZero() || on.Year() < w.Today.Year()-1 || on.Year() > w.Today.Year()+3 {
			wrong = append(wrong, fault.Field("on", "calendar.day_far"))
		}
		if !slices.Contains(Marks(), mark) {
			wrong = append(wrong, fault.Field("mark", "calendar.mark_missing"))
		}
		if mark == Holiday && name == "" || utf8.RuneCountInString(name) > maxName {
			wrong = append(wrong, fault.Field("name", "calendar.name_wrong", "most", maxName))
		}
		if n := utf8.RuneCountInString(reason); n < 2 || n > maxReason {
			wrong = append(wrong, fault.Field("reason", "calendar.reason_missing", "most", maxReason))
		}
		if err := wrong.OrNil(); err != nil {
			return "", err
		}
		one := Day{ID: a.NewID(), On: on, Mark: mark, Name: name, Reason: reason, At: w.Now, By: actor.ID}
		if mark != Holiday {
			one.Name = ""
		}
		before, _ := Table(deadline.Base(), years, days).Works(on)
		after, _ := Table(deadline.Base(), years, append(days, one)).Works(on)
		if !before && after && !on.After(w.Today) {
			return "", fault.Field("mark", "calendar.shortens", "day", on.Chinese())
		}
		w.Note("day", on.String())
		w.Note("mark", string(mark))
		return one.ID, store.AddCalendarDay(ctx, county, one)
	})
	return err
}
