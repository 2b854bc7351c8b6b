// Command noskip runs `go test -json` with the arguments given, prints one line a package, the whole output of what failed,
// and a closing line "N passed, N failed". It fails when a test failed, was skipped, or when there was none: a test that does
// not run proves nothing, and says so here rather than nowhere.
//
//	go run ./tools/noskip ./internal/...
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"time"
)

func main() {
	os.Exit(run(os.Args[1:]))
}

func run(args []string) int {
	test := exec.Command("go", append([]string{"test", "-json"}, args...)...) // #nosec G204 -- the developer's own arguments
	test.Stderr = os.Stderr
	out, err := test.StdoutPipe()
	if err != nil {
		fmt.Fprintln(os.Stderr, "noskip:", err)
		return 1
	}
	if err := test.Start(); err != nil {
		fmt.Fprintln(os.Stderr, "noskip:", err)
		return 1
	}
	sum, readErr := read(out, os.Stdout)
	testErr := test.Wait()
	return sum.close(os.Stdout, errors.Join(readErr, testErr))
}

// event is one line of `go test -json` (see go doc test2json).
type event struct {
	Action     string
	Package    string
	ImportPath string // of a build's output
	Test       string
	Output     string
	Elapsed    float64 // seconds
}

// summary is what a run came to.
type summary struct {
	passed, failed int
	skipped        []string
}

// read follows a run's events and reports as it goes.
func read(events io.Reader, report io.Writer) (summary, error) {
	var sum summary
	said := map[string][]string{} // output by package and test, kept until we know whether it failed
	count := map[string]int{}     // tests passed by package
	broken := map[string]bool{}   // packages with a failed test
	lines := bufio.NewReader(events)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			var e event
			if jsonErr := json.Unmarshal(line, &e); jsonErr != nil {
				_, _ = report.Write(line) // not an event: someone wrote to the same output
			} else {
				sum.add(e, said, count, broken, report)
			}
		}
		if errors.Is(err, io.EOF) {
			return sum, nil
		}
		if err != nil {
			return sum, err
		}
	}
}

func (s *summary) add(e event, said map[string][]string, count map[string]int, broken map[string]bool, report io.Writer) {
	key := e.Package + " " + e.Test
	switch e.Action {
	case "output":
		said[key] = append(said[key], e.Output)
	case "build-output":
		_, _ = io.WriteString(report, e.Output)
	case "pass", "fail", "skip":
		if e.Test == "" {
			s.closePackage(e, said[key], count[e.Package], broken[e.Package], report)
			break
		}
		s.closeTest(e, said[key], count, report)
		broken[e.Package] = broken[e.Package] || e.Action == "fail"
		delete(said, key)
	}
}

func (s *summary) closeTest(e event, said []string, count map[string]int, report io.Writer) {
	switch e.Action {
	case "pass":
		s.passed++
		count[e.Package]++
	case "fail":
		s.failed++
		printAll(report, said)
	case "skip":
		s.skipped = append(s.skipped, e.Package+" "+e.Test)
		printAll(report, said)
	}
}

func (s *summary) closePackage(e event, said []string, tests int, broken bool, report io.Writer) {
	took := time.Duration(e.Elapsed * float64(time.Second)).Round(10 * time.Millisecond)
	switch {
	case e.Action == "fail":
		printAll(report, said)
		fmt.Fprintf(report, "FAIL %s (%s)\n", e.Package, took)
		if !broken {
			s.failed++ // it did not build, or died outside any test
		}
	case tests > 0: // a package without tests says skip, and has nothing to say
		fmt.Fprintf(report, "ok   %s (%d tests, %s)\n", e.Package, tests, took)
	}
}

func printAll(report io.Writer, lines []string) {
	for _, line := range lines {
		_, _ = io.WriteString(report, line)
	}
}

// close prints the end and gives the exit code.
func (s *summary) close(report io.Writer, err error) int {
	slices.Sort(s.skipped)
	for _, name := range s.skipped {
		fmt.Fprintln(report, "SKIPPED, which counts as a failure:", name)
	}
	if s.passed == 0 {
		fmt.Fprintln(report, "no test passed")
	}
	if err != nil && s.failed == 0 {
		fmt.Fprintln(report, "go test:", err)
	}
	fmt.Fprintf(report, "%d passed, %d failed\n", s.passed, s.failed+len(s.skipped))
	if s.failed > 0 || len(s.skipped) > 0 || s.passed == 0 || err != nil {
		return 1
	}
	return 0
}
