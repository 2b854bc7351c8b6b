package exchange

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"chengxin/internal/fault"
)

const (
	head  = "household_id,member_id_no,item_code,value,as_of\n"
	clean = head + "H1,,I201,100000,2026-06-01\n"
)

// compareTexts compares three texts; the folder out holds a file from before.
func compareTexts(t testing.TB, change func(*LongForm), declaration, visit, platform string) (*LongForm, *Report, error) {
	t.Helper()
	dir := t.TempDir()
	run := LongForm{Rules: rulesOf(t, items(t)), Out: filepath.Join(dir, "out"), Temp: dir}
	for source, content := range []string{declaration, visit, platform} {
		path := filepath.Join(dir, []string{"D.csv", "V.csv", "P.csv"}[source])
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		run.Files[source] = []string{path}
	}
	if err := os.Mkdir(run.Out, 0o750); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"summary.csv", "notes.txt"} {
		if err := os.WriteFile(filepath.Join(run.Out, name), []byte("from before"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if change != nil {
		change(&run)
	}
	report, err := run.Run(t.Context())
	return &run, report, err
}

func TestAFailedRunSaysFileLineAndReasonAndLeavesTheFolder(t *testing.T) {
	long := strings.Repeat("9", 33)
	for _, c := range []struct {
		name, visit, key string
		line             int
	}{
		{"zero bytes", "", "empty", 1},
		{"only a byte order mark", "\xef\xbb\xbf", "empty", 1},
		{"only empty lines", "\n\r\n", "no_header", 3},
		{"a missing column", "household_id,member_id_no,item_code,value\nH1,,I201,1\n", "column_missing", 1},
		{"a column by another case", "Household_id,member_id_no,item_code,value,as_of\n", "column_missing", 1},
		{"a column with blanks", "household_id ,member_id_no,item_code,value,as_of\n", "column_missing", 1},
		{"a duplicate column", "household_id,member_id_no,item_code,value,as_of,value\n", "column_twice", 1},
		{"a duplicate optional column", "household_id,member_id_no,item_code,value,as_of,since,since\n", "column_twice", 1},
		{"a duplicate column in a header of the third line", "\n\n" + strings.TrimSpace(head) + ",as_of\n", "column_twice", 3},
		{"a row longer than the header", clean + "\nH2,,I201,1,2026-06-01,\n", "row_too_long", 4},
		{"a row longer than the header, quoted", clean + "\"H2\",,I201,1,2026-06-01,\n", "row_too_long", 3},
		{"a quote inside a field", clean + "H2,,I201,1\"2,2026-06-01\n", "quote_in_field", 3},
		{"a quote after a blank", clean + "H2, \"\",I201,12,2026-06-01\n", "quote_in_field", 3},
		{"text after a quote", clean + "\"H2\"x,,I201,1,2026-06-01\n", "text_after_quote", 3},
		{"a quote never closed", clean + "H2,,I201,\"1,2026-06-01\nH3,,I201,1,2026-06-01\n", "quote_open", 3},
		{"a quote never closed at the end", clean + "H2,,I201,1,\"", "quote_open", 3},
		{"a broken header", "\"household_id,member_id_no\n", "quote_open", 1},
		{"no household", clean + "H2,,I201,1,2026-06-01\r\n,,I201,1,2026-06-01\n", "household", 4},
		{"a quoted empty line", clean + "\"\"\n", "household", 3},
		{"a long household", clean + long + ",,I201,1,2026-06-01\n", "household", 3},
		{"a household with NUL", clean + "a\x00,,I201,1,2026-06-01\n", "household", 3},
		{"a household with a line end, after records of two lines", clean + "H1,,\"I\n201\",1,2026-06-01\n\"a\nb\",,I201,1,2026-06-01\n", "household", 5},
		{"a household with a control character beyond ASCII", clean + "a\u0085,,I201,1,2026-06-01\n", "household", 3},
		{"bytes of no encoding", clean + "H2,,I201,1,2026-06-01\nH\xff3,,I201,1,2026-06-01\n", "undefined_bytes", 4},
		{"bytes of no encoding in a column of others", strings.Replace(head, ",as_of", ",as_of,other", 1) + "H2,,I201,1,2026-06-01,\xff\n", "undefined_bytes", 2},
		{"a UTF-8 mark, then GB 18030", "\xef\xbb\xbf" + head + "\xc2\xed,,I201,1,2026-06-01\n", "undefined_bytes", 2},
		{"half a character of GB 18030", clean + "\xc2", "undefined_bytes", 3},
		{"half a character of GB 18030 before a line end", clean + "H\xc2\n", "undefined_bytes", 3},
		{"the euro sign of Windows, which GB 18030 has not", clean + "H\x80,,I201,1,2026-06-01\n", "undefined_bytes", 3},
		{"four bytes beyond Unicode", clean + "\xe3\x32\x9a\x36,,I201,1,2026-06-01\n", "undefined_bytes", 3},
		{"a truncated gzip", truncated(t, clean+strings.Repeat("H2,,I201,1,2026-06-01\n", 1000)), "unreadable", 0},
	} {
		for _, block := range []int{16, 128 << 10} {
			for _, badRows := range []bool{false, true} {
				run, _, err := compareTexts(t, func(run *LongForm) {
					run.blockSize = block
					if badRows {
						run.BadRows = filepath.Join(filepath.Dir(run.Out), "bad.csv")
					}
				}, clean, c.visit, clean)
				var refusal *fault.Error
				if !errors.As(err, &refusal) || refusal.Kind != fault.Invalid || refusal.Key != "comparison.file."+c.key {
					t.Errorf("%s, blocks of %d: %v", c.name, block, err)
					continue
				}
				at := fmt.Sprintf("%s:%d: ", run.Files[1][0], c.line)
				if c.line > 0 && !strings.HasPrefix(refusal.Error(), at) || !strings.HasPrefix(refusal.Error(), run.Files[1][0]+":") {
					t.Errorf("%s, blocks of %d: %q, want %q", c.name, block, refusal.Error(), at)
				}
				untouched(t, c.name, run)
			}
		}
	}
}

// untouched holds that a failed run left its folder as it was, and nothing elsewhere.
func untouched(t *testing.T, name string, run *LongForm) {
	t.Helper()
	var found []string
	err := filepath.WalkDir(filepath.Dir(run.Out), func(path string, entry fs.DirEntry, err error) error {
		if !entry.IsDir() {
			found = append(found, filepath.Base(path))
		}
		return err
	})
	if got := strings.Join(found, " "); err != nil || got != "D.csv P.csv V.csv notes.txt summary.csv" {
		t.Errorf("%s: the run left %q, %v", name, got, err)
	}
	for _, file := range []string{"summary.csv", "notes.txt"} {
		if got := read(t, filepath.Join(run.Out, file)); got != "from before" {
			t.Errorf("%s: %s became %q", name, file, got)
		}
	}
}

func gzipped(t testing.TB, content string) string {
	t.Helper()
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.String()
}

func truncated(t testing.TB, content string) string {
	packed := gzipped(t, content)
	return packed[:len(packed)-12]
}

func TestTheEarliestFailureIsTold(t *testing.T) {
	rows := strings.Repeat("H2,,I201,1,2026-06-01\n", 5000)
	for range 5 {
		_, _, err := compareTexts(t, func(run *LongForm) { run.blockSize, run.Workers = 300, 4 }, clean+rows+",broken\n"+rows+",broken\n", clean+",broken\n", clean)
		if err == nil || !strings.Contains(err.Error(), "D.csv:5003: ") {
			t.Fatal(err)
		}
	}
}

func TestBadRowsAreListedInOrder(t *testing.T) {
	row := func(n int) string { return strings.Repeat("H1,,I201,x,2026-06-01\n", n) }
	run, _, err := compareTexts(t, func(run *LongForm) { run.blockSize = 64 }, head+row(15), head+"H1,,I999,,\n"+row(3), head+row(30))
	var refusal *BadRowsError
	if !errors.As(err, &refusal) || refusal.Count != 49 || len(refusal.First) != 20 || fault.KindOf(err) != fault.Invalid {
		t.Fatalf("%v", err)
	}
	for i, bad := range refusal.First {
		want := BadRow{run.Files[0][0], int64(i) + 2, "value"}
		switch {
		case i == 15:
			want = BadRow{run.Files[1][0], 2, "item"}
		case i > 15 && i < 19:
			want = BadRow{run.Files[1][0], int64(i) - 13, "value"}
		case i == 19:
			want = BadRow{run.Files[2][0], 2, "value"}
		}
		if bad != want {
			t.Errorf("bad row %d: %v, want %v", i, bad, want)
		}
	}
	untouched(t, "bad rows", run)
}

func TestTheFileOfBadRowsIsForItsOwnerOnly(t *testing.T) {
	run, report, err := compareTexts(t, func(run *LongForm) {
		run.BadRows = filepath.Join(filepath.Dir(run.Out), "bad.csv")
		if err := os.WriteFile(run.BadRows, []byte("old"), 0o666); err != nil {
			t.Fatal(err)
		}
	}, clean, head+"H1,,I201,\"1,5\",2026-06-01\r\nH3,,I201,,\n", clean)
	if err != nil || report.Bad != 2 || report.Households != 2 {
		t.Fatalf("%+v, %v", report, err)
	}
	want := "file,line,reason,raw\n" + run.Files[1][0] + ",2,value,\"H1,,I201,\"\"1,5\"\",2026-06-01\"\n" + run.Files[1][0] + ",3,value,\"H3,,I201,,\"\n"
	if got := read(t, run.BadRows); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if info, err := os.Stat(run.BadRows); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
	if got := read(t, filepath.Join(run.Out, "missing.csv")); got != "household_id,source,reason\nH1,visit,bad_row\nH3,declaration,no_rows\nH3,visit,bad_row\nH3,platform,no_rows\n" {
		t.Errorf("%q", got)
	}
}

func TestSumsBeyondTheLimitsNameTheHousehold(t *testing.T) {
	rows := func(household, item string, n int) string {
		return strings.Repeat(household+","+item+",999999999999999,2026-06-01\n", n)
	}
	var many strings.Builder
	for member := range 12 {
		many.WriteString(rows("H1,"+fmt.Sprint(member), "I101", 899))
	}
	for _, c := range []struct {
		visit, key, household string
		line                  int
	}{
		{head + rows("H3,", "I201", 901) + rows("H2,", "I201", 901) + rows("H2,", "I202", 901), "beyond_sum", "H2", 901 + 901 + 1},
		{head + many.String(), "beyond_income", "H1", 0},
	} {
		run, _, err := compareTexts(t, func(run *LongForm) { run.blockSize, run.part = 4000, 500 }, clean, c.visit, clean)
		var refusal *fault.Error
		if !errors.As(err, &refusal) || refusal.Key != "comparison."+c.key || !strings.Contains(refusal.Error(), c.household) || !strings.HasPrefix(refusal.Error(), run.Files[1][0]+":") {
			t.Errorf("%v", err)
			continue
		}
		if at := fmt.Sprintf("V.csv:%d: ", c.line); c.line > 0 && !strings.Contains(refusal.Error(), at) {
			t.Errorf("%v, want line %d", err, c.line)
		}
		untouched(t, c.key, run)
	}
}

func TestHeaderOnlyFilesAreValid(t *testing.T) {
	run, report, err := compareTexts(t, nil, head, strings.TrimSpace(head), "\xef\xbb\xbf"+strings.ReplaceAll(head, "\n", "\r\n"))
	if err != nil || report.Households != 0 {
		t.Fatalf("%+v %v", report, err)
	}
	for i, name := range resultNames {
		if got := read(t, filepath.Join(run.Out, name)); got != resultHeaders[i] {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestCompressedFilesAndSeveralOfASource(t *testing.T) {
	zip, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	visit := head + strings.Repeat("H1,,I202,1,2026-06-01\n", 20000) + "H1,,I201,300000,2026-06-01\n"
	run, _, err := compareTexts(t, func(run *LongForm) {
		more := filepath.Join(filepath.Dir(run.Out), "D2.csv")
		if err := os.WriteFile(more, []byte("as_of,value,item_code,member_id_no,household_id\n2026-06-01,5,I201,,H1\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		run.Files[0] = append(run.Files[0], more)
	}, clean, gzipped(t, visit), string(zip.EncodeAll([]byte(clean), nil)))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := read(t, filepath.Join(run.Out, "discrepancies.csv")), resultHeaders[0]+"H1,,I201,INCOME_UNDER,100005,300000,100000\n"; got != want {
		t.Errorf("%q", got)
	}
}

func TestGB18030IsFoundOutAndNothingIsReplaced(t *testing.T) {
	// A file of bytes that are valid UTF-8 for its first block only; two names that a replacing decoder would make one.
	declaration := head + strings.Repeat("H1,,I202,1,2026-06-01\n", 9000) + "\xc2\xed,,I201,1,2026-06-01\n\x84\x31\xa4\x37,,I201,1,2026-06-01\n\x90\x30\x81\x30,,I201,1,2026-06-01\n"
	run, report, err := compareTexts(t, nil, declaration, clean, "\x84\x31\x95\x33"+head+"\xc2\xed,,I201,1,2026-06-01\n")
	if err != nil || report.Households != 4 {
		t.Fatalf("%+v, %v", report, err)
	}
	want := "household_id,source,reason\nH1,platform,no_rows\n\u9a6c,visit,no_rows\n\ufffd,visit,no_rows\n\ufffd,platform,no_rows\n\U00010000,visit,no_rows\n\U00010000,platform,no_rows\n"
	if got := read(t, filepath.Join(run.Out, "missing.csv")); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if _, _, err := compareTexts(t, func(run *LongForm) { run.Encoding = UTF8 }, declaration, clean, clean); err == nil || !strings.Contains(err.Error(), "D.csv:9002: ") {
		t.Errorf("as UTF-8: %v", err)
	}
	if _, _, err := compareTexts(t, func(run *LongForm) { run.Encoding = GB18030 }, "\xef\xbb\xbf"+clean, clean, clean); err == nil || !strings.Contains(err.Error(), "D.csv:1: ") {
		t.Errorf("a UTF-8 mark as GB 18030: %v", err)
	}
}

func TestAResultThatCannotBeWrittenLeavesTheOthers(t *testing.T) {
	run, _, err := compareTexts(t, func(run *LongForm) {
		if err := os.Mkdir(filepath.Join(run.Out, "missing.csv"), 0o750); err != nil {
			t.Fatal(err)
		}
	}, clean, clean, clean)
	if fault.KindOf(err) != fault.Invalid {
		t.Errorf("%v", err)
	}
	untouched(t, "a folder in the way", run)
	run, _, err = compareTexts(t, func(run *LongForm) {
		run.Out = filepath.Join(run.Out, "new", "deep")
		run.BadRows = filepath.Join(run.Out, "no", "bad.csv")
	}, clean, clean, clean)
	if err == nil {
		t.Error("bad rows into a folder that is not there")
	}
	if _, err := os.Stat(run.Out); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder was made: %v", err)
	}
}

func TestAnInterruptedRunLeavesNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	run, _, err := compareTexts(t, nil, clean, clean, clean)
	if err != nil {
		t.Fatal(err)
	}
	before := read(t, filepath.Join(run.Out, "summary.csv"))
	run.Memory, run.blockSize = 1, 64
	if err := os.WriteFile(run.Files[0][0], []byte(head+strings.Repeat("H1,,I202,1,2026-06-01\n", 50000)), 0o600); err != nil {
		t.Fatal(err)
	}
	run.Progress = func(done, all int64) { cancel() }
	if _, err := run.Run(ctx); !errors.Is(err, context.Canceled) {
		t.Fatalf("%v", err)
	}
	left, err := filepath.Glob(filepath.Join(run.Temp, ".chengxin*"))
	if err != nil || len(left) > 0 || read(t, filepath.Join(run.Out, "summary.csv")) != before {
		t.Errorf("left: %v, %v", left, err)
	}
}
