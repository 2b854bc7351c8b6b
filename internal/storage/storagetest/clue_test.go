package storagetest

import (
	"errors"
	"testing"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casefile"
	steps "chengxin/internal/casework/determination"
	"chengxin/internal/comparison"
	"chengxin/internal/determination"
	"chengxin/internal/fault"
	"chengxin/internal/storage"
)

func clueActs(db *storage.DB) steps.Acts {
	return steps.Acts{Runner: runner(db), Reads: db.Read(), NewID: storage.NewID}
}

func caseOfficer(id string) access.Actor {
	return access.Actor{Kind: access.Officer, ID: id, Name: id, County: county, Session: "s", Grants: []access.Grant{{Role: access.CaseOfficer, Region: "640422100"}}}
}

func cluesOf(t *testing.T, db *storage.DB, household string) []determination.Clue {
	t.Helper()
	all, err := db.Read().Clues(t.Context(), county, household)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// The rule opens a clue for what a comparison finds, once: the same differences in a later comparison are not another clue, new ones are.
func TestTheRuleOpensAClueOnceForEachDifference(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		acts := clueActs(db)
		for _, id := range []string{"h", "clean", "changed"} {
			addHousehold(t, db, id, "640422100202")
		}
		keep := func(id, household string, kinds ...comparison.Kind) {
			t.Helper()
			run := comparisonRun(id, household, kinds...)
			run.At = run.At.Add(time.Duration(len(id)) * time.Minute)
			if err := db.Write(t.Context(), func(tx *storage.Tx) error { return tx.AddRun(t.Context(), county, run) }); err != nil {
				t.Fatal(err)
			}
		}
		keep("a", "h", "INCOME_UNDER", comparison.ChangedSince)
		keep("b", "clean")
		keep("c", "changed", comparison.ChangedSince)
		rounds := func() (went int) {
			for {
				n, err := acts.OpenDue(t.Context(), county)
				if err != nil {
					t.Fatal(err)
				}
				if n == 0 {
					return went
				}
				went += n
			}
		}
		if rounds() != 1 {
			t.Error("a household without a difference, and one with a normal change, have no turn")
		}
		all := cluesOf(t, db, "h")
		if len(all) != 1 || all[0].Source != "a" || len(all[0].Points) != 1 || all[0].Points[0].Kind != "INCOME_UNDER" {
			t.Fatalf("%+v", all)
		}
		keep("again", "h", "INCOME_UNDER")
		if rounds() != 1 || len(cluesOf(t, db, "h")) != 1 {
			t.Error("what a clue is about already opens no other")
		}
		keep("another", "h", "INCOME_UNDER", comparison.ReportedLate)
		if rounds() != 1 || len(cluesOf(t, db, "h")) != 2 {
			t.Error("a new difference is a new clue")
		}
		if len(cluesOf(t, db, "clean"))+len(cluesOf(t, db, "changed")) != 0 {
			t.Error("nothing was to be looked at")
		}
	})
}

func TestACluesWayIsKeptAndListed(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		acts, officer, at := clueActs(db), caseOfficer("officer"), steps.At{County: county, Household: "h"}
		addHousehold(t, db, "h", "640422100202")
		addHousehold(t, db, "elsewhere", "640422101202")
		id, err := acts.ReportClue(t.Context(), officer, at, "院里停着一辆新买的小车")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := acts.ReportClue(t.Context(), officer, steps.At{County: county, Household: "elsewhere"}, "院里停着一辆新买的小车"); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("another township's household: %v", err)
		}
		list := func(filter steps.Filter) int {
			t.Helper()
			found, err := acts.List(t.Context(), officer, county, "640422100", filter, "")
			if err != nil {
				t.Fatal(err)
			}
			return len(found.Rows)
		}
		handle := func(event determination.ClueEvent) error { return acts.Handle(t.Context(), officer, at, id, event) }
		if err := handle(determination.ClueEvent{Done: determination.ClueClosed, FollowUp: determination.Nothing, Reason: "没有问题的"}); fault.KindOf(err) != fault.Conflict {
			t.Errorf("closed before it was assessed: %v", err)
		}
		if list(steps.Open) != 1 || list(steps.Ended) != 0 {
			t.Error("a new clue waits to be assessed")
		}
		if err := handle(determination.ClueEvent{Done: determination.ClueTriaged, Cause: determination.NormalChange, Reason: "亲戚的车，来住几天"}); err != nil {
			t.Fatal(err)
		}
		if list(steps.Open) != 0 || list(steps.Assessed) != 1 || list(steps.Waiting) != 1 {
			t.Error("an assessed clue waits to be closed")
		}
		if err := handle(determination.ClueEvent{Done: determination.ClueClosed, FollowUp: determination.Reminded, Reason: "已向车主和邻居问明"}); err != nil {
			t.Fatal(err)
		}
		if list(steps.Waiting) != 0 || list(steps.Ended) != 1 || list(steps.All) != 1 {
			t.Error("a closed clue waits for nobody")
		}
		told, err := db.Read().Waiting(t.Context(), county, "640422100", casefile.Message{}, 10)
		if err != nil || len(told) != 1 || told[0].Topic != "outbox.clue_reminded" {
			t.Errorf("the household is told that it was reminded: %+v %v", told, err)
		}
		if err := handle(determination.ClueEvent{Done: determination.ClueReopened, Reason: "车已过户到本人名下"}); err != nil {
			t.Fatal(err)
		}
		found, err := acts.List(t.Context(), officer, county, "640422100", steps.Open, "")
		if err != nil || len(found.Rows) != 1 || found.Rows[0].Cause != determination.NormalChange || found.Counts[determination.ClueOpen] != 1 || found.Rows[0].By != "officer" {
			t.Errorf("%+v %v", found, err)
		}
		heard := determination.Interference{Who: "某某", Post: "某局", Said: "请对这一家照顾一下", On: noon.Add(-time.Hour)}
		if err := acts.RecordInterference(t.Context(), officer, at, heard); err != nil {
			t.Fatal(err)
		}
		view, err := acts.Open(t.Context(), officer, at)
		if err != nil || len(view.Clues) != 1 || len(view.Clues[0].Events) != 3 || view.Clues[0].Events[1].Reason != "已向车主和邻居问明" || len(view.Interferences) != 1 || view.Interferences[0].Said != heard.Said {
			t.Errorf("%+v %v", view, err)
		}
		if _, err := view.Find("no such clue"); fault.KindOf(err) != fault.NotFound {
			t.Error(err)
		}
		var refusal *fault.Error
		if err := acts.Handle(t.Context(), officer, at, "no such clue", determination.ClueEvent{Done: determination.ClueTriaged}); !errors.As(err, &refusal) || refusal.Kind != fault.NotFound {
			t.Error(err)
		}
	})
}

// A list of many clues goes on where it ended, without leaving one out.
func TestAListOfCluesGoesOn(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		acts, officer := clueActs(db), caseOfficer("officer")
		addHousehold(t, db, "h", "640422100202")
		const many = 120
		for range many {
			if _, err := acts.ReportClue(t.Context(), officer, steps.At{County: county, Household: "h"}, "院里停着一辆新买的小车"); err != nil {
				t.Fatal(err)
			}
		}
		seen, after := map[string]bool{}, ""
		for range 4 {
			list, err := acts.List(t.Context(), officer, county, "640422100", steps.All, after)
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range list.Rows {
				seen[row.Clue] = true
			}
			if after = list.More; after == "" {
				break
			}
		}
		if len(seen) != many {
			t.Errorf("%d of %d", len(seen), many)
		}
	})
}
