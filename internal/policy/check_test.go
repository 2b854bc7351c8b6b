package policy

import (
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"chengxin/internal/wording"
)

// copyOf is a small edition in memory that a test can break.
func copyOf(t *testing.T, dir string) fstest.MapFS {
	t.Helper()
	folder := fstest.MapFS{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		raw, err := os.ReadFile(dir + "/" + name) // #nosec G304 -- the test's own data
		folder[name] = &fstest.MapFile{Data: raw}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return folder
}

// lineWith is the number of the line on which a text stands, counting from 1.
func lineWith(t *testing.T, raw []byte, text string) int {
	t.Helper()
	before, _, found := strings.Cut(string(raw), text)
	if !found {
		t.Fatalf("%q does not stand in the file", text)
	}
	return strings.Count(before, "\n") + 1
}

// Each case breaks the small edition in one place; the finding must name the problem, the line and a remedy.
func TestTheCheckRefusesEachDefectWithFileLineAndRemedy(t *testing.T) {
	const citation = "    article: \"text.md#\u63aa\u65bd\"\n"
	for name, broken := range map[string]struct {
		file, old, new string
		problem        string
		at             string // a text on the line to be named, in the broken file
	}{
		"unknown field":               {editionFile, "version: \"1\"\ncounty:", "version: \"1\"\ncolour: red\ncounty:", "unknown_field", "colour: red"},
		"field twice":                 {editionFile, "name: jingyuan-2027", "name: a\nname: jingyuan-2027", "field_twice", "name: jingyuan-2027"},
		"broken syntax":               {editionFile, "title: \u6cfe\u6e90", "title: \"a\" \"b\" \u6cfe\u6e90", "syntax", "title: \"a\""},
		"wrong type":                  {editionFile, "rank: 1", "rank: first", "syntax", "rank: first"},
		"no such day":                 {editionFile, "from: 2027-01-01", "from: 2027-02-30", "not_a_day", "from: 2027-02-30"},
		"ends before it begins":       {editionFile, "until: 2029-12-31", "until: 2026-12-31", "impossible_window", "until: 2026-12-31"},
		"no title":                    {editionFile, "version: \"1\"\ncounty:", "version: \"\"\ncounty:", "missing", "version: \"\""},
		"no county":                   {editionFile, "county: \"640424\"", "county: \"6404\"", "not_a_county", "county: \"6404\""},
		"a foreign region":            {editionFile, "regions: [\"640424\"]", "regions: [\"640422\"]", "not_a_region", "regions: [\"640422\"]"},
		"missing citation":            {editionFile, "    label: \u8c08\u8bdd\n    words: \u6751\u91cc\u8c08\u4e00\u6b21\u8bdd\u3002\n" + citation, "    label: \u8c08\u8bdd\n    words: \u6751\u91cc\u8c08\u4e00\u6b21\u8bdd\u3002\n", "missing_article", "- code: talk"},
		"anchor that does not exist":  {editionFile, citation, "    article: \"text.md#nowhere\"\n", "unknown_anchor", "text.md#nowhere"},
		"missing basis":               {editionFile, "grades:\n  - code: general\n    label: \u4e00\u822c\u5931\u4fe1\n    rank: 1\n    article: \"text.md#\u884c\u4e3a\"\n    legal_basis: none found\n", "grades:\n  - code: general\n    label: \u4e00\u822c\u5931\u4fe1\n    rank: 1\n    article: \"text.md#\u884c\u4e3a\"\n", "missing_basis", "- code: general"},
		"basis that is no statement":  {editionFile, "legal_basis: none found", "legal_basis: surely", "missing_basis", "legal_basis: surely"},
		"unknown law":                 {editionFile, "law: assistance_law, at", "law: other_law, at", "unknown_law", "law: other_law"},
		"standard by the month":       {editionFile, "amount: 720000", "amount: 60000", "standard_amount", "amount: 60000"},
		"two standards on one day":    {editionFile, "    from: 2027-07-01\n", "    from: 2027-01-01\n", "standard_twice", "- code: second"},
		"duplicate item code":         {editionFile, "code: H9", "code: W1", "duplicate_code", "code: W1\n    label: \u725b\u7f8a"},
		"duplicate clause code":       {editionFile, "code: g2", "code: g1", "duplicate_code", "code: g1\n    conduct: breach\n    grade: grave"},
		"unknown class":               {editionFile, "class: P", "class: Q", "not_one_of", "class: Q"},
		"impossible tolerance":        {editionFile, "numerator: 1, denominator: 4", "numerator: 5, denominator: 4", "bad_tolerance", "numerator: 5"},
		"reserved kind":               {editionFile, "WAGE_UNDER", "CHANGED_SINCE", "reserved_kind", "CHANGED_SINCE"},
		"monthly income":              {editionFile, "unit: fen\n    period: year\n    by_member: true", "unit: fen\n    period: as_of\n    by_member: true", "yearly_fen", "unit: fen\n    period: as_of"},
		"no right option":             {editionFile, "right: 0", "right: 2", "no_right_option", "right: 2"},
		"no teaching":                 {editionFile, "teach: ", "teach: \"\" #", "missing", "teach: \"\""},
		"uncovered grade":             {editionFile, "retention:\n  - grade: general", "retention:\n  - grade: grave", "uncovered_grade", "- code: general"},
		"unknown grade":               {editionFile, "grade: grave\n    words: \u6545\u610f", "grade: heavy\n    words: \u6545\u610f", "unknown_grade", "grade: heavy"},
		"bad condition":               {editionFile, "\u591a\u9886\u91d1\u989d < 100000", "\u6536\u5165\u91d1\u989d < 100000", "bad_condition", "\u6536\u5165\u91d1\u989d"},
		"clause without condition":    {editionFile, "    escalates: {of: general, times: 3}\n", "", "no_condition", "- code: g3"},
		"escalation downwards":        {editionFile, "{of: general, times: 3}", "{of: grave, times: 3}", "bad_escalation", "{of: grave"},
		"bar without months":          {editionFile, "    months: 3\n    exceptions", "    exceptions", "bad_bar", "- code: pause"},
		"bar without exceptions":      {editionFile, "    exceptions:\n      - \u4e34\u65f6\u3001\u6025\u96be\u3001\u533b\u7597\u3001\u6559\u80b2\u6551\u52a9\u548c\u672a\u6210\u5e74\u4eba\n", "", "bar_without_exceptions", "- code: pause"},
		"adverse measure, no grade":   {editionFile, "    kind: refund_order\n    grade: grave\n", "    kind: refund_order\n", "adverse_without_grade", "- code: back"},
		"empty reviewer chain":        {editionFile, "    chain:\n      - office: county_panel\n        label: \u53bf\u4fe1\u8bbf\u6cd5\u5236\u5c0f\u7ec4\n", "    chain: []\n", "empty_chain", "- grade: general\n    chain: []"},
		"reviewer decided":            {editionFile, "- office: county_panel", "- office: county_section", "reviewer_decided", "- office: county_section"},
		"one person decides":          {editionFile, "persons: 2", "persons: 1", "one_person_decides", "persons: 1"},
		"weak evidence":               {editionFile, "verified_primary: 1", "verified_primary: 0", "weak_evidence", "verified_primary: 0"},
		"short defence":               {editionFile, "days: 7\n", "days: 4\n", "defence_too_short", "- name: defence"},
		"deadline of nothing":         {editionFile, "days: 90\n", "days: 0\n", "impossible_deadline", "- name: refund"},
		"deadline missing":            {editionFile, "name: publicity", "name: display", "deadline_missing", "deadlines:"},
		"record kept too long":        {editionFile, "months: 24", "months: 61", "out_of_range", "months: 61"},
		"repair after the record":     {editionFile, "after_months: 1", "after_months: 20", "repair_too_late", "after_months: 20"},
		"automatic offset":            {editionFile, "hardship_relief: true", "automatic_offset: true", "recovery_unsafe", "recovery:"},
		"list of breaches":            {editionFile, "outreach:\n", aList("breach") + "outreach:\n", "list_of_breaches", "    conduct: breach\n    fields"},
		"list with identity numbers":  {editionFile, "outreach:\n", strings.Replace(aList("trustworthy"), "village", "id_number", 1) + "outreach:\n", "not_one_of", "id_number"},
		"list without consent":        {editionFile, "outreach:\n", strings.Replace(aList("trustworthy"), "consent: true", "consent: false", 1) + "outreach:\n", "list_unsafe", "- code: roll"},
		"anchor twice":                {textFile, "{#\u63aa\u65bd}", "{#\u884c\u4e3a}", "anchor_twice", "\u63aa\u65bd {#\u884c\u4e3a}"},
		"case with an unknown clause": {"cases/cases.yaml", "clause: g3", "clause: g9", "case_unknown_clause", "- case: \u4e09\u6b21\u4e00\u822c\u5931\u4fe1"},
		"case with an unknown fact":   {"cases/cases.yaml", "heard: true", "herd: true", "unknown_field", "herd: true"},
	} {
		t.Run(name, func(t *testing.T) {
			folder := copyOf(t, "testdata/jingyuan-2027")
			raw := folder[broken.file].Data
			if !strings.Contains(string(raw), broken.old) {
				t.Fatalf("the small edition does not hold %q", broken.old)
			}
			raw = []byte(strings.Replace(string(raw), broken.old, broken.new, 1))
			folder[broken.file].Data = raw
			line := lineWith(t, raw, broken.at)
			report := Check(folder)
			for _, finding := range report.Errors() {
				if finding.Problem != broken.problem || finding.File != broken.file || finding.Line != line {
					continue
				}
				for _, language := range []wording.Language{wording.Chinese, wording.English} {
					if finding.Remedy(language) == "" || strings.HasPrefix(finding.Remedy(language), "policy.") || strings.HasPrefix(finding.Message(language), "policy.") {
						t.Errorf("no words for %s in %s", finding.Problem, language)
					}
				}
				return
			}
			t.Errorf("want %s at %s:%d, got:", broken.problem, broken.file, line)
			for _, finding := range report.Errors() {
				t.Errorf("  %s:%d %s %v", finding.File, finding.Line, finding.Problem, finding.Pairs)
			}
		})
	}
}

func aList(conduct string) string {
	return "public_lists:\n  - code: roll\n    title: roll\n    conduct: " + conduct +
		"\n    fields: [masked_name, village, reason]\n    days: 30\n    consent: true\n    withdrawable: true\n" +
		"    article: \"text.md#\u63aa\u65bd\"\n    legal_basis: none found\n    support: test\n\n"
}

func TestAFolderThatIsNoEditionIsRefused(t *testing.T) {
	for name, folder := range map[string]fstest.MapFS{
		"empty":            {},
		"no text":          {editionFile: {Data: []byte("name: a\n")}},
		"empty yaml":       {editionFile: {}, textFile: {}},
		"two documents":    {editionFile: {Data: []byte("name: a\n---\nname: b\n")}, textFile: {}},
		"too large":        {editionFile: {Data: make([]byte, maxFile+1)}, textFile: {}},
		"a list":           {editionFile: {Data: []byte("- a\n")}, textFile: {}},
		"almost no fields": {editionFile: {Data: []byte("name: a\n")}, textFile: {}},
	} {
		t.Run(name, func(t *testing.T) {
			report := Check(folder)
			if report.Passed() {
				t.Fatal("passed")
			}
			for _, finding := range report.Errors() {
				if finding.File == "" || finding.Line < 1 {
					t.Errorf("no file or line: %+v", finding)
				}
			}
			if _, err := LoadFS(folder); err == nil {
				t.Error("loaded")
			}
		})
	}
}

func TestTheDefaultEditionCarriesItsLegalWarnings(t *testing.T) {
	folder, err := Open("jiqiang-2022")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]int{}
	adverse := map[any]bool{}
	for _, finding := range Check(folder).Warnings() {
		found[finding.Problem]++
		if finding.Problem == "no_basis_adverse" {
			adverse[finding.Pairs[1]] = true
		}
	}
	for problem, least := range map[string]int{"no_basis_adverse": 5, "ends": 1, "basis_later": 1, "open_point": 7, "open_slot": 2} {
		if found[problem] < least {
			t.Errorf("%s: %d warnings, want at least %d", problem, found[problem], least)
		}
	}
	if found["few_cases"] > 0 {
		t.Error("a clause has fewer than two worked cases")
	}
	for _, code := range []string{"serious-2", "moderate-bar", "serious-bar", "moderate-suspend", "serious-suspend"} {
		if !adverse[code] {
			t.Errorf("%s lacks the warning that no basis was found", code)
		}
	}
}
