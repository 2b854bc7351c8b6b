package audit

import (
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"
)

func drawCommitment(t *rapid.T) Commitment {
	return Commit(drawSalt(t), []byte("entry"))
}

func TestTheFrontierStoresWhatTlogStores(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newMemory()
		var frontier Frontier
		for range rapid.IntRange(0, 300).Draw(t, "size") {
			commitment := drawCommitment(t)
			want, err := tlog.StoredHashes(frontier.Size(), commitment[:], m)
			if err != nil {
				t.Fatal(err)
			}
			before := frontier
			next, stored := frontier.Append(commitment)
			if len(stored) != len(want) {
				t.Fatalf("%d hashes, want %d", len(stored), len(want))
			}
			for i, one := range stored {
				if one.Hash != want[i] || one.Index != int64(len(m.hashes)) {
					t.Fatalf("hash %d of entry %d differs", i, frontier.Size())
				}
				m.hashes = append(m.hashes, one)
			}
			if !before.same(frontier) {
				t.Fatal("Append changed the frontier it was called on")
			}
			frontier = next
		}
		root, err := tlog.TreeHash(frontier.Size(), m)
		if err != nil || root != frontier.Root() {
			t.Fatalf("root of %d entries differs: %v", frontier.Size(), err)
		}
		edge, err := frontier.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		var again Frontier
		if err := again.UnmarshalBinary(edge); err != nil || !again.same(frontier) {
			t.Fatalf("the edge of %d entries does not come back: %v", frontier.Size(), err)
		}
	})
}

func TestAppendingTwiceToOneFrontierKeepsBothApart(t *testing.T) {
	var empty Frontier
	one, _ := empty.Append(Commitment{1})
	a, _ := one.Append(Commitment{2})
	b, _ := one.Append(Commitment{3})
	if a.Root() == b.Root() || one.Size() != 1 || empty.Size() != 0 {
		t.Fatal("frontiers share their roots")
	}
}

func FuzzFrontier(f *testing.F) {
	var frontier Frontier
	for i := range 5 {
		edge, _ := frontier.MarshalBinary()
		f.Add(edge)
		frontier, _ = frontier.Append(Commitment{byte(i)})
	}
	f.Fuzz(func(t *testing.T, edge []byte) {
		var read Frontier
		if read.UnmarshalBinary(edge) != nil {
			return
		}
		again, err := read.MarshalBinary()
		if err != nil || string(again) != string(edge) {
			t.Fatal("an edge has two spellings")
		}
		next, _ := read.Append(Commitment{})
		next.Root()
	})
}

func BenchmarkFrontierAppend(b *testing.B) {
	var frontier Frontier
	for range 1_000_003 {
		frontier, _ = frontier.Append(Commitment{})
	}
	for b.Loop() {
		frontier.Append(Commitment{})
	}
}
