package comparison

import (
	"math/bits"

	"chengxin/internal/policy"
)

// Report is one household compared, with memory of its own.
type Report struct {
	Result
	Lines []Line
}

// Compare compares one household of the program: its rows in any order, and the sources of which a row could not be read. It
// refuses, with *LimitError, sums beyond the limits.
func (r *Rules) Compare(rows []Row, unreadable ...Source) (*Report, error) {
	c := NewComparer(r)
	for _, row := range rows {
		c.AddRow(row)
	}
	for _, source := range unreadable {
		c.AddBad(source)
	}
	result, err := c.Compare()
	if err != nil {
		return nil, err
	}
	return &Report{Result: *result, Lines: c.Lines()}, nil
}

// Effect is what the discrepancies would mean for the household's income a person, if the found values held. It is advice for
// the officer who asks for the cause: it decides nothing, and it is as uncertain as what was found.
type Effect struct {
	Declared Income // as the household declared
	Found    Income // with undeclared members, and with the higher value wherever income was found beyond the tolerance
	Changes  bool   // one is above the standard and the other is not
}

// Income is a household's income over its members.
type Income struct {
	Total   int64 // fen a year
	Members int
	Above   bool // more a person than the standard, exactly: Total > standard · Members
}

// PerPerson is the income a person, fen a year, rounded down. A household without members has none.
func (i Income) PerPerson() int64 {
	if i.Members == 0 {
		return 0
	}
	return i.Total / int64(i.Members)
}

// Effect weighs a result against a standard in fen a person and year. It answers false where nothing was compared, where
// nobody is declared, and where the sums leave the range of numbers.
func (r *Rules) Effect(result *Result, standard int64) (Effect, bool) {
	if !result.Compared || result.Members == 0 || standard < 0 {
		return Effect{}, false
	}
	declared := Income{Total: result.Income[Declaration].Value, Members: result.Members}
	found := declared
	for _, one := range result.Discrepancies {
		switch {
		case one.Kind == MemberUndeclared:
			found.Members++
		case one.Kind.Counted() && r.rules[one.Item].income && r.rules[one.Item].direction == policy.Under:
			more := max(one.Sums[Visit].Value, one.Sums[Platform].Value) - one.Sums[Declaration].Value
			if found.Total > MaxIncome-more {
				return Effect{}, false
			}
			found.Total += more
		}
	}
	declared.Above, found.Above = declared.above(standard), found.above(standard)
	return Effect{Declared: declared, Found: found, Changes: declared.Above != found.Above}, true
}

func (i Income) above(standard int64) bool {
	high, low := bits.Mul64(uint64(standard), uint64(i.Members))
	return high == 0 && uint64(i.Total) > low
}
