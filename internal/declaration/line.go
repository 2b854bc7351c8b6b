package declaration

import (
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
	Fen   Unit = "fen"   // money: int64 fen, in the period that the person says
	Count Unit = "count" // how many
	Area  Unit = "area"  // 0.01 m²
	YesNo Unit = "yesno" // 0 or 1
)

// Question is one item of the edition's catalogue, as this package needs it.
type Question struct {
	Code     string
	Unit     Unit
	ByMember bool // asked of each member; otherwise of the household
	Periodic bool // an amount that has a period (income, expenditure); an asset has none
}

// State tells the kinds of answer apart. Only Given carries an amount.
type State string

// The states of an answer.
const (
	Given     State = "given"
	None      State = "none"       // the person says: there is none
	DontKnow  State = "dont_know"  // the person says: I do not know; verification will find out
	NeedsHelp State = "needs_help" // the person asks for somebody to help with this question
)

// Line is one answer to one item, for the household (Member empty) or one of its members.
type Line struct {
	Item   string        `json:"item"`
	Member string        `json:"member,omitempty"`
	State  State         `json:"state"`
	Amount int64         `json:"amount,omitempty"` // in the item's unit, for the period said: fen, count, 0.01 m², 0/1
	Length period.Length `json:"length,omitempty"` // the period in which the person counts; kept as said
	Said   string        `json:"said,omitempty"`   // what was typed, letter for letter
	Since  period.Day    `json:"since"`            // the day from which it holds, where the person says one
	Note   string        `json:"note,omitempty"`   // in the person's own words, at most MaxNote runes
}

// MaxNote is how long a remark may be, in runes.
const MaxNote = 500

// key finds a line in a declaration.
type key struct{ item, member string }

// Yearly is the amount in fen a year, for showing beside what was said and for the comparison's long form. A monthly
// amount counts twelve times: the person said "a month", nothing is averaged.
func (l Line) Yearly() int64 {
	if l.State != Given {
		return 0
	}
	if factor := l.Length.PerYear(); factor != 0 {
		return l.Amount * factor
	}
	return l.Amount
}

// maxAmount keeps sums far from the end of int64: 10^13 fen is a hundred thousand million yuan.
const maxAmount = 10_000_000_000_000

// Read reads what a person typed for a question. Refusals belong to the field "amount" or "length".
func Read(question Question, member, said string, length period.Length) (Line, error) {
	line := Line{Item: question.Code, Member: member, State: Given, Said: strings.TrimSpace(said)}
	if line.Said == "" {
		return line, fault.Field("amount", "declaration.amount.missing")
	}
	switch question.Unit {
	case Fen:
		fen, err := money.Parse(line.Said)
		if err != nil {
			return line, fault.Field("amount", "declaration.amount.not_money")
		}
		line.Amount = int64(fen)
	case Area:
		fen, err := money.Parse(strings.TrimSuffix(strings.TrimSuffix(line.Said, "\u5e73\u65b9\u7c73"), "\u33a1"))
		if err != nil {
			return line, fault.Field("amount", "declaration.amount.not_area")
		}
		line.Amount = int64(fen) // both have two decimals
	case Count:
		n, err := strconv.ParseInt(line.Said, 10, 64)
		if err != nil || n < 0 || n > 9999 {
			return line, fault.Field("amount", "declaration.amount.not_count")
		}
		line.Amount = n
	case YesNo:
		if line.Said != "0" && line.Said != "1" {
			return line, fault.Field("amount", "declaration.amount.not_yes_no")
		}
		line.Amount = int64(line.Said[0] - '0')
	}
	if line.Amount > maxAmount {
		return line, fault.Field("amount", "declaration.amount.too_large")
	}
	if question.Periodic {
		if length != period.Month && length != period.Year {
			return line, fault.Field("length", "declaration.length.missing")
		}
		line.Length = length
	}
	if line.Amount == 0 {
		line.State = None
	}
	return line, nil
}

// check refuses a line that the edition does not ask, or that contradicts itself.
func (l Line) check(question Question, members map[string]bool) error {
	field := l.Item
	switch {
	case question.ByMember != (l.Member != ""), l.Member != "" && !members[l.Member]:
		return fault.Field(field, "declaration.line.wrong_member")
	case l.State != Given && (l.Amount != 0 || l.Length != period.Unsaid && l.State != None):
		return fault.Field(field, "declaration.line.contradiction")
	case l.State == Given && (l.Amount <= 0 || l.Amount > maxAmount):
		return fault.Field(field, "declaration.line.contradiction")
	case l.State == Given && question.Periodic != (l.Length == period.Month || l.Length == period.Year):
		return fault.Field(field, "declaration.length.missing")
	case l.State == Given && question.Unit == YesNo && l.Amount != 1:
		return fault.Field(field, "declaration.amount.not_yes_no")
	case len([]rune(l.Note)) > MaxNote:
		return fault.Field(field, "declaration.note.too_long", "max", MaxNote)
	}
	switch l.State {
	case Given, None, DontKnow, NeedsHelp:
		return nil
	}
	return fault.Field(field, "declaration.line.contradiction")
}
