package exchange

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"hash/maphash"
	"math/bits"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"chengxin/internal/comparison"
	"chengxin/internal/fault"
)

// run is one attempt at a comparison: with the encodings that are known so far.
type run struct {
	job   *LongForm
	in    *inputs
	spool *spool
	seed  maphash.Seed

	partitions     int
	partitionShift int
	pieceSize      int

	mu      sync.Mutex
	first   *failure
	stopped atomic.Bool
	free    [][]byte // pieces' memory to be used again
	bad     []badBatch

	shown   atomic.Int64 // what Progress was told last
	telling sync.Mutex
}

// badBatch are the bad rows of one block.
type badBatch struct {
	in   *input
	seq  int
	rows piece
}

// once reads, compares and writes.
func (l *LongForm) once(ctx context.Context, encodings map[string]Encoding) (report *Report, err error) {
	in, err := openInputs(l.Files, l.Encoding, encodings)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	in.blockSize = l.blockSize
	r := &run{job: l, in: in, spool: newSpool(l.Temp, l.Memory), seed: maphash.MakeSeed()}
	defer func() { err = errors.Join(err, r.spool.Close()) }()
	r.partition()

	scanners := make([]*scanner, l.Workers)
	group, scanning := errgroup.WithContext(ctx)
	for i := range scanners {
		scanners[i] = newScanner(r)
		group.Go(func() error { return scanners[i].scan(scanning) })
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	if r.first != nil {
		return nil, r.told()
	}
	report = &Report{Kinds: map[comparison.Kind]int64{}, Missing: [3]map[comparison.Reason]int64{{}, {}, {}}}
	for _, s := range scanners {
		report.Bad += s.badRows
		report.Bytes += s.bytes
		for source, n := range s.counts {
			report.Rows[source] += n
		}
	}
	if report.Bad > 0 && l.BadRows == "" {
		return nil, r.badRows(report.Bad)
	}
	results, err := r.compare(ctx, scanners, report)
	if err != nil {
		return nil, err
	}
	report.Spilled = r.spool.end
	return report, r.write(results)
}

// defaultPart is how many bytes of input have their households in one partition.
const defaultPart = 2 << 20

// partition decides into how many parts the households are dealt: so many that one part fits the processor's caches, and so few
// that a piece of each is little memory.
func (r *run) partition() {
	logarithm := min(bits.Len64(uint64(r.in.expect/int64(r.job.part))), 12)
	r.partitions = 1 << logarithm
	r.partitionShift = 64 - logarithm
	r.pieceSize = 32 << 10
	for r.pieceSize > 4<<10 && int64(r.pieceSize*r.partitions*(r.job.Workers+1)) > r.job.Memory/3 {
		r.pieceSize /= 2
	}
}

// memory gives room for a piece.
func (r *run) memory() []byte {
	r.mu.Lock()
	defer r.mu.Unlock()
	if last := len(r.free) - 1; last >= 0 {
		one := r.free[last]
		r.free = r.free[:last]
		return one
	}
	return make([]byte, 0, r.pieceSize)
}

// recycle takes a piece's memory back.
func (r *run) recycle(data []byte) {
	if cap(data) == r.pieceSize {
		r.mu.Lock()
		r.free = append(r.free, data[:0])
		r.mu.Unlock()
	}
}

func (r *run) failed() bool { return r.stopped.Load() }

// fail notes a failure. Blocks are handed out in order: those before it are being read, and may still find an earlier one.
func (r *run) fail(found *failure) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.first == nil || found.before(r.first) {
		r.first = found
	}
	r.stopped.Store(true)
}

// told is the failure as the operator reads it; or that a file must be read in another encoding.
func (r *run) told() error {
	found := r.first
	if found.otherEncoding || found.in.assumed && !isUTF8(found.in) {
		return &otherEncoding{found.in.path}
	}
	return found.located(found.in.linesBefore(found.seq))
}

// linesBefore counts the physical lines of the blocks before one.
func (in *input) linesBefore(seq int) (lines int64) {
	for _, n := range in.lines[:min(seq, len(in.lines))] {
		lines += int64(n)
	}
	return lines
}

// finished notes a block's lines and bad rows.
func (r *run) finished(b *block, lines int, s *scanner) error {
	r.in.mu.Lock()
	b.in.lines[b.seq] = int32(lines)
	r.in.mu.Unlock()
	if len(s.bad) == 0 {
		return nil
	}
	rows, kept, err := r.spool.Keep(s.bad)
	if err != nil {
		return err
	}
	if kept {
		s.bad = nil
	} else {
		s.bad = s.bad[:0]
	}
	r.mu.Lock()
	r.bad = append(r.bad, badBatch{in: b.in, seq: b.seq, rows: rows})
	r.mu.Unlock()
	return nil
}

// progress tells how far the reading is, at most once for each per cent.
func (r *run) progress() {
	if r.job.Progress == nil {
		return
	}
	done := r.in.done.Load()
	if shown := r.shown.Load(); done-shown > r.in.total/100 && r.shown.CompareAndSwap(shown, done) {
		r.telling.Lock()
		r.job.Progress(done, r.in.total)
		r.telling.Unlock()
	}
}

// eachBad goes through the bad rows in the order declaration, visit, platform, line, as long as do says so.
func (r *run) eachBad(do func(in *input, line int64, reason string, raw []byte) (more bool, err error)) error {
	slices.SortFunc(r.bad, func(a, b badBatch) int {
		if a.in != b.in {
			return a.in.number - b.in.number
		}
		return a.seq - b.seq
	})
	var memory []byte
	var before int64
	for i, batch := range r.bad {
		from := 0
		if i > 0 && r.bad[i-1].in == batch.in {
			from = r.bad[i-1].seq
		} else {
			before = 0
		}
		for _, lines := range batch.in.lines[from:batch.seq] {
			before += int64(lines)
		}
		data, err := r.spool.Read(batch.rows, memory)
		if err != nil {
			return err
		}
		if batch.rows.held == nil {
			memory = data
		}
		for len(data) > 0 {
			line, size := binary.Uvarint(data)
			reason := reasons[data[size]]
			length, lengthSize := binary.Uvarint(data[size+1:])
			data = data[size+1+lengthSize:]
			more, err := do(batch.in, before+int64(line)+1, reason, data[:length])
			if err != nil || !more {
				return err
			}
			data = data[length:]
		}
	}
	return nil
}

// badRows is the refusal of bad rows without a file for them.
func (r *run) badRows(count int64) error {
	refusal := &BadRowsError{Count: count}
	err := r.eachBad(func(in *input, line int64, reason string, _ []byte) (bool, error) {
		refusal.First = append(refusal.First, BadRow{File: in.path, Line: line, Reason: reason})
		return len(refusal.First) < 20, nil
	})
	if err != nil {
		return err
	}
	return refusal
}

// compare compares the partitions, and gives the results of each.
func (r *run) compare(ctx context.Context, scanners []*scanner, report *Report) ([][]piece, error) {
	results := make([][]piece, r.partitions)
	workers := make([]*comparing, r.job.Workers)
	var next atomic.Int64
	group, comparing := errgroup.WithContext(ctx)
	for i := range workers {
		c := newComparing(r)
		workers[i] = c
		group.Go(func() error {
			var pieces []piece
			for comparing.Err() == nil {
				at := int(next.Add(1)) - 1
				if at >= r.partitions {
					return nil
				}
				pieces = pieces[:0]
				for _, s := range scanners {
					pieces = append(pieces, s.pieces[at]...)
					s.pieces[at] = nil
				}
				var err error
				if results[at], err = c.partition(pieces); err != nil {
					return err
				}
			}
			return comparing.Err()
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	var limited *limitedHousehold
	for _, c := range workers {
		if c.limit != nil && (limited == nil || c.limitedID < limited.id) {
			limited = &limitedHousehold{c.limitedID, c.limit}
		}
		c.report(report)
	}
	if limited != nil {
		return nil, r.beyond(limited.id, limited.limit)
	}
	return results, nil
}

type limitedHousehold struct {
	id    string
	limit *comparison.LimitError
}

// report adds up what one goroutine compared.
func (c *comparing) report(into *Report) {
	into.Households += c.count
	into.Counted += c.counted
	into.Compared += c.did
	for kind, n := range c.kinds {
		into.Kinds[kind] += n
	}
	for source := range c.missing {
		for reason, n := range c.missing[source] {
			into.Missing[source][reason] += n
		}
	}
}

// write writes the results and the bad rows, all or none.
func (r *run) write(results [][]piece) (err error) {
	var files newFiles
	defer files.drop()
	into, err := files.results(r.job.Out)
	if err != nil {
		return fault.New(fault.Invalid, "comparison.cannot_write", "why", err).Because(err)
	}
	if err := merge(r.spool, results, into); err != nil {
		return err
	}
	if r.job.BadRows != "" {
		file, err := files.create(r.job.BadRows, 0o600)
		if err != nil {
			return fault.New(fault.Invalid, "comparison.cannot_write", "why", err).Because(err)
		}
		if err := r.writeBad(file.Writer); err != nil {
			return err
		}
	}
	if err := files.keep(); err != nil {
		return fault.New(fault.Invalid, "comparison.cannot_write", "why", err).Because(err)
	}
	return nil
}

func (r *run) writeBad(file *bufio.Writer) error {
	if _, err := file.WriteString("file,line,reason,raw\n"); err != nil {
		return err
	}
	var record []byte
	return r.eachBad(func(in *input, line int64, reason string, raw []byte) (bool, error) {
		record = append(appendField(record[:0], in.path), ',')
		record = append(strconv.AppendInt(record, line, 10), ',')
		record = append(append(record, reason...), ',')
		record = append(appendField(record, string(raw)), '\n')
		_, err := file.Write(record)
		return true, err
	})
}
