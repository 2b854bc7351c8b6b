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
	rows    *rowReader
	row     row
	fields  [columnCount][]byte
	marks   []uint32
	decoded []byte
	record  quotedRecord

	household []byte // of the row before, as it stands in the file
	serial    uint64 // counts changes of the household; 0 is none
	key       [maxKey]byte
	keyLength int
	partition int

	buckets []bucket
	pieces  [][]piece // by partition
	counts  [3]int64  // rows by source
	bytes   int64
	bad     []byte // the block's bad rows
	badRows int64
	err     error // of the machine, not of a file
}

// bucket collects rows of one partition. What a row repeats of the one before in the bucket is not written again.
type bucket struct {
	data      []byte
	household uint64 // serial
	day       comparison.Day
	member    [maxKey]byte
	memberLen int
	period    []byte
}

// The first byte of a row in a bucket: its source in the two highest bits, and what follows.
const (
	newHousehold = 1 << iota // length, bytes
	newMember                // length, bytes; of member items only
	newDay                   // the as-of day, four bytes
	hasSince                 // four bytes
	hasPeriod                // 0 for that of the row before, else length + 1, bytes
	isSetAside
	sourceShift = 6
	unreadable  = 3 << sourceShift // in place of the source: the household has an unreadable row; the source's byte follows
)

// longestRow is what a row takes in a bucket without its period.
const longestRow = 1 + 2*(1+maxKey) + 4 + 4 + 3*binary.MaxVarintLen64

func newScanner(run *run) *scanner {
	return &scanner{
		run: run, rows: newRowReader(run.job.Rules), buckets: make([]bucket, run.partitions), pieces: make([][]piece, run.partitions),
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
	for at := range s.buckets {
		if err := s.flush(at); err != nil {
			return err
		}
		s.run.recycle(s.buckets[at].data)
		s.buckets[at] = bucket{}
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
	var ascii bool
	s.marks, ascii = findMarks(text, s.marks)
	if !ascii && b.in.encoding == UTF8 && !utf8.Valid(text) {
		return 0, undefinedAt(b.in, b, text, invalidUTF8(text))
	}
	s.bytes += int64(len(b.data))
	if bytes.IndexByte(text, '"') >= 0 {
		return s.quotedBlock(b, text)
	}
	return s.plainBlock(b, text)
}

// plainBlock reads records without quotes: their fields end at the marks.
func (s *scanner) plainBlock(b *block, text []byte) (lines int, failed *failure) {
	line, start, width := b.line, 0, b.in.width
	columns := b.in.columns
	marks := s.marks
	for len(marks) > 0 {
		count := 0
		for text[marks[count]] != '\n' { // the text ends with one
			count++
		}
		end := int(marks[count])
		last := end // where the last field ends
		if last > start && text[last-1] == '\r' {
			last--
		}
		if count >= width {
			return 0, fail(b.in, b.seq, line, "row_too_long", "fields", count+1, "columns", width)
		}
		if last > start || count > 0 {
			for column, at := range columns {
				switch {
				case at < 0 || at > count:
					s.fields[column] = nil
					continue
				case at == 0:
					s.fields[column] = text[start:marks[0]]
				default:
					s.fields[column] = text[marks[at-1]+1 : marks[at]]
				}
				if at == count && last < end {
					s.fields[column] = s.fields[column][:len(s.fields[column])-1]
				}
			}
			if failed := s.take(b, line, text[start:last]); failed != nil {
				return 0, failed
			}
		}
		line++
		start = end + 1
		marks = marks[count+1:]
	}
	return line, nil
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
		if reason := s.record.parse(text); reason != "" {
			return 0, fail(b.in, b.seq, line, reason)
		}
		fields := s.record.fields
		if len(fields) > b.in.width {
			return 0, fail(b.in, b.seq, line, "row_too_long", "fields", len(fields), "columns", b.in.width)
		}
		for column, at := range b.in.columns {
			s.fields[column] = nil
			if at >= 0 && at < len(fields) {
				s.fields[column] = fields[at]
			}
		}
		raw := text[:s.record.length-1]
		if len(raw) > 0 && raw[len(raw)-1] == '\r' {
			raw = raw[:len(raw)-1]
		}
		if failed := s.take(b, line, raw); failed != nil {
			return 0, failed
		}
		line += bytes.Count(text[:s.record.length], []byte{'\n'})
		text = text[s.record.length:]
	}
	return line, nil
}

// take checks a record and deals it out.
func (s *scanner) take(b *block, line int, raw []byte) *failure {
	if id := s.fields[householdColumn]; s.serial == 0 || !bytes.Equal(id, s.household) {
		if !readableHousehold(id) {
			return fail(b.in, b.seq, line, "household")
		}
		s.household = append(s.household[:0], id...)
		s.keyLength = copy(s.key[:], foldKey(id, &s.key))
		s.partition = int(maphash.Bytes(s.run.seed, s.key[:s.keyLength]) >> s.run.partitionShift)
		s.serial++
	}
	s.counts[b.in.source]++
	if reason := s.rows.read(b.in.source, &s.fields, &s.row); reason != "" {
		s.noteBad(line, reason, raw)
		if reason != badNotCovered {
			return s.putUnreadable(b.in.source)
		}
		s.row.setAside, s.row.period = true, nil
	}
	return s.put(b.in.source)
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

// open gives the bucket of the household with room for a row.
func (s *scanner) open() (*bucket, *failure) {
	b := &s.buckets[s.partition]
	if len(b.data)+longestRow > cap(b.data) {
		if err := s.flush(s.partition); err != nil {
			s.err = err
			return nil, &failure{}
		}
		if b.data == nil {
			b.data = s.run.memory()
		}
		b.household, b.day, b.memberLen, b.period = 0, 0, -1, nil
	}
	return b, nil
}

func (s *scanner) put(source comparison.Source) *failure {
	b, failed := s.open()
	if failed != nil {
		return failed
	}
	first := len(b.data)
	flags := byte(source) << sourceShift
	data := append(b.data, 0)
	data = binary.AppendUvarint(data, uint64(s.row.item))
	if b.household != s.serial {
		b.household = s.serial
		flags |= newHousehold
		data = append(append(data, byte(s.keyLength)), s.key[:s.keyLength]...)
	}
	if member := s.row.member; len(member) > 0 {
		var memory [maxKey]byte
		member = foldKey(member, &memory)
		if b.memberLen != len(member) || string(b.member[:b.memberLen]) != string(member) {
			b.memberLen = copy(b.member[:], member)
			flags |= newMember
			data = append(append(data, byte(len(member))), member...)
		}
	}
	if s.row.setAside {
		flags |= isSetAside
	} else {
		if b.day != s.row.asOf {
			b.day = s.row.asOf
			flags |= newDay
			data = binary.LittleEndian.AppendUint32(data, uint32(b.day))
		}
		if s.row.since > 0 && source != comparison.Declaration { // checked for its form everywhere, used in two sources
			flags |= hasSince
			data = binary.LittleEndian.AppendUint32(data, uint32(s.row.since))
		}
		if len(s.row.period) > 0 {
			flags |= hasPeriod
			if bytes.Equal(b.period, s.row.period) {
				data = append(data, 0)
			} else {
				b.period = append(b.period[:0], s.row.period...)
				data = binary.AppendUvarint(data, uint64(len(b.period))+1)
				data = append(data, b.period...)
			}
		}
		data = binary.AppendUvarint(data, s.row.value)
	}
	data[first] = flags
	b.data = data
	return nil
}

func (s *scanner) putUnreadable(source comparison.Source) *failure {
	b, failed := s.open()
	if failed != nil {
		return failed
	}
	flags := byte(unreadable)
	if b.household != s.serial {
		flags |= newHousehold
	}
	b.data = append(b.data, flags, byte(source))
	if b.household != s.serial {
		b.household = s.serial
		b.data = append(append(b.data, byte(s.keyLength)), s.key[:s.keyLength]...)
	}
	return nil
}

// flush gives a bucket's rows to the spool.
func (s *scanner) flush(at int) error {
	b := &s.buckets[at]
	if len(b.data) == 0 {
		return nil
	}
	kept, held, err := s.run.spool.Keep(b.data)
	if err != nil {
		return err
	}
	s.pieces[at] = append(s.pieces[at], kept)
	if held {
		b.data = nil
	} else {
		b.data = b.data[:0]
	}
	return nil
}
