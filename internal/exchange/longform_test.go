package exchange

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
	"pgregory.net/rapid"

	"chengxin/internal/comparison"
	"chengxin/internal/comparison/comparisontest"
	"chengxin/internal/policy"
)

func items(t testing.TB) []policy.Item {
	t.Helper()
	edition, err := policy.Load("jiqiang-2022")
	if err != nil {
		t.Fatal(err)
	}
	return edition.Items()
}

func rulesOf(t interface{ Fatal(...any) }, items []policy.Item) *comparison.Rules {
	rules, err := comparison.Compile(items)
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

// looks is how a file is written: everything that must not matter.
type looks struct {
	order      []int // the columns' places
	extra      bool  // a column that is not ours, in the middle
	quoteAll   bool
	lineEnd    string
	noLastEnd  bool
	emptyLines bool
	mark, gb   bool
	short      bool // last fields that are empty are left out
	few        bool // columns that may be missing are, where no row has anything in them
}

func drawLooks(t *rapid.T) looks {
	return looks{
		order: rapid.Permutation([]int{0, 1, 2, 3, 4, 5, 6, 7}).Draw(t, "columns"), extra: rapid.Bool().Draw(t, "extra column"),
		quoteAll: rapid.IntRange(0, 3).Draw(t, "quote all") == 0, lineEnd: rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "line end"),
		noLastEnd: rapid.Bool().Draw(t, "no last line end"), emptyLines: rapid.Bool().Draw(t, "empty lines"),
		mark: rapid.IntRange(0, 3).Draw(t, "mark") == 0, gb: rapid.IntRange(0, 3).Draw(t, "GB 18030") == 0, short: rapid.Bool().Draw(t, "short rows"),
		few: rapid.Bool().Draw(t, "few columns"),
	}
}

// write writes records, and gives each one's physical line and text.
func (l looks) write(records []comparisontest.Record) (file []byte, lines []int64, raw []string) {
	var text strings.Builder
	line := int64(1)
	used := [columnCount]bool{true, true, true, true, true, !l.few, !l.few, !l.few}
	for _, r := range records {
		used[sinceColumn], used[periodColumn], used[statusColumn] = used[sinceColumn] || r.Since != "", used[periodColumn] || r.Period != "", used[statusColumn] || r.Status != ""
	}
	put := func(fields []string) string {
		var placed []string
		for place, field := range l.order {
			if !used[field] {
				continue
			}
			if l.extra && place == 3 {
				placed = append(placed, "\u522b\u7684,\"\u5217\"")
			}
			placed = append(placed, fields[field])
		}
		for l.short && placed[len(placed)-1] == "" && len(placed) > 1 {
			placed = placed[:len(placed)-1]
		}
		for i, field := range placed {
			if l.quoteAll || strings.ContainsAny(field, ",\"\r\n") {
				placed[i] = `"` + strings.ReplaceAll(field, `"`, `""`) + `"`
			}
		}
		record := strings.Join(placed, ",")
		text.WriteString(record + l.lineEnd)
		line += int64(strings.Count(record, "\n")) + 1
		return record
	}
	if l.emptyLines {
		text.WriteString(l.lineEnd)
		line++
	}
	put(columnNames[:])
	for i, r := range records {
		if l.emptyLines && i%3 == 0 {
			text.WriteString(l.lineEnd + l.lineEnd)
			line += 2
		}
		lines = append(lines, line)
		raw = append(raw, put([]string{r.Household, r.Member, r.Item, r.Value, r.AsOf, r.Since, r.Period, r.Status}))
	}
	file = []byte(text.String())
	if l.noLastEnd {
		file = bytes.TrimSuffix(file, []byte(l.lineEnd))
	}
	switch {
	case l.gb:
		encoded, err := simplifiedchinese.GB18030.NewEncoder().Bytes(file)
		if err != nil {
			panic(err)
		}
		if !l.extra { // what is plain ASCII or happens to be UTF-8 stays what it is
			return file, lines, raw
		}
		return encoded, lines, raw
	case l.mark:
		return append([]byte("\xef\xbb\xbf"), file...), lines, raw
	default:
		return file, lines, raw
	}
}

// TestFilesAreEqualToTheSlowReference draws rows and everything about their files that must not matter.
func TestFilesAreEqualToTheSlowReference(t *testing.T) {
	catalogue := items(t)
	rules := rulesOf(t, catalogue)
	dir := t.TempDir()
	check := func(t *rapid.T) {
		in := comparisontest.Draw(t, catalogue, true)
		run := LongForm{
			Rules: rules, Out: filepath.Join(dir, "out"), BadRows: filepath.Join(dir, "bad.csv"), Temp: dir, Workers: rapid.IntRange(1, 3).Draw(t, "workers"),
			blockSize: rapid.SampledFrom([]int{8, 11, 64, 300, 128 << 10}).Draw(t, "block"), part: rapid.SampledFrom([]int{50, 400, 1 << 20}).Draw(t, "part"),
			Memory: rapid.SampledFrom([]int64{1, 5000, 1 << 20}).Draw(t, "memory"),
		}
		wantBad := "file,line,reason,raw\n"
		bad := comparisontest.BadRows(catalogue, in)
		for source, records := range in {
			file, lines, raw := drawLooks(t).write(records)
			path := filepath.Join(dir, fmt.Sprintf("%d.csv", source))
			if err := os.WriteFile(path, file, 0o600); err != nil {
				t.Fatal(err)
			}
			run.Files[source] = []string{path}
			for _, one := range bad {
				if one.Source == source {
					wantBad += fmt.Sprintf("%s,%d,%s,%s\n", path, lines[one.Row], one.Reason, appendField(nil, raw[one.Row]))
				}
			}
		}
		want, err := comparisontest.Compare(catalogue, in)
		if err != nil {
			t.Fatal(err)
		}
		report, err := run.Run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for name, text := range map[string]string{"discrepancies.csv": want.Discrepancies, "summary.csv": want.Summary, "missing.csv": want.Missing} {
			if got := read(t, filepath.Join(run.Out, name)); got != text {
				t.Fatalf("%s\ngot  %q\nwant %q", name, got, text)
			}
		}
		if got := read(t, run.BadRows); got != wantBad {
			t.Fatalf("bad rows\ngot  %q\nwant %q", got, wantBad)
		}
		for kind, n := range want.Kinds {
			if report.Kinds[comparison.Kind(kind)] != int64(n) {
				t.Fatalf("%s counted %d times, want %d", kind, report.Kinds[comparison.Kind(kind)], n)
			}
		}
		left, err := filepath.Glob(filepath.Join(dir, ".*"))
		if err != nil || len(left) > 0 {
			t.Fatalf("temporary files are left: %v %v", left, err)
		}
		run.BadRows = ""
		_, err = run.Run(t.Context())
		var refused *BadRowsError
		if errors.As(err, &refused) != (len(bad) > 0) {
			t.Fatalf("%d bad rows: %v", len(bad), err)
		}
		if refused != nil && (refused.Count != int64(len(bad)) || len(refused.First) != min(20, len(bad))) {
			t.Fatalf("%d bad rows: %d, %d listed", len(bad), refused.Count, len(refused.First))
		}
	}
	rapid.Check(t, check)
	more := rapid.Custom(func(t *rapid.T) int { check(t); return 0 })
	for seed := range 400 {
		more.Example(seed)
	}
}

func read(t interface{ Fatal(...any) }, path string) string {
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
