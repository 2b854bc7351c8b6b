package page

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chengxin/internal/period"
)

func TestADayIsWrittenInThePagesLanguage(t *testing.T) {
	day := period.MustDay("2026-11-23")
	for address, want := range map[string]string{"/": "2026\u5e7411\u670823\u65e5", "/?lang=en": "2026-11-23"} {
		if got := New(testConfig()).request(httptest.NewRequest("GET", address, nil)).OnDay(day); got != want {
			t.Errorf("%s: %s", address, got)
		}
	}
}

// A page has one way to write a day; the Chinese one alone would stand in English pages too.
func TestNoPageWritesAChineseDayByItself(t *testing.T) {
	var pages []string
	for _, rooms := range []string{"page", "public", "resident", "console"} {
		found, err := filepath.Glob("../" + rooms + "/*")
		if err != nil || len(found) == 0 {
			t.Fatal(rooms, err)
		}
		pages = append(pages, found...)
	}
	for _, path := range pages {
		ours := strings.HasSuffix(path, ".templ") || strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_templ.go") && !strings.HasSuffix(path, "_test.go")
		if !ours || strings.HasSuffix(path, "page/request.go") {
			continue
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(raw), ".Chinese()") {
			t.Errorf("%s writes a day in Chinese whatever the page's language: use Request.OnDay", path)
		}
	}
}
