// Command assets builds what the pages are made of and what is committed so that a build of the program needs no Node: the
// Go code of the templ components, the style sheet (sass), the scripts (esbuild), and their gzip and brotli forms.
//
//	go run ./tools/assets          builds into internal/web/page/assets and beside each .templ
//	go run ./tools/assets -check   builds, compares with what was there, puts that back and fails on a difference
//
// It runs from the root of the repository and installs the packages of web/package-lock.json when they are not there.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
)

const target = "internal/web/page/assets"

func main() {
	check := flag.Bool("check", false, "change nothing; fail if what is committed is stale")
	flag.Parse()
	if err := run(*check); err != nil {
		fmt.Fprintln(os.Stderr, "assets:", err)
		os.Exit(1)
	}
}

func run(check bool) error {
	before, err := snapshot()
	if err != nil {
		return err
	}
	if err := build(); err != nil {
		return err
	}
	if !check {
		return nil
	}
	after, err := snapshot()
	if err != nil {
		return err
	}
	stale := differences(before, after)
	if err := putBack(before, after); err != nil {
		return err
	}
	if len(stale) > 0 {
		return fmt.Errorf("stale, run go run ./tools/assets and commit:\n  %s", strings.Join(stale, "\n  "))
	}
	return nil
}

func build() error {
	if _, err := os.Stat("web/node_modules/.package-lock.json"); err != nil {
		if err := command("web", "npm", "ci", "--no-audit", "--no-fund"); err != nil {
			return err
		}
	}
	if err := command(".", "go", "tool", "templ", "generate", "-log-level", "error"); err != nil {
		return err
	}
	if err := command("web", "npm", "run", "--silent", "build"); err != nil {
		return err
	}
	if err := command("web", "go", "tool", "esbuild", "scripts/enhance.ts", "scripts/signature.ts", "--bundle", "--minify",
		"--format=iife", "--charset=utf8", "--legal-comments=eof", "--target=es2020,chrome87,safari14.1", "--outdir=build", "--log-level=warning"); err != nil {
		return err
	}
	for name, from := range map[string]string{
		"chengxin.css": "web/build/chengxin.css", "enhance.js": "web/build/enhance.js", "signature.js": "web/build/signature.js", "mark.svg": "web/mark.svg",
	} {
		content, err := os.ReadFile(from) // #nosec G304 -- a file of this list
		if err != nil {
			return err
		}
		if err := keep(name, content); err != nil {
			return err
		}
	}
	return nil
}

func command(dir, name string, arguments ...string) error {
	cmd := exec.Command(name, arguments...) // #nosec G204 -- the fixed commands above
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	if out, err := cmd.Output(); err != nil {
		return fmt.Errorf("%s %s: %w\n%s", name, strings.Join(arguments, " "), err, out)
	}
	return nil
}

// smallest is the length in bytes from which a compressed form is kept.
const smallest = 1024

func keep(name string, content []byte) error {
	path := filepath.Join(target, name)
	if err := write(path, content); err != nil {
		return err
	}
	if len(content) < smallest {
		return nil
	}
	for suffix, squeeze := range map[string]func(io.Writer) io.WriteCloser{
		".gz": func(w io.Writer) io.WriteCloser { gz, _ := gzip.NewWriterLevel(w, gzip.BestCompression); return gz }, // a valid constant
		".br": func(w io.Writer) io.WriteCloser { return brotli.NewWriterLevel(w, brotli.BestCompression) },
	} {
		var squeezed bytes.Buffer
		w := squeeze(&squeezed)
		if _, err := w.Write(content); err != nil {
			return err
		}
		if err := w.Close(); err != nil {
			return err
		}
		if err := write(path+suffix, squeezed.Bytes()); err != nil {
			return err
		}
	}
	return nil
}

func write(path string, content []byte) error {
	return os.WriteFile(path, content, 0o644) // #nosec G306 -- source files, readable by all
}

// snapshot holds every built file by its path.
func snapshot() (map[string][]byte, error) {
	files := map[string][]byte{}
	err := filepath.WalkDir("internal", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		if filepath.Dir(path) == filepath.FromSlash(target) || strings.HasSuffix(path, "_templ.go") {
			files[path], err = os.ReadFile(path) // #nosec G304 G122 -- files of the repository
		}
		return err
	})
	return files, err
}

// differences names the files whose content changed. Compressed forms are compared unpacked: the packers' own versions do
// not make a page stale.
func differences(before, after map[string][]byte) []string {
	var stale []string
	for path, now := range after {
		was, had := before[path]
		if !had || !bytes.Equal(unpacked(path, was), unpacked(path, now)) {
			stale = append(stale, path)
		}
	}
	for path := range before {
		if _, still := after[path]; !still {
			stale = append(stale, path)
		}
	}
	slices.Sort(stale)
	return stale
}

func unpacked(path string, content []byte) []byte {
	var from io.Reader = bytes.NewReader(content)
	switch filepath.Ext(path) {
	case ".br":
		from = brotli.NewReader(from)
	case ".gz":
		gz, err := gzip.NewReader(from)
		if err != nil {
			return content
		}
		from = gz
	}
	plain, err := io.ReadAll(from)
	if err != nil {
		return content
	}
	return plain
}

func putBack(before, after map[string][]byte) error {
	for path := range after {
		if _, had := before[path]; !had {
			if err := os.Remove(path); err != nil {
				return err
			}
		}
	}
	for path, content := range before {
		if bytes.Equal(after[path], content) {
			continue
		}
		if err := write(path, content); err != nil {
			return err
		}
	}
	return nil
}
