package application

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"chengxin/internal/determination"
	"chengxin/internal/fault"
	"chengxin/internal/measure"
	"chengxin/internal/period"
	"chengxin/internal/wording"
)

// Record is one thing that happened to a request.
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
	KindDisclosed  Kind = "disclosed"
	KindReferred   Kind = "referred"
	KindExempted   Kind = "exempted"
	KindOverridden Kind = "overridden"
	KindAccepted   Kind = "accepted"
	KindHandedOver Kind = "handed_over"
	KindProposed   Kind = "refusal_proposed"
	KindReturned   Kind = "refusal_returned"
	KindRefused    Kind = "refused"
	KindServed     Kind = "refusal_served"
	KindWithdrawn  Kind = "withdrawn"
)

// Disclosed says that somebody in the household turned out to be kin of an official: the request is filed apart from now on.
type Disclosed struct {
	Kinship string `json:"kinship"`
}

// Kind is KindDisclosed.
func (Disclosed) Kind() Kind { return KindDisclosed }

// Referred gives the request to a named officer because a bar runs.
type Referred struct {
	Officer string   `json:"officer"`
	Bars    []string `json:"bars"`
}

// Kind is KindReferred.
func (Referred) Kind() Kind { return KindReferred }

// Ground is why an officer lets a request pass a bar without the county's word.
type Ground string

// The grounds (H6; LAW 35).
const (
	AnEmergency Ground = "emergency" // help cannot wait
	AProtected  Ground = "protected" // somebody whom the law protects is in need
)

// Grounds lists them in the order in which forms show them.
func Grounds() []Ground { return []Ground{AnEmergency, AProtected} }

// Exempted lets a request pass a bar: an emergency, or a person to be protected. It takes one officer, because it cannot wait.
type Exempted struct {
	Ground   Ground           `json:"ground"`
	Hardship measure.Hardship `json:"hardship,omitempty"` // of a protected person
	Reason   string           `json:"reason"`
}

// Kind is KindExempted.
func (Exempted) Kind() Kind { return KindExempted }

// Overridden lets a request pass a bar by the county's word.
type Overridden struct {
	Reason string `json:"reason"`
}

// Kind is KindOverridden.
func (Overridden) Kind() Kind { return KindOverridden }

// Accepted takes the request into the procedure (受理).
type Accepted struct {
	Reason string `json:"reason,omitempty"` // where a bar runs: why it does not hold here
}

// Kind is KindAccepted.
func (Accepted) Kind() Kind { return KindAccepted }

// HandedOver gives the request to the body whose matter it is (转办): the applicant does not have to ask twice.
type HandedOver struct {
	To     string `json:"to"`
	Reason string `json:"reason"`
}

// Kind is KindHandedOver.
func (HandedOver) Kind() Kind { return KindHandedOver }

// Proposed is one officer's proposal to refuse. It refuses nothing.
type Proposed struct {
	Reason string `json:"reason"`
	Basis  string `json:"basis"` // the provision
}

// Kind is KindProposed.
func (Proposed) Kind() Kind { return KindProposed }

// Returned sends a proposal back.
type Returned struct {
	Reason string `json:"reason"`
}

// Kind is KindReturned.
func (Returned) Kind() Kind { return KindReturned }

// Refused is another person's act, with reasons and remedies, served like a decision.
type Refused struct {
	Reason   string `json:"reason"` // the signer's own
	Document string `json:"document"`
	Number   string `json:"number"`
}

// Kind is KindRefused.
func (Refused) Kind() Kind { return KindRefused }

// Served is the proof that the refusal reached the applicant, in person or on paper: the days for the remedies run from it.
type Served struct {
	Proof determination.Proof `json:"proof"`
}

// Kind is KindServed.
func (Served) Kind() Kind { return KindServed }

// Withdrawn says that the applicant does not ask any more. Who asks again is registered again.
type Withdrawn struct {
	Way    determination.Way `json:"way"`
	Reason string            `json:"reason"` // in the applicant's words
}

// Kind is KindWithdrawn.
func (Withdrawn) Kind() Kind { return KindWithdrawn }

// State is how far a request is.
type State string

// The states.
const (
	Registered State = "registered"
	Named      State = "referred" // a named officer has it
	Refusing   State = "refusing" // a refusal is proposed: another person signs it or sends it back
	Taken      State = "accepted"
	Elsewhere  State = "handed_over"
	Denied     State = "refused"
	Gone       State = "withdrawn"
)

// OpenStates are the states in which somebody has to do something.
func OpenStates() []State { return []State{Registered, Named, Refusing} }

// States lists them in the order of the way.
func States() []State { return []State{Registered, Named, Refusing, Taken, Elsewhere, Denied, Gone} }

// Open says whether a request waits for somebody.
func (s State) Open() bool { return s == Registered || s == Named || s == Refusing }

// Step is one way from a state to the next.
type Step = determination.Step[State, Kind]

// Steps are the ways from state to state: what is not here is refused. No way leads to a refusal but through two people, and none
// starts from a bar.
func Steps() []Step { return slices.Clone(steps) }

var steps = func() []Step {
	all := []Step{
		{From: Registered, Done: KindReferred, To: Named},
		{From: Named, Done: KindReferred, To: Named},
		{From: Refusing, Done: KindReturned, To: Registered},
		{From: Refusing, Done: KindRefused, To: Denied},
		{From: Refusing, Done: KindDisclosed, To: Refusing},
		{From: Refusing, Done: KindWithdrawn, To: Gone},
		{From: Denied, Done: KindServed, To: Denied},
	}
	for _, from := range []State{Registered, Named} {
		for _, stays := range []Kind{KindDisclosed, KindExempted, KindOverridden} {
			all = append(all, Step{From: from, Done: stays, To: from})
		}
		all = append(all, Step{From: from, Done: KindAccepted, To: Taken}, Step{From: from, Done: KindHandedOver, To: Elsewhere},
			Step{From: from, Done: KindProposed, To: Refusing}, Step{From: from, Done: KindWithdrawn, To: Gone})
	}
	return all
}()

// next gives where something leads; false when it may not happen in a state.
func next(from State, done Kind) (State, bool) {
	at := slices.IndexFunc(steps, func(s Step) bool { return s.From == from && s.Done == done })
	if at < 0 {
		return from, false
	}
	return steps[at].To, true
}

// State is derived from the records.
func (r Request) State() State {
	state := Registered
	for _, record := range r.Records {
		state, _ = next(state, record.What.Kind())
	}
	return state
}

// Officer says to whom the request was referred last; empty when it was not.
func (r Request) Officer() string {
	referred, _, _ := latest[Referred](r)
	return referred.Officer
}

// Refusal is the proposal and the signature of a refusal; false while there is none.
func (r Request) Refusal() (Proposed, Refused, bool) {
	signed, _, refused := latest[Refused](r)
	proposed, _, _ := latest[Proposed](r)
	return proposed, signed, refused
}

// Proposer says who proposed a refusal last; empty when nobody has.
func (r Request) Proposer() string {
	_, proposed, _ := latest[Proposed](r)
	return proposed.By
}

// Proposed is the latest proposal to refuse; false while nobody has proposed it.
func (r Request) Proposed() (Proposed, Record, bool) { return latest[Proposed](r) }

// May says whether something may happen to the request in its state.
func (r Request) May(kind Kind) bool {
	_, may := next(r.State(), kind)
	return may
}

// Concerns says whether a request is a member's own: made by the member, or for the member.
func (r Request) Concerns(member string) bool {
	return r.Applicant == member || slices.Contains(r.For, member)
}

// ServedOn is the day on which the refusal reached the applicant; zero before.
func (r Request) ServedOn() period.Day {
	served, _, is := latest[Served](r)
	if !is {
		return period.Day{}
	}
	return period.DayOf(served.Proof.At)
}

// Hand is who does something, and what counts of the standing.
type Hand struct {
	Officer string
	County  bool // may decide for the county
}

// Do checks something before it becomes a record of the request. It refuses (Conflict) what the request's state does not allow and a
// referral without a bar; while bars hold it, (Conflict) an answer before it was referred and (Forbidden) one by anybody but the named officer;
// (Forbidden) an override and a refusal by whoever is not the county, or has registered the request or proposed it; and (Invalid) what lacks
// its reasons.
func (r Request) Do(what What, hand Hand, now time.Time, holding []Bar) error {
	if !r.May(what.Kind()) {
		return fault.New(fault.Conflict, "application.step", "state", wording.T(wording.Chinese, "application.state."+string(r.State())))
	}
	if err := r.named(what, hand, holding); err != nil {
		return err
	}
	switch what := what.(type) {
	case Referred:
		if len(holding) == 0 {
			return fault.New(fault.Conflict, "application.no_bar")
		}
		if strings.TrimSpace(what.Officer) == "" {
			return fault.Field("officer", "application.officer")
		}
	case Exempted:
		wrong := determination.Typed("reason", what.Reason)
		if !slices.Contains(Grounds(), what.Ground) {
			wrong = append(wrong, fault.Field("ground", "application.ground"))
		}
		if what.Ground == AProtected && !slices.Contains(measure.Hardships(), what.Hardship) {
			wrong = append(wrong, fault.Field("hardship", "application.hardship"))
		}
		if len(holding) == 0 && len(wrong) == 0 {
			return fault.New(fault.Conflict, "application.no_bar")
		}
		return wrong.OrNil()
	case Overridden:
		switch {
		case !hand.County:
			return fault.New(fault.Forbidden, "application.override")
		case hand.Officer == r.By:
			return fault.New(fault.Forbidden, "application.second")
		case len(holding) == 0:
			return fault.New(fault.Conflict, "application.no_bar")
		}
		return determination.Typed("reason", what.Reason).OrNil()
	case Accepted:
		if len(holding) > 0 {
			return determination.Typed("reason", what.Reason).OrNil()
		}
	case HandedOver:
		wrong := determination.Typed("reason", what.Reason)
		if strings.TrimSpace(what.To) == "" {
			wrong = append(wrong, fault.Field("to", "application.to"))
		}
		return wrong.OrNil()
	case Proposed:
		return append(determination.Typed("reason", what.Reason), determination.Typed("basis", what.Basis)...).OrNil()
	case Returned:
		return r.second(hand, what.Reason)
	case Refused:
		return r.second(hand, what.Reason)
	case Served:
		if what.Proof.Way != determination.InPerson && what.Proof.Way != determination.OnPaper {
			return fault.Field("way", "application.served_way")
		}
		_, record, _ := latest[Refused](r)
		return what.Proof.Check(record.At, now)
	case Withdrawn:
		wrong := determination.Typed("reason", what.Reason)
		if !slices.Contains(determination.Ways(), what.Way) {
			wrong = append(wrong, fault.Field("way", "application.way"))
		}
		return wrong.OrNil()
	}
	return nil
}

// named holds an answer under a bar to the officer who is named for it.
func (r Request) named(what What, hand Hand, holding []Bar) error {
	answers := slices.Contains([]Kind{KindAccepted, KindProposed}, what.Kind())
	switch {
	case !answers || len(holding) == 0:
		return nil
	case r.Officer() == "":
		return fault.New(fault.Conflict, "application.refer_first")
	case r.Officer() != hand.Officer:
		return fault.New(fault.Forbidden, "application.named")
	}
	return nil
}

// second refuses (Forbidden) whoever is not the county, and whoever had the request in hand before, and (Invalid) a word without reasons.
func (r Request) second(hand Hand, reason string) error {
	_, proposed, _ := latest[Proposed](r)
	switch {
	case !hand.County:
		return fault.New(fault.Forbidden, "application.county")
	case hand.Officer == r.By || hand.Officer == proposed.By:
		return fault.New(fault.Forbidden, "application.second")
	}
	return determination.Typed("reason", reason).OrNil()
}

// latest gives the newest record with a content of one type.
func latest[W What](r Request) (W, Record, bool) {
	for _, record := range slices.Backward(r.Records) {
		if what, is := record.What.(W); is {
			return what, record, true
		}
	}
	var none W
	return none, Record{}, false
}

// Decode reads the content of a record as it was kept, by its kind.
func Decode(kind Kind, raw []byte) (What, error) {
	switch kind {
	case KindDisclosed:
		return read[Disclosed](raw)
	case KindReferred:
		return read[Referred](raw)
	case KindExempted:
		return read[Exempted](raw)
	case KindOverridden:
		return read[Overridden](raw)
	case KindAccepted:
		return read[Accepted](raw)
	case KindHandedOver:
		return read[HandedOver](raw)
	case KindProposed:
		return read[Proposed](raw)
	case KindReturned:
		return read[Returned](raw)
	case KindRefused:
		return read[Refused](raw)
	case KindServed:
		return read[Served](raw)
	case KindWithdrawn:
		return read[Withdrawn](raw)
	}
	return nil, fmt.Errorf("a record of an unknown kind: %q", kind)
}

func read[W What](raw []byte) (What, error) {
	var what W
	err := json.Unmarshal(raw, &what)
	return what, err
}
