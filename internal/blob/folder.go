package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"chengxin/internal/fault"
	"chengxin/internal/pledge"
	"chengxin/internal/region"
	"chengxin/internal/vault"
)

// Folder keeps blobs as files: <dir>/<county>/<first two digits of the hash>/<hash>.
type Folder struct {
	dir   string
	vault *vault.Vault
}

// NewFolder keeps blobs in a folder, which is made with the first of them; only its owner may read it.
func NewFolder(dir string, v *vault.Vault) *Folder { return &Folder{dir: dir, vault: v} }

var (
	hashForm   = regexp.MustCompile(`^[0-9a-f]{64}$`)
	countyForm = regexp.MustCompile(`^[0-9]{2,12}$`)
)

// path refuses a county or hash that could leave the folder.
func (f *Folder) path(county region.Code, hash string) (string, error) {
	if !countyForm.MatchString(string(county)) || !hashForm.MatchString(hash) {
		return "", fault.New(fault.NotFound, "fault.not_found")
	}
	return filepath.Join(f.dir, string(county), hash[:2], hash), nil
}

// Keep cleans what was posted and keeps it. The same content is kept once. It refuses, with fault.Invalid, what Clean
// refuses, and fails with fault.Unavailable when the folder cannot be written.
func (f *Folder) Keep(ctx context.Context, county region.Code, posted []byte) (pledge.Scan, error) {
	clean, kind, err := Clean(posted)
	if err != nil {
		return pledge.Scan{}, err
	}
	if err := ctx.Err(); err != nil {
		return pledge.Scan{}, err
	}
	sum := sha256.Sum256(clean)
	scan := pledge.Scan{Hash: hex.EncodeToString(sum[:]), Type: kind, Size: int64(len(clean))}
	path, err := f.path(county, scan.Hash)
	if err != nil {
		return pledge.Scan{}, err
	}
	if _, err := os.Stat(path); err == nil {
		return scan, nil // whole, because it got its name only after it was on the disk
	}
	sealed, err := f.vault.Seal(place(county, scan.Hash), clean)
	if err != nil {
		return pledge.Scan{}, err
	}
	if err := write(path, sealed); err != nil {
		return pledge.Scan{}, fault.New(fault.Unavailable, "fault.busy").Because(err)
	}
	return scan, nil
}

// Open gives a blob's content. NotFound; and an internal error for a file that is not what its name says.
func (f *Folder) Open(_ context.Context, county region.Code, scan pledge.Scan) ([]byte, error) {
	path, err := f.path(county, scan.Hash)
	if err != nil {
		return nil, err
	}
	sealed, err := os.ReadFile(path) // #nosec G304 -- path allows digits of a county and of a hash only
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.NotFound, "fault.not_found").Because(err)
	}
	if err != nil {
		return nil, err
	}
	plain, err := f.vault.Open(place(county, scan.Hash), sealed)
	if err != nil {
		return nil, err
	}
	if sum := sha256.Sum256(plain); hex.EncodeToString(sum[:]) != scan.Hash {
		return nil, errors.New("blob: the content does not have the hash of its name")
	}
	return plain, nil
}

func place(county region.Code, hash string) vault.Place {
	return vault.Place{County: county, Table: "blob", Row: hash, Column: "content"}
}

// write puts a file on the disk under its name only when all of it is there: written beside, synced, renamed, and the
// folder synced too.
func write(path string, content []byte) (err error) {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	temporary, err := os.CreateTemp(dir, ".new-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(temporary.Name()))
		}
	}()
	_, err = temporary.Write(content)
	if err == nil {
		err = temporary.Sync()
	}
	if err = errors.Join(err, temporary.Close()); err != nil {
		return err
	}
	if err = os.Rename(temporary.Name(), path); err != nil {
		return err
	}
	for _, folder := range []string{dir, filepath.Dir(dir), filepath.Dir(filepath.Dir(dir))} {
		if err := sync(folder); err != nil {
			return err
		}
	}
	return nil
}

func sync(dir string) error {
	folder, err := os.Open(dir) // #nosec G304 -- the folder that was just written
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// KeepPrint keeps a print of our own until it is fetched: it is ours, so nothing in it is written anew and no bound holds.
func (f *Folder) KeepPrint(_ context.Context, county region.Code, pdf []byte) (pledge.Scan, error) {
	sum := sha256.Sum256(pdf)
	scan := pledge.Scan{Hash: hex.EncodeToString(sum[:]), Type: PDF, Size: int64(len(pdf))}
	path, err := f.path(county, scan.Hash)
	if err != nil {
		return pledge.Scan{}, err
	}
	sealed, err := f.vault.Seal(place(county, scan.Hash), pdf)
	if err != nil {
		return pledge.Scan{}, err
	}
	if err := write(path, sealed); err != nil {
		return pledge.Scan{}, fault.New(fault.Unavailable, "fault.busy").Because(err)
	}
	return scan, nil
}

// Drop removes a print that was fetched; one that is gone is fine.
func (f *Folder) Drop(_ context.Context, county region.Code, scan pledge.Scan) error {
	path, err := f.path(county, scan.Hash)
	if err != nil {
		return err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
