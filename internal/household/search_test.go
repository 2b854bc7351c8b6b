package household

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func ExampleSearchKeys() {
	fmt.Println(SearchKeys("单小明"))
	// Output: [单小明 shanxiaoming sxm shanxiaomeng danxiaoming dxm danxiaomeng chanxiaoming cxm chanxiaomeng]
}

func TestANameIsFoundByCharactersPinyinAndInitials(t *testing.T) {
	for name, wanted := range map[string][]string{
		"仇军":                  {"qiujun", "qj", "choujun"},
		"解放":                  {"xiefang", "xf", "jiefang"},
		"曾孝":                  {"zengxiao", "zx"},
		"乐山":                  {"yueshan", "ys", "leshan"},
		"查良":                  {"zhaliang", "zl"},
		"区小红":                 {"ouxiaohong", "oxh"},
		"盖军":                  {"gejun", "gaijun"},
		"朴明":                  {"piaoming"},
		"任华":                  {"renhua", "rh"},
		"员平":                  {"yunping", "yuanping"},
		"尉迟军":                 {"yuchijun", "ycj"},
		"万俟明":                 {"moqiming", "mqm"},
		"吕梁":                  {"lvliang", "ll"},
		"买买提·艾山":              {"买买提·艾山", "买买提艾山", "maimaitiaishan", "mmtas"},
		"\U00020bb7田":         {"\U00020bb7田", "tian"},
		"Maria da Silva":      {"maria da silva", "mariadasilva"},
		"马强\u3000":            {"马强", "maqiang", "mq"},
		"\u3000":              nil,
		"\u9a6c\u2022小\u5f3a": {"马·小强", "maxiaoqiang"},
	} {
		found := SearchKeys(name)
		for _, key := range wanted {
			if !slices.Contains(found, key) {
				t.Errorf("%s lacks %s: %v", name, key, found)
			}
		}
		if wanted == nil && found != nil {
			t.Errorf("%q has keys %v", name, found)
		}
	}
}

func TestASurnamesReadingIsForSurnamesOnly(t *testing.T) {
	if keys := SearchKeys("马单"); slices.Contains(keys, "msx") || slices.Contains(keys, "majie") || !slices.Contains(keys, "madan") {
		t.Error(keys)
	}
	if keys := SearchKeys("马仇"); keys[1] != "machou" {
		t.Errorf("in a given name the usual reading comes first: %v", keys)
	}
}

func TestKeysAreFewDistinctAndFindTheName(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringOfN(rapid.RuneFrom([]rune("单解行长重乐和马强·\U00020bb7aB ")), 1, 50, -1).Draw(t, "name")
		keys := SearchKeys(name)
		if len(keys) > 2+2*mostReadings || len(slices.Compact(slices.Sorted(slices.Values(keys)))) != len(keys) {
			t.Fatalf("%d keys: %v", len(keys), keys)
		}
		if query := NormaliseQuery(name); query != "" && !slices.Contains(keys, query) {
			t.Fatalf("%q is not found by itself: %v", query, keys)
		}
		for _, key := range keys {
			if key == "" || key != strings.ToLower(key) || !utf8.ValidString(key) {
				t.Fatalf("key %q", key)
			}
		}
	})
}

func FuzzSearchKeys(f *testing.F) {
	for _, seed := range []string{"单小明", "买买提·艾山", "\U00020bb7", "a\x00b", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if keys := SearchKeys(name); len(keys) > 2+2*mostReadings {
			t.Errorf("%q: %d keys", name, len(keys))
		}
	})
}
