package declaration

import (
	"slices"
	"strings"
	"time"

	"chengxin/internal/fault"
	"chengxin/internal/period"
)

// ExitEvent is one step of a voluntary exit (\u4e3b\u52a8\u9000\u51fa). Whoever prints notices must not be able to act as the
// household: so an exit takes a call back by another office, and days to revoke (safeguards, rule 2).
type ExitEvent string

// The events of an exit, in the order in which they may happen.
const (
	ExitAsked       ExitEvent = "asked"
	ExitConfirmed   ExitEvent = "confirmed"   // the call back by another office: the household stands by it
	ExitDenied      ExitEvent = "denied"      // the call back: the household did not ask, or not freely
	ExitUnreachable ExitEvent = "unreachable" // a call back that reached nobody; the exit waits
	ExitRevoked     ExitEvent = "revoked"     // the household takes it back in time
	ExitTookEffect  ExitEvent = "took_effect" // the calendar: the days to revoke are over
)

// ExitFact is one event of an exit with who and when.
type ExitFact struct {
	ID        string
	Exit      string // the exit's id: that of its first fact
	Household string
	Event     ExitEvent
	At        time.Time
	By        string // the member, the proxy's member, or the officer
	Unit      string // the officer's office; empty for the household
	Proxy     string
	Channel   Channel
	Words     string     // the household's reason, or the officer's note of the call
	RevokeBy  period.Day // asked and confirmed: the last day to revoke; provisional until the calendar is known
}

// ExitState is where an exit stands.
type ExitState string

// The states of an exit.
const (
	ExitWaitsForCall ExitState = "waits_for_call"
	ExitMayBeRevoked ExitState = "may_be_revoked"
	ExitRipe         ExitState = "ripe" // confirmed and the days to revoke are over; it takes effect by the calendar
	ExitEnded        ExitState = "ended"
	ExitDropped      ExitState = "dropped" // revoked by the household or denied in the call
)

// Exit is an exit as its facts tell it.
type Exit struct {
	ID        string
	Household string
	Facts     []ExitFact
}

// State derives where the exit stands on a day. An exit without a confirming call never takes effect, however long it waits.
func (e Exit) State(today period.Day) ExitState {
	var confirmed *ExitFact
	for i, fact := range e.Facts {
		switch fact.Event {
		case ExitRevoked, ExitDenied:
			return ExitDropped
		case ExitTookEffect:
			return ExitEnded
		case ExitConfirmed:
			confirmed = &e.Facts[i]
		case ExitAsked, ExitUnreachable:
		}
	}
	switch {
	case confirmed == nil:
		return ExitWaitsForCall
	case today.After(confirmed.RevokeBy):
		return ExitRipe
	}
	return ExitMayBeRevoked
}

// RevokeBy is the last day on which the household can take the exit back: that of the confirming call, or of the request
// while no call has confirmed it.
func (e Exit) RevokeBy() period.Day {
	last := period.Day{}
	for _, fact := range e.Facts {
		if (fact.Event == ExitAsked || fact.Event == ExitConfirmed) && fact.RevokeBy.After(last) {
			last = fact.RevokeBy
		}
	}
	return last
}

// AskExit begins an exit. It refuses one while another is open, and an empty or overlong reason.
func AskExit(open []Exit, fact ExitFact) (ExitFact, error) {
	for _, other := range open {
		if state := other.State(period.DayOf(fact.At)); state != ExitDropped && state != ExitEnded {
			return fact, fault.New(fault.Conflict, "declaration.exit.already_open")
		}
	}
	fact.Words = strings.TrimSpace(fact.Words)
	if n := len([]rune(fact.Words)); n == 0 || n > MaxWords {
		return fact, fault.Field("words", "declaration.exit.words", "max", MaxWords)
	}
	fact.Event = ExitAsked
	return fact, nil
}

// CallBack records the call by another office. It refuses an officer of an office that had a hand in the request, and an exit
// that no longer waits for a call.
func CallBack(exit Exit, result ExitEvent, fact ExitFact) (ExitFact, error) {
	if !slices.Contains([]ExitEvent{ExitConfirmed, ExitDenied, ExitUnreachable}, result) {
		return fact, fault.Field("result", "declaration.exit.result_missing")
	}
	if exit.State(period.DayOf(fact.At)) != ExitWaitsForCall {
		return fact, fault.New(fault.Conflict, "declaration.exit.no_call_due")
	}
	for _, earlier := range exit.Facts {
		if earlier.Event == ExitAsked && (earlier.By == fact.By || earlier.Unit != "" && earlier.Unit == fact.Unit) {
			return fact, fault.New(fault.Forbidden, "declaration.exit.same_office")
		}
	}
	fact.Words = strings.TrimSpace(fact.Words)
	if n := len([]rune(fact.Words)); n == 0 || n > MaxWords {
		return fact, fault.Field("words", "declaration.exit.call_words", "max", MaxWords)
	}
	fact.Event = result
	return fact, nil
}

// Revoke takes an exit back. It refuses one that is over.
func Revoke(exit Exit, fact ExitFact) (ExitFact, error) {
	switch exit.State(period.DayOf(fact.At)) {
	case ExitWaitsForCall, ExitMayBeRevoked:
		fact.Event = ExitRevoked
		return fact, nil
	case ExitRipe, ExitEnded, ExitDropped:
	}
	return fact, fault.New(fault.Conflict, "declaration.exit.too_late")
}
