package audit

import (
	"bytes"
	"context"
	"iter"

	"golang.org/x/mod/sumdb/note"

	"chengxin/internal/region"
)

// Options say what a log is checked against beside itself.
type Options struct {
	// Known are the keys whose checkpoints count. Without them every signed checkpoint is reported as bad.
	Known note.Verifiers
	// Witnessed are signed checkpoints from outside the database (FileWitness.All).
	Witnessed []string
	// Printed are checkpoints that somebody read off a served letter.
	Printed []Checkpoint
	// Progress is told, now and then, how many entries were walked; it may be nil.
	Progress func(entries int64)
}

// Verify walks a county's log from its first entry and names what is wrong, the first bad entry first. It finds every
// edit, removal, insertion, exchange and truncation that leaves the tree as it was; against a checkpoint from outside it
// also finds a rollback and a rewrite of the whole log, which no check of the database alone can. Memory grows with the
// number of facts (about 150 bytes each), not of entries. An error means that the log could not be read, never that it is bad.
func Verify(ctx context.Context, county region.Code, source Source, options Options) (Report, error) {
	w := &walk{county: county, facts: factBook{}, erasing: map[int64]bool{}}
	inside, err := source.Checkpoints(ctx)
	if err != nil {
		return w.report, err
	}
	w.collect(inside, false, options.Known)
	w.collect(options.Witnessed, true, options.Known)
	w.collectPrinted(options.Printed)
	w.sortMarks()
	if err := w.entries(ctx, source, options.Progress); err != nil {
		return w.report, err
	}
	w.report.Last = w.edge.Checkpoint(county)
	if w.report.Complete {
		if err := w.head(ctx, source); err != nil {
			return w.report, err
		}
		w.judgeRollback()
	}
	w.judgeErasures()
	if w.report.Complete {
		if err := w.compareFacts(ctx, source); err != nil {
			return w.report, err
		}
	}
	w.report.sort()
	return w.report, nil
}

// walk is one verification under way.
type walk struct {
	county region.Code
	report Report
	edge   Frontier
	facts  factBook

	erased  []int64 // entries without salt and payload
	erasing map[int64]bool
	// lost says that what some entry said is not known: it may have logged a row again, or erased an earlier entry.
	lost bool

	marks     []mark // checkpoints by size, those not yet reached
	agreed    int64  // the size of the last checkpoint that agreed
	disagreed bool
}

const progressEvery = 1 << 14 // entries

func (w *walk) entries(ctx context.Context, source Source, progress func(int64)) error {
	nextHash, stop := iter.Pull2(source.Hashes(ctx))
	defer stop()
	w.compareMarks()
	for record, err := range source.Entries(ctx, 0) {
		if err != nil {
			return err
		}
		if fits, err := w.entry(record, nextHash); err != nil || !fits {
			return err
		}
		w.report.Entries++
		w.compareMarks()
		if progress != nil && w.report.Entries%progressEvery == 0 {
			progress(w.report.Entries)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if progress != nil {
		progress(w.report.Entries)
	}
	if _, err, more := nextHash(); more {
		if err != nil {
			return err
		}
		w.lost = true
		w.at(w.edge.Size(), HashExtra)
	}
	w.report.Complete = true
	return nil
}

func (w *walk) at(seq int64, reason Reason) {
	w.report.find(Finding{Reason: reason, Seq: seq, To: seq})
}

// entry checks one record. It gives false where the tree no longer fits: what comes after cannot be judged.
func (w *walk) entry(record Record, nextHash func() (StoredHash, error, bool)) (bool, error) {
	seq := w.edge.Size()
	switch {
	case record.Seq > seq:
		w.report.find(Finding{Reason: EntryMissing, Seq: seq, To: record.Seq - 1})
		return false, nil
	case record.Seq < seq:
		w.at(record.Seq, EntryRepeated)
		return false, nil
	case len(record.Commitment) != len(Commitment{}):
		w.at(seq, CommitmentMissing)
		return false, nil
	}
	sound := w.payload(record)
	next, stored := w.edge.Append(Commitment(record.Commitment))
	for _, want := range stored {
		got, err, more := nextHash()
		switch {
		case err != nil:
			return false, err
		case !more || got.Index > want.Index:
			w.doubt(sound, seq, HashMissing)
			return false, nil
		case got.Index < want.Index:
			w.doubt(sound, seq, HashExtra)
			return false, nil
		case got.Hash != want.Hash:
			w.doubt(sound, seq, HashDiffers)
			return false, nil
		}
	}
	w.edge = next
	return true, nil
}

// doubt reports a tree that does not fit, unless the entry's payload was reported already, which says more.
func (w *walk) doubt(sound bool, seq int64, reason Reason) {
	if sound {
		w.at(seq, reason)
	}
}

// payload checks what the commitment covers, and takes note of the facts. It gives false when it reported something.
func (w *walk) payload(record Record) bool {
	if len(record.Salt) == 0 && len(record.Payload) == 0 {
		w.erased = append(w.erased, record.Seq)
		return true
	}
	reason, column := w.judge(record)
	if reason == "" {
		return true
	}
	w.lost = true
	w.report.find(Finding{Reason: reason, Seq: record.Seq, To: record.Seq, Column: column})
	return false
}

func (w *walk) judge(record Record) (Reason, string) {
	if len(record.Salt) == 0 || len(record.Payload) == 0 {
		return PayloadMissing, ""
	}
	commitment := Commit(record.Salt, record.Payload)
	if len(record.Salt) != SaltSize || !bytes.Equal(commitment[:], record.Commitment) {
		return PayloadEdited, ""
	}
	entry, err := ParseEntry(record.Payload)
	if err != nil {
		return PayloadUnreadable, ""
	}
	if entry.Seq != record.Seq || entry.County != w.county {
		return EntryMisplaced, ""
	}
	if column := differing(entry, record); column != "" {
		return ColumnsDiffer, column
	}
	for _, fact := range entry.Facts {
		w.facts.log(fact, record.Seq)
	}
	for _, seq := range entry.Erases {
		w.erasing[seq] = seq < record.Seq
	}
	return "", ""
}

// differing names the first column that says something else than the payload.
func differing(entry Entry, record Record) string {
	switch {
	case record.At.UnixMicro() != entry.At.UnixMicro():
		return "at"
	case record.Kind != entry.Kind:
		return "kind"
	case record.ActorKind != entry.ActorKind:
		return "actor_kind"
	case record.ActorID != entry.ActorID:
		return "actor_id"
	case record.Household != entry.Household:
		return "household"
	case record.Region != string(entry.Region):
		return "region"
	}
	return ""
}

// judgeErasures reports payloads that are gone without an entry that says so. Where the walk ended early, the entry that
// says so may not have been reached.
func (w *walk) judgeErasures() {
	unsure := w.lost
	for _, seq := range w.erased {
		switch {
		case w.erasing[seq]:
			w.report.Erased++
		case w.report.Complete:
			w.lost = true
			w.report.find(Finding{Reason: PayloadMissing, Seq: seq, To: seq, Unsure: unsure})
		}
	}
}

// head compares the log's head row with the entries.
func (w *walk) head(ctx context.Context, source Source) error {
	size, edge, err := source.Head(ctx)
	if err != nil {
		return err
	}
	last := w.edge.Size()
	var frontier Frontier
	switch {
	case size > last:
		w.lost = true
		w.report.find(Finding{Reason: HeadAhead, Seq: last, To: size - 1, Size: size})
	case size < last:
		w.report.find(Finding{Reason: HeadBehind, Seq: max(size, 0), To: last - 1, Size: size})
	case size == 0 && len(edge) == 0:
	case frontier.UnmarshalBinary(edge) != nil || !frontier.same(w.edge):
		w.report.find(Finding{Reason: HeadDiffers, Seq: max(last-1, 0), To: max(last-1, 0), Size: size})
	}
	return nil
}
