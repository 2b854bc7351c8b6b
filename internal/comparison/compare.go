package comparison

import (
	"cmp"
	"slices"
)

// Row is one checked row of the long form.
type Row struct {
	Source   Source
	Item     int    // index in the Rules
	Member   string // 1–32 bytes, empty for a household item
	Value    int64  // 0 where the status leaves it empty; at most 10¹⁵−1
	AsOf     Day
	Since    Day    // the day from which the fact holds; 0 when not said
	Period   string // empty when not given
	SetAside bool   // status unavailable or not asked: the key is missing in this source, with all its rows
}

// Comparer compares one household after another with the same memory. It is for one goroutine.
type Comparer struct {
	rules   *Rules
	rows    []held
	cells   []cell
	members []string
	known   map[string]uint32 // members by name, once there are many
	dense   []uint32          // cell of a member's item, by member·items+item; 0 is none, else the index in cells + 1
	sparse  map[uint64]uint32 // the same for members beyond the dense ones
	bad     [sources]bool
	any     [sources]bool

	declaredUntil Day // the latest as-of day of the declaration's rows
	rank, order   []uint32
	result        Result
	lines         []Line
}

// held is a row with its key looked up.
type held struct {
	cell        uint32
	source      Source
	asOf, since Day
	value       int64
	period      string
}

// cell is one key: a member and an item.
type cell struct {
	member   uint32
	item     uint32
	setAside [sources]bool
	sums     [sources]uint64 // of all rows
	before   [sources]uint64 // of the rows that held when the household declared
	asOf     [sources]Day    // latest
	since    Day             // earliest since after the declaration; 0 for none
	period   string          // the first that was given
	mixed    bool            // another was given, too
}

// How many members are found one by one, how many have their keys looked up by index, and above how many the maps are thrown away.
const (
	fewMembers   = 16
	denseMembers = 64
	manyMembers  = 1024
)

// NewComparer makes a Comparer.
func NewComparer(rules *Rules) *Comparer { return &Comparer{rules: rules} }

// Reset forgets the household.
func (c *Comparer) Reset() {
	for i := range c.cells {
		if one := &c.cells[i]; one.member < denseMembers {
			c.dense[int(one.member)*len(c.rules.rules)+int(one.item)] = 0
		}
	}
	switch {
	case len(c.members) > manyMembers:
		c.known, c.sparse = nil, nil // clearing takes as long as the largest household that was ever in them
	case len(c.members) > fewMembers:
		clear(c.known)
		clear(c.sparse)
	}
	c.rows, c.cells, c.members = c.rows[:0], c.cells[:0], c.members[:0]
	c.bad, c.any, c.declaredUntil = [sources]bool{}, [sources]bool{}, 0
	c.result = Result{Discrepancies: c.result.Discrepancies[:0]}
}

// AddBad notes that a row of the source could not be read: for this household the source counts as missing.
func (c *Comparer) AddBad(source Source) { c.bad[source] = true }

// Add takes a row, in any order. A row of an item that its source cannot know sets its key aside.
func (c *Comparer) Add(row Row) {
	c.any[row.Source] = true
	at := c.cellOf(c.memberOf(row.Member), row.Item)
	if row.SetAside || !c.rules.rules[row.Item].covered[row.Source] {
		c.cells[at].setAside[row.Source] = true
		return
	}
	c.rows = append(c.rows, held{cell: at, source: row.Source, asOf: row.AsOf, since: row.Since, value: row.Value, period: row.Period})
}

func (c *Comparer) memberOf(name string) uint32 {
	if len(c.members) <= fewMembers {
		for i := len(c.members) - 1; i >= 0; i-- { // a member's rows come together: the last is the likeliest
			if c.members[i] == name {
				return uint32(i)
			}
		}
	} else if i, found := c.known[name]; found {
		return i
	}
	number := uint32(len(c.members))
	c.members = append(c.members, name)
	switch {
	case len(c.members) == fewMembers+1:
		if c.known == nil {
			c.known = map[string]uint32{}
		}
		for i, one := range c.members {
			c.known[one] = uint32(i)
		}
	case len(c.members) > fewMembers:
		c.known[name] = number
	}
	return number
}

func (c *Comparer) cellOf(member uint32, item int) uint32 {
	if member >= denseMembers {
		key := uint64(member)<<32 | uint64(item)
		if at, found := c.sparse[key]; found {
			return at
		}
		if c.sparse == nil {
			c.sparse = map[uint64]uint32{}
		}
		c.sparse[key] = uint32(len(c.cells))
		return c.newCell(member, item)
	}
	key := int(member)*len(c.rules.rules) + item
	if key >= len(c.dense) {
		c.dense = append(c.dense, make([]uint32, (int(member)+1)*len(c.rules.rules)-len(c.dense))...)
	}
	if at := c.dense[key]; at > 0 {
		return at - 1
	}
	c.dense[key] = uint32(len(c.cells)) + 1
	return c.newCell(member, item)
}

func (c *Comparer) newCell(member uint32, item int) uint32 {
	c.cells = append(c.cells, cell{member: member, item: uint32(item)})
	return uint32(len(c.cells) - 1)
}

// Compare compares the rows added since Reset. It refuses, with *LimitError, sums beyond the limits. The result is overwritten
// by the next household.
func (c *Comparer) Compare() (*Result, error) {
	c.settleMissing()
	if err := c.addUp(); err != nil {
		return nil, err
	}
	c.sortCells()
	c.result.Compared = c.result.Missing[Declaration] == "" && (c.result.Missing[Visit] == "" || c.result.Missing[Platform] == "")
	for _, at := range c.order {
		c.compareKey(&c.cells[at])
	}
	return &c.result, nil
}

// settleMissing finds the sources that are missing for the household, and the day up to which it has declared.
func (c *Comparer) settleMissing() {
	var kept [sources]bool
	for i := range c.rows {
		row := &c.rows[i]
		if c.cells[row.cell].setAside[row.source] {
			continue
		}
		kept[row.source] = true
		if row.source == Declaration {
			c.declaredUntil = max(c.declaredUntil, row.asOf)
		}
	}
	for source := range sources {
		switch {
		case c.bad[source]:
			c.result.Missing[source] = BadRow
		case kept[source]:
			c.result.Missing[source] = ""
		case c.any[source]:
			c.result.Missing[source] = SetAside
		default:
			c.result.Missing[source] = NoRows
		}
		c.result.Income[source].Missing = c.result.Missing[source] != ""
	}
}

// addUp sums the rows of what is not missing. Values are not negative, so that whether a limit is passed does not depend on the order.
func (c *Comparer) addUp() error {
	for i := range c.rows {
		row := &c.rows[i]
		one := &c.cells[row.cell]
		if one.setAside[row.source] || c.result.Missing[row.source] != "" {
			continue
		}
		if one.sums[row.source] <= MaxSum { // beyond the limit it stays beyond
			one.sums[row.source] += uint64(row.value)
		}
		one.asOf[row.source] = max(one.asOf[row.source], row.asOf)
		switch {
		case row.source == Declaration:
		case row.since > c.declaredUntil:
			if one.since == 0 || row.since < one.since {
				one.since = row.since
			}
		case one.before[row.source] <= MaxSum:
			one.before[row.source] += uint64(row.value)
		}
		switch {
		case row.period == "" || row.period == one.period:
		case one.period == "":
			one.period = row.period
		default:
			one.mixed = true
		}
	}
	return c.checkLimits()
}

// checkLimits adds up the incomes. Where several sums are beyond their limits, it names the first by source, then the key's
// before the income's, by member's bytes and item, so that the same household always fails with the same words.
func (c *Comparer) checkLimits() error {
	var income [sources]uint64
	var beyond *LimitError
	for i := range c.cells {
		one := &c.cells[i]
		for source := range sources {
			if one.sums[source] > MaxSum {
				found := &LimitError{Source: source, Member: c.members[one.member], Code: c.rules.rules[one.item].code}
				if beyond == nil || found.before(beyond) {
					beyond = found
				}
			}
			if c.rules.rules[one.item].income && income[source] <= MaxIncome {
				income[source] += one.sums[source]
			}
		}
	}
	for source := range sources {
		if income[source] > MaxIncome {
			if found := (&LimitError{Source: source}); beyond == nil || found.before(beyond) {
				beyond = found
			}
		}
		c.result.Income[source].Value = int64(min(income[source], MaxIncome))
	}
	if beyond != nil {
		return beyond
	}
	return nil
}

func (e *LimitError) before(other *LimitError) bool {
	isIncome := func(e *LimitError) int {
		if e.Code == "" {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(e.Source, other.Source), cmp.Compare(isIncome(e), isIncome(other)), cmp.Compare(e.Member, other.Member),
		cmp.Compare(e.Code, other.Code)) < 0
}

// sortCells orders the keys by member's bytes and item.
func (c *Comparer) sortCells() {
	c.rank, c.order = c.rank[:0], c.order[:0]
	for i := range c.members {
		c.rank = append(c.rank, uint32(i))
	}
	slices.SortFunc(c.rank, func(a, b uint32) int { return cmp.Compare(c.members[a], c.members[b]) })
	items := len(c.rules.rules)
	if len(c.members) <= denseMembers {
		for _, member := range c.rank {
			from := int(member) * items
			for _, at := range c.dense[from:min(from+items, len(c.dense))] {
				if at > 0 {
					c.order = append(c.order, at-1)
				}
			}
		}
		return
	}
	place := make([]uint32, len(c.members))
	for i, member := range c.rank {
		place[member] = uint32(i)
	}
	for i := range c.cells {
		c.order = append(c.order, uint32(i))
	}
	slices.SortFunc(c.order, func(a, b uint32) int {
		one, other := &c.cells[a], &c.cells[b]
		return cmp.Or(cmp.Compare(place[one.member], place[other.member]), cmp.Compare(one.item, other.item))
	})
}

// amounts are a key's sums in the three sources, of all rows or of those that held when the household declared.
func (c *Comparer) amounts(one *cell, before bool) (all [sources]Amount) {
	covered := &c.rules.rules[one.item].covered
	for source := range sources {
		switch {
		case c.result.Missing[source] != "" || one.setAside[source] || !covered[source]:
			all[source].Missing = true
		case before && source != Declaration:
			all[source].Value = int64(one.before[source])
		default:
			all[source].Value = int64(one.sums[source])
		}
	}
	return all
}

// compareKey names a key's difference: first whether there is one, then whether its periods let it stand, then whether it
// arose after the declaration.
func (c *Comparer) compareKey(one *cell) {
	rule := &c.rules.rules[one.item]
	sums := c.amounts(one, false)
	if rule.membership() && sums[Declaration].present() {
		c.result.Members++
	}
	kind := rule.judge(sums[Declaration], sums[Visit], sums[Platform])
	if kind == "" {
		return
	}
	found := Discrepancy{Member: c.members[one.member], Item: int(one.item), Kind: kind, Sums: sums}
	switch {
	case one.mixed:
		found.Kind = NotComparable
	case one.since > 0:
		was := c.amounts(one, true)
		if rule.judge(was[Declaration], was[Visit], was[Platform]) != "" {
			break
		}
		found.Kind, found.Since, found.Found = ReportedLate, one.since, max(one.asOf[Visit], one.asOf[Platform])
		if found.Found <= one.since.AddMonths(rule.months) {
			found.Kind = ChangedSince
		}
	}
	if found.Kind.Counted() {
		c.result.Counted++
	}
	c.result.Discrepancies = append(c.result.Discrepancies, found)
}

// Lines gives every key of the household compared last, by member's bytes and item, for pages that show the three sources side
// by side. They are overwritten by the next household.
func (c *Comparer) Lines() []Line {
	c.lines = c.lines[:0]
	next := 0
	for _, at := range c.order {
		one := &c.cells[at]
		line := Line{Member: c.members[one.member], Item: int(one.item), Sums: c.amounts(one, false), AsOf: one.asOf}
		if next < len(c.result.Discrepancies) {
			if found := &c.result.Discrepancies[next]; found.Item == line.Item && found.Member == line.Member {
				line.Kind = found.Kind
				next++
			}
		}
		c.lines = append(c.lines, line)
	}
	return c.lines
}
