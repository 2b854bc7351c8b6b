package objection_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"chengxin/internal/deadline"
	"chengxin/internal/determination"
	"chengxin/internal/fault"
	"chengxin/internal/objection"
	"chengxin/internal/period"
	"chengxin/internal/policy"
)

var day = period.MustDay

var (
	panel  = determination.Person{ID: "panel", Office: policy.CountyPanel}
	second = determination.Person{ID: "county", Office: policy.CountyOffice}
	desk   = determination.Person{ID: "desk", Office: policy.TownshipOffice}
	member = determination.Person{ID: "member"}
)

const (
	decidedOn = "2026-04-01"
	servedOn  = "2026-04-02"
)

// moderate is a served decision of the middle grade: the county's section has decided, a panel of other sections reviews.
func moderate() determination.Case {
	at := func(on string) time.Time { return day(on).Start().Add(10 * time.Hour) }
	derived := determination.Derived{Conduct: policy.Breach, Clause: "moderate-2", Grade: "moderate", Measures: []determination.MeasureDrawn{
		{Code: "moderate-stop", Kind: policy.StopPayment, InForce: true}, {Code: "moderate-bar", Kind: policy.ApplicationBar, InForce: true, Months: 6},
	}}
	proof := func(on string, way determination.Way) determination.Proof {
		return determination.Proof{Way: way, At: at(on), Receiver: "马小花"}
	}
	return determination.Case{ID: "case", Household: "household", Member: "member", By: "officer", Records: []determination.Record{
		{At: at("2026-03-02"), By: "officer", What: determination.NoticeIssued{}},
		{At: at("2026-03-31"), By: "officer", What: determination.ProposedFinding{Finding: determination.Finding{Investigators: []string{"officer", "second"}}, Derived: derived}},
		{At: at(decidedOn), By: "approver", What: determination.Confirmed{Office: policy.CountySection, Number: "2"}},
		{At: at(servedOn), By: "officer", What: determination.DecisionServed{Proof: proof(servedOn, determination.InPerson)}},
		{At: at(servedOn), By: "officer", What: determination.DecisionServed{Proof: proof(servedOn, determination.Online)}},
	}}
}

type world struct {
	t       testing.TB
	c       determination.Case
	o       objection.Objection
	edition *policy.Edition
	today   period.Day
}

func newWorld(t testing.TB, on string) *world {
	t.Helper()
	edition, err := policy.Load("jiqiang-2022")
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, c: moderate(), edition: edition, today: day(on)}
	w.o = objection.Objection{ID: "objection", At: w.now(), By: "member"}
	return w
}

func (w *world) now() time.Time { return w.today.Start().Add(11 * time.Hour) }

func (w *world) ground() determination.Ground {
	return determination.Ground{Edition: w.edition, Table: deadline.Base(), Today: w.today}
}

func (w *world) effect() objection.Effect {
	return objection.EffectOf(w.c, []objection.Objection{w.o}, w.ground())
}

func (w *world) try(what objection.What, by determination.Person) error {
	record, err := w.o.Do(what, by, w.now(), w.c, w.ground())
	if err == nil {
		w.o.Records = append(w.o.Records, record)
	}
	return err
}

func (w *world) do(what objection.What, by determination.Person) {
	w.t.Helper()
	if err := w.try(what, by); err != nil {
		w.t.Fatalf("%s on %s: %v", what.Kind(), w.today, err)
	}
}

func (w *world) refused(what objection.What, by determination.Person, key string) {
	w.t.Helper()
	err := w.try(what, by)
	var refusal *fault.Error
	if !errors.As(err, &refusal) || refusal.Key != key {
		w.t.Fatalf("%s on %s: %v, wanted %s", what.Kind(), w.today, err, key)
	}
}

func (w *world) serve() {
	w.t.Helper()
	for _, way := range []determination.Way{determination.OnPaper, determination.Online} {
		w.do(objection.Served{Proof: determination.Proof{Way: way, At: w.now(), Receiver: "马小花"}}, desk)
	}
}

func filing() objection.Filing {
	return objection.Filing{Way: determination.OnPaper, Member: "member", Words: "钱是借来看病的，不是存款"}
}

func TestADecisionHoldsAfterTheDaysForAnObjection(t *testing.T) {
	w := newWorld(t, "2026-04-24")
	due := objection.FileDue(w.c, w.ground()).On
	if due != day("2026-04-24") { // 15 working days after 2 April; 6 April is a holiday
		t.Fatalf("an objection can be filed until %s", due)
	}
	if effect := objection.EffectOf(w.c, nil, w.ground()); !effect.On.IsZero() {
		t.Errorf("on the last day it holds already: %+v", effect)
	}
	w.today = due.AddDays(1)
	if effect := objection.EffectOf(w.c, nil, w.ground()); effect.On != w.today || !effect.InForce(w.today) {
		t.Errorf("%+v", effect)
	}
}

func TestAnObjectionStaysUntilTheLastStation(t *testing.T) {
	w := newWorld(t, "2026-04-20")
	if _, err := objection.File(filing(), w.c, nil, w.ground()); err != nil {
		t.Fatal(err)
	}
	if _, err := objection.File(filing(), w.c, []objection.Objection{w.o}, w.ground()); fault.KindOf(err) != fault.Conflict {
		t.Error("one objection at a time")
	}
	w.do(objection.Marked{}, desk)
	for _, wrong := range []determination.Person{desk, second, {ID: "approver", Office: policy.CountyPanel}, {ID: "second", Office: policy.CountyPanel}} {
		if err := w.try(objection.Answer{Outcome: objection.Upheld, Reason: "证据充分，维持认定"}, wrong); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%+v answered: %v", wrong, err)
		}
	}
	w.today = day("2026-06-30") // long after our own last day
	if !w.o.AnswerDue(w.ground()).Passed(w.today) || !w.effect().Stayed || !w.effect().On.IsZero() {
		t.Error("what we miss keeps the stay")
	}
	w.do(objection.Answer{Outcome: objection.Upheld, Reason: "证据充分，维持认定"}, panel)
	w.serve()
	w.do(objection.Review{Filing: filing()}, member)
	w.refused(objection.Answer{Outcome: objection.Upheld, Reason: "证据充分，维持认定"}, panel, "objection.elsewhere")
	w.today = day("2026-07-10")
	w.do(objection.Answer{Outcome: objection.Upheld, Reason: "复核以后，维持认定"}, second)
	if !w.effect().Stayed {
		t.Error("an answer that has not reached the household ends nothing")
	}
	w.serve()
	w.refused(objection.Review{Filing: filing()}, member, "objection.last_station")
	if effect := w.effect(); effect.Stayed || effect.On != w.today.AddDays(1) {
		t.Errorf("%+v", effect)
	}
}

func TestAnAnswerNeverTakesMore(t *testing.T) {
	w := newWorld(t, "2026-04-20")
	decision, _ := w.c.Decision()
	serious, longer, milder := decision.Derived, decision.Derived, decision.Derived
	serious.Grade, serious.Clause = "serious", "serious-1"
	longer.Measures = []determination.MeasureDrawn{{Code: "moderate-bar", Kind: policy.ApplicationBar, InForce: true, Months: 12}}
	milder.Measures = milder.Measures[1:]
	for name, worse := range map[string]*determination.Derived{"a harder grade": &serious, "a longer bar": &longer, "the same": &decision.Derived, "nothing": {}, "none": nil} {
		if err := w.try(objection.Answer{Outcome: objection.Changed, Reason: "改变原来的认定", Derived: worse}, panel); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	w.do(objection.Answer{Outcome: objection.Changed, Reason: "家中有重病人，不停发", Derived: &milder}, panel)
	if got := w.effect().Derived.Measures; len(got) != 1 || got[0].Code != "moderate-bar" {
		t.Errorf("%+v", got)
	}
}

func TestRevokingUndoesAtOnce(t *testing.T) {
	w := newWorld(t, "2026-04-20")
	w.do(objection.Answer{Outcome: objection.Undone, Reason: "存单不是本人的，撤销认定"}, panel)
	effect := w.effect()
	if effect.Undone != w.today || effect.InForce(day("2027-01-01")) || effect.Derived.Grade != "" {
		t.Errorf("%+v", effect)
	}
	if past := objection.PastOf(w.c, effect, period.Day{}, ""); past.RevokedOn != w.today || past.Grade != "" {
		t.Errorf("%+v", past)
	}
	if _, err := objection.File(filing(), w.c, []objection.Objection{w.o}, w.ground()); fault.KindOf(err) != fault.Conflict {
		t.Error("there is nothing left to contest")
	}
}

func TestALateObjectionNeedsAReasonAndStaysAgain(t *testing.T) {
	w := newWorld(t, "2026-06-01")
	if _, err := objection.File(filing(), w.c, nil, w.ground()); fault.KindOf(err) != fault.Invalid {
		t.Errorf("%v", err)
	}
	late := filing()
	late.Late = "四月到六月在外地住院"
	if kept, err := objection.File(late, w.c, nil, w.ground()); err != nil || kept.Late == "" {
		t.Error(err)
	}
	if effect := w.effect(); !effect.Stayed || effect.On != day("2026-04-25") || effect.InForce(w.today) {
		t.Errorf("it stays what has begun, and moves no day: %+v", effect)
	}
	if past := objection.PastOf(w.c, w.effect(), period.Day{}, ""); !past.EffectiveOn.IsZero() {
		t.Error("what is stayed does not count")
	}
}

func TestAWithdrawalTakesAnotherOfficeAnotherWayAndTenDays(t *testing.T) {
	w := newWorld(t, "2026-04-20")
	w.do(objection.Withdrawal{Way: determination.OnPaper, Member: "member"}, desk)
	if !w.effect().Stayed {
		t.Error("asking ends nothing")
	}
	call := objection.CalledBack{Confirms: true, Way: determination.Orally, Words: "本人说不再提异议"}
	w.refused(call, desk, "objection.call_back.other")
	w.refused(call, determination.Person{ID: "x", Office: policy.CountySection}, "objection.call_back.other")
	onPaper := call
	onPaper.Way = determination.OnPaper
	w.refused(onPaper, panel, "objection.call_back.way")
	w.do(call, panel)
	w.today = day("2026-05-07") // ten working days after 20 April, over the May holidays
	if !w.effect().Stayed {
		t.Error("it can still be taken back today")
	}
	back := *w
	back.do(objection.TakenBack{Words: "又想了想"}, member)
	if back.o.Stage() != objection.Filed {
		t.Error(back.o.Stage())
	}
	w.today = day("2026-05-08")
	if effect := w.effect(); effect.Stayed || effect.On != w.today {
		t.Errorf("%+v", effect)
	}
	w.refused(objection.TakenBack{}, member, "objection.withdrawn")

	no := newWorld(t, "2026-04-20")
	no.do(objection.Answer{Outcome: objection.Upheld, Reason: "证据充分，维持认定"}, panel)
	no.do(objection.Withdrawal{Way: determination.OnPaper, Member: "member"}, desk)
	no.do(objection.CalledBack{Confirms: false, Way: determination.Orally, Words: "没有说过要撤回"}, determination.Person{ID: "other", Office: policy.CountyOffice})
	if no.o.Stage() != objection.Answered {
		t.Error("what the household does not confirm leaves the objection where it was:", no.o.Stage())
	}
}

func TestEveryRecordIsReadBack(t *testing.T) {
	kinds := map[objection.Kind]bool{}
	for _, step := range objection.Steps() {
		kinds[step.Done] = true
	}
	for _, what := range []objection.What{
		objection.Marked{},
		objection.Assigned{Reviewer: "x"},
		objection.Ordered{What: "visit"},
		objection.Extended{Days: 2},
		objection.Answer{Outcome: objection.Upheld},
		objection.Served{},
		objection.Review{Filing: filing()},
		objection.Withdrawal{Member: "x"},
		objection.CalledBack{Confirms: true},
		objection.TakenBack{Words: "x"},
	} {
		raw, err := json.Marshal(what)
		if err != nil {
			t.Fatal(err)
		}
		back, err := objection.Decode(what.Kind(), raw)
		if err != nil || !reflect.DeepEqual(back, what) {
			t.Errorf("%s: %v %+v", what.Kind(), err, back)
		}
		delete(kinds, what.Kind())
	}
	if len(kinds) > 0 {
		t.Errorf("without a test: %v", kinds)
	}
	if _, err := objection.Decode("something", nil); err == nil {
		t.Error("an unknown kind is an error")
	}
}

// Whatever happens in whatever order, on clocks that jump: no measure runs under an open objection, what holds is never harder than
// what was decided, and nobody answers for the own work (H5, R5, R7).
func TestAnyHistoryKeepsTheStay(t *testing.T) {
	var ended, revoked atomic.Int64
	people := []determination.Person{panel, second, desk, member, {ID: "approver", Office: policy.CountyPanel}, {ID: "other", Office: policy.CountyOffice}}
	rapid.Check(t, func(r *rapid.T) {
		w := newWorld(t, rapid.SampledFrom([]string{"2026-04-03", "2026-04-24", "2026-06-01"}).Draw(r, "filed"))
		decision, _ := w.c.Decision()
		milder := decision.Derived
		milder.Measures = milder.Measures[1:]
		for range rapid.IntRange(1, 25).Draw(r, "steps") {
			w.today = w.today.AddDays(rapid.SampledFrom([]int{0, 0, 1, 7, 20, -3}).Draw(r, "days"))
			way := rapid.SampledFrom(determination.Ways()).Draw(r, "way")
			proof := determination.Proof{Way: way, At: w.now(), Receiver: "马小花"}
			what := rapid.SampledFrom([]objection.What{
				objection.Marked{},
				objection.Answer{Outcome: objection.Upheld, Reason: "证据充分，维持认定"},
				objection.Served{Proof: proof},
				objection.Answer{Outcome: objection.Changed, Reason: "有重病人，不停发", Derived: &milder},
				objection.Served{Proof: proof},
				objection.Served{Proof: proof},
				objection.Answer{Outcome: objection.Undone, Reason: "证据不足，撤销认定"},
				objection.Review{Filing: filing()},
				objection.Extended{Days: 3, Reason: "等银行回函"},
				objection.Withdrawal{Way: way, Member: "member"},
				objection.CalledBack{Confirms: rapid.Bool().Draw(r, "yes"), Way: way, Words: "本人说不再提异议"},
				objection.TakenBack{},
			}).Draw(r, "what")
			before := w.o.AnswerDue(w.ground()).On
			who := rapid.SampledFrom(people).Draw(r, "who")
			err := w.try(what, who)
			if err == nil && what.Kind() == objection.KindAnswered && (who.ID == "approver" || who.ID == "desk" || who.ID == "member") {
				r.Fatalf("%s answered", who.ID)
			}
			if err == nil && what.Kind() == objection.KindExtended && w.o.AnswerDue(w.ground()).On.Before(before) {
				r.Fatal("an extension shortened")
			}
			effect := w.effect()
			open := w.o.EndedOn("moderate", w.ground()).IsZero()
			switch {
			case open && effect.InForce(w.today):
				r.Fatal("a measure runs under an open objection")
			case open != effect.Stayed:
				r.Fatal("open and not stayed, or stayed and not open")
			case effect.Undone.IsZero() && effect.Derived.Grade != "moderate", len(effect.Derived.Measures) > 2:
				r.Fatalf("harder: %+v", effect.Derived)
			}
			if !open {
				ended.Add(1)
			}
			if !effect.Undone.IsZero() {
				revoked.Add(1)
			}
		}
	})
	if ended.Load() == 0 || revoked.Load() == 0 {
		t.Errorf("%d ended, %d revoked: the test shows nothing", ended.Load(), revoked.Load())
	}
}
