package exchange

import (
	"chengxin/internal/comparison"
	"chengxin/internal/fault"
)

// watch looks for the line on which a sum passes its limit, or a household's income begins: the comparison itself keeps no
// lines, and a run that fails has the time to read its files again.
type watch struct {
	household string
	limit     *comparison.LimitError
	sum       uint64
	in        *input
	seq, line int
}

// take looks at a row of the household, and says whether it is the one.
func (w *watch) take(s *scanner, b *block, line int) bool {
	if string(s.key[:s.keyLength]) != w.household || b.in.source != w.limit.Source {
		return false
	}
	if w.limit.Code != "" {
		var memory [maxKey]byte
		if s.rows.read(b.in.source, &s.cut, &s.row) != "" || s.run.job.Rules.Code(s.row.item) != w.limit.Code || string(foldKey(s.row.member, &memory)) != w.limit.Member {
			return false
		}
		if w.sum += s.row.value; w.sum <= comparison.MaxSum {
			return false
		}
	}
	w.in, w.seq, w.line = b.in, b.seq, line
	return true
}

// beyond is the refusal of a sum above its limit.
func (r *run) beyond(household string, limit *comparison.LimitError) error {
	encodings := map[string]Encoding{}
	for _, in := range r.in.all {
		encodings[in.path] = in.encoding
	}
	files := [3][]string{}
	files[limit.Source] = r.job.Files[limit.Source]
	again, err := openInputs(files, r.job.Encoding, encodings)
	if err != nil {
		return err
	}
	defer again.Close()
	again.blockSize = r.job.blockSize
	s := newScanner(&run{job: r.job, in: again, seed: r.seed, partitions: 1, partitionShift: 64})
	s.watch = &watch{household: household, limit: limit}
	var memory []byte
	for s.watch.in == nil {
		b, kept, ok, failed := again.Next(memory)
		if failed != nil || !ok {
			break
		}
		memory = kept
		lines, _ := s.block(&b)
		b.in.lines[b.seq] = int32(lines)
	}
	at := place(r.job.Files[limit.Source][0], 1)
	if found := s.watch; found.in != nil {
		at = place(found.in.path, found.in.linesBefore(found.seq)+int64(found.line)+1)
	}
	if limit.Code == "" {
		return fault.New(fault.Invalid, "comparison.beyond_income", "at", at, "household", household, "limit", int64(comparison.MaxIncome)).Because(limit)
	}
	return fault.New(fault.Invalid, "comparison.beyond_sum", "at", at, "household", household, "member", limit.Member, "item", limit.Code,
		"limit", int64(comparison.MaxSum)).Because(limit)
}
