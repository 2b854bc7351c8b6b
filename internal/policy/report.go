package policy

import (
	"fmt"
	"io"
	"strings"

	"chengxin/internal/wording"
)

// Finding is one thing that the check found: an error, which refuses the edition, or a legal warning, which an adopter must read.
type Finding struct {
	File    string
	Line    int // from 1
	Warning bool
	Problem string // the last part of the key in the catalogue: policy.check.<problem>.what and .remedy
	Pairs   []any
}

// Message says what is wrong.
func (f Finding) Message(language wording.Language) string {
	return wording.T(language, "policy.check."+f.Problem+".what", f.Pairs...)
}

// Remedy says what to do about it.
func (f Finding) Remedy(language wording.Language) string {
	return wording.T(language, "policy.check."+f.Problem+".remedy", f.Pairs...)
}

// Report is everything that the check found, in the order of files and lines.
type Report struct {
	Edition  string
	Findings []Finding
}

// Passed says whether there is no error; warnings do not fail an edition.
func (r Report) Passed() bool { return len(r.Errors()) == 0 }

// Errors lists the findings that refuse the edition.
func (r Report) Errors() []Finding { return r.only(false) }

// Warnings lists the legal warnings.
func (r Report) Warnings() []Finding { return r.only(true) }

func (r Report) only(warnings bool) []Finding {
	var found []Finding
	for _, finding := range r.Findings {
		if finding.Warning == warnings {
			found = append(found, finding)
		}
	}
	return found
}

// Error makes a report the cause of a refusal: one line an error, for the log and the command line.
func (r Report) Error() string {
	var lines []string
	for _, finding := range r.Errors() {
		lines = append(lines, fmt.Sprintf("%s:%d: %s", finding.File, finding.Line, finding.Message(wording.Chinese)))
	}
	return strings.Join(lines, "\n")
}

// Print writes the report for people: errors first, each with file, line and remedy, then the legal warnings.
func (r Report) Print(w io.Writer, language wording.Language) error {
	out := printer{w: w, language: language}
	for _, part := range []struct {
		heading  string
		findings []Finding
	}{{"policy.report.errors", r.Errors()}, {"policy.report.warnings", r.Warnings()}} {
		if len(part.findings) == 0 {
			continue
		}
		out.say(part.heading, "count", len(part.findings))
		for _, finding := range part.findings {
			out.line("  %s:%d: %s", finding.File, finding.Line, finding.Message(language))
			out.line("      %s", wording.T(language, "policy.report.remedy", "remedy", finding.Remedy(language)))
		}
	}
	if r.Passed() {
		out.say("policy.report.passed", "edition", r.Edition, "warnings", len(r.Warnings()))
	} else {
		out.say("policy.report.failed", "edition", r.Edition, "errors", len(r.Errors()))
	}
	return out.err
}

// printer writes lines until the first error.
type printer struct {
	w        io.Writer
	language wording.Language
	err      error
}

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}

func (p *printer) say(key string, pairs ...any) { p.line("%s", wording.T(p.language, key, pairs...)) }
