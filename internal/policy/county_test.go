package policy

import (
	"os"
	"testing"

	"chengxin/internal/period"
	"chengxin/internal/wording"
)

// Another county's scheme needs no code: other items, tolerances, grades, bars, deadlines and reviewers, from a folder.
func TestAnotherCountysEditionNeedsNoCode(t *testing.T) {
	edition, err := Load("testdata/jingyuan-2027")
	if err != nil {
		t.Fatalf("%v\n%v", err, reportOf(err))
	}
	report := RunCases(edition)
	if !report.Passed() {
		_ = report.Print(os.Stderr, wording.Chinese)
		t.Fatal("its cases fail")
	}
	own, err := Load("jiqiang-2022")
	if err != nil {
		t.Fatal(err)
	}
	if edition.County() == own.County() || edition.Digest() == own.Digest() || edition.Pledge().Hash == own.Pledge().Hash {
		t.Error("the two editions are not told apart")
	}
	if got := edition.Deadline(Defence); got.Days != 7 || !got.Working {
		t.Errorf("defence: %+v", got)
	}
	cattle, found := edition.Item("H9")
	if !found || cattle.ReportingMonths != 1 || cattle.Covers(Platform) || !cattle.Covers(Visit) {
		t.Errorf("cattle: %+v", cattle)
	}
	if wages, _ := edition.Item("W1"); wages.ReportingMonths != 2 {
		t.Errorf("an item without its own reporting period takes the edition's: %d", wages.ReportingMonths)
	}
	if _, found := edition.Item("I101"); found {
		t.Error("an item of the default edition leaked")
	}
	if edition.InTime(period.MustDay("2027-01-31"), period.MustDay("2027-03-31")) != true ||
		edition.InTime(period.MustDay("2027-01-31"), period.MustDay("2027-04-01")) {
		t.Error("two months from 31 January end on 31 March")
	}
}
