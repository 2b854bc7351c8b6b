package recovery_test

import (
	"slices"
	"testing"
	"time"

	"chengxin/internal/deadline"
	"chengxin/internal/determination"
	"chengxin/internal/fault"
	"chengxin/internal/money"
	"chengxin/internal/period"
	"chengxin/internal/recovery"
)

func day(text string) period.Day { return period.MustDay(text) }

func at(text string) time.Time { return day(text).Start().Add(11 * time.Hour) }

func do(t *testing.T, o recovery.Order, by, on string, what recovery.What) recovery.Order {
	t.Helper()
	next, err := o.Do(what, "r"+string(rune('a'+len(o.Records))), recovery.Hand{By: by}, at(on), terms, recovery.Hold{})
	if err != nil {
		t.Fatalf("%s on %s: %v", what.Kind(), on, err)
	}
	return next
}

func served(t *testing.T, o recovery.Order, on string) recovery.Order {
	return do(t, o, "officer", on, recovery.Served{Proof: determination.Proof{Way: determination.InPerson, At: at(on), Receiver: "马志强"}})
}

func paid(on string, fen money.Fen) recovery.Received {
	return recovery.Received{On: day(on), Fen: fen, Way: recovery.ByBank, Voucher: on}
}

func TestThirtyDaysFromTheServiceRollToAWorkingDay(t *testing.T) {
	o := order(30000, 20000)
	if s := o.Standing(terms, recovery.Hold{}, day("2026-12-01")); s.State != recovery.Unserved || s.Late != 0 {
		t.Errorf("nobody is late with what was never served: %+v", s)
	}
	o = served(t, o, "2026-03-05") // 4 April 2026 is a Saturday, of the 清明 holiday until the 6th
	s := o.Standing(terms, recovery.Hold{}, day("2026-03-20"))
	if s.State != recovery.Running || s.NextOn != day("2026-04-07") || s.Owed != 50000 {
		t.Errorf("%+v", s)
	}
	if s := o.Standing(terms, recovery.Hold{}, day("2026-04-08")); s.State != recovery.Overdue || s.Late != 50000 || s.Since != day("2026-04-07") || !s.Remind {
		t.Errorf("%+v", s)
	}
}

func TestRemindersAreDueOnTheEditionsDaysAndEveryThirtyDaysAfterwards(t *testing.T) {
	o := served(t, order(50000), "2026-03-05")
	remind := func(on string) bool { return o.Standing(terms, recovery.Hold{}, day(on)).Remind }
	if remind("2026-03-30") || !remind("2026-03-31") {
		t.Error("seven days before 7 April, not earlier")
	}
	o = do(t, o, "officer", "2026-03-31", recovery.Reminded{Way: determination.Orally, On: day("2026-03-31"), Words: "打电话提醒了到期的日子"})
	if remind("2026-04-05") || !remind("2026-04-06") || !remind("2026-04-08") {
		t.Error("again one day before, and when it is late")
	}
	o = do(t, o, "officer", "2026-04-08", recovery.Reminded{Way: determination.Orally, On: day("2026-04-08"), Words: "打电话提醒已经过期"})
	if remind("2026-05-07") || !remind("2026-05-08") {
		t.Error("thirty days after the last one")
	}
}

func TestAStayAndAnUnansweredRequestLeaveNobodyLate(t *testing.T) {
	o := served(t, order(50000), "2026-03-05")
	if s := o.Standing(terms, recovery.Hold{Stayed: true}, day("2026-06-01")); s.State != recovery.Stayed || s.Late != 0 || s.Remind {
		t.Errorf("stayed: %+v", s)
	}
	pause := recovery.Hold{Pauses: []deadline.Pause{{From: day("2026-03-10"), Until: day("2026-05-10")}}}
	if s := o.Standing(terms, pause, day("2026-05-20")); s.State != recovery.Running || s.NextOn.Before(day("2026-06-01")) {
		t.Errorf("the days of an objection do not count: %+v", s)
	}
	asked := do(t, o, "one", "2026-03-10", recovery.Asked{For: recovery.Deferral, Until: day("2026-09-01"), Words: words, Way: determination.Online})
	if s := asked.Standing(terms, recovery.Hold{}, day("2026-08-01")); s.State != recovery.Pending || s.Late != 0 || s.Remind {
		t.Errorf("asked: %+v", s)
	}
	if _, err := asked.Do(recovery.Decided{Granted: true, Reason: words}, "x", recovery.Hand{By: "one"}, at("2026-03-12"), terms, recovery.Hold{}); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("whoever asks decides: %v", err)
	}
	granted := do(t, asked, "other", "2026-03-12", recovery.Decided{Granted: true, Reason: words})
	if s := granted.Standing(terms, recovery.Hold{}, day("2026-08-31")); s.State != recovery.Deferred || s.NextOn != day("2026-09-01") {
		t.Errorf("deferred: %+v", s)
	}
	if s := granted.Standing(terms, recovery.Hold{}, day("2026-09-02")); s.State != recovery.Overdue {
		t.Errorf("after it: %+v", s)
	}
}

func TestInstalmentsAreEqualToTheFenAndLateOneByOne(t *testing.T) {
	parts := recovery.Parts(50001, day("2026-04-30"), 3)
	if parts[0].Fen+parts[1].Fen+parts[2].Fen != 50001 || parts[0].Fen != 16667 || parts[2].Fen != 16667 {
		t.Errorf("%+v", parts)
	}
	o := served(t, order(50000), "2026-03-05")
	o = do(t, o, "officer", "2026-03-06", recovery.Asked{For: recovery.Instalments, First: day("2026-04-20"), Months: 5, Words: words, Way: determination.InPerson})
	o = do(t, o, "other", "2026-03-09", recovery.Decided{Granted: true, Reason: words})
	if s := o.Standing(terms, recovery.Hold{}, day("2026-04-20")); s.State != recovery.Planned || s.NextOn != day("2026-04-20") || s.Late != 0 {
		t.Errorf("%+v", s)
	}
	if s := o.Standing(terms, recovery.Hold{}, day("2026-05-21")); s.State != recovery.Overdue || s.Late != 20000 || s.Since != day("2026-04-20") {
		t.Errorf("%+v", s)
	}
	o = do(t, o, "officer", "2026-05-21", paid("2026-05-21", 20000))
	if s := o.Standing(terms, recovery.Hold{}, day("2026-05-21")); s.State != recovery.Planned || !s.Covered(1) || s.Covered(2) || s.NextOn != day("2026-06-22") {
		t.Errorf("two instalments were paid: %+v", s)
	}
}

func TestTwoPeopleWriteOffAndNeverMoreThanIsOwed(t *testing.T) {
	o := served(t, order(50000), "2026-03-05")
	try := func(o recovery.Order, by string, what recovery.What) error {
		_, err := o.Do(what, "x", recovery.Hand{By: by}, at("2026-05-01"), terms, recovery.Hold{})
		return err
	}
	if err := try(o, "officer", recovery.Proposed{Fen: 50001, Ground: terms.Grounds[0], Reason: words}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("more than is owed: %v", err)
	}
	if err := try(o, "officer", recovery.Proposed{Fen: 100, Ground: "another ground", Reason: words}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a ground that the edition does not know: %v", err)
	}
	o = do(t, o, "officer", "2026-04-20", recovery.Proposed{Fen: 50000, Ground: terms.Grounds[0], Reason: words})
	if err := try(o, "officer", recovery.Written{Approved: true, Reason: words}); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("one person alone: %v", err)
	}
	part := do(t, o, "officer", "2026-04-21", paid("2026-04-21", 10000))
	if err := try(part, "county", recovery.Written{Approved: true, Reason: words}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("what was paid meanwhile is written off too: %v", err)
	}
	o = do(t, o, "county", "2026-04-21", recovery.Written{Approved: true, Reason: words})
	if s := o.Standing(terms, recovery.Hold{}, day("2026-06-01")); s.State != recovery.Settled || s.Sum.Written != 50000 {
		t.Errorf("%+v", s)
	}
	late := do(t, o, "officer", "2026-05-04", paid("2026-05-04", 700))
	if late.Overpaid() != 700 {
		t.Errorf("what is paid after everything was written off is owed back: %d", late.Overpaid())
	}
}

func TestMoneyIsNotBookedTwiceAndNotTakenBackAfterItWasReturned(t *testing.T) {
	o := do(t, served(t, order(10000), "2026-03-05"), "officer", "2026-03-10", paid("2026-03-10", 12000))
	try := func(what recovery.What) error {
		_, err := o.Do(what, "x", recovery.Hand{By: "officer"}, at("2026-03-20"), terms, recovery.Hold{})
		return err
	}
	if err := try(paid("2026-03-10", 12000)); fault.KindOf(err) != fault.Invalid {
		t.Errorf("the same voucher again: %v", err)
	}
	if err := try(recovery.PaidBack{On: day("2026-03-12"), Fen: 2001, Voucher: "b", Words: words}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("more is given back than was too much: %v", err)
	}
	o = do(t, o, "officer", "2026-03-12", recovery.PaidBack{On: day("2026-03-12"), Fen: 2000, Voucher: "b", Words: words})
	if err := try(recovery.Reversed{Record: o.Records[1].ID, Reason: words}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a payment whose excess was given back is taken back: %v", err)
	}
}

func TestAnOrderNeedsAProvenOverpaymentAndABasis(t *testing.T) {
	good := order(100)
	if err := good.Check(day("2026-03-02")); err != nil {
		t.Error(err)
	}
	for what, spoil := range map[string]func(*recovery.Order){
		"no month":        func(o *recovery.Order) { o.Months = nil },
		"no basis":        func(o *recovery.Order) { o.Basis = "" },
		"nobody":          func(o *recovery.Order) { o.Member = "" },
		"a month to come": func(o *recovery.Order) { o.Months[0].Month = "2026-04" },
		"a month twice":   func(o *recovery.Order) { o.Months = append(o.Months, o.Months[0]) },
		"nothing":         func(o *recovery.Order) { o.Months[0].Fen = 0 },
	} {
		bad := order(100)
		spoil(&bad)
		if err := bad.Check(day("2026-03-02")); err == nil {
			t.Errorf("an order with %s", what)
		}
	}
}

func TestWhatIsNotOwedIsTakenFromTheOldestMonths(t *testing.T) {
	months := []recovery.Month{{Month: "2025-03", Fen: 300}, {Month: "2025-01", Fen: 100}, {Month: "2025-02", Fen: 200}}
	if owed := recovery.Owed(months, 450); len(owed) != 2 || owed[0].Month != "2025-02" || owed[0].Fen != 150 || owed[1].Fen != 300 {
		t.Errorf("%+v", owed)
	}
	if recovery.Total(recovery.Owed(months, 99999)) != 600 || len(recovery.Owed(months, 0)) != 0 {
		t.Error("never more than the months hold, and nothing of nothing")
	}
}

func TestTheAgeingReportAddsUp(t *testing.T) {
	late := served(t, order(50000), "2026-03-05")
	half := do(t, served(t, order(40000), "2026-03-05"), "officer", "2026-03-20", paid("2026-03-20", 10000))
	over := do(t, served(t, order(1000), "2026-03-05"), "officer", "2026-03-20", paid("2026-03-20", 1500))
	unserved := order(700)
	today := day("2026-04-20")
	var all []recovery.Standing
	for _, o := range []recovery.Order{late, half, over, unserved} {
		all = append(all, o.Standing(terms, recovery.Hold{}, today))
	}
	r := recovery.Report(all, today)
	if r.Orders != 4 || r.Settled != 1 || r.Charged != 91700 || r.Kept != 11500 || r.Credit != 500 || r.All.Owed != 80700 || r.All.Late != 80000 || r.All.Orders != 3 {
		t.Errorf("%+v", r)
	}
	if r.Lines[recovery.To30].Orders != 2 || r.Lines[recovery.StandStill].Owed != 700 || r.Charged+r.Credit != r.Kept+r.Written+r.All.Owed {
		t.Errorf("%+v", r.Lines)
	}
	for on, want := range map[string]recovery.Bucket{"2026-04-08": recovery.To30, "2026-05-08": recovery.To90, "2026-08-01": recovery.To180, "2026-12-01": recovery.To365, "2027-06-01": recovery.Beyond} {
		if got, _ := recovery.BucketOf(late.Standing(terms, recovery.Hold{}, day(on)), day(on)); got != want {
			t.Errorf("on %s: %s, not %s", on, got, want)
		}
	}
	if !slices.Contains(recovery.Buckets(), recovery.Beyond) {
		t.Error("a bucket that no report lists")
	}
}
