package audit

import (
	"crypto/sha256"

	"golang.org/x/mod/sumdb/tlog"
)

// SaltSize is the length of an entry's random salt in bytes.
const SaltSize = 32

// Commitment hides an entry: it is the record that the tree holds.
type Commitment [sha256.Size]byte

// Commit gives SHA-256(salt ‖ canonical). The salt has SaltSize random bytes; without it nobody can find an entry by
// trying likely payloads.
func Commit(salt, canonical []byte) Commitment {
	sum := sha256.New()
	sum.Write(salt)
	sum.Write(canonical)
	var c Commitment
	sum.Sum(c[:0])
	return c
}

// RecordHash is the commitment's leaf in the tree (RFC 6962): SHA-256(0x00 ‖ commitment).
func (c Commitment) RecordHash() tlog.Hash { return tlog.RecordHash(c[:]) }
