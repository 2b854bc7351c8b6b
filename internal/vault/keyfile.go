package vault

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"time"

	"chengxin/internal/fault"
)

const (
	keyFileFormat = 1
	secretSize    = 32
	maxKeyFile    = 1 << 20 // bytes; some thousand keys
)

// keyFile is the key file as its JSON spells it. Versions rise; the last key of a list is the one in use.
type keyFile struct {
	Format  int         `json:"format"`
	Sealing []storedKey `json:"sealing"`
	Index   []storedKey `json:"index"`
	// Checksum is SHA-256 over this JSON with an empty checksum, in hexadecimal: it finds damage, not malice.
	Checksum string `json:"checksum"`
}

type storedKey struct {
	Version uint32    `json:"version"`
	Suite   Suite     `json:"suite"`
	MadeAt  time.Time `json:"made_at"`
	Secret  []byte    `json:"secret"`
}

func newKeyFile(suite Suite, now time.Time) (keyFile, error) {
	if _, err := suite.algorithms(); err != nil {
		return keyFile{}, err
	}
	return keyFile{
		Format:  keyFileFormat,
		Sealing: []storedKey{newStoredKey(1, suite, now)},
		Index:   []storedKey{newStoredKey(1, suite, now)},
	}, nil
}

func newStoredKey(version uint32, suite Suite, now time.Time) storedKey {
	made := storedKey{Version: version, Suite: suite, MadeAt: now.UTC().Truncate(time.Second), Secret: make([]byte, secretSize)}
	rand.Read(made.Secret) // never fails: the program stops where the system has no randomness
	return made
}

// encode gives the file's bytes with a fresh checksum.
func (f keyFile) encode() []byte {
	f.Checksum = f.sum()
	return append(f.json(), '\n')
}

func (f keyFile) sum() string {
	f.Checksum = ""
	sum := sha256.Sum256(f.json())
	return hex.EncodeToString(sum[:])
}

func (f keyFile) json() []byte {
	raw, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		panic("vault: " + err.Error()) // numbers, texts and years of four digits always encode
	}
	return raw
}

var errDamaged = errors.New("the key file is not as it was written")

// decodeKeyFile reads a key file's bytes and refuses damage, later formats and anything it does not know.
func decodeKeyFile(raw []byte) (keyFile, error) {
	var read keyFile
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&read); err != nil {
		return keyFile{}, errors.Join(errDamaged, err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return keyFile{}, errDamaged
	}
	if read.Format != keyFileFormat {
		return keyFile{}, errors.New("the key file has a format that this version does not know")
	}
	if !sound(read.Sealing) || !sound(read.Index) {
		return keyFile{}, errDamaged
	}
	if subtle.ConstantTimeCompare([]byte(read.sum()), []byte(read.Checksum)) != 1 {
		return keyFile{}, errDamaged
	}
	return read, nil
}

// sound says that there is a key, versions rise, and each key is whole.
func sound(keys []storedKey) bool {
	before := uint32(0)
	for _, one := range keys {
		_, known := suites[one.Suite]
		if one.Version <= before || !known || len(one.Secret) != secretSize || one.MadeAt.Year() < 0 || one.MadeAt.Year() > 9999 {
			return false
		}
		before = one.Version
	}
	return len(keys) > 0
}

func describe(keys []storedKey) []Key {
	all := make([]Key, len(keys))
	for i, one := range keys {
		all[i] = Key{Version: one.Version, Suite: one.Suite, MadeAt: one.MadeAt}
	}
	return all
}

// readKeyFile reads and checks the file at a path.
func readKeyFile(path string) (keyFile, error) {
	raw, err := readPrivate(path)
	if err != nil {
		return keyFile{}, err
	}
	read, err := decodeKeyFile(raw)
	if err != nil {
		return keyFile{}, fault.New(fault.Invalid, "vault.damaged", "file", path).Because(err)
	}
	return read, nil
}
