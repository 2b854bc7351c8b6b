package determination

import (
	"slices"
	"strings"
	"time"

	"chengxin/internal/fault"
	"chengxin/internal/period"
)

// Way is how words pass between the agency and a household; all are equal.
type Way string

// The ways.
const (
	InPerson Way = "in_person" // handed over or read aloud
	OnPaper  Way = "paper"     // by post, or left with an adult
	Online   Way = "online"
	Orally   Way = "oral" // by telephone or at the desk
)

// Ways lists them in the order in which forms show them.
func Ways() []Way { return []Way{InPerson, OnPaper, Online, Orally} }

// Proof is a proof of service (送达回证) of one document by one way.
type Proof struct {
	Way      Way       `json:"way"`
	At       time.Time `json:"at"`       // day and hour, as on the paper
	Receiver string    `json:"receiver"` // name
	Relation string    `json:"relation,omitempty"`
	Refused  bool      `json:"refused,omitempty"` // the receiver would not sign: a witness did
	Witness  string    `json:"witness,omitempty"`
	ReadBy   string    `json:"read_by,omitempty"` // who read it aloud
}

// Check refuses (Invalid) a proof without way, moment or receiver, one before the document or after now, and a refusal without a witness.
func (p Proof) Check(issued, now time.Time) error { return p.check(issued, now).OrNil() }

func (p Proof) check(issued, now time.Time) fault.List {
	var wrong fault.List
	if !slices.Contains(Ways(), p.Way) {
		wrong = append(wrong, fault.Field("way", "determination.service.way"))
	}
	if p.At.IsZero() || p.At.After(now) || p.At.Before(issued.Truncate(time.Minute)) {
		wrong = append(wrong, fault.Field("served_at", "determination.service.moment"))
	}
	if strings.TrimSpace(p.Receiver) == "" {
		wrong = append(wrong, fault.Field("receiver", "determination.service.receiver"))
	}
	if p.Refused && strings.TrimSpace(p.Witness) == "" {
		wrong = append(wrong, fault.Field("witness", "determination.service.witness"))
	}
	return wrong
}

// ServedOn is the day from which a clock runs: a document has reached the household when it was served in two ways, one of them in
// person or on paper (H4). Zero before.
func ServedOn(proofs []Proof) period.Day {
	var reached time.Time
	for _, sure := range proofs {
		if sure.Way != InPerson && sure.Way != OnPaper {
			continue
		}
		for _, other := range proofs {
			if other.Way == sure.Way {
				continue
			}
			if both := later(sure.At, other.At); reached.IsZero() || both.Before(reached) {
				reached = both
			}
		}
	}
	if reached.IsZero() {
		return period.Day{}
	}
	return period.DayOf(reached)
}

func later(one, other time.Time) time.Time {
	if one.After(other) {
		return one
	}
	return other
}

// NoticeServedOn is the day on which the notice that stands had reached the household; zero before.
func (c Case) NoticeServedOn() period.Day {
	var proofs []Proof
	for _, record := range since[NoticeIssued](c) {
		if served, is := record.What.(NoticeServed); is {
			proofs = append(proofs, served.Proof)
		}
	}
	return ServedOn(proofs)
}

// DecisionServedOn is the day on which the decision had reached the household: from it the time for an objection runs. Zero before.
func (c Case) DecisionServedOn() period.Day {
	var proofs []Proof
	for _, record := range since[Confirmed](c) {
		if served, is := record.What.(DecisionServed); is {
			proofs = append(proofs, served.Proof)
		}
	}
	return ServedOn(proofs)
}
