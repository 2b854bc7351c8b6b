package audit

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"chengxin/internal/fault"
)

func TestAnOutsiderChecksAProofFromItsJSONAlone(t *testing.T) {
	keys := newKeys(t)
	known := verifiers(t, keys)
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 50).Draw(t, "entries")
		m, before := grown(n), grown(rapid.IntRange(1, n).Draw(t, "before"))
		record := m.records[rapid.IntRange(0, n-1).Draw(t, "entry")]
		signed := sign(t, keys, m.head)
		proof, err := Prove(signed, record.Seq, Commitment(record.Commitment), record.Salt, record.Payload, m)
		if err != nil {
			t.Fatal(err)
		}
		if proof, err = proof.Since(sign(t, keys, before.head), m); err != nil {
			t.Fatal(err)
		}
		raw, err := json.Marshal(proof)
		if err != nil {
			t.Fatal(err)
		}
		read, err := ParseProof(raw)
		if err != nil {
			t.Fatal(err)
		}
		proven, err := read.Check(xiji, known)
		if err != nil || proven.Entry == nil || proven.Entry.Seq != record.Seq || proven.Earlier == nil || proven.Earlier.Size != before.head.Size() {
			t.Fatalf("%+v %v", proven, err)
		}

		closed := read
		closed.Salt, closed.Payload = nil, ""
		if proven, err := closed.Check(xiji, known); err != nil || proven.Entry != nil {
			t.Fatalf("an erased entry's proof: %+v %v", proven, err)
		}
		for name, spoil := range map[string]func(*Proof){
			"payload":    func(p *Proof) { p.Payload = strings.Replace(p.Payload, "FileOpened", "FileClosed", 1) },
			"salt":       func(p *Proof) { p.Salt = make([]byte, SaltSize-1) },
			"no salt":    func(p *Proof) { p.Salt = nil },
			"seq":        func(p *Proof) { p.Seq++ },
			"commitment": func(p *Proof) { p.Commitment = make([]byte, 32) },
			"short":      func(p *Proof) { p.Commitment = p.Commitment[:31] },
			"path":       func(p *Proof) { p.Inclusion = append([]tlog.Hash{{}}, p.Inclusion...) },
			"growth":     func(p *Proof) { p.Consistency = append([]tlog.Hash{{}}, p.Consistency...) },
			"signature": func(p *Proof) {
				p.Checkpoint = strings.Replace(p.Checkpoint, "chengxin/640422\n", "chengxin/640423\n", 1)
			},
			"format": func(p *Proof) { p.Format = "" },
		} {
			spoiled := read
			spoil(&spoiled)
			if _, err := spoiled.Check(xiji, known); err == nil {
				t.Fatalf("a proof with another %s was accepted", name)
			}
		}
	})
}

func FuzzParseProof(f *testing.F) {
	f.Add([]byte(`{"format":"chengxin-log-proof/1","checkpoint":"","seq":0,"commitment":"","inclusion":[]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		proof, err := ParseProof(raw)
		if err != nil {
			return
		}
		if _, err := proof.Check(xiji, nil); err == nil {
			t.Fatal("a proof holds without a key")
		}
	})
}

func TestALogThatShrankOrWasRewrittenDoesNotGrow(t *testing.T) {
	m := grown(20)
	if err := CheckGrowth(grown(7).head.Checkpoint(xiji), m.head.Checkpoint(xiji), m); err != nil {
		t.Fatal(err)
	}
	other := newMemory()
	other.add(Entry{Kind: "Other"}, make([]byte, SaltSize))
	for _, earlier := range []Checkpoint{grown(21).head.Checkpoint(xiji), other.head.Checkpoint(xiji)} {
		if err := CheckGrowth(earlier, m.head.Checkpoint(xiji), m); fault.KindOf(err) != fault.Conflict {
			t.Fatal(err)
		}
	}
}

// folder reads tiles of an exported folder for tlog.TileHashReader, the client side of the public implementation.
type folder string

func (folder) Height() int { return 8 }

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, tile := range tiles {
		raw, err := os.ReadFile(filepath.Join(string(f), strings.Replace(tile.Path(), "tile/8/", "tile/", 1)))
		if err != nil {
			return nil, err
		}
		data[i] = raw
	}
	return data, nil
}

func (folder) SaveTiles([]tlog.Tile, [][]byte) {}

func TestThePublicTileReaderVerifiesAnExport(t *testing.T) {
	keys := newKeys(t)
	dir := t.TempDir()
	const last = 70_000 // three levels of tiles, a path with x
	whole := grown(last)
	for _, size := range []int{1, 255, 256, 300, 65_536, last} {
		m := grown(size)
		if err := ExportTiles(context.Background(), dir, sign(t, keys, m.head), whole.prefix(size)); err != nil {
			t.Fatal(err)
		}
		signed, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
		if err != nil {
			t.Fatal(err)
		}
		checkpoint, err := OpenCheckpoint(xiji, string(signed), verifiers(t, keys))
		if err != nil || checkpoint.Size != int64(size) {
			t.Fatal(checkpoint, err)
		}
		reader := tlog.TileHashReader(tlog.Tree{N: checkpoint.Size, Hash: checkpoint.Root}, folder(dir))
		for _, seq := range []int{0, size / 3, size - 1} {
			entry := bundled(t, dir, size, seq)
			proof, err := tlog.ProveRecord(checkpoint.Size, int64(seq), reader)
			if err != nil {
				t.Fatal(err)
			}
			if err := tlog.CheckRecord(proof, checkpoint.Size, checkpoint.Root, int64(seq), tlog.RecordHash(entry)); err != nil {
				t.Fatalf("entry %d of %d: %v", seq, size, err)
			}
		}
	}
	if err := ExportTiles(context.Background(), dir, sign(t, keys, grown(9).head), whole.prefix(9)); fault.KindOf(err) != fault.Conflict {
		t.Fatalf("an export went back: %v", err)
	}
	other := newMemory()
	other.add(Entry{Kind: "Other"}, make([]byte, SaltSize))
	for name, bad := range map[string]*memory{"hash": other.padded(whole), "commitment": {records: append(other.records[:1:1], whole.records[1:]...), hashes: whole.hashes}} {
		if err := ExportTiles(context.Background(), t.TempDir(), sign(t, keys, whole.head), bad); err == nil {
			t.Fatalf("a %s that does not make the root was exported", name)
		}
	}
}

// prefix is the log when it had n entries.
func (m *memory) prefix(n int) *memory {
	return &memory{records: m.records[:n], hashes: m.hashes[:tlog.StoredHashCount(int64(n))]}
}

// padded is a log with the other's length and its own first hash.
func (m *memory) padded(other *memory) *memory {
	return &memory{records: other.records, hashes: append(m.hashes[:1:1], other.hashes[1:]...), head: other.head}
}

// bundled reads an entry as C2SP tlog-tiles writes it.
func bundled(t *testing.T, dir string, size, seq int) []byte {
	t.Helper()
	tile := tlog.Tile{H: 8, L: -1, N: int64(seq / 256), W: min(256, size-seq/256*256)}
	raw, err := os.ReadFile(filepath.Join(dir, strings.Replace(tile.Path(), "tile/8/data/", "tile/entries/", 1)))
	if err != nil {
		t.Fatal(err)
	}
	var entries [][]byte
	for len(raw) > 0 {
		n := int(binary.BigEndian.Uint16(raw))
		entries = append(entries, raw[2:2+n])
		raw = raw[2+n:]
	}
	if len(entries) != tile.W {
		t.Fatal(errors.New("the bundle has another width"), len(entries), tile.W)
	}
	return entries[seq%256]
}
