package console_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	steps "chengxin/internal/casework/comparison"
	"chengxin/internal/comparison"
	"chengxin/internal/declaration"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/policy"
	"chengxin/internal/region"
	"chengxin/internal/web/console"
	"chengxin/internal/web/page"
)

var comparedAt = time.Date(2026, 11, 23, 9, 0, 0, 0, period.Shanghai)

// comparisons is a step of comparing that holds what a test states; what was found is found by the real rules.
type comparisons struct {
	view steps.View
	list steps.List
}

func (c *comparisons) Open(_ context.Context, _ access.Actor, at steps.At) (steps.View, error) {
	if at.Household != c.view.Household.ID {
		return steps.View{}, fault.New(fault.NotFound, "fault.not_found")
	}
	return c.view, nil
}

func (c *comparisons) Compare(context.Context, access.Actor, steps.At) (steps.Done, error) {
	return steps.Done{}, nil
}

func (c *comparisons) List(_ context.Context, _ access.Actor, _, place region.Code, filter steps.Filter, _ string) (steps.List, error) {
	c.list.Place, c.list.Filter = place, filter
	return c.list, nil
}

func (c *comparisons) AskRegion(_ context.Context, _ access.Actor, _, place region.Code, _ string) (steps.RegionBatch, error) {
	return steps.RegionBatch{Region: place, Households: 148}, nil
}

// comparisonRules are the default edition's, with a published standard of 6,000 yuan.
func comparisonRules(t *testing.T) steps.Rules {
	t.Helper()
	edition, err := policy.Load("jiqiang-2022")
	if err != nil {
		t.Fatal(err)
	}
	rules, err := comparison.Compile(edition.Items())
	if err != nil {
		t.Fatal(err)
	}
	made := steps.Rules{
		Rules: rules, Edition: "jiqiang-2022", Digest: "0123456789abcdef", Labels: map[string]steps.Label{},
		Standard: steps.Standard{Amount: 600000, Label: "\u519c\u6751\u6700\u4f4e\u751f\u6d3b\u4fdd\u969c\u6807\u51c6"},
	}
	for _, item := range edition.Items() {
		made.Labels[item.Code] = steps.Label{Text: item.Label, Unit: string(item.Unit), Counter: item.CountedBy(), Class: string(item.Class), Tolerance: item.Tolerance}
	}
	return made
}

// state is one statement of one source: as of a day, and since another where it is known.
func state(item, member string, value int64, asOf, since, length string) steps.Stated {
	one := steps.Stated{Item: item, Member: member, Value: value, AsOf: period.MustDay(asOf), Period: length}
	if since != "" {
		one.Since = period.MustDay(since)
	}
	return one
}

// comparedHousehold is a household with one run for each of the given inputs, the newest first.
func comparedHousehold(t *testing.T, inputs ...steps.Inputs) *comparisons {
	t.Helper()
	c := &comparisons{view: steps.View{
		Household: casework.HouseholdRow{ID: "h1", Number: "6404221002020001", Region: datan},
		Persons:   []declaration.Person{{Member: "m1", Name: "\u9a6c\u5fd7\u5f3a", Adult: true}, {Member: "m2", Name: "\u9a6c\u5c0f\u71d5"}},
		Rules:     comparisonRules(t),
	}}
	for i, one := range inputs {
		found, err := steps.Find(c.view.Rules, one)
		if err != nil {
			t.Fatal(err)
		}
		c.view.Runs = append(c.view.Runs, steps.Run{
			ID: "run-" + string(rune('a'+i)), Household: "h1", Region: datan, Edition: "jiqiang-2022", Digest: c.view.Rules.Digest, Cause: steps.Verified,
			Inputs: one, Found: found, At: comparedAt.AddDate(0, 0, -i), By: "source-arrived",
		})
	}
	return c
}

// everyState is one household in which each state of a comparison stands once.
func everyState() steps.Inputs {
	const declared, visited, verified = "2026-07-01", "2026-11-10", "2026-11-15"
	return steps.Inputs{
		{
			state("MEMB", "m1", 1, declared, "", ""), state("MEMB", "m2", 1, declared, "", ""),
			state("I101", "m1", 700000, declared, "", ""), // 7,000 declared, 18,000 found: a difference
			state("I201", "", 300000, declared, "", ""),   // within the tolerance
			state("I202", "", 0, declared, "", ""),        // changed since, within three months
			state("I203", "", 0, declared, "", ""),        // reported late
			state("I499", "", 100000, declared, "", "2025"),
			{Item: "P301", Member: "m1", AsOf: period.MustDay(declared), SetAside: true}, // "I do not know"
			state("P102", "", 8000, declared, "", ""),
			state("E101", "", 900000, declared, "", ""),
		},
		{
			state("MEMB", "m1", 1, visited, "", ""), state("MEMB", "stranger", 1, visited, "", ""),
			state("I101", "m1", 700000, visited, "", ""), state("I201", "", 320000, visited, "", ""),
			state("I202", "", 500000, visited, "2026-10-01", ""), state("I203", "", 500000, visited, "2026-07-05", ""),
			state("P102", "", 8000, visited, "", ""), state("E101", "", 300000, visited, "", ""),
			state("P201", "", 1, visited, "2024-03-01", ""),
		},
		{
			state("MEMB", "m1", 1, verified, "", ""), state("MEMB", "m2", 1, verified, "", ""),
			state("I101", "m1", 1800000, verified, "", ""), state("I499", "", 900000, verified, "", "2026"),
			state("P301", "m1", 700000, verified, "", ""), state("K102", "m1", 1, "2025-11-01", "", ""),
		},
	}
}

// keptSessions are browser sessions in memory.
type keptSessions map[string][]byte

func (k keptSessions) FindSession(_ context.Context, hashed string) ([]byte, bool, error) {
	content, found := k[hashed]
	return content, found, nil
}

func (k keptSessions) KeepSession(_ context.Context, hashed string, content []byte, _ time.Time) error {
	k[hashed] = content
	return nil
}

func (k keptSessions) DropSession(_ context.Context, hashed string) error {
	delete(k, hashed)
	return nil
}

// asked serves the pages of a step to a case officer of the township, who is signed in.
func (c *comparisons) asked(t *testing.T) func(path string) (int, string) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	officer := access.Actor{Kind: access.Officer, ID: "case", Name: "case", County: xiji, Unit: jiqiang, Session: "s", Grants: []access.Grant{{Role: access.CaseOfficer, Region: jiqiang}}}
	router := page.New(page.Config{
		Now: func() time.Time { return comparedAt }, Log: slog.New(slog.DiscardHandler), Sessions: keptSessions{},
		Authenticate: func(context.Context, string) (access.Actor, bool, error) { return officer, true, nil },
	})
	router.Handle("GET /as", access.Public, func(w http.ResponseWriter, r *page.Request) error {
		if err := r.SignIn("case"); err != nil {
			return err
		}
		return r.SeeOther(w, "/console/comparison")
	})
	console.ComparisonPages{Acts: c, File: func(id string) string { return "/console/households/" + id }}.Routes(router)
	server := httptest.NewServer(router)
	t.Cleanup(server.Close)
	jar, err := cookiejar.New(nil)
	must(err)
	client := &http.Client{Jar: jar}
	get := func(path string) (int, string) {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+path, nil)
		must(err)
		answer, err := client.Do(request)
		must(err)
		defer func() { _ = answer.Body.Close() }()
		raw, err := io.ReadAll(answer.Body)
		must(err)
		return answer.StatusCode, string(raw)
	}
	get("/as")
	return get
}

// page of a household's comparison that is served, compared with its golden copy.
func (c *comparisons) looks(t *testing.T, name, rest string) string {
	t.Helper()
	status, body := c.asked(t)("/console/households/h1/comparison" + rest)
	if status != http.StatusOK {
		t.Fatalf("%s: %d", name, status)
	}
	(&browser{office: &office{T: t}, body: body}).looks(name)
	return body
}

func TestEveryStateOfAComparisonHasItsOwnWords(t *testing.T) {
	c := comparedHousehold(t, everyState(), steps.Inputs{everyState()[0]})
	body := c.looks(t, "comparison_every_state", "")
	for _, words := range []string{
		says("comparison.kind.INCOME_UNDER"), says("comparison.kind.PROPERTY_UNDECLARED"), says("comparison.kind.EXPENSE_INFLATED"), says("comparison.kind.KINSHIP_UNDISCLOSED"),
		says("comparison.kind.MEMBER_UNDECLARED"), says("comparison.kind.MEMBER_NOT_VISITED"),
		says("comparison.kind.CHANGED_SINCE"), says("comparison.kind.REPORTED_LATE"), says("comparison.kind.NOT_COMPARABLE"),
		says("compare.means.CHANGED_SINCE"), says("compare.means.REPORTED_LATE"), says("compare.means.NOT_COMPARABLE"), says("compare.means.INCOME_UNDER"),
		says("compare.by.more", "source", says("comparison.source.platform"), "amount", says("compare.yuan", "amount", "11,000.00"), "percent", 61),
		says("compare.since_seen", "since", "2026\u5e7410\u67081\u65e5", "seen", "2026\u5e7411\u670810\u65e5"),
		says("compare.since_stated", "since", "2024\u5e743\u67081\u65e5"), says("compare.since_unknown"),
		says("compare.within"), says("compare.not_judged"), says("compare.stands.disagrees"), says("compare.stands.agrees"), says("compare.not_on_register"),
		says("compare.older", "months", 8), says("compare.effect_changes"), says("compare.effect_advice"),
	} {
		if !strings.Contains(body, words) {
			t.Errorf("the page does not say: %s", words)
		}
	}
	if strings.Contains(body, "\u9a6c\u5fd7\u5f3a") {
		t.Error("a full name is shown")
	}
	if strings.Contains(body, "\u2260") != strings.Contains(body, "app-source--disagrees") {
		t.Error("a difference is marked by colour alone")
	}
	if earlier := c.looks(t, "comparison_earlier_run", "?run=run-b"); !strings.Contains(earlier, says("compare.nothing_compared")) {
		t.Error("what was never compared reads as if nothing differed")
	}
}

func TestAHouseholdWithoutASourceReadsAsMissingNotAsZero(t *testing.T) {
	all := everyState()
	c := comparedHousehold(t, steps.Inputs{all[0], all[1], nil})
	body := c.looks(t, "comparison_unverified", "")
	missing := says("compare.source_missing", "source", says("comparison.source.platform"), "reason", says("comparison.reason.no_rows"))
	if !strings.Contains(body, missing) || !strings.Contains(body, says("compare.stands.unknown")) {
		t.Error("the missing platform is not told")
	}
	c = comparedHousehold(t, steps.Inputs{{state("I101", "m1", 1200000, "2026-07-01", "", ""), state("MEMB", "m1", 1, "2026-07-01", "", "")}, {state("I101", "m1", 1200000, "2026-07-02", "", ""), state("MEMB", "m1", 1, "2026-07-02", "", "")}, nil})
	if body := c.looks(t, "comparison_agrees", ""); !strings.Contains(body, says("compare.differing_none")) || !strings.Contains(body, says("compare.effect_same")) {
		t.Error("a household in which nothing differs does not read so")
	}
	if body := comparedHousehold(t).looks(t, "comparison_never", ""); !strings.Contains(body, says("compare.never")) {
		t.Error("a household that was never compared does not say so")
	}
}

func TestAnAssumedStandardSaysThatItIsAssumed(t *testing.T) {
	c := comparedHousehold(t, everyState())
	c.view.Runs[0].Found.Standard.Assumed = true
	if _, body := c.asked(t)("/console/households/h1/comparison"); !strings.Contains(body, says("compare.standard_assumed")) {
		t.Error("an assumed standard reads as a published one")
	}
	c.view.Rules.Standard = steps.Standard{}
	found, err := steps.Find(c.view.Rules, everyState())
	if err != nil || found.Effect != nil || found.Standard != nil {
		t.Fatalf("an effect without a standard: %+v %v", found.Effect, err)
	}
	c.view.Runs[0].Found = found
	if _, body := c.asked(t)("/console/households/h1/comparison"); strings.Contains(body, says("compare.effect")) {
		t.Error("without a standard an effect is shown")
	}
}

func TestTheListOfAPlaceTellsEveryStateApart(t *testing.T) {
	row := func(number string, counts steps.Counts) steps.Standing {
		return steps.Standing{Household: "h" + number, Number: number, Region: datan, Run: "run", Counts: counts, At: comparedAt}
	}
	c := &comparisons{list: steps.List{
		Rows: []steps.Standing{
			row("1", steps.Counts{Compared: true, Counted: 2, Late: 1}), row("2", steps.Counts{Compared: true, Late: 1}), row("3", steps.Counts{Compared: true, Changed: 1}),
			row("4", steps.Counts{Compared: true, Incomparable: 1}), row("5", steps.Counts{Compared: true, Missing: [3]bool{2: true}}), row("6", steps.Counts{Missing: [3]bool{false, true, true}}),
			{Household: "h7", Number: "7", Region: datan},
		},
		Totals:  steps.Totals{Households: 7, Compared: 5, Differing: 1, Late: 2, Changed: 1, Incomparable: 1, Unvisited: 1, Unverified: 2},
		Batches: []steps.RegionBatch{{ID: "b", Region: datan, Households: 148, At: comparedAt, Left: 14, Failed: 1}},
		Waiting: []steps.Due{{Household: "h6", Failure: "fault.internal"}},
	}}
	ask := c.asked(t)
	stands := func(name, path string) string {
		status, body := ask(path)
		if status != http.StatusOK {
			t.Fatalf("%s: %d", path, status)
		}
		(&browser{office: &office{T: t}, body: body}).looks(name)
		return body
	}
	body := stands("comparison_list", "/console/comparison")
	for _, word := range []string{"compare.filter.differing", "compare.filter.late", "compare.filter.changed", "compare.filter.incomparable", "compare.agrees", "compare.filter.not_compared"} {
		if !strings.Contains(body, says(word)) {
			t.Errorf("the list does not tell %s apart", word)
		}
	}
	c.list = steps.List{}
	if body := stands("comparison_list_empty", "/console/comparison?show=late"); !strings.Contains(body, says("compare.list_none")) {
		t.Error("an empty list does not say what to do")
	}
	stands("comparison_region", "/console/comparison/region")
}
