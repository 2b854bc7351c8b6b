package main

import (
	"errors"
	"regexp"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"chengxin/internal/wording"
)

// misuses are what the parser of the command line says, with the words that we say instead. What is in the brackets is what was
// typed, or what is missing.
var misuses = []struct {
	said *regexp.Regexp
	key  string
}{
	{regexp.MustCompile(`^missing flags: (.+)$`), "app.usage.missing_flags"},
	{regexp.MustCompile(`^unknown flag ([^,]+)`), "app.usage.unknown_flag"},
	{regexp.MustCompile(`^(?:missing positional arguments|expected) ("<.+>.*)$`), "app.usage.missing_argument"},
	{regexp.MustCompile(`^expected one of (.+)$`), "app.usage.no_command"},
	{regexp.MustCompile(`^expected "(.+)"$`), "app.usage.no_command"},
	{regexp.MustCompile(`^unexpected argument ([^,]+)`), "app.usage.unexpected"},
	{regexp.MustCompile(`^(.+): expected (?:string|an? \w+|\w+) value`), "app.usage.no_value"},
	{regexp.MustCompile(`^(--\S+): .+$`), "app.usage.bad_value"},
	{regexp.MustCompile(`^(--\S+) must be one of .+$`), "app.usage.bad_value"},
}

// usageWords says what is wrong with a command line, and which help to read: in Chinese as all the program says, in English with --en.
func usageWords(err error, arguments []string) string {
	language := languageOf(slices.Contains(arguments, "--en"))
	command := "chengxin"
	var parse *kong.ParseError
	if errors.As(err, &parse) && parse.Context != nil {
		if selected := parse.Context.Selected(); selected != nil {
			command = selected.FullPath()
		}
	}
	words := wording.T(language, "app.usage.other", "what", err.Error())
	for _, misuse := range misuses {
		if found := misuse.said.FindStringSubmatch(err.Error()); found != nil {
			words = wording.T(language, misuse.key, "what", strings.ReplaceAll(found[1], `"`, ""))
			break
		}
	}
	return words + " " + wording.T(language, "app.usage.help", "command", command)
}
