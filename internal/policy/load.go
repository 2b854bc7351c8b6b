package policy

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"

	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/policies"
)

// The files of an edition's folder.
const (
	editionFile = "edition.yaml"
	textFile    = "text.md"
	casesFolder = "cases"
)

// maxFile refuses a file that is no edition's: 4 MiB.
const maxFile = 4 << 20

// Names lists the embedded editions.
func Names() []string {
	entries, err := fs.ReadDir(policies.Files, ".")
	if err != nil {
		return nil // the embedded root can always be listed
	}
	var names []string
	for _, entry := range entries {
		if entry.IsDir() {
			names = append(names, entry.Name())
		}
	}
	return names
}

// Open gives the folder of an embedded edition, or of a folder named by path. fault.NotFound says which names there are.
func Open(name string) (fs.FS, error) {
	if !strings.ContainsAny(name, `/\.`) {
		if sub, err := fs.Sub(policies.Files, name); err == nil {
			if _, err := fs.Stat(sub, editionFile); err == nil {
				return sub, nil
			}
		}
	}
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		return os.DirFS(name), nil
	}
	return nil, fault.New(fault.NotFound, "policy.no_such_edition", "name", name, "names", strings.Join(Names(), "\u3001"))
}

// embedded keeps the embedded editions that were asked for: they cannot change while the program runs, and reading one
// takes tens of milliseconds.
var embedded sync.Map

// Load loads and checks an embedded edition by its name, or one in a folder by its path. See LoadFS for its refusals. An
// embedded edition is read once a run; a folder every time.
func Load(name string) (*Edition, error) {
	if known, found := embedded.Load(name); found {
		return known.(*Edition), nil
	}
	folder, err := Open(name)
	if err != nil {
		return nil, err
	}
	edition, err := LoadFS(folder)
	if err == nil && slices.Contains(Names(), name) {
		embedded.Store(name, edition)
	}
	return edition, err
}

// LoadFS loads and checks an edition's folder. It refuses, with fault.Invalid whose cause is the Report, an edition in which
// the check finds an error.
func LoadFS(folder fs.FS) (*Edition, error) {
	edition, report := read(folder, false)
	if !report.Passed() {
		first := report.Errors()[0]
		return nil, fault.New(fault.Invalid, "policy.refused", "count", len(report.Errors()), "file", first.File, "line", first.Line,
			"what", first.Message("zh-CN")).Because(report)
	}
	return edition, nil
}

// Digest is the SHA-256, in hexadecimal, of an edition's folder, whether or not it passes its check: what adoption binds to. It
// fails when a file cannot be read or is larger than 4 MiB.
func Digest(folder fs.FS) (string, error) { return digestOf(folder) }

// digestOf hashes every file of a folder: name length, name, content length, content, in the order of names. Files whose
// name starts with a dot belong to editors and systems and are left out.
func digestOf(folder fs.FS) (string, error) {
	var names []string
	err := fs.WalkDir(folder, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if base := path.Base(name); base != "." && strings.HasPrefix(base, ".") {
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if entry.Type().IsRegular() {
			names = append(names, name)
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	sort.Strings(names)
	sum := sha256.New()
	for _, name := range names {
		raw, err := readFile(folder, name)
		if err != nil {
			return "", err
		}
		for _, part := range [][]byte{[]byte(name), raw} {
			sum.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
			sum.Write(part)
		}
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

var errTooLarge = errors.New("larger than 4 MiB")

// decode reads YAML strictly: an unknown field is refused.
func decode(from place, into any) error {
	return yaml.NodeToValue(from.body, into, yaml.Strict(), yaml.CustomUnmarshaler(func(day *period.Day, raw []byte) error {
		parsed, err := period.ParseDay(strings.Trim(string(raw), " \r\n\t\"'")) // the raw text may carry quotes and the blank lines after it
		*day = parsed
		return err
	}))
}

func readFile(folder fs.FS, name string) ([]byte, error) {
	if info, err := fs.Stat(folder, name); err == nil && info.Size() > maxFile {
		return nil, errTooLarge
	}
	return fs.ReadFile(folder, name)
}
