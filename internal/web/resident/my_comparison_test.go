package resident_test

import (
	"context"
	"flag"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	steps "chengxin/internal/casework/comparison"
	"chengxin/internal/comparison"
	"chengxin/internal/declaration"
	"chengxin/internal/period"
	"chengxin/internal/policy"
	"chengxin/internal/web/page"
	"chengxin/internal/web/resident"
	"chengxin/internal/wording"
)

var updateComparison = flag.Bool("update-comparison", false, "write the golden files of the household's comparison")

// myComparisons is a household of two adults and a child with one run, or none.
type myComparisons struct{ found *steps.Found }

// Mine shows the run as the act does: closed to the reader by the step's own rule.
func (m *myComparisons) Mine(_ context.Context, actor access.Actor) (steps.View, error) {
	view := steps.View{
		Household: casework.HouseholdRow{ID: "h"},
		Persons:   []declaration.Person{{Member: "head", Name: "\u9a6c\u56fd\u5f3a", Adult: true}, {Member: "wife", Name: "\u674e\u79c0\u82f1", Adult: true}, {Member: "child", Name: "\u9a6c\u5c0f\u660e"}},
		Rules:     comparisonRules(),
	}
	if m.found != nil {
		view.Runs = []steps.Run{{ID: "run", Found: *m.found, At: time.Date(2026, 11, 23, 9, 0, 0, 0, period.Shanghai)}}
	}
	return view.For(actor.ID), nil
}

func comparisonRules() steps.Rules {
	edition, err := policy.Load("jiqiang-2022")
	if err != nil {
		panic(err) // the embedded edition is tested elsewhere
	}
	rules, err := comparison.Compile(edition.Items())
	if err != nil {
		panic(err)
	}
	made := steps.Rules{Rules: rules, Labels: map[string]steps.Label{}, Standard: steps.Standard{Amount: 600000, Label: "\u6807\u51c6"}}
	for _, item := range edition.Items() {
		made.Labels[item.Code] = steps.Label{Text: item.Label, Unit: string(item.Unit), Counter: item.CountedBy(), Class: string(item.Class)}
	}
	return made
}

func found(t *testing.T, in steps.Inputs) *steps.Found {
	t.Helper()
	made, err := steps.Find(comparisonRules(), in)
	if err != nil {
		t.Fatal(err)
	}
	return &made
}

func states(item, member string, value int64, asOf, since, length string) steps.Stated {
	one := steps.Stated{Item: item, Member: member, Value: value, AsOf: period.MustDay(asOf), Period: length}
	if since != "" {
		one.Since = period.MustDay(since)
	}
	return one
}

// asked is what one member reads.
func (m *myComparisons) asked(t *testing.T, member string) string {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, period.Shanghai)
	router := page.New(page.Config{
		Place: "\u897f\u5409\u53bf\u6c11\u653f\u5c40", Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return now }, Sessions: noSessions{map[string][]byte{}},
		Authenticate: func(context.Context, string) (access.Actor, bool, error) {
			return access.Actor{Kind: access.Resident, ID: member, County: county, Household: "h"}, true, nil
		},
	})
	router.Handle("GET /as", access.Public, func(w http.ResponseWriter, r *page.Request) error {
		if err := r.SignIn(member); err != nil {
			return err
		}
		return r.SeeOther(w, resident.ComparisonPath)
	})
	resident.ComparisonPages{Acts: m, File: resident.FilePath}.Routes(router)
	server := httptest.NewServer(router)
	defer server.Close()
	jar, err := cookiejar.New(nil)
	must(err)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/as", nil)
	must(err)
	answer, err := (&http.Client{Jar: jar}).Do(request)
	must(err)
	defer func() { _ = answer.Body.Close() }()
	raw, err := io.ReadAll(answer.Body)
	must(err)
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("%d\n%s", answer.StatusCode, raw)
	}
	return string(raw)
}

func (m *myComparisons) looks(t *testing.T, name, member string) string {
	t.Helper()
	body := m.asked(t, member)
	main := strings.ReplaceAll(regexp.MustCompile(`(?s)<main.*</main>`).FindString(body), "><", ">\n<") + "\n"
	file := filepath.Join("testdata", "comparison", name+".html")
	if *updateComparison {
		if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(main), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file) // #nosec G304 -- a golden file
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != main {
		t.Errorf("%s changed: look at it, then go test ./internal/web/resident -update-comparison", file)
	}
	return body
}

func told(key string, pairs ...any) string { return wording.T(wording.Chinese, key, pairs...) }

func TestAHouseholdReadsEachStateOfItsComparisonInPlainWords(t *testing.T) {
	const declared, visited, verified = "2026-07-01", "2026-11-10", "2026-11-15"
	m := &myComparisons{found: found(t, steps.Inputs{
		{
			states("MEMB", "head", 1, declared, "", ""), states("MEMB", "wife", 1, declared, "", ""), states("MEMB", "child", 1, declared, "", ""),
			states("I101", "head", 700000, declared, "", ""), states("P301", "wife", 0, declared, "", ""), states("I202", "", 0, declared, "", ""),
			states("I203", "", 0, declared, "", ""), states("I499", "", 100000, declared, "", "2025"),
		},
		{
			states("MEMB", "head", 1, visited, "", ""), states("MEMB", "wife", 1, visited, "", ""), states("MEMB", "child", 1, visited, "", ""),
			states("I202", "", 500000, visited, "2026-10-01", ""), states("I203", "", 500000, visited, "2026-07-05", ""),
		},
		{
			states("MEMB", "head", 1, verified, "", ""), states("MEMB", "wife", 1, verified, "", ""), states("MEMB", "child", 1, verified, "", ""),
			states("I101", "head", 1800000, verified, "", ""), states("P301", "wife", 8000000, verified, "", ""), states("I499", "", 900000, verified, "", "2026"),
		},
	})}
	head, wife := m.looks(t, "every_state_head", "head"), m.looks(t, "every_state_wife", "wife")
	for _, kind := range []string{"differs", "changed", "late", "incomparable"} {
		if !strings.Contains(head, told("compare.mine.kind."+kind)) {
			t.Errorf("the head does not read of %s", kind)
		}
	}
	const savings, wage = "80,000.00", "18,000.00"
	if strings.Contains(head, savings) || !strings.Contains(wife, savings) {
		t.Error("the wife's savings are shown to the head, or not to herself")
	}
	if strings.Contains(wife, wage) || !strings.Contains(head, wage) {
		t.Error("the head's wage is shown to the wife, or not to himself")
	}
	for who, body := range map[string]string{"head": head, "wife": wife} {
		if !strings.Contains(body, told("compare.mine.hidden")) || strings.Contains(body, told("compare.mine.effect")) {
			t.Errorf("the %s reads a sum from which the other's could be worked out", who)
		}
	}
}

func TestAHouseholdReadsWhatIsMissingWhatAgreesAndWhatTheEffectIs(t *testing.T) {
	if body := (&myComparisons{}).looks(t, "never", "head"); !strings.Contains(body, told("compare.mine.never")) {
		t.Error("never compared, and it does not say so")
	}
	only := []steps.Stated{states("MEMB", "head", 1, "2026-07-01", "", ""), states("I201", "", 500000, "2026-07-01", "", "")}
	agrees := &myComparisons{found: found(t, steps.Inputs{only, only, nil})}
	body := agrees.looks(t, "agrees_unverified", "head")
	for _, words := range []string{told("compare.mine.agrees"), told("compare.mine.source_missing.platform"), told("compare.mine.effect_words", "declared", "5,000.00", "found", "5,000.00", "standard", "6,000.00"), told("compare.mine.effect_advice")} {
		if !strings.Contains(body, words) {
			t.Errorf("the household does not read: %s", words)
		}
	}
	undeclared := &myComparisons{found: found(t, steps.Inputs{nil, only, only})}
	if body := undeclared.looks(t, "undeclared", "head"); strings.Contains(body, told("compare.mine.agrees")) || !strings.Contains(body, told("compare.mine.source_missing.declaration")) {
		t.Error("what was not compared reads as if it agreed")
	}
}
