// Command punctuation gives Chinese text its full-width punctuation: a comma, colon, semicolon, question or exclamation
// mark or parenthesis that touches a Chinese character. It rewrites the files named, or with -check lists what it would
// change and fails. In YAML only the value of a line is touched, never a flow collection.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"

	"chengxin/tools/punctuation/widen"
)

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
		fixed := widen.Text(name, string(raw))
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
