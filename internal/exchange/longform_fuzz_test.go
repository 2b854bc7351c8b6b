package exchange

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf8"

	"chengxin/internal/fault"
)

// FuzzLongForm reads any bytes as a declaration: a result or a refusal, never a panic, and the same one however the file is cut
// into blocks and dealt into partitions.
func FuzzLongForm(f *testing.F) {
	for _, seed := range []string{
		"", clean, head + "H1,,I201,x,2026-06-01\n", "\xef\xbb\xbf" + clean, head + "\"H1\",,\"I201\",\"1\",2026-06-01\r\n", head + "\"H\"\"1\",,I201,1,2026-06-01",
		head + "\xc2\xed,,I201,1,2026-06-01\n", head + "H1,\"a\nb\",I101,1,2026-06-01\n", head + "H1,,I201,\"1\n", "\n\n" + clean + "\n\r\n\r", gzipped(f, clean), gzipped(f, clean)[:30], "\x1f\x8b0", "\x28\xb5\x2f\xfd0",
		"household_id,member_id_no,item_code,value,as_of,since,period,status\nH1,99010119900101123x,I101,,2026-06-01,,2026,not_asked\n", head + "\x84\x31\xa4\x37,,I201,1,2026-06-01\n",
	} {
		f.Add([]byte(seed))
	}
	rules := rulesOf(f, items(f))
	dir := f.TempDir()
	plain := filepath.Join(dir, "plain.csv")
	if err := os.WriteFile(plain, []byte(clean), 0o600); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		path := filepath.Join(dir, "fuzzed.csv")
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		outcome := func(block, part int, memory int64, workers int) (results string, reports *Report) {
			run := LongForm{
				Rules: rules, Files: [3][]string{{path}, {plain}, {plain}}, Out: filepath.Join(dir, "out"), BadRows: filepath.Join(dir, "bad.csv"),
				Temp: dir, Memory: memory, Workers: workers, blockSize: block, part: part,
			}
			report, err := run.Run(t.Context())
			var refusal *fault.Error
			if err != nil {
				if !errors.As(err, &refusal) || refusal.Kind != fault.Invalid {
					t.Fatalf("neither result nor refusal: %v", err)
				}
				return refusal.Error(), nil
			}
			for _, name := range resultNames {
				results += read(t, filepath.Join(run.Out, name))
			}
			return results + read(t, run.BadRows), report
		}
		whole, report := outcome(128<<10, 1<<20, 1<<20, 1)
		if cut, _ := outcome(8, 20, 1, 2); cut != whole {
			t.Fatalf("cut into small blocks:\n%q\nwhole:\n%q", cut, whole)
		}
		if report != nil && utf8.Valid(content) && !bytes.HasPrefix(content, []byte("\x1f\x8b")) {
			if rows := csvRows(content); rows != report.Rows[0] {
				t.Fatalf("%d rows; encoding/csv reads %d", report.Rows[0], rows)
			}
		}
	})
}

// csvRows counts rows as the standard library reads them.
func csvRows(content []byte) int64 {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(content, []byte("\xef\xbb\xbf"))))
	r.FieldsPerRecord = -1
	rows := int64(-1) // the header
	for {
		_, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			return -2
		}
		rows++
	}
}

// FuzzGB18030 decodes any bytes: what is decoded is valid UTF-8, and a replacement stands only where it was written.
func FuzzGB18030(f *testing.F) {
	for _, seed := range []string{"abc", "\xc2\xed", "\x81\x30\x81\x30", "\x84\x31\xa4\x37", "\xfe\xfe", "\xff", "\x80", "\xe3\x32\x9a\x35", "\xa2\xe3", "\x81\x7f"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		decoded, undefined := appendGB18030(nil, content)
		if !utf8.Valid(decoded) || undefined >= len(content) {
			t.Fatalf("%q becomes %q, undefined at %d", content, decoded, undefined)
		}
		if bytes.Count(decoded, []byte("\ufffd")) > bytes.Count(content, []byte("\x84\x31\xa4\x37")) {
			t.Fatalf("%q was replaced: %q", content, decoded)
		}
	})
}
