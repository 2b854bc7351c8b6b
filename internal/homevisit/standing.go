package homevisit

import (
	"slices"

	"chengxin/internal/period"
)

// Stage is how far an assignment is, derived from its facts and the day.
type Stage string

// The stages of an assignment.
const (
	Planned   Stage = "planned"
	Begun     Stage = "begun"     // the form is being filled in
	Unmet     Stage = "absent"    // nobody was met; another appointment stands
	Declining Stage = "refused"   // the household did not want it
	Waiting   Stage = "waiting"   // recorded; the second officer has not answered
	Disagreed Stage = "disagreed" // the second officer disagrees: a correction is due
	Done      Stage = "done"      // confirmed
	Replaced  Stage = "replaced"  // another assignment stands in its place
)

// Progress is everything that is known of one assignment.
type Progress struct {
	Assignment    Assignment
	Drafted       bool
	Replaced      bool
	Attempts      []Attempt // oldest first
	Observations  []Observation
	Confirmations []Confirmation
	Disputes      []Dispute // oldest first
}

// Disputed says whether the household disputes what was seen, and nobody has answered yet.
func (p Progress) Disputed() bool {
	return slices.ContainsFunc(p.Disputes, func(d Dispute) bool { return d.Answer == nil })
}

// SignedBy is the member who signed the latest record of the visit; empty when nobody of the household did.
func (p Progress) SignedBy() string {
	latest, found := p.Latest()
	if !found {
		return ""
	}
	for _, one := range latest.Signatures {
		if !one.Officer && one.Way != Declined {
			return one.By
		}
	}
	return ""
}

// Latest is the observation that was recorded last; false when there is none.
func (p Progress) Latest() (Observation, bool) {
	if len(p.Observations) == 0 {
		return Observation{}, false
	}
	latest := p.Observations[0]
	for _, one := range p.Observations[1:] {
		if !one.RecordedAt.Before(latest.RecordedAt) {
			latest = one
		}
	}
	return latest, true
}

// Stage says how far the assignment is.
func (p Progress) Stage() Stage {
	if latest, recorded := p.Latest(); recorded {
		for _, one := range p.Confirmations {
			if one.Observation == latest.ID {
				if one.Agrees {
					return Done
				}
				return Disagreed
			}
		}
		return Waiting
	}
	switch {
	case p.Replaced:
		return Replaced
	case p.Drafted:
		return Begun
	case len(p.Attempts) == 0:
		return Planned
	case p.Attempts[len(p.Attempts)-1].Outcome == Refused:
		return Declining
	}
	return Unmet
}

// On is the day for which the visit stands: the next appointment, else the day assigned.
func (p Progress) On() period.Day {
	if n := len(p.Attempts); n > 0 && !p.Attempts[n-1].NextOn.IsZero() {
		return p.Attempts[n-1].NextOn
	}
	return p.Assignment.On
}

// Overdue says whether the day is over and nothing was put down. It is the agency's own delay.
func (p Progress) Overdue(today period.Day) bool {
	switch p.Stage() {
	case Planned, Begun, Unmet:
		return p.On().Before(today)
	case Declining, Waiting, Disagreed, Done, Replaced:
	}
	return false
}
