package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// journeys is the folder of the browser journeys, from the repository's root.
const journeys = "e2e"

// chromiumVariable names the browser for the journeys.
const chromiumVariable = "CHROMIUM"

// browser makes sure of Chromium, a Chinese font, a reader of PDFs, Node and the journeys' npm packages, and names the browser.
func browser(ctx context.Context) ([]string, func(), error) {
	if _, err := os.Stat(filepath.Join(journeys, "package-lock.json")); err != nil {
		return nil, nil, fmt.Errorf("run it from the repository's root: %w", err)
	}
	chromium, err := anyChromium(ctx)
	if err != nil {
		return nil, nil, err
	}
	if err := chineseFont(ctx); err != nil {
		return nil, nil, err
	}
	// The journeys read the issued PDFs as a person does: the text, and the code beside the QR picture.
	if _, err := exec.LookPath("pdftotext"); err != nil {
		if err := install(ctx, "poppler-utils"); err != nil {
			return nil, nil, err
		}
	}
	withNode, _, err := node(ctx)
	if err != nil {
		return nil, nil, err
	}
	if err := packages(ctx); err != nil {
		return nil, nil, err
	}
	return append(withNode, chromiumVariable+"="+chromium), func() {}, nil
}

// headlessShell is Chromium without windows: the same engine, at a fraction of the cost of a person's own profile.
const headlessShell = "chromium-headless-shell"

// anyChromium is the browser that the caller names, else the headless shell, found or installed, else a Chromium that is there.
func anyChromium(ctx context.Context) (string, error) {
	if named := os.Getenv(chromiumVariable); named != "" {
		return exec.LookPath(named)
	}
	if path, err := exec.LookPath(headlessShell); err == nil {
		return path, nil
	}
	missing := install(ctx, headlessShell)
	for _, name := range []string{headlessShell, "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	if missing == nil {
		missing = errors.New("no Chromium, although " + headlessShell + " is installed")
	}
	return "", missing
}

// chineseFont keeps screenshots from showing boxes instead of text.
func chineseFont(ctx context.Context) error {
	if hasChineseFont(ctx) {
		return nil
	}
	if err := install(ctx, "fontconfig", "fonts-noto-cjk"); err != nil {
		return err
	}
	if !hasChineseFont(ctx) {
		return errors.New("no Chinese font, although fonts-noto-cjk is installed: see fc-list :lang=zh")
	}
	return nil
}

func hasChineseFont(ctx context.Context) bool {
	out, err := exec.CommandContext(ctx, "fc-list", ":lang=zh", "family").Output()
	return err == nil && len(bytes.TrimSpace(out)) > 0
}

// packages brings exactly what package-lock.json names; a copy of the lock beside them says that they are in place.
func packages(ctx context.Context) error {
	lock, err := os.ReadFile(filepath.Join(journeys, "package-lock.json"))
	if err != nil {
		return err
	}
	stamp := filepath.Join(journeys, "node_modules", ".installed-lock.json")
	if was, err := os.ReadFile(stamp); err == nil && bytes.Equal(was, lock) { // #nosec G304 -- a constant path
		return nil
	}
	if err := quietly(ctx, "npm", "ci", "--no-audit", "--no-fund", "--prefix", journeys); err != nil {
		return err
	}
	return os.WriteFile(stamp, lock, 0o600)
}
