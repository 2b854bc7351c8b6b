package policy

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"chengxin/internal/period"
	"chengxin/internal/wording"
)

// Case is a worked case: a sentence about a person, the facts, and the outcome that the edition must give.
type Case struct {
	Sentence string         `yaml:"case"`
	On       period.Day     `yaml:"on"`
	Given    Facts          `yaml:"given"`
	History  []Past         `yaml:"history"`
	Opinions []LegalOpinion `yaml:"opinions"`
	Then     Expected       `yaml:"then"`
	Why      string         `yaml:"why"`

	File string `yaml:"-"`
	Line int    `yaml:"-"`
}

// Expected is what a case says must come out. Everything is compared: what is not named must be absent.
type Expected struct {
	Clause     string   `yaml:"clause"`
	Grade      Grade    `yaml:"grade"`
	InForce    []string `yaml:"in_force"`     // codes of measures in force
	NotInForce []string `yaml:"not_in_force"` // codes of measures proposed but not in force
	Escalation string   `yaml:"escalation"`   // clause proposed for a new case
	RefundFen  int64    `yaml:"refund_fen"`
}

// CaseResult is how a case went; no differences means it passed.
type CaseResult struct {
	Case        Case
	Outcome     Outcome
	Differences []Difference
}

// Difference is one thing that came out otherwise.
type Difference struct{ What, Want, Got string }

// CaseReport is how all cases of an edition went.
type CaseReport struct {
	Edition string
	Results []CaseResult
	Broken  []Finding // case files that cannot be read
}

// Passed says whether every case came out as written, and there is one.
func (r CaseReport) Passed() bool {
	return len(r.Results) > 0 && len(r.Broken) == 0 && !slices.ContainsFunc(r.Results, func(c CaseResult) bool { return len(c.Differences) > 0 })
}

// readCases reads cases/*.yaml, each file a list of cases.
func readCases(folder fs.FS) ([]Case, []Finding) {
	entries, err := fs.ReadDir(folder, casesFolder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, []Finding{{File: casesFolder, Line: 1, Problem: "unreadable", Pairs: []any{"detail", err.Error()}}}
	}
	var all []Case
	var findings []Finding
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), ".yaml") || strings.HasPrefix(entry.Name(), ".") {
			continue
		}
		name := path.Join(casesFolder, entry.Name())
		raw, err := readFile(folder, name)
		if err != nil {
			findings = append(findings, Finding{File: name, Line: 1, Problem: "unreadable", Pairs: []any{"detail", err.Error()}})
			continue
		}
		at, problem := parse(name, raw)
		if problem != nil {
			findings = append(findings, *problem)
			continue
		}
		if bad := at.badDays(); len(bad) > 0 {
			findings = append(findings, bad...)
			continue
		}
		var cases []Case
		if err := decode(at, &cases); err != nil {
			findings = append(findings, *decodeFinding(name, err))
			continue
		}
		for i := range cases {
			cases[i].File, cases[i].Line = name, at.line(i)
		}
		all = append(all, cases...)
	}
	return all, findings
}

// RunCases runs an edition's worked cases.
func RunCases(edition *Edition) CaseReport {
	report := CaseReport{Edition: edition.Name()}
	cases, broken := readCases(edition.folder)
	report.Broken = broken
	for _, one := range cases {
		outcome := edition.WithOpinions(one.Opinions...).Evaluate(one.Given, one.History, one.On)
		report.Results = append(report.Results, CaseResult{Case: one, Outcome: outcome, Differences: one.Then.differences(outcome)})
	}
	return report
}

func (want Expected) differences(got Outcome) []Difference {
	var found []Difference
	compare := func(what, want, got string) {
		if want != got {
			found = append(found, Difference{what, want, got})
		}
	}
	var inForce, not []string
	var refund int64
	for _, measure := range got.Measures {
		if !measure.InForce {
			not = append(not, measure.Code)
			continue
		}
		inForce = append(inForce, measure.Code)
		refund += measure.AmountFen
	}
	escalation := ""
	if got.Escalation != nil {
		escalation = got.Escalation.Clause
	}
	compare("clause", want.Clause, got.Clause)
	compare("grade", string(want.Grade), string(got.Grade))
	compare("in_force", list(want.InForce), list(inForce))
	compare("not_in_force", list(want.NotInForce), list(not))
	compare("escalation", want.Escalation, escalation)
	compare("refund_fen", fmt.Sprint(want.RefundFen), fmt.Sprint(refund))
	return found
}

func list(codes []string) string {
	sorted := slices.Clone(codes)
	slices.Sort(sorted)
	return strings.Join(sorted, " ")
}

// Print writes the cases for people: each sentence with its result, and what differs.
func (r CaseReport) Print(w io.Writer, language wording.Language) error {
	out := printer{w: w, language: language}
	failed := 0
	for _, finding := range r.Broken {
		out.line("  \u2717 %s:%d: %s", finding.File, finding.Line, finding.Message(language))
		out.line("      %s", wording.T(language, "policy.report.remedy", "remedy", finding.Remedy(language)))
	}
	for _, result := range r.Results {
		if len(result.Differences) == 0 {
			out.line("  \u2713 %s", result.Case.Sentence)
			continue
		}
		failed++
		out.line("  \u2717 %s:%d: %s", result.Case.File, result.Case.Line, result.Case.Sentence)
		for _, difference := range result.Differences {
			out.line("      %s", wording.T(language, "policy.cases.difference",
				"what", wording.T(language, "policy.cases.what."+difference.What), "want", shown(language, difference.Want), "got", shown(language, difference.Got)))
		}
		for _, line := range strings.Split(result.Outcome.Explain(language), "\n") {
			out.line("        %s", line)
		}
	}
	switch {
	case len(r.Results) == 0:
		out.say("policy.cases.none", "edition", r.Edition)
	case failed > 0:
		out.say("policy.cases.failed", "edition", r.Edition, "failed", failed, "all", len(r.Results))
	default:
		out.say("policy.cases.passed", "edition", r.Edition, "all", len(r.Results))
	}
	return out.err
}

func shown(language wording.Language, value string) string {
	if value == "" {
		return wording.T(language, "policy.cases.nothing")
	}
	return value
}
