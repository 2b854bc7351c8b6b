package determination

import (
	"fmt"
	"slices"
	"strings"

	"chengxin/internal/deadline"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/policy"
	"chengxin/internal/wording"
)

// Evidence is one item that a finding rests on.
type Evidence struct {
	Kind     string     `json:"kind"`             // declaration, visit, platform, paper, statement, admission, other
	Ref      string     `json:"ref,omitempty"`    // the fact in the household's file
	Source   string     `json:"source"`           // items from the same source are not independent
	On       period.Day `json:"on"`               // its date
	Words    string     `json:"words"`            // what it shows, for the household to read
	Verified bool       `json:"verified"`         // somebody checked it against the person or the source
	Primary  bool       `json:"primary"`          // the record itself, not a summary or hearsay
	Repair   bool       `json:"repair,omitempty"` // said while applying for credit repair: never evidence
}

// Overpaid is what was paid too much in one month, proven.
type Overpaid struct {
	Month string `json:"month"` // YYYY-MM
	Fen   int64  `json:"fen"`
	Words string `json:"words"` // how it was worked out
}

// Finding is what an officer finds: the act, its cause, the intent on its own, the evidence and the reasons. The edition derives the
// rest; the system adds what only it may say: whether the household was heard, educated, has corrected itself.
type Finding struct {
	Facts         policy.Facts           `json:"facts"`
	Intent        string                 `json:"intent"` // why it was meant, or why not: assessed on its own
	Reason        string                 `json:"reason"`
	Answer        string                 `json:"answer"` // what the household said, and what follows from it
	Evidence      []Evidence             `json:"evidence"`
	Ruled         map[Alternative]string `json:"ruled"` // why each innocent explanation does not hold
	Investigators []string               `json:"investigators"`
	Overpaid      []Overpaid             `json:"overpaid,omitempty"`
}

// Derived is what an edition makes of a finding, as it stands in the notice and the decision.
type Derived struct {
	Edition  string         `json:"edition"`
	Digest   string         `json:"digest"`
	Conduct  policy.Conduct `json:"conduct"`
	Clause   string         `json:"clause,omitempty"`
	Grade    policy.Grade   `json:"grade,omitempty"`
	Measures []MeasureDrawn `json:"measures,omitempty"`
	Explain  []string       `json:"explain"` // why, a sentence a line
	Gates    []string       `json:"gates,omitempty"`
	Counted  []string       `json:"counted,omitempty"` // decisions that an escalation counts
}

// MeasureDrawn is a measure that the edition attaches, in force or not.
type MeasureDrawn struct {
	Code    string             `json:"code"`
	Kind    policy.MeasureKind `json:"kind"`
	InForce bool               `json:"in_force"`
	Months  int                `json:"months,omitempty"`
	Fen     int64              `json:"fen,omitempty"`
	Because []string           `json:"because,omitempty"`
}

// Ground is what a case is judged on: the edition that applies, the person's history, the calendar, the pauses of the household's
// clocks, and today.
type Ground struct {
	Edition *policy.Edition
	History []policy.Past
	Table   deadline.Table
	Pauses  []deadline.Pause // a source is disputed, hardship relief is awaited
	Today   period.Day
}

// DefenceDue is the last day of the statement and defence; no day while the notice has not reached the household.
func (c Case) DefenceDue(ground Ground) deadline.Result {
	served := c.NoticeServedOn()
	if served.IsZero() {
		return deadline.Result{Paused: true}
	}
	span := ground.Edition.Deadline(policy.Defence).Span()
	for _, record := range since[NoticeIssued](c) {
		if extended, is := record.What.(Extended); is {
			span.Count += extended.Days
		}
	}
	return deadline.Due(served, span, ground.Pauses, ground.Table)
}

// Heard says whether the household was told and its days for the defence are over. A statement does not end them: there may be
// another.
func (c Case) Heard(ground Ground) bool { return c.DefenceDue(ground).Passed(ground.Today) }

// CorrectionDue is the last day of the correction period after the latest corrective talk; false when there was none. It stands still
// while the household is being heard: defending oneself is never a refusal to correct.
func (c Case) CorrectionDue(ground Ground) (deadline.Result, bool) {
	talk, _, talked := latest[Educated](c)
	if !talked {
		return deadline.Result{}, false
	}
	pauses := slices.Clone(ground.Pauses)
	for _, record := range c.Records {
		if _, issued := record.What.(NoticeIssued); issued {
			pause := deadline.Pause{From: period.DayOf(record.At).AddDays(1), Of: deadline.OfHousehold, Reason: string(KindNoticeIssued)}
			if due := c.DefenceDue(ground); due.Passed(ground.Today) {
				pause.Until = due.On.AddDays(1)
			}
			pauses = append(pauses, pause)
		}
	}
	span := ground.Edition.Deadline(policy.CorrectionPeriod).Span()
	return deadline.Due(period.DayOf(talk.Proof.At), span, pauses, ground.Table), true
}

// facts completes an officer's facts by what the system knows.
func (c Case) facts(finding Finding, ground Ground, heard bool) policy.Facts {
	facts := finding.Facts
	facts.Heard, facts.Investigators = heard, len(distinct(finding.Investigators))
	facts.Evidence = nil
	for _, one := range finding.Evidence {
		facts.Evidence = append(facts.Evidence, policy.Evidence{Source: one.Source, Verified: one.Verified, Primary: one.Primary, FromRepair: one.Repair})
	}
	facts.OverpaidFen = 0
	for _, month := range finding.Overpaid {
		facts.OverpaidFen += month.Fen
	}
	facts.EducatedOn, facts.CorrectionDue, facts.CorrectedOn, facts.CorrectionPaused = period.Day{}, period.Day{}, period.Day{}, false
	if talk, _, talked := latest[Educated](c); talked {
		due, _ := c.CorrectionDue(ground)
		facts.EducatedOn, facts.CorrectionDue = period.DayOf(talk.Proof.At), due.On
		facts.CorrectionPaused = due.Paused || due.Provisional
	}
	facts.RepaidFen, facts.RepaymentPlan = 0, false
	for _, record := range c.Records {
		if corrected, is := record.What.(Corrected); is {
			facts.CorrectedOn = corrected.On
			facts.RepaidFen += corrected.Repaid
			facts.RepaymentPlan = facts.RepaymentPlan || corrected.Plan
		}
	}
	return facts
}

// Derive asks the edition what it makes of a finding. With intended, the household counts as heard: it is what the notice says would
// follow if nothing new came to light.
func (c Case) Derive(finding Finding, ground Ground, intended bool) Derived {
	facts := c.facts(finding, ground, intended || c.Heard(ground))
	outcome := ground.Edition.Evaluate(facts, ground.History, ground.Today)
	derived := Derived{
		Edition: ground.Edition.Name() + " " + ground.Edition.Version(), Digest: ground.Edition.Digest(),
		Conduct: outcome.Conduct, Clause: outcome.Clause, Grade: outcome.Grade,
	}
	for _, reason := range outcome.Reasons {
		derived.Explain = append(derived.Explain, reason.In(wording.Chinese))
	}
	for _, gate := range outcome.Gates {
		derived.Gates = append(derived.Gates, gate.In(wording.Chinese))
	}
	for _, measure := range outcome.Measures {
		drawn := MeasureDrawn{Code: measure.Code, Kind: measure.Kind, InForce: measure.InForce, Months: measure.Months, Fen: measure.AmountFen}
		for _, because := range measure.Because {
			drawn.Because = append(drawn.Because, because.In(wording.Chinese))
		}
		derived.Measures = append(derived.Measures, drawn)
	}
	if outcome.Escalation != nil && outcome.Clause == outcome.Escalation.Clause {
		derived.Counted = outcome.Escalation.From
	}
	return derived
}

func distinct(ids []string) []string {
	all := slices.Clone(ids)
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(id string) bool { return strings.TrimSpace(id) == "" })
}

// check refuses (Invalid, naming the field) a finding without its parts. An escalation's case has its evidence in the decisions that it
// counts.
func (c Case) check(finding Finding, proposed bool) fault.List {
	var wrong fault.List
	wrong = append(wrong, Typed("reason", finding.Reason)...)
	if proposed && c.said() {
		wrong = append(wrong, Typed("answer", finding.Answer)...)
	}
	if len(c.Counted) > 0 {
		return wrong
	}
	wrong = append(wrong, Typed("intent", finding.Intent)...)
	if len(finding.Evidence) == 0 {
		wrong = append(wrong, fault.Field("evidence", "determination.evidence.missing"))
	}
	for i, one := range finding.Evidence {
		if strings.TrimSpace(one.Source) == "" || strings.TrimSpace(one.Words) == "" || one.On.IsZero() {
			wrong = append(wrong, fault.Field(fmt.Sprintf("evidence-%d", i), "determination.evidence.incomplete"))
		}
	}
	for _, one := range Alternatives() {
		wrong = append(wrong, Typed("ruled-"+string(one), finding.Ruled[one])...)
	}
	months := map[string]bool{}
	for i, month := range finding.Overpaid {
		if month.Fen <= 0 || months[month.Month] || !isMonth(month.Month) || strings.TrimSpace(month.Words) == "" {
			wrong = append(wrong, fault.Field(fmt.Sprintf("overpaid-%d", i), "determination.overpaid"))
		}
		months[month.Month] = true
	}
	return wrong
}

func isMonth(text string) bool {
	_, err := period.ParseDay(text + "-01")
	return len(text) == len("2006-01") && err == nil
}

// said says whether the household has stated anything since the notice.
func (c Case) said() bool {
	return slices.ContainsFunc(since[NoticeIssued](c), func(r Record) bool { _, is := r.What.(Stated); return is })
}
