package policy

import (
	"os"
	"strings"
	"testing"

	"chengxin/internal/period"
)

func TestTheStandardOfADayIsTheLastThatBegan(t *testing.T) {
	edition, err := LoadFS(os.DirFS("testdata/jingyuan-2027"))
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[string]int64{"2027-01-01": 720000, "2027-06-30": 720000, "2027-07-01": 756000, "2029-12-31": 756000} {
		if got, found := edition.Standard(period.MustDay(day)); !found || got.Amount != want || got.Assumed {
			t.Errorf("%s: %d fen (%v), want %d", day, got.Amount, found, want)
		}
	}
	if _, found := (&Edition{}).Standard(period.MustDay("2027-01-01")); found {
		t.Error("an edition without a standard names one")
	}
}

func TestAnAssumedStandardAndNoneAtAllAreWarnedOf(t *testing.T) {
	folder := copyOf(t, "testdata/jingyuan-2027")
	raw := string(folder[editionFile].Data)
	warned := func(raw, problem string) bool {
		folder[editionFile].Data = []byte(raw)
		report := Check(folder)
		if !report.Passed() {
			t.Fatalf("refused: %v", report.Errors())
		}
		for _, finding := range report.Findings {
			if finding.Warning && finding.Problem == problem {
				return true
			}
		}
		return false
	}
	if warned(raw, "standard_assumed") || warned(raw, "no_standard") {
		t.Error("a published standard is warned of")
	}
	if !warned(strings.Replace(raw, "amount: 720000", "amount: 720000\n    assumed: true", 1), "standard_assumed") {
		t.Error("an assumed standard is not warned of")
	}
	begin, end := strings.Index(raw, "standard:\n"), strings.Index(raw, "items:\n")
	if !warned(raw[:begin]+raw[end:], "no_standard") {
		t.Error("an edition without a standard is not warned of")
	}
}
