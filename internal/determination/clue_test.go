package determination_test

import (
	"testing"
	"time"

	"chengxin/internal/comparison"
	"chengxin/internal/determination"
	"chengxin/internal/fault"
)

func clue() determination.Clue {
	return determination.Clue{
		ID: "clue", Household: "household", Origin: determination.FromComparison, Source: "run",
		Points: []determination.Point{{Item: "P301", Member: "member", Kind: "ASSET_UNDER"}, {Item: "I101", Kind: comparison.ChangedSince}},
	}
}

func with(c determination.Clue, t *testing.T, events ...determination.ClueEvent) determination.Clue {
	t.Helper()
	for _, event := range events {
		done, err := c.Do(event)
		if err != nil {
			t.Fatalf("%s: %v", event.Done, refusals(err))
		}
		c.Events = append(c.Events, done)
	}
	return c
}

func ruled() map[determination.Alternative]string {
	all := map[determination.Alternative]string{}
	for _, one := range determination.Alternatives() {
		all[one] = "已问明，不是这种情况"
	}
	return all
}

// A clue is closed with a cause and a reason, and opened again when something new comes to light; no case comes out of one that
// nobody suspects.
func TestNothingFollowsFromAClueByItself(t *testing.T) {
	c := clue()
	if c.State() != determination.ClueOpen {
		t.Fatal(c.State())
	}
	for _, early := range []determination.ClueDone{determination.ClueClosed, determination.ClueTaken, determination.ClueReopened} {
		if _, err := c.Do(determination.ClueEvent{Done: early, Reason: "核对以后没有问题", FollowUp: determination.Nothing}); fault.KindOf(err) != fault.Conflict {
			t.Errorf("%s before any triage: %v", early, err)
		}
	}
	c = with(c, t, determination.ClueEvent{Done: determination.ClueTriaged, Cause: determination.DataError, Reason: "银行账户是同名的人的"})
	if _, err := c.Do(determination.ClueEvent{Done: determination.ClueTaken}); fault.KindOf(err) != fault.Conflict {
		t.Error("nobody suspects anything")
	}
	c = with(c, t, determination.ClueEvent{Done: determination.ClueClosed, FollowUp: determination.SourceRefresh, Reason: "请银行更正以后重新核对"})
	if c.State() != determination.ClueEnded {
		t.Error(c.State())
	}
	c = with(c, t, determination.ClueEvent{Done: determination.ClueReopened, Reason: "银行回函，账户确是本人的"})
	if c.State() != determination.ClueOpen {
		t.Error("a clue that is opened again is triaged again")
	}
}

func TestASuspicionRulesOutEveryInnocentExplanation(t *testing.T) {
	missing := ruled()
	delete(missing, determination.Remittance)
	missing[determination.SameName] = "否"
	_, err := clue().Do(determination.ClueEvent{Done: determination.ClueTriaged, Cause: determination.SuspectedConcealment, Ruled: missing, Reason: "存款没有申报"})
	fields := map[string]bool{}
	for _, one := range refusals(err) {
		fields[one.Field] = true
	}
	if len(fields) != 2 || !fields["ruled-remittance"] || !fields["ruled-same_name"] {
		t.Errorf("%v", fields)
	}
	c := with(clue(), t, determination.ClueEvent{Done: determination.ClueTriaged, Cause: determination.SuspectedConcealment, Ruled: ruled(), Reason: "存款没有申报"},
		determination.ClueEvent{Done: determination.ClueTaken, Case: "case"})
	if c.State() != determination.ClueInCase {
		t.Error(c.State())
	}
	if _, err := c.Do(determination.ClueEvent{Done: determination.ClueClosed, FollowUp: determination.Nothing, Reason: "不查了，就这样"}); fault.KindOf(err) != fault.Conflict {
		t.Error("what a case looks into ends with the case")
	}
}

func TestACluesWordsAreAPersons(t *testing.T) {
	for _, event := range []determination.ClueEvent{
		{Done: determination.ClueTriaged, Cause: determination.NormalChange, Reason: " 正常 "},
		{Done: determination.ClueTriaged, Cause: "隐瞒", Reason: "存款没有申报"},
		{Done: determination.ClueTriaged, Reason: "存款没有申报"},
	} {
		if _, err := clue().Do(event); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%+v: %v", event, err)
		}
	}
	assessed := with(clue(), t, determination.ClueEvent{Done: determination.ClueTriaged, Cause: determination.NormalChange, Reason: "申报以后才找到工作"})
	if _, err := assessed.Do(determination.ClueEvent{Done: determination.ClueClosed, Reason: "申报以后才找到工作"}); fault.KindOf(err) != fault.Invalid {
		t.Error("what was done about it is asked")
	}
	found := clue()
	found.Origin = determination.FromFindings
	if _, err := found.Do(determination.ClueEvent{Done: determination.ClueTriaged, Cause: determination.LateReport, Reason: "两次轻度认定都已生效"}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("successive findings have no cause that is found: %v", err)
	}
	found = with(found, t, determination.ClueEvent{Done: determination.ClueTriaged, Cause: determination.SuccessiveFindings, Reason: "两次轻度认定都已生效"})
	if _, err := found.Do(determination.ClueEvent{Done: determination.ClueTaken}); err != nil {
		t.Errorf("successive findings are looked into without a new suspicion: %v", err)
	}
}

func TestInterferenceIsRecordedAsItWasHeard(t *testing.T) {
	now := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	heard := determination.Interference{Who: "某某", Post: "某局", How: "电话", Said: "请对这一家照顾一下", On: now.Add(-time.Hour), At: now}
	if err := heard.Check(); err != nil {
		t.Error(err)
	}
	for _, wrong := range []determination.Interference{
		{Said: heard.Said, On: heard.On, At: now}, {Who: "某某", On: heard.On, At: now}, {Who: "某某", Said: heard.Said, On: now.Add(time.Hour), At: now}, {Who: "某某", Said: heard.Said, At: now},
	} {
		if fault.KindOf(wrong.Check()) != fault.Invalid {
			t.Errorf("%+v", wrong)
		}
	}
}
