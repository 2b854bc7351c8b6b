package period

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func ExampleDay() {
	told := MustDay("2026-08-31")
	fmt.Println(told.Chinese(), told.AddMonths(6), told.AddMonths(6).Chinese())
	// Output: 2026年8月31日 2027-02-28 2027年2月28日
}

func TestADayIsTheDayInShanghai(t *testing.T) {
	for moment, want := range map[time.Time]string{
		time.Date(2026, 11, 22, 15, 59, 59, 0, time.UTC): "2026-11-22",
		time.Date(2026, 11, 22, 16, 0, 0, 0, time.UTC):   "2026-11-23",
	} {
		if got := DayOf(moment); got.String() != want || DayOf(got.Start()) != got {
			t.Errorf("%s: %s", moment, got)
		}
	}
}

func TestOnlyRealDaysAreRead(t *testing.T) {
	for _, text := range []string{"2026-02-29", "2026-13-01", "2026-1-1", "2026/01/01", "20260101", "2026-01-01T00:00:00Z", " 2026-01-01"} {
		if day, err := ParseDay(text); err == nil {
			t.Errorf("%q passed as %s", text, day)
		}
	}
	if day, err := ParseDay(""); err != nil || !day.IsZero() || day.String() != "" || day.Chinese() != "" {
		t.Errorf("no day: %v %v", day, err)
	}
}

func TestMonthsEndOnDaysThatExist(t *testing.T) {
	for _, c := range []struct {
		from   string
		months int
		want   string
	}{
		{"2026-01-31", 1, "2026-02-28"},
		{"2028-01-31", 1, "2028-02-29"},
		{"2026-08-31", 6, "2027-02-28"},
		{"2024-02-29", 12, "2025-02-28"},
		{"2024-02-29", 48, "2028-02-29"},
		{"2026-03-31", -1, "2026-02-28"},
		{"2026-12-15", 1, "2027-01-15"},
		{"2026-12-15", 0, "2026-12-15"},
	} {
		if got := MustDay(c.from).AddMonths(c.months); got != MustDay(c.want) {
			t.Errorf("%s + %d months: %s, want %s", c.from, c.months, got, c.want)
		}
	}
}

var anyDay = rapid.Custom(func(t *rapid.T) Day { return NewDay(1900, 1, 1).AddDays(rapid.IntRange(0, 100_000).Draw(t, "day")) })

func TestMonthsKeepTheDayOrClampIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day, n := anyDay.Draw(t, "day"), rapid.IntRange(-600, 600).Draw(t, "months")
		moved := day.AddMonths(n)
		if months := (moved.Year()-day.Year())*12 + int(moved.Month()) - int(day.Month()); months != n {
			t.Fatalf("%s + %d months = %s: %d months away", day, n, moved, months)
		}
		if moved.Date() != day.Date() && (moved.Date() > day.Date() || moved.AddDays(1).Date() != 1) {
			t.Fatalf("%s + %d months = %s: neither the day nor the month's end", day, n, moved)
		}
		if later := day.AddDays(1).AddMonths(n); later.Before(moved) {
			t.Fatalf("a later day came earlier: %s, %s", moved, later)
		}
	})
}

func TestDaysCountAndSort(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day, n := anyDay.Draw(t, "day"), rapid.IntRange(-5000, 5000).Draw(t, "days")
		moved := day.AddDays(n)
		if day.DaysUntil(moved) != n || day.Before(moved) != (n > 0) || day.After(moved) != (n < 0) {
			t.Fatalf("%s + %d = %s", day, n, moved)
		}
		if (day.String() < moved.String()) != day.Before(moved) {
			t.Fatal("the text must sort as the days do")
		}
		raw, err := json.Marshal(day)
		if err != nil {
			t.Fatal(err)
		}
		var read Day
		if err := json.Unmarshal(raw, &read); err != nil || read != day {
			t.Fatal(read, err)
		}
		if err := read.UnmarshalYAML([]byte(moved.String())); err != nil || read != moved {
			t.Fatal(read, err)
		}
	})
}

func TestAYearHasTwelveMonths(t *testing.T) {
	for length, want := range map[Length]int64{Month: 12, Year: 1, Unsaid: 0, "week": 0} {
		if got := length.PerYear(); got != want {
			t.Errorf("%q: %d", length, got)
		}
	}
}

func FuzzParseDay(f *testing.F) {
	f.Add("2026-02-29")
	f.Add("2024-02-29")
	f.Fuzz(func(t *testing.T, text string) {
		if day, err := ParseDay(text); err == nil && day.String() != text {
			t.Errorf("%q was read as %q", text, day)
		}
	})
}
