package policy

import (
	"strings"

	"chengxin/internal/wording"
)

// Outcome is what an edition makes of facts: a suggestion with its reasons in words. A person decides.
type Outcome struct {
	Conduct    Conduct // empty: neither trustworthy conduct nor a breach
	Clause     string
	Grade      Grade // empty: no grade
	Measures   []Proposed
	Incentives []string // codes of the slots that trustworthy conduct opens
	Escalation *EscalationProposal
	Reasons    []Reason // why, in order
	Gates      []Reason // what stands in the way of a grade; empty when nothing does
}

// Proposed is a measure as the outcome proposes it.
type Proposed struct {
	Code      string
	Kind      MeasureKind
	InForce   bool
	Months    int   // of a bar
	AmountFen int64 // of a refund order: the proven overpayment less what is repaid
	Because   []Reason
}

// EscalationProposal says that successive effective findings would carry a more serious grade. It proposes a new case with its
// own notice, and gives no grade to the facts at hand.
type EscalationProposal struct {
	Clause string
	Grade  Grade
	From   []string // the findings counted
	Reason Reason
}

// Reason is one sentence of an explanation: the edition's own words, or a sentence of the catalogue.
type Reason struct {
	Code    string // key in the catalogue after "policy.reason."; empty when Words speak
	Pairs   []any
	Words   string
	Met     bool
	Article string
}

// In is the sentence in a language; the edition's own words are Chinese.
func (r Reason) In(language wording.Language) string {
	if r.Code == "" {
		return r.Words
	}
	return wording.T(language, "policy.reason."+r.Code, r.Pairs...)
}

// Explain is the whole explanation, a sentence a line.
func (o Outcome) Explain(language wording.Language) string {
	var lines []string
	for _, reasons := range [][]Reason{o.Reasons, o.Gates} {
		for _, reason := range reasons {
			lines = append(lines, reason.In(language))
		}
	}
	for _, measure := range o.Measures {
		for _, reason := range measure.Because {
			lines = append(lines, reason.In(language))
		}
	}
	if o.Escalation != nil {
		lines = append(lines, o.Escalation.Reason.In(language))
	}
	return strings.Join(lines, "\n")
}

// InForceMeasures lists the codes of the measures that are in force.
func (o Outcome) InForceMeasures() []string {
	var codes []string
	for _, measure := range o.Measures {
		if measure.InForce {
			codes = append(codes, measure.Code)
		}
	}
	return codes
}
