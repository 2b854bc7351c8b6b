package deadline

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"chengxin/internal/period"
	"chengxin/internal/wording"
)

var day = period.MustDay

func ExampleDue() {
	due := Due(day("2026-09-24"), Span{5, Working}, nil, Base())
	for _, reason := range due.Explain {
		fmt.Println(reason.Text(wording.English))
	}
	// Output:
	// Counted from the day after 2026年9月24日; the first day itself does not count.
	// 5 working days: weekends and public holidays do not count, make-up workdays do.
	// The last day is 2026年10月9日; what is done on it is in time.
}

func TestWorkingDaysFollowTheNotices(t *testing.T) {
	for text, want := range map[string]bool{
		"2026-02-14": true,  // Saturday, made up for 春节
		"2026-02-16": false, // 除夕
		"2026-02-24": true,
		"2026-11-21": false, // Saturday
		"2018-12-29": true,  // Saturday, made up for the next year's 元旦
		"2018-12-31": false,
		"2015-09-03": false,
	} {
		if works, _ := Base().Works(day(text)); works != want {
			t.Errorf("%s: works %t", text, works)
		}
	}
	if n := Base().WorkingDays(day("2026-09-30"), day("2026-10-10")); n != 3 { // 8, 9 and Saturday 10 October
		t.Errorf("%d working days", n)
	}
}

func TestTheLastDayIsCountedByTheCivilCode(t *testing.T) {
	for _, c := range []struct {
		start string
		span  Span
		want  string
	}{
		{"2026-11-02", Span{10, Working}, "2026-11-16"},
		{"2026-11-02", Span{7, Calendar}, "2026-11-09"},
		{"2026-11-01", Span{6, Calendar}, "2026-11-09"},  // Saturday the 7th rolls on to Monday
		{"2026-09-20", Span{15, Calendar}, "2026-10-08"}, // in 国庆节
		{"2025-11-30", Span{3, Months}, "2026-02-28"},    // no 30 February; Saturday the 28th is a make-up workday
		{"2026-08-31", Span{1, Months}, "2026-09-30"},
		{"2026-11-06", Span{0, Working}, "2026-11-06"},
		{"2026-11-07", Span{-3, Calendar}, "2026-11-09"},
	} {
		due := Due(day(c.start), c.span, nil, Base())
		if due.On != day(c.want) || due.Provisional || due.Paused {
			t.Errorf("%s + %v: %s, provisional %t", c.start, c.span, due.On, due.Provisional)
		}
	}
}

func TestAPauseGivesItsDaysBack(t *testing.T) {
	pause := func(from, until string, limit Span) Pause {
		return Pause{From: day(from), Until: day(until), Limit: limit, Of: OfOthers}
	}
	for _, c := range []struct {
		name   string
		pauses []Pause
		want   string // empty: no last day yet
	}{
		{"none", nil, "2026-11-16"},
		{"three working days", []Pause{pause("2026-11-04", "2026-11-07", Span{})}, "2026-11-19"},
		{"a weekend only", []Pause{pause("2026-11-07", "2026-11-09", Span{})}, "2026-11-16"},
		{"overlapping pauses count once", []Pause{pause("2026-11-05", "2026-11-07", Span{}), pause("2026-11-04", "2026-11-06", Span{})}, "2026-11-19"},
		{"over the last day", []Pause{pause("2026-11-16", "2026-11-18", Span{})}, "2026-11-18"},
		{"after the last day", []Pause{pause("2026-11-17", "2026-12-18", Span{})}, "2026-11-16"},
		{"still standing", []Pause{pause("2026-11-10", "", Span{})}, ""},
		{"standing since after the last day", []Pause{pause("2026-11-17", "", Span{})}, "2026-11-16"},
		{"standing, at most ten working days", []Pause{pause("2026-11-10", "", Span{10, Working})}, "2026-11-30"},
		{"backwards", []Pause{pause("2026-11-10", "2026-11-04", Span{})}, "2026-11-16"},
	} {
		due := Due(day("2026-11-02"), Span{10, Working}, c.pauses, Base())
		if due.On != day(c.want) || due.Paused != (c.want == "") {
			t.Errorf("%s: %s", c.name, due.On)
		}
	}
}

func TestAYearWithoutNoticeIsProvisionalUntilEntered(t *testing.T) {
	due := Due(day("2026-12-21"), Span{10, Working}, nil, Base())
	if !due.Provisional || due.Passed(day("2027-12-31")) {
		t.Errorf("%+v", due)
	}
	final := Due(day("2026-12-21"), Span{10, Working}, nil, Base().WithYear(2027, Mark{On: day("2027-01-01"), Kind: Holiday, Name: "元旦"}))
	if final.Provisional || final.On != day("2027-01-05") || final.On.After(due.On) {
		t.Errorf("final %s, provisional %s", final.On, due.On)
	}
	if due := Due(day("2026-12-21"), Span{5, Working}, nil, Base()); due.Provisional || due.On != day("2026-12-28") {
		t.Errorf("a deadline before 29 December needs no notice: %+v", due)
	}
}

// Every notice since 2008 is forgotten in turn: what was provisional must not have been earlier than what became final.
func TestAProvisionalDeadlineIsNeverEarlierThanTheFinalOne(t *testing.T) {
	for year := 2008; year <= 2026; year++ {
		table := forget(year)
		for start := period.NewDay(year-1, time.November, 1); start.Year() <= year; start = start.AddDays(1) {
			for _, span := range []Span{{1, Working}, {5, Working}, {15, Working}, {7, Calendar}, {1, Months}} {
				provisional, final := Due(start, span, nil, table), Due(start, span, nil, Base())
				if provisional.On.Before(final.On) {
					t.Fatalf("%s + %v: %s before %s", start, span, provisional.On, final.On)
				}
				if final.Provisional && noticeYear(final.On) <= 2026 {
					t.Fatalf("%s + %v: every notice is known", start, span)
				}
			}
		}
	}
}

func forget(year int) Table {
	table := Base().With()
	delete(table.known, year)
	for on := range table.marks {
		if noticeYear(on) == year {
			delete(table.marks, on)
		}
	}
	return table
}

func TestTheFestivalsStandWhereTheNoticesPutThem(t *testing.T) {
	for year := 2008; year <= 2026; year++ {
		for i, on := range lunarDays()[year] {
			if works, _ := Base().Works(on); works {
				t.Errorf("%s works, festival %d", on, i)
			}
			if on.Before(earliest(year)[i]) || on.After(latest(year)[i]) {
				t.Errorf("%s outside the bounds", on)
			}
		}
	}
	for year := 2027; year <= 2099; year++ {
		for i, on := range lunarDays()[year] {
			if on.Before(earliest(year)[i]) || on.After(latest(year)[i]) {
				t.Errorf("%s outside the bounds", on)
			}
		}
	}
	if couldReach(day("2101-02-01")) == "" || couldReach(day("2101-03-15")) != "" {
		t.Error("beyond the table the bounds hold")
	}
}

func TestACountysOwnHolidayCounts(t *testing.T) {
	table := Base().With(Mark{On: day("2026-11-16"), Kind: Holiday, Name: "县庆"})
	if due := Due(day("2026-11-02"), Span{10, Working}, nil, table); due.On != day("2026-11-17") {
		t.Errorf("%s", due.On)
	}
	if works, _ := Base().Works(day("2026-11-16")); !works {
		t.Error("the base table must stay as it was")
	}
	if due := Due(day("2026-11-02"), Span{1, Working}, nil, Table{}); !due.Provisional {
		t.Error("a table without a year is provisional")
	}
}

var (
	anyDay  = rapid.Custom(func(t *rapid.T) period.Day { return day("2023-01-01").AddDays(rapid.IntRange(0, 1800).Draw(t, "day")) })
	anySpan = rapid.Custom(func(t *rapid.T) Span {
		return Span{rapid.IntRange(0, 40).Draw(t, "count"), rapid.SampledFrom([]Unit{Working, Calendar, Months}).Draw(t, "unit")}
	})
	anyPause = rapid.Custom(func(t *rapid.T) Pause {
		pause := Pause{From: anyDay.Draw(t, "from"), Of: rapid.SampledFrom([]Party{OfHousehold, OfAgency, OfOthers}).Draw(t, "of")}
		if !rapid.Bool().Draw(t, "stands") {
			pause.Until = pause.From.AddDays(rapid.IntRange(-2, 60).Draw(t, "days"))
		}
		if rapid.Bool().Draw(t, "limited") {
			pause.Limit = Span{rapid.IntRange(1, 20).Draw(t, "limit"), Working}
		}
		return pause
	})
)

func TestPausesNeverShortenAndTheirOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start, span := anyDay.Draw(t, "start"), anySpan.Draw(t, "span")
		pauses := rapid.SliceOfN(anyPause, 0, 4).Draw(t, "pauses")
		table := Base()
		if rapid.Bool().Draw(t, "2028 known") {
			table = table.WithYear(2028)
		}
		before := Due(start, span, pauses, table)
		after := Due(start, span, append(slices.Clone(pauses), anyPause.Draw(t, "more")), table)
		if before.Paused && !after.Paused || !before.Paused && !after.Paused && after.On.Before(before.On) {
			t.Fatalf("a pause shortened %s to %s", before.On, after.On)
		}
		slices.Reverse(pauses)
		if turned := Due(start, span, pauses, table); turned.On != before.On || turned.Paused != before.Paused {
			t.Fatalf("another order gives %s instead of %s", turned.On, before.On)
		}
		if !before.Paused {
			if works, _ := table.Works(before.On); !works || before.On.Before(start) {
				t.Fatalf("the last day %s", before.On)
			}
		}
	})
}

func TestALongerSpanIsNeverDueEarlier(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start, span := anyDay.Draw(t, "start"), anySpan.Draw(t, "span")
		longer := Span{span.Count + 1, span.Unit}
		if first, second := Due(start, span, nil, Base()), Due(start, longer, nil, Base()); second.On.Before(first.On) {
			t.Fatalf("%v: %s, %v: %s", span, first.On, longer, second.On)
		}
	})
}

func TestOurLatenessNeverWorksAgainstTheHousehold(t *testing.T) {
	ours := Due(day("2026-11-02"), Span{5, Working}, nil, Base()) // 9 November
	if _, late := Delay(ours, day("2026-11-09"), day("2026-11-20"), ""); late {
		t.Error("done on the last day is in time")
	}
	pause, late := Delay(ours, day("2026-11-11"), day("2026-11-20"), "答复")
	theirs := Due(day("2026-11-02"), Span{10, Working}, []Pause{pause}, Base())
	if !late || theirs.On != day("2026-11-18") {
		t.Errorf("the household's last day is %s", theirs.On)
	}
	if waiting, late := Delay(ours, period.Day{}, day("2026-11-20"), ""); !late || !Due(day("2026-11-02"), Span{10, Working}, []Pause{waiting}, Base()).Paused {
		t.Error("while we are late the household's clock stands")
	}
	for _, c := range []struct {
		of          Party
		done, today string
		want        Standing
	}{
		{OfAgency, "", "2026-11-09", Standing{Status: Running}},
		{OfAgency, "", "2026-11-10", Standing{Status: Overdue, DaysLeft: -1, Escalate: true}},
		{OfHousehold, "", "2026-11-10", Standing{Status: Overdue, DaysLeft: -1, Hear: true}},
		{OfHousehold, "2026-11-12", "2026-11-12", Standing{Status: Late, DaysLeft: -3, Hear: true}},
		{OfHousehold, "2026-11-06", "2026-11-06", Standing{Status: InTime, DaysLeft: 3}},
	} {
		if got := Stand(c.of, ours, day(c.done), day(c.today)); got != c.want {
			t.Errorf("%v: %+v", c, got)
		}
	}
	if got := Stand(OfHousehold, Result{Paused: true}, period.Day{}, day("2026-11-10")); got.Status != Paused {
		t.Errorf("%+v", got)
	}
}

func TestEveryWordIsInBothLanguages(t *testing.T) {
	keys := []string{"deadline.reason.open", "deadline.reason.rolled", "deadline.reason.provisional", "deadline.reason.due", "deadline.reason.start"}
	for _, unit := range []Unit{Working, Calendar, Months} {
		keys = append(keys, "deadline.reason.span."+string(unit))
	}
	for _, of := range []Party{OfHousehold, OfAgency, OfOthers} {
		keys = append(keys, "deadline.reason.paused."+string(of), "deadline.reason.paused_open."+string(of))
	}
	for _, status := range Statuses() {
		keys = append(keys, "deadline.status."+string(status))
	}
	for _, key := range keys {
		if !wording.Has(wording.Chinese, key) || !wording.Has(wording.English, key) {
			t.Error(key)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("2026-01-01\tholiday\t元旦\n")
	f.Fuzz(func(t *testing.T, text string) {
		marks, err := parse(text)
		for _, mark := range marks {
			if err == nil && (mark.On.IsZero() || mark.Kind != Holiday && mark.Kind != Workday) {
				t.Errorf("%q: %+v", text, mark)
			}
		}
	})
}

func TestTheLastDaysOfDecemberAreFinalWithTheNextYearsNotice(t *testing.T) {
	table := Base()
	for on, final := range map[string]bool{"2025-12-31": true, "2026-12-28": true, "2026-12-29": false, "2026-12-31": false, "2027-05-01": false} {
		if table.Final(day(on)) != final {
			t.Errorf("%s: final is not %t", on, final)
		}
	}
	next := table.WithYear(2027, Mark{On: day("2027-01-01"), Kind: Holiday, Name: "元旦"})
	if works, _ := next.Works(day("2026-12-31")); !works || !next.Final(day("2026-12-31")) {
		t.Error("the next year's notice does not settle the last days")
	}
}
