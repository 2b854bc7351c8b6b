package comparison

import (
	"fmt"

	"chengxin/internal/period"
)

// Day is a calendar day as the number YYYYMMDD, so that days of millions of rows compare as numbers. 0 is no day.
type Day uint32

// DayOf packs a period.Day.
func DayOf(day period.Day) Day {
	return packDay(day.Year(), int(day.Month()), day.Date())
}

// Period is the day as the rest of the program knows it.
func (d Day) Period() period.Day {
	if d == 0 {
		return period.Day{}
	}
	return period.MustDay(d.String())
}

// ParseDay reads YYYY-MM-DD and refuses everything else: other forms, days that do not exist, the year 0.
func ParseDay(text []byte) (Day, bool) {
	if len(text) != 10 || text[4] != '-' || text[7] != '-' {
		return 0, false
	}
	bad := false
	two := func(at int) int {
		tens, ones := text[at]-'0', text[at+1]-'0' // below '0' wraps to a large number
		bad = bad || tens > 9 || ones > 9
		return int(tens)*10 + int(ones)
	}
	year, month, day := two(0)*100+two(2), two(5), two(8)
	if bad || year < 1 || month < 1 || month > 12 || day < 1 || day > 28 && day > daysIn(year, month) {
		return 0, false
	}
	return packDay(year, month, day), true
}

// String is YYYY-MM-DD, empty for no day.
func (d Day) String() string {
	if d == 0 {
		return ""
	}
	year, month, day := d.parts()
	return fmt.Sprintf("%04d-%02d-%02d", year, month, day)
}

// AddMonths moves by months; a day that the target month lacks becomes its last day.
func (d Day) AddMonths(n int) Day {
	year, month, day := d.parts()
	month += n - 1
	year += month / 12
	month = month%12 + 1
	return packDay(year, month, min(day, daysIn(year, month)))
}

func packDay(year, month, day int) Day { return Day(year*1_00_00 + month*1_00 + day) }

func (d Day) parts() (year, month, day int) {
	return int(d) / 1_00_00, int(d) / 1_00 % 100, int(d) % 100
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	default:
		return 31
	}
}
