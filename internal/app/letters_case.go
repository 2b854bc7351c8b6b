package app

import (
	"context"
	"strconv"
	"strings"

	"chengxin/internal/application"
	"chengxin/internal/casework"
	steps "chengxin/internal/casework/determination"
	"chengxin/internal/deadline"
	"chengxin/internal/determination"
	"chengxin/internal/document"
	"chengxin/internal/measure"
	"chengxin/internal/money"
	"chengxin/internal/objection"
	"chengxin/internal/period"
	"chengxin/internal/policy"
	"chengxin/internal/wording"
)

// caseLetters writes the letters of a case: the notice of an intended finding, the decision, the answer to an objection, and that a
// measure begins.
type caseLetters struct{ app *App }

func (l caseLetters) say(key string, pairs ...any) string {
	return wording.T(wording.Chinese, "case.print."+key, pairs...)
}

// letter begins a letter to whose conduct it is about.
func (l caseLetters) letter(ctx context.Context, tx casework.Tx, paper casework.Paper, m steps.Matter, title string, text document.Text, remedies []document.Remedy) (document.Content, error) {
	row, err := tx.Household(ctx, paper.Office.County, m.Household)
	if err != nil {
		return document.Content{}, err
	}
	_, members, err := declarationLetters(l).addressee(ctx, tx, paper.Office.County, row, paper.IssuedOn)
	if err != nil {
		return document.Content{}, err
	}
	return document.Letter(document.LetterArguments{
		Issue: pledgeLetters(l).issue(paper), Title: l.say("title." + title), To: nameOf(members, m.Member), Text: text, Remedies: remedies,
	}), nil
}

// IntendedFinding is the 拟认定告知书: what was found, on what evidence, what would follow, and how to answer; with a blank form for the
// answer, in which nothing is prefilled.
func (l caseLetters) IntendedFinding(ctx context.Context, tx casework.Tx, paper casework.Paper, m steps.Matter, notice determination.NoticeIssued) ([]byte, error) {
	edition := m.Ground.Edition
	defence := edition.Deadline(policy.Defence)
	text := document.Text{
		Opening: []string{l.say("intended.opening")},
		Parts: append(l.finding(m, notice.Intended, notice.Derived), document.Part{Heading: l.say("intended.rights"), Clauses: l.clauses(
			l.say("intended.days", "days", defence.Days), l.say("intended.ways", "phone", paper.Office.Phone, "address", paper.Office.Address),
			l.say("intended.more", "most", defence.Max-defence.Days), l.say("intended.never_worse"), l.say("intended.silence"), l.say("intended.source"),
		)}),
		Closing: []string{l.say("nothing_yet")},
	}
	content, err := l.letter(ctx, tx, paper, m, "intended", text, nil)
	if err != nil {
		return nil, err
	}
	content.Blocks = append(content.Blocks, document.PageBreak{}, document.Heading{Text: l.say("form.title"), Level: 1},
		document.Paragraph{Text: l.say("form.of", "number", paper.Number)}, document.Paragraph{Text: l.say("form.lead")},
		document.WritingLines{Count: 11}, document.SignatureLines{Lines: []document.SignatureLine{{Role: l.say("form.by"), Thumbprint: true}, {Role: l.say("form.writer")}}})
	return content.Canonical()
}

// Decision is the 行为认定决定书.
func (l caseLetters) Decision(ctx context.Context, tx casework.Tx, paper casework.Paper, m steps.Matter, proposal determination.ProposedFinding, confirmed determination.Confirmed) ([]byte, error) {
	answer := proposal.Finding.Answer
	if answer == "" {
		answer = l.say("decision.silent")
	}
	_, notice, _ := m.Notice()
	told, _, _ := m.Notice()
	text := document.Text{
		Opening: []string{l.say("decision.opening", "number", told.Number, "day", period.DayOf(notice.At).Chinese())},
		Parts: append(l.finding(m, proposal.Finding, proposal.Derived),
			document.Part{Heading: l.say("decision.heard"), Clauses: l.clauses(answer)},
			document.Part{Heading: l.say("decision.why"), Clauses: l.clauses(confirmed.Reason)},
			document.Part{Heading: l.say("decision.effect"), Clauses: l.clauses(l.say("decision.later"), l.say("decision.stay"))}),
	}
	content, err := l.letter(ctx, tx, paper, m, "decision", text, l.remedies(paper, m, true))
	if err != nil {
		return nil, err
	}
	return content.Canonical()
}

// remedies are what a household can do, each with its last day if the letter were served today; a later service gives more days.
func (l caseLetters) remedies(paper casework.Paper, m steps.Matter, internal bool) []document.Remedy {
	names := []string{policy.Reconsideration, policy.Litigation}
	if internal {
		names = append([]string{policy.FileObjection}, names...)
	}
	var remedies []document.Remedy
	for _, name := range names {
		rule := m.Ground.Edition.Deadline(name)
		last := deadline.Due(paper.IssuedOn, rule.Span(), nil, m.Ground.Table).On
		if name != policy.FileObjection { // others keep these: the day that is safe with them, as an application's refusal says it
			last = application.LastDay(rule, paper.IssuedOn)
		}
		remedies = append(remedies, document.Remedy{
			Text:   l.say("remedy."+name, "days", rule.Days, "months", rule.Months, "where", paper.Office.Reconsider, "phone", paper.Office.Phone),
			LastOn: last,
		})
	}
	return remedies
}

// finding are the parts that say what was found, on what, by which article, and what would follow.
func (l caseLetters) finding(m steps.Matter, finding determination.Finding, derived determination.Derived) []document.Part {
	var evidence, months []string
	for _, one := range finding.Evidence {
		evidence = append(evidence, l.say("evidence", "day", one.On.Chinese(), "source", one.Source, "words", one.Words))
	}
	for _, one := range finding.Overpaid {
		months = append(months, l.say("overpaid", "month", one.Month, "amount", money.Fen(one.Fen).String(), "words", one.Words))
	}
	facts := []string{l.say("conduct_on", "day", m.ConductOn.Chinese()), l.say("act", "act", finding.Facts.Act), finding.Reason}
	if finding.Intent != "" {
		facts = append(facts, l.say("intent", "words", finding.Intent))
	}
	parts := []document.Part{{Heading: l.say("facts"), Clauses: l.clauses(append(facts, months...)...)}}
	if len(evidence) > 0 {
		parts = append(parts, document.Part{Heading: l.say("evidence_title"), Clauses: l.clauses(evidence...)})
	}
	parts = append(parts, document.Part{Heading: l.say("article"), Clauses: l.clauses(l.article(m.Ground.Edition, derived)...)})
	return append(parts, document.Part{Heading: l.say("measures"), Clauses: l.clauses(l.measures(m.Ground.Edition, derived.Measures)...)})
}

func (l caseLetters) article(edition *policy.Edition, derived determination.Derived) []string {
	var lines []string
	if clause, known := edition.Clause(derived.Clause); known {
		lines = append(lines, l.say("clause", "edition", edition.Title(), "words", clause.Words, "grade", edition.GradeLabel(derived.Grade)))
	}
	clause, _ := edition.Clause(derived.Clause)
	for _, line := range derived.Explain {
		if line != clause.Words { // it stands in quotes already
			lines = append(lines, line)
		}
	}
	return lines
}

// measures say what each measure is, and whether it is in force.
func (l caseLetters) measures(edition *policy.Edition, drawn []determination.MeasureDrawn) []string {
	if len(drawn) == 0 {
		return []string{l.say("no_measures")}
	}
	lines := make([]string, len(drawn))
	for i, one := range drawn {
		rule, _ := edition.Measure(one.Code)
		words := strings.TrimSuffix(rule.Words, "\u3002")
		if lines[i] = l.say("measure", "label", rule.Label, "words", words); words == rule.Label {
			lines[i] = l.say("measure_itself", "label", rule.Label)
		}
		if one.Months > 0 {
			lines[i] += l.say("measure_months", "months", one.Months)
		}
		if one.Fen > 0 {
			lines[i] += l.say("measure_fen", "amount", money.Fen(one.Fen).String())
		}
		if !one.InForce {
			lines[i] += l.say("not_in_force")
		}
		for _, because := range one.Because {
			lines[i] += because
		}
	}
	return lines
}

func (l caseLetters) clauses(texts ...string) []document.Clause {
	clauses := make([]document.Clause, len(texts))
	for i, text := range texts {
		clauses[i] = document.Clause{Label: strconv.Itoa(i+1) + ".", Text: text}
	}
	return clauses
}

// Answer is the 异议答复书.
func (l caseLetters) Answer(ctx context.Context, tx casework.Tx, paper casework.Paper, m steps.Matter, o objection.Objection, answer objection.Answer) ([]byte, error) {
	decision, _ := m.Decision()
	parts := []document.Part{
		{Heading: l.say("answer.outcome"), Clauses: l.clauses(l.say("answer." + string(answer.Outcome)))},
		{Heading: l.say("answer.why"), Clauses: l.clauses(answer.Reason)},
	}
	if answer.Derived != nil {
		parts = append(parts, document.Part{Heading: l.say("answer.now"), Clauses: l.clauses(append(l.article(m.Ground.Edition, *answer.Derived), l.measures(m.Ground.Edition, answer.Derived.Measures)...)...)})
	}
	chain, _ := m.Ground.Edition.Reviewers(decision.Derived.Grade)
	further := o.Station()+1 < len(chain.Chain)
	var remedies []document.Remedy
	if answer.Outcome != objection.Undone {
		if further {
			rule := m.Ground.Edition.Deadline(policy.FileReview)
			remedies = append(remedies, document.Remedy{
				Text: l.say("remedy.review", "days", rule.Days, "who", chain.Chain[o.Station()+1].Label), LastOn: deadline.Due(paper.IssuedOn, rule.Span(), nil, m.Ground.Table).On,
			})
		}
		remedies = append(remedies, l.remedies(paper, m, false)...)
	}
	content, err := l.letter(ctx, tx, paper, m, "answer", document.Text{
		Opening: []string{l.say("answer.opening", "number", decision.Number, "day", o.At.In(paper.IssuedOn.Start().Location()).Format("2006-01-02"))}, Parts: parts,
	}, remedies)
	if err != nil {
		return nil, err
	}
	return content.Canonical()
}

// Imposed tells that a measure begins (措施执行通知书).
func (l caseLetters) Imposed(ctx context.Context, tx casework.Tx, paper casework.Paper, m steps.Matter, one measure.Measure, words string) ([]byte, error) {
	decision, _ := m.Decision()
	standing := one.Standing(m.Effect, m.Ground.Today)
	days := l.say("imposed.open", "from", standing.From.Chinese())
	if !standing.Until.IsZero() {
		days = l.say("imposed.days", "from", standing.From.Chinese(), "last", standing.Until.AddDays(-1).Chinese())
	}
	content, err := l.letter(ctx, tx, paper, m, "imposed", document.Text{
		Opening: []string{l.say("imposed.opening", "number", decision.Number)},
		Parts: []document.Part{
			{Heading: l.say("imposed.what"), Clauses: l.clauses(append(l.measures(m.Ground.Edition, []determination.MeasureDrawn{one.Drawn}), days, words)...)},
			{Heading: l.say("imposed.rights"), Clauses: l.clauses(l.say("imposed.others"), l.say("imposed.hardship", "phone", paper.Office.Phone), l.say("imposed.ends"))},
		},
	}, l.remedies(paper, m, false))
	if err != nil {
		return nil, err
	}
	return content.Canonical()
}
