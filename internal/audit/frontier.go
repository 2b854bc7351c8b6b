package audit

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"math/bits"
	"slices"

	"golang.org/x/mod/sumdb/tlog"
)

// StoredHash is a hash of the tree at its index in tlog's order of stored hashes.
type StoredHash struct {
	Index int64
	Hash  tlog.Hash
}

// Frontier is the right edge of a county's tree: all that is needed to append to it and to know its root. It is a value:
// Append leaves the receiver as it was, so an act that is rolled back costs nothing. The zero Frontier is the empty tree.
type Frontier struct {
	size  int64
	roots []tlog.Hash // of the full subtrees from left to right, largest first: one for each bit set in size
}

// Size is the number of entries.
func (f Frontier) Size() int64 { return f.size }

// Append adds a commitment and gives the new edge with the hashes to store, exactly those of tlog.StoredHashes.
func (f Frontier) Append(commitment Commitment) (Frontier, []StoredHash) {
	complete := bits.TrailingZeros64(uint64(f.size) + 1) // #nosec G115 -- sizes are never negative
	kept := len(f.roots) - complete
	next := Frontier{size: f.size + 1, roots: make([]tlog.Hash, kept+1)}
	copy(next.roots, f.roots[:kept])
	first := tlog.StoredHashIndex(0, f.size)
	hash := commitment.RecordHash()
	stored := make([]StoredHash, 0, complete+1)
	stored = append(stored, StoredHash{Index: first, Hash: hash})
	for level := range complete {
		hash = tlog.NodeHash(f.roots[len(f.roots)-1-level], hash)
		stored = append(stored, StoredHash{Index: first + int64(level) + 1, Hash: hash})
	}
	next.roots[kept] = hash
	return next, stored
}

// Root is the tree's root hash, that of the empty string for the empty tree (RFC 6962).
func (f Frontier) Root() tlog.Hash {
	if len(f.roots) == 0 {
		return sha256.Sum256(nil)
	}
	hash := f.roots[len(f.roots)-1]
	for i := len(f.roots) - 2; i >= 0; i-- {
		hash = tlog.NodeHash(f.roots[i], hash)
	}
	return hash
}

// same says whether both are the same edge, hash by hash.
func (f Frontier) same(other Frontier) bool {
	return f.size == other.size && slices.Equal(f.roots, other.roots)
}

const frontierFormat = 1

var errFrontier = errors.New("not the right edge of a log")

// MarshalBinary writes the edge: a format byte, the size in 8 bytes, then the roots of the full subtrees.
func (f Frontier) MarshalBinary() ([]byte, error) {
	b := make([]byte, 0, 9+len(f.roots)*tlog.HashSize)
	b = append(b, frontierFormat)
	b = binary.BigEndian.AppendUint64(b, uint64(f.size)) // #nosec G115 -- sizes are never negative
	for _, root := range f.roots {
		b = append(b, root[:]...)
	}
	return b, nil
}

// UnmarshalBinary reads what MarshalBinary wrote and refuses anything else.
func (f *Frontier) UnmarshalBinary(b []byte) error {
	if len(b) < 9 || b[0] != frontierFormat {
		return errFrontier
	}
	size := binary.BigEndian.Uint64(b[1:9])
	roots := b[9:]
	if size > 1<<62 || len(roots) != bits.OnesCount64(size)*tlog.HashSize {
		return errFrontier
	}
	read := Frontier{size: int64(size)} // #nosec G115 -- bounded above
	for len(roots) > 0 {
		read.roots = append(read.roots, tlog.Hash(roots[:tlog.HashSize]))
		roots = roots[tlog.HashSize:]
	}
	*f = read
	return nil
}
