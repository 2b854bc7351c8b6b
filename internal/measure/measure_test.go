package measure_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"chengxin/internal/determination"
	"chengxin/internal/fault"
	"chengxin/internal/measure"
	"chengxin/internal/objection"
	"chengxin/internal/period"
	"chengxin/internal/policy"
)

var day = period.MustDay

func at(on period.Day) time.Time { return on.Start().Add(9 * time.Hour) }

func drawn(kind policy.MeasureKind, months int) determination.MeasureDrawn {
	return determination.MeasureDrawn{Code: "m", Kind: kind, InForce: true, Months: months}
}

func inForce(on string, of determination.MeasureDrawn) objection.Effect {
	return objection.Effect{On: day(on), Derived: determination.Derived{Grade: "moderate", Measures: []determination.MeasureDrawn{of}}}
}

func answered(found ...measure.Hardship) measure.Checked {
	check := measure.Checked{Found: map[measure.Hardship]bool{}, Words: "已入户逐项查看", On: day("2026-01-01")}
	for _, one := range measure.Hardships() {
		check.Found[one] = false
	}
	for _, one := range found {
		check.Found[one] = true
	}
	return check
}

func with(t *testing.T, m measure.Measure, effect objection.Effect, on period.Day, whats ...measure.What) measure.Measure {
	t.Helper()
	for _, what := range whats {
		record, err := m.Do(what, "officer", at(on), "approver", effect)
		if err != nil {
			t.Fatalf("%s: %v", what.Kind(), err)
		}
		m.Records = append(m.Records, record)
	}
	return m
}

// A bar is [d, d + months): the last day of a short month, a leap day, and no day more.
func TestABarEndsByTheCalendar(t *testing.T) {
	for _, c := range []struct {
		from   string
		months int
		until  string
	}{
		{"2026-08-31", 6, "2027-02-28"}, {"2027-08-31", 6, "2028-02-29"}, {"2028-02-29", 12, "2029-02-28"}, {"2026-01-15", 6, "2026-07-15"}, {"2026-12-31", 12, "2027-12-31"},
	} {
		bar := drawn(policy.ApplicationBar, c.months)
		effect := inForce(c.from, bar)
		m := with(t, measure.Measure{ID: "1", Member: "member", Drawn: bar}, effect, day(c.from), answered(), measure.Imposed{Words: "按决定执行"})
		last := day(c.until).AddDays(-1)
		if !m.Runs("member", effect, day(c.from)) || !m.Runs("member", effect, last) || m.Runs("member", effect, day(c.until)) {
			t.Errorf("%+v: %+v", c, m.Standing(effect, last))
		}
		if m.Runs("another", effect, last) {
			t.Error("members without fault are not touched")
		}
		if got := m.Standing(effect, day(c.until)); got.State != measure.Lapsed || got.Until != day(c.until) {
			t.Errorf("%+v", got)
		}
	}
}

func TestWhatKeepsAMeasureFromRunning(t *testing.T) {
	stop := drawn(policy.StopPayment, 0)
	effect, today := inForce("2026-03-01", stop), day("2026-03-02")
	m := measure.Measure{ID: "1", Member: "member", Drawn: stop}
	refused := func(name string, m measure.Measure, effect objection.Effect, state measure.State) {
		t.Helper()
		if got := m.Standing(effect, today).State; got != state {
			t.Errorf("%s: %s", name, got)
		}
		if _, err := m.Do(measure.Imposed{Words: "按决定执行"}, "officer", at(today), "approver", effect); fault.KindOf(err) != fault.Conflict {
			t.Errorf("%s: imposed: %v", name, err)
		}
	}
	refused("no hardship check", m, effect, measure.Unchecked)
	checked := with(t, m, effect, today, answered())
	hard := with(t, m, effect, today, answered(measure.Illness))
	refused("hardship", hard, effect, measure.Hard)
	stayed := effect
	stayed.Stayed = true
	refused("an objection goes on", checked, stayed, measure.Stayed)
	waiting := effect
	waiting.On = period.Day{}
	refused("no effect yet", checked, waiting, measure.Waiting)
	undone := effect
	undone.Undone = today
	refused("revoked", checked, undone, measure.Undone)
	milder := effect
	milder.Derived = determination.Derived{Grade: "minor"}
	refused("an answer took it away", checked, milder, measure.Undone)
	basis := effect
	basis.Derived.Measures = []determination.MeasureDrawn{{Code: "m", Kind: policy.StopPayment}}
	refused("no legal basis", checked, basis, measure.NoBasis)

	runs := with(t, checked, effect, today, measure.Imposed{Words: "按决定执行"})
	if !runs.Runs("member", effect, today) || runs.Runs("member", stayed, today) || runs.Runs("member", undone, today) {
		t.Error("an objection stays at once what has begun, and revoking undoes it")
	}
	lifted := with(t, runs, effect, today, measure.Lifted{Reason: "家庭情况已经变化"})
	if got := lifted.Standing(effect, today).State; got != measure.LiftedNow {
		t.Error(got)
	}
	if _, err := m.Do(answered(), "approver", at(today), "approver", effect); fault.KindOf(err) != fault.Forbidden {
		t.Error("whoever decided does not check hardship alone")
	}
	open := answered()
	delete(open.Found, measure.Pregnancy)
	if _, err := m.Do(open, "officer", at(today), "approver", effect); fault.KindOf(err) != fault.Invalid {
		t.Error("every question is answered")
	}
}

func TestATalkIsDoneAndNotImposed(t *testing.T) {
	talk := drawn(policy.Education, 0)
	effect, today := inForce("2026-03-01", talk), day("2026-03-02")
	m := measure.Measure{ID: "1", Member: "member", Drawn: talk}
	done := with(t, m, effect, today, measure.Done{On: today, Words: "到家里讲明政策"})
	if got := done.Standing(effect, today).State; got != measure.CarriedOut {
		t.Error(got)
	}
}

// On any day after any objection a bar's last day is the one that it began with, and it never runs while an objection goes on.
func TestNothingMovesABarsLastDay(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		bar := drawn(policy.ApplicationBar, rapid.SampledFrom([]int{6, 12}).Draw(r, "months"))
		from := day("2026-01-01").AddDays(rapid.IntRange(0, 1500).Draw(r, "from"))
		effect := inForce(from.String(), bar)
		m := with(t, measure.Measure{ID: "1", Member: "member", Drawn: bar}, effect, from, answered(), measure.Imposed{Words: "按决定执行"})
		effect.Stayed = rapid.Bool().Draw(r, "stayed")
		today := from.AddDays(rapid.IntRange(-30, 500).Draw(r, "today"))
		standing := m.Standing(effect, today)
		if standing.Until != from.AddMonths(bar.Months) {
			r.Fatalf("until %s", standing.Until)
		}
		if runs := m.Runs("member", effect, today); runs && (effect.Stayed || today.Before(from) || !today.Before(standing.Until)) {
			r.Fatalf("it runs on %s", today)
		}
	})
}

func honour() measure.Honour {
	return measure.Honour{
		Household: "h1", Member: "member", Name: "马小花", Village: "大滩村", Reason: "家里情况变化以后，马上主动申报",
		Consent: measure.Consent{Own: true, On: day("2026-03-01")}, From: day("2026-03-02"), Until: day("2026-04-01"),
	}
}

func TestThePublicListShowsNobodyWhoCouldBeFound(t *testing.T) {
	template, today := policy.PublicListTemplate{Days: 30, SuppressBelow: 5}, day("2026-03-02")
	if err := measure.CheckHonour(honour(), true, template, today); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*measure.Honour){
		"no consent":           func(h *measure.Honour) { h.Consent = measure.Consent{} },
		"another's consent":    func(h *measure.Honour) { h.Consent.Own = false },
		"31 days":              func(h *measure.Honour) { h.Until = h.From.AddDays(31) },
		"an identity number":   func(h *measure.Honour) { h.Reason = "主动申报，990422196001010010" },
		"a telephone":          func(h *measure.Honour) { h.Reason = "主动申报，电话 138-0000-0000" },
		"a house number":       func(h *measure.Honour) { h.Reason = "住在三组 12 号，主动申报" },
		"a plate":              func(h *measure.Honour) { h.Reason = "主动申报车辆宁D12345" },
		"an illness":           func(h *measure.Honour) { h.Reason = "家里有重病人，仍然如实申报" },
		"the name in the text": func(h *measure.Honour) { h.Reason = "马小花主动申报变化" },
	} {
		h := honour()
		change(&h)
		if fault.KindOf(measure.CheckHonour(h, true, template, today)) != fault.Invalid {
			t.Errorf("%s was not refused", name)
		}
	}
	if measure.CheckHonour(honour(), false, template, today) == nil {
		t.Error("no minor stands on a list")
	}
}

func TestTheListLeavesOutWhereAbsenceIdentifies(t *testing.T) {
	template, today := policy.PublicListTemplate{Days: 30, SuppressBelow: 5}, day("2026-03-05")
	var entries []measure.Honour
	for _, id := range []string{"a", "b", "c", "d", "e"} {
		one := honour()
		one.Household = id
		entries = append(entries, one)
	}
	list := measure.Roll(entries, map[string]int{"大滩村": 148}, template, today)
	if len(list) != 5 || list[0].Name != "马**" && list[0].Name != "马*花" && list[0].Name != "马*" {
		t.Errorf("%+v", list)
	}
	if got := measure.Roll(entries, map[string]int{"大滩村": 9}, template, today); len(got) != 0 {
		t.Error("four households are missing: the list would tell which")
	}
	entries[0].Withdrawn = at(today)
	if got := measure.Roll(entries, map[string]int{"大滩村": 148}, template, today); len(got) != 0 {
		t.Error("four are left: too few to be shown")
	}
	if got := measure.Roll(entries, map[string]int{"大滩村": 148}, template, day("2026-04-01")); len(got) != 0 {
		t.Error("the days are over")
	}
}
