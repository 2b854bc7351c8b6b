package vault

import (
	"crypto/rand"
	"encoding/binary"

	"chengxin/internal/fault"
	"chengxin/internal/region"
)

// Place is where a sealed field lies. It is the associated data: a ciphertext opens nowhere else.
type Place struct {
	County             region.Code
	Table, Row, Column string
}

// A sealed field is: suite (1 byte), key version (4), nonce (12), ciphertext, tag (16).
const (
	headerSize = 1 + 4
	nonceSize  = 12
	tagSize    = 16
)

// Overhead is how many bytes longer a sealed field is than its plain text.
const Overhead = headerSize + nonceSize + tagSize

// Seal encrypts a field for its place with the newest key. The nonce is random: one county may seal 2³² fields under one
// key version (NIST SP 800-38D §8.3) before the key must be rotated.
func (v *Vault) Seal(at Place, plain []byte) ([]byte, error) {
	current := v.ring.Load().current
	sealed := make([]byte, headerSize+nonceSize, Overhead+len(plain))
	sealed[0] = current.id
	binary.BigEndian.PutUint32(sealed[1:], current.version)
	nonce := sealed[headerSize:]
	rand.Read(nonce) // never fails: the program stops where the system has no randomness
	var room [128]byte
	return current.aeadOf(at.County).Seal(sealed, nonce, plain, at.associated(room[:0], sealed)), nil
}

// Open decrypts a field. It refuses with Internal a field that was altered, cut, sealed for another place, or sealed with
// a key that the key file does not hold: none of these happens without damage or an attack.
func (v *Vault) Open(at Place, sealed []byte) ([]byte, error) {
	version, ok := versionOf(sealed)
	if !ok {
		return nil, at.altered()
	}
	used, err := v.sealingKey(version)
	if err != nil {
		return nil, err
	}
	var room [128]byte
	plain, err := used.aeadOf(at.County).Open(nil, sealed[headerSize:headerSize+nonceSize], sealed[headerSize+nonceSize:], at.associated(room[:0], sealed))
	if err != nil {
		return nil, at.altered().Because(err)
	}
	return plain, nil
}

// Stale says that a field should be sealed again: its key is not the newest one.
func (v *Vault) Stale(sealed []byte) bool {
	current := v.ring.Load().current
	version, ok := versionOf(sealed)
	return !ok || version != current.version || sealed[0] != current.id
}

func versionOf(sealed []byte) (uint32, bool) {
	if len(sealed) < Overhead {
		return 0, false
	}
	return binary.BigEndian.Uint32(sealed[1:]), true
}

// associated is what the tag covers beside the text: the header and the place, each part with its length before it.
func (p Place) associated(b []byte, sealed []byte) []byte {
	b = append(b, sealed[:headerSize]...)
	return pieces(b, string(p.County), p.Table, p.Row, p.Column)
}

func (p Place) altered() *fault.Error {
	return fault.New(fault.Internal, "vault.altered", "table", p.Table, "row", p.Row, "column", p.Column)
}
