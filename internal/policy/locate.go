package policy

import (
	"errors"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"chengxin/internal/period"
)

// place is a parsed YAML file that knows on which line a field stands.
type place struct {
	file string
	body ast.Node
}

// parse reads YAML into its tree; a syntax error becomes a finding.
func parse(file string, raw []byte) (place, *Finding) {
	tree, err := parser.ParseBytes(raw, 0)
	if err != nil {
		return place{}, decodeFinding(file, err)
	}
	if len(tree.Docs) != 1 || tree.Docs[0].Body == nil {
		return place{}, &Finding{File: file, Line: 1, Problem: "not_one_document"}
	}
	return place{file, tree.Docs[0].Body}, nil
}

// line finds the line of a path of keys and indexes; where the path ends early, the line of what it reached.
func (p place) line(path ...any) int {
	node, line := p.body, 1
	if node != nil {
		line = lineOf(node, line)
	}
	for _, step := range path {
		next, at := descend(node, step)
		if next == nil {
			break
		}
		node, line = next, lineOf(next, line)
		if at > 0 {
			line = at
		}
	}
	return line
}

func descend(node ast.Node, step any) (ast.Node, int) {
	switch step := step.(type) {
	case string:
		for _, pair := range pairs(node) {
			if pair.Key.GetToken().Value == step {
				return pair.Value, pair.Key.GetToken().Position.Line
			}
		}
	case int:
		if sequence, ok := node.(*ast.SequenceNode); ok && step < len(sequence.Values) {
			return sequence.Values[step], 0
		}
	}
	return nil, 0
}

// pairs lists the fields of a mapping; a mapping with one field may come as that field alone.
func pairs(node ast.Node) []*ast.MappingValueNode {
	switch node := node.(type) {
	case *ast.MappingNode:
		return node.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{node}
	}
	return nil
}

func lineOf(node ast.Node, otherwise int) int {
	// A block mapping's own token is the colon of its first field: its line is the right one.
	if fields := pairs(node); len(fields) > 0 {
		return fields[0].Key.GetToken().Position.Line
	}
	if sequence, ok := node.(*ast.SequenceNode); ok && len(sequence.Values) > 0 {
		return lineOf(sequence.Values[0], otherwise)
	}
	if token := node.GetToken(); token != nil && token.Position != nil {
		return token.Position.Line
	}
	return otherwise
}

// dayFields are the fields that hold a calendar day, in editions and in cases.
var dayFields = map[string]bool{
	"from": true, "until": true, "on": true, "dated_on": true, "educated_on": true, "correction_due": true, "corrected_on": true,
	"changed_on": true, "reported_on": true, "effective_on": true, "revoked_on": true, "repaired_on": true,
}

// badDays finds calendar days that do not exist before decoding would lose their line.
func (p place) badDays() []Finding {
	var found []Finding
	var walk func(ast.Node)
	walk = func(node ast.Node) {
		if sequence, ok := node.(*ast.SequenceNode); ok {
			for _, value := range sequence.Values {
				walk(value)
			}
			return
		}
		for _, pair := range pairs(node) {
			token := pair.Value.GetToken()
			if dayFields[pair.Key.GetToken().Value] && token != nil {
				if _, err := period.ParseDay(token.Value); err != nil {
					found = append(found, Finding{File: p.file, Line: token.Position.Line, Problem: "not_a_day", Pairs: []any{"value", token.Value}})
				}
			}
			walk(pair.Value)
		}
	}
	walk(p.body)
	return found
}

// decodeFinding turns a YAML error into a finding with its line.
func decodeFinding(file string, err error) *Finding {
	found := Finding{File: file, Line: 1, Problem: "syntax", Pairs: []any{"detail", err.Error()}}
	var located yaml.Error
	if !errors.As(err, &located) {
		return &found
	}
	found.Pairs = []any{"detail", located.GetMessage()}
	if token := located.GetToken(); token != nil && token.Position != nil {
		found.Line = token.Position.Line
		var unknown *yaml.UnknownFieldError
		if errors.As(err, &unknown) {
			found.Problem, found.Pairs = "unknown_field", []any{"field", token.Value}
		}
		if strings.Contains(located.GetMessage(), "already defined at") { // the parser's own words: it has no type for it
			found.Problem, found.Pairs = "field_twice", []any{"field", token.Value}
		}
	}
	return &found
}
