// Package docs holds no code: its test keeps what the documents say true. A path, a link, a test, a command and a make target
// that a document names must exist; a Go name in the glossary must be exported by its package.
package docs

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"unicode"
)

// root is the repository's root, seen from this folder.
const root = ".."

// written is one document: its path from the root with forward slashes, and its lines.
type written struct {
	path  string
	lines []string
}

// documents are the texts that people read about the product: those beside the root, and docs/.
func documents(t *testing.T) []written {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(root, "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(filepath.Join(root, "docs"), func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && strings.HasSuffix(name, ".md") {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var all []written
	for _, name := range names {
		text, err := os.ReadFile(name) // #nosec G304 -- the repository's own documents
		if err != nil {
			t.Fatal(err)
		}
		relative, err := filepath.Rel(root, name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, written{filepath.ToSlash(relative), strings.Split(string(text), "\n")})
	}
	if len(all) < 8 {
		t.Fatalf("only %d documents were found", len(all))
	}
	return all
}

// quoted are the pieces between single backquotes on a line outside a fenced block, with the number of the line.
func (w written) quoted(visit func(line int, piece string)) {
	fenced := false
	for i, line := range w.lines {
		if strings.HasPrefix(strings.TrimSpace(line), "```") {
			fenced = !fenced
			continue
		}
		if fenced {
			continue
		}
		for n, piece := range strings.Split(line, "`") {
			if n%2 == 1 {
				visit(i+1, piece)
			}
		}
	}
}

// ours are the folders of the repository in which a quoted path may begin.
var ours = regexp.MustCompile(`^(\.ci|bench|cmd|docs|e2e|internal|policies|tools|web)(/[A-Za-z0-9_.-]+)+/?$`)

func TestEveryPathThatADocumentNamesExists(t *testing.T) {
	seen := 0
	for _, document := range documents(t) {
		document.quoted(func(line int, piece string) {
			if !ours.MatchString(piece) || path.Base(piece) == "..." {
				return
			}
			seen++
			if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(piece))); err != nil {
				t.Errorf("%s:%d: %s does not exist", document.path, line, piece)
			}
		})
	}
	if seen < 20 {
		t.Fatalf("only %d paths were found: the test looks at the wrong place", seen)
	}
}

var link = regexp.MustCompile(`!?\[[^\]]*\]\(([^)\s]+)\)`)

func TestLinksBetweenDocumentsLeadSomewhere(t *testing.T) {
	all := documents(t)
	headings := map[string]map[string]bool{}
	for _, document := range all {
		headings[document.path] = anchors(document.lines)
	}
	for _, document := range all {
		for i, line := range document.lines {
			for _, found := range link.FindAllStringSubmatch(line, -1) {
				target, anchor, _ := strings.Cut(found[1], "#")
				if strings.Contains(target, "://") || strings.HasPrefix(target, "mailto:") {
					continue
				}
				where := document.path
				if target != "" {
					where = path.Join(path.Dir(document.path), target)
				}
				if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(where))); err != nil {
					t.Errorf("%s:%d: the link %s leads nowhere", document.path, i+1, found[1])
				} else if anchor != "" && headings[where] != nil && !headings[where][anchor] {
					t.Errorf("%s:%d: %s has no heading #%s", document.path, i+1, where, anchor)
				}
			}
		}
	}
}

// anchors are the headings of a document as links name them: small letters, hyphens for spaces, no marks.
func anchors(lines []string) map[string]bool {
	found := map[string]bool{}
	for _, line := range lines {
		if !strings.HasPrefix(line, "#") {
			continue
		}
		anchor := strings.Map(func(r rune) rune {
			switch {
			case unicode.IsLetter(r), unicode.IsDigit(r), r == '-', r == '_':
				return unicode.ToLower(r)
			case r == ' ':
				return '-'
			}
			return -1
		}, strings.TrimSpace(strings.TrimLeft(line, "#")))
		found[anchor] = true
	}
	return found
}

// declared are the exported names of every package under internal, and every test of the repository.
var declared = sync.OnceValues(func() (map[string]map[string]bool, error) {
	names := map[string]map[string]bool{"": {}}
	for _, top := range []string{"internal", "tools", "bench", "cmd", "docs"} {
		err := filepath.WalkDir(filepath.Join(root, top), func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(name, ".go") {
				return err
			}
			tree, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			inPackage := names[tree.Name.Name]
			if inPackage == nil {
				inPackage = map[string]bool{}
				names[tree.Name.Name] = inPackage
			}
			for _, one := range namesOf(tree) {
				inPackage[one] = true
				names[""][one] = true
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return names, nil
})

func namesOf(tree *ast.File) []string {
	var names []string
	for _, declaration := range tree.Decls {
		switch d := declaration.(type) {
		case *ast.FuncDecl:
			names = append(names, d.Name.Name)
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch s := spec.(type) {
				case *ast.TypeSpec:
					names = append(names, s.Name.Name)
				case *ast.ValueSpec:
					for _, name := range s.Names {
						names = append(names, name.Name)
					}
				}
			}
		}
	}
	return names
}

var (
	testName = regexp.MustCompile(`^(Test|Fuzz|Example)[A-Z][A-Za-z0-9_]*$`)
	goName   = regexp.MustCompile(`^([a-z]+)\.([A-Z][A-Za-z0-9]*)$`)
)

// TestEveryTestThatADocumentNamesExists: a control whose test is gone is no control.
func TestEveryTestThatADocumentNamesExists(t *testing.T) {
	names, err := declared()
	if err != nil {
		t.Fatal(err)
	}
	for _, document := range documents(t) {
		document.quoted(func(line int, piece string) {
			if testName.MatchString(piece) && !names[""][piece] {
				t.Errorf("%s:%d: there is no test %s", document.path, line, piece)
			}
		})
	}
}

// TestEveryGoNameOfTheGlossaryExists reads the part of the glossary that is built; names kept for later steps stand below it.
func TestEveryGoNameOfTheGlossaryExists(t *testing.T) {
	names, err := declared()
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, document := range documents(t) {
		if document.path != "GLOSSARY.md" {
			continue
		}
		built := document
		for i, line := range document.lines {
			if strings.HasPrefix(line, "## Names kept for later") {
				built.lines = document.lines[:i]
			}
		}
		built.quoted(func(line int, piece string) {
			parts := goName.FindStringSubmatch(piece)
			if parts == nil {
				return
			}
			seen++
			if !names[parts[1]][parts[2]] {
				t.Errorf("%s:%d: package %s has no %s", document.path, line, parts[1], parts[2])
			}
		})
	}
	if seen < 20 {
		t.Fatalf("only %d names were found in the glossary", seen)
	}
}

var makeTarget = regexp.MustCompile(`^make ([a-z-]+)`)

func TestEveryMakeTargetThatADocumentNamesExists(t *testing.T) {
	makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	for _, document := range documents(t) {
		document.quoted(func(line int, piece string) {
			if found := makeTarget.FindStringSubmatch(piece); found != nil && !strings.Contains("\n"+string(makefile), "\n"+found[1]+":") {
				t.Errorf("%s:%d: the Makefile has no target %s", document.path, line, found[1])
			}
		})
	}
}
