package page

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"chengxin/internal/wording"
)

var (
	summaryList = regexp.MustCompile(`(?s)govuk-error-summary__list">(.*?)</ul>`)
	summaryLine = regexp.MustCompile(`(?s)<li>(.*?)</li>`)
	summaryLink = regexp.MustCompile(`href="([^"]*)"`)
)

// What is wrong leads to where it is put right: to a field of the page, or to another page. Only what is wrong with no field stands alone.
func TestEveryLineOfAnErrorSummaryLeadsToItsField(t *testing.T) {
	alone := []string{wording.T(wording.Chinese, "fault.changed_meanwhile")}
	pages, err := filepath.Glob("../*/testdata/*.html")
	if err != nil {
		t.Fatal(err)
	}
	deeper, err := filepath.Glob("../*/testdata/*/*.html")
	if err != nil {
		t.Fatal(err)
	}
	lines := 0
	for _, path := range append(pages, deeper...) {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, list := range summaryList.FindAllStringSubmatch(string(raw), -1) {
			for _, line := range summaryLine.FindAllStringSubmatch(list[1], -1) {
				lines++
				link := summaryLink.FindStringSubmatch(line[1])
				switch {
				case link == nil:
					text := strings.TrimSpace(line[1])
					for _, one := range alone {
						text = strings.ReplaceAll(text, one, "")
					}
					if text != "" {
						t.Errorf("%s: %q leads nowhere", path, text)
					}
				case strings.HasPrefix(link[1], "#") && !strings.Contains(string(raw), `id="`+link[1][1:]+`"`):
					t.Errorf("%s: %s is not on the page", path, link[1])
				}
			}
		}
	}
	if lines < 20 {
		t.Errorf("only %d lines of errors were found", lines)
	}
}
