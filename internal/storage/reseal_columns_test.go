package storage

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

// plainBytes are the columns of bytes that hold nothing sealed: digests, hashes and keys for finding, the log itself, texts that are
// public, and what ends within a day.
var plainBytes = map[string][]string{
	"log_entry": {"commitment", "salt", "payload"}, "log_hash": {"hash"}, "log_head": {"frontier"}, "used_key": {"answer"},
	"member": {"id_index"}, "officer_recovery": {"code"}, "invitation": {"hash"}, "session": {"hash"}, "sign_in_attempt": {"key"},
	"browser_session": {"content"}, "access_code": {"code"}, "signing_code": {"kept"}, "policy_file": {"content"},
	"register_import_household": {"source"}, "tipoff": {"code"},
}

// A rotation that forgot a table would leave it sealed with a key that the county believes is gone.
func TestARotationReachesEverySealedColumn(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("migrations", "*.sql"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	tables := regexp.MustCompile(`(?s)CREATE TABLE (\w+) \((.*?)\n\);`)
	bytes := regexp.MustCompile(`(?m)^\s+(\w+)\s+BYTEA`)
	added := regexp.MustCompile(`ALTER TABLE (\w+) ADD COLUMN (\w+)\s+BYTEA`)
	listed := map[string][]string{}
	for _, table := range sealedTables {
		listed[table.name] = table.columns
	}
	found := 0
	check := func(file, table, column string) {
		found++
		if sealed, plain := slices.Contains(listed[table], column), slices.Contains(plainBytes[table], column); sealed == plain {
			t.Errorf("%s: %s.%s is sealed anew: %t, is known to be plain: %t", file, table, column, sealed, plain)
		}
	}
	for _, file := range files {
		text, err := os.ReadFile(file) // #nosec G304 -- a migration of ours
		if err != nil {
			t.Fatal(err)
		}
		for _, table := range tables.FindAllStringSubmatch(string(text), -1) {
			for _, column := range bytes.FindAllStringSubmatch(table[2], -1) {
				check(file, table[1], column[1])
			}
		}
		for _, column := range added.FindAllStringSubmatch(string(text), -1) {
			check(file, column[1], column[2])
		}
	}
	if found < 50 {
		t.Errorf("only %d columns of bytes were found", found)
	}
}
