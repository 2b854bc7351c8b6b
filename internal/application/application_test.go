package application_test

import (
	"fmt"
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

const (
	reason = "已逐项看过，情况属实"
	fine   = fault.Internal // no refusal
)

// decided is a measure that bars one member for six months from 1 March 2026, and what its decision is worth.
func decided(t *testing.T) (measure.Measure, objection.Effect) {
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
	return m, effect
}

func running() []application.Bar {
	return []application.Bar{{ID: "b", Member: "father", From: today.AddMonths(-2), Until: today.AddMonths(4), Stands: true}}
}

func request() application.Request {
	return application.Request{
		ID: "r", Household: "h", Applicant: "father", Asked: application.Dibao, For: []string{"father", "mother"}, Channel: application.AtDesk,
		Kin: application.NoKin, On: today, At: now, By: "desk",
	}
}

func with(r application.Request, whats ...application.What) application.Request {
	for i, what := range whats {
		r.Records = append(r.Records, application.Record{ID: fmt.Sprint(i), At: now, By: "named", What: what})
	}
	return r
}

func TestWhatPassesABar(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*application.Request, *application.Bar)
		passes application.Passing
	}{
		"it holds":              {func(*application.Request, *application.Bar) {}, ""},
		"medical":               {func(r *application.Request, _ *application.Bar) { r.Asked = application.Medical }, application.ExemptKind},
		"emergency":             {func(r *application.Request, _ *application.Bar) { r.Asked = application.Emergency }, application.ExemptKind},
		"destitute":             {func(r *application.Request, _ *application.Bar) { r.Asked = application.Destitute }, application.ExemptKind},
		"members without fault": {func(r *application.Request, _ *application.Bar) { r.For = []string{"mother", "child"} }, application.OtherMembers},
		"a minor's own bar":     {func(r *application.Request, b *application.Bar) { r.For, b.Member = []string{"child"}, "child" }, application.Minor},
		"a new situation":       {func(r *application.Request, _ *application.Bar) { r.Changed = "户主去世" }, application.NewSituation},
		"the county's word":     {func(r *application.Request, _ *application.Bar) { *r = with(*r, application.Overridden{}) }, application.ByCounty},
		"an emergency found":    {func(r *application.Request, _ *application.Bar) { *r = with(*r, application.Exempted{}) }, application.Protected},
		"it is stayed":          {func(_ *application.Request, b *application.Bar) { b.Stands = false }, application.NoBar},
		"another programme":     {func(_ *application.Request, b *application.Bar) { b.Asked = application.Edge }, application.NoBar},
		"not yet begun":         {func(_ *application.Request, b *application.Bar) { b.From = today.AddDays(1) }, application.NoBar},
		"its first day":         {func(_ *application.Request, b *application.Bar) { b.From = today }, ""},
		"its last day":          {func(_ *application.Request, b *application.Bar) { b.Until = today.AddDays(1) }, ""},
		"the calendar ended it": {func(_ *application.Request, b *application.Bar) { b.Until = today }, application.NoBar},
	} {
		asked, bar := request(), running()[0]
		c.change(&asked, &bar)
		if err := application.Register(asked, today); err != nil {
			t.Errorf("%s: every request is registered: %v", name, err)
		}
		holding, passes := application.Check(asked, []application.Bar{bar}, func(member string) bool { return member == "child" }, today)
		if passes != c.passes || (len(holding) > 0) != (c.passes == "") {
			t.Errorf("%s: %q, %d hold", name, passes, len(holding))
		}
	}
}

func TestABarStandsOnlyAsItsMeasureRuns(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*measure.Measure, *objection.Effect)
		runs   bool
	}{
		"it runs":                 {func(*measure.Measure, *objection.Effect) {}, true},
		"an objection goes on":    {func(_ *measure.Measure, e *objection.Effect) { e.Stayed = true }, false},
		"it was revoked":          {func(_ *measure.Measure, e *objection.Effect) { e.Undone = today }, false},
		"the calendar ended it":   {func(_ *measure.Measure, e *objection.Effect) { e.On = today.AddMonths(-6) }, false},
		"the last day of the bar": {func(_ *measure.Measure, e *objection.Effect) { e.On = today.AddMonths(-6).AddDays(1) }, true},
		"hardship was not asked":  {func(m *measure.Measure, _ *objection.Effect) { m.Records = m.Records[1:] }, false},
	} {
		m, effect := decided(t)
		c.change(&m, &effect)
		bar, is := application.BarOf(m, effect, today)
		if !is || bar.Runs(today) != c.runs || bar.Member != "father" {
			t.Errorf("%s: %+v", name, bar)
		}
	}
	m, effect := decided(t)
	m.Drawn.Kind = policy.RefundOrder
	if _, is := application.BarOf(m, effect, today); is {
		t.Error("an order to refund bars nobody")
	}
}

func TestABarRefersAndANamedPersonAnswers(t *testing.T) {
	desk, named, county := application.Hand{Officer: "desk"}, application.Hand{Officer: "named"}, application.Hand{Officer: "county", County: true}
	proposed := application.Proposed{Reason: reason, Basis: "社会救助法第四十条"}
	referred := application.Referred{Officer: "named", Bars: []string{"b"}}
	for name, c := range map[string]struct {
		asked   application.Request
		what    application.What
		hand    application.Hand
		holding []application.Bar
		refused fault.Kind
	}{
		"to whom?":                           {request(), application.Referred{}, desk, running(), fault.Invalid},
		"no bar, no referral":                {request(), referred, desk, nil, fault.Conflict},
		"a bar refers":                       {request(), referred, desk, running(), fine},
		"without a bar anybody accepts":      {request(), application.Accepted{}, desk, nil, fine},
		"under a bar it is referred first":   {request(), application.Accepted{Reason: reason}, desk, running(), fault.Conflict},
		"a refusal too":                      {request(), proposed, desk, running(), fault.Conflict},
		"only the named officer answers":     {with(request(), referred), application.Accepted{Reason: reason}, desk, running(), fault.Forbidden},
		"who says why":                       {with(request(), referred), application.Accepted{}, named, running(), fault.Invalid},
		"and accepts":                        {with(request(), referred), application.Accepted{Reason: reason}, named, running(), fine},
		"once no bar holds, anybody":         {with(request(), referred), application.Accepted{}, desk, nil, fine},
		"a refusal names its provision":      {with(request(), referred), application.Proposed{Reason: reason}, named, running(), fault.Invalid},
		"one person proposes":                {with(request(), referred), proposed, named, running(), fine},
		"nobody refuses alone":               {with(request(), referred), application.Refused{Reason: reason}, county, running(), fault.Conflict},
		"who proposed does not sign":         {with(request(), proposed), application.Refused{Reason: reason}, application.Hand{Officer: "named", County: true}, nil, fault.Forbidden},
		"who registered does not sign":       {with(request(), proposed), application.Refused{Reason: reason}, application.Hand{Officer: "desk", County: true}, nil, fault.Forbidden},
		"the township does not sign":         {with(request(), proposed), application.Refused{Reason: reason}, application.Hand{Officer: "other"}, nil, fault.Forbidden},
		"who signs says why":                 {with(request(), proposed), application.Refused{}, county, nil, fault.Invalid},
		"another person signs":               {with(request(), proposed), application.Refused{Reason: reason}, county, nil, fine},
		"or sends it back":                   {with(request(), proposed), application.Returned{Reason: reason}, county, nil, fine},
		"a refused request is answered":      {with(request(), proposed, application.Refused{}), application.Accepted{}, desk, nil, fault.Conflict},
		"an accepted one is not refused":     {with(request(), application.Accepted{}), proposed, named, nil, fault.Conflict},
		"the township does not override":     {with(request(), referred), application.Overridden{Reason: reason}, named, running(), fault.Forbidden},
		"who registered does not override":   {with(request(), referred), application.Overridden{Reason: reason}, application.Hand{Officer: "desk", County: true}, running(), fault.Forbidden},
		"the county does, with reasons":      {with(request(), referred), application.Overridden{Reason: reason}, county, running(), fine},
		"not without":                        {with(request(), referred), application.Overridden{}, county, running(), fault.Invalid},
		"nothing to override":                {request(), application.Overridden{Reason: reason}, county, nil, fault.Conflict},
		"an emergency takes one officer":     {request(), application.Exempted{Ground: application.AnEmergency, Reason: reason}, desk, running(), fine},
		"with reasons":                       {request(), application.Exempted{Ground: application.AnEmergency}, desk, running(), fault.Invalid},
		"a protected person: which?":         {request(), application.Exempted{Ground: application.AProtected, Reason: reason}, desk, running(), fault.Invalid},
		"a protected person":                 {request(), application.Exempted{Ground: application.AProtected, Hardship: measure.Illness, Reason: reason}, desk, running(), fine},
		"handed over without a refusal":      {request(), application.HandedOver{To: "县医疗保障局", Reason: reason}, desk, running(), fine},
		"handed over to whom?":               {request(), application.HandedOver{Reason: reason}, desk, nil, fault.Invalid},
		"withdrawn in the applicant's words": {request(), application.Withdrawn{Way: determination.InPerson, Reason: "找到了工作，不申请了"}, desk, running(), fine},
		"not without a word":                 {request(), application.Withdrawn{Way: determination.InPerson}, desk, running(), fault.Invalid},
		"who withdrew is not refused":        {with(request(), application.Withdrawn{}), proposed, named, nil, fault.Conflict},
		"a refusal is never served by telephone": {
			with(request(), proposed, application.Refused{}), application.Served{Proof: determination.Proof{Way: determination.Orally, At: now, Receiver: "某某"}}, desk, nil, fault.Invalid,
		},
		"it is handed over": {
			with(request(), proposed, application.Refused{}), application.Served{Proof: determination.Proof{Way: determination.InPerson, At: now, Receiver: "某某"}}, desk, nil, fine,
		},
		"the letter is served once there is one":    {request(), application.Served{}, desk, nil, fault.Conflict},
		"kin may turn up while somebody looks":      {with(request(), proposed), application.Disclosed{Kinship: "k"}, desk, nil, fine},
		"kin is filed with what is not decided yet": {with(request(), application.Accepted{}), application.Disclosed{Kinship: "k"}, desk, nil, fault.Conflict},
	} {
		err := c.asked.Do(c.what, c.hand, now, c.holding)
		if c.refused == fine && err != nil || c.refused != fine && fault.KindOf(err) != c.refused {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheStateFollowsTheRecords(t *testing.T) {
	proof := application.Served{Proof: determination.Proof{Way: determination.InPerson, At: now.Add(48 * time.Hour), Receiver: "某某"}}
	for _, c := range []struct {
		records []application.What
		state   application.State
		apart   bool
	}{
		{nil, application.Registered, false},
		{[]application.What{application.Referred{Officer: "named"}, application.Exempted{}}, application.Named, false},
		{[]application.What{application.Disclosed{}, application.Proposed{}}, application.Refusing, true},
		{[]application.What{application.Proposed{}, application.Returned{}}, application.Registered, false},
		{[]application.What{application.Proposed{}, application.Refused{}, proof}, application.Denied, false},
		{[]application.What{application.HandedOver{}}, application.Elsewhere, false},
	} {
		asked := with(request(), c.records...)
		if asked.State() != c.state || asked.Apart() != c.apart {
			t.Errorf("%v: %s, apart %v", c.records, asked.State(), asked.Apart())
		}
	}
	if on := with(request(), application.Proposed{}, application.Refused{}, proof).ServedOn(); on != today.AddDays(2) {
		t.Errorf("served on %s", on)
	}
}

// Nobody is refused by the program, and nobody alone: every way to a refusal passes a proposal.
func TestEveryWayToARefusalTakesTwoActs(t *testing.T) {
	for _, step := range application.Steps() {
		if step.To == application.Denied && step.From != application.Denied && (step.From != application.Refusing || step.Done != application.KindRefused) {
			t.Errorf("%+v", step)
		}
		if step.To == application.Refusing && step.From != application.Refusing && step.Done != application.KindProposed {
			t.Errorf("%+v", step)
		}
	}
}

func TestRegisteringAsksForWhatIsNeededAndNothingElse(t *testing.T) {
	if err := application.Register(application.Request{}, today); fault.KindOf(err) != fault.Invalid {
		t.Error(err)
	}
	for name, change := range map[string]func(*application.Request){
		"kin is always asked":   func(r *application.Request) { r.Kin = "" },
		"not of tomorrow":       func(r *application.Request) { r.On = today.AddDays(1) },
		"a deputy has relation": func(r *application.Request) { r.Deputy.Name = "某某" },
	} {
		asked := request()
		change(&asked)
		if err := application.Register(asked, today); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func ExampleRemedies() {
	edition, err := policy.Load("jiqiang-2022")
	if err != nil {
		panic(err)
	}
	for _, one := range application.Remedies(edition, period.MustDay("2026-11-23")) {
		fmt.Println(one.Name, one.LastOn)
	}
	// Output:
	// reconsideration 2027-01-22
	// litigation 2027-05-23
}
