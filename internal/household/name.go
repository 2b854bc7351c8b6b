package household

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"chengxin/internal/fault"
)

// LongestName is the longest name in runes; the longest names on identity cards have some thirty.
const LongestName = 50

// dots are the characters that people type for the middle dot of a name; a name keeps U+00B7 (GB/T 40637 calls for one form).
var dots = strings.NewReplacer("\u2022", "\u00b7", "\u30fb", "\u00b7", "\uff0e", "\u00b7", "\u2027", "\u00b7", "\u22c5", "\u00b7", "\u318d", "\u00b7", "\u0387", "\u00b7", "\uff65", "\u00b7")

// ReadName reads a name as typed: outer spaces and spaces between Chinese characters go, every middle dot becomes the same
// one. No character is replaced by another that looks like it: rare characters are names too.
func ReadName(text string) string {
	words := strings.Fields(dots.Replace(text))
	var name strings.Builder
	for i, word := range words {
		if i > 0 {
			before, _ := utf8.DecodeLastRuneInString(words[i-1])
			after, _ := utf8.DecodeRuneInString(word)
			if before < utf8.RuneSelf && after < utf8.RuneSelf {
				name.WriteByte(' ')
			}
		}
		name.WriteString(word)
	}
	return name.String()
}

// OddName says what makes a name unlikely to be one, as a key of the catalogue; empty when nothing does: a character that
// stands in no name on an identity card, as a digit, a bracket or the sign of a spreadsheet's formula. It refuses nothing:
// whoever holds the card knows better, and rare characters are letters.
func OddName(name string) string {
	for _, r := range name {
		if !unicode.In(r, unicode.Letter, unicode.Mark) && !strings.ContainsRune("\u00b7 -'.\u2019", r) {
			return "household.name.odd"
		}
	}
	return ""
}

// CheckName refuses a name without any character, one longer than LongestName, and control and invisible formatting
// characters, which could make a page show another name: Invalid. Everything else is a name.
func CheckName(field, name string) error {
	if strings.TrimSpace(name) == "" {
		return fault.Field(field, "household.name.empty")
	}
	if n := utf8.RuneCountInString(name); n > LongestName {
		return fault.Field(field, "household.name.long", "most", LongestName, "runes", n)
	}
	for _, r := range name {
		if r == utf8.RuneError || unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) {
			return fault.Field(field, "household.name.control")
		}
	}
	return nil
}
