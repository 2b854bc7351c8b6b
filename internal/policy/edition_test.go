package policy

import (
	"os"
	"testing"

	"chengxin/internal/wording"
)

func TestTheDefaultEditionPassesItsCheck(t *testing.T) {
	folder, err := Open("jiqiang-2022")
	if err != nil {
		t.Fatal(err)
	}
	report := Check(folder)
	if !report.Passed() {
		_ = report.Print(os.Stderr, wording.English)
		t.Fatal("refused")
	}
}

func TestTheDefaultEditionGivesWhatItsCasesSay(t *testing.T) {
	edition, err := Load("jiqiang-2022")
	if err != nil {
		t.Fatal(err)
	}
	report := RunCases(edition)
	if !report.Passed() {
		_ = report.Print(os.Stderr, wording.Chinese)
		t.Fatal("cases failed")
	}
}
