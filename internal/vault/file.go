package vault

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"chengxin/internal/fault"
)

// stage is called before each step that touches the disk, so that tests can fail or stop there.
var stage = func(string) error { return nil }

// readPrivate reads a small file that nobody but its owner may touch.
func readPrivate(path string) (raw []byte, err error) {
	file, err := os.Open(path) // #nosec G304 -- the operator names the key file
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.NotFound, "vault.no_file", "file", path).Because(err)
	}
	if err != nil {
		return nil, fault.New(fault.Unavailable, "vault.unreadable", "file", path).Because(err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	// Windows keeps access lists instead of these bits.
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, fault.New(fault.Forbidden, "vault.exposed", "file", path)
	}
	if !info.Mode().IsRegular() || info.Size() > maxKeyFile {
		return nil, fault.New(fault.Invalid, "vault.damaged", "file", path)
	}
	return io.ReadAll(io.LimitReader(file, maxKeyFile))
}

// createFile writes a new file whole and durably, or not at all. It never replaces one.
func createFile(path string, raw []byte) error {
	written, err := writeBeside(path, raw)
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(written) }() // a leftover is harmless; the link holds the file
	if err := stage("link"); err != nil {
		return err
	}
	if err := os.Link(written, path); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return fault.New(fault.Conflict, "vault.exists", "file", path).Because(err)
		}
		return err
	}
	return syncFolder(path)
}

// replaceFile puts a new content in a file's place: after any interruption the file holds the old or the new one.
func replaceFile(path string, raw []byte) error {
	written, err := writeBeside(path, raw)
	if err != nil {
		return err
	}
	if err := stage("rename"); err != nil {
		return errors.Join(err, os.Remove(written))
	}
	if err := os.Rename(written, path); err != nil {
		return errors.Join(err, os.Remove(written))
	}
	return syncFolder(path)
}

// writeBeside writes a durable private file next to path and gives its name.
func writeBeside(path string, raw []byte) (name string, err error) {
	if err := stage("create"); err != nil {
		return "", err
	}
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*") // made with mode 0600
	if err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(file.Name()))
		}
	}()
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{"write", func() error { _, err := file.Write(raw); return err }},
		{"sync", file.Sync},
	} {
		if err := stage(step.name); err != nil {
			return "", errors.Join(err, file.Close())
		}
		if err := step.do(); err != nil {
			return "", errors.Join(err, file.Close())
		}
	}
	return file.Name(), file.Close()
}

// syncFolder makes a new or renamed entry of the folder durable.
func syncFolder(path string) (err error) {
	if err := stage("sync folder"); err != nil {
		return err
	}
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
