package homevisit

import (
	"errors"
	"strconv"
	"strings"

	"chengxin/internal/fault"
	"chengxin/internal/money"
	"chengxin/internal/period"
)

// Unit is what an item is counted in.
type Unit string

// The units of the item catalogue.
const (
	Fen   Unit = "fen"   // money: int64 fen, in the period that is said
	Count Unit = "count" // how many
	Area  Unit = "area"  // 0.01 m²
	YesNo Unit = "yesno" // 0 or 1
)

// Item is one item of the edition's catalogue, as a visit sees it.
type Item struct {
	Code       string
	Unit       Unit
	ByMember   bool // looked for with each member; otherwise with the household
	Periodic   bool // an amount that has a period
	Membership bool // who lives here: of everybody on the register, and once for people who are not
	Tolerance  Tolerance
}

// Presence says whether the item is only there or not, for this member.
func (i Item) Presence(member string) bool { return i.Unit == YesNo || i.Membership && member != "" }

// Tolerance lets two figures count as agreeing: they differ by no more than Amount, or by no more than
// Numerator/Denominator of the higher one, in exact integers.
type Tolerance struct{ Amount, Numerator, Denominator int64 }

// Within says whether two amounts of one item agree within the tolerance.
func (t Tolerance) Within(a, b int64) bool {
	low, high := min(a, b), max(a, b)
	return high-low <= t.Amount || t.Denominator > 0 && t.Denominator*(high-low) <= t.Numerator*high
}

// State tells the kinds of answer apart. Only Found carries an amount; what is unavailable or not asked is missing, never zero.
type State string

// The states of what was seen.
const (
	Found       State = "found"
	None        State = "none"        // looked and asked: there is none
	Unavailable State = "unavailable" // looked or asked, and could not be told
	NotAsked    State = "not_asked"
)

// States lists the states in the order in which pages offer them.
func States() []State { return []State{Found, None, Unavailable, NotAsked} }

// Seen is what was put down for an item.
type Seen struct {
	State  State         `json:"state"`
	Amount int64         `json:"amount,omitempty"` // in the item's unit, for the period said
	Length period.Length `json:"length,omitempty"` // by the month or by the year, kept as said
	Said   string        `json:"said,omitempty"`   // what was typed, letter for letter
}

// Yearly is the amount in fen a year where a period was said: a monthly amount counts twelve times, nothing is averaged.
func (s Seen) Yearly() int64 {
	if s.State != Found {
		return 0
	}
	if factor := s.Length.PerYear(); factor != 0 {
		return s.Amount * factor
	}
	return s.Amount
}

// Known says whether the answer is a figure at all: something was found, or there is none.
func (s Seen) Known() bool { return s.State == Found || s.State == None }

// Line is what was seen of one item, of the household (Member empty) or one of its members.
type Line struct {
	Item   string `json:"item"`
	Member string `json:"member,omitempty"`
	Seen
	Since  period.Day `json:"since"`            // the day from which it holds, if something began or ended
	Note   string     `json:"note,omitempty"`   // at most MaxWords runes
	Before *Seen      `json:"before,omitempty"` // what stood here before the declared figure was shown, if it was changed afterwards
	Why    string     `json:"why,omitempty"`    // why it was changed after that
}

// MaxWords is how long words may be, in runes.
const MaxWords = 500

// maxAmount keeps sums far from the end of int64.
const maxAmount = 10_000_000_000_000

// Read reads what an officer typed for an item: "" is refused, 0 is none. Refusals belong to the field "amount" or "length".
func Read(item Item, said string, length period.Length) (Seen, error) {
	seen := Seen{State: Found, Said: strings.TrimSpace(said)}
	if seen.Said == "" {
		return seen, fault.Field("amount", "visit.amount.missing")
	}
	switch item.Unit {
	case Fen:
		fen, err := money.Parse(seen.Said)
		if errors.Is(err, money.ErrTooLarge) {
			return seen, fault.Field("amount", "visit.amount.too_large")
		}
		if err != nil {
			return seen, fault.Field("amount", "visit.amount.not_money")
		}
		seen.Amount = int64(fen)
	case Area:
		hundredths, err := money.Parse(seen.Said) // both have two decimals
		if err != nil {
			return seen, fault.Field("amount", "visit.amount.not_area")
		}
		seen.Amount = int64(hundredths)
	case Count:
		n, err := strconv.ParseInt(seen.Said, 10, 64)
		if err != nil || n < 0 || n > 9999 {
			return seen, fault.Field("amount", "visit.amount.not_count")
		}
		seen.Amount = n
	case YesNo:
		if seen.Said != "0" && seen.Said != "1" {
			return seen, fault.Field("amount", "visit.amount.contradiction")
		}
		seen.Amount = int64(seen.Said[0] - '0')
	}
	if seen.Amount < 0 || seen.Amount > maxAmount {
		return seen, fault.Field("amount", "visit.amount.too_large")
	}
	if item.Periodic {
		if length != period.Month && length != period.Year {
			return seen, fault.Field("length", "visit.amount.length")
		}
		seen.Length = length
	}
	if seen.Amount == 0 {
		seen = Seen{State: None, Said: seen.Said}
	}
	return seen, nil
}

// Check refuses a line that contradicts itself or that nobody looks for there, today or on another day.
func (l Line) Check(item Item, persons []Person, today period.Day) error {
	periodic := l.Length == period.Month || l.Length == period.Year
	switch {
	case !l.fits(item, persons):
		return fault.Field(l.Item, "visit.line.wrong_member")
	case l.State != Found && l.State != None && l.State != Unavailable && l.State != NotAsked,
		l.State != Found && (l.Amount != 0 || l.Length != period.Unsaid),
		l.State == Found && (l.Amount <= 0 || l.Amount > maxAmount || item.Periodic != periodic),
		l.State == Found && item.Presence(l.Member) && l.Amount != 1:
		return fault.Field(l.Item, "visit.line.contradiction")
	case l.Since.After(today):
		return fault.Field(l.Item, "visit.line.since_future")
	case len([]rune(l.Note)) > MaxWords || len([]rune(l.Why)) > MaxWords:
		return fault.Field(l.Item, "visit.words.too_long", "max", MaxWords)
	case l.Before != nil && strings.TrimSpace(l.Why) == "":
		return fault.Field(l.Item, "visit.line.why")
	}
	return nil
}

func (l Line) fits(item Item, persons []Person) bool {
	if l.Member == "" {
		return !item.ByMember || item.Membership
	}
	for _, person := range persons {
		if person.Member == l.Member {
			return item.ByMember
		}
	}
	return false
}
