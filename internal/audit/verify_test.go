package audit

import (
	"context"
	"slices"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"chengxin/internal/wording"
)

func check(t fataler, m *memory, keys *SigningKeys, outside []string) Report {
	report, err := Verify(context.Background(), xiji, m, Options{Known: verifiers(t, keys), Witnessed: outside})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func TestAnUntouchedLogVerifies(t *testing.T) {
	keys := newKeys(t)
	rapid.Check(t, func(t *rapid.T) {
		m, outside := drawLog(t, keys)
		report := check(t, m, keys, outside)
		if !report.OK() || !report.Complete {
			t.Fatalf("%+v", report)
		}
		if report.Entries != int64(len(m.records)) || report.Facts != int64(len(m.facts)) || report.Witnessed != report.Entries || report.Last.Root != m.head.Root() {
			t.Fatalf("%+v", report)
		}
	})
}

// expected is what a tampering must be reported as: the first finding concerns the entries from–to.
type expected struct {
	reasons  []Reason
	from, to int64
}

// one expects an entry to be named.
func one(seq int64, reasons ...Reason) expected { return expected{reasons, seq, seq} }

// tamperings are what somebody with the whole database but without the signing keys and the witness can do.
var tamperings = map[string]func(*rapid.T, *memory) (expected, bool){
	"payload edited": func(t *rapid.T, m *memory) (expected, bool) {
		k, record := drawKept(t, m)
		record.Payload = slices.Clone(record.Payload)
		record.Payload[rapid.IntRange(0, len(record.Payload)-1).Draw(t, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		return one(k, PayloadEdited), true
	},
	"salt edited": func(t *rapid.T, m *memory) (expected, bool) {
		k, record := drawKept(t, m)
		record.Salt = slices.Clone(record.Salt)
		record.Salt[0] ^= 1
		return one(k, PayloadEdited), true
	},
	"column edited": func(t *rapid.T, m *memory) (expected, bool) {
		k, record := drawKept(t, m)
		switch rapid.IntRange(0, 5).Draw(t, "column") {
		case 0:
			record.At = record.At.Add(time.Microsecond)
		case 1:
			record.Kind += "x"
		case 2:
			record.ActorKind = "resident"
		case 3:
			record.ActorID = "officer-9"
		case 4:
			record.Household = ""
		case 5:
			record.Region = "640422"
		}
		return one(k, ColumnsDiffer), true
	},
	"commitment edited": func(t *rapid.T, m *memory) (expected, bool) {
		k, record := drawKept(t, m)
		record.Commitment = slices.Clone(record.Commitment)
		record.Commitment[3] ^= 8
		return one(k, PayloadEdited), true
	},
	"commitment removed": func(t *rapid.T, m *memory) (expected, bool) {
		k, record := drawKept(t, m)
		record.Commitment = nil
		return one(k, CommitmentMissing), true
	},
	"entry replaced with a fitting commitment": func(t *rapid.T, m *memory) (expected, bool) {
		k, record := drawKept(t, m)
		*record = forged(t, *record)
		return one(k, HashDiffers), true
	},
	"payload removed": func(t *rapid.T, m *memory) (expected, bool) {
		k, record := drawKept(t, m)
		record.Payload = nil
		return one(k, PayloadMissing), true
	},
	"erased without an entry": func(t *rapid.T, m *memory) (expected, bool) {
		k, record := drawKept(t, m)
		entry, err := ParseEntry(record.Payload)
		if err != nil {
			t.Fatal(err)
		}
		record.Salt, record.Payload = nil, nil
		if len(entry.Erases) > 0 { // then the entries that it erased have lost their eraser too
			return expected{[]Reason{PayloadMissing}, slices.Min(entry.Erases), slices.Min(entry.Erases)}, true
		}
		return one(k, PayloadMissing), true
	},
	"entry deleted": func(t *rapid.T, m *memory) (expected, bool) {
		k := rapid.IntRange(0, len(m.records)-1).Draw(t, "entry")
		m.records = slices.Delete(m.records, k, k+1)
		return one(int64(k), EntryMissing, HashExtra), true
	},
	"entry deleted and the gap closed": func(t *rapid.T, m *memory) (expected, bool) {
		k := rapid.IntRange(0, len(m.records)-1).Draw(t, "entry")
		m.records = slices.Delete(m.records, k, k+1)
		renumber(m)
		return one(int64(k), EntryMisplaced, HashExtra, HashDiffers), true
	},
	"entries exchanged": func(t *rapid.T, m *memory) (expected, bool) {
		k := rapid.IntRange(0, len(m.records)-2).Draw(t, "entry")
		l := rapid.IntRange(k+1, len(m.records)-1).Draw(t, "other")
		m.records[k], m.records[l] = m.records[l], m.records[k]
		renumber(m)
		return one(int64(k), EntryMisplaced, HashDiffers), true
	},
	"entry inserted": func(t *rapid.T, m *memory) (expected, bool) {
		k := rapid.IntRange(0, len(m.records)).Draw(t, "entry")
		entry := Entry{County: xiji, Seq: int64(k), At: start, Kind: "PledgeSigned"}
		m.records = slices.Insert(m.records, k, recordOf(entry, drawSalt(t)))
		renumber(m)
		return one(int64(k), HashDiffers, HashMissing), true
	},
	"end cut off, head left": func(t *rapid.T, m *memory) (expected, bool) {
		k := rapid.IntRange(0, len(m.records)-1).Draw(t, "entry")
		m.records, m.hashes = m.records[:k], m.hashes[:tlog.StoredHashCount(int64(k))]
		return expected{[]Reason{HeadAhead}, int64(k), int64(m.head.Size() - 1)}, true
	},
	"old backup restored": func(t *rapid.T, m *memory) (expected, bool) {
		k := rapid.IntRange(0, len(m.records)-1).Draw(t, "entry")
		size := int64(len(m.records))
		m.records = m.records[:k]
		m.rewrite()
		m.notes = nil
		return expected{[]Reason{CheckpointAhead}, int64(k), size - 1}, true
	},
	"head set back": func(t *rapid.T, m *memory) (expected, bool) {
		k := rapid.IntRange(0, len(m.records)-1).Draw(t, "entry")
		size := int64(len(m.records))
		m.head = Frontier{}
		for _, record := range m.records[:k] {
			m.head, _ = m.head.Append(Commitment(record.Commitment))
		}
		return expected{[]Reason{HeadBehind}, int64(k), size - 1}, true
	},
	"head forged": func(_ *rapid.T, m *memory) (expected, bool) {
		m.head.roots = slices.Clone(m.head.roots)
		m.head.roots[0][0] ^= 1
		return one(int64(len(m.records))-1, HeadDiffers), true
	},
	"hash edited": func(t *rapid.T, m *memory) (expected, bool) {
		i := rapid.IntRange(0, len(m.hashes)-1).Draw(t, "hash")
		m.hashes[i].Hash[5] ^= 1
		return one(entryOfHash(int64(i)), HashDiffers), true
	},
	"hash removed": func(t *rapid.T, m *memory) (expected, bool) {
		i := rapid.IntRange(0, len(m.hashes)-1).Draw(t, "hash")
		m.hashes = slices.Delete(m.hashes, i, i+1)
		return one(entryOfHash(int64(i)), HashMissing), true
	},
	"row altered": func(t *rapid.T, m *memory) (expected, bool) {
		fact, seq := drawFact(t, m)
		fact.Digest = digest("pledge", -1)
		m.facts[fact.Table+"/"+fact.ID] = fact
		return one(seq, FactAltered), seq >= 0
	},
	"row deleted": func(t *rapid.T, m *memory) (expected, bool) {
		fact, seq := drawFact(t, m)
		delete(m.facts, fact.Table+"/"+fact.ID)
		return one(seq, FactMissing), seq >= 0
	},
	"row added": func(_ *rapid.T, m *memory) (expected, bool) {
		m.facts["pledge/new"] = Fact{Table: "pledge", ID: "new", Digest: digest("pledge", 5)}
		return one(NoEntry, FactUnlogged), true
	},
	"everything rewritten from an entry on": func(t *rapid.T, m *memory) (expected, bool) {
		k, record := drawKept(t, m)
		*record = forged(t, *record)
		m.rewrite()
		m.notes = nil
		return expected{[]Reason{CheckpointUnmatched}, k, k}, true
	},
	"checkpoint forged": func(_ *rapid.T, m *memory) (expected, bool) {
		m.notes[0] = m.notes[0][:len(m.notes[0])-8] + "AAAAAAA\n"
		return one(NoEntry, CheckpointBad), true
	},
}

func TestEveryTamperingIsFoundAndTheFirstBadEntryNamed(t *testing.T) {
	keys := newKeys(t)
	for name, tamper := range tamperings {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				m, outside := drawLog(t, keys)
				want, exact := tamper(t, m)
				report := check(t, m, keys, outside)
				first := report.First()
				if first == nil {
					t.Fatal("not found")
				}
				if !exact {
					return
				}
				if !slices.Contains(want.reasons, first.Reason) || first.Seq > want.from || first.To < want.to ||
					first.Reason != CheckpointUnmatched && (first.Seq != want.from || first.To != want.to) {
					t.Fatalf("want %+v, found %+v of %d", want, *first, report.Total)
				}
				for _, finding := range report.Findings {
					if finding.Message(wording.Chinese) == "" || finding.Message(wording.English) == "" {
						t.Fatalf("no sentence for %s", finding.Reason)
					}
				}
			})
		})
	}
}

// drawKept draws an entry that is not erased.
func drawKept(t *rapid.T, m *memory) (int64, *Record) {
	var kept []int
	for i, record := range m.records {
		if record.Payload != nil {
			kept = append(kept, i)
		}
	}
	k := rapid.SampledFrom(kept).Draw(t, "entry") // the last entry is never erased
	return int64(k), &m.records[k]
}

// forged is another act in a record's place, with everything that whoever holds the database can make fit.
func forged(t *rapid.T, record Record) Record {
	entry, err := ParseEntry(record.Payload)
	if err != nil {
		t.Fatal(err)
	}
	entry.Purpose = "something else"
	return recordOf(entry, record.Salt)
}

func renumber(m *memory) {
	for i := range m.records {
		m.records[i].Seq = int64(i)
	}
}

func entryOfHash(index int64) int64 {
	for seq := int64(0); ; seq++ {
		if tlog.StoredHashCount(seq+1) > index {
			return seq
		}
	}
}

// drawFact draws a row and the entry that logged it last; -1 when there is no row.
func drawFact(t *rapid.T, m *memory) (Fact, int64) {
	var names []string
	for name := range m.facts {
		names = append(names, name)
	}
	if len(names) == 0 {
		m.facts["pledge/new"] = Fact{Table: "pledge", ID: "new", Digest: digest("pledge", 5)}
		return Fact{Table: "pledge", ID: "other"}, -1
	}
	slices.Sort(names)
	fact := m.facts[rapid.SampledFrom(names).Draw(t, "row")]
	for i := len(m.records) - 1; i >= 0; i-- {
		entry, err := ParseEntry(m.records[i].Payload)
		if err == nil && slices.Contains(entry.Facts, fact) {
			return fact, int64(i)
		}
	}
	t.Fatal("the row was never logged")
	return Fact{}, -1
}
