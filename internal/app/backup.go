package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"

	"chengxin/internal/fault"
	"chengxin/internal/storage/sqlite"
	"chengxin/internal/wording"
)

// The parts of a backup's folder. The manifest names every file with its SHA-256 and is written last: a folder without it
// is no backup.
const (
	manifestName = "MANIFEST.sha256"
	databaseName = "chengxin.db"
	dumpName     = "chengxin.pgdump"
)

// Backup writes a consistent copy of the database, the witness and the scans into a new folder, and the keys when asked: a
// backup with keys opens everything. It may run while the program serves. PostgreSQL is copied with its own pg_dump.
func (a *App) Backup(ctx context.Context, to string, keys bool, out io.Writer) error {
	if err := os.Mkdir(to, 0o700); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return fault.New(fault.Conflict, "app.backup.exists", "folder", to)
		}
		return err
	}
	offices, err := a.DB.Read().Offices(ctx)
	if err != nil {
		return err
	}
	for _, office := range offices { // the newest checkpoint goes with the copy, and tells later how old it is
		if _, err := a.Checkpoint(ctx, office.County); err != nil {
			return err
		}
	}
	switch engine := a.DB.Engine().(type) {
	case *sqlite.Engine:
		err = engine.Backup(ctx, filepath.Join(to, databaseName))
	default:
		err = run(ctx, "pg_dump", "--format=custom", "--file="+filepath.Join(to, dumpName), a.Config.DB)
	}
	if err != nil {
		return err
	}
	folders := map[string]string{"witness": a.Config.WitnessDir, "blobs": filepath.Join(a.Config.Dir, "blobs")}
	if keys {
		folders["keys"] = a.Config.KeyDir
	}
	for name, from := range folders {
		if err := copyFolder(from, filepath.Join(to, name)); err != nil {
			return err
		}
	}
	if err := writeManifest(to); err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, wording.T(wording.Chinese, "app.backup.done", "folder", to))
	if err == nil && !keys {
		_, err = fmt.Fprintln(out, wording.T(wording.Chinese, "app.backup.no_keys", "folder", a.Config.KeyDir))
	}
	return err
}

// Restore puts a backup into an empty data folder, checks every file against the manifest, and verifies every county's log
// with the witness that is kept elsewhere, when the configuration names one: an old backup is then said to be old.
func Restore(ctx context.Context, config Config, from string, out io.Writer) (err error) {
	if err := checkManifest(from); err != nil {
		return err
	}
	elsewhere := config.WitnessDir
	config, err = config.Complete()
	if err != nil {
		return err
	}
	if config.Postgres() {
		if err := run(ctx, "pg_restore", "--no-owner", "--exit-on-error", "--dbname="+config.DB, filepath.Join(from, dumpName)); err != nil {
			return err
		}
	} else {
		if _, err := os.Stat(config.DB); !errors.Is(err, fs.ErrNotExist) {
			return fault.New(fault.Conflict, "app.restore.not_empty", "file", config.DB)
		}
		if err := copyFile(filepath.Join(from, databaseName), config.DB); err != nil {
			return err
		}
	}
	if err := copyFolder(filepath.Join(from, "blobs"), filepath.Join(config.Dir, "blobs")); err != nil {
		return err
	}
	if elsewhere == "" { // no witness of its own: the backup's is better than none, but cannot show that it is old
		if err := copyFolder(filepath.Join(from, "witness"), config.WitnessDir); err != nil {
			return err
		}
	}
	if _, err := os.Stat(filepath.Join(from, "keys")); err == nil {
		if err := copyFolder(filepath.Join(from, "keys"), config.KeyDir); err != nil {
			return err
		}
	} else if _, err := os.Stat(filepath.Join(config.KeyDir, "vault.json")); err != nil {
		return fault.New(fault.NotFound, "app.restore.no_keys", "folder", config.KeyDir)
	}
	app, err := Open(ctx, config, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, app.Close()) }()
	offices, err := app.DB.Read().Offices(ctx)
	if err != nil {
		return err
	}
	for _, office := range offices {
		if err := app.VerifyLog(ctx, office.County, "", out); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintln(out, wording.T(wording.Chinese, "app.restore.done"))
	return err
}

func run(ctx context.Context, name string, args ...string) error {
	command := exec.CommandContext(ctx, name, args...) // #nosec G204 -- PostgreSQL's own tools, named above
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", name, err, strings.TrimSpace(string(output)))
	}
	return nil
}

func writeManifest(dir string) error {
	sums, err := sumsOf(dir)
	if err != nil {
		return err
	}
	names := make([]string, 0, len(sums))
	for name := range sums {
		names = append(names, name)
	}
	sort.Strings(names)
	var text strings.Builder
	for _, name := range names {
		fmt.Fprintf(&text, "%s  %s\n", sums[name], name)
	}
	return os.WriteFile(filepath.Join(dir, manifestName), []byte(text.String()), 0o600)
}

func checkManifest(dir string) error {
	raw, err := os.ReadFile(filepath.Join(dir, manifestName)) // #nosec G304 -- the operator names the folder
	if err != nil {
		return fault.New(fault.Invalid, "app.restore.no_manifest", "folder", dir).Because(err)
	}
	sums, err := sumsOf(dir)
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(raw)) {
		sum, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
		if sums[name] != sum {
			return fault.New(fault.Invalid, "app.restore.damaged", "file", name)
		}
		delete(sums, name)
	}
	for name := range sums {
		return fault.New(fault.Invalid, "app.restore.damaged", "file", name)
	}
	return nil
}

// sumsOf gives the SHA-256 of every file in a folder but its manifest, by path.
func sumsOf(dir string) (map[string]string, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	sums := map[string]string{}
	err = fs.WalkDir(root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || name == manifestName {
			return err
		}
		file, err := root.Open(name)
		if err != nil {
			return err
		}
		hash := sha256.New()
		_, err = io.Copy(hash, file)
		sums[name] = hex.EncodeToString(hash.Sum(nil))
		return errors.Join(err, file.Close())
	})
	return sums, errors.Join(err, root.Close())
}

func copyFolder(from, to string) error {
	if _, err := os.Stat(from); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if entry.IsDir() {
			return os.MkdirAll(filepath.Join(to, name), 0o700)
		}
		return copyFile(path, filepath.Join(to, name))
	})
}

// copyFile copies a file and makes it durable.
func copyFile(from, to string) (err error) {
	source, err := os.Open(from) // #nosec G304 -- named by the operator or inside our folders
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, source.Close()) }()
	target, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) // #nosec G304 -- likewise
	if err != nil {
		return err
	}
	_, err = io.Copy(target, source)
	return errors.Join(err, target.Sync(), target.Close())
}
