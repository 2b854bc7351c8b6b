package policy

import (
	"os"
	"testing"
	"testing/fstest"
)

// Whatever stands in the files, the check answers with findings that name file and line, and never panics.
func FuzzCheck(f *testing.F) {
	edition, err := os.ReadFile("testdata/jingyuan-2027/edition.yaml")
	if err != nil {
		f.Fatal(err)
	}
	text, err := os.ReadFile("testdata/jingyuan-2027/text.md")
	if err != nil {
		f.Fatal(err)
	}
	cases, err := os.ReadFile("testdata/jingyuan-2027/cases/cases.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(edition, text, cases)
	f.Add([]byte("name: a\nclauses: [{requires: [{if: '1 +'}]}]\n"), []byte("# {#a}"), []byte("- case: x\n"))
	f.Add([]byte("items: [[[]]]"), []byte{0xff}, []byte("&a [*a]"))
	f.Fuzz(func(t *testing.T, edition, text, cases []byte) {
		folder := fstest.MapFS{editionFile: {Data: edition}, textFile: {Data: text}, "cases/a.yaml": {Data: cases}}
		report := Check(folder)
		for _, finding := range report.Findings {
			if finding.File == "" || finding.Line < 1 {
				t.Fatalf("no file or line: %+v", finding)
			}
		}
		if loaded, err := LoadFS(folder); err == nil {
			RunCases(loaded)
		}
	})
}
