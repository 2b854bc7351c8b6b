package floors_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"path"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

func TestEveryRoomSaysWhatItIsFor(t *testing.T) {
	rooms, doors := map[string]bool{}, map[string]bool{}
	for _, file := range goFiles(t, func(s source) bool { return !s.isTest() }) {
		room := path.Dir(file.path)
		rooms[room] = true
		_, tree := parse(t, file, parser.PackageClauseOnly|parser.ParseComments)
		if tree.Doc == nil {
			continue
		}
		// A program says it where it starts; a package in doc.go, where a newcomer looks first.
		program := tree.Name.Name == "main" && strings.HasPrefix(tree.Doc.Text(), "Command ")
		library := path.Base(file.path) == "doc.go" || !strings.HasPrefix(room, "internal/")
		if program || library && strings.HasPrefix(tree.Doc.Text(), "Package "+tree.Name.Name+" ") {
			doors[room] = true
		}
	}
	for room := range rooms {
		if !doors[room] {
			t.Errorf("%s: no doc.go that says what the package promises and what it refuses", room)
		}
	}
}

// longest is how many lines a file may have and still be read at once.
const longest = 600

func TestFilesCanBeReadAtOnce(t *testing.T) {
	kinds := map[string]bool{".go": true, ".templ": true, ".ts": true, ".mjs": true, ".scss": true, ".sql": true}
	for _, file := range files(t, func(s source) bool { return kinds[path.Ext(s.path)] && !s.isGenerated() }) {
		if lines := bytes.Count(file.text, []byte("\n")); lines > longest {
			t.Errorf("%s: %d lines; more than %d cannot be read at once", file.path, lines, longest)
		}
	}
}

// TestOnlyTheAppKnowsTheClock: time comes in as a parameter, so that deadlines can be tested and the demonstration replayed.
func TestOnlyTheAppKnowsTheClock(t *testing.T) {
	clock := map[string]bool{"Now": true, "Since": true, "Until": true}
	for _, file := range goFiles(t, func(s source) bool { return s.below("internal") && !s.below("internal/app") && !s.isTest() }) {
		positions, tree := parse(t, file, parser.SkipObjectResolution)
		ast.Inspect(tree, func(node ast.Node) bool {
			if selector, ok := node.(*ast.SelectorExpr); ok && clock[selector.Sel.Name] && isName(selector.X, "time") {
				t.Errorf("%s: time.%s below app; take `now time.Time`", positions.Position(node.Pos()), selector.Sel.Name)
			}
			return true
		})
	}
}

// TestOnlyThePageKnowsStatusCodes: a refusal has a kind, and internal/web/page alone turns it into HTTP.
func TestOnlyThePageKnowsStatusCodes(t *testing.T) {
	for _, file := range goFiles(t, func(s source) bool {
		return s.below("internal") && !s.below("internal/web/page", "internal/web/api") && !s.isTest() && !s.isGenerated()
	}) {
		positions, tree := parse(t, file, parser.SkipObjectResolution)
		ast.Inspect(tree, func(node ast.Node) bool {
			if selector, ok := node.(*ast.SelectorExpr); ok && strings.HasPrefix(selector.Sel.Name, "Status") && isName(selector.X, "http") {
				t.Errorf("%s: http.%s outside internal/web/page", positions.Position(node.Pos()), selector.Sel.Name)
			}
			return true
		})
	}
}

func isName(expression ast.Expr, name string) bool {
	ident, ok := expression.(*ast.Ident)
	return ok && ident.Name == name
}

// sentence is how many Chinese characters make a text that belongs in the catalogue.
const sentence = 4

// spoken are the rooms that must not write sentences themselves: what people read stands in internal/wording/catalogue, or
// in the policy edition.
var spoken = []string{"internal/web", "internal/casework", "internal/casefile", "internal/access", "internal/storage", "internal/app"}

// allowedChinese are the Chinese texts outside the catalogue, by file and text, each with the reason why nobody reads it as a sentence.
var allowedChinese = map[string]string{
	"internal/web/page/form.go: \u3000年月日号": "the characters that a typed date may hold and that its parser drops",
}

// inventedPeople are the demonstration's data: names, kinship and places of people who do not exist, not sentences of the product.
const inventedPeople = "internal/app/demo_"

func TestSentencesStandInTheCatalogue(t *testing.T) {
	met := map[string]bool{}
	judge := func(file source, where, text string) {
		if han(text) < sentence {
			return
		}
		name := file.path + ": " + strings.Trim(text, " \t\r\n")
		met[name] = true
		if allowedChinese[name] == "" {
			t.Errorf("%s: a Chinese text outside the catalogue: %q", where, text)
		}
	}
	for _, file := range files(t, func(s source) bool {
		return s.below(spoken...) && !strings.HasPrefix(s.path, inventedPeople) && !s.isTest() && !s.isGenerated() && (strings.HasSuffix(s.path, ".go") || strings.HasSuffix(s.path, ".templ"))
	}) {
		if strings.HasSuffix(file.path, ".templ") {
			for i, line := range strings.Split(withoutComments(string(file.text)), "\n") {
				judge(file, file.path+":"+strconv.Itoa(i+1), line)
			}
			continue
		}
		positions, tree := parse(t, file, parser.SkipObjectResolution)
		ast.Inspect(tree, func(node ast.Node) bool {
			if literal, ok := node.(*ast.BasicLit); ok {
				judge(file, positions.Position(node.Pos()).String(), unquoted(literal.Value))
			}
			return true
		})
	}
	for name := range allowedChinese {
		if !met[name] {
			t.Errorf("allowed, and no longer there: %s", name)
		}
	}
}

var (
	lineComment  = regexp.MustCompile(`(?m)(^|\s)//.*$`)
	blockComment = regexp.MustCompile(`(?s)/\*.*?\*/|<!--.*?-->`)
)

// withoutComments blanks a template's comments and keeps its lines.
func withoutComments(text string) string {
	text = blockComment.ReplaceAllStringFunc(text, func(comment string) string {
		return strings.Repeat("\n", strings.Count(comment, "\n"))
	})
	return lineComment.ReplaceAllString(text, "")
}

func unquoted(literal string) string {
	if text, err := strconv.Unquote(literal); err == nil {
		return text // escapes count as the characters that they are
	}
	return literal
}

func han(text string) int {
	count := 0
	for _, r := range text {
		if unicode.Is(unicode.Han, r) {
			count++
		}
	}
	return count
}

// skips are the ways to leave a test out or to run only one. In two parts, so that this file is not one of them.
var skips = regexp.MustCompile(`\bt\.` + `Skip(Now|f)?\(|\b(test|it|describe|suite)\.` + `(skip|todo|only)\(|\{\s*(skip|todo|only)` + `:`)

func TestNoTestIsLeftOut(t *testing.T) {
	for _, file := range files(t, func(s source) bool {
		return strings.HasSuffix(s.path, "_test.go") || s.below("e2e", "internal/storage/storagetest") && s.isText()
	}) {
		if at := skips.FindIndex(file.text); at != nil {
			t.Errorf("%s:%d: a test that can leave itself out proves nothing", file.path, lineOf(file.text, at[0]))
		}
	}
}

// unfinished are the marks of unfinished work. In two parts, so that this file is not one of them.
var unfinished = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X)\b`)

func TestNothingIsLeftForLater(t *testing.T) {
	kinds := map[string]bool{".go": true, ".templ": true, ".ts": true, ".mjs": true, ".scss": true, ".sql": true}
	for _, file := range files(t, func(s source) bool { return kinds[path.Ext(s.path)] && !s.isGenerated() }) {
		if at := unfinished.FindIndex(file.text); at != nil {
			t.Errorf("%s:%d: unfinished work belongs in an issue", file.path, lineOf(file.text, at[0]))
		}
	}
}
