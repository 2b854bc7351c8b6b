package floors_test

import (
	"go/parser"
	"path"
	"strconv"
	"strings"
	"testing"
)

// TestImportsPointDown parses every import of the product. Tests are exempt: casework is tested on the real database above it.
func TestImportsPointDown(t *testing.T) {
	for _, file := range goFiles(t, func(s source) bool { return s.below("internal") && !s.isTest() }) {
		from := strings.TrimPrefix(path.Dir(file.path), "internal/")
		if from == "floors" {
			continue
		}
		floor, known := plan[from]
		if !known {
			t.Errorf("%s: package %q has no floor; give it one in internal/floors/plan_test.go", file.path, from)
			continue
		}
		positions, tree := parse(t, file, parser.ImportsOnly)
		for _, spec := range tree.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if complaint := complain(from, floor, imported); complaint != "" {
				t.Errorf("%s: %s", positions.Position(spec.Pos()), complaint)
			}
		}
	}
}

// complain says what is wrong with an import, or nothing.
func complain(from string, floor int, imported string) string {
	if floor <= 2 && (imported == "net/http" || imported == "database/sql") {
		return "floors 0 to 2 are pure: no " + imported
	}
	to, ours := strings.CutPrefix(imported, module+"/")
	if !ours {
		return ""
	}
	inside, isRoom := strings.CutPrefix(to, "internal/")
	if !isRoom {
		if lower, known := outside[to]; known && lower <= floor {
			return ""
		}
		return "internal/ must not import " + to
	}
	lower, known := plan[inside]
	switch {
	case !known:
		return "imports " + inside + ", which has no floor"
	case lower > floor:
		return "imports up: " + from + " (floor " + strconv.Itoa(floor) + ") → " + inside + " (floor " + strconv.Itoa(lower) + ")"
	case floor == 5 && (inside == "storage" || strings.HasPrefix(inside, "storage/")):
		return "pages and storage meet only in app"
	case lower == floor && !maySideways(from, inside):
		return "imports sideways off the case: " + from + " → " + inside
	}
	return ""
}

func TestWrongImportsAreNamed(t *testing.T) {
	for _, c := range []struct {
		from, imported string
		allowed        bool
	}{
		{"declaration", "chengxin/internal/pledge", true},
		{"pledge", "chengxin/internal/declaration", false},
		{"creditrecord", "chengxin/internal/comparison", true}, // along the case, several steps back
		{"comparison", "chengxin/internal/determination", false},
		{"casework/determination", "chengxin/internal/casework/comparison", true},
		{"casework/comparison", "chengxin/internal/casework/determination", false},
		{"casework/pledge", "chengxin/internal/casework", true},
		{"casework", "chengxin/internal/casework/pledge", false},
		{"casework/pledge", "chengxin/internal/storage", false},
		{"storage", "chengxin/internal/casework/pledge", true},
		{"web/resident", "chengxin/internal/storage", false},
		{"web/resident", "chengxin/internal/web/page", true},
		{"web/resident", "chengxin/internal/web/console", false},
		{"app", "chengxin/internal/storage/sqlite", true},
		{"period", "chengxin/internal/household", false},
		{"pledge", "net/http", false},
		{"storage", "database/sql", true},
		{"policy", "chengxin/policies", true},
		{"policy", "chengxin/cmd/chengxin", false},
		{"policy", "chengxin/internal/util", false},
	} {
		if complaint := complain(c.from, plan[c.from], c.imported); (complaint == "") != c.allowed {
			t.Errorf("%s → %s: complaint %q, want allowed %t", c.from, c.imported, complaint, c.allowed)
		}
	}
}

func TestTheCaseHasNoCircle(t *testing.T) {
	for step := range asks {
		if reads(step, step) {
			t.Errorf("%s reads itself", step)
		}
	}
}
