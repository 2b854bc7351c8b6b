package wording

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"
	"sync"
)

// Language is a language of the catalogue.
type Language string

// The languages of the catalogue. Chinese is what users read; English is for maintainers and reviewers.
const (
	Chinese Language = "zh-CN"
	English Language = "en"
)

//go:embed catalogue/*.yaml
var files embed.FS

var load = sync.OnceValue(func() map[Language]map[string]string {
	catalogue, err := Read(files, "catalogue")
	if err != nil {
		panic(err) // the catalogue is embedded and tested: it cannot fail in a built program
	}
	return catalogue
})

// Read reads a catalogue folder. It refuses a file with a foreign area, an unknown language and a key given twice.
func Read(from fs.FS, dir string) (map[Language]map[string]string, error) {
	catalogue := map[Language]map[string]string{Chinese: {}, English: {}}
	entries, err := fs.ReadDir(from, dir)
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		area, rest, _ := strings.Cut(entry.Name(), ".")
		language := Language(strings.TrimSuffix(rest, ".yaml"))
		texts, known := catalogue[language]
		if !known {
			return nil, fmt.Errorf("%s: unknown language %q", entry.Name(), language)
		}
		raw, err := fs.ReadFile(from, path.Join(dir, entry.Name()))
		if err != nil {
			return nil, err
		}
		err = readFlat(entry.Name(), string(raw), func(key, text string) error {
			if !strings.HasPrefix(key, area+".") {
				return fmt.Errorf("key %q must start with %q", key, area+".")
			}
			if _, twice := texts[key]; twice {
				return fmt.Errorf("key %q stands twice", key)
			}
			texts[key] = text
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return catalogue, nil
}

// T is the text of a key in a language; pairs are placeholder names and their values: T(Chinese, "x.y", "days", 10).
// A key that the language lacks falls back to Chinese, then to the key itself.
func T(language Language, key string, pairs ...any) string {
	catalogue := load()
	text, found := catalogue[language][key]
	if !found {
		if text, found = catalogue[Chinese][key]; !found {
			return key
		}
	}
	if len(pairs) == 0 {
		return text
	}
	replace := make([]string, 0, len(pairs))
	for i := 0; i+1 < len(pairs); i += 2 {
		replace = append(replace, "{"+fmt.Sprint(pairs[i])+"}", fmt.Sprint(pairs[i+1]))
	}
	return strings.NewReplacer(replace...).Replace(text)
}

// Has says whether a language has a key of its own.
func Has(language Language, key string) bool {
	_, found := load()[language][key]
	return found
}

// Keys lists a language's keys in order.
func Keys(language Language) []string {
	keys := make([]string, 0, len(load()[language]))
	for key := range load()[language] {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}
