package casework_test

import (
	"os"
	"regexp"
	"testing"

	"chengxin/internal/casework"
	"chengxin/internal/wording"
)

func TestEverySeriesHasItsWordInTheCatalogue(t *testing.T) {
	source, err := os.ReadFile("issue.go")
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`(?m)^\tSeries\w+ +numbering\.Series = "(\w+)"`).FindAllStringSubmatch(string(source), -1)
	if len(named) != len(casework.EverySeries()) {
		t.Errorf("%d series are named, %d are listed", len(named), len(casework.EverySeries()))
	}
	words := map[string]bool{}
	for _, series := range casework.EverySeries() {
		if !wording.Has(wording.Chinese, "numbering.series."+string(series)) || !wording.Has(wording.English, "numbering.series."+string(series)) {
			t.Errorf("the series %s has no word", series)
		}
		if words[series.Word()] {
			t.Errorf("two series are called %s", series.Word())
		}
		words[series.Word()] = true
	}
}
