package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// install brings Debian packages, or says which are missing where we may not.
func install(ctx context.Context, packages ...string) error {
	wanted := strings.Join(packages, " ")
	if os.Geteuid() != 0 {
		return fmt.Errorf("missing, and only root may install it: apt-get install %s", wanted)
	}
	if _, err := exec.LookPath("apt-get"); err != nil {
		return fmt.Errorf("missing, and this system has no apt-get: install what Debian calls %s", wanted)
	}
	fmt.Fprintln(os.Stderr, "testenv: installing", wanted)
	if err := quietly(ctx, "apt-get", "update", "-q"); err != nil {
		return err
	}
	return quietly(ctx, "apt-get", append([]string{"install", "-y", "-q", "--no-install-recommends"}, packages...)...)
}

// quietly runs a command whose output matters only if it fails.
func quietly(ctx context.Context, name string, args ...string) error {
	command := exec.CommandContext(ctx, name, args...) // #nosec G204 -- the names are constants of this program
	command.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, out)
	}
	return nil
}
