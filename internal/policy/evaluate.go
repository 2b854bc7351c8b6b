package policy

import (
	"slices"

	"chengxin/internal/period"
)

// Evaluate says what the edition makes of the facts of one act, with the person's history, on a day. It is pure, decides
// nothing, and explains itself.
//
// The floor comes first and belongs to the code (safeguards.md H1, H3, H7; rules.md §8): no grade without a responsible adult,
// proven intent, the evidence demanded, and a hearing. Then the clauses in force on the day: of several that fit, the mildest.
func (e *Edition) Evaluate(facts Facts, history []Past, on period.Day) Outcome {
	var outcome Outcome
	words := vocabulary(facts, on)
	outcome.Escalation = e.Successive(history, on)
	if e.evaluateTrustworthy(&outcome, words, on) {
		return outcome
	}
	if facts.Act == NothingFurther {
		e.evaluateEscalationCase(&outcome, facts, on)
		return outcome
	}
	fitting := e.fitting(words, on)
	if len(fitting) == 0 {
		outcome.Gates = append(floorGates(facts), Reason{Code: "no_clause"})
		e.ungraded(&outcome, facts, words, on)
		return outcome
	}
	clause := fitting[0]
	outcome.Gates = append(floorGates(facts), e.evidenceGates(facts, clause.Grade)...)
	if len(outcome.Gates) > 0 {
		e.ungraded(&outcome, facts, words, on)
		return outcome
	}
	e.grade(&outcome, clause, facts, words, on)
	for _, other := range fitting[1:] {
		outcome.Reasons = append(outcome.Reasons, Reason{Code: "milder_chosen", Pairs: []any{"clause", other.Code}, Article: other.Article})
	}
	return outcome
}

// grade fills in a breach with its measures.
func (e *Edition) grade(outcome *Outcome, clause Clause, facts Facts, words map[string]any, on period.Day) {
	outcome.Conduct, outcome.Clause, outcome.Grade = Breach, clause.Code, clause.Grade
	outcome.Reasons = append(outcome.Reasons, Reason{Words: clause.Words, Met: true, Article: clause.Article})
	for _, requirement := range clause.Requires {
		outcome.Reasons = append(outcome.Reasons, Reason{Words: requirement.Say, Met: true, Article: clause.Article})
	}
	e.propose(outcome, clause.Grade, facts, words, on)
}

// fitting lists the breach clauses whose requirements all hold, mildest first, then in the edition's order.
func (e *Edition) fitting(words map[string]any, on period.Day) []Clause {
	var found []Clause
	for _, clause := range e.Clauses(on) {
		if clause.Conduct == Breach && clause.Escalates == nil && allHold(clause.Requires, words) {
			found = append(found, clause)
		}
	}
	slices.SortStableFunc(found, func(a, b Clause) int { return e.rank(a.Grade) - e.rank(b.Grade) })
	return found
}

func allHold(requirements []Requirement, words map[string]any) bool {
	for _, requirement := range requirements {
		if !requirement.compiled.holds(words) {
			return false
		}
	}
	return len(requirements) > 0
}

// evaluateTrustworthy finds trustworthy conduct. It needs no intent: nothing is taken from anybody.
func (e *Edition) evaluateTrustworthy(outcome *Outcome, words map[string]any, on period.Day) bool {
	for _, clause := range e.Clauses(on) {
		if clause.Conduct != Trustworthy || !allHold(clause.Requires, words) {
			continue
		}
		outcome.Conduct, outcome.Clause = Trustworthy, clause.Code
		outcome.Reasons = append(outcome.Reasons, Reason{Words: clause.Words, Met: true, Article: clause.Article})
		for _, requirement := range clause.Requires {
			outcome.Reasons = append(outcome.Reasons, Reason{Words: requirement.Say, Met: true, Article: clause.Article})
		}
		for _, slot := range e.content.Incentives {
			if !slot.Open && slot.InForce(on) {
				outcome.Incentives = append(outcome.Incentives, slot.Code)
			}
		}
		return true
	}
	return false
}

// ungraded adds the answers that carry no grade, such as a reminder for a late report, where their own conditions hold.
func (e *Edition) ungraded(outcome *Outcome, facts Facts, words map[string]any, on period.Day) {
	if !answerable(facts) {
		return
	}
	e.propose(outcome, "", facts, words, on)
}

// propose adds the measures of a grade whose conditions hold, each with why it is in force or not.
func (e *Edition) propose(outcome *Outcome, grade Grade, facts Facts, words map[string]any, on period.Day) {
	for _, measure := range e.Measures(on) {
		if measure.Grade != grade || len(measure.For) > 0 && !slices.Contains(measure.For, facts.Standing) {
			continue
		}
		if grade == "" && !allHold(measure.Requires, words) {
			continue // an answer without a grade is given only where its conditions hold
		}
		outcome.Measures = append(outcome.Measures, e.proposed(measure, facts, words))
	}
}

func (e *Edition) proposed(measure Measure, facts Facts, words map[string]any) Proposed {
	proposed := Proposed{Code: measure.Code, Kind: measure.Kind, InForce: true, Months: measure.Months}
	withhold := func(reason Reason) {
		reason.Article = measure.Article
		proposed.InForce, proposed.Because = false, append(proposed.Because, reason)
	}
	for _, requirement := range measure.Requires {
		if !requirement.compiled.holds(words) {
			withhold(Reason{Code: "measure_needs", Pairs: []any{"measure", measure.Label, "what", requirement.Say}})
		}
	}
	if measure.NeedsOpinion() {
		opinion, filed := e.opinions[measure.Code]
		if !filed {
			withhold(Reason{Code: "measure_not_in_force", Pairs: []any{"measure", measure.Label}})
		} else {
			proposed.Because = append(proposed.Because, Reason{
				Code: "opinion_filed", Met: true, Article: measure.Article,
				Pairs: []any{"measure", measure.Label, "number", opinion.Number, "day", opinion.DatedOn.Chinese(), "by", opinion.By},
			})
		}
	}
	for _, reason := range measureFloor(measure, facts) {
		withhold(reason)
	}
	if measure.Kind == RefundOrder {
		proposed.AmountFen = max(0, facts.OverpaidFen-max(0, facts.RepaidFen))
	}
	return proposed
}
