package exchange

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"chengxin/internal/comparison"
	"chengxin/internal/fault"
)

const (
	defaultBlock = 128 << 10 // a block and its marks fit the second cache
	maxRecord    = 32 << 20  // a record that is longer is broken quoting or no CSV
)

// The columns of the long form, in the order of columnNames.
const (
	householdColumn = iota
	memberColumn
	itemColumn
	valueColumn
	asOfColumn
	sinceColumn
	periodColumn
	statusColumn
	columnCount
	neededColumns = asOfColumn + 1
)

var columnNames = [columnCount]string{"household_id", "member_id_no", "item_code", "value", "as_of", "since", "period", "status"}

// input is one file of a source.
type input struct {
	source   comparison.Source
	number   int // in the order in which results name files
	path     string
	encoding Encoding
	assumed  bool // UTF-8 until a byte says otherwise

	open      func() error // nil once it is open
	reader    io.Reader
	close     func()
	carry     []byte // the beginning of a record whose end was not read yet
	ended     bool
	hasHeader bool
	columns   [columnCount]int // where each stands; −1 for a column that is not there
	width     int              // the header's fields
	lines     []int32          // of each block that was read, for line numbers
}

// block is whole records of one file.
type block struct {
	in   *input
	seq  int
	line int // physical lines of the block before data
	data []byte
}

// inputs hands out the files' blocks in order. Its methods may be called by several goroutines.
type inputs struct {
	mu      sync.Mutex
	all     []*input
	current int

	blockSize int
	done      atomic.Int64 // bytes of files read
	total     int64        // bytes of files, compressed where they are
	expect    int64        // bytes when uncompressed, guessed
}

// failure is a reason to fail, at a line of a block; the earliest one is told.
type failure struct {
	in   *input
	seq  int
	line int // physical line within the block, from 0
	err  *fault.Error

	otherEncoding bool // the file was taken for UTF-8, and these bytes are not
}

func (f *failure) Error() string { return f.in.path + ": " + f.err.Error() }

// located is the refusal with file and line; before counts the file's lines before the block.
func (f *failure) located(before int64) *fault.Error {
	located := *f.err
	located.Pairs = append([]any{"at", place(f.in.path, before+int64(f.line)+1)}, located.Pairs...)
	return &located
}

// place is FILE:LINE: as compilers write it, the file as it was given.
func place(file string, line int64) string { return fmt.Sprintf("%s:%d:", file, line) }

func fail(in *input, seq, line int, key string, pairs ...any) *failure {
	return &failure{in: in, seq: seq, line: line, err: fault.New(fault.Invalid, "comparison.file."+key, pairs...)}
}

// before says which of two failures stands earlier in the files.
func (f *failure) before(other *failure) bool {
	switch {
	case f.in != other.in:
		return f.in.number < other.in.number
	case f.seq != other.seq:
		return f.seq < other.seq
	default:
		return f.line < other.line
	}
}

func openInputs(files [3][]string, encoding Encoding, known map[string]Encoding) (*inputs, error) {
	r := &inputs{}
	for source, paths := range files {
		for _, path := range paths {
			in := &input{source: comparison.Source(source), number: len(r.all), path: path, encoding: encoding}
			r.all = append(r.all, in)
			info, err := os.Stat(path)
			if err == nil && info.IsDir() {
				err = errors.New("is a directory")
			}
			if err != nil {
				return nil, in.unreadable(0, err).located(0)
			}
			if encoding == Detect {
				// What is no plain file cannot be read twice, and must be UTF-8.
				in.encoding, in.assumed = UTF8, info.Mode().IsRegular()
				if known[path] == GB18030 {
					in.encoding, in.assumed = GB18030, false
				}
			}
			r.total += info.Size()
			r.expect += info.Size() * in.prepare(info.Mode().IsRegular(), &r.done)
		}
	}
	return r, nil
}

// prepare sets how the file is opened when its turn comes, and says how many times larger it may be when uncompressed.
func (in *input) prepare(regular bool, done *atomic.Int64) int64 {
	var magic [4]byte
	if regular {
		if file, err := os.Open(in.path); err == nil { // #nosec G304 -- the operator names the files
			_, _ = file.ReadAt(magic[:], 0) // what is shorter is not compressed
			_ = file.Close()
		}
	}
	gzipped, zstandard := magic[0] == 0x1f && magic[1] == 0x8b, magic == [4]byte{0x28, 0xb5, 0x2f, 0xfd}
	in.open = func() error {
		file, err := os.Open(in.path) // #nosec G304 -- the operator names the files
		if err != nil {
			return err
		}
		counted := &counting{file, done}
		in.reader, in.close = counted, func() { _ = file.Close() }
		switch {
		case gzipped:
			in.reader, err = gzip.NewReader(counted)
		case zstandard:
			var decoder *zstd.Decoder
			decoder, err = zstd.NewReader(counted, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxRecord*2))
			if err == nil {
				in.reader, in.close = decoder, func() { decoder.Close(); _ = file.Close() }
			}
		}
		return err
	}
	if gzipped || zstandard {
		return 10
	}
	return 1
}

// counting counts what is read of a file.
type counting struct {
	io.Reader
	done *atomic.Int64
}

func (c *counting) Read(into []byte) (int, error) {
	n, err := c.Reader.Read(into)
	c.done.Add(int64(n))
	return n, err
}

// Close closes what is open.
func (r *inputs) Close() {
	for _, in := range r.all {
		if in.close != nil {
			in.close()
			in.close = nil
		}
	}
}

// Next reads the next block into the memory given; ok is false after the last. The block ends where a record ends.
func (r *inputs) Next(memory []byte) (b block, grown []byte, ok bool, failed *failure) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for r.current < len(r.all) {
		in := r.all[r.current]
		if in.ended {
			r.current++
			continue
		}
		b = block{in: in, seq: len(in.lines)}
		b.data, memory, failed = in.read(memory, r.blockSize)
		if failed == nil && !in.hasHeader {
			failed = in.header(&b)
		}
		if failed != nil {
			r.current = len(r.all) // nothing after it will be told
			return b, memory, false, failed
		}
		in.lines = append(in.lines, 0)
		if in.ended {
			in.close()
			in.close = nil
		}
		return b, memory, true, nil
	}
	return b, memory, false, nil
}

// read gives the next whole records of the file, the last one with a line end if it has none.
func (in *input) read(memory []byte, blockSize int) (data, grown []byte, failed *failure) {
	seq := len(in.lines)
	if in.open != nil {
		if err := in.open(); err != nil {
			return nil, memory, in.unreadable(0, err)
		}
		in.open = nil
	}
	if cap(memory) <= blockSize {
		memory = make([]byte, blockSize+1)
	}
	memory = memory[:cap(memory)]
	if len(in.carry) >= len(memory)/2 {
		memory = make([]byte, 2*len(in.carry)+blockSize)
	}
	filled := copy(memory, in.carry)
	for {
		n, err := fill(in.reader, memory[filled:len(memory)-1]) // room for a last line end
		if seq == 0 && filled == 0 {
			n = in.mark(memory[:n])
		}
		filled += n
		switch {
		case errors.Is(err, io.EOF):
			in.ended, in.carry = true, nil
			if filled > 0 && memory[filled-1] != '\n' {
				memory[filled] = '\n'
				filled++
			}
			return memory[:filled], memory, nil
		case err != nil:
			return nil, memory, in.unreadable(bytes.Count(memory[:filled], []byte{'\n'}), err)
		}
		if end := lastRecordEnd(memory[:filled]); end >= 0 {
			in.carry = append(in.carry[:0], memory[end+1:filled]...)
			return memory[:end+1], memory, nil
		}
		if len(memory) >= maxRecord {
			return nil, memory, fail(in, seq, 0, "record_too_long", "mebibytes", maxRecord>>20)
		}
		memory = append(make([]byte, 0, 2*len(memory)), memory[:filled]...)
		memory = memory[:cap(memory)]
	}
}

// fill reads until the memory is full; io.EOF says that the file ended, with n bytes before.
func fill(from io.Reader, memory []byte) (n int, err error) {
	for n < len(memory) && err == nil {
		var more int
		more, err = from.Read(memory[n:])
		n += more
	}
	return n, err
}

func (in *input) unreadable(line int, err error) *failure {
	return &failure{in: in, seq: len(in.lines), line: line, err: fault.New(fault.Invalid, "comparison.file.unreadable", "why", err).Because(err)}
}

// mark takes the byte order mark from the file's first bytes and gives how many are left.
func (in *input) mark(first []byte) int {
	if in.encoding == UTF8 && bytes.HasPrefix(first, []byte("\xef\xbb\xbf")) {
		in.assumed = false
		return copy(first, first[3:])
	}
	if in.encoding == GB18030 && bytes.HasPrefix(first, []byte("\x84\x31\x95\x33")) {
		return copy(first, first[4:])
	}
	return len(first)
}

// lastRecordEnd is the last line end that no quotes enclose, −1 for none. The text begins where a record begins.
func lastRecordEnd(text []byte) int {
	if bytes.IndexByte(text, '"') < 0 {
		return bytes.LastIndexByte(text, '\n')
	}
	last, inside := -1, false
	for from := 0; ; {
		quote := bytes.IndexByte(text[from:], '"')
		part := text[from:]
		if quote >= 0 {
			part = part[:quote]
		}
		if !inside {
			if at := bytes.LastIndexByte(part, '\n'); at >= 0 {
				last = from + at
			}
		}
		if quote < 0 {
			return last
		}
		inside, from = !inside, from+quote+1
	}
}

// header reads the header from the file's first block that has a record.
func (in *input) header(b *block) *failure {
	if in.ended && len(b.data) == 0 {
		return fail(in, b.seq, 0, "empty")
	}
	for len(b.data) > 0 {
		length := emptyLine(b.data)
		if length == 0 {
			break
		}
		b.data = b.data[length:]
		b.line++
	}
	if len(b.data) == 0 {
		if in.ended {
			return fail(in, b.seq, b.line, "no_header")
		}
		return nil // nothing but empty lines so far
	}
	var record quotedRecord
	reason := record.parse(b.data)
	text := b.data[:record.length]
	if in.encoding == GB18030 {
		decoded, undefined := appendGB18030(nil, text)
		if undefined >= 0 {
			return undefinedAt(in, b, text, undefined)
		}
		reason = record.parse(decoded)
	} else if !utf8.Valid(text) {
		return undefinedAt(in, b, text, invalidUTF8(text))
	}
	if reason != "" {
		return fail(in, b.seq, b.line, reason)
	}
	in.columns = [columnCount]int{-1, -1, -1, -1, -1, -1, -1, -1}
	in.width = len(record.fields)
	for at, name := range record.fields {
		for column, ours := range columnNames {
			if string(name) != ours {
				continue
			}
			if in.columns[column] >= 0 {
				return fail(in, b.seq, b.line, "column_twice", "column", ours)
			}
			in.columns[column] = at
		}
	}
	for column, ours := range columnNames[:neededColumns] {
		if in.columns[column] < 0 {
			return fail(in, b.seq, b.line, "column_missing", "column", ours)
		}
	}
	b.data = b.data[len(text):]
	b.line += bytes.Count(text, []byte{'\n'})
	in.hasHeader = true
	return nil
}

// undefinedAt is the failure of bytes that the encoding does not define.
func undefinedAt(in *input, b *block, text []byte, at int) *failure {
	found := fail(in, b.seq, b.line+bytes.Count(text[:at], []byte{'\n'}), "undefined_bytes", "encoding", string(in.encoding))
	found.otherEncoding = in.assumed
	return found
}

// invalidUTF8 is where a text stops to be valid UTF-8.
func invalidUTF8(text []byte) int {
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRune(text[at:])
		if r == utf8.RuneError && size <= 1 {
			return at
		}
		at += size
	}
	return len(text)
}

// emptyLine is the length of an empty line at the beginning of a text, its end included; 0 when there is none.
func emptyLine(text []byte) int {
	switch {
	case text[0] == '\n':
		return 1
	case text[0] == '\r' && len(text) > 1 && text[1] == '\n':
		return 2
	default:
		return 0
	}
}

// isUTF8 reads a file once more, to know what a failure means where the encoding is not given. What cannot be read any further
// is told as it was found.
func isUTF8(in *input) bool {
	again := &input{path: in.path}
	again.prepare(true, new(atomic.Int64))
	err := again.open()
	if again.close != nil {
		defer again.close()
	}
	if err != nil {
		return true
	}
	memory, kept := make([]byte, defaultBlock), 0
	for {
		n, err := again.reader.Read(memory[kept:])
		text := memory[:kept+n]
		whole := len(text)
		if err == nil { // a character may go on in the next bytes
			for back := 1; back < utf8.UTFMax && back <= len(text); back++ {
				if utf8.RuneStart(text[len(text)-back]) {
					if !utf8.FullRune(text[len(text)-back:]) {
						whole = len(text) - back
					}
					break
				}
			}
		}
		if !utf8.Valid(text[:whole]) {
			return false
		}
		if err != nil {
			return true
		}
		kept = copy(memory, text[whole:])
	}
}
