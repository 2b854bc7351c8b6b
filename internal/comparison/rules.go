package comparison

import (
	"fmt"
	"math/bits"
	"slices"

	"chengxin/internal/policy"
)

// Source is one of the three sources.
type Source uint8

// The three sources, in the order in which results name them.
const (
	Declaration Source = iota
	Visit
	Platform
	sources
)

// Sources lists the three.
func Sources() [3]Source { return [3]Source{Declaration, Visit, Platform} }

// String is the source's name in missing.csv.
func (s Source) String() string { return [sources]string{"declaration", "visit", "platform"}[s] }

// Kind is the name of a difference in discrepancies.csv. The edition names the kinds of its items; these are fixed.
type Kind string

// The kinds that no edition names.
const (
	MemberUndeclared  Kind = "MEMBER_UNDECLARED"   // seen or on record, not declared
	MemberNotVisited  Kind = "MEMBER_NOT_VISITED"  // declared, not met at the visit
	MemberNotVerified Kind = "MEMBER_NOT_VERIFIED" // declared, unknown to the platform
	ChangedSince      Kind = "CHANGED_SINCE"       // the fact arose after the declaration and was found within the reporting period
	ReportedLate      Kind = "REPORTED_LATE"       // the fact arose after the declaration and was found after the reporting period
	NotComparable     Kind = "NOT_COMPARABLE"      // the sources speak of different periods
)

// Counted says whether a kind is a discrepancy in the summary's count. What changed since the declaration and what cannot be
// compared are not.
func (k Kind) Counted() bool { return k != ChangedSince && k != ReportedLate && k != NotComparable }

// Rules are an edition's item catalogue, compiled for comparing. They are read-only and safe to share.
type Rules struct {
	rules []rule // by the bytes of their codes, so that an index orders keys as results do
	codes map[string]int
}

// rule is one item of the catalogue.
type rule struct {
	code      string
	byMember  bool
	yesNo     bool
	income    bool // its sums make the household's income
	direction policy.Direction
	kind      Kind
	unknown   [sources]bool // the sources that cannot know it
	months    int

	// A difference counts when it is more than amount and, where denominator is not 0, denominator·difference > numerator·base.
	amount, numerator, denominator uint64
	ofDeclared                     bool // the base is the declared value; else the higher of the two
}

// Compile reads an edition's item catalogue. The edition has been checked when it was loaded; Compile refuses only what it
// could not compare.
func Compile(items []policy.Item) (*Rules, error) {
	r := &Rules{codes: make(map[string]int, len(items))}
	for _, item := range items {
		one := rule{
			code: item.Code, byMember: item.ByMember || item.Class == policy.Membership,
			yesNo:  item.Class == policy.Kinship || item.Unit == policy.YesNo,
			income: item.Class == policy.Income, direction: item.Direction, kind: Kind(item.Kind), months: item.ReportingMonths,
			unknown: [sources]bool{!item.Covers(policy.Declaration), !item.Covers(policy.Visit), !item.Covers(policy.Platform)},
			amount:  uint64(item.Tolerance.Amount), numerator: uint64(item.Tolerance.Numerator), denominator: uint64(item.Tolerance.Denominator),
			ofDeclared: item.Tolerance.Base == policy.OfDeclared,
		}
		switch item.Direction {
		case policy.Under, policy.Over, policy.Presence, policy.Members:
		default:
			return nil, fmt.Errorf("item %s: no direction %q", item.Code, item.Direction)
		}
		if item.Tolerance.Amount < 0 || item.Tolerance.Numerator < 0 || item.Tolerance.Denominator < 0 || item.ReportingMonths < 0 {
			return nil, fmt.Errorf("item %s: a negative tolerance or reporting period", item.Code)
		}
		r.rules = append(r.rules, one)
	}
	if len(r.rules) > maxItems {
		return nil, fmt.Errorf("%d items: more than %d", len(r.rules), maxItems)
	}
	slices.SortFunc(r.rules, func(a, b rule) int {
		switch {
		case a.code < b.code:
			return -1
		case a.code > b.code:
			return 1
		default:
			return 0
		}
	})
	for i, one := range r.rules {
		if _, twice := r.codes[one.code]; twice {
			return nil, fmt.Errorf("item %s stands twice in the catalogue", one.code)
		}
		r.codes[one.code] = i
	}
	return r, nil
}

// maxItems is how many items a catalogue may have: far more than any form, and an index still fits 16 bits.
const maxItems = 1 << 15

// Len is the number of items; an item's index is below it, and orders as its code's bytes do.
func (r *Rules) Len() int { return len(r.rules) }

// Find gives the index of the item of a code, -1 for none. Codes are compared byte for byte.
func (r *Rules) Find(code []byte) int {
	if i, found := r.codes[string(code)]; found {
		return i
	}
	return -1
}

// Code is an item's code.
func (r *Rules) Code(item int) string { return r.rules[item].code }

// ByMember says whether an item is one of each member; otherwise it is the household's.
func (r *Rules) ByMember(item int) bool { return r.rules[item].byMember }

// YesNo says whether an item's value is 0 or 1.
func (r *Rules) YesNo(item int) bool { return r.rules[item].yesNo }

// Covers says whether a source can know an item.
func (r *Rules) Covers(item int, source Source) bool { return !r.rules[item].unknown[source] }

func (r *rule) membership() bool { return r.direction == policy.Members }

// Amount is the sum of a key in one source.
type Amount struct {
	Value   int64 // in the item's unit; 0 for an absent row
	Missing bool  // the source does not know the key: no value, which is not 0
}

func (a Amount) present() bool { return !a.Missing && a.Value >= 1 }

// judge names the difference of one key, "" for none. It knows nothing of changes and periods.
func (r *rule) judge(declared, visited, platform Amount) Kind {
	if declared.Missing || visited.Missing && platform.Missing {
		return ""
	}
	highest := max(visited.Value, platform.Value) // a missing amount has the value 0, and the other is not missing
	switch r.direction {
	case policy.Under:
		if r.exceeds(highest-declared.Value, highest, declared.Value) {
			return r.kind
		}
	case policy.Over:
		if r.exceeds(declared.Value-highest, declared.Value, declared.Value) {
			return r.kind
		}
	case policy.Presence:
		if highest >= 1 && declared.Value == 0 {
			return r.kind
		}
	case policy.Members:
		switch {
		case declared.Value == 0 && highest >= 1:
			return MemberUndeclared
		case declared.Value >= 1 && !visited.Missing && visited.Value == 0:
			return MemberNotVisited
		case declared.Value >= 1 && !platform.Missing && platform.Value == 0:
			return MemberNotVerified
		}
	}
	return ""
}

// exceeds says whether a difference is beyond the tolerance, exactly: products are taken in 128 bits.
func (r *rule) exceeds(difference, higher, declared int64) bool {
	if difference <= 0 || uint64(difference) <= r.amount {
		return false
	}
	if r.denominator == 0 {
		return true
	}
	base := higher
	if r.ofDeclared {
		base = declared
	}
	leftHigh, leftLow := bits.Mul64(r.denominator, uint64(difference))
	rightHigh, rightLow := bits.Mul64(r.numerator, uint64(base))
	return leftHigh > rightHigh || leftHigh == rightHigh && leftLow > rightLow
}
