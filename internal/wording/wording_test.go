package wording

import (
	"regexp"
	"slices"
	"testing"
)

func TestBothLanguagesHaveTheSameKeys(t *testing.T) {
	for _, key := range Keys(Chinese) {
		if !Has(English, key) {
			t.Errorf("en lacks %s", key)
		}
	}
	for _, key := range Keys(English) {
		if !Has(Chinese, key) {
			t.Errorf("zh-CN lacks %s", key)
		}
	}
}

func TestBothLanguagesUseTheSamePlaceholders(t *testing.T) {
	placeholder := regexp.MustCompile(`\{[a-z_]+\}`)
	sorted := func(text string) []string {
		found := placeholder.FindAllString(text, -1)
		slices.Sort(found)
		return slices.Compact(found)
	}
	for _, key := range Keys(Chinese) {
		zh, en := sorted(T(Chinese, key)), sorted(T(English, key))
		if Has(English, key) && !slices.Equal(zh, en) {
			t.Errorf("%s: zh-CN has %v, en has %v", key, zh, en)
		}
	}
}
