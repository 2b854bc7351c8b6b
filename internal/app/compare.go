package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"chengxin/internal/comparison"
	"chengxin/internal/exchange"
	"chengxin/internal/fault"
	"chengxin/internal/policy"
	"chengxin/internal/wording"
)

// Comparison is what `chengxin compare` is asked to do.
type Comparison struct {
	Edition  string // name of an embedded edition, or a folder
	Files    [3][]string
	Out      string
	BadRows  string
	Encoding string
	Memory   string // such as 256MiB; empty takes the default
	Temp     string
	Language wording.Language
}

// CompareFiles compares three sources' files by an edition's rules. People read about it on one writer, a program reads one line
// of JSON on the other.
func CompareFiles(ctx context.Context, c Comparison, people *os.File, program io.Writer) error {
	began := time.Now()
	edition, err := policy.Load(c.Edition)
	if err != nil {
		return err
	}
	rules, err := comparison.Compile(edition.Items())
	if err != nil {
		return fault.New(fault.Invalid, "comparison.rules", "why", err).Because(err)
	}
	memory, err := parseMemory(c.Memory)
	if err != nil {
		return err
	}
	run := exchange.LongForm{
		Rules: rules, Files: c.Files, Out: c.Out, BadRows: c.BadRows, Encoding: exchange.Encoding(c.Encoding), Memory: memory, Temp: c.Temp,
	}
	if isTerminal(people) {
		run.Progress = compareProgress(people, c.Language, began)
		defer fmt.Fprint(people, "\r\x1b[K")
	}
	report, err := run.Run(ctx)
	var bad *exchange.BadRowsError
	if errors.As(err, &bad) {
		for _, row := range bad.First {
			fmt.Fprintf(people, "%s:%d: bad row: %s\n", row.File, row.Line, row.Reason)
		}
	}
	if err != nil {
		return err
	}
	if run.Progress != nil {
		fmt.Fprint(people, "\r\x1b[K")
	}
	c.tell(report, people)
	return c.tellProgram(edition, report, time.Since(began), program)
}

// tell prints the closing report.
func (c *Comparison) tell(report *exchange.Report, people io.Writer) {
	say := func(key string, pairs ...any) {
		fmt.Fprintln(people, wording.T(c.Language, "comparison.report."+key, pairs...))
	}
	say("households", "households", report.Households, "compared", report.Compared, "declaration", report.Rows[0], "visit", report.Rows[1], "platform", report.Rows[2])
	if report.Bad > 0 {
		say("bad", "count", report.Bad, "file", c.BadRows)
	}
	for _, source := range comparison.Sources() {
		for _, reason := range []comparison.Reason{comparison.NoRows, comparison.SetAside, comparison.BadRow} {
			if n := report.Missing[source][reason]; n > 0 {
				say("missing", "source", wording.T(c.Language, "comparison.source."+source.String()), "count", n,
					"reason", wording.T(c.Language, "comparison.reason."+string(reason)))
			}
		}
	}
	var kinds []comparison.Kind
	for kind := range report.Kinds {
		kinds = append(kinds, kind)
	}
	slices.Sort(kinds)
	for _, kind := range kinds {
		words := "" // another edition may name kinds of its own
		if key := "comparison.kind." + string(kind); wording.Has(c.Language, key) {
			words = wording.T(c.Language, key)
		}
		say("kind", "kind", kind, "words", words, "count", report.Kinds[kind])
	}
	say("counted", "counted", report.Counted)
	say("where", "folder", c.Out)
}

// tellProgram prints one line of JSON.
func (c *Comparison) tellProgram(edition *policy.Edition, report *exchange.Report, took time.Duration, program io.Writer) error {
	bySource := func(of func(comparison.Source) any) map[string]any {
		all := map[string]any{}
		for _, source := range comparison.Sources() {
			all[source.String()] = of(source)
		}
		return all
	}
	return json.NewEncoder(program).Encode(map[string]any{
		"edition": edition.Name(), "digest": edition.Digest(), "households": report.Households, "compared": report.Compared,
		"rows":     bySource(func(source comparison.Source) any { return report.Rows[source] }),
		"missing":  bySource(func(source comparison.Source) any { return report.Missing[source] }),
		"bad_rows": report.Bad, "kinds": report.Kinds, "discrepancies": report.Counted, "bytes": report.Bytes, "spilled": report.Spilled,
		"seconds": took.Seconds(),
	})
}

// parseMemory reads an amount of memory such as 256MiB; 0 for the default.
func parseMemory(text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	units := map[string]int64{"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}
	for unit, bytes := range units {
		if number, ok := strings.CutSuffix(text, unit); ok {
			var n int64
			if _, err := fmt.Sscanf(number, "%d", &n); err == nil && n > 0 && n < 1<<30 && fmt.Sprint(n) == number {
				return n * bytes, nil
			}
		}
	}
	return 0, fault.New(fault.Invalid, "comparison.memory", "text", text)
}

func isTerminal(file *os.File) bool {
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// compareProgress prints one line that moves.
func compareProgress(people io.Writer, language wording.Language, began time.Time) func(done, all int64) {
	return func(done, all int64) {
		took := time.Since(began).Seconds()
		if all == 0 || took == 0 {
			return
		}
		rate := float64(done) / took
		fmt.Fprint(people, "\r\x1b[K"+wording.T(language, "comparison.progress.read", "percent", done*100/all, "rate", int64(rate/1e6),
			"left", int64(float64(all-done)/max(rate, 1))))
	}
}
