package exchange

import (
	"bytes"
	"context"
	"encoding/binary"
	"hash/maphash"
	"unicode/utf8"

	"chengxin/internal/comparison"
)

// scanner reads blocks, checks their rows and deals them out to the partitions of their households. It is for one goroutine.
type scanner struct {
	run     *run
	rows    *rowChecker
	row     row
	cut     record
	marks   marks
	decoded []byte
	quoted  quotedRecord

	in        *input
	household []byte // of the row before, as it stands in the file; empty for none
	partition int
	key       [maxKey]byte
	keyLength int

	stretch   int // where the length of the stretch being written stands in its bucket; −1 for none
	day       comparison.Day
	member    [maxKey]byte
	memberLen int // −1 for none
	period    []byte

	buckets [][]byte  // by partition
	pieces  [][]piece // by partition
	counts  [3]int64  // rows by source
	bytes   int64
	bad     []byte // the block's bad rows
	badRows int64
	err     error // of the machine, not of a file

	watch *watch // nil, except to find where a sum passes its limit
}

// A bucket is a row of stretches. A stretch is rows of one household and one source that stand together in a file: the
// household's id (length, bytes), the source, the length of the rows in four bytes, the rows. What a row repeats of the one
// before in its stretch is not written again. A row's first byte says what follows it:
const (
	newMember    = 1 << iota // length, bytes; of member items only
	newDay                   // the as-of day, four bytes
	hasSince                 // four bytes
	hasPeriod                // 0 for that of the row before, else length + 1, bytes
	isSetAside               // nothing: neither day nor value
	isUnreadable             // nothing at all, not even the item
)

// longestRow is what a row takes in a bucket without its period, longestHead what a stretch begins with.
const (
	longestRow  = 1 + 1 + maxKey + 4 + 4 + 3*binary.MaxVarintLen64
	longestHead = 1 + maxKey + 1 + 4
)

func newScanner(run *run) *scanner {
	return &scanner{
		run: run, rows: newRowChecker(run.job.Rules), stretch: -1, buckets: make([][]byte, run.partitions), pieces: make([][]piece, run.partitions),
	}
}

// scan reads blocks until there are no more, or a failure is found by anyone.
func (s *scanner) scan(ctx context.Context) error {
	var memory []byte
	for ctx.Err() == nil && !s.run.failed() {
		var b block
		var ok bool
		var failed *failure
		b, memory, ok, failed = s.run.in.Next(memory)
		if failed != nil {
			s.run.fail(failed)
			break
		}
		if !ok {
			break
		}
		s.run.progress()
		lines, failed := s.block(&b)
		if s.err != nil {
			return s.err
		}
		if failed != nil {
			s.run.fail(failed)
			break
		}
		if err := s.run.finished(&b, lines, s); err != nil {
			return err
		}
	}
	s.close()
	for at := range s.buckets {
		if err := s.flush(at); err != nil {
			return err
		}
		s.run.recycle(s.buckets[at])
		s.buckets[at] = nil
	}
	return ctx.Err()
}

// block reads one block, and gives how many physical lines it has.
func (s *scanner) block(b *block) (lines int, failed *failure) {
	text := b.data
	if b.in.encoding == GB18030 {
		var undefined int
		s.decoded, undefined = appendGB18030(s.decoded[:0], text)
		if undefined >= 0 {
			return 0, undefinedAt(b.in, b, text, undefined)
		}
		text = s.decoded
	}
	if s.in != b.in { // a stretch is of one source
		s.close()
		s.in, s.household = b.in, s.household[:0]
	}
	beyond, quotes := s.marks.find(text)
	if beyond && b.in.encoding == UTF8 && !utf8.Valid(text) {
		return 0, undefinedAt(b.in, b, text, invalidUTF8(text))
	}
	s.bytes += int64(len(b.data))
	if quotes {
		return s.quotedBlock(b, text)
	}
	return s.plainBlock(b, text)
}

// plainBlock reads records without quotes: their fields lie between the marks.
func (s *scanner) plainBlock(b *block, text []byte) (lines int, failed *failure) {
	at, first := s.marks.at, 0 // the mark before the record
	for line, last := range s.marks.lines {
		count := int(last) - first // fields
		start, end := int(at[first]+1), int(at[last])
		isCut := end > start && text[end-1] == '\r'
		if isCut {
			end--
		}
		switch {
		case count > b.in.width:
			return 0, fail(b.in, b.seq, b.line+line, "row_too_long", "fields", count, "columns", b.in.width)
		case count == 1 && end == start: // an empty line
			first = int(last)
			continue
		}
		if isCut { // the next record begins behind the line end itself
			at[last]--
		}
		s.cut = record{text: text, marks: at[first : int(last)+1], columns: &b.in.columns}
		if failed := s.take(b, b.line+line, text[start:end]); failed != nil {
			return 0, failed
		}
		if isCut {
			at[last]++
		}
		first = int(last)
	}
	return b.line + len(s.marks.lines), nil
}

// quotedBlock reads records one after another.
func (s *scanner) quotedBlock(b *block, text []byte) (lines int, failed *failure) {
	line := b.line
	for len(text) > 0 {
		if length := emptyLine(text); length > 0 {
			text = text[length:]
			line++
			continue
		}
		if reason := s.quoted.parse(text); reason != "" {
			return 0, fail(b.in, b.seq, line, reason)
		}
		if fields := len(s.quoted.fields); fields > b.in.width {
			return 0, fail(b.in, b.seq, line, "row_too_long", "fields", fields, "columns", b.in.width)
		}
		s.cut = s.quoted.cut(&b.in.columns)
		raw := text[:s.quoted.length-1]
		if len(raw) > 0 && raw[len(raw)-1] == '\r' {
			raw = raw[:len(raw)-1]
		}
		if failed := s.take(b, line, raw); failed != nil {
			return 0, failed
		}
		line += bytes.Count(text[:s.quoted.length], []byte{'\n'})
		text = text[s.quoted.length:]
	}
	return line, nil
}

// take checks a record and deals it out.
func (s *scanner) take(b *block, line int, raw []byte) *failure {
	if id := s.cut.field(householdColumn); !sameKey(id, s.household) || len(id) == 0 {
		if !readableHousehold(id) {
			return fail(b.in, b.seq, line, "household")
		}
		s.close()
		s.household = append(s.household[:0], id...)
		s.keyLength = copy(s.key[:], foldKey(id, &s.key))
		s.partition = int(maphash.Bytes(s.run.seed, s.key[:s.keyLength]) >> s.run.partitionShift)
	}
	source := b.in.source
	if s.watch != nil {
		if s.watch.take(s, b, line) {
			return &failure{}
		}
		return nil
	}
	s.counts[source]++
	reason := s.rows.read(source, &s.cut, &s.row)
	if reason != "" {
		s.noteBad(line, reason, raw)
	}
	bucket := s.buckets[s.partition]
	if s.stretch < 0 || cap(bucket)-len(bucket) < longestRow {
		if bucket = s.open(source); bucket == nil {
			return &failure{}
		}
	}
	switch {
	case reason == badNotCovered:
		s.row.setAside, s.row.period = true, nil
	case reason != "":
		s.buckets[s.partition] = append(bucket, isUnreadable)
		return nil
	}
	s.buckets[s.partition] = s.put(bucket, source)
	return nil
}

// noteBad keeps a bad row for the report.
func (s *scanner) noteBad(line int, reason string, raw []byte) {
	s.badRows++
	s.bad = binary.AppendUvarint(s.bad, uint64(line))
	for i, one := range reasons {
		if one == reason {
			s.bad = append(s.bad, byte(i))
		}
	}
	if s.run.job.BadRows == "" {
		raw = nil // told by line and reason only
	}
	s.bad = binary.AppendUvarint(s.bad, uint64(len(raw)))
	s.bad = append(s.bad, raw...)
}

// open begins a stretch in the household's bucket; nil when the machine failed.
func (s *scanner) open(source comparison.Source) []byte {
	s.close()
	bucket := s.buckets[s.partition]
	if cap(bucket)-len(bucket) < longestHead+longestRow {
		if s.err = s.flush(s.partition); s.err != nil {
			return nil
		}
		if bucket = s.buckets[s.partition]; bucket == nil {
			bucket = s.run.memory()
		}
	}
	s.day, s.memberLen, s.period = 0, -1, s.period[:0]
	bucket = append(append(bucket, byte(s.keyLength)), s.key[:s.keyLength]...)
	bucket = append(bucket, byte(source))
	s.stretch = len(bucket)
	bucket = append(bucket, 0, 0, 0, 0)
	s.buckets[s.partition] = bucket
	return bucket
}

// close ends the stretch that is being written, if one is.
func (s *scanner) close() {
	if s.stretch >= 0 {
		bucket := s.buckets[s.partition]
		binary.LittleEndian.PutUint32(bucket[s.stretch:], uint32(len(bucket)-s.stretch-4))
		s.stretch = -1
	}
}

// put writes the row to its stretch.
func (s *scanner) put(bucket []byte, source comparison.Source) []byte {
	first := len(bucket)
	flags := byte(0)
	bucket = append(bucket, 0)
	bucket = binary.AppendUvarint(bucket, uint64(s.row.item))
	if member := s.row.member; len(member) > 0 {
		var memory [maxKey]byte
		if s.memberLen < 0 || !sameKey(s.member[:s.memberLen], member) {
			s.memberLen = copy(s.member[:], member)
			flags |= newMember
			member = foldKey(member, &memory)
			bucket = append(append(bucket, byte(len(member))), member...)
		}
	}
	if s.row.setAside {
		bucket[first] = flags | isSetAside
		return bucket
	}
	if s.day != s.row.asOf {
		s.day = s.row.asOf
		flags |= newDay
		bucket = binary.LittleEndian.AppendUint32(bucket, uint32(s.day))
	}
	if s.row.since > 0 && source != comparison.Declaration { // checked for its form everywhere, used in two sources
		flags |= hasSince
		bucket = binary.LittleEndian.AppendUint32(bucket, uint32(s.row.since))
	}
	if len(s.row.period) > 0 {
		flags |= hasPeriod
		if string(s.period) == string(s.row.period) {
			bucket = append(bucket, 0)
		} else {
			s.period = append(s.period[:0], s.row.period...)
			bucket = binary.AppendUvarint(bucket, uint64(len(s.period))+1)
			bucket = append(bucket, s.period...)
		}
	}
	bucket[first] = flags
	return binary.AppendUvarint(bucket, s.row.value)
}

// flush gives a bucket to the spool.
func (s *scanner) flush(at int) error {
	bucket := s.buckets[at]
	if len(bucket) == 0 {
		return nil
	}
	kept, held, err := s.run.spool.Keep(bucket)
	if err != nil {
		return err
	}
	s.pieces[at] = append(s.pieces[at], kept)
	s.buckets[at] = bucket[:0]
	if held {
		s.buckets[at] = nil
	}
	return nil
}
