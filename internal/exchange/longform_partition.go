package exchange

import (
	"encoding/binary"
	"errors"
	"hash/maphash"
	"slices"
	"strings"
	"unsafe"

	"chengxin/internal/comparison"
)

// comparing compares the households of one partition after another with the same memory. It is for one goroutine.
type comparing struct {
	run      *run
	comparer *comparison.Comparer

	arena      []byte // pieces that were read from the temporary file
	stretches  []stretch
	households []dealtHousehold
	table      []uint32 // index in households + 1, by hash
	order      []uint32

	out     runWriter
	entry   resultEntry
	kinds   map[comparison.Kind]int64
	missing [3]map[comparison.Reason]int64
	count   int64
	counted int64
	did     int64

	limit     *comparison.LimitError // that of the first household by its id
	limitedID string
}

// stretch is rows of one household and source.
type stretch struct {
	rows   []byte
	next   uint32 // index + 1; 0 at the end
	source comparison.Source
}

type dealtHousehold struct {
	id   string
	hash uint64
	head uint32 // of its list of stretches: index + 1
}

func newComparing(run *run) *comparing {
	c := &comparing{run: run, comparer: comparison.NewComparer(run.job.Rules), kinds: map[comparison.Kind]int64{}}
	for source := range c.missing {
		c.missing[source] = map[comparison.Reason]int64{}
	}
	return c
}

// partition compares the households whose rows are in the pieces, and gives their results in the order of their ids.
func (c *comparing) partition(pieces []piece) ([]piece, error) {
	c.stretches, c.households = c.stretches[:0], c.households[:0]
	if c.table == nil {
		c.table = make([]uint32, 1024)
	}
	clear(c.table)
	spilled := 0
	for _, p := range pieces {
		if p.held == nil {
			spilled += p.length
		}
	}
	if cap(c.arena) < spilled {
		c.arena = make([]byte, spilled+spilled/8)
	}
	arena := c.arena[:cap(c.arena)]
	for _, p := range pieces {
		data, err := c.run.spool.Read(p, arena[:0:len(arena)])
		if err != nil {
			return nil, err
		}
		if p.held == nil {
			arena = arena[p.length:]
		}
		c.collect(data)
	}
	c.sort()
	for _, at := range c.order {
		if err := c.compare(&c.households[at]); err != nil {
			return nil, err
		}
	}
	results, err := c.out.done(c.run)
	for _, p := range pieces {
		c.run.spool.Release(p)
		c.run.recycle(p.held)
	}
	return results, err
}

// text is a string of bytes that stay as they are until the partition is done.
func text(data []byte) string {
	return unsafe.String(unsafe.SliceData(data), len(data)) // #nosec G103 -- a copy of each of millions of keys would take most of the time
}

// collect puts a piece's stretches on their households' lists.
func (c *comparing) collect(data []byte) {
	for len(data) > 0 {
		from := 1 + int(data[0])
		household := &c.households[c.householdOf(text(data[1:from]))]
		to := from + 5 + int(binary.LittleEndian.Uint32(data[from+1:]))
		c.stretches = append(c.stretches, stretch{data[from+5 : to], household.head, comparison.Source(data[from])})
		household.head = uint32(len(c.stretches))
		data = data[to:]
	}
}

// add gives a stretch's rows to the comparer.
func (c *comparing) add(source comparison.Source, data []byte) {
	member, noMember := -1, -1
	var day comparison.Day
	period := ""
	rules, comparer := c.run.job.Rules, c.comparer
	for at := 0; at < len(data); {
		flags := data[at]
		at++
		if flags == isUnreadable {
			comparer.AddBad(source)
			continue
		}
		item, size := uint64(data[at]), 1
		if item >= 0x80 {
			item, size = binary.Uvarint(data[at:])
		}
		at += size
		if flags&newMember != 0 {
			length := int(data[at])
			member = comparer.Member(text(data[at+1 : at+1+length]))
			at += 1 + length
		}
		of := member
		if !rules.ByMember(int(item)) {
			if noMember < 0 {
				noMember = comparer.Member("")
			}
			of = noMember
		}
		if flags&isSetAside != 0 {
			comparer.SetAside(source, int(item), of)
			continue
		}
		if flags&newDay != 0 {
			day = comparison.Day(binary.LittleEndian.Uint32(data[at:]))
			at += 4
		}
		var since comparison.Day
		if flags&hasSince != 0 {
			since = comparison.Day(binary.LittleEndian.Uint32(data[at:]))
			at += 4
		}
		given := ""
		if flags&hasPeriod != 0 {
			length, size := binary.Uvarint(data[at:])
			at += size
			if length > 0 {
				period = text(data[at : at+int(length)-1])
				at += int(length) - 1
			}
			given = period
		}
		value, size := binary.Uvarint(data[at:])
		at += size
		comparer.Add(source, int(item), of, value, day, since, given)
	}
}

func (c *comparing) householdOf(id string) uint32 {
	hash := maphash.String(c.run.seed, id)
	mask := uint64(len(c.table) - 1)
	for slot := hash & mask; ; slot = (slot + 1) & mask {
		at := c.table[slot]
		if at == 0 {
			c.households = append(c.households, dealtHousehold{id: id, hash: hash})
			c.table[slot] = uint32(len(c.households))
			if len(c.households) > len(c.table)/2 {
				c.grow()
			}
			return uint32(len(c.households) - 1)
		}
		if here := &c.households[at-1]; here.hash == hash && here.id == id {
			return at - 1
		}
	}
}

func (c *comparing) grow() {
	c.table = make([]uint32, 4*len(c.table))
	mask := uint64(len(c.table) - 1)
	for i := range c.households {
		slot := c.households[i].hash & mask
		for c.table[slot] > 0 {
			slot = (slot + 1) & mask
		}
		c.table[slot] = uint32(i) + 1
	}
}

func (c *comparing) sort() {
	c.order = c.order[:0]
	for i := range c.households {
		c.order = append(c.order, uint32(i))
	}
	slices.SortFunc(c.order, func(a, b uint32) int { return strings.Compare(c.households[a].id, c.households[b].id) })
}

// compare compares one household and writes its results.
func (c *comparing) compare(household *dealtHousehold) error {
	c.comparer.Reset()
	for at := household.head; at > 0; {
		one := &c.stretches[at-1]
		c.add(one.source, one.rows)
		at = one.next
	}
	result, err := c.comparer.Compare()
	var limit *comparison.LimitError
	if errors.As(err, &limit) {
		if c.limit == nil || household.id < c.limitedID { // partitions come in no order
			c.limit = &comparison.LimitError{Source: limit.Source, Member: strings.Clone(limit.Member), Code: limit.Code}
			c.limitedID = strings.Clone(household.id)
		}
		return nil
	}
	if err != nil {
		return err
	}
	c.count++
	c.counted += int64(result.Counted)
	if result.Compared {
		c.did++
	}
	for i := range result.Discrepancies {
		c.kinds[result.Discrepancies[i].Kind]++
	}
	for source, reason := range result.Missing {
		if reason != "" {
			c.missing[source][reason]++
		}
	}
	c.entry.write(c.run.job.Rules, household.id, result)
	return c.out.add(c.run, household.id, &c.entry)
}
