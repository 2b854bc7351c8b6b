package storagetest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"chengxin/internal/storage/migrations"
)

// referenceTables are exempt from "county first": small, named, and without anything about a household. Each says why.
var referenceTables = map[string]string{
	"county_office":   "one row a county: the county is its whole key",
	"officer":         "login names are one list over all counties: nobody types a county to sign in",
	"sign_in_attempt": "wrong tries of an address are counted before a county is known",
	"browser_session": "what a cookie stands for is read before a county is known",
}

var (
	createTable = regexp.MustCompile(`(?s)CREATE TABLE (\w+) \(\n(.*?)\n\);`)
	createIndex = regexp.MustCompile(`CREATE (?:UNIQUE )?INDEX (\w+) ON (\w+) \(([^)]*)\)`)
	keyClause   = regexp.MustCompile(`(?:PRIMARY KEY|UNIQUE|FOREIGN KEY) \(([^)]*)\)|REFERENCES \w+ \(([^)]*)\)`)
)

func tables(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	names, err := fs.Glob(migrations.Files, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(migrations.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(text), "CREATE TABLE"); n != len(createTable.FindAll(text, -1)) {
			t.Errorf("%s: a CREATE TABLE does not end with a line `);`, so SQLite would not make it STRICT", name)
		}
		for _, table := range createTable.FindAllStringSubmatch(string(text), -1) {
			found[table[1]] = table[2]
		}
	}
	return found
}

func TestEveryTableOfACountysWorkStartsWithTheCounty(t *testing.T) {
	for name, body := range tables(t) {
		if _, exempt := referenceTables[name]; exempt {
			continue
		}
		if !strings.HasPrefix(strings.TrimSpace(body), "county ") {
			t.Errorf("%s: its first column is not county; put county first, or list the table as a reference table with its reason", name)
		}
		for _, key := range keyClause.FindAllStringSubmatch(body, -1) {
			if !strings.HasPrefix(key[1]+key[2], "county") {
				t.Errorf("%s: %s does not start with county", name, key[0])
			}
		}
		if !strings.Contains(body, "PRIMARY KEY (county") {
			t.Errorf("%s: no primary key that starts with county", name)
		}
	}
}

func TestEveryIndexOfACountysWorkStartsWithTheCounty(t *testing.T) {
	names, _ := fs.Glob(migrations.Files, "*.sql")
	for _, name := range names {
		text, err := fs.ReadFile(migrations.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, index := range createIndex.FindAllStringSubmatch(string(text), -1) {
			if _, exempt := referenceTables[index[2]]; !exempt && !strings.HasPrefix(index[3], "county") {
				t.Errorf("%s: index %s on %s does not start with county", name, index[1], index[2])
			}
		}
		if strings.Contains(strings.ToUpper(string(text)), "TRIGGER") {
			t.Errorf("%s: no triggers for logic", name)
		}
	}
}

var (
	statement = regexp.MustCompile(`(?s)^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b`)
	fromTable = regexp.MustCompile(`(?:FROM|JOIN|UPDATE|INTO)\s+(\w+)`)
	joins     = regexp.MustCompile(`\bJOIN\b`)
	joinOn    = regexp.MustCompile(`\bcounty = (?:\w+\.county|\$\d+)`)
	tricks    = regexp.MustCompile(`(?i)\b(MERGE|ILIKE|pg_advisory\w*|PRAGMA|strftime|julianday|datetime|json_extract|jsonb|GLOB|ROWID|FOR UPDATE|SKIP LOCKED|to_char|now\(\)|random\(\))|::|->>|@>`)
)

// The shared SQL is read from the sources: every statement about a county's work names its county, and none uses what
// only one of the databases has.
func TestEveryStatementNamesItsCountyAndUsesNoEnginesTricks(t *testing.T) {
	known := tables(t)
	files, err := filepath.Glob("../*.go")
	if err != nil || len(files) == 0 {
		t.Fatal("no sources of the storage found", err)
	}
	checked := 0
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		set := token.NewFileSet()
		parsed, err := parser.ParseFile(set, file, raw, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(node ast.Node) bool {
			literal, ok := node.(*ast.BasicLit)
			if !ok || literal.Kind != token.STRING {
				return true
			}
			text, err := strconv.Unquote(literal.Value)
			if err != nil || !statement.MatchString(text) {
				return true
			}
			checked++
			where := set.Position(literal.Pos()).String()
			if trick := tricks.FindString(text); trick != "" {
				t.Errorf("%s: %q is not in both databases", where, trick)
			}
			var work []string
			for _, match := range fromTable.FindAllStringSubmatch(text, -1) {
				if _, exempt := referenceTables[match[1]]; !exempt && known[match[1]] != "" {
					work = append(work, match[1])
				}
			}
			if len(work) == 0 {
				return true
			}
			if strings.HasPrefix(strings.TrimSpace(text), "INSERT") && !strings.Contains(text, "SELECT") {
				if !regexp.MustCompile(`INTO \w+ \(county\b`).MatchString(text) {
					t.Errorf("%s: an INSERT must name county first", where)
				}
				return true
			}
			if !regexp.MustCompile(`\bcounty = \$\d+`).MatchString(text) {
				t.Errorf("%s: a statement on %v must have county = $n in its WHERE", where, work)
			}
			if n := len(joins.FindAllString(text, -1)); n > 0 && len(joinOn.FindAllString(text, -1)) < n+1 {
				t.Errorf("%s: every JOIN must join the county too", where)
			}
			return true
		})
	}
	if checked < 10 {
		t.Fatalf("only %d statements were found: the test reads the wrong files", checked)
	}
}

func TestReferenceTablesExist(t *testing.T) {
	known := tables(t)
	for name, reason := range referenceTables {
		if reason == "" {
			t.Errorf("%s: an exemption needs its reason", name)
		}
		if known[name] == "" && !slices.Contains([]string{"goose_db_version"}, name) {
			t.Errorf("%s is exempt but does not exist", name)
		}
	}
}
