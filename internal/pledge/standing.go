package pledge

import (
	"time"

	"chengxin/internal/fault"
	"chengxin/internal/period"
)

// Facts is what was signed, checked and withdrawn in one household, in any order.
type Facts struct {
	Signatures  []Signature
	Papers      []Paper
	Checks      []Check
	Withdrawals []Withdrawal
}

// State is where one member's signature on one text stands.
type State string

// The states, the best first; see docs/states.md.
const (
	Valid     State = "valid"
	Unchecked State = "unchecked" // on paper, waiting for the second person
	Rejected  State = "rejected"  // on paper, and the second person disagreed
	Expired   State = "expired"
	Earlier   State = "earlier" // on an earlier version of the text
	Withdrawn State = "withdrawn"
	Missing   State = "missing"
	NotOwed   State = "not_owed" // a minor owes no pledge
)

// rank orders states so that of several signatures the best one tells how the member stands.
var rank = map[State]int{Valid: 0, Unchecked: 1, Rejected: 2, Expired: 3, Earlier: 4, Withdrawn: 5, Missing: 6, NotOwed: 7}

// MemberStanding is how one member stands on both texts.
type MemberStanding struct {
	Person     Person
	Ward       bool // a guardian signs
	State      map[Kind]State
	Signature  map[Kind]Signature // the one that tells the state; zero when missing
	Complete   bool               // everything that this member owes is valid
	ValidUntil period.Day         // the first day on which an authorisation that counts now no longer does; zero: none
}

// Standing is how a household stands on a day. Valid is what the declaration asks for.
type Standing struct {
	Valid   bool
	Members []MemberStanding
	On      period.Day
}

// StandingOf derives from facts whether the household's pledge and authorisations are valid at a moment: at least one
// adult, and for every member everything owed on the exact texts in force. This is the only place where it is decided.
func StandingOf(terms Terms, persons []Person, facts Facts, now time.Time) Standing {
	today := period.DayOf(now)
	standing := Standing{On: today, Valid: true}
	adults := 0
	for _, person := range persons {
		if person.Adult(today) {
			adults++
		}
		member := MemberStanding{
			Person: person, Ward: person.Ward(today), Complete: true,
			State: map[Kind]State{}, Signature: map[Kind]Signature{},
		}
		for _, kind := range Signed() {
			state, signature := facts.stateOf(terms, person, kind, now)
			member.State[kind], member.Signature[kind] = state, signature
			member.Complete = member.Complete && (state == Valid || state == NotOwed)
			if state == Valid && !signature.ValidUntil.IsZero() {
				member.ValidUntil = signature.ValidUntil
			}
		}
		standing.Valid = standing.Valid && member.Complete
		standing.Members = append(standing.Members, member)
	}
	standing.Valid = standing.Valid && adults > 0
	return standing
}

// stateOf is the state of the best signature that counts for a person on a text.
func (f Facts) stateOf(terms Terms, person Person, kind Kind, now time.Time) (State, Signature) {
	if !person.Owes(kind, period.DayOf(now)) {
		return NotOwed, Signature{}
	}
	best, of := Missing, Signature{}
	for _, signature := range f.Signatures {
		if signature.Member != person.Member || signature.Text != kind || signature.SignedAt.After(now) {
			continue
		}
		state := f.state(terms, person, signature, now)
		if rank[state] < rank[best] || state == best && signature.SignedAt.After(of.SignedAt) {
			best, of = state, signature
		}
	}
	return best, of
}

// state judges one signature by itself.
func (f Facts) state(terms Terms, person Person, signature Signature, now time.Time) State {
	today := period.DayOf(now)
	signedOn := period.DayOf(signature.SignedAt)
	switch {
	case f.withdrawn(signature, now):
		return Withdrawn
	case signature.Hash != terms.Of(signature.Text).Hash:
		return Earlier
	case !signature.ValidUntil.IsZero() && !today.Before(signature.ValidUntil):
		return Expired
	// A guardian's signature stops counting when the ward may sign alone; a child's own never counted.
	case signature.Capacity == AsGuardian && !person.Ward(today):
		return Missing
	case signature.Capacity != AsGuardian && !person.Adult(signedOn):
		return Missing
	case signature.Paper == "":
		return Valid
	}
	for _, check := range f.Checks {
		if check.Paper == signature.Paper && check.CheckedBy != signature.RecordedBy && !check.CheckedAt.After(now) {
			if check.Agrees {
				return Valid
			}
			return Rejected
		}
	}
	return Unchecked
}

func (f Facts) withdrawn(signature Signature, now time.Time) bool {
	for _, w := range f.Withdrawals {
		if w.Member == signature.Member && w.Text == signature.Text && !w.At.After(now) && !signature.SignedAt.After(w.At) {
			return true
		}
	}
	return false
}

// Waiting lists the members for whom something is still owed.
func (s Standing) Waiting() []MemberStanding {
	var waiting []MemberStanding
	for _, member := range s.Members {
		if !member.Complete {
			waiting = append(waiting, member)
		}
	}
	return waiting
}

// Of finds one member's standing.
func (s Standing) Of(member string) (MemberStanding, bool) {
	for _, one := range s.Members {
		if one.Person.Member == member {
			return one, true
		}
	}
	return MemberStanding{}, false
}

// MustBeValid refuses what needs a valid pledge, and says how many members have still to sign.
func (s Standing) MustBeValid() error {
	if s.Valid {
		return nil
	}
	return fault.New(fault.Conflict, "pledge.not_valid", "count", len(s.Waiting()))
}
