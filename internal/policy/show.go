package policy

import (
	"io"
	"strings"

	"chengxin/internal/period"
	"chengxin/internal/wording"
)

// Show writes what an edition says on a day, for people: items, conduct, measures, deadlines, review, texts and their hashes,
// and what the county must still settle. The edition's own words stay Chinese in every language.
func Show(w io.Writer, e *Edition, on period.Day, language wording.Language) error {
	out := &printer{w: w, language: language}
	out.say("policy.show.head", "title", e.Title(), "name", e.Name(), "version", e.Version(), "county", e.CountyName())
	if e.Until().IsZero() {
		out.say("policy.show.days", "from", e.From())
	} else {
		out.say("policy.show.days_until", "from", e.From(), "until", e.Until())
	}
	out.say("policy.show.digest", "digest", e.Digest())
	out.line("")
	out.say("policy.show.items", "count", len(e.Items()))
	for _, item := range e.Items() {
		out.line("  %-5s %s", item.Code, item.Label)
	}
	out.line("")
	out.say("policy.show.clauses", "count", len(e.Clauses(on)))
	for _, clause := range e.Clauses(on) {
		label := e.GradeLabel(clause.Grade)
		if clause.Conduct == Trustworthy {
			label = wording.T(language, "policy.show.trustworthy")
		}
		out.line("  %s [%s] %s", clause.Code, label, clause.Words)
		out.basis(e, clause.Rule, on)
	}
	out.line("")
	out.say("policy.show.measures", "count", len(e.Measures(on)))
	for _, measure := range e.Measures(on) {
		out.line("  %s [%s] %s", measure.Code, e.GradeLabel(measure.Grade), measure.Words)
		out.basis(e, measure.Rule, on)
		if measure.NeedsOpinion() {
			out.line("      %s", wording.T(language, "policy.show.needs_opinion"))
		}
	}
	out.line("")
	out.say("policy.show.incentives", "count", len(e.Incentives()))
	for _, slot := range e.Incentives() {
		open := ""
		if slot.Open {
			open = wording.T(language, "policy.show.open_slot")
		}
		out.line("  %s %s%s", slot.Code, slot.Label, open)
	}
	out.showLimits(e)
	out.showTexts(e, on)
	return out.err
}

func (p *printer) basis(e *Edition, rule Rule, on period.Day) {
	if basis := e.Basis(rule, on); len(basis) > 0 {
		p.line("      %s", wording.T(p.language, "policy.show.basis", "basis", strings.Join(basis, "\u3001")))
		return
	}
	p.line("      %s", wording.T(p.language, "policy.show.no_basis"))
}

func (p *printer) showLimits(e *Edition) {
	p.line("")
	p.say("policy.show.deadlines", "count", len(e.Deadlines()))
	for _, deadline := range e.Deadlines() {
		p.line("  %s %s: %s", deadline.Name, deadline.Label, deadline.Length(p.language))
	}
	p.line("")
	p.say("policy.show.reviewers")
	for _, grade := range e.Grades() {
		chain, _ := e.Reviewers(grade.Code)
		var stations []string
		for _, station := range chain.Chain {
			stations = append(stations, station.Label)
		}
		p.line("  %s: %s", grade.Label, strings.Join(stations, " \u2192 "))
	}
}

func (p *printer) showTexts(e *Edition, on period.Day) {
	p.line("")
	p.say("policy.show.texts")
	for _, text := range []struct{ key, version, hash string }{
		{"notice", e.NoticeText(on).Version, e.NoticeText(on).Hash},
		{"questions", e.Questions().Version, e.Questions().Hash},
		{"pledge", e.Pledge().Version, e.Pledge().Hash},
		{"staff_pledge", e.StaffPledge().Version, e.StaffPledge().Hash},
		{"authorisation", e.Authorisation().Version, e.Authorisation().Hash},
		{"obligor_authorisation", e.ObligorAuthorisation().Version, e.ObligorAuthorisation().Hash},
	} {
		p.line("  %s %s %s", wording.T(p.language, "policy.show."+text.key), text.version, text.hash)
	}
	if len(e.OpenPoints()) == 0 {
		return
	}
	p.line("")
	p.say("policy.show.open_points")
	for _, point := range e.OpenPoints() {
		p.line("  - %s", point.Label)
	}
}

// Length is the deadline's length in words, such as 10 working days (at most 20).
func (d Deadline) Length(language wording.Language) string {
	text := wording.T(language, "policy.show.calendar_days", "days", d.Days)
	switch {
	case d.Months > 0:
		text = wording.T(language, "policy.show.months", "months", d.Months)
	case d.Working:
		text = wording.T(language, "policy.show.working_days", "days", d.Days)
	}
	if d.Max > 0 {
		text += wording.T(language, "policy.show.at_most", "max", d.Max)
	}
	return text
}
