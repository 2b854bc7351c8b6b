package audit

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/smx509"

	"chengxin/internal/fault"
)

// SigningKeys sign the checkpoints of every county of one installation. They live in a file of their own, beside the
// vault's and outside the database, so that who can edit the database cannot sign what he made of it.
type SigningKeys struct {
	ed25519 ed25519.PrivateKey
	sm2     *sm2.PrivateKey
	madeAt  time.Time
}

// signingFile is the file as its JSON spells it.
type signingFile struct {
	Format  int       `json:"format"`
	MadeAt  time.Time `json:"made_at"`
	Ed25519 []byte    `json:"ed25519"` // the 32-byte seed
	SM2     []byte    `json:"sm2"`     // PKCS #8
	// Checksum is SHA-256 over this JSON with an empty checksum, in hexadecimal: it finds damage, not malice.
	Checksum string `json:"checksum"`
}

const maxSigningFile = 1 << 16 // bytes

// CreateSigningKeys makes fresh keys in a new file, readable by its owner only. It refuses with Conflict to overwrite any
// file: outsiders who hold the old verifier keys could no longer check anything.
func CreateSigningKeys(path string, now time.Time) (*SigningKeys, error) {
	_, standard, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	national, err := sm2.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	der, err := smx509.MarshalPKCS8PrivateKey(national)
	if err != nil {
		return nil, err
	}
	content := signingFile{Format: 1, MadeAt: now.UTC().Truncate(time.Second), Ed25519: standard.Seed(), SM2: der}
	if content.Checksum, err = content.sum(); err != nil {
		return nil, err
	}
	raw, err := json.MarshalIndent(content, "", "  ")
	if err != nil {
		return nil, err
	}
	if err := createPrivate(path, append(raw, '\n')); err != nil {
		return nil, err
	}
	return OpenSigningKeys(path)
}

// OpenSigningKeys reads the keys. It refuses with NotFound a missing file, with Forbidden one that others than its owner may
// touch, and with Invalid a damaged one.
func OpenSigningKeys(path string) (*SigningKeys, error) {
	raw, err := readPrivate(path)
	if err != nil {
		return nil, err
	}
	keys, err := decodeSigningKeys(raw)
	if err != nil {
		return nil, fault.New(fault.Invalid, "audit.keys_damaged", "file", path).Because(err)
	}
	return keys, nil
}

// MadeAt is when the keys were made.
func (k *SigningKeys) MadeAt() time.Time { return k.madeAt }

func decodeSigningKeys(raw []byte) (*SigningKeys, error) {
	var content signingFile
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&content); err != nil {
		return nil, err
	}
	sum, err := content.sum()
	if err != nil {
		return nil, err
	}
	if content.Format != 1 || content.Checksum != sum || len(content.Ed25519) != ed25519.SeedSize {
		return nil, errors.New("the checksum does not fit, or the format is unknown")
	}
	parsed, err := smx509.ParsePKCS8PrivateKey(content.SM2)
	if err != nil {
		return nil, err
	}
	national, fits := parsed.(*sm2.PrivateKey)
	if !fits {
		return nil, fmt.Errorf("an SM2 key was expected, not %T", parsed)
	}
	return &SigningKeys{ed25519: ed25519.NewKeyFromSeed(content.Ed25519), sm2: national, madeAt: content.MadeAt}, nil
}

func (f signingFile) sum() (string, error) {
	f.Checksum = ""
	raw, err := json.Marshal(f)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:]), nil
}

func (k *SigningKeys) public() ed25519.PublicKey {
	return k.ed25519.Public().(ed25519.PublicKey)
}

// noteKey is the private key in the form that note.NewSigner reads.
func (k *SigningKeys) noteKey(name string) string {
	const ed25519Type = 1
	sum := sha256.Sum256(append([]byte(name+"\n\x01"), k.public()...))
	raw := append([]byte{ed25519Type}, k.ed25519.Seed()...)
	return fmt.Sprintf("PRIVATE+KEY+%s+%08x+%s", name, binary.BigEndian.Uint32(sum[:]), base64.StdEncoding.EncodeToString(raw))
}

// createPrivate writes a new file whole and durably, or not at all, and never replaces one.
func createPrivate(path string, raw []byte) (err error) {
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*") // made with mode 0600
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(file.Name())) }()
	_, err = file.Write(raw)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Link(file.Name(), path); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return fault.New(fault.Conflict, "audit.keys_exist", "file", path).Because(err)
		}
		return err
	}
	return syncFolder(path)
}

func syncFolder(path string) (err error) {
	if runtime.GOOS == "windows" {
		return nil // folders cannot be synced there
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, folder.Close()) }()
	return folder.Sync()
}

func readPrivate(path string) (raw []byte, err error) {
	file, err := os.Open(path) // #nosec G304 -- the operator names the file
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.NotFound, "audit.no_keys", "file", path).Because(err)
	}
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	// Windows keeps access lists instead of these bits.
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, fault.New(fault.Forbidden, "audit.keys_exposed", "file", path)
	}
	return io.ReadAll(io.LimitReader(file, maxSigningFile))
}
