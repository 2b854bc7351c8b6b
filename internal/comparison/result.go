package comparison

import "fmt"

// The limits of what is added up (performance.md W1): beyond them a comparison fails rather than wrap.
const (
	MaxSum    = 900_000_000_000_000_000   // of one key in one source
	MaxIncome = 9_000_000_000_000_000_000 // of a household's income in one source, fen a year
)

// LimitError says that a sum is beyond what can be compared.
type LimitError struct {
	Source Source
	Member string // empty for a household item and for the income
	Code   string // of the item; empty for the household's income
}

// Error names the sum.
func (e *LimitError) Error() string {
	if e.Code == "" {
		return fmt.Sprintf("%s: the household's income is above %d", e.Source, int64(MaxIncome))
	}
	return fmt.Sprintf("%s: the sum of %s, member %q, is above %d", e.Source, e.Code, e.Member, int64(MaxSum))
}

// Reason says why a source is missing for a household.
type Reason string

// The reasons in missing.csv; empty: the source is there.
const (
	NoRows   Reason = "no_rows"
	SetAside Reason = "set_aside" // every row of it says unavailable or not asked, or is of an item that the source cannot know
	BadRow   Reason = "bad_row"   // a row of it could not be read
)

// Discrepancy is one key whose sources differ.
type Discrepancy struct {
	Member string // empty for a household item
	Item   int    // index in the Rules
	Kind   Kind
	Sums   [sources]Amount // declared, visited, platform

	Since Day // for CHANGED_SINCE and REPORTED_LATE: the earliest day since which the found facts hold
	Found Day // for those two: the latest as-of day at which they were found
}

// Result is one household compared. Its slices belong to the Comparer and are overwritten by the next household.
type Result struct {
	Discrepancies []Discrepancy // by member's bytes, item
	Missing       [sources]Reason
	Members       int // declared as present; of no meaning when the declaration is missing
	Income        [sources]Amount
	Counted       int  // discrepancies of counted kinds
	Compared      bool // false: never compared, which is not clean
}

// Line is one key in all three sources, whether or not they differ.
type Line struct {
	Member string
	Item   int
	Sums   [sources]Amount
	Kind   Kind // empty where nothing differs
	AsOf   [sources]Day
}
