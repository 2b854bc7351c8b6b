package calendar_test

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/casework/calendar"
	"chengxin/internal/deadline"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/storage"
	"chengxin/internal/storage/sqlite"
	"chengxin/internal/vault"
)

const xiji = region.Code("640422")

// notice is a year's notice as somebody pastes it: the statutory days, spans, make-up days.
const notice = `2027-01-01~2027-01-03 休 元旦
2027-02-05~2027-02-11 休 春节

2027-02-14, 班, 春节
2027-04-05 放假 清明节
2027-05-01至2027-05-05 休 劳动节
2027-06-09 holiday 端午节
2027-09-15 休 中秋节
2027-10-01到2027-10-07 休 国庆节
2027-10-09 workday 国庆节`

func open(t *testing.T) (calendar.Acts, *storage.DB) {
	t.Helper()
	now := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	engine, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "calendar.db"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := engine.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	v, err := vault.Create(filepath.Join(t.TempDir(), "vault.json"), vault.Default, now)
	if err != nil {
		t.Fatal(err)
	}
	db := storage.New(engine, v)
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return calendar.Acts{Runner: casework.NewRunner(db, func() time.Time { return now }), Reads: db.Read(), NewID: storage.NewID}, db
}

func keeper() access.Actor {
	return access.Actor{Kind: access.Officer, ID: "keeper", County: xiji, Unit: xiji, Grants: []access.Grant{{Role: access.CountyOfficer, Region: xiji}}}
}

func refused(t *testing.T, err error, key string) {
	t.Helper()
	var list fault.List
	if errors.As(err, &list) && len(list) > 0 {
		err = list[0]
	}
	var one *fault.Error
	if !errors.As(err, &one) || one.Key != key {
		t.Errorf("got %v, want %s", err, key)
	}
}

func TestAYearsNoticeMakesItsDeadlinesFinalAndNeverLater(t *testing.T) {
	acts, db := open(t)
	start, span := period.MustDay("2027-02-01"), deadline.Span{Count: 10, Unit: deadline.Working}
	before := deadline.Due(start, span, nil, deadline.Base())
	if !before.Provisional {
		t.Fatal("2027 is known before its notice")
	}
	if err := acts.ImportYear(t.Context(), keeper(), xiji, 2027, "notice 7", notice, ""); err != nil {
		t.Fatal(err)
	}
	table, err := db.Read().Calendar(t.Context(), xiji)
	if err != nil {
		t.Fatal(err)
	}
	after := deadline.Due(start, span, nil, table)
	if after.Provisional || after.On.After(before.On) {
		t.Errorf("before %v, after %v", before, after)
	}
	if works, _ := table.Works(period.MustDay("2027-02-14")); !works {
		t.Error("the make-up day does not work")
	}
	refused(t, acts.ImportYear(t.Context(), keeper(), xiji, 2027, "notice 7", notice, ""), "calendar.year_known")
	refused(t, acts.ImportYear(t.Context(), keeper(), xiji, 2026, "notice 7", notice, ""), "calendar.year_known")
	refused(t, acts.ImportYear(t.Context(), keeper(), xiji, 2090, "notice 7", notice, ""), "calendar.year_far")
	other, err := db.Read().Calendar(t.Context(), "640423")
	if err != nil || other.Known(2027) {
		t.Error("another county's table changed", err)
	}
}

func TestWrongNoticesAreRefusedWithTheirLine(t *testing.T) {
	for name, c := range map[string]struct{ text, key string }{
		"no kind":           {"2027-01-01", "calendar.notice.line"},
		"unknown kind":      {"2027-01-01 maybe x", "calendar.notice.line"},
		"no day":            {"2027-02-30 休 x", "calendar.notice.line"},
		"backwards":         {"2027-02-05~2027-02-01 休 x", "calendar.notice.line"},
		"a month too much":  {"2027-02-05~2027-06-01 休 x", "calendar.notice.line"},
		"no name":           {"2027-01-01 休", "calendar.notice.name"},
		"another year":      {"2028-01-01 休 x", "calendar.notice.other_year"},
		"one day twice":     {"2027-01-01 休 x\n2027-01-01 班 x", "calendar.notice.twice"},
		"without the days":  {"2027-01-01 休 x", "calendar.notice.lacks"},
		"nothing at all":    {"", "calendar.notice.lacks"},
		"too few days":      {"2027-01-01 休 x\n2027-05-01~2027-05-02 休 x\n2027-10-01~2027-10-03 休 x", "calendar.notice.few"},
		"December but late": {"2026-12-28 休 x", "calendar.notice.other_year"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := calendar.ReadNotice(2027, c.text)
			refused(t, err, c.key)
		})
	}
}

func TestADayIsMarkedWithAReasonAndNeverShortensTimeThatRan(t *testing.T) {
	acts, db := open(t)
	ctx := t.Context()
	day := period.MustDay("2026-12-10")
	refused(t, acts.MarkDay(ctx, keeper(), xiji, day, calendar.Holiday, "x", "", ""), "calendar.reason_missing")
	refused(t, acts.MarkDay(ctx, keeper(), xiji, day, calendar.Holiday, "", "notice", ""), "calendar.name_wrong")
	refused(t, acts.MarkDay(ctx, keeper(), xiji, day, "maybe", "x", "notice", ""), "calendar.mark_missing")
	refused(t, acts.MarkDay(ctx, keeper(), xiji, period.MustDay("2040-01-01"), calendar.Holiday, "x", "notice", ""), "calendar.day_far")
	refused(t, acts.MarkDay(ctx, keeper(), xiji, period.MustDay("2026-11-22"), calendar.Workday, "", "notice", ""), "calendar.shortens")
	refused(t, acts.MarkDay(ctx, access.Actor{Kind: access.Officer, County: xiji}, xiji, day, calendar.Holiday, "x", "notice", ""), "fault.forbidden")
	if err := acts.MarkDay(ctx, keeper(), xiji, day, calendar.Holiday, "x", "notice", ""); err != nil {
		t.Fatal(err)
	}
	works := func() bool {
		table, err := db.Read().Calendar(ctx, xiji)
		if err != nil {
			t.Fatal(err)
		}
		works, _ := table.Works(day)
		return works
	}
	if works() {
		t.Error("the county's holiday does not count")
	}
	if err := acts.MarkDay(ctx, keeper(), xiji, day, calendar.AsBuiltIn, "", "mistake", ""); err != nil {
		t.Fatal(err)
	}
	if !works() {
		t.Error("the built-in table does not count again")
	}
	days, err := db.Read().CalendarDays(ctx, xiji)
	if err != nil || len(days) != 2 || days[0].Reason != "notice" || len(calendar.Latest(days)) != 0 {
		t.Errorf("%+v %v", days, err)
	}
}

func FuzzNotices(f *testing.F) {
	f.Add(notice)
	f.Fuzz(func(t *testing.T, text string) {
		days, err := calendar.ReadNotice(2027, text)
		if err != nil {
			return
		}
		seen := map[period.Day]bool{}
		for _, day := range days {
			if seen[day.On] {
				t.Errorf("%s twice", day.On)
			}
			seen[day.On] = true
		}
	})
}
