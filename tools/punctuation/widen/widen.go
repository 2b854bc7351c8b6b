// Package widen gives Chinese text its full-width punctuation: a comma, colon, semicolon, question or exclamation mark or
// parenthesis that touches a Chinese character becomes its full-width form. It promises to leave keys, comments, flow
// collections and text without Chinese characters as they are, and to change nothing the second time.
package widen

import (
	"strings"
	"unicode"
)

var wide = map[rune]rune{
	',': '\uff0c', ':': '\uff1a', ';': '\uff1b', '?': '\uff1f', '!': '\uff01', '(': '\uff08', ')': '\uff09',
}

// Text widens a file's text. In YAML (by the name) only the value of a line is touched, never a comment or a flow collection.
func Text(name, text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		start := 0
		if strings.HasSuffix(name, ".yaml") {
			if trimmed := strings.TrimSpace(line); strings.HasPrefix(trimmed, "#") {
				continue
			}
			if at := strings.Index(line, ": "); at >= 0 && isASCII(line[:at]) {
				start = at + 2
			}
			if value := strings.TrimSpace(strings.TrimLeft(line[start:], "- ")); strings.HasPrefix(value, "{") || strings.HasPrefix(value, "[") {
				continue
			}
		}
		lines[i] = line[:start] + widen(line[start:])
	}
	return strings.Join(lines, "\n")
}

func isASCII(text string) bool {
	for _, r := range text {
		if r > unicode.MaxASCII {
			return false
		}
	}
	return true
}

// chinese says whether a rune belongs to Chinese text; a placeholder's brace counts as text beside Chinese.
func chinese(r rune) bool {
	return unicode.Is(unicode.Han, r) || strings.ContainsRune("\u3001\u3002\u300a\u300b\u3014\u3015\u201c\u201d\uff0c\uff1a\uff1b\uff1f\uff01\uff08\uff09", r)
}

// widen replaces punctuation that touches Chinese text on either side, and swallows one space after it.
func widen(text string) string {
	runes := []rune(text)
	out := make([]rune, 0, len(runes))
	hasHan := strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	for i := 0; i < len(runes); i++ {
		r := runes[i]
		full, isMark := wide[r]
		if !isMark || !hasHan {
			out = append(out, r)
			continue
		}
		before := i > 0 && (chinese(runes[i-1]) || runes[i-1] == '}' || len(out) > 0 && chinese(out[len(out)-1]))
		after := i+1 < len(runes) && (chinese(runes[i+1]) || runes[i+1] == '{')
		switch {
		case r == '(' && (before || after), r == ')' && (before || after || opened(out)), r != '(' && r != ')' && (before || after && r != ':'):
			out = append(out, full)
			if r != '(' && i+1 < len(runes) && runes[i+1] == ' ' && i+2 < len(runes) {
				i++
			}
		default:
			out = append(out, r)
		}
	}
	return string(out)
}

// opened says whether the last parenthesis is an open full-width one.
func opened(out []rune) bool {
	for i := len(out) - 1; i >= 0; i-- {
		switch out[i] {
		case '\uff08':
			return true
		case '\uff09', '(':
			return false
		}
	}
	return false
}
