package wording

import (
	"io/fs"
	"maps"
	"testing"

	"github.com/goccy/go-yaml"
)

// Every catalogue file means the same to us and to a whole YAML reader, so that any editor's help with YAML holds.
func TestTheCatalogueIsReadAsYAML(t *testing.T) {
	names, err := fs.Glob(files, "catalogue/*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		raw, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		want, found := map[string]string{}, map[string]string{}
		if err := yaml.UnmarshalWithOptions(raw, &want, yaml.Strict()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := readFlat(name, string(raw), func(key, text string) error { found[key] = text; return nil }); err != nil {
			t.Error(err)
		}
		if !maps.Equal(found, want) {
			t.Errorf("%s: read as something else than YAML", name)
			for key, text := range want {
				if found[key] != text {
					t.Errorf("%s is %q, we read %q", key, text, found[key])
				}
			}
		}
	}
}

func TestOtherShapesAreRefusedByLine(t *testing.T) {
	for _, line := range []string{
		"a.b:", "a.b", "a.b: ", "  a.b: text", "a.b: 'te'xt'", "a.b: 'text", "a.b: |", "a.b: [x]", "a.b: {x: y}", "a.b: one: two", "a.b: text # comment",
		`a.b: "open`, `a.b: "closed" too`, "a.b: - item", "a.b: *anchor", "'a.b': text", `a.b: "\'"`,
	} {
		err := readFlat("x.en.yaml", "# head\n\n"+line+"\n", func(string, string) error { return nil })
		if err == nil || len(err.Error()) < len("x.en.yaml:3: ") || err.Error()[:len("x.en.yaml:3: ")] != "x.en.yaml:3: " {
			t.Errorf("%q: %v", line, err)
		}
	}
}
