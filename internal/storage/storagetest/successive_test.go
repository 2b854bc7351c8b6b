package storagetest

import (
	"slices"
	"testing"
	"time"

	"chengxin/internal/access"
	steps "chengxin/internal/casework/determination"
	objectionsteps "chengxin/internal/casework/objection"
	"chengxin/internal/determination"
	"chengxin/internal/fault"
	"chengxin/internal/measure"
	"chengxin/internal/objection"
	"chengxin/internal/period"
	"chengxin/internal/policy"
	"chengxin/internal/storage"
)

// decidedAgain brings another case about the same person to a decision that is served, and waits until both are in effect.
func (c *court) decidedAgain() string {
	c.Helper()
	c.on("2026-05-06")
	id := c.opened2()
	c.do(c.officer(), id, determination.Educated{Words: "讲明收入应当申报，请补报", Proof: c.proof(determination.InPerson)})
	c.on("2026-05-12")
	c.do(c.officer(), id, determination.Corrected{On: period.MustDay("2026-05-12"), Repaid: 52000, Words: "补报了收入，退回多领的钱"})
	c.do(c.officer(), id, determination.NoticeIssued{Intended: c.finding()})
	c.do(c.officer(), id, determination.NoticeServed{Proof: c.proof(determination.InPerson)})
	c.do(c.officer(), id, determination.NoticeServed{Proof: c.proof(determination.Orally)})
	c.on("2026-06-05")
	c.do(c.officer(), id, determination.ProposedFinding{Finding: c.finding()})
	c.do(c.approver(), id, determination.Confirmed{Reason: "两份独立的证据互相印证"})
	c.do(c.officer(), id, determination.DecisionServed{Proof: c.proof(determination.InPerson)})
	c.do(c.officer(), id, determination.DecisionServed{Proof: c.proof(determination.OnPaper)})
	return id
}

func (c *court) successive() int {
	c.Helper()
	opened, err := c.cases.OpenSuccessive(c.Context(), county)
	c.must(err)
	return opened
}

// Decisions that follow one another make a clue once both are in effect, and never more than one; people open a case of its own, with
// its own notice and hearing; what was counted is not counted again.
func TestDecisionsThatFollowOneAnotherProposeACaseOfItsOwn(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		c := newCourt(t, db)
		first := c.decided()
		if opened := c.successive(); opened != 0 {
			t.Errorf("%d clues of one decision", opened)
		}
		second := c.decidedAgain()
		if opened := c.successive(); opened != 0 {
			t.Errorf("%d clues before the second decision is in effect", opened)
		}
		c.on("2026-07-10")
		if opened := c.successive(); opened != 1 {
			t.Fatalf("%d clues", opened)
		}
		if opened := c.successive(); opened != 0 {
			t.Errorf("%d more clues about the same decisions", opened)
		}
		all := cluesOf(t, db, "h")
		clue := all[len(all)-1]
		if clue.Origin != determination.FromFindings || !clue.ForCase() || !slices.Equal(clue.Counted, []string{first, second}) {
			t.Fatalf("%+v", clue)
		}
		c.now = c.now.Add(time.Minute)
		open := func(o steps.Opening) (string, error) { return c.cases.OpenCase(t.Context(), c.officer(), c.at, o) }
		if _, err := open(steps.Opening{Clues: []string{clue.ID}, Member: "two"}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("about somebody else: %v", err)
		}
		id, err := open(steps.Opening{Clues: []string{clue.ID}, Member: "one", ConductOn: period.MustDay("2026-01-01")})
		c.must(err)
		m := c.matter(id)
		if !slices.Equal(m.Counted, clue.Counted) || m.ConductOn != c.matter(second).Effect.On {
			t.Errorf("counts %v from %s", m.Counted, m.ConductOn)
		}
		finding := determination.Finding{
			Facts:  policy.Facts{Subject: policy.ResponsibleAdult, Standing: policy.Recipient, Act: policy.NothingFurther, HardshipChecked: true},
			Reason: "两份决定都已生效，中间没有别的认定",
		}
		c.do(c.officer(), id, determination.NoticeIssued{Intended: finding})
		if notice, _, _ := c.matter(id).Notice(); notice.Derived.Clause != "serious-4" || !slices.Equal(notice.Derived.Counted, m.Counted) {
			t.Fatalf("%+v", notice.Derived)
		}
		c.do(c.officer(), id, determination.NoticeServed{Proof: c.proof(determination.InPerson)})
		c.do(c.officer(), id, determination.NoticeServed{Proof: c.proof(determination.OnPaper)})
		if _, err := c.cases.Record(t.Context(), c.officer(), c.at, id, determination.ProposedFinding{Finding: finding}); fault.KindOf(err) != fault.Conflict {
			t.Errorf("proposed before anybody was heard: %v", err)
		}
		c.on("2026-08-10")
		c.do(c.officer(), id, determination.ProposedFinding{Finding: finding})
		c.do(c.as("lawyer", access.LegalReviewer, county), id, determination.Reviewed{Agrees: true, Reason: "程序完整，依据清楚"})
		c.do(c.approver(), id, determination.Confirmed{Reason: "两份决定连续，没有间断"})
		if past := c.matter(id).Ground.History; len(past) != 2 {
			t.Errorf("its own history: %+v", past)
		}
		for _, past := range c.matter(c.opened2()).Ground.History {
			if counted := past.ID == first || past.ID == second; counted && past.UsedBy != id {
				t.Errorf("%s may be counted twice", past.Number)
			}
		}
		c.on("2026-10-20")
		if opened := c.successive(); opened != 0 {
			t.Errorf("%d clues of facts that were counted", opened)
		}
		// What rests on a decision stands still while that is contested, and falls with it.
		contested, err := c.objections.File(t.Context(), c.resident("one"), c.at, first, objection.Filing{Words: "存款是我兄弟的", Late: "在外地打工，刚回来看到"})
		c.must(err)
		if !c.matter(id).Effect.Stayed {
			t.Error("what rests on a contested decision goes on")
		}
		_, err = c.objections.Record(t.Context(), c.as("boss", access.CountyOfficer, county), c.at, contested, objection.Assigned{Reviewer: "reviewer"})
		c.must(err)
		c.now = c.now.Add(time.Minute)
		_, err = c.objections.Answer(t.Context(), c.as("reviewer", access.ObjectionReviewer, county), c.at, contested, objectionsteps.Response{Outcome: objection.Undone, Reason: "银行确认开户人是他兄弟"})
		c.must(err)
		m = c.matter(id)
		if m.Effect.Undone.IsZero() || m.Effect.UndoneWith != first || m.Effect.Derived.Clause != "" {
			t.Errorf("what rests on a revoked decision stands: %+v", m.Effect)
		}
		for _, one := range m.Measures {
			if state := one.Standing(m.Effect, m.Ground.Today).State; state != measure.Undone {
				t.Errorf("%s is %s", one.Drawn.Code, state)
			}
		}
	})
}

// An objection in time or late stays the decision: nothing is counted while it goes on, and a case is not opened.
func TestAContestedDecisionIsNotCounted(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		c := newCourt(t, db)
		c.decided()
		second := c.decidedAgain()
		c.on("2026-07-10")
		if opened := c.successive(); opened != 1 {
			t.Fatalf("%d clues", opened)
		}
		_, err := c.objections.File(t.Context(), c.resident("one"), c.at, second, objection.Filing{Words: "收入是我兄弟的", Late: "在外地打工，刚回来看到"})
		c.must(err)
		all := cluesOf(t, db, "h")
		if _, err := c.cases.OpenCase(t.Context(), c.officer(), c.at, steps.Opening{Clues: []string{all[len(all)-1].ID}, Member: "one"}); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a case out of a contested decision: %v", err)
		}
	})
}
