package migrations

import (
	"bytes"
	"embed"
	"io/fs"
	"regexp"
	"testing/fstest"
)

// Files are the migrations as PostgreSQL reads them.
//
//go:embed *.sql
var Files embed.FS

var (
	bigint = regexp.MustCompile(`\bBIGINT\b`)
	binary = regexp.MustCompile(`\bBYTEA\b`)
	ending = regexp.MustCompile(`(?m)^\);$`)
)

// ForSQLite is the same migrations in SQLite's types.
func ForSQLite() (fs.FS, error) {
	rewritten := fstest.MapFS{}
	names, err := fs.Glob(Files, "*.sql")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		text, err := Files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		text = bigint.ReplaceAll(text, []byte("INTEGER"))
		text = binary.ReplaceAll(text, []byte("BLOB"))
		text = ending.ReplaceAll(text, []byte(") STRICT;"))
		rewritten[name] = &fstest.MapFile{Data: bytes.Clone(text), Mode: 0o444}
	}
	return rewritten, nil
}
