package determination

import (
	"slices"
	"time"

	"chengxin/internal/period"
	"chengxin/internal/policy"
	"chengxin/internal/region"
)

// Case looks into one act of one person (案件): from the first record to a decision or its end without one. Its stage is derived
// from what happened.
type Case struct {
	ID        string
	Household string
	Member    string      // whose conduct it is about
	Clues     []string    // that were taken into it
	Counted   []string    // of an escalation: the decisions that the edition counts together
	Township  region.Code // whose case it is
	ConductOn period.Day  // the day of the conduct: the edition in force then applies, a later one only if it is milder
	At        time.Time
	By        string
	Records   []Record // what happened, oldest first
}

// Record is one thing that happened in a case: a fact, never changed.
type Record struct {
	ID   string
	At   time.Time
	By   string
	What What
}

// What is the content of a record: one of the types of this package whose names follow in Kinds.
type What interface{ Kind() Kind }

// Kind names what happened.
type Kind string

// The kinds.
const (
	KindEducated       Kind = "educated"
	KindCorrected      Kind = "corrected"
	KindNoticeIssued   Kind = "notice_issued"
	KindNoticeServed   Kind = "notice_served"
	KindStated         Kind = "stated"
	KindExtended       Kind = "extended"
	KindProposed       Kind = "proposed"
	KindReviewed       Kind = "reviewed"
	KindConfirmed      Kind = "confirmed"
	KindReturned       Kind = "returned"
	KindRejected       Kind = "rejected"
	KindDropped        Kind = "dropped"
	KindDecisionServed Kind = "decision_served"
)

// Stage is how far a case is.
type Stage string

// The stages.
const (
	Gathering Stage = "gathering" // evidence is gathered; the household may correct itself
	Hearing   Stage = "hearing"   // the intended finding is issued; the household is told and heard
	Proposed  Stage = "proposed"  // an officer has proposed; another person decides
	Decided   Stage = "decided"
	Ended     Stage = "ended" // without a finding
)

// Steps are the ways from stage to stage: what is not here is refused. A statement or a correction always reopens a proposal:
// what came late is considered all the same.
func Steps() []Step[Stage, Kind] {
	return []Step[Stage, Kind]{
		{Gathering, KindEducated, Gathering},
		{Gathering, KindCorrected, Gathering},
		{Gathering, KindNoticeIssued, Hearing},
		{Gathering, KindDropped, Ended},
		{Hearing, KindEducated, Hearing},
		{Hearing, KindCorrected, Hearing},
		{Hearing, KindNoticeIssued, Hearing},
		{Hearing, KindNoticeServed, Hearing},
		{Hearing, KindStated, Hearing},
		{Hearing, KindExtended, Hearing},
		{Hearing, KindProposed, Proposed},
		{Hearing, KindDropped, Ended},
		{Proposed, KindStated, Hearing},
		{Proposed, KindCorrected, Hearing},
		{Proposed, KindReviewed, Proposed},
		{Proposed, KindConfirmed, Decided},
		{Proposed, KindReturned, Hearing},
		{Proposed, KindRejected, Ended},
		{Decided, KindDecisionServed, Decided},
	}
}

// Stage is derived from the records.
func (c Case) Stage() Stage {
	kinds := make([]Kind, len(c.Records))
	for i, record := range c.Records {
		kinds[i] = record.What.Kind()
	}
	return StageAfter(kinds)
}

// StageAfter is the stage after things of these kinds have happened, oldest first: what a list needs, which opens no content.
func StageAfter(kinds []Kind) Stage {
	stage, steps := Gathering, Steps()
	for _, kind := range kinds {
		stage, _ = next(steps, stage, kind)
	}
	return stage
}

// May says whether something of a kind may be done now.
func (c Case) May(kind Kind) bool {
	_, may := next(Steps(), c.Stage(), kind)
	return may
}

// Proposal gives the proposal that stands, with its record; false when nothing is proposed or it was given back.
func (c Case) Proposal() (ProposedFinding, Record, bool) {
	if stage := c.Stage(); stage != Proposed && stage != Decided {
		return ProposedFinding{}, Record{}, false
	}
	return latest[ProposedFinding](c)
}

// Notice gives the latest notice of an intended finding, with its record; false when none was issued.
func (c Case) Notice() (NoticeIssued, Record, bool) { return latest[NoticeIssued](c) }

// latest gives the newest record with a content of one type; false when there is none.
func latest[W What](c Case) (W, Record, bool) {
	for _, record := range slices.Backward(c.Records) {
		if what, is := record.What.(W); is {
			return what, record, true
		}
	}
	var none W
	return none, Record{}, false
}

// since are the records after the newest one of a type.
func since[W What](c Case) []Record {
	for i, record := range slices.Backward(c.Records) {
		if _, is := record.What.(W); is {
			return c.Records[i+1:]
		}
	}
	return nil
}

// Educated is a corrective talk (批评教育) with its dated record. From the day of its service the correction period runs.
type Educated struct {
	Words string `json:"words"` // what was explained, and what is to be corrected
	Proof Proof  `json:"proof"`
}

// Kind is KindEducated.
func (Educated) Kind() Kind { return KindEducated }

// Corrected says that the household has corrected what was wrong.
type Corrected struct {
	On          period.Day `json:"on"`
	Declaration string     `json:"declaration,omitempty"` // the corrected declaration
	Repaid      int64      `json:"repaid,omitempty"`      // fen, paid back of its own accord
	Plan        bool       `json:"plan,omitempty"`        // an agreed plan that is kept
	Words       string     `json:"words"`
}

// Kind is KindCorrected.
func (Corrected) Kind() Kind { return KindCorrected }

// NoticeIssued is the notice of the intended finding (拟认定告知书): facts, evidence, clause, measures, and how to answer.
type NoticeIssued struct {
	Document string  `json:"document"`
	Number   string  `json:"number"`
	Intended Finding `json:"intended"`
	Derived  Derived `json:"derived"`
}

// Kind is KindNoticeIssued.
func (NoticeIssued) Kind() Kind { return KindNoticeIssued }

// NoticeServed is a proof that the notice reached the household by one channel.
type NoticeServed struct {
	Proof Proof `json:"proof"`
}

// Kind is KindNoticeServed.
func (NoticeServed) Kind() Kind { return KindNoticeServed }

// Stated is a statement or defence (陈述申辩). The form is blank; nothing is prefilled.
type Stated struct {
	Channel Way    `json:"channel"`
	Member  string `json:"member"`          // who speaks
	Proxy   string `json:"proxy,omitempty"` // who speaks for the member
	Words   string `json:"words,omitempty"`
	Scan    string `json:"scan,omitempty"`    // of a paper
	ReadTo  bool   `json:"read_to,omitempty"` // an oral statement was read back to the person
}

// Kind is KindStated.
func (Stated) Kind() Kind { return KindStated }

// Extended gives more time for the defence.
type Extended struct {
	Days   int    `json:"days"` // working days more
	Reason string `json:"reason"`
}

// Kind is KindExtended.
func (Extended) Kind() Kind { return KindExtended }

// ProposedFinding is what an officer proposes after the hearing, with what the edition derives from it.
type ProposedFinding struct {
	Finding Finding `json:"finding"`
	Derived Derived `json:"derived"`
}

// Kind is KindProposed.
func (ProposedFinding) Kind() Kind { return KindProposed }

// Reviewed is the legal review of a proposal.
type Reviewed struct {
	Agrees bool   `json:"agrees"`
	Reason string `json:"reason"`
}

// Kind is KindReviewed.
func (Reviewed) Kind() Kind { return KindReviewed }

// Confirmed is the decision (行为认定决定书), by another person than the proposer.
type Confirmed struct {
	Reason   string        `json:"reason"`
	Office   policy.Office `json:"office"`
	Document string        `json:"document"`
	Number   string        `json:"number"`
}

// Kind is KindConfirmed.
func (Confirmed) Kind() Kind { return KindConfirmed }

// Returned gives a proposal back to be mended.
type Returned struct {
	Reason string `json:"reason"`
}

// Kind is KindReturned.
func (Returned) Kind() Kind { return KindReturned }

// Rejected ends a case without a finding: what is proposed is not proven.
type Rejected struct {
	Reason string `json:"reason"`
}

// Kind is KindRejected.
func (Rejected) Kind() Kind { return KindRejected }

// Dropped ends a case before anything was proposed: unproven means no breach.
type Dropped struct {
	Reason string `json:"reason"`
}

// Kind is KindDropped.
func (Dropped) Kind() Kind { return KindDropped }

// DecisionServed is a proof that the decision reached the household by one channel.
type DecisionServed struct {
	Proof Proof `json:"proof"`
}

// Kind is KindDecisionServed.
func (DecisionServed) Kind() Kind { return KindDecisionServed }
