package declaration

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

	// Membership asks who lives together: of every member on the register, children too (1 or none), and once of the
	// household for people who are not on the register (how many; who they are stands in the note).
	Membership bool
}

// Person is a member of the household as this step sees one.
type Person struct {
	Member string
	Name   string
	Adult  bool
	Ward   bool // a guardian acts for the person
}

// Speaks says whether the person answers for himself: an adult with full capacity.
func (p Person) Speaks() bool { return p.Adult && !p.Ward }

func personOf(persons []Person, member string) (Person, bool) {
	for _, person := range persons {
		if person.Member == member {
			return person, true
		}
	}
	return Person{}, false
}

// State tells the kinds of answer apart. Only Given carries an amount.
type State string

// The states of an answer.
const (
	Given     State = "given"
	None      State = "none"       // the person says: there is none
	DontKnow  State = "dont_know"  // the person says: I do not know; verification will find out
	NeedsHelp State = "needs_help" // the person asks for somebody to help with this question

	// Withheld stands in what a reader is shown in place of another person's own answer; it is never kept.
	Withheld State = "withheld"
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
	By     string        `json:"by,omitempty"`     // who answered: a member, or the officer who took it down
}

// HiddenFrom says whether an answer is kept from a member of the own household: what an adult has said of himself is seen
// by him alone, and by whoever answered for him (safeguards, rule 4). What the household answers, who lives in it and what
// is said of children and wards, every adult of the household sees.
func (l Line) HiddenFrom(viewer string, question Question, persons []Person) bool {
	if !question.ByMember || question.Membership || l.Member == viewer || l.By == viewer {
		return false
	}
	person, known := personOf(persons, l.Member)
	return !known || person.Speaks()
}

// Same says whether two answers say the same, whoever gave them.
func (l Line) Same(other Line) bool {
	l.By, other.By = "", ""
	l.Said, other.Said = strings.TrimSpace(l.Said), strings.TrimSpace(other.Said)
	return l == other
}

// Shown gives the lines as a member may see them: hidden ones as Withheld, with nothing but whose they are.
func Shown(lines []Line, viewer string, questions []Question, persons []Person) []Line {
	shown := make([]Line, 0, len(lines))
	for _, line := range lines {
		question, known := questionOf(questions, line.Item)
		if !known {
			question = Question{ByMember: line.Member != ""}
		}
		if line.HiddenFrom(viewer, question, persons) {
			line = Line{Item: line.Item, Member: line.Member, State: Withheld}
		}
		shown = append(shown, line)
	}
	return shown
}

func questionOf(questions []Question, code string) (Question, bool) {
	for _, question := range questions {
		if question.Code == code {
			return question, true
		}
	}
	return Question{}, false
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
		if errors.Is(err, money.ErrTooLarge) {
			return line, fault.Field("amount", "declaration.amount.too_large")
		}
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

// fits says whether the question is asked of the line's member.
func (l Line) fits(question Question, persons []Person) bool {
	if l.Member == "" {
		return !question.ByMember || question.Membership
	}
	_, known := personOf(persons, l.Member)
	return known && question.ByMember
}

// Check refuses a line that the edition does not ask, or that contradicts itself.
func (l Line) Check(question Question, persons []Person) error {
	field := l.Item
	switch {
	case !l.fits(question, persons):
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
	case Withheld:
	}
	return fault.Field(field, "declaration.line.contradiction")
}
