package calendar

import (
	"context"

	"chengxin/internal/casework"
	"chengxin/internal/region"
)

// Reader reads what a county said about days and years, oldest first. Lists give empty results, never NotFound.
type Reader interface {
	CalendarDays(ctx context.Context, county region.Code) ([]Day, error)
	CalendarYears(ctx context.Context, county region.Code) ([]Year, error)
}

// Store is what the acts need of their transaction.
type Store interface {
	Reader
	AddCalendarDay(ctx context.Context, county region.Code, day Day) error
	// AddCalendarYear keeps a year's notice. Conflict when the county has one.
	AddCalendarYear(ctx context.Context, county region.Code, year Year) error
}

// Acts are the acts of the calendar.
type Acts struct {
	Runner *casework.Runner
	Reads  Reader
	NewID  func() string
}
