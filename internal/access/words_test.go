package access_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"testing"

	"chengxin/internal/wording"
)

// Whoever reads the log or a refusal reads what somebody may do, never its name in the code.
func TestEveryPermissionHasWords(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "permission.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	ast.Inspect(file, func(node ast.Node) bool {
		spec, is := node.(*ast.ValueSpec)
		if !is || len(spec.Values) != 1 {
			return true
		}
		literal, is := spec.Values[0].(*ast.BasicLit)
		if !is {
			return true
		}
		name, err := strconv.Unquote(literal.Value)
		if err != nil {
			return true
		}
		found++
		if !wording.Has(wording.Chinese, "access.permission."+name) {
			t.Errorf("no words for the permission %s: add access.permission.%s to the catalogue", name, name)
		}
		return true
	})
	if found < 40 {
		t.Errorf("only %d permissions were found", found)
	}
}
