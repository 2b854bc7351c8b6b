package audit

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"iter"
	"slices"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"chengxin/internal/region"
)

const xiji = region.Code("640422")

var start = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// memory is a county's log as a database would keep it.
type memory struct {
	records []Record
	hashes  []StoredHash
	head    Frontier
	notes   []string
	facts   map[string]Fact
}

func (m *memory) Entries(_ context.Context, from int64) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		at, _ := slices.BinarySearchFunc(m.records, from, func(r Record, seq int64) int { return int(r.Seq - seq) })
		for _, record := range m.records[at:] {
			if !yield(record, nil) {
				return
			}
		}
	}
}

func (m *memory) Hashes(context.Context) iter.Seq2[StoredHash, error] {
	return func(yield func(StoredHash, error) bool) {
		for _, hash := range m.hashes {
			if !yield(hash, nil) {
				return
			}
		}
	}
}

func (m *memory) Head(context.Context) (int64, []byte, error) {
	edge, err := m.head.MarshalBinary()
	return m.head.Size(), edge, err
}

func (m *memory) Checkpoints(context.Context) ([]string, error) { return m.notes, nil }

func (m *memory) Facts(context.Context) iter.Seq2[Fact, error] {
	return func(yield func(Fact, error) bool) {
		for _, fact := range m.facts {
			if !yield(fact, nil) {
				return
			}
		}
	}
}

func (m *memory) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		found[i] = m.hashes[index].Hash
	}
	return found, nil
}

func (m *memory) Commitments(_ context.Context, from int64) iter.Seq2[Commitment, error] {
	return func(yield func(Commitment, error) bool) {
		for _, record := range m.records[from:] {
			if !yield(Commitment(record.Commitment), nil) {
				return
			}
		}
	}
}

// add appends an entry as storage does.
func (m *memory) add(entry Entry, salt []byte) {
	entry.County, entry.Seq = xiji, m.head.Size()
	if entry.At.IsZero() {
		entry.At = start.Add(time.Duration(entry.Seq) * time.Second)
	}
	m.records = append(m.records, recordOf(entry, salt))
	next, stored := m.head.Append(Commitment(m.records[entry.Seq].Commitment))
	m.hashes = append(m.hashes, stored...)
	m.head = next
	for _, fact := range entry.Facts {
		if fact.Digest == "" {
			delete(m.facts, fact.Table+"/"+fact.ID)
		} else {
			m.facts[fact.Table+"/"+fact.ID] = fact
		}
	}
}

func recordOf(entry Entry, salt []byte) Record {
	payload := entry.Canonical()
	commitment := Commit(salt, payload)
	return Record{
		Seq: entry.Seq, Commitment: commitment[:], Salt: salt, Payload: payload, At: entry.At, Kind: entry.Kind,
		ActorKind: entry.ActorKind, ActorID: entry.ActorID, Household: entry.Household, Region: string(entry.Region),
	}
}

// rewrite makes the tree anew from the records as they are, as whoever holds the database could.
func (m *memory) rewrite() {
	m.head, m.hashes = Frontier{}, nil
	for i := range m.records {
		next, stored := m.head.Append(Commitment(m.records[i].Commitment))
		m.head, m.hashes = next, append(m.hashes, stored...)
	}
}

func newMemory() *memory { return &memory{facts: map[string]Fact{}} }

// digest makes a digest as RowDigest does, of a row with one number.
func digest(table string, n int64) string { return RowDigest(table, []string{"n"}, []any{n}) }

func drawSalt(t *rapid.T) []byte {
	salt := sha256.Sum256(binary.BigEndian.AppendUint64(nil, rapid.Uint64().Draw(t, "salt")))
	return salt[:]
}

// drawLog makes a random log with rows that are digested again, removed and erased lawfully. It gives the signed
// checkpoints that stand outside the database; the last one counts all entries.
func drawLog(t *rapid.T, keys *SigningKeys) (*memory, []string) {
	m := newMemory()
	var outside []string
	n := rapid.IntRange(2, 40).Draw(t, "entries")
	for i := range n {
		entry := Entry{
			Kind: rapid.SampledFrom([]string{"NoticeServed", "PledgeSigned", "FileOpened"}).Draw(t, "kind"), ActorKind: "officer",
			ActorID: fmt.Sprint("officer-", rapid.IntRange(1, 3).Draw(t, "officer")), Household: fmt.Sprint("household-", rapid.IntRange(1, 9).Draw(t, "household")),
			Region: "640422100202", Detail: map[string]string{"n": fmt.Sprint(i)},
		}
		for j := range rapid.IntRange(0, 2).Draw(t, "rows") {
			entry.Facts = append(entry.Facts, Fact{Table: "pledge", ID: fmt.Sprintf("row-%d-%d", i, j), Digest: digest("pledge", int64(i))})
		}
		for name, fact := range m.facts {
			if name == fmt.Sprintf("pledge/row-%d-0", i-3) {
				fact.Digest = digest("pledge", 1000+int64(i))
				if rapid.IntRange(0, 4).Draw(t, "remove") == 0 {
					fact.Digest = ""
				}
				entry.Facts = append(entry.Facts, fact)
			}
		}
		if rapid.IntRange(0, 9).Draw(t, "erase") == 0 && i > 0 {
			m.erase(t, int64(rapid.IntRange(0, i-1).Draw(t, "erased")), &entry)
		}
		m.add(entry, drawSalt(t))
		if i == n-1 || rapid.IntRange(0, 5).Draw(t, "checkpoint") == 0 {
			signed := sign(t, keys, m.head)
			outside = append(outside, signed)
			m.notes = append(m.notes, signed)
		}
	}
	return m, outside
}

// erase removes an entry's salt and payload and has the eraser say so, with the rows' digests again.
func (m *memory) erase(t *rapid.T, seq int64, eraser *Entry) {
	record := &m.records[seq]
	if record.Payload == nil {
		return
	}
	entry, err := ParseEntry(record.Payload)
	if err != nil {
		t.Fatal(err)
	}
	if len(entry.Erases) > 0 {
		return
	}
	eraser.Erases = append(eraser.Erases, seq)
	for _, fact := range entry.Facts {
		now, there := m.facts[fact.Table+"/"+fact.ID]
		if !there {
			now = Fact{Table: fact.Table, ID: fact.ID}
		}
		if !slices.ContainsFunc(eraser.Facts, func(f Fact) bool { return f.ID == now.ID }) {
			eraser.Facts = append(eraser.Facts, now)
		}
	}
	record.Salt, record.Payload = nil, nil
}

type fataler interface{ Fatal(args ...any) }

func sign(t fataler, keys *SigningKeys, head Frontier) string {
	signed, err := keys.Sign(head.Checkpoint(xiji))
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

func verifiers(t fataler, keys *SigningKeys) note.Verifiers {
	known, err := keys.Verifiers(xiji)
	if err != nil {
		t.Fatal(err)
	}
	return known
}

func newKeys(t testing.TB) *SigningKeys {
	keys, err := CreateSigningKeys(t.TempDir()+"/signing.json", start)
	if err != nil {
		t.Fatal(err)
	}
	return keys
}
