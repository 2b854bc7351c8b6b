package vault

import (
	"crypto/hmac"
	"crypto/rand"
	"encoding/binary"
	"math/big"
	"strings"
	"unicode"
)

// codeLetters has no 0, O, 1 or I, which people confuse on paper; 32 letters carry 5 bits each.
const codeLetters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

// OneTimeCode makes a code for a printed notice: two groups of four letters and digits, 40 random bits.
func OneTimeCode() string {
	var raw [8]byte
	rand.Read(raw[:]) // never fails: the program stops where the system has no randomness
	code := make([]byte, 0, 9)
	for i, b := range raw {
		if i == 4 {
			code = append(code, '-')
		}
		code = append(code, codeLetters[int(b)%len(codeLetters)]) // 32 divides 256: no letter is likelier
	}
	return string(code)
}

// ConfirmationCode makes six random digits to be read out or typed back. One guess in a million is right: the caller
// limits the tries and the time.
func ConfirmationCode() string {
	const digits = 6
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		panic("vault: " + err.Error()) // the system's random source does not fail
	}
	text := n.String()
	return strings.Repeat("0", digits-len(text)) + text
}

// A kept code is: key version (4 bytes), salt (16), keyed hash (32).
const (
	codeSaltSize = 16
	keptCodeSize = 4 + codeSaltSize + macSize
)

// KeepCode gives what to store instead of a code: a salted hash keyed by the key file, bound to its place. A copy of the
// database does not let anybody try codes.
func (v *Vault) KeepCode(at Place, code string) []byte {
	current := v.ring.Load().current
	kept := make([]byte, 4+codeSaltSize, keptCodeSize)
	binary.BigEndian.PutUint32(kept, current.version)
	rand.Read(kept[4:]) // never fails
	return current.codeHash(kept, at, code)
}

// CheckCode says whether what was typed is the code kept for that place, in the same time for every wrong code. Spaces,
// hyphens, small letters and full-width characters are forgiven. It fails only when the kept code's key is not to be had.
func (v *Vault) CheckCode(at Place, kept []byte, typed string) (bool, error) {
	if len(kept) != keptCodeSize {
		return false, nil
	}
	used, err := v.sealingKey(binary.BigEndian.Uint32(kept))
	if err != nil {
		return false, err
	}
	again := used.codeHash(append(make([]byte, 0, keptCodeSize), kept[:4+codeSaltSize]...), at, typed)
	return hmac.Equal(again, kept), nil
}

func (k *key) codeHash(out []byte, at Place, code string) []byte {
	salt := string(out[4:])
	return k.macsOf(macName{"code", at.County}).sum(out, salt, at.Table, at.Row, at.Column, plainCode(code))
}

// plainCode brings what people type to one spelling.
func plainCode(typed string) string {
	return strings.Map(func(r rune) rune {
		if r >= '\uff01' && r <= '\uff5e' {
			r -= '\uff01' - '!'
		}
		if unicode.IsSpace(r) || unicode.Is(unicode.Dash, r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, typed)
}
