package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
)

// oldestNode is the oldest major version that the browser driver runs on; Debian 12's own is older.
const oldestNode = 20

// nodeVersion is the npm package's where Debian's Node is too old. It ships the program inside the package.
const nodeVersion = "22.23.3"

// nodeFolder keeps it beside the sources, ignored by git.
const nodeFolder = "tmp/node"

// node makes sure of Node and npm: what is installed, else Debian's, else with Debian's npm a newer Node for this call only.
func node(ctx context.Context) ([]string, func(), error) {
	_, npmErr := exec.LookPath("npm")
	if npmErr != nil || majorVersion(ctx, "node") == 0 {
		if err := install(ctx, "nodejs", "npm"); err != nil {
			return nil, nil, err
		}
	}
	if majorVersion(ctx, "node") >= oldestNode {
		return nil, func() {}, nil
	}
	arch := map[string]string{"amd64": "x64", "arm64": "arm64"}[runtime.GOARCH]
	if runtime.GOOS != "linux" || arch == "" {
		return nil, nil, fmt.Errorf("node is older than %d; install a newer one", oldestNode)
	}
	name := "node-linux-" + arch
	bin, err := filepath.Abs(filepath.Join(nodeFolder, "node_modules", name, "bin"))
	if err != nil {
		return nil, nil, err
	}
	if majorVersion(ctx, filepath.Join(bin, "node")) < oldestNode {
		if err := os.MkdirAll(nodeFolder, 0o750); err != nil {
			return nil, nil, err
		}
		if err := quietly(ctx, "npm", "install", "--no-audit", "--no-fund", "--no-save", "--prefix", nodeFolder, name+"@"+nodeVersion); err != nil {
			return nil, nil, err
		}
	}
	path := bin + string(filepath.ListSeparator) + os.Getenv("PATH")
	if err := os.Setenv("PATH", path); err != nil { // for the programs that we run ourselves
		return nil, nil, err
	}
	return []string{"PATH=" + path}, func() {}, nil
}

// majorVersion is the major version of a Node program, or 0 where there is none.
func majorVersion(ctx context.Context, program string) int {
	out, err := exec.CommandContext(ctx, program, "--version").Output() // #nosec G204 -- node, by name or in our own folder
	if err != nil {
		return 0
	}
	major, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimSpace(string(out)), "v"), ".")
	version, err := strconv.Atoi(major)
	if err != nil {
		return 0
	}
	return version
}
