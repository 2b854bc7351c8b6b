package storagetest

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"chengxin/internal/storage"
)

var (
	classRow  = regexp.MustCompile(`(?m)^\| \*\*(\w+)\*\* \|([^|]*)\|`)
	tableName = regexp.MustCompile("`(\\w+)`")
)

// classes reads the table of docs/security.md: which class a table of the schema belongs to.
func classes(t *testing.T) map[string][]string {
	t.Helper()
	text, err := os.ReadFile("../../../docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, found := strings.Cut(string(text), "\n## What covers each table\n")
	if !found {
		t.Fatal("docs/security.md has no section \"What covers each table\"")
	}
	section, _, _ = strings.Cut(section, "\n## ")
	named := map[string][]string{}
	for _, row := range classRow.FindAllStringSubmatch(section, -1) {
		for _, name := range tableName.FindAllStringSubmatch(row[2], -1) {
			named[name[1]] = append(named[name[1]], row[1])
		}
	}
	return named
}

func TestEveryTableIsOfOneClassAndFactsAreWhatTheLogCovers(t *testing.T) {
	named, known, facts := classes(t), tables(t), storage.FactTables()
	for name := range known {
		switch of := named[name]; {
		case len(of) != 1:
			t.Errorf("%s stands in the classes %v; name it in exactly one row of docs/security.md: who edits it by hand, and what finds it?", name, of)
		case slices.Contains(facts, name) != (of[0] == "fact"):
			t.Errorf("%s is called %s; rows that the log covers are declared by declareFact, and no others are facts", name, of[0])
		}
	}
	for name, of := range named {
		if known[name] == "" {
			t.Errorf("%s is called %v and is no table of the schema", name, of)
		}
	}
	if len(facts) < 50 {
		t.Fatalf("only %d tables of facts: the test looks at the wrong thing", len(facts))
	}
}
