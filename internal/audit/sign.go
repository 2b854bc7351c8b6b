package audit

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/smx509"
	"golang.org/x/mod/sumdb/note"

	"chengxin/internal/region"
)

// Sign signs a checkpoint with both keys: Ed25519, which every public log tool checks, and SM2 with SM3, which those tools
// ignore as unknown. The key's name is the log's origin, as C2SP tlog-checkpoint wants it.
func (k *SigningKeys) Sign(checkpoint Checkpoint) (string, error) {
	name := Origin(checkpoint.County)
	standard, err := note.NewSigner(k.noteKey(name))
	if err != nil {
		return "", err
	}
	national, err := newSM2Signer(name, k.sm2)
	if err != nil {
		return "", err
	}
	signed, err := note.Sign(&note.Note{Text: checkpoint.Text()}, standard, national)
	return string(signed), err
}

// VerifierKeys are what an outsider needs to check a county's checkpoints: an Ed25519 key in the usual form
// (name+hash+key), then an SM2 key in the same form with the type byte 0xff. They are not secret: print them, publish them.
func (k *SigningKeys) VerifierKeys(county region.Code) ([]string, error) {
	standard, err := note.NewEd25519VerifierKey(Origin(county), k.public())
	if err != nil {
		return nil, err
	}
	national, err := newSM2Signer(Origin(county), k.sm2)
	if err != nil {
		return nil, err
	}
	return []string{standard, national.key()}, nil
}

// Verifiers are the county's own verifiers, for checking what these keys signed.
func (k *SigningKeys) Verifiers(county region.Code) (note.Verifiers, error) {
	keys, err := k.VerifierKeys(county)
	if err != nil {
		return nil, err
	}
	return ParseVerifiers(keys...)
}

// ParseVerifiers reads printed verifier keys of either kind.
func ParseVerifiers(keys ...string) (note.Verifiers, error) {
	list := make([]note.Verifier, len(keys))
	for i, key := range keys {
		verifier, err := parseSM2Verifier(key)
		if errors.Is(err, errNotSM2) {
			list[i], err = note.NewVerifier(key)
		} else {
			list[i] = verifier
		}
		if err != nil {
			return nil, fmt.Errorf("verifier key %q: %w", key, err)
		}
	}
	return note.VerifierList(list...), nil
}

// sm2Type is the signature's type in key hashes and printed keys. C2SP signed-note reserves 0xff, followed by a name, for
// kinds without a number of their own; after it stands the public key as SubjectPublicKeyInfo in DER.
const sm2Type = "\xffchengxin SM2-SM3 1\n"

// sm2Verifier checks GB/T 32918.2 signatures over the note's text, with the standard's default user id, in ASN.1.
type sm2Verifier struct {
	name   string
	public *ecdsa.PublicKey
	der    []byte
}

var errNotSM2 = errors.New("not an SM2 verifier key")

func newSM2Verifier(name string, der []byte) (*sm2Verifier, error) {
	parsed, err := smx509.ParsePKIXPublicKey(der)
	if err != nil {
		return nil, err
	}
	public, fits := parsed.(*ecdsa.PublicKey)
	if !fits || public.Curve != sm2.P256() {
		return nil, errNotSM2
	}
	return &sm2Verifier{name: name, public: public, der: der}, nil
}

// Name is the log's origin.
func (v *sm2Verifier) Name() string { return v.name }

// KeyHash tells keys of the same name apart.
func (v *sm2Verifier) KeyHash() uint32 {
	sum := sha256.Sum256([]byte(v.name + "\n" + sm2Type + string(v.der)))
	return binary.BigEndian.Uint32(sum[:])
}

// Verify says whether sig is this key's signature of msg.
func (v *sm2Verifier) Verify(msg, sig []byte) bool {
	return sm2.VerifyASN1WithSM2(v.public, nil, msg, sig)
}

// key is the printed form, as note.NewVerifier has it for Ed25519.
func (v *sm2Verifier) key() string {
	return fmt.Sprintf("%s+%08x+%s", v.name, v.KeyHash(), base64.StdEncoding.EncodeToString(append([]byte(sm2Type), v.der...)))
}

// parseSM2Verifier reads a printed key; errNotSM2 says that it is of another kind.
func parseSM2Verifier(key string) (*sm2Verifier, error) {
	name, rest, _ := strings.Cut(key, "+")
	hash, encoded, _ := strings.Cut(rest, "+")
	raw, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return nil, errNotSM2
	}
	der, ours := bytes.CutPrefix(raw, []byte(sm2Type))
	if !ours {
		return nil, errNotSM2
	}
	verifier, err := newSM2Verifier(name, der)
	if err != nil {
		return nil, errors.Join(errors.New("malformed SM2 verifier key"), err)
	}
	if name == "" || strings.ContainsFunc(name, badInName) || hash != fmt.Sprintf("%08x", verifier.KeyHash()) {
		return nil, errors.New("malformed SM2 verifier key")
	}
	return verifier, nil
}

func badInName(r rune) bool { return r <= ' ' || r == '+' || r == '\uFFFD' }

type sm2Signer struct {
	*sm2Verifier
	private *sm2.PrivateKey
}

func newSM2Signer(name string, private *sm2.PrivateKey) (*sm2Signer, error) {
	der, err := smx509.MarshalPKIXPublicKey(private.Public())
	if err != nil {
		return nil, err
	}
	verifier, err := newSM2Verifier(name, der)
	if err != nil {
		return nil, err
	}
	return &sm2Signer{sm2Verifier: verifier, private: private}, nil
}

// Sign signs a note's text.
func (s *sm2Signer) Sign(msg []byte) ([]byte, error) {
	return s.private.Sign(rand.Reader, msg, sm2.NewSM2SignerOption(true, nil))
}
