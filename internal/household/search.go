package household

import (
	"slices"
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"
)

// mostReadings bounds how many readings of a name become keys; the commonest come first.
const mostReadings = 8

// SearchKeys lists what a name is found by, without repetition: itself, itself without middle dots, and, in every reading
// of characters that have several, its full pinyin and its initials. The surname is read as a surname first. At most
// 2 + 2×8 keys, all in lower case. A character without a known reading is found by the name itself; ü is written v.
func SearchKeys(name string) []string {
	name = strings.ToLower(ReadName(name))
	if name == "" {
		return nil
	}
	keys := []string{name}
	add := func(key string) {
		if key != "" && !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	plain := NormaliseQuery(name)
	add(plain)
	for _, reading := range readings([]rune(plain)) {
		add(strings.Join(reading, ""))
		add(initials(reading))
	}
	return keys
}

// NormaliseQuery makes what an officer types comparable with the keys: no spaces, no middle dots, lower case, ü as v.
func NormaliseQuery(typed string) string {
	typed = strings.ToLower(strings.Join(strings.Fields(dots.Replace(typed)), ""))
	return strings.NewReplacer("\u00b7", "", "\u00fc", "v").Replace(typed)
}

// readings combines the readings of each character, the commonest first.
func readings(name []rune) [][]string {
	all := [][]string{nil}
	for i, r := range name {
		sounds := soundsOf(r, i == 0)
		if len(sounds) == 0 {
			continue
		}
		var longer [][]string
		for _, before := range all {
			for _, sound := range sounds {
				longer = append(longer, append(slices.Clone(before), sound))
			}
		}
		all = longer[:min(len(longer), mostReadings)]
	}
	if len(name) > 2 {
		if compound, found := compoundSurnames[string(name[:2])]; found {
			for _, given := range readings(name[2:]) {
				all = append([][]string{append(compound[:], given...)}, all...)
			}
		}
	}
	return all[:min(len(all), mostReadings)]
}

// soundsOf lists a character's readings without tones, the commonest first; a Latin letter or digit is its own.
func soundsOf(r rune, first bool) []string {
	if r <= unicode.MaxASCII {
		return []string{string(r)}
	}
	args := pinyin.NewArgs()
	args.Heteronym = true
	sounds := pinyin.SinglePinyin(r, args)
	if surname, special := surnames[r]; special && first {
		sounds = append([]string{surname}, sounds...)
	}
	var once []string
	for _, sound := range sounds {
		if !slices.Contains(once, sound) {
			once = append(once, sound)
		}
	}
	return once
}

func initials(reading []string) string {
	var text strings.Builder
	for _, sound := range reading {
		text.WriteString(sound[:1])
	}
	return text.String()
}
