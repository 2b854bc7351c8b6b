package floors_test

import (
	"bytes"
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
)

// module is the product's module path.
const module = "chengxin"

// root is the repository's root, seen from this folder.
const root = "../.."

// source is one file of the repository, by its path from the root with forward slashes.
type source struct {
	path string
	text []byte
}

var repository = sync.OnceValues(func() ([]source, error) {
	ignored, err := ignoredPatterns()
	if err != nil {
		return nil, err
	}
	var files []source
	err = filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		relative = filepath.ToSlash(relative)
		switch {
		case relative == ".git" || isIgnored(ignored, relative):
			if entry.IsDir() {
				return filepath.SkipDir
			}
			return nil
		case !entry.Type().IsRegular():
			return nil
		}
		text, err := os.ReadFile(name) // #nosec G304 -- the repository's own files
		if err != nil {
			return err
		}
		files = append(files, source{relative, text})
		return nil
	})
	return files, err
})

// files gives the repository's files that keep says yes to, and fails where there is none: a test that sees no file proves nothing.
func files(t *testing.T, keep func(source) bool) []source {
	t.Helper()
	all, err := repository()
	if err != nil {
		t.Fatal(err)
	}
	var kept []source
	for _, file := range all {
		if keep(file) {
			kept = append(kept, file)
		}
	}
	if len(kept) == 0 {
		t.Fatal("no file of the repository was looked at")
	}
	return kept
}

// ignoredPatterns are the lines of .gitignore: a name, a name with a slash before it for the root only, a folder with one after.
func ignoredPatterns() ([]string, error) {
	text, err := os.ReadFile(filepath.Join(root, ".gitignore"))
	return strings.Fields(string(text)), err
}

func isIgnored(patterns []string, file string) bool {
	for _, pattern := range patterns {
		pattern = strings.TrimSuffix(pattern, "/")
		subject := path.Base(file)
		if anchored, atRoot := strings.CutPrefix(pattern, "/"); atRoot {
			pattern, subject = anchored, file
		}
		if matched, err := path.Match(pattern, subject); err == nil && matched {
			return true
		}
	}
	return false
}

func (s source) isText() bool { return !bytes.ContainsRune(s.text, 0) }

func (s source) isTest() bool {
	return strings.HasSuffix(s.path, "_test.go") || strings.Contains(s.path, "/testdata/")
}

var generatedMark = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)

func (s source) isGenerated() bool { return generatedMark.Match(s.text) }

// below says whether the file stands in one of the folders, or deeper.
func (s source) below(folders ...string) bool {
	for _, folder := range folders {
		if strings.HasPrefix(s.path, folder+"/") {
			return true
		}
	}
	return false
}

// goFiles are the product's Go files: not the modules beside it, whose rules are their own.
func goFiles(t *testing.T, keep func(source) bool) []source {
	t.Helper()
	return files(t, func(s source) bool {
		return strings.HasSuffix(s.path, ".go") && !s.below("bench", "tools/lint") && !strings.Contains(s.path, "/testdata/") && keep(s)
	})
}

func parse(t *testing.T, file source, mode parser.Mode) (*token.FileSet, *ast.File) {
	t.Helper()
	positions := token.NewFileSet()
	tree, err := parser.ParseFile(positions, file.path, file.text, mode)
	if err != nil {
		t.Fatal(err)
	}
	return positions, tree
}

// lineOf is the line on which an offset of a text stands; the first is 1.
func lineOf(text []byte, offset int) int { return 1 + bytes.Count(text[:offset], []byte("\n")) }
