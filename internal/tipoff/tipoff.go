package tipoff

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"chengxin/internal/fault"
	"chengxin/internal/region"
	"chengxin/internal/wording"
)

// Way is how a tip-off came.
type Way string

// The ways.
const (
	ByPhone Way = "phone"
	OnPaper Way = "paper"
	InVisit Way = "visit" // said at the desk
	Online  Way = "online"
)

// HeardWays are the ways in which an officer takes a tip-off down.
func HeardWays() []Way { return []Way{ByPhone, OnPaper, InVisit} }

// Target is whom a tip-off is about.
type Target string

// The targets.
const (
	AHousehold Target = "household"
	AnOfficer  Target = "officer" // somebody who works in social assistance, in whatever office
	Else       Target = "else"
)

// Targets lists them in the order in which forms show them.
func Targets() []Target { return []Target{AHousehold, AnOfficer, Else} }

// TipOff is what somebody told the office (举报). It says nothing about anybody: people look into it.
type TipOff struct {
	ID     string
	Region region.Code // the village or township where it plays
	Way    Way
	Target Target
	Named  bool   // the reporter is known; who it is stands apart
	Apart  bool   // it waits with the custodian from the start: whoever took it down is kin of the household
	About  string // whom or what it is about, in the reporter's words
	Words  string // what is reported
	At     time.Time
	By     string // the officer who took it down; empty for the public form
	Events []Event
	Subject
}

// Subject is who is reported, as far as it is known. None of them handles the tip-off.
type Subject struct {
	Household string   `json:"household,omitempty"`
	Officers  []string `json:"officers,omitempty"`
}

// Reporter is who told. It is kept under a key of its own, and shown to the custodian alone.
type Reporter struct {
	Name     string `json:"name"`
	Phone    string `json:"phone"`
	Relation string `json:"relation,omitempty"` // to whom the tip-off is about
	Reach    string `json:"reach,omitempty"`    // when and how to be reached, and what to avoid
}

// Done is what was done with a tip-off.
type Done string

// What may be done.
const (
	Handed    Done = "handed"     // to an officer
	GivenBack Done = "given_back" // to the custodian
	BecameOne Done = "clue"       // a person made a clue of it
	Ended     Done = "ended"      // with an outcome and a reason
	Reopened  Done = "reopened"   // something new has come to light
	FedBack   Done = "fed_back"   // words for the reporter
	Told      Done = "told"       // the custodian told the reporter
	Added     Done = "added"      // the reporter added words
	Unmasked  Done = "unmasked"   // the custodian opened who the reporter is
)

// Outcome is what came of a tip-off. None of it is a finding about anybody, the reporter least.
type Outcome string

// The outcomes.
const (
	Confirmed   Outcome = "confirmed"   // 属实，已依规处理
	PartlySo    Outcome = "partly"      // 部分属实
	NotBorneOut Outcome = "unconfirmed" // 查证不实: not the same as a false accusation
	NotVerified Outcome = "unclear"     // 无法查清
	PassedOn    Outcome = "passed_on"   // not ours: the office that is competent has it
)

// Outcomes lists them in the order in which forms show them.
func Outcomes() []Outcome { return []Outcome{Confirmed, PartlySo, NotBorneOut, NotVerified, PassedOn} }

// Purpose is why the custodian opens who a reporter is.
type Purpose string

// The purposes.
const (
	ToFeedBack Purpose = "feed_back" // to tell the reporter what came of it
	ToAsk      Purpose = "ask"       // to ask what only the reporter can say
	ToProtect  Purpose = "protect"   // against retaliation
	ByLaw      Purpose = "by_law"    // an authority asks in writing, as a law provides
)

// Purposes lists them in the order in which forms show them.
func Purposes() []Purpose { return []Purpose{ToFeedBack, ToAsk, ToProtect, ByLaw} }

// Event is something done with a tip-off.
type Event struct {
	ID      string
	TipOff  string
	Done    Done
	To      string // the officer to whom it is handed
	Outcome Outcome
	Purpose Purpose
	Clue    string
	Words   string // the reason; of a feedback and of words added: what was said
	Subject        // of a handing over: who is reported, as it is known by then
	At      time.Time
	By      string // empty for the reporter
}

// State is how far a tip-off is.
type State string

// The states.
const (
	Waiting State = "waiting" // with the custodian
	Held    State = "held"    // an officer has it
	InClue  State = "in_clue" // a clue was made of it
	Closed  State = "closed"
)

// Step is a way from a state to another.
type Step struct {
	From State
	Done Done
	To   State
}

// Steps are the ways from state to state: what is not here is refused.
func Steps() []Step {
	steps := []Step{
		{Waiting, Handed, Held},
		{Waiting, Ended, Closed},
		{Held, Handed, Held},
		{Held, GivenBack, Waiting},
		{Held, BecameOne, InClue},
		{Held, Ended, Closed},
		{InClue, Handed, InClue},
		{InClue, Ended, Closed},
		{Closed, Reopened, Waiting},
	}
	for _, state := range []State{Waiting, Held, InClue, Closed} {
		for _, done := range []Done{FedBack, Told, Added, Unmasked} {
			steps = append(steps, Step{state, done, state})
		}
	}
	return steps
}

func next(from State, done Done) (State, bool) {
	for _, step := range Steps() {
		if step.From == from && step.Done == done {
			return step.To, true
		}
	}
	return from, false
}

// State is derived from the events.
func (t TipOff) State() State {
	state := Waiting
	if t.holder() != "" {
		state = Held
	}
	for _, event := range t.Events {
		state, _ = next(state, event.Done)
	}
	return state
}

// holder is who has a tip-off from the start: whoever took it down, unless it is about somebody who works here. That one, and what
// comes over the public form, waits with the custodian.
func (t TipOff) holder() string {
	if t.Apart || t.Target == AnOfficer || len(t.Officers) > 0 {
		return ""
	}
	return t.By
}

// Holder is the officer who has the tip-off now; empty while it waits with the custodian.
func (t TipOff) Holder() string {
	holder := t.holder()
	for _, event := range t.Events {
		switch event.Done {
		case Handed:
			holder = event.To
		case GivenBack, Reopened:
			holder = ""
		case BecameOne, Ended, FedBack, Told, Added, Unmasked:
		}
	}
	return holder
}

// Reported is everybody who is known to be reported: what was said first, and what was written down since. Nobody is taken off.
func (t TipOff) Reported() Subject {
	all := Subject{Household: t.Household, Officers: slices.Clone(t.Officers)}
	for _, event := range t.Events {
		if event.Household != "" {
			all.Household = event.Household
		}
		for _, officer := range event.Officers {
			if !slices.Contains(all.Officers, officer) {
				all.Officers = append(all.Officers, officer)
			}
		}
	}
	return all
}

// MayHandle says whether an officer may see and handle the tip-off: the custodian all but those about the custodian, another only
// what is handed to that officer. Kinship with a reported household is asked beside it.
func (t TipOff) MayHandle(officer string, custodian bool) bool {
	if slices.Contains(t.Reported().Officers, officer) {
		return false
	}
	return custodian || t.Holder() == officer
}

// Words that a person types are not shorter than a sentence and not longer than a page, in runes.
const (
	leastWords = 5
	MostWords  = 2000
	mostAbout  = 200
)

// Check refuses (Invalid) a tip-off without a place, a target or words.
func (t TipOff) Check() error {
	var wrong fault.List
	if t.Region.Level() < region.Township {
		wrong = append(wrong, fault.Field("place", "tipoff.place.missing"))
	}
	if !slices.Contains(Targets(), t.Target) {
		wrong = append(wrong, fault.Field("target", "tipoff.target.missing"))
	}
	if t.Way != Online && !slices.Contains(HeardWays(), t.Way) {
		wrong = append(wrong, fault.Field("way", "tipoff.way.missing"))
	}
	if utf8.RuneCountInString(t.About) > mostAbout {
		wrong = append(wrong, fault.Field("about", "tipoff.about.long", "most", mostAbout))
	}
	return append(wrong, Typed("words", t.Words)...).OrNil()
}

// Check refuses (Invalid) a reporter who cannot be reached: without a name or without a telephone number.
func (r Reporter) Check() error {
	var wrong fault.List
	if r.Name == "" || utf8.RuneCountInString(r.Name) > 50 {
		wrong = append(wrong, fault.Field("name", "tipoff.reporter.name_missing"))
	}
	if n := digits(r.Phone); n < 7 || n > 15 {
		wrong = append(wrong, fault.Field("phone", "tipoff.reporter.phone_missing"))
	}
	for field, text := range map[string]string{"relation": r.Relation, "reach": r.Reach} {
		if utf8.RuneCountInString(text) > mostAbout {
			wrong = append(wrong, fault.Field(field, "tipoff.about.long", "most", mostAbout))
		}
	}
	return wrong.OrNil()
}

func digits(text string) (n int) {
	for _, r := range text {
		if unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

// longNumber says whether words hold a number as long as a telephone, an account or an identity number, however it is spaced.
func longNumber(words string) bool {
	run := 0
	for _, r := range words {
		switch {
		case unicode.IsDigit(r):
			if run++; run >= 7 {
				return true
			}
		case unicode.IsSpace(r) || unicode.Is(unicode.Dash, r):
		default:
			run = 0
		}
	}
	return false
}

// Do checks an event before it is kept. It refuses (Conflict) what the state does not allow and a handing over to somebody who is
// reported, and (Invalid, naming the field) what lacks its reason, its outcome or its words.
func (t TipOff) Do(event Event) (Event, error) {
	if _, may := next(t.State(), event.Done); !may {
		return event, fault.New(fault.Conflict, "tipoff.step", "state", wording.T(wording.Chinese, "tipoff.state."+string(t.State())))
	}
	event.TipOff, event.Words = t.ID, strings.TrimSpace(event.Words)
	wrong := Typed("words", event.Words)
	switch event.Done {
	case Handed:
		reported := slices.Concat(t.Reported().Officers, event.Officers)
		switch {
		case event.To == "":
			wrong = append(wrong, fault.Field("to", "tipoff.to.missing"))
		case slices.Contains(reported, event.To):
			wrong = append(wrong, fault.Field("to", "tipoff.to.reported"))
		}
	case Ended:
		if !slices.Contains(Outcomes(), event.Outcome) {
			wrong = append(wrong, fault.Field("outcome", "tipoff.outcome.missing"))
		}
	case FedBack:
		if longNumber(event.Words) {
			wrong = append(wrong, fault.Field("words", "tipoff.feedback.number"))
		}
	case Unmasked:
		if !t.Named {
			return event, fault.New(fault.Conflict, "tipoff.anonymous")
		}
		if !slices.Contains(Purposes(), event.Purpose) {
			wrong = append(wrong, fault.Field("purpose", "tipoff.purpose.missing"))
		}
	case Told:
		if !t.Named {
			return event, fault.New(fault.Conflict, "tipoff.anonymous")
		}
		if len(t.Feedback()) == 0 {
			return event, fault.New(fault.Conflict, "tipoff.told.nothing")
		}
	case GivenBack, BecameOne, Reopened, Added:
	}
	return event, wrong.OrNil()
}

// Feedback are the words for the reporter, oldest first, with the outcome where there is one.
func (t TipOff) Feedback() []Event {
	var all []Event
	for _, event := range t.Events {
		if event.Done == FedBack || event.Done == Ended {
			all = append(all, event)
		}
	}
	return all
}

// OwesFeedback says whether a reporter who gave a name has still to be told what came of it.
func (t TipOff) OwesFeedback() bool {
	owes := t.Named
	for _, event := range t.Events {
		if event.Done == Ended {
			owes = t.Named
		}
		if event.Done == Told {
			owes = false
		}
	}
	return owes
}

// PlainCode brings what people type of a code to one spelling: small letters, full-width characters, spaces and hyphens are forgiven.
func PlainCode(typed string) string {
	return strings.Map(func(r rune) rune {
		if r >= '\uff01' && r <= '\uff5e' {
			r -= '\uff01' - '!'
		}
		if unicode.IsSpace(r) || unicode.Is(unicode.Dash, r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, typed)
}

// Typed refuses words that are missing or too few, and too many.
func Typed(field, words string) fault.List {
	switch n := utf8.RuneCountInString(strings.TrimSpace(words)); {
	case n < leastWords:
		return fault.List{fault.Field(field, "tipoff.words.short", "least", leastWords)}
	case n > MostWords:
		return fault.List{fault.Field(field, "tipoff.words.long", "most", MostWords)}
	}
	return nil
}
