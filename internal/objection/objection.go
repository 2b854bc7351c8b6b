package objection

import (
	"slices"
	"time"

	"chengxin/internal/determination"
	"chengxin/internal/period"
	"chengxin/internal/policy"
)

// Objection contests one decision (异议). Its state is derived from what happened.
type Objection struct {
	ID        string
	Household string
	Case      string
	Filing    Filing
	At        time.Time
	By        string // the member, the proxy, or the officer who wrote it down
	Records   []Record
}

// Filing is what the household says, by any way; all are equal.
type Filing struct {
	Way    determination.Way `json:"way"`
	Member string            `json:"member"`
	Proxy  string            `json:"proxy,omitempty"`
	Words  string            `json:"words,omitempty"`
	Scan   string            `json:"scan,omitempty"`
	Late   string            `json:"late,omitempty"` // why it comes after the last day
	ReadTo bool              `json:"read_to,omitempty"`
	Own    bool              `json:"own,omitempty"` // ours: a named officer takes the decision up again because something it rests on was wrong
}

// Record is one thing that happened to an objection.
type Record struct {
	ID   string
	At   time.Time
	By   string
	What What
}

// What is the content of a record.
type What interface{ Kind() Kind }

// Kind names what happened.
type Kind string

// The kinds.
const (
	KindMarked     Kind = "marked"
	KindAssigned   Kind = "assigned"
	KindOrdered    Kind = "ordered"
	KindExtended   Kind = "extended"
	KindAnswered   Kind = "answered"
	KindServed     Kind = "served"
	KindReviewed   Kind = "review_filed"
	KindWithdrawn  Kind = "withdrawal_asked"
	KindCalledBack Kind = "called_back"
	KindTakenBack  Kind = "taken_back"
)

// Stage is how far an objection is.
type Stage string

// The stages. Between them the measures are stayed, except in the last two.
const (
	Filed       Stage = "filed"       // with a reviewer, or waiting for one
	Answered    Stage = "answered"    // the answer is on its way, or may be taken to the next station
	Withdrawing Stage = "withdrawing" // a withdrawal waits for the call back or for its days
	Revoked     Stage = "revoked"     // the decision is undone
)

// Steps are the ways from stage to stage: what is not here is refused.
func Steps() []Step {
	return []Step{
		{Filed, KindMarked, Filed},
		{Filed, KindAssigned, Filed},
		{Filed, KindOrdered, Filed},
		{Filed, KindExtended, Filed},
		{Filed, KindAnswered, Answered}, // revoked, when the answer undoes the decision
		{Filed, KindWithdrawn, Withdrawing},
		{Answered, KindServed, Answered},
		{Answered, KindReviewed, Filed},
		{Answered, KindWithdrawn, Withdrawing},
		{Withdrawing, KindCalledBack, Withdrawing}, // where it was, when the household does not confirm
		{Withdrawing, KindTakenBack, Filed},        // where it was
		{Revoked, KindServed, Revoked},
	}
}

// Step is one way from a stage to the next.
type Step struct {
	From Stage
	Done Kind
	To   Stage
}

// Marked shows in every list and letter that the decision is contested (异议标注).
type Marked struct{}

// Kind is KindMarked.
func (Marked) Kind() Kind { return KindMarked }

// Assigned names the reviewer.
type Assigned struct {
	Reviewer string        `json:"reviewer"`
	Office   policy.Office `json:"office"`
}

// Kind is KindAssigned.
func (Assigned) Kind() Kind { return KindAssigned }

// Ordered asks for a new visit or verification.
type Ordered struct {
	What   string `json:"what"` // visit, verification
	Reason string `json:"reason"`
}

// Kind is KindOrdered.
func (Ordered) Kind() Kind { return KindOrdered }

// Extended takes more time for the answer, within the edition's longest, and tells the household why.
type Extended struct {
	Days   int    `json:"days"`
	Reason string `json:"reason"`
}

// Kind is KindExtended.
func (Extended) Kind() Kind { return KindExtended }

// Outcome is what an answer does to the decision.
type Outcome string

// The outcomes.
const (
	Upheld  Outcome = "upheld"
	Changed Outcome = "changed" // milder
	Undone  Outcome = "revoked"
)

// Answer is the answer of one station (异议答复, 复核决定).
type Answer struct {
	Outcome  Outcome                `json:"outcome"`
	Reason   string                 `json:"reason"`
	Derived  *determination.Derived `json:"derived,omitempty"` // with Changed: what holds instead
	Document string                 `json:"document"`
	Number   string                 `json:"number"`
}

// Kind is KindAnswered.
func (Answer) Kind() Kind { return KindAnswered }

// Served is a proof that the answer reached the household by one way.
type Served struct {
	Proof determination.Proof `json:"proof"`
}

// Kind is KindServed.
func (Served) Kind() Kind { return KindServed }

// Review takes an answer to the next station (申请复核).
type Review struct {
	Filing Filing `json:"filing"`
}

// Kind is KindReviewed.
func (Review) Kind() Kind { return KindReviewed }

// Withdrawal asks to drop the objection. It counts only after the call back and its days.
type Withdrawal struct {
	Way    determination.Way `json:"way"`
	Member string            `json:"member"`
}

// Kind is KindWithdrawn.
func (Withdrawal) Kind() Kind { return KindWithdrawn }

// CalledBack is what another office heard when it called the household back.
type CalledBack struct {
	Confirms bool              `json:"confirms"`
	Way      determination.Way `json:"way"`
	Words    string            `json:"words"`
	Office   policy.Office     `json:"office"`
}

// Kind is KindCalledBack.
func (CalledBack) Kind() Kind { return KindCalledBack }

// TakenBack ends a withdrawal: the objection goes on as if it had never been asked for.
type TakenBack struct {
	Words string `json:"words"`
}

// Kind is KindTakenBack.
func (TakenBack) Kind() Kind { return KindTakenBack }

// Stage is derived from the records. A withdrawal that comes to nothing leaves the objection where it was.
func (o Objection) Stage() Stage {
	stage, _ := o.after(nil)
	return stage
}

// after is the stage after one more thing; false when it may not be done now.
func (o Objection) after(what What) (Stage, bool) {
	stage, before := Filed, Filed
	step := func(what What) bool {
		to, may := next(stage, what.Kind())
		if !may {
			return false
		}
		switch what := what.(type) {
		case Withdrawal:
			before = stage
		case TakenBack:
			to = before
		case CalledBack:
			if !what.Confirms {
				to = before
			}
		case Answer:
			if what.Outcome == Undone {
				to = Revoked
			}
		}
		stage = to
		return true
	}
	for _, record := range o.Records {
		step(record.What)
	}
	if what == nil {
		return stage, true
	}
	may := step(what)
	return stage, may
}

func next(from Stage, done Kind) (Stage, bool) {
	at := slices.IndexFunc(Steps(), func(s Step) bool { return s.From == from && s.Done == done })
	if at < 0 {
		return from, false
	}
	return Steps()[at].To, true
}

// Station is the place in the edition's chain of reviewers where the objection is, from 0: one further with every answer that was
// taken to review.
func (o Objection) Station() int {
	station := 0
	for _, record := range o.Records {
		if _, is := record.What.(Review); is {
			station++
		}
	}
	return station
}

// sinceStation are the records of the station where the objection is, with when it got there.
func (o Objection) sinceStation() ([]Record, time.Time) {
	for i, record := range slices.Backward(o.Records) {
		if _, is := record.What.(Review); is {
			return o.Records[i+1:], record.At
		}
	}
	return o.Records, o.At
}

// Reviewer is who is to answer at the station where the objection is; empty while nobody was named.
func (o Objection) Reviewer() string {
	records, _ := o.sinceStation()
	for _, record := range slices.Backward(records) {
		if assigned, is := record.What.(Assigned); is {
			return assigned.Reviewer
		}
	}
	return ""
}

// Served says whether the latest answer has reached the household.
func (o Objection) Served() bool { return !o.servedOn().IsZero() }

// CalledBack says whether the household was called back after it asked to withdraw.
func (o Objection) CalledBack() bool {
	for _, record := range slices.Backward(o.Records) {
		switch record.What.(type) {
		case CalledBack:
			return true
		case Withdrawal:
			return false
		}
	}
	return false
}

// LatestAnswer is the newest answer with its record; false while there is none.
func (o Objection) LatestAnswer() (Answer, Record, bool) {
	for _, record := range slices.Backward(o.Records) {
		if answer, is := record.What.(Answer); is {
			return answer, record, true
		}
	}
	return Answer{}, Record{}, false
}

// servedOn is the day on which the latest answer had reached the household; zero before.
func (o Objection) servedOn() period.Day {
	var proofs []determination.Proof
	for _, record := range o.Records {
		switch what := record.What.(type) {
		case Answer:
			proofs = nil
		case Served:
			proofs = append(proofs, what.Proof)
		}
	}
	return determination.ServedOn(proofs)
}
