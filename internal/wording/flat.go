package wording

import (
	"fmt"
	"strconv"
	"strings"
)

// readFlat reads the one shape that a catalogue file has, a line a key, plain or in quotes. It is YAML, but a whole
// YAML reader takes most of the program's start; a test holds this one equal to it. It refuses every other shape by line.
func readFlat(name, content string, keep func(key, text string) error) error {
	number := 0
	for line := range strings.Lines(content) {
		number++
		line = strings.TrimRight(line, "\r\n")
		if line == "" || line[0] == '#' {
			continue
		}
		key, text, found := strings.Cut(line, ": ")
		if !found || key == "" || strings.ContainsAny(key, " \t\"'") {
			return fmt.Errorf("%s:%d: write `key: text` on one line", name, number)
		}
		text, err := flatText(strings.Trim(text, " "))
		if err != nil {
			return fmt.Errorf("%s:%d: %s: %w", name, number, key, err)
		}
		if err := keep(key, text); err != nil {
			return fmt.Errorf("%s:%d: %w", name, number, err)
		}
	}
	return nil
}

// flatText is a text as YAML means it: in double quotes with the escapes that JSON and YAML share, in single quotes with
// only the quote doubled, or plain without anything that YAML would read as more than text.
func flatText(text string) (string, error) {
	switch {
	case strings.HasPrefix(text, `"`):
		plain, err := strconv.Unquote(text)
		if err != nil || strings.ContainsAny(text, "\t") || strings.Contains(text, `\'`) {
			return "", fmt.Errorf("%s is not one text in double quotes", text)
		}
		return plain, nil
	case strings.HasPrefix(text, "'"):
		inner, ended := strings.CutSuffix(text[1:], "'")
		if !ended || strings.Contains(strings.ReplaceAll(inner, "''", ""), "'") {
			return "", fmt.Errorf("%s is not one text in quotes", text)
		}
		return strings.ReplaceAll(inner, "''", "'"), nil
	case text == "" || strings.ContainsRune("[]{}&*!|>%@`,-?:#~", rune(text[0])) || strings.Contains(text, ": ") || strings.Contains(text, " #") || strings.HasSuffix(text, ":"):
		return "", fmt.Errorf("put the text into double quotes")
	}
	return text, nil
}
