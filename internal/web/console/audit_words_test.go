package console

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"chengxin/internal/access"
	"chengxin/internal/wording"
)

// actKind is the shape of an act's name in the log: DeclarationSubmitted.
var actKind = regexp.MustCompile(`^[A-Z][a-z]+([A-Z][a-z]+)+$`)

// Every act that the program can write into the log has words, with its purpose and what it notes, and every paper a name, so that an auditor never reads a name of the code.
func TestEveryKindOfEntryHasWords(t *testing.T) {
	kinds := map[string]string{}
	var purposes, details, papers []string
	err := filepath.WalkDir("../..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(node ast.Node) bool {
			text := ""
			switch node := node.(type) {
			case *ast.KeyValueExpr: // casework.Act{Kind: "…"}, audit.Entry{Kind: "…"}
				if key, is := node.Key.(*ast.Ident); is && key.Name == "Kind" {
					text = quoted(node.Value)
				}
				if key, is := node.Key.(*ast.Ident); is && key.Name == "Purpose" {
					purposes = append(purposes, quoted(node.Value))
				}
			case *ast.CallExpr: // work.Note("household", id)
				call, is := node.Fun.(*ast.SelectorExpr)
				if is && call.Sel.Name == "Note" && len(node.Args) == 2 {
					details = append(details, quoted(node.Args[0]))
				}
				if is && call.Sel.Name == "Issue" && len(node.Args) == 5 { // casework.Issue(ctx, work, series, "decision", …)
					papers = append(papers, quoted(node.Args[3]))
				}
			case *ast.ValueSpec: // const actCompared = "…"
				if len(node.Values) == 1 && (strings.HasPrefix(node.Names[0].Name, "act") || node.Names[0].Name == "FileOpened") {
					text = quoted(node.Values[0])
				}
			}
			if actKind.MatchString(text) {
				kinds[text] = path
			}
			return true
		})
		return nil
	})
	if err != nil || len(kinds) < 40 {
		t.Fatalf("%d kinds: %v", len(kinds), err)
	}
	if len(papers) < 10 {
		t.Errorf("%d kinds of papers: the test does not find them", len(papers))
	}
	for _, paper := range papers {
		if paper != "" && !wording.Has(wording.Chinese, "casefile.paper."+paper) {
			t.Errorf("no name for the paper %s: add casefile.paper.%s to the catalogue", paper, paper)
		}
	}
	for _, purpose := range purposes {
		if purpose != "" && !wording.Has(wording.Chinese, "casefile.purpose."+purpose) {
			t.Errorf("no words for the purpose %s: add casefile.purpose.%s to the catalogue", purpose, purpose)
		}
	}
	for _, detail := range details {
		if detail != "" && !wording.Has(wording.Chinese, "auditlog.detail."+detail) {
			t.Errorf("no words for the detail %s: add auditlog.detail.%s to the catalogue", detail, detail)
		}
	}
	for kind, path := range kinds {
		if !wording.Has(wording.Chinese, "casefile.act."+kind) && !wording.Has(wording.Chinese, "auditlog.act."+kind) {
			t.Errorf("%s: no words for %s: add auditlog.act.%s to the catalogue", path, kind, kind)
		}
	}
}

func quoted(value ast.Expr) string {
	literal, is := value.(*ast.BasicLit)
	if !is || literal.Kind != token.STRING {
		return ""
	}
	text, _ := strconv.Unquote(literal.Value)
	return text
}

// Whoever can act in the log has words, so that an auditor never reads a key of the catalogue.
func TestEveryKindOfActorHasWords(t *testing.T) {
	for _, kind := range []access.Kind{"nobody", access.Officer, access.Resident, access.Rule, access.System, access.Setup} {
		for _, language := range []wording.Language{wording.Chinese, wording.English} {
			if !wording.Has(language, "auditlog.actor."+string(kind)) {
				t.Errorf("%s has no words in %s", kind, language)
			}
		}
	}
}
