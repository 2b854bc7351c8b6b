package audit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
)

// factBook holds the last digest of every row that the log knows, by a hash of the row's name, so that a million of them
// fit into memory.
type factBook map[factName]logged

type factName [16]byte

type logged struct {
	digest  [sha256.Size]byte
	seq     int64
	removed bool
}

func nameOf(table, id string) factName {
	sum := sha256.Sum256(appendPiece(appendPiece(make([]byte, 0, 96), table), id))
	return factName(sum[:16])
}

// digestOf is a digest's bytes; a text that is no digest of ours stands for itself and fits no row.
func digestOf(text string) [sha256.Size]byte {
	var digest [sha256.Size]byte
	if len(text) == hex.EncodedLen(len(digest)) {
		if _, err := hex.Decode(digest[:], []byte(text)); err == nil {
			return digest
		}
	}
	return sha256.Sum256([]byte(text))
}

// log takes note of a row's digest; the last one counts.
func (b factBook) log(fact Fact, seq int64) {
	b[nameOf(fact.Table, fact.ID)] = logged{digest: digestOf(fact.Digest), seq: seq, removed: fact.Digest == ""}
}

// compareFacts compares every row that there is with its last digest, then names the rows that are gone.
func (w *walk) compareFacts(ctx context.Context, source Source) error {
	for fact, err := range source.Facts(ctx) {
		if err != nil {
			return err
		}
		w.report.Facts++
		name := nameOf(fact.Table, fact.ID)
		known, found := w.facts[name]
		delete(w.facts, name)
		switch {
		case !found:
			w.fact(fact, FactUnlogged, NoEntry)
		case known.removed:
			w.fact(fact, FactReturned, known.seq)
		case known.digest != digestOf(fact.Digest):
			w.fact(fact, FactAltered, known.seq)
		}
	}
	maps.DeleteFunc(w.facts, func(_ factName, known logged) bool { return known.removed })
	return w.nameMissing(ctx, source)
}

func (w *walk) fact(fact Fact, reason Reason, seq int64) {
	w.report.find(Finding{Reason: reason, Seq: seq, To: seq, Table: fact.Table, ID: fact.ID, Unsure: w.lost})
}

// nameMissing reports the rows that are left in the book. Their names are read from the entries that logged them.
func (w *walk) nameMissing(ctx context.Context, source Source) error {
	seqs := make([]int64, 0, len(w.facts))
	for _, known := range w.facts {
		seqs = append(seqs, known.seq)
	}
	slices.Sort(seqs)
	seqs = slices.Compact(seqs)
	for _, seq := range seqs[:min(len(seqs), maxFindings)] {
		for record, err := range source.Entries(ctx, seq) {
			if err != nil {
				return err
			}
			entry, err := ParseEntry(record.Payload)
			if err != nil {
				return err // it was read a moment ago: the source is not one moment of the database
			}
			for _, fact := range entry.Facts {
				name := nameOf(fact.Table, fact.ID)
				if known, missing := w.facts[name]; missing && known.seq == seq {
					delete(w.facts, name)
					w.fact(fact, FactMissing, seq)
				}
			}
			break
		}
	}
	w.report.Total += len(w.facts)
	return ctx.Err()
}
