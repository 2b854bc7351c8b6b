package vault

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"hash"

	"github.com/emmansun/gmsm/sm3"
	"github.com/emmansun/gmsm/sm4"

	"chengxin/internal/fault"
)

// Suite names the algorithms a key is used with. Every key version carries its own, so a county changes suites by
// rotating to the other one.
type Suite string

// The suites.
const (
	SM4 Suite = "sm4" // SM4-GCM, HMAC-SM3, HKDF with SM3
	AES Suite = "aes" // AES-256-GCM, HMAC-SHA-256, HKDF with SHA-256
)

// Default is the suite of a new key file.
const Default = SM4

// algorithms is a suite at work.
type algorithms struct {
	id      byte // stands first in every sealed field; never reuse a number
	keySize int  // of the block cipher, in bytes
	block   func(key []byte) (cipher.Block, error)
	hash    func() hash.Hash
}

var suites = map[Suite]algorithms{
	SM4: {id: 1, keySize: 16, block: sm4.NewCipher, hash: sm3.New},
	AES: {id: 2, keySize: 32, block: aes.NewCipher, hash: sha256.New},
}

func (s Suite) algorithms() (algorithms, error) {
	found, known := suites[s]
	if !known {
		return algorithms{}, fault.New(fault.Invalid, "vault.unknown_suite", "suite", string(s))
	}
	return found, nil
}

// macSize is the length of both suites' keyed hashes in bytes.
const macSize = 32

// aead makes the cipher for one purpose and county of a key.
func (a algorithms) aead(secret, info []byte) cipher.AEAD {
	ready, err := a.gcm(a.derive(secret, info, a.keySize))
	if err != nil {
		panic("vault: " + err.Error()) // a cipher refuses only a key of another length than its own
	}
	return ready
}

func (a algorithms) gcm(key []byte) (cipher.AEAD, error) {
	block, err := a.block(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// derive is HKDF (RFC 5869) with the suite's hash; info keeps purposes and counties apart.
func (a algorithms) derive(secret, info []byte, size int) []byte {
	subkey, err := hkdf.Key(a.hash, secret, nil, string(info), size)
	if err != nil {
		panic("vault: " + err.Error()) // HKDF refuses only lengths that no suite asks for
	}
	return subkey
}

// pieces joins texts with their lengths before them, so that no two different lists give the same bytes.
func pieces(b []byte, texts ...string) []byte {
	for _, text := range texts {
		b = binary.AppendUvarint(b, uint64(len(text)))
		b = append(b, text...)
	}
	return b
}
