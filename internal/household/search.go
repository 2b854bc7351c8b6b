package household

import (
	"slices"
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"
)

// surnames gives the readings of characters that are read otherwise as surnames.
var surnames = map[rune]string{
	'\u5355': "shan", '\u4ec7': "qiu", '\u89e3': "xie", '\u66fe': "zeng", '\u4e50': "yue", '\u67e5': "zha", '\u533a': "ou",
	'\u76d6': "ge", '\u6734': "piao", '\u4efb': "ren", '\u534e': "hua", '\u5458': "yun", '\u7fdf': "zhai", '\u5c09': "yu",
	'\u77bf': "qu", '\u90dd': "hao", '\u8983': "qin", '\u7f2a': "miao", '\u51bc': "xian", '\u79d8': "bi", '\u97a0': "ju",
	'\u6298': "she", '\u90a3': "na", '\u79cd': "chong", '\u6d17': "xian", '\u7e41': "po", '\u9ed1': "he", '\u6717': "lang",
	'\u5b5b': "bei", '\u5f3a': "qiang", '\u5e2d': "xi",
}

// maxReadings bounds how many readings of a name are kept as keys.
const maxReadings = 8

// SearchKeys lists what a name is found by: itself, its full pinyin and its initials, in every reading of characters with
// several, the surname first read as a surname. At most 1 + 2×8 keys, without repetition.
func SearchKeys(name string) []string {
	name = strings.Join(strings.Fields(name), "")
	keys := []string{strings.ToLower(name)}
	readings := [][2]string{{"", ""}}
	args := pinyin.NewArgs()
	args.Heteronym = true
	for i, r := range []rune(strings.ReplaceAll(name, "\u00b7", "")) {
		var sounds []string
		if found := pinyin.SinglePinyin(r, args); len(found) > 0 {
			sounds = slices.Clone(found)
		} else if r < unicode.MaxASCII {
			sounds = []string{strings.ToLower(string(r))}
		} else {
			continue // a character without a known reading is found by the name itself
		}
		if reading, special := surnames[r]; special && i == 0 {
			sounds = append([]string{reading}, sounds...)
		}
		slices.Sort(sounds[min(1, len(sounds)):])
		sounds = slices.Compact(sounds)
		var next [][2]string
		for _, before := range readings {
			for _, sound := range sounds {
				if len(next) < maxReadings {
					next = append(next, [2]string{before[0] + sound, before[1] + sound[:1]})
				}
			}
		}
		readings = next
	}
	for _, reading := range readings {
		for _, key := range reading {
			if key != "" && !slices.Contains(keys, key) {
				keys = append(keys, key)
			}
		}
	}
	return keys
}

// NormaliseQuery makes what an officer types comparable with the keys.
func NormaliseQuery(typed string) string {
	return strings.ToLower(strings.Join(strings.Fields(typed), ""))
}
