package policy

import "strings"

// Preface is what text.md says before its first article, in Markdown without the title's heading: whose text it is, and how
// its parts are marked. Empty when it says nothing.
func (e *Edition) Preface() string {
	raw, err := readFile(e.folder, textFile)
	if err != nil {
		return "" // it was read when the edition was loaded; a folder taken away since has no preface to show
	}
	var lines []string
	for line := range strings.Lines(strings.ReplaceAll(string(raw), "\r\n", "\n")) {
		if headingWithAnchor.MatchString(strings.TrimRight(line, "\n")) {
			break
		}
		if !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
	}
	return strings.TrimSpace(strings.Join(lines, ""))
}
