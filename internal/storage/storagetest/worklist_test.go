package storagetest

import (
	"slices"
	"testing"
	"time"

	"chengxin/internal/access"
	steps "chengxin/internal/casework/determination"
	"chengxin/internal/casework/worklist"
	"chengxin/internal/determination"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/objection"
	"chengxin/internal/period"
	"chengxin/internal/storage"
)

// waits is what waits for an officer, by name; what a household may do is marked.
func (c *court) waits(actor access.Actor) []string {
	c.Helper()
	list, err := worklist.Acts{Runner: c.cases.Runner, Reads: c.db.Read()}.Mine(c.Context(), actor)
	c.must(err)
	var all []string
	for _, row := range list.Mine {
		all = append(all, row.What)
		if row.Number != "n-h" || row.Household != "h" {
			c.Errorf("%+v", row)
		}
	}
	for _, row := range list.Family {
		all = append(all, "family "+row.What)
	}
	return all
}

// sweep brings the list to the day, as the sweep does.
func (c *court) sweep() {
	c.Helper()
	households, err := c.db.Read().Judged(c.Context(), county, "", 10)
	c.must(err)
	for _, id := range households {
		c.must(c.db.Write(c.Context(), func(tx *storage.Tx) error {
			row, err := tx.Household(c.Context(), county, id)
			if err != nil {
				return err
			}
			return steps.RefreshWork(c.Context(), tx, c, county, row, period.DayOf(c.now))
		}))
	}
}

// What waits is with whoever may do it, from the day on which it can be done, and with nobody for whom it would be the own work.
func TestWhatWaitsIsWithWhoeverMayDoIt(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		c := newCourt(t, db)
		other := c.as("other", access.CaseOfficer, "640422101")
		boss, reviewer := c.as("boss", access.CountyOfficer, county), c.as("reviewer", access.ObjectionReviewer, county)
		same := func(when string, actor access.Actor, want ...string) {
			t.Helper()
			if got := c.waits(actor); !slices.Equal(got, want) {
				t.Errorf("%s, %s: %v, want %v", when, actor.ID, got, want)
			}
		}
		if _, err := (worklist.Acts{Runner: c.cases.Runner, Reads: db.Read()}).Mine(t.Context(), c.resident("one")); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("a resident reads a worklist: %v", err)
		}
		id := c.opened()
		same("opened", c.officer(), "gather")
		same("opened", other)
		cousin := c.as("cousin", access.CaseOfficer, "640422100")
		same("opened", cousin, "gather")
		c.must(db.Write(t.Context(), func(tx *storage.Tx) error {
			return tx.AddKinship(t.Context(), county, household.Kinship{ID: "kin", HouseholdID: "h", MemberID: "one", OfficerID: "cousin", Official: "马某", Post: household.PublicServant, Relation: "堂弟", DisclosedBy: "one", FromOn: period.MustDay("2026-01-01"), RecordedAt: c.now, RecordedBy: "officer"})
		}))
		same("opened, kin", cousin)
		for name, rows := range map[string]func() (int, error){
			"cases": func() (int, error) {
				list, err := c.cases.ListCases(t.Context(), cousin, county, "640422100", "")
				return len(list.Rows), err
			},
			"clues": func() (int, error) {
				list, err := c.cases.List(t.Context(), cousin, county, "640422100", steps.All, "")
				return len(list.Rows), err
			},
		} {
			if n, err := rows(); err != nil || n != 0 {
				t.Errorf("a relative's %s are listed: %d %v", name, n, err)
			}
		}
		c.do(c.officer(), id, determination.Educated{Words: "讲明存款应当申报，请补报", Proof: c.proof(determination.InPerson)})
		same("talked", c.officer(), "family correcting")
		c.on("2026-03-10")
		c.do(c.officer(), id, determination.Corrected{On: period.MustDay("2026-03-10"), Repaid: 52000, Words: "补报了存款，退回多领的钱"})
		c.do(c.officer(), id, determination.NoticeIssued{Intended: c.finding()})
		same("told", c.officer(), "serve_notice")
		c.do(c.officer(), id, determination.NoticeServed{Proof: c.proof(determination.InPerson)})
		c.do(c.officer(), id, determination.NoticeServed{Proof: c.proof(determination.Orally)})
		same("served", c.officer(), "family defence")
		c.on("2026-04-01")
		same("heard", c.officer(), "propose")
		c.do(c.officer(), id, determination.ProposedFinding{Finding: c.finding()})
		same("proposed", c.officer())
		same("proposed", c.approver(), "decide")
		c.do(c.approver(), id, determination.Confirmed{Reason: "两份独立的证据互相印证"})
		c.do(c.officer(), id, determination.DecisionServed{Proof: c.proof(determination.InPerson)})
		c.do(c.officer(), id, determination.DecisionServed{Proof: c.proof(determination.OnPaper)})
		contested, err := c.objections.File(t.Context(), c.resident("one"), c.at, id, objection.Filing{Words: "银行存款是我兄弟的"})
		c.must(err)
		same("contested", boss, "assign")
		same("contested", reviewer, "assign")
		c.now = c.now.Add(time.Minute)
		_, err = c.objections.Record(t.Context(), boss, c.at, contested, objection.Assigned{Reviewer: "reviewer"})
		c.must(err)
		same("assigned", reviewer, "answer")
		same("assigned", c.as("second", access.ObjectionReviewer, county))
		same("assigned", boss)
		c.on("2026-06-01")
		c.sweep()
		list, err := worklist.Acts{Runner: c.cases.Runner, Reads: db.Read()}.Mine(t.Context(), boss)
		if err != nil || len(list.Mine) != 1 || list.Mine[0].What != "late_answer" || list.Overdue != 1 {
			t.Errorf("what we have not answered in time: %+v %v", list, err)
		}
	})
}
