package audit

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"iter"
	"testing"
	"time"
)

func sample(seq int64) Entry {
	id := fmt.Sprintf("0190a5f2-0000-7000-8000-%012d", seq)
	return Entry{
		County: xiji, Seq: seq, At: start.Add(time.Duration(seq) * time.Second), Kind: "DeclarationSubmitted", ActorKind: "resident", ActorID: id,
		Permission: "self.declare", Household: id, Region: "640422100202", Detail: map[string]string{"edition": "jiqiang-2022", "version": "1"},
		Facts: []Fact{{Table: "declaration", ID: id, Digest: digest("declaration", seq)}},
	}
}

// generated is a log of n entries that is made while it is read, so that only Verify's own memory counts.
type generated int64

func (g generated) Entries(_ context.Context, from int64) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		for seq := from; seq < int64(g); seq++ {
			if !yield(g.record(seq), nil) {
				return
			}
		}
	}
}

func (g generated) record(seq int64) Record {
	salt := sha256.Sum256(binary.BigEndian.AppendUint64(nil, uint64(seq)))
	return recordOf(sample(seq), salt[:])
}

func (g generated) Hashes(context.Context) iter.Seq2[StoredHash, error] {
	return func(yield func(StoredHash, error) bool) {
		var frontier Frontier
		for seq := range int64(g) {
			next, stored := frontier.Append(Commitment(g.record(seq).Commitment))
			for _, one := range stored {
				if !yield(one, nil) {
					return
				}
			}
			frontier = next
		}
	}
}

func (g generated) Head(context.Context) (int64, []byte, error) {
	var frontier Frontier
	for seq := range int64(g) {
		frontier, _ = frontier.Append(Commitment(g.record(seq).Commitment))
	}
	edge, err := frontier.MarshalBinary()
	return frontier.Size(), edge, err
}

func (generated) Checkpoints(context.Context) ([]string, error) { return nil, nil }

func (g generated) Facts(context.Context) iter.Seq2[Fact, error] {
	return func(yield func(Fact, error) bool) {
		for seq := range int64(g) {
			if !yield(sample(seq).Facts[0], nil) {
				return
			}
		}
	}
}

// BenchmarkVerify gives the time per entry, with a million of them in the log, apart from the database's own. Making the
// entries four times over is part of the first figure; in the second they stand ready in memory.
func BenchmarkVerify(b *testing.B) {
	ready := newMemory()
	for seq := range int64(50_000) {
		entry := sample(seq)
		salt := sha256.Sum256(binary.BigEndian.AppendUint64(nil, uint64(seq)))
		ready.add(entry, salt[:])
	}
	for name, one := range map[string]struct {
		source  Source
		entries int64
	}{"1000000 generated": {generated(1_000_000), 1_000_000}, "50000 ready": {ready, 50_000}} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				report, err := Verify(context.Background(), xiji, one.source, Options{})
				if err != nil || !report.OK() || report.Facts != one.entries {
					b.Fatalf("%+v %v", report, err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(one.entries), "ns/entry")
		})
	}
}
