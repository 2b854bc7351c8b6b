package determination_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"chengxin/internal/deadline"
	"chengxin/internal/determination"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/policy"
)

var (
	day      = period.MustDay
	officer  = determination.Person{ID: "officer", Office: policy.TownshipOffice}
	reviewer = determination.Person{ID: "reviewer", Office: policy.TownshipOffice}
	approver = determination.Person{ID: "approver", Office: policy.CountySection}
	lawyer   = determination.Person{ID: "lawyer", Office: policy.CountyPanel}
)

func edition(t testing.TB) *policy.Edition {
	t.Helper()
	loaded, err := policy.Load("jiqiang-2022")
	if err != nil {
		t.Fatal(err)
	}
	return loaded
}

// world is a case with its calendar: what a test does happens on its day.
type world struct {
	t       testing.TB
	c       determination.Case
	today   period.Day
	edition *policy.Edition
	pauses  []deadline.Pause
	history []policy.Past
}

func (w *world) ground() determination.Ground {
	return determination.Ground{Edition: w.edition, History: w.history, Table: deadline.Base(), Pauses: w.pauses, Today: w.today}
}

func (w *world) try(what determination.What, by determination.Person) error {
	now := w.today.Start().Add(10 * time.Hour)
	record, err := w.c.Do(what, by, now, w.ground())
	if err == nil {
		w.c.Records = append(w.c.Records, record)
	}
	return err
}

func (w *world) do(what determination.What, by determination.Person) {
	w.t.Helper()
	if err := w.try(what, by); err != nil {
		w.t.Fatalf("%s on %s: %v", what.Kind(), w.today, err)
	}
}

func (w *world) refused(what determination.What, by determination.Person, key string) {
	w.t.Helper()
	err := w.try(what, by)
	if err == nil {
		w.t.Fatalf("%s on %s was not refused", what.Kind(), w.today)
	}
	for _, one := range refusals(err) {
		if one.Key == key || one.Field == key {
			return
		}
	}
	w.t.Fatalf("%s on %s was refused by %v, not by %s", what.Kind(), w.today, refusals(err), key)
}

func refusals(err error) []*fault.Error {
	switch err := err.(type) { //nolint:errorlint // the test asks what exactly was given
	case *fault.Error:
		return []*fault.Error{err}
	case fault.List:
		return err
	}
	return nil
}

func newCase(t testing.TB) *world {
	return &world{t: t, edition: edition(t), today: day("2026-03-02"), c: determination.Case{
		ID: "case", Household: "household", Member: "member", Clues: []string{"clue"}, At: day("2026-03-02").Start(), By: officer.ID, ConductOn: day("2026-01-15"),
	}}
}

func proof(on period.Day, way determination.Way) determination.Proof {
	return determination.Proof{Way: way, At: on.Start().Add(10 * time.Hour), Receiver: "马小花"}
}

// concealment is a deposit that was concealed while money was paid: with the talk and the correction, a moderate breach.
func concealment() determination.Finding {
	ruled := map[determination.Alternative]string{}
	for _, one := range determination.Alternatives() {
		ruled[one] = "已经向本人和银行问明，不是这种情况"
	}
	return determination.Finding{
		Facts: policy.Facts{
			Subject: policy.ResponsibleAdult, Standing: policy.Recipient, Act: policy.Concealment, Cause: policy.Intention, IntentProven: true,
			HardshipChecked: true,
		},
		Intent: "申报前一天把存单转到亲戚名下，本人承认是为了不被查到", Reason: "存款没有申报，银行流水和入户记录一致",
		Evidence: []determination.Evidence{
			{Kind: "platform", Source: "bank", On: day("2026-02-01"), Words: "银行存款 62000 元", Verified: true, Primary: true},
			{Kind: "visit", Source: "visit", On: day("2026-02-10"), Words: "入户时看到存单", Verified: true, Primary: true},
		},
		Ruled: ruled, Investigators: []string{officer.ID, "second"},
		Overpaid: []determination.Overpaid{{Month: "2026-01", Fen: 52000, Words: "按标准重算"}},
	}
}

// educated brings a case to the end of a correction period in which the household has corrected itself and paid back.
func (w *world) educated() {
	w.do(determination.Educated{Words: "讲明存款应当申报，请在改正期限内补报", Proof: proof(w.today, determination.InPerson)}, officer)
	w.today = day("2026-03-10")
	w.do(determination.Corrected{On: w.today, Repaid: 52000, Words: "补报了存款，退回一月多领的钱"}, officer)
}

// told brings the notice to the household in two ways.
func (w *world) told(finding determination.Finding) {
	w.do(determination.NoticeIssued{Document: "document", Number: "1", Intended: finding}, officer)
	w.do(determination.NoticeServed{Proof: proof(w.today, determination.InPerson)}, officer)
	w.today = w.today.AddDays(1)
	w.do(determination.NoticeServed{Proof: proof(w.today, determination.Orally)}, officer)
}

func TestFromATalkToAServedDecision(t *testing.T) {
	w := newCase(t)
	finding := concealment()
	w.educated()
	w.refused(determination.ProposedFinding{Finding: finding}, officer, "determination.step")
	w.told(finding)
	if served := w.c.NoticeServedOn(); served != day("2026-03-11") {
		t.Fatalf("the clock starts on %s", served)
	}
	due := w.c.DefenceDue(w.ground()).On
	if due != day("2026-03-25") { // ten working days after 11 March 2026
		t.Fatalf("the defence ends on %s", due)
	}
	w.today = due
	w.refused(determination.ProposedFinding{Finding: finding}, officer, "determination.not_heard")
	w.do(determination.Stated{Channel: determination.Orally, Member: "member", Words: "钱是借来看病的", ReadTo: true}, officer)
	w.today = due.AddDays(1)
	w.refused(determination.ProposedFinding{Finding: finding}, officer, "answer") // what was said must be answered
	finding.Answer = "借据和医院缴费单对不上，借款日期在存入之后"
	w.do(determination.ProposedFinding{Finding: finding}, officer)
	w.refused(determination.Confirmed{Reason: "证据互相印证，同意认定"}, officer, "determination.own_work")
	w.refused(determination.Confirmed{Reason: "证据互相印证，同意认定"}, determination.Person{ID: "second", Office: policy.CountySection}, "determination.own_work")
	w.refused(determination.Confirmed{Reason: "证据互相印证，同意认定"}, reviewer, "determination.decides_elsewhere")
	w.refused(determination.Confirmed{Reason: finding.Reason}, approver, "determination.reason.copied")
	w.do(determination.Confirmed{Reason: "两份独立证据互相印证，本人的说法与单据不符", Document: "d", Number: "2"}, approver)
	decision, decided := w.c.Decision()
	if !decided || decision.Derived.Clause != "moderate-2" || decision.Derived.Grade != "moderate" {
		t.Fatalf("%+v", decision.Derived)
	}
	for _, measure := range decision.Derived.Measures {
		if measure.Kind == policy.ApplicationBar && measure.InForce {
			t.Error("a bar without a filed legal opinion is not in force")
		}
	}
	w.refused(determination.Returned{Reason: "再看一下"}, approver, "determination.step")
	w.do(determination.DecisionServed{Proof: proof(w.today, determination.Online)}, officer)
	if !w.c.DecisionServedOn().IsZero() {
		t.Error("a screen alone serves nothing")
	}
	w.do(determination.DecisionServed{Proof: proof(w.today, determination.OnPaper)}, officer)
	if w.c.DecisionServedOn() != w.today {
		t.Error("served on paper and online")
	}
}

func TestWhatAHearingProtects(t *testing.T) {
	w := newCase(t)
	w.educated()
	finding := concealment()
	w.told(finding)
	w.today = w.c.DefenceDue(w.ground()).On.AddDays(1)

	worse := finding
	worse.Overpaid = append(slices.Clone(finding.Overpaid), determination.Overpaid{Month: "2026-02", Fen: 52000, Words: "按标准重算"})
	worse.Facts.RepaymentPlan = true
	w.refused(determination.ProposedFinding{Finding: worse}, officer, "determination.nothing_follows") // more is owed than was paid back: another clause, nothing fits

	mistake := finding
	mistake.Facts.Cause = policy.HonestMistake
	w.refused(determination.ProposedFinding{Finding: mistake}, officer, "determination.nothing_follows")

	w.do(determination.ProposedFinding{Finding: finding}, officer)
	w.do(determination.Stated{Channel: determination.Online, Member: "member", Words: "我还有话要说"}, determination.Person{ID: "resident"})
	if w.c.Stage() != determination.Hearing {
		t.Error("a late statement is heard all the same")
	}
	w.refused(determination.Confirmed{Reason: "两份独立证据互相印证"}, approver, "determination.step")
	finding.Answer = "所说与单据不符，已当面解释"
	w.do(determination.ProposedFinding{Finding: finding}, officer)
	w.do(determination.Rejected{Reason: "存单是亲戚的，不能证明故意"}, approver)
	if w.c.Stage() != determination.Ended {
		t.Error("unproven means no breach")
	}
}

func TestADefenceStopsTheCorrectionPeriod(t *testing.T) {
	w := newCase(t)
	finding := concealment()
	finding.Facts.Admitted = true
	w.do(determination.Educated{Words: "讲明存款应当申报，请在改正期限内补报", Proof: proof(w.today, determination.InPerson)}, officer)
	before, _ := w.c.CorrectionDue(w.ground())
	if before.On != day("2026-03-16") {
		t.Fatalf("ten working days end on %s", before.On)
	}
	w.refused(determination.NoticeIssued{Intended: finding}, officer, "determination.nothing_follows") // neither corrected nor refused yet
	w.do(determination.Corrected{On: w.today, Repaid: 52000, Words: "当天就补报并退回"}, officer)
	w.told(finding)
	during, _ := w.c.CorrectionDue(w.ground())
	if !during.Paused {
		t.Errorf("while the household is heard the correction period stands still: %+v", during)
	}
	w.today = w.c.DefenceDue(w.ground()).On.AddDays(1)
	after, _ := w.c.CorrectionDue(w.ground())
	if after.Paused || !after.On.After(before.On) {
		t.Errorf("it goes on afterwards with the days it had left: %s", after.On)
	}
}

func TestServiceTakesTwoWays(t *testing.T) {
	at := day("2026-03-02")
	for name, c := range map[string]struct {
		ways []determination.Way
		want period.Day
	}{
		"nothing":              {nil, period.Day{}},
		"a screen and a call":  {[]determination.Way{determination.Online, determination.Orally}, period.Day{}},
		"paper twice":          {[]determination.Way{determination.OnPaper, determination.OnPaper}, period.Day{}},
		"paper and a screen":   {[]determination.Way{determination.OnPaper, determination.Online}, at.AddDays(1)},
		"a call, then by hand": {[]determination.Way{determination.Orally, determination.InPerson}, at.AddDays(1)},
		"three ways":           {[]determination.Way{determination.Online, determination.Orally, determination.InPerson}, at.AddDays(2)},
		"by hand and paper":    {[]determination.Way{determination.InPerson, determination.OnPaper}, at.AddDays(1)},
	} {
		var proofs []determination.Proof
		for i, way := range c.ways {
			proofs = append(proofs, proof(at.AddDays(i), way))
		}
		if got := determination.ServedOn(proofs); got != c.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestExtensionsEndWhereTheEditionSays(t *testing.T) {
	w := newCase(t)
	w.educated()
	w.told(concealment())
	due := w.c.DefenceDue(w.ground()).On
	w.refused(determination.Extended{Days: 11, Reason: "户主住院，家人照顾"}, officer, "days")
	w.do(determination.Extended{Days: 4, Reason: "户主住院，家人照顾"}, officer)
	w.do(determination.Extended{Days: 6, Reason: "户主还在住院"}, officer)
	w.refused(determination.Extended{Days: 1, Reason: "户主还在住院"}, officer, "days")
	if later := w.c.DefenceDue(w.ground()).On; deadline.Base().WorkingDays(due, later) != 10 {
		t.Errorf("from %s to %s", due, later)
	}
}

// Records come back from their JSON as they were: every kind has its reader.
func TestEveryRecordIsReadBack(t *testing.T) {
	for _, what := range []determination.What{
		determination.Educated{Words: "x"},
		determination.Corrected{On: day("2026-03-01")},
		determination.NoticeIssued{Number: "1", Intended: concealment()},
		determination.NoticeServed{Proof: proof(day("2026-03-01"), determination.Online)},
		determination.Stated{Words: "x"},
		determination.Extended{Days: 2},
		determination.ProposedFinding{Finding: concealment()},
		determination.Reviewed{Agrees: true},
		determination.Confirmed{Number: "2"},
		determination.Returned{Reason: "x"},
		determination.Rejected{Reason: "x"},
		determination.Dropped{Reason: "x"},
		determination.DecisionServed{},
	} {
		raw, err := json.Marshal(what)
		if err != nil {
			t.Fatal(err)
		}
		back, err := determination.Decode(what.Kind(), raw)
		if err != nil || reflect.TypeOf(back) != reflect.TypeOf(what) {
			t.Errorf("%s: %v %T", what.Kind(), err, back)
		}
		again, err := json.Marshal(back)
		if err != nil || string(again) != string(raw) {
			t.Errorf("%s changed:\n%s\n%s", what.Kind(), raw, again)
		}
	}
	if _, err := determination.Decode("something", nil); err == nil {
		t.Error("an unknown kind is an error")
	}
	kinds := map[determination.Kind]bool{}
	for _, step := range determination.Steps() {
		kinds[step.Done] = true
	}
	for kind := range kinds {
		if _, err := determination.Decode(kind, []byte("{}")); err != nil {
			t.Errorf("%s stands in a step and has no reader", kind)
		}
	}
}

// Whatever is tried in whatever order, on whatever days, by whomever: a decision has a notice served in two ways, a hearing whose days
// are over, two people, reasons of their own, and is no harder than what the household was told (H1, H4, H7).
func TestAnyHistoryKeepsTheSafeguards(t *testing.T) {
	reached.Store(0)
	loaded := edition(t)
	people := []determination.Person{officer, reviewer, approver, lawyer, {ID: "second", Office: policy.CountySection}, {ID: "resident"}}
	rapid.Check(t, func(r *rapid.T) {
		w := newCase(t)
		w.edition = loaded
		for range rapid.IntRange(5, 40).Draw(r, "steps") {
			w.today = w.today.AddDays(rapid.SampledFrom([]int{0, 0, 0, 1, 5, 16, -2}).Draw(r, "days"))
			finding := concealment()
			finding.Facts.Cause = rapid.SampledFrom([]policy.Cause{policy.Intention, policy.Intention, policy.HonestMistake}).Draw(r, "cause")
			finding.Answer = rapid.SampledFrom([]string{"", "所说与单据不符，已当面解释"}).Draw(r, "answer")
			way := rapid.SampledFrom(determination.Ways()).Draw(r, "way")
			what := rapid.SampledFrom([]determination.What{
				determination.Educated{Words: "讲明应当申报", Proof: proof(w.today, way)},
				determination.Corrected{On: w.today, Repaid: 52000, Words: "补报并退回"},
				determination.NoticeIssued{Intended: finding},
				determination.NoticeServed{Proof: proof(w.today, way)},
				determination.NoticeServed{Proof: proof(w.today, determination.InPerson)},
				determination.ProposedFinding{Finding: finding},
				determination.Stated{Channel: way, Member: "member", Words: "不是这样", ReadTo: true},
				determination.Reviewed{Agrees: true, Reason: "符合规定，程序完整"},
				determination.Confirmed{Reason: "证据互相印证，同意认定"},
				determination.Returned{Reason: "请补充证据"},
				determination.Extended{Days: 3, Reason: "户主住院"},
			}).Draw(r, "what")
			who := rapid.SampledFrom(people).Draw(r, "who")
			if rapid.IntRange(0, 9).Draw(r, "usual") < 7 {
				what, who = w.usual()
			}
			before := w.c.DefenceDue(w.ground())
			err := w.try(what, who)
			if after := w.c.DefenceDue(w.ground()); err == nil && what.Kind() != determination.KindNoticeIssued && what.Kind() != determination.KindNoticeServed && after.On.Before(before.On) {
				r.Fatalf("%s shortened the defence from %s to %s", what.Kind(), before.On, after.On)
			}
			if err == nil && what.Kind() == determination.KindConfirmed {
				decided(r, w)
			}
		}
	})
	if reached.Load() == 0 {
		t.Error("no history came to a decision: the test shows nothing")
	}
}

var reached atomic.Int64 // decisions that the histories came to

// usual is what comes next where all goes its way; days pass while there is nothing to do.
func (w *world) usual() (determination.What, determination.Person) {
	finding := concealment()
	finding.Answer = "所说与单据不符，已当面解释"
	done := map[determination.Kind]int{}
	for _, record := range w.c.Records {
		done[record.What.Kind()]++
	}
	switch {
	case done[determination.KindEducated] == 0:
		return determination.Educated{Words: "讲明应当申报", Proof: proof(w.today, determination.InPerson)}, officer
	case done[determination.KindCorrected] == 0:
		return determination.Corrected{On: w.today, Repaid: 52000, Words: "补报并退回"}, officer
	case w.c.Stage() == determination.Gathering:
		return determination.NoticeIssued{Intended: finding}, officer
	case w.c.Stage() == determination.Proposed:
		return determination.Confirmed{Reason: "证据互相印证，同意认定"}, approver
	case w.c.NoticeServedOn().IsZero():
		return determination.NoticeServed{Proof: proof(w.today, []determination.Way{determination.OnPaper, determination.InPerson}[done[determination.KindNoticeServed]%2])}, officer
	case !w.c.Heard(w.ground()):
		w.today = w.today.AddDays(9)
	}
	return determination.ProposedFinding{Finding: finding}, officer
}

func decided(r *rapid.T, w *world) {
	reached.Add(1)
	decision, _ := w.c.Decision()
	var proposer string
	var told determination.Derived
	for _, record := range w.c.Records {
		switch what := record.What.(type) {
		case determination.ProposedFinding:
			proposer = record.By
		case determination.NoticeIssued:
			told = what.Derived
		}
	}
	if proposer == decision.By || slices.Contains(decision.Finding.Investigators, decision.By) {
		r.Fatalf("%s decided the own work", decision.By)
	}
	ranks := map[policy.Grade]int{}
	for _, rule := range w.edition.Grades() {
		ranks[rule.Code] = rule.Rank
	}
	if ranks[decision.Derived.Grade] > ranks[told.Grade] || decision.Derived.Grade == "" || strings.TrimSpace(decision.Reason) == "" {
		r.Fatalf("told %q, decided %q", told.Grade, decision.Derived.Grade)
	}
	if served := w.c.NoticeServedOn(); served.IsZero() || deadline.Base().WorkingDays(served, period.DayOf(decision.At)) < 10 {
		r.Fatalf("told on %s, decided on %s", served, decision.At)
	}
	if decision.Finding.Facts.Cause != policy.Intention {
		r.Fatal("an honest mistake is no breach")
	}
}
