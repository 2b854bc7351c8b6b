package period

import (
	"cmp"
	"fmt"
	"strings"
	"time"
)

// Shanghai is the only time zone in which days are counted.
var Shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

// Day is a calendar day. The zero Day means "no day".
type Day struct {
	year  int
	month time.Month
	day   int
}

// NewDay makes a day; a date that does not exist is normalised as time.Date does.
func NewDay(year int, month time.Month, day int) Day {
	return dayOf(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

func dayOf(t time.Time) Day {
	y, m, d := t.Date()
	return Day{y, m, d}
}

// DayOf is the day in Shanghai on which a moment falls.
func DayOf(moment time.Time) Day { return dayOf(moment.In(Shanghai)) }

// ParseDay reads YYYY-MM-DD and refuses a day that does not exist. The empty string is the zero Day.
func ParseDay(text string) (Day, error) {
	if text == "" {
		return Day{}, nil
	}
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return Day{}, fmt.Errorf("not a day of the form YYYY-MM-DD: %q", text)
	}
	return dayOf(t), nil
}

// MustDay is ParseDay for constants and tests.
func MustDay(text string) Day {
	day, err := ParseDay(text)
	if err != nil {
		panic(err)
	}
	return day
}

// IsZero says that no day is given.
func (d Day) IsZero() bool { return d == Day{} }

// String is YYYY-MM-DD, empty for the zero Day; it sorts as days do.
func (d Day) String() string {
	if d.IsZero() {
		return ""
	}
	return string(d.append(make([]byte, 0, len(time.DateOnly))))
}

// Chinese is 2026年11月22日, as letters print it: Arabic and unpadded (GB/T 9704).
func (d Day) Chinese() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d年%d月%d日", d.year, int(d.month), d.day)
}

// Year is the calendar year.
func (d Day) Year() int { return d.year }

// Month is the month of the year.
func (d Day) Month() time.Month { return d.month }

// Date is the day of the month.
func (d Day) Date() int { return d.day }

// Weekday is the day of the week.
func (d Day) Weekday() time.Weekday { return d.utc().Weekday() }

// Before says whether d comes before other.
func (d Day) Before(other Day) bool { return d.Compare(other) < 0 }

// After says whether d comes after other.
func (d Day) After(other Day) bool { return d.Compare(other) > 0 }

// Compare orders days.
func (d Day) Compare(other Day) int {
	return cmp.Or(cmp.Compare(d.year, other.year), cmp.Compare(d.month, other.month), cmp.Compare(d.day, other.day))
}

// AddDays moves by calendar days.
func (d Day) AddDays(n int) Day { return dayOf(d.utc().AddDate(0, 0, n)) }

// DaysUntil counts calendar days from d to other.
func (d Day) DaysUntil(other Day) int { return int(other.utc().Sub(d.utc()).Hours() / 24) }

// AddMonths moves by months; a day that the target month lacks becomes its last day (31 January + 1 month = 28 or 29 February).
func (d Day) AddMonths(n int) Day {
	first := time.Date(d.year, d.month, 1, 0, 0, 0, 0, time.UTC).AddDate(0, n, 0)
	last := first.AddDate(0, 1, -1).Day()
	return Day{first.Year(), first.Month(), min(d.day, last)}
}

// Start is the moment at which the day begins in Shanghai.
func (d Day) Start() time.Time { return time.Date(d.year, d.month, d.day, 0, 0, 0, 0, Shanghai) }

func (d Day) utc() time.Time { return time.Date(d.year, d.month, d.day, 0, 0, 0, 0, time.UTC) }

// append writes YYYY-MM-DD. Days are written and read by the million, as text in tables and in sealed JSON.
func (d Day) append(to []byte) []byte {
	if d.year > 9999 {
		return fmt.Appendf(to, "%04d-%02d-%02d", d.year, d.month, d.day)
	}
	digits := func(n int) [2]byte { return [2]byte{byte('0' + n/10), byte('0' + n%10)} } // #nosec G115 -- 0 to 99 by construction
	century, year, month, day := digits(d.year/100), digits(d.year%100), digits(int(d.month)), digits(d.day)
	return append(to, century[0], century[1], year[0], year[1], '-', month[0], month[1], '-', day[0], day[1])
}

// MarshalText writes YYYY-MM-DD, in JSON a string; nothing for the zero Day.
func (d Day) MarshalText() ([]byte, error) {
	if d.IsZero() {
		return []byte{}, nil
	}
	return d.append(make([]byte, 0, len(time.DateOnly))), nil
}

// UnmarshalText reads YYYY-MM-DD or nothing.
func (d *Day) UnmarshalText(text []byte) error {
	day, err := ParseDay(string(text))
	*d = day
	return err
}

// UnmarshalYAML reads YYYY-MM-DD, with the blanks that a YAML reader may leave around it.
func (d *Day) UnmarshalYAML(raw []byte) error {
	day, err := ParseDay(strings.TrimSpace(string(raw)))
	*d = day
	return err
}

// Length is the period in which a person counts an amount. It is kept as said: never averaged, only shown converted.
type Length string

// The lengths in which people count.
const (
	Unsaid Length = ""
	Month  Length = "month"
	Year   Length = "year"
)

// PerYear is the factor to a year: 12 for a month, 1 for a year; 0 when unsaid.
func (l Length) PerYear() int64 {
	switch l {
	case Month:
		return 12
	case Year:
		return 1
	case Unsaid:
		return 0
	}
	return 0
}
