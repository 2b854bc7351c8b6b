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
	cells   []cell
	late    []lateRow
	members []string
	periods []string          // the periods that the household's rows give; the first is none
	known   map[string]int    // members by name, once there are many
	dense   []uint32          // cell of a member's item, by member·items+item; 0 is none, else the index in cells + 1
	sparse  map[uint64]uint32 // the same for members beyond the dense ones
	any     [sources]bool     // some row
	bad     [sources]bool     // an unreadable one
	aside   bool              // some row is set aside
	beyond  bool              // some sum is beyond its limit
	income  [sources]uint64

	declaredUntil Day // the latest as-of day of the declaration's rows
	rank, order   []uint32
	result        Result
	lines         []Line
}

// cell is one key, a member and an item, with its rows added up as they come.
type cell struct {
	sums     [sources]uint64
	asOf     [sources]Day    // the latest; 0: the source has no row of it
	period   [sources]uint32 // index in periods; 0: none was given; mixed: different ones were
	member   uint32
	item     uint16
	setAside [sources]bool
	hasLate  bool // some of its rows say since when they hold
}

const mixed = ^uint32(0)

// lateRow is a row of the visit or the platform that says since when it holds. Whether that is after the declaration is known
// only when all rows are there.
type lateRow struct {
	cell   uint32
	source Source
	since  Day
	value  uint64
}

// How many members, periods and late rows are looked through one by one, how many members have their keys looked up by index, and above how many the maps are thrown away.
const (
	fewMembers   = 16
	fewPeriods   = 4
	fewLate      = 32
	denseMembers = 64
	manyMembers  = 1024
)

// NewComparer makes a Comparer.
func NewComparer(rules *Rules) *Comparer { return &Comparer{rules: rules, periods: []string{""}} }

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
	c.cells, c.late, c.members, c.periods = c.cells[:0], c.late[:0], c.members[:0], c.periods[:1]
	c.any, c.bad, c.aside, c.beyond, c.income, c.declaredUntil = [sources]bool{}, [sources]bool{}, false, false, [sources]uint64{}, 0
	c.result = Result{Discrepancies: c.result.Discrepancies[:0]}
}

// AddBad notes that a row of the source could not be read: for this household the source counts as missing.
func (c *Comparer) AddBad(source Source) { c.bad[source] = true }

// AddRow takes a row, in any order. A row of an item that its source cannot know sets its key aside.
func (c *Comparer) AddRow(row Row) {
	member := c.Member(row.Member)
	if row.SetAside {
		c.SetAside(row.Source, row.Item, member)
		return
	}
	c.Add(row.Source, row.Item, member, uint64(row.Value), row.AsOf, row.Since, row.Period)
}

// SetAside takes a row with the status unavailable or not asked.
func (c *Comparer) SetAside(source Source, item, member int) {
	c.any[source], c.aside = true, true
	c.cells[c.cellOf(member, item)].setAside[source] = true
}

// Add takes a row of a member by its number, the empty name's for a household item.
func (c *Comparer) Add(source Source, item, member int, value uint64, asOf, since Day, period string) {
	c.any[source] = true
	at := c.cellOf(member, item)
	one := &c.cells[at]
	if one.sums[source] += value; one.sums[source] > MaxSum {
		one.sums[source], c.beyond = MaxSum+1, true // beyond the limit it stays beyond
	}
	one.asOf[source] = max(one.asOf[source], asOf)
	c.aside = c.aside || one.setAside[source]
	if source == Declaration {
		c.declaredUntil = max(c.declaredUntil, asOf)
	}
	if period != "" {
		c.addPeriod(&one.period[source], period)
	}
	if since > 0 && source != Declaration {
		one.hasLate = true
		c.late = append(c.late, lateRow{at, source, since, value})
	}
}

func (c *Comparer) addPeriod(to *uint32, period string) {
	switch {
	case *to == mixed || *to > 0 && c.periods[*to] == period:
		return
	case *to > 0:
		*to = mixed
		return
	}
	from := max(1, len(c.periods)-fewPeriods) // whether two are the same is decided by their texts: finding one here only saves memory
	if at := slices.Index(c.periods[from:], period); at >= 0 {
		*to = uint32(from + at)
		return
	}
	*to = uint32(len(c.periods))
	c.periods = append(c.periods, period)
}

// Member gives a member's number in this household.
func (c *Comparer) Member(name string) int {
	if len(c.members) <= fewMembers {
		for i := len(c.members) - 1; i >= 0; i-- { // a member's rows come together: the last is the likeliest
			if c.members[i] == name {
				return i
			}
		}
	} else if i, found := c.known[name]; found {
		return i
	}
	number := len(c.members)
	c.members = append(c.members, name)
	switch {
	case len(c.members) == fewMembers+1:
		if c.known == nil {
			c.known = map[string]int{}
		}
		for i, one := range c.members {
			c.known[one] = i
		}
	case len(c.members) > fewMembers:
		c.known[name] = number
	}
	return number
}

func (c *Comparer) cellOf(member, item int) uint32 {
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
	key := member*len(c.rules.rules) + item
	if key >= len(c.dense) {
		c.dense = append(c.dense, make([]uint32, (member+1)*len(c.rules.rules)-len(c.dense))...)
	}
	if at := c.dense[key]; at > 0 {
		return at - 1
	}
	c.dense[key] = uint32(len(c.cells)) + 1
	return c.newCell(member, item)
}

// newCell makes a key. What the edition says that a source cannot know is set aside there from the beginning.
func (c *Comparer) newCell(member, item int) uint32 {
	c.cells = append(c.cells, cell{member: uint32(member), item: uint16(item), setAside: c.rules.rules[item].unknown})
	return uint32(len(c.cells) - 1)
}

// Compare compares the rows added since Reset. It refuses, with *LimitError, sums beyond the limits. The result is overwritten
// by the next household.
func (c *Comparer) Compare() (*Result, error) {
	c.settleMissing()
	c.sortCells()
	if len(c.late) > fewLate {
		slices.SortFunc(c.late, func(a, b lateRow) int { return cmp.Compare(a.cell, b.cell) })
	}
	c.result.Compared = c.result.Missing[Declaration] == "" && (c.result.Missing[Visit] == "" || c.result.Missing[Platform] == "")
	for _, at := range c.order {
		c.compareKey(at)
	}
	for source := range sources {
		c.result.Income[source].Value = int64(c.income[source])
		c.beyond = c.beyond || c.income[source] > MaxIncome
	}
	if c.beyond {
		if err := c.firstBeyond(); err != nil {
			return nil, err
		}
	}
	return &c.result, nil
}

// settleMissing finds the sources that are missing for the household, and the day up to which it has declared. A source that is
// missing has all its keys set aside.
func (c *Comparer) settleMissing() {
	kept := c.any
	if c.aside {
		kept, c.declaredUntil = [sources]bool{}, 0
		for i := range c.cells {
			one := &c.cells[i]
			for source := range sources {
				kept[source] = kept[source] || one.asOf[source] > 0 && !one.setAside[source]
			}
			if !one.setAside[Declaration] {
				c.declaredUntil = max(c.declaredUntil, one.asOf[Declaration])
			}
		}
	}
	for source := range sources {
		switch {
		case c.bad[source]:
			c.result.Missing[source] = BadRow
		case kept[source]:
			continue
		case c.any[source]:
			c.result.Missing[source] = SetAside
		default:
			c.result.Missing[source] = NoRows
		}
		c.result.Income[source].Missing = true
		for i := range c.cells {
			c.cells[i].setAside[source] = true
		}
	}
}

// firstBeyond names a sum beyond its limit, of what is not set aside: the first by source, then the key's before the income's,
// by member's bytes and item, so that the same household always fails with the same words. Values are not negative, so that
// whether a limit is passed does not depend on the order of the rows.
func (c *Comparer) firstBeyond() error {
	for source := range sources {
		for _, at := range c.order {
			if one := &c.cells[at]; !one.setAside[source] && one.sums[source] > MaxSum {
				return &LimitError{Source: source, Member: c.members[one.member], Code: c.rules.rules[one.item].code}
			}
		}
		if c.income[source] > MaxIncome {
			return &LimitError{Source: source}
		}
	}
	return nil
}

// sortCells orders the keys by member's bytes and item.
func (c *Comparer) sortCells() {
	c.rank, c.order = c.rank[:0], c.order[:0]
	for i := range c.members {
		at := len(c.rank) // members are few and often come in order
		c.rank = append(c.rank, uint32(i))
		for len(c.members) <= denseMembers && at > 0 && c.members[c.rank[at-1]] > c.members[i] {
			c.rank[at] = c.rank[at-1]
			at--
			c.rank[at] = uint32(i)
		}
	}
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
	slices.SortFunc(c.rank, func(a, b uint32) int { return cmp.Compare(c.members[a], c.members[b]) })
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

// amounts are a key's sums in the three sources.
func (one *cell) amounts() (all [sources]Amount) {
	for source := range sources {
		if one.setAside[source] {
			all[source].Missing = true
		} else {
			all[source].Value = int64(one.sums[source])
		}
	}
	return all
}

// compareKey names a key's difference: first whether there is one, then whether its periods let it stand, then whether it
// arose after the declaration.
func (c *Comparer) compareKey(at uint32) {
	one := &c.cells[at]
	rule := &c.rules.rules[one.item]
	sums := one.amounts()
	if rule.income {
		for source := range sums {
			// A sum is at most a little above its limit, and what is added up stays there once it is beyond: nothing wraps.
			if c.income[source] <= MaxIncome {
				c.income[source] += uint64(sums[source].Value)
			}
		}
	}
	if rule.membership() && sums[Declaration].present() {
		c.result.Members++
	}
	kind := rule.judge(sums[Declaration], sums[Visit], sums[Platform])
	if kind == "" {
		return
	}
	found := Discrepancy{Member: c.members[one.member], Item: int(one.item), Kind: kind, Sums: sums}
	switch {
	case c.periodsDiffer(one):
		found.Kind = NotComparable
	case one.hasLate:
		c.judgeChange(at, rule, &found)
	}
	if found.Kind.Counted() {
		c.result.Counted++
	}
	c.result.Discrepancies = append(c.result.Discrepancies, found)
}

// periodsDiffer says whether the key's rows, over all sources, give two different periods.
func (c *Comparer) periodsDiffer(one *cell) bool {
	first := uint32(0)
	for source := range sources {
		given := one.period[source]
		switch {
		case one.setAside[source] || given == 0:
		case given == mixed:
			return true
		case first == 0:
			first = given
		case given != first && c.periods[given] != c.periods[first]:
			return true
		}
	}
	return false
}

// judgeChange takes away what holds since a day after the declaration. Where no difference is left, it arose after it.
func (c *Comparer) judgeChange(at uint32, rule *rule, found *Discrepancy) {
	one := &c.cells[at]
	was := found.Sums
	since := Day(0)
	late := c.late
	if len(late) > fewLate {
		from, _ := slices.BinarySearchFunc(late, at, func(row lateRow, at uint32) int { return cmp.Compare(row.cell, at) })
		to, _ := slices.BinarySearchFunc(late, at+1, func(row lateRow, at uint32) int { return cmp.Compare(row.cell, at) })
		late = late[from:to]
	}
	for _, row := range late {
		if row.cell != at || one.setAside[row.source] || row.since <= c.declaredUntil {
			continue
		}
		was[row.source].Value -= int64(row.value)
		if since == 0 || row.since < since {
			since = row.since
		}
	}
	if since == 0 || rule.judge(was[Declaration], was[Visit], was[Platform]) != "" {
		return
	}
	found.Kind, found.Since = ReportedLate, since
	for _, source := range []Source{Visit, Platform} {
		if !one.setAside[source] {
			found.Found = max(found.Found, one.asOf[source])
		}
	}
	if found.Found <= since.AddMonths(rule.months) {
		found.Kind = ChangedSince
	}
}

// Lines gives every key of the household compared last, by member's bytes and item, for pages that show the three sources side
// by side. They are overwritten by the next household.
func (c *Comparer) Lines() []Line {
	c.lines = c.lines[:0]
	next := 0
	for _, at := range c.order {
		one := &c.cells[at]
		line := Line{Member: c.members[one.member], Item: int(one.item), Sums: one.amounts(), AsOf: one.asOf}
		for source := range sources {
			if one.setAside[source] {
				line.AsOf[source] = 0
			}
		}
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
