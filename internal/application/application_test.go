package application_test

import (
	"testing"
	"time"

	"chengxin/internal/application"
	"chengxin/internal/determination"
	"chengxin/internal/fault"
	"chengxin/internal/measure"
	"chengxin/internal/objection"
	"chengxin/internal/period"
	"chengxin/internal/policy"
)

var (
	today = period.MustDay("2026-05-11")
	now   = today.Start().Add(9 * time.Hour)
)

// bar runs from 1 March 2026 for six months, for one member.
func bar(t *testing.T) application.Bar {
	t.Helper()
	drawn := determination.MeasureDrawn{Code: "bar", Kind: policy.ApplicationBar, InForce: true, Months: 6}
	effect := objection.Effect{On: period.MustDay("2026-03-01"), Derived: determination.Derived{Measures: []determination.MeasureDrawn{drawn}}}
	check := measure.Checked{Found: map[measure.Hardship]bool{}, Words: "已入户逐项查看", On: today}
	for _, one := range measure.Hardships() {
		check.Found[one] = false
	}
	m := measure.Measure{ID: "m", Member: "father", Drawn: drawn, Records: []measure.Record{{At: now, What: check}, {At: now, What: measure.Imposed{Words: "按决定执行"}}}}
	if !m.Runs("father", effect, today) {
		t.Fatal("the bar does not run")
	}
	return application.Bar{Measure: m, Effect: effect}
}

func request() application.Request {
	return application.Request{ID: "r", Household: "h", Applicant: "father", Asked: application.Dibao, For: []string{"father", "mother"}, On: today, At: now}
}

func TestWhatPassesABar(t *testing.T) {
	running := []application.Bar{bar(t)}
	for name, c := range map[string]struct {
		change func(*application.Request, *application.Bar)
		passes application.Passing
	}{
		"it holds":              {func(*application.Request, *application.Bar) {}, ""},
		"medical":               {func(r *application.Request, _ *application.Bar) { r.Asked = application.Medical }, application.ExemptKind},
		"emergency":             {func(r *application.Request, _ *application.Bar) { r.Asked = application.Emergency }, application.ExemptKind},
		"destitute":             {func(r *application.Request, _ *application.Bar) { r.Asked = application.Destitute }, application.ExemptKind},
		"members without fault": {func(r *application.Request, _ *application.Bar) { r.For = []string{"mother", "child"} }, application.OtherMembers},
		"a new situation":       {func(r *application.Request, _ *application.Bar) { r.Changed = "户主去世" }, application.NewSituation},
		"the county's word": {func(r *application.Request, _ *application.Bar) {
			r.Records = []application.Record{{What: application.Overridden{}}}
		}, application.ByCounty},
		"an objection goes on":    {func(_ *application.Request, b *application.Bar) { b.Effect.Stayed = true }, application.NoBar},
		"it was revoked":          {func(_ *application.Request, b *application.Bar) { b.Effect.Undone = today }, application.NoBar},
		"the calendar ended it":   {func(_ *application.Request, b *application.Bar) { b.Effect.On = today.AddMonths(-6) }, application.NoBar},
		"the last day of the bar": {func(_ *application.Request, b *application.Bar) { b.Effect.On = today.AddMonths(-6).AddDays(1) }, ""},
	} {
		asked, one := request(), running[0]
		c.change(&asked, &one)
		if err := application.Register(asked); err != nil {
			t.Errorf("%s: every request is registered: %v", name, err)
		}
		holding, passes := application.Check(asked, []application.Bar{one}, today)
		if passes != c.passes || (len(holding) > 0) != (c.passes == "") {
			t.Errorf("%s: %q, %d hold", name, passes, len(holding))
		}
	}
}

func TestABarRefersAndAPersonAnswers(t *testing.T) {
	running := []application.Bar{bar(t)}
	asked := request()
	if _, err := asked.Do(application.Referred{}, "desk", false, now, running); fault.KindOf(err) != fault.Invalid {
		t.Errorf("to whom? %v", err)
	}
	if _, err := asked.Do(application.Referred{Officer: "named"}, "desk", false, now, nil); fault.KindOf(err) != fault.Conflict {
		t.Errorf("no bar, no referral: %v", err)
	}
	if _, err := asked.Do(application.Accepted{}, "named", false, now, running); fault.KindOf(err) != fault.Invalid {
		t.Errorf("under a bar an acceptance says why: %v", err)
	}
	if _, err := asked.Do(application.Overridden{Reason: "家庭情况特殊，应当受理"}, "named", false, now, running); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("only the county: %v", err)
	}
	if _, err := asked.Do(application.Refused{Reason: "仍在限制期内，情况没有变化"}, "named", false, now, running); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a refusal names its provision: %v", err)
	}
	record, err := asked.Do(application.Refused{Reason: "仍在限制期内，情况没有变化", Basis: "方案第二十条"}, "named", false, now, running)
	if err != nil {
		t.Fatal(err)
	}
	asked.Records = append(asked.Records, record)
	if _, err := asked.Do(application.Accepted{Reason: "再看以后受理"}, "named", false, now, running); fault.KindOf(err) != fault.Conflict {
		t.Errorf("answered once: %v", err)
	}
	if err := application.Register(application.Request{}); fault.KindOf(err) != fault.Invalid {
		t.Error(err)
	}
}
