package policy

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"chengxin/internal/fault"
	"chengxin/internal/period"
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

func reportOf(err error) string {
	var report Report
	if errors.As(err, &report) {
		return report.Error()
	}
	return ""
}

// narrow makes punctuation comparable: the source was published with full-width marks, files may hold either.
func narrow(text string) string {
	return strings.NewReplacer("\uff0c", ",", "\uff1a", ":", "\uff1b", ";", "\uff08", "(", "\uff09", ")").Replace(text)
}

func TestTheClausesStandInTheSourcesExactWords(t *testing.T) {
	raw, err := os.ReadFile("testdata/source_sentences.txt")
	if err != nil {
		t.Fatal(err)
	}
	edition, err := Load("jiqiang-2022")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(raw)), "\n") {
		code, sentence, _ := strings.Cut(line, "\t")
		if clause, found := edition.Clause(code); found {
			if narrow(clause.Words) != narrow(sentence) {
				t.Errorf("%s:\n got %s\nwant %s", code, clause.Words, sentence)
			}
			code = clause.Article
		}
		article, found := edition.Article(code)
		if !found || !strings.Contains(narrow(article.Text), narrow(sentence)) {
			t.Errorf("text.md does not hold the words of %s", code)
		}
	}
	if got := len(edition.Clauses(period.MustDay("2023-01-01"))); got != 13 {
		t.Errorf("%d clauses, want 4 + 9", got)
	}
}

func TestTheCatalogueIsThatOfTheComparison(t *testing.T) {
	edition, err := Load("jiqiang-2022")
	if err != nil {
		t.Fatal(err)
	}
	type want struct {
		kind        string
		amount      int64
		denominator int64
		member      bool
		class       Class
	}
	catalogue := map[string]want{"MEMB": {"", 0, 0, true, Membership}}
	fill := func(w want, codes ...string) {
		for _, code := range codes {
			catalogue[code] = w
		}
	}
	fill(want{"INCOME_UNDER", 60000, 10, true, Income}, "I101", "I102", "I401", "I402")
	fill(want{"INCOME_UNDER", 60000, 10, false, Income}, "I201", "I202", "I203", "I301", "I403", "I499")
	fill(want{"PROPERTY_UNDECLARED", 0, 0, false, Property}, "P101", "P201", "P401", "P501")
	fill(want{"AREA_UNDER", 500, 10, false, Property}, "P102")
	fill(want{"ASSET_UNDER", 500000, 10, true, Property}, "P301", "P302", "P303")
	fill(want{"EXPENSE_INFLATED", 60000, 10, false, Expenditure}, "E101", "E102", "E103")
	fill(want{"KINSHIP_UNDISCLOSED", 0, 0, true, Kinship}, "K101", "K102", "K103")
	if len(edition.Items()) != len(catalogue) {
		t.Errorf("%d items, want %d", len(edition.Items()), len(catalogue))
	}
	for _, item := range edition.Items() {
		got := want{item.Kind, item.Tolerance.Amount, item.Tolerance.Denominator, item.ByMember, item.Class}
		if got != catalogue[item.Code] || len(item.Coverage) != 3 || item.ReportingMonths != 3 {
			t.Errorf("%s: got %+v, want %+v", item.Code, got, catalogue[item.Code])
		}
	}
}

func TestALegalBasisFollowsTheDay(t *testing.T) {
	edition, err := Load("jiqiang-2022")
	if err != nil {
		t.Fatal(err)
	}
	refund, _ := edition.Measure("serious-refund")
	before, after := edition.Basis(refund.Rule, period.MustDay("2026-06-30")), edition.Basis(refund.Rule, period.MustDay("2026-07-01"))
	if len(before) != 1 || !strings.Contains(before[0], "社会救助暂行办法") || len(after) != 1 || !strings.Contains(after[0], "社会救助法") {
		t.Errorf("before %v, after %v", before, after)
	}
	if got := len(edition.NotCounted(period.MustDay("2025-12-31"))) - len(edition.NotCounted(period.MustDay("2026-01-01"))); got != 1 {
		t.Errorf("the basic pension is excluded until the end of 2025 only; difference %d", got)
	}
}

func TestAChangedCommaIsAnotherTextAndAnotherDraft(t *testing.T) {
	edition, err := Load("jiqiang-2022")
	if err != nil {
		t.Fatal(err)
	}
	pledge := edition.Pledge()
	if len(pledge.Promises) != 6 || len(pledge.Hash) != 64 {
		t.Fatalf("pledge: %d promises, hash %q", len(pledge.Promises), pledge.Hash)
	}
	pledge.Closing += "\uff0c"
	if hashWords(pledge.Words()) == edition.Pledge().Hash {
		t.Error("the hash does not cover the closing")
	}
	hashes := map[string]bool{}
	for _, hash := range []string{
		edition.NoticeText(period.MustDay("2023-01-01")).Hash, edition.Questions().Hash, edition.Pledge().Hash, edition.StaffPledge().Hash,
		edition.Authorisation().Hash, edition.ObligorAuthorisation().Hash,
	} {
		hashes[hash] = true
	}
	if len(hashes) != 6 {
		t.Error("two texts share a hash")
	}
	folder := fstest.MapFS{"a": {Data: []byte("x")}, "b": {Data: []byte("y")}}
	first, _ := digestOf(folder)
	folder["b"].Data = []byte("z")
	if second, _ := digestOf(folder); second == first {
		t.Error("the digest does not cover every file")
	}
}

func TestAMissingEditionSaysWhichThereAre(t *testing.T) {
	if _, err := Load("no-such"); fault.KindOf(err) != fault.NotFound || !strings.Contains(err.Error(), "jiqiang-2022") {
		t.Error(err)
	}
}

func TestShowAndReportsSpeakBothLanguages(t *testing.T) {
	edition, err := Load("jiqiang-2022")
	if err != nil {
		t.Fatal(err)
	}
	for _, language := range []wording.Language{wording.Chinese, wording.English} {
		var out bytes.Buffer
		if err := errors.Join(Show(&out, edition, period.MustDay("2026-11-22"), language), Check(edition.folder).Print(&out, language),
			RunCases(edition).Print(&out, language)); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(out.String(), "policy.") || strings.Contains(out.String(), "{") {
			t.Errorf("%s: a text is missing or unfilled:\n%s", language, out.String())
		}
		if !strings.Contains(out.String(), edition.Digest()) {
			t.Error("the digest is not shown")
		}
	}
}
