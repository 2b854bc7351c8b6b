package docs

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"chengxin/internal/application"
)

var drawnStep = regexp.MustCompile(`^ {4}([a-z_]+) --> ([a-z_]+):`)

// The picture of a request has the ways of the code's own table, and no other.
func TestTheStatesOfARequestAreDrawnFromItsTable(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(root, "docs", "states.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, section, found := strings.Cut(string(raw), "\n## Application ")
	if !found {
		t.Fatal("states.md has no section of the application")
	}
	section, _, _ = strings.Cut(section, "\n## ")
	drawn, table := map[string]bool{}, map[string]bool{}
	for line := range strings.SplitSeq(section, "\n") {
		if step := drawnStep.FindStringSubmatch(line); step != nil {
			drawn[step[1]+" "+step[2]] = true
		}
	}
	for _, step := range application.Steps() {
		table[string(step.From)+" "+string(step.To)] = true
	}
	if !maps.Equal(drawn, table) {
		t.Errorf("drawn %v\nin the table %v", drawn, table)
	}
}
