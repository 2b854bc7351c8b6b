// Command punctuation gives Chinese text its full-width punctuation: a comma, colon, semicolon, question or exclamation
// mark or parenthesis that touches a Chinese character. It rewrites the files named, or with -check lists what it would
// change and fails. In YAML only the value of a line is touched, never a flow collection.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"unicode"
)

var wide = map[rune]rune{
	',': '\uff0c', ':': '\uff1a', ';': '\uff1b', '?': '\uff1f', '!': '\uff01', '(': '\uff08', ')': '\uff09',
}

func main() {
	check := flag.Bool("check", false, "change nothing; fail if something would change")
	flag.Parse()
	failed := false
	for _, name := range flag.Args() {
		raw, err := os.ReadFile(name) // #nosec G304 -- the files are named by the developer
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fixed := file(name, string(raw))
		if fixed == string(raw) {
			continue
		}
		if *check {
			failed = true
			was, now := strings.Split(string(raw), "\n"), strings.Split(fixed, "\n")
			for i := range was {
				if was[i] != now[i] {
					fmt.Printf("%s:%d: %s\n", name, i+1, now[i])
				}
			}
			continue
		}
		if err := os.WriteFile(name, []byte(fixed), 0o644); err != nil { // #nosec G306 -- source text
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	if failed {
		os.Exit(1)
	}
}

func file(name, text string) string {
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
