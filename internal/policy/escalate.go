package policy

import (
	"cmp"
	"slices"
	"strings"

	"chengxin/internal/period"
)

// effective lists the findings that count on a day, oldest first: in effect, within their usable life, neither revoked nor
// repaired. A finding whose measures are stayed by an objection has no effective day and does not count.
func (e *Edition) effective(history []Past, on period.Day) []Past {
	var found []Past
	for _, past := range history {
		if past.EffectiveOn.IsZero() || past.EffectiveOn.After(on) {
			continue
		}
		if ended(past.RevokedOn, on) || ended(past.RepairedOn, on) || !on.Before(e.UsableUntil(past.Grade, past.EffectiveOn)) {
			continue
		}
		found = append(found, past)
	}
	slices.SortStableFunc(found, func(a, b Past) int { return a.EffectiveOn.Compare(b.EffectiveOn) })
	return found
}

func ended(day, on period.Day) bool { return !day.IsZero() && !day.After(on) }

// UsableUntil is the first day on which a finding no longer counts: [effective, effective + usable life), never beyond the
// ceiling. A grade without a usable life counts on no day.
func (e *Edition) UsableUntil(grade Grade, effective period.Day) period.Day {
	retention, found := e.Retention(grade)
	if !found {
		return effective
	}
	return effective.AddMonths(min(retention.Months, e.content.RetentionCeiling.Months))
}

// Successive proposes the clause that successive findings fill on a day: the last ones in effect, all of the clause's grade, none of
// another grade between them, none counted before.
func (e *Edition) Successive(history []Past, on period.Day) *EscalationProposal {
	counting := e.effective(history, on)
	for _, clause := range e.Clauses(on) {
		rule := clause.Escalates
		if rule == nil || rule.Times < 2 || len(counting) < rule.Times {
			continue
		}
		last := counting[len(counting)-rule.Times:]
		var ids, names []string
		for _, past := range last {
			if past.Grade == rule.From && past.UsedBy == "" && !slices.Contains(ids, past.ID) {
				ids, names = append(ids, past.ID), append(names, cmp.Or(past.Number, past.ID))
			}
		}
		if len(ids) < rule.Times {
			continue
		}
		return &EscalationProposal{Clause: clause.Code, Grade: clause.Grade, From: ids, Reason: Reason{
			Code: "escalation", Met: true, Article: clause.Article,
			Pairs: []any{"times", rule.Times, "from", e.GradeLabel(rule.From), "to", e.GradeLabel(clause.Grade), "findings", strings.Join(names, "\u3001")},
		}}
	}
	return nil
}

// evaluateEscalationCase grades the new case that an escalation opened. Intent and evidence stand in the findings it counts;
// it has its own notice and hearing.
func (e *Edition) evaluateEscalationCase(outcome *Outcome, facts Facts, on period.Day) {
	proposal := outcome.Escalation
	if proposal == nil {
		outcome.Gates = append(outcome.Gates, Reason{Code: "no_escalation"})
		return
	}
	if facts.Subject != ResponsibleAdult {
		outcome.Gates = append(outcome.Gates, Reason{Code: "not_responsible", Pairs: []any{"subject", facts.Subject}})
	}
	if !facts.Heard {
		outcome.Gates = append(outcome.Gates, Reason{Code: "not_heard"})
	}
	if len(outcome.Gates) > 0 {
		return
	}
	clause, _ := e.Clause(proposal.Clause)
	outcome.Reasons = append(outcome.Reasons, proposal.Reason)
	e.grade(outcome, clause, facts, vocabulary(facts, on), on)
}
