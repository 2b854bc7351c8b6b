package storagetest

import (
	"context"
	"slices"
	"testing"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	steps "chengxin/internal/casework/determination"
	measuresteps "chengxin/internal/casework/measure"
	objectionsteps "chengxin/internal/casework/objection"
	"chengxin/internal/deadline"
	"chengxin/internal/determination"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/measure"
	"chengxin/internal/objection"
	"chengxin/internal/period"
	"chengxin/internal/policy"
	"chengxin/internal/region"
	"chengxin/internal/storage"
)

// court is a household whose member concealed something, with the officers who deal with it and a clock that the test moves.
type court struct {
	*testing.T
	db         *storage.DB
	now        time.Time
	cases      steps.Acts
	objections objectionsteps.Acts
	measures   measuresteps.Acts
	edition    *policy.Edition
	at         steps.At
}

// CaseTerms is the edition that is in force on every day of the test.
func (c *court) CaseTerms(context.Context, region.Code, period.Day) (steps.Terms, error) {
	return steps.Terms{Edition: c.edition, Table: deadline.Base()}, nil
}

// The letters of the test say only what they are.
func (c *court) IntendedFinding(context.Context, casework.Tx, casework.Paper, steps.Matter, determination.NoticeIssued) ([]byte, error) {
	return []byte("notice"), nil
}

func (c *court) Decision(context.Context, casework.Tx, casework.Paper, steps.Matter, determination.ProposedFinding, determination.Confirmed) ([]byte, error) {
	return []byte("decision"), nil
}

func (c *court) Answer(context.Context, casework.Tx, casework.Paper, steps.Matter, objection.Objection, objection.Answer) ([]byte, error) {
	return []byte("answer"), nil
}

func (c *court) Imposed(context.Context, casework.Tx, casework.Paper, steps.Matter, measure.Measure, string) ([]byte, error) {
	return []byte("measure"), nil
}

func newCourt(t *testing.T, db *storage.DB) *court {
	t.Helper()
	edition, err := policy.Load("jiqiang-2022")
	if err != nil {
		t.Fatal(err)
	}
	c := &court{T: t, db: db, now: period.MustDay("2026-03-02").Start().Add(10 * time.Hour), edition: edition, at: steps.At{County: county, Household: "h"}}
	act := casework.NewRunner(db, func() time.Time { return c.now })
	c.cases = steps.Acts{Runner: act, Reads: db.Read(), Scheme: c, Letters: c, NewID: storage.NewID}
	c.objections = objectionsteps.Acts{Runner: act, Reads: db.Read(), Scheme: c, Letters: c, NewID: storage.NewID, ActingAs: func(_ context.Context, _ region.Code, id string) (access.Actor, error) {
		return c.as(id, access.ObjectionReviewer, county), nil
	}}
	c.measures = measuresteps.Acts{Runner: act, Scheme: c, Letters: c, NewID: storage.NewID}
	if err := db.Write(t.Context(), func(tx *storage.Tx) error {
		if err := tx.KeepOffice(t.Context(), casework.Office{County: county, Agency: "某局", CodeWord: "某", Edition: "jiqiang-2022"}); err != nil {
			return err
		}
		if err := tx.AddHousehold(t.Context(), household.Household{County: county, ID: "h", Number: "n-h", Region: "640422100202", RegisteredOn: period.MustDay("2026-01-01")}); err != nil {
			return err
		}
		for i, name := range []string{"马志强", "李秀英"} {
			relation := []household.Relation{household.HeadOfHousehold, household.Spouse}[i]
			m := household.Member{ID: []string{"one", "two"}[i], HouseholdID: "h", Name: name, Relation: relation, BornOn: period.MustDay("1970-01-01"), FromOn: period.MustDay("2026-01-01"), Seq: 1}
			if err := tx.AddMember(t.Context(), county, "row-"+m.ID, m); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return c
}

func (c *court) as(id string, role access.Role, where region.Code) access.Actor {
	return access.Actor{Kind: access.Officer, ID: id, Name: id, County: county, Session: "s", SteppedUpAt: c.now, Grants: []access.Grant{{Role: role, Region: where}}}
}

func (c *court) officer() access.Actor  { return c.as("officer", access.CaseOfficer, "640422100") }
func (c *court) approver() access.Actor { return c.as("approver", access.CountyApprover, county) }
func (c *court) resident(id string) access.Actor {
	return access.Actor{Kind: access.Resident, ID: id, County: county, Household: "h"}
}

func (c *court) on(day string) { c.now = period.MustDay(day).Start().Add(10 * time.Hour) }

func (c *court) must(err error) {
	c.Helper()
	if err != nil {
		c.Fatal(err)
	}
}

func (c *court) do(actor access.Actor, id string, what determination.What) steps.Done {
	c.Helper()
	c.now = c.now.Add(time.Minute)
	done, err := c.cases.Record(c.Context(), actor, c.at, id, what)
	c.must(err)
	return done
}

func (c *court) matter(id string) steps.Matter {
	c.Helper()
	docket, err := steps.ReadDocket(c.Context(), c.db.Read(), c, county, "h", period.DayOf(c.now))
	c.must(err)
	m, err := docket.Find(id)
	c.must(err)
	return m
}

func (c *court) proof(way determination.Way) determination.Proof {
	return determination.Proof{Way: way, At: c.now, Receiver: "马志强"}
}

// opened reports, assesses and takes a clue into a case.
func (c *court) opened() string {
	c.Helper()
	clue, err := c.cases.ReportClue(c.Context(), c.officer(), c.at, "存款没有申报，亲戚说是他的")
	c.must(err)
	ruled := map[determination.Alternative]string{}
	for _, one := range determination.Alternatives() {
		ruled[one] = "已经问明，不是这种情况"
	}
	if _, err := c.cases.OpenCase(c.Context(), c.officer(), c.at, steps.Opening{Clues: []string{clue}, Member: "one", ConductOn: period.MustDay("2026-01-15")}); fault.KindOf(err) != fault.Conflict {
		c.Errorf("a case out of a clue in which nobody suspects anything: %v", err)
	}
	c.now = c.now.Add(time.Minute)
	c.must(c.cases.Handle(c.Context(), c.officer(), c.at, clue, determination.ClueEvent{Done: determination.ClueTriaged, Cause: determination.SuspectedConcealment, Reason: "两处来源都对得上", Ruled: ruled}))
	c.now = c.now.Add(time.Minute)
	id, err := c.cases.OpenCase(c.Context(), c.officer(), c.at, steps.Opening{Clues: []string{clue}, Member: "one", ConductOn: period.MustDay("2026-01-15")})
	c.must(err)
	if state := cluesOf(c.T, c.db, "h")[0].State(); state != determination.ClueInCase {
		c.Errorf("the clue is %s", state)
	}
	return id
}

func (c *court) finding() determination.Finding {
	ruled := map[determination.Alternative]string{}
	for _, one := range determination.Alternatives() {
		ruled[one] = "已经问明，不是这种情况"
	}
	return determination.Finding{
		Facts:  policy.Facts{Subject: policy.ResponsibleAdult, Standing: policy.Recipient, Act: policy.Concealment, Cause: policy.Intention, IntentProven: true, HardshipChecked: true},
		Intent: "申报前一天把存单转到亲戚名下", Reason: "存款没有申报，银行流水和入户记录一致",
		Evidence: []determination.Evidence{
			{Kind: "platform", Source: "bank", On: period.MustDay("2026-02-01"), Words: "银行存款 62000 元", Verified: true, Primary: true},
			{Kind: "visit", Source: "visit", On: period.MustDay("2026-02-10"), Words: "入户时看到存单", Verified: true, Primary: true},
		},
		Ruled: ruled, Investigators: []string{"officer", "second"}, Overpaid: []determination.Overpaid{{Month: "2026-01", Fen: 52000, Words: "按标准重算"}},
	}
}

// decided brings a case to a served decision.
func (c *court) decided() string {
	c.Helper()
	id := c.opened()
	c.do(c.officer(), id, determination.Educated{Words: "讲明存款应当申报，请补报", Proof: c.proof(determination.InPerson)})
	c.on("2026-03-10")
	c.do(c.officer(), id, determination.Corrected{On: period.MustDay("2026-03-10"), Repaid: 52000, Words: "补报了存款，退回多领的钱"})
	done := c.do(c.officer(), id, determination.NoticeIssued{Intended: c.finding()})
	if done.Number == "" || done.Document == "" {
		c.Errorf("a notice without its letter: %+v", done)
	}
	c.do(c.officer(), id, determination.NoticeServed{Proof: c.proof(determination.InPerson)})
	c.do(c.officer(), id, determination.NoticeServed{Proof: c.proof(determination.Orally)})
	if _, err := c.cases.Record(c.Context(), c.resident("two"), c.at, id, determination.Stated{Channel: determination.Online, Member: "two", Words: "不是这样"}); fault.KindOf(err) != fault.NotFound {
		c.Errorf("another adult speaks in a case that is not told to the family: %v", err)
	}
	c.do(c.resident("one"), id, determination.Stated{Channel: determination.Online, Member: "one", Words: "钱是借来看病的"})
	c.on("2026-04-01")
	finding := c.finding()
	finding.Answer = "借据和缴费单对不上"
	c.do(c.officer(), id, determination.ProposedFinding{Finding: finding})
	if _, err := c.cases.Record(c.Context(), c.officer(), c.at, id, determination.Confirmed{Reason: "同意这样认定，证据充分"}); fault.KindOf(err) != fault.Forbidden {
		c.Errorf("the proposer confirms: %v", err)
	}
	tired := c.approver()
	tired.SteppedUpAt = time.Time{}
	if _, err := c.cases.Record(c.Context(), tired, c.at, id, determination.Confirmed{Reason: "同意这样认定，证据充分"}); fault.KindOf(err) != fault.Forbidden {
		c.Errorf("a decision without the second factor: %v", err)
	}
	c.do(c.approver(), id, determination.Confirmed{Reason: "两份独立的证据互相印证"})
	c.do(c.officer(), id, determination.DecisionServed{Proof: c.proof(determination.InPerson)})
	c.do(c.officer(), id, determination.DecisionServed{Proof: c.proof(determination.OnPaper)})
	return id
}

func TestACaseIsDecidedContestedAndUndone(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		c := newCourt(t, db)
		id := c.decided()
		m := c.matter(id)
		decision, decided := m.Decision()
		if !decided || decision.Derived.Clause != "moderate-2" || len(m.Measures) != len(decision.Derived.Measures) || len(m.Measures) == 0 || m.Effect.InForce(m.Ground.Today) {
			t.Fatalf("%+v %+v", decision.Derived, m.Effect)
		}
		letters, err := db.Read().CaseLetters(t.Context(), county, "h")
		if err != nil || len(letters) != 2 || letters[decision.Document] != "one" {
			t.Errorf("whose letters: %v %v", letters, err)
		}
		own, err := c.cases.OwnCases(t.Context(), c.resident("one"))
		if err != nil || len(own) != 1 {
			t.Errorf("%d own cases, %v", len(own), err)
		}
		if others, err := c.cases.OwnCases(t.Context(), c.resident("two")); err != nil || len(others) != 0 {
			t.Errorf("another adult sees %d, %v", len(others), err)
		}
		// Fifteen working days after it was served nobody has objected: the decision takes effect.
		c.on("2026-05-06")
		refund := measureOf(c, id, policy.StopPayment)
		if refund.ID == "" {
			refund = c.matter(id).Measures[0]
		}
		if !c.matter(id).Effect.InForce(period.MustDay("2026-05-06")) {
			t.Fatalf("not in force: %+v", c.matter(id).Effect)
		}
		// A late objection stays every measure in the same moment.
		if _, err := c.objections.File(t.Context(), c.resident("one"), c.at, id, objection.Filing{Words: "银行存款是我兄弟的"}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("late without a reason: %v", err)
		}
		contested, err := c.objections.File(t.Context(), c.resident("one"), c.at, id, objection.Filing{Words: "银行存款是我兄弟的", Late: "在外地打工，刚回来看到"})
		c.must(err)
		for _, one := range c.matter(id).Measures {
			if state := one.Standing(c.matter(id).Effect, c.matter(id).Ground.Today).State; state == measure.Active || state == measure.Unimposed {
				t.Errorf("%s is %s under an open objection", one.Drawn.Code, state)
			}
		}
		c.now = c.now.Add(time.Minute)
		reviewer := c.as("reviewer", access.ObjectionReviewer, county)
		if _, err := c.objections.Record(t.Context(), c.as("boss", access.CountyOfficer, county), c.at, contested, objection.Ordered{What: "visit", Reason: "再去看一次"}); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("the office that decided reviews: %v", err)
		}
		_, err = c.objections.Record(t.Context(), c.as("boss", access.CountyOfficer, county), c.at, contested, objection.Assigned{Reviewer: "reviewer"})
		c.must(err)
		c.now = c.now.Add(time.Minute)
		_, err = c.objections.Record(t.Context(), reviewer, c.at, contested, objection.Ordered{What: "verification", Reason: "向银行再核一次"})
		c.must(err)
		c.now = c.now.Add(time.Minute)
		done, err := c.objections.Answer(t.Context(), reviewer, c.at, contested, objectionsteps.Response{Outcome: objection.Undone, Reason: "银行确认开户人是他兄弟"})
		c.must(err)
		if m := c.matter(id); done.Number == "" || m.Effect.Undone.IsZero() {
			t.Errorf("%+v %+v", done, m.Effect)
		}
		for _, one := range c.matter(id).Measures {
			if state := one.Standing(c.matter(id).Effect, c.matter(id).Ground.Today).State; state != measure.Undone {
				t.Errorf("%s is %s after the decision was revoked", one.Drawn.Code, state)
			}
		}
		again := c.opened2()
		if past := c.matter(again).Ground.History; len(past) != 1 || past[0].RevokedOn.IsZero() {
			t.Errorf("a revoked decision counts: %+v", past)
		}
		rows, err := c.cases.ListCases(t.Context(), c.approver(), county, county, "")
		if err != nil || len(rows.Rows) != 2 || !slices.ContainsFunc(rows.Rows, func(r steps.CaseRow) bool {
			return r.Contested && determination.StageAfter(r.Kinds) == determination.Decided
		}) {
			t.Errorf("%+v %v", rows, err)
		}
	})
}

// When something was wrong, every case that may rest on it is found, and a named officer takes a decision up again in the open: everything
// stands still, another office answers, and it never gets worse.
func TestADecisionThatRestsOnAnErrorIsFoundAndTakenUpAgain(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		c := newCourt(t, db)
		id := c.decided()
		c.on("2026-05-06")
		find := func(by steps.By, value string) int {
			t.Helper()
			found, err := c.cases.Touched(t.Context(), c.approver(), "640422100", by, value)
			c.must(err)
			for _, one := range found {
				if one.ID != id || one.Number != "n-h" {
					t.Errorf("%s %s: %+v", by, value, one.Case)
				}
			}
			return len(found)
		}
		for by, values := range map[steps.By][2]string{
			steps.ByClause: {"moderate-2", "minor-1"}, steps.ByEdition: {"jiqiang-2022", "other-2020"}, steps.ByItem: {"", "P301"}, steps.BySource: {"", "bank"},
		} {
			if values[0] != "" && find(by, values[0]) != 1 {
				t.Errorf("by %s %s the case is not found", by, values[0])
			}
			if find(by, values[1]) != 0 {
				t.Errorf("by %s %s a case is found that rests on something else", by, values[1])
			}
		}
		if _, err := c.cases.Touched(t.Context(), c.as("elsewhere", access.CaseOfficer, "640422101"), "640422100", steps.ByClause, "moderate-2"); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("another township looks: %v", err)
		}
		if _, err := c.cases.Touched(t.Context(), c.approver(), "640422100", "colour", "red"); fault.KindOf(err) != fault.Invalid {
			t.Errorf("by something unknown: %v", err)
		}
		boss, reviewer := c.as("boss", access.CountyOfficer, county), c.as("reviewer", access.ObjectionReviewer, county)
		if _, err := c.objections.TakeUp(t.Context(), c.officer(), c.at, id, "银行来函更正，存款不是他的"); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("the case officer takes up a decision: %v", err)
		}
		taken, err := c.objections.TakeUp(t.Context(), boss, c.at, id, "银行来函更正，存款不是他的")
		c.must(err)
		if m := c.matter(id); !m.Effect.Stayed || !m.Objections[0].Filing.Own || m.Objections[0].By != "boss" {
			t.Errorf("%+v", m.Effect)
		}
		if _, err := c.objections.Record(t.Context(), c.resident("one"), c.at, taken, objection.Withdrawal{}); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a household withdraws what it has not filed: %v", err)
		}
		c.now = c.now.Add(time.Minute)
		_, err = c.objections.Record(t.Context(), boss, c.at, taken, objection.Assigned{Reviewer: "reviewer"})
		c.must(err)
		c.now = c.now.Add(time.Minute)
		_, err = c.objections.Answer(t.Context(), reviewer, c.at, taken, objectionsteps.Response{Outcome: objection.Undone, Reason: "银行更正了开户人"})
		c.must(err)
		if c.matter(id).Effect.Undone.IsZero() {
			t.Error("the decision stands")
		}
	})
}

// opened2 opens another case about the same person.
func (c *court) opened2() string {
	c.Helper()
	clue, err := c.cases.ReportClue(c.Context(), c.officer(), c.at, "又有一笔收入没有申报")
	c.must(err)
	ruled := map[determination.Alternative]string{}
	for _, one := range determination.Alternatives() {
		ruled[one] = "已经问明，不是这种情况"
	}
	c.now = c.now.Add(time.Minute)
	c.must(c.cases.Handle(c.Context(), c.officer(), c.at, clue, determination.ClueEvent{Done: determination.ClueTriaged, Cause: determination.SuspectedConcealment, Reason: "两处来源都对得上", Ruled: ruled}))
	c.now = c.now.Add(time.Minute)
	id, err := c.cases.OpenCase(c.Context(), c.officer(), c.at, steps.Opening{Clues: []string{clue}, Member: "one", ConductOn: period.MustDay("2026-01-20")})
	c.must(err)
	return id
}

func measureOf(c *court, id string, kind policy.MeasureKind) measure.Measure {
	for _, one := range c.matter(id).Measures {
		if one.Drawn.Kind == kind {
			return one
		}
	}
	return measure.Measure{}
}

// A measure that takes something begins only after a hardship check by somebody else, by a named person, and stands still while an
// objection goes on; the reviewer may ease it.
func TestAMeasureIsCheckedImposedStayedAndEased(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		c := newCourt(t, db)
		c.edition = c.edition.WithOpinions(opinions(c.edition)...)
		id := c.decided()
		c.on("2026-05-06")
		one := measureOf(c, id, policy.StopPayment)
		if one.ID == "" {
			one = measureOf(c, id, policy.ApplicationBar)
		}
		if one.ID == "" || !one.Drawn.InForce {
			t.Fatalf("%+v", c.matter(id).Measures)
		}
		no := map[measure.Hardship]bool{}
		for _, hardship := range measure.Hardships() {
			no[hardship] = false
		}
		act := func(actor access.Actor, what measure.What) error {
			c.now = c.now.Add(time.Minute)
			_, err := c.measures.Record(t.Context(), actor, c.at, one.ID, what)
			return err
		}
		if err := act(c.officer(), measure.Imposed{Words: "从今天起执行"}); fault.KindOf(err) != fault.Conflict {
			t.Errorf("imposed without a hardship check: %v", err)
		}
		c.must(act(c.officer(), measure.Checked{Found: no, Words: "入户看过，生活有保障", On: period.MustDay("2026-05-06")}))
		state := func() measure.State {
			m := c.matter(id)
			for _, each := range m.Measures {
				if each.ID == one.ID {
					return each.Standing(m.Effect, m.Ground.Today).State
				}
			}
			return ""
		}
		c.must(act(c.officer(), measure.Imposed{Words: "从今天起执行"}))
		if state() != measure.Active {
			t.Fatalf("it is %s", state())
		}
		contested, err := c.objections.File(t.Context(), c.officer(), c.at, id, objection.Filing{Way: determination.Orally, Member: "one", Words: "家里有困难", Late: "刚从医院回来", ReadTo: true})
		c.must(err)
		if state() != measure.Stayed {
			t.Errorf("under an objection it is %s", state())
		}
		c.now = c.now.Add(time.Minute)
		reviewer := c.as("reviewer", access.ObjectionReviewer, county)
		if _, err := c.objections.Answer(t.Context(), reviewer, c.at, contested, objectionsteps.Response{Outcome: objection.Changed, Reason: "情况属实，予以减轻"}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a change that eases nothing: %v", err)
		}
		c.now = c.now.Add(time.Minute)
		_, err = c.objections.Answer(t.Context(), reviewer, c.at, contested, objectionsteps.Response{Outcome: objection.Changed, Reason: "情况属实，予以减轻", Drop: []string{one.Drawn.Code}})
		c.must(err)
		if state() != measure.Undone {
			t.Errorf("a measure that an answer took away is %s", state())
		}
	})
}

// opinions are invented legal opinions for every measure that needs one.
func opinions(edition *policy.Edition) []policy.LegalOpinion {
	var all []policy.LegalOpinion
	for _, one := range edition.Measures(period.MustDay("2026-01-15")) {
		if one.NeedsOpinion() {
			all = append(all, policy.LegalOpinion{Measure: one.Code, Number: "演示", DatedOn: period.MustDay("2025-01-01"), By: "演示", ScanDigest: "0000000000000000000000000000000000000000000000000000000000000000"})
		}
	}
	return all
}
