package policy

import "cmp"

// Unit is what an item is counted in.
type Unit string

// The units of the item catalogue.
const (
	Fen   Unit = "fen"   // int64 fen
	Count Unit = "count" // how many
	Area  Unit = "area"  // 0.01 m²
	YesNo Unit = "yesno" // 0 or 1
)

// Class is the family of an item.
type Class string

// The classes of the item catalogue (performance.md W1).
const (
	Income      Class = "I"
	Property    Class = "P"
	Expenditure Class = "E"
	Kinship     Class = "K"
	Membership  Class = "MEMB"
)

// Direction says which difference between the declaration and what was found is a discrepancy.
type Direction string

// The directions.
const (
	Under    Direction = "under"    // more was found than declared
	Over     Direction = "over"     // more was declared than found
	Presence Direction = "presence" // found, and not declared
	Members  Direction = "members"  // the membership item: undeclared, not visited, not verified
)

// Source is a place from which an item's value comes.
type Source string

// The three sources of the comparison.
const (
	Declaration Source = "declaration"
	Visit       Source = "visit"
	Platform    Source = "platform"
)

// Period is the length for which an item's value is counted in the comparison's long form.
type Period string

// The periods of items.
const (
	PerYear  Period = "year"  // income, expenditure: fen a year
	OnTheDay Period = "as_of" // assets, counts, membership: as of a day
)

// Tolerance lets a difference pass unless it is more than Amount and more than Numerator/Denominator of the base value, in
// exact integer arithmetic: Denominator·difference > Numerator·base.
type Tolerance struct {
	Amount      int64 `yaml:"amount"` // in the item's unit: fen, 0.01 m², a count
	Numerator   int64 `yaml:"numerator"`
	Denominator int64 `yaml:"denominator"`
	Base        Base  `yaml:"base"`
}

// Base is the value of which the tolerance's fraction is taken.
type Base string

// The bases of a tolerance.
const (
	OfHigher   Base = "higher"
	OfDeclared Base = "declared"
)

// Item is one thing that the edition asks, visits, verifies and compares. The web form, the visit form, the Excel template,
// the printed form, the import mapping and the comparison all read it.
type Item struct {
	Code            string    `yaml:"code"`
	Label           string    `yaml:"label"`
	Help            string    `yaml:"help"` // for a resident, in plain words
	Class           Class     `yaml:"class"`
	Unit            Unit      `yaml:"unit"`
	Counter         string    `yaml:"counter"` // of an item that is counted: the word it is counted by, as 套 or 辆; see CountedBy
	Period          Period    `yaml:"period"`
	ByMember        bool      `yaml:"by_member"` // of each member; otherwise of the household
	Direction       Direction `yaml:"direction"`
	Kind            string    `yaml:"kind"` // the discrepancy's name in discrepancies.csv; empty for the membership item, which has three
	Tolerance       Tolerance `yaml:"tolerance"`
	Coverage        []Source  `yaml:"coverage"`         // the sources that can know this item; elsewhere it is missing, not zero
	ReportingMonths int       `yaml:"reporting_months"` // months from a change to its report; 0 takes the edition's
	Rule            `yaml:",inline"`
}

// CountedBy is the word by which an item is counted: the edition's own, or the plainest one. Other items have none.
func (i Item) CountedBy() string {
	if i.Unit != Count {
		return ""
	}
	return cmp.Or(i.Counter, "个")
}

// Covers says whether a source can know this item.
func (i Item) Covers(source Source) bool {
	for _, covered := range i.Coverage {
		if covered == source {
			return true
		}
	}
	return false
}
