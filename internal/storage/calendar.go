package storage

import (
	"context"
	"database/sql"

	"chengxin/internal/casework/calendar"
	"chengxin/internal/deadline"
	"chengxin/internal/region"
)

var (
	_ calendar.Store = (*Tx)(nil)

	calendarDayFact  = declareFact("calendar_day", "on_day", "mark", "name", "reason", "notice", "at", "done_by")
	calendarYearFact = declareFact("calendar_year", "year", "source", "days", "at", "done_by")
)

// Calendar is a county's table of working days: the built-in one with the county's years and days on top.
func (tx *Tx) Calendar(ctx context.Context, county region.Code) (deadline.Table, error) {
	return calendar.Of(ctx, tx, county)
}

// CalendarDays lists what a county said about days, oldest first.
func (tx *Tx) CalendarDays(ctx context.Context, county region.Code) ([]calendar.Day, error) {
	var all []calendar.Day
	err := tx.each(ctx, `SELECT id, on_day, mark, name, reason, notice, at, done_by FROM calendar_day WHERE county = $1 ORDER BY at, id`,
		[]any{string(county)}, func(rows *sql.Rows) error {
			var one calendar.Day
			var on string
			var at int64
			err := rows.Scan(&one.ID, &on, &one.Mark, &one.Name, &one.Reason, &one.Notice, &at, &one.By)
			one.On, one.At = day(on), moment(at)
			all = append(all, one)
			return err
		})
	return all, err
}

// CalendarYears lists the years whose notices a county took in, oldest first.
func (tx *Tx) CalendarYears(ctx context.Context, county region.Code) ([]calendar.Year, error) {
	var all []calendar.Year
	err := tx.each(ctx, `SELECT id, year, source, days, at, done_by FROM calendar_year WHERE county = $1 ORDER BY at, id`,
		[]any{string(county)}, func(rows *sql.Rows) error {
			var one calendar.Year
			var year, days, at int64
			err := rows.Scan(&one.ID, &year, &one.Source, &days, &at, &one.By)
			one.Year, one.Days, one.At = int(year), int(days), moment(at)
			all = append(all, one)
			return err
		})
	return all, err
}

// AddCalendarDay keeps what a county says about a day.
func (tx *Tx) AddCalendarDay(ctx context.Context, county region.Code, d calendar.Day) error {
	return tx.add(ctx, calendarDayFact, county, d.ID, d.On.String(), string(d.Mark), d.Name, d.Reason, d.Notice, micros(d.At), d.By)
}

// AddCalendarYear keeps that a year's notice was taken in. Conflict when it was before.
func (tx *Tx) AddCalendarYear(ctx context.Context, county region.Code, y calendar.Year) error {
	return tx.add(ctx, calendarYearFact, county, y.ID, int64(y.Year), y.Source, int64(y.Days), micros(y.At), y.By)
}
