package declaration

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
)

// SecondLook is how a second person looks at what one officer has entered from a paper sheet.
type SecondLook string

// The ways of a second look. Compared is the default: the second person compares every answer with the scan. Typed asks the
// second person to type the whole sheet again without seeing what the first has typed.
const (
	Compared SecondLook = "check"
	Typed    SecondLook = "type"
)

// SheetEntry is what one officer has typed from a sheet that was filled in and signed by hand, with its scan. It is no
// declaration: it becomes one when another person has looked at the sheet.
type SheetEntry struct {
	ID        string
	Household string
	Number    string // printed on the sheet
	Declarant string // the member who signed
	Kind      Kind
	Since     period.Day // from which day a succession holds
	SignedOn  period.Day // the day beside the signature: from it a first declaration holds
	Lines     []Line
	Scan      pledge.Scan
	By        string
	At        time.Time
}

// SheetEvent is what somebody did with an entry.
type SheetEvent struct {
	ID          string
	Entry       string
	Household   string
	Event       SheetDone
	By          string
	At          time.Time
	Lines       []Line       // what the second person reads otherwise, has typed, or what the two agree on
	Settled     []Settlement // for a proposal: whose reading holds, with the reason
	Reason      string       // for a rejection
	Declaration string       // the declaration that was made of it
}

// SheetDone is a kind of event.
type SheetDone string

// The events of an entry.
const (
	SheetCompared SheetDone = "compared" // a second person has compared every answer with the scan
	SheetTyped    SheetDone = "typed"    // a second person has typed the sheet again
	SheetProposed SheetDone = "proposed" // one of the two says, for each difference, whose reading holds
	SheetAgreed   SheetDone = "agreed"   // the other of the two has agreed: it counts
	SheetRejected SheetDone = "rejected" // it never counts: the wrong household, no signature, not to be read
)

// Settlement says for one answer whose reading of the sheet holds.
type Settlement struct {
	Item   string `json:"item"`
	Member string `json:"member,omitempty"`
	Second bool   `json:"second"` // the second person's; otherwise the first's
	Reason string `json:"reason"`
}

// SheetState is how far an entry is.
type SheetState string

// The states of an entry.
const (
	SheetWaits   SheetState = "waits"    // for a second person
	SheetDiffers SheetState = "differs"  // the two read the sheet differently
	SheetToAgree SheetState = "to_agree" // one has said how the differences are settled, the other has not answered
	SheetCounts  SheetState = "counts"
	SheetRefused SheetState = "refused"
)

// SheetCase is an entry with everything that was done with it, oldest first.
type SheetCase struct {
	SheetEntry
	Events []SheetEvent
}

// State is derived from the events.
func (c SheetCase) State() SheetState {
	state := SheetWaits
	for _, event := range c.Events {
		switch {
		case event.Declaration != "":
			return SheetCounts
		case event.Event == SheetRejected:
			return SheetRefused
		case event.Event == SheetProposed:
			state = SheetToAgree
		case event.Event == SheetCompared, event.Event == SheetTyped:
			state = SheetDiffers
		}
	}
	return state
}

// Second is the look of the second person; false while there is none.
func (c SheetCase) Second() (SheetEvent, bool) {
	at := slices.IndexFunc(c.Events, func(e SheetEvent) bool { return e.Event == SheetCompared || e.Event == SheetTyped })
	if at < 0 {
		return SheetEvent{}, false
	}
	return c.Events[at], true
}

// Proposal is the latest proposal to settle the differences; false when there is none.
func (c SheetCase) Proposal() (SheetEvent, bool) {
	for _, event := range slices.Backward(c.Events) {
		if event.Event == SheetProposed {
			return event, true
		}
	}
	return SheetEvent{}, false
}

// Last is the latest event; false when there is none.
func (c SheetCase) Last() (SheetEvent, bool) {
	if len(c.Events) == 0 {
		return SheetEvent{}, false
	}
	return c.Events[len(c.Events)-1], true
}

// Holds are the answers that count, or that would: what the two have agreed on, otherwise what the first has typed.
func (c SheetCase) Holds() []Line {
	if last, done := c.Last(); done && last.Event == SheetAgreed {
		proposal, _ := c.Proposal()
		return proposal.Lines
	}
	return c.Lines
}

// Reading is how the second person reads the whole sheet: what was typed, or the first's answers with what was read otherwise
// in their place.
func (c SheetCase) Reading() []Line {
	second, looked := c.Second()
	if !looked || second.Event == SheetTyped {
		return second.Lines
	}
	draft := Draft{Lines: slices.Clone(c.Lines)}
	for _, line := range second.Lines {
		draft.Put(line)
	}
	return draft.Lines
}

// Apart is one answer that two people read differently on the same sheet.
type Apart struct {
	Item, Member  string
	First, Second Line
	HasFirst      bool
	HasSecond     bool
}

// Apart lists the answers that the two read differently, in the order of item and member. The words of a note are compared
// without their spaces; who typed them is not.
func (c SheetCase) Apart() []Apart {
	if _, looked := c.Second(); !looked {
		return nil
	}
	return apart(c.Lines, c.Reading())
}

func apart(first, second []Line) []Apart {
	var all []Apart
	for _, line := range sorted(first) {
		other, found := find(second, line.Item, line.Member)
		if !found || !line.reads(other) {
			all = append(all, Apart{Item: line.Item, Member: line.Member, First: line, Second: other, HasFirst: true, HasSecond: found})
		}
	}
	for _, line := range sorted(second) {
		if _, found := find(first, line.Item, line.Member); !found {
			all = append(all, Apart{Item: line.Item, Member: line.Member, Second: line, HasSecond: true})
		}
	}
	return all
}

// reads says whether two people read the same answer: 300 and 300.00 are the same figure, spaces in a note do not count.
func (l Line) reads(other Line) bool {
	return l.State == other.State && l.Amount == other.Amount && l.Length == other.Length && l.Since == other.Since &&
		strings.Join(strings.Fields(l.Note), "") == strings.Join(strings.Fields(other.Note), "")
}

// maxSheetReason is how long a reason may be, in runes.
const maxSheetReason = 500

// Look refuses whoever typed the sheet, and an entry that does not wait for a second person (Conflict).
func (c SheetCase) Look(by string) error {
	if by == c.By {
		return fault.New(fault.Forbidden, "declaration.sheet.same_person")
	}
	if c.State() != SheetWaits {
		return fault.New(fault.Conflict, "declaration.sheet.not_waiting")
	}
	return nil
}

// Propose makes the answers that one of the two takes for right, with a reason for each difference. It refuses anybody else,
// a state without differences (Conflict), and a difference without an answer or reason, naming the field item or item_member.
func (c SheetCase) Propose(by string, settled []Settlement) ([]Line, error) {
	second, _ := c.Second()
	if by != c.By && by != second.By {
		return nil, fault.New(fault.Forbidden, "declaration.sheet.not_of_the_two")
	}
	if state := c.State(); state != SheetDiffers && state != SheetToAgree {
		return nil, fault.New(fault.Conflict, "declaration.sheet.not_apart")
	}
	var refused fault.List
	draft := Draft{Lines: slices.Clone(c.Lines)}
	for _, one := range c.Apart() {
		at := slices.IndexFunc(settled, func(s Settlement) bool { return s.Item == one.Item && s.Member == one.Member })
		field := FieldOf(one.Item, one.Member)
		if at < 0 {
			refused = append(refused, fault.Field(field, "declaration.sheet.choose"))
			continue
		}
		if err := reasoned(field+"-reason", settled[at].Reason); err != nil {
			refused = append(refused, err)
			continue
		}
		kept, has := one.First, one.HasFirst
		if settled[at].Second {
			kept, has = one.Second, one.HasSecond
		}
		draft.Lines = slices.DeleteFunc(draft.Lines, func(l Line) bool { return l.Item == one.Item && l.Member == one.Member })
		if has {
			draft.Put(kept)
		}
	}
	return draft.Lines, refused.OrNil()
}

// FieldOf names the fields of an answer on a form.
func FieldOf(item, member string) string {
	if member == "" {
		return item
	}
	return item + "_" + member
}

func reasoned(field, reason string) *fault.Error {
	switch reason = strings.TrimSpace(reason); {
	case reason == "":
		return fault.Field(field, "declaration.sheet.reason")
	case utf8.RuneCountInString(reason) > maxSheetReason:
		return fault.Field(field, "declaration.sheet.reason_long", "max", maxSheetReason)
	}
	return nil
}

// Agree refuses whoever made the proposal and anybody who is not of the two, and a state without a proposal (Conflict).
func (c SheetCase) Agree(by string) (SheetEvent, error) {
	proposal, found := c.Proposal()
	if !found || c.State() != SheetToAgree {
		return proposal, fault.New(fault.Conflict, "declaration.sheet.no_proposal")
	}
	second, _ := c.Second()
	if by != c.By && by != second.By {
		return proposal, fault.New(fault.Forbidden, "declaration.sheet.not_of_the_two")
	}
	if by == proposal.By {
		return proposal, fault.New(fault.Forbidden, "declaration.sheet.own_proposal")
	}
	return proposal, nil
}

// Reject refuses a rejection without a reason, by the one who typed it while nobody else has looked at it, and of what is
// already settled (Conflict).
func (c SheetCase) Reject(by, reason string) error {
	if state := c.State(); state == SheetCounts || state == SheetRefused {
		return fault.New(fault.Conflict, "declaration.sheet.settled")
	}
	if second, looked := c.Second(); by == c.By && !looked || looked && by != c.By && by != second.By {
		if by == c.By {
			return fault.New(fault.Forbidden, "declaration.sheet.same_person")
		}
		return fault.New(fault.Forbidden, "declaration.sheet.not_of_the_two")
	}
	if err := reasoned("reason", reason); err != nil {
		return err
	}
	return nil
}
