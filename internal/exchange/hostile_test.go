package exchange_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"

	"chengxin/internal/casework/register"
	"chengxin/internal/exchange"
	"chengxin/internal/fault"
)

// broken is a file with something wrong in it: bytes changed, cut, doubled, or swapped with another place's.
func broken(dice *rand.Rand, content []byte) []byte {
	out := bytes.Clone(content)
	for range 1 + dice.IntN(6) {
		if len(out) < 8 {
			return out
		}
		at, n := dice.IntN(len(out)), 1+dice.IntN(min(64, len(out)))
		n = min(n, len(out)-at)
		switch dice.IntN(6) {
		case 0:
			out[at] ^= byte(1 << dice.IntN(8))
		case 1:
			out = out[:at]
		case 2:
			out = append(out[:at:at], append(bytes.Clone(out[at:at+n]), out[at:]...)...)
		case 3:
			out = append(out[:at:at], out[at+n:]...)
		case 4:
			copy(out[at:at+n], out[dice.IntN(len(out)-n+1):])
		case 5:
			for i := range n {
				out[at+i] = byte(dice.IntN(256))
			}
		}
	}
	return out
}

// brokenInside is a workbook whose parts are broken one by one, in an archive that is whole: it gets further than a broken archive.
func brokenInside(t *testing.T, dice *rand.Rand, workbook []byte) []byte {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(workbook), int64(len(workbook)))
	if err != nil {
		t.Fatal(err)
	}
	victim := dice.IntN(len(archive.File))
	var out bytes.Buffer
	again := zip.NewWriter(&out)
	for i, part := range archive.File {
		open, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(open)
		if err != nil {
			t.Fatal(err)
		}
		if i == victim {
			content = broken(dice, content)
		}
		into, err := again.Create(part.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := into.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// hostileLimits keep a test's files small; the program's own limits bound the same places.
var hostileLimits = exchange.Limits{Bytes: 1 << 20, Unpacked: 8 << 20, Entries: 100, Rows: 2000, Columns: 100}

// mostForOne is what reading one small file may take from memory at most, freed or not.
const mostForOne = 96 << 20

func TestAThousandBrokenTablesAreReadOrRefusedAndNeverWorse(t *testing.T) {
	dice := rand.New(rand.NewPCG(11, 29)) // #nosec G404 -- a repeatable test
	rows := people(4)
	workbook := filledTemplate(t, rows, nil)
	var text strings.Builder
	for _, line := range append([][]string{titles()}, rows...) {
		text.WriteString(strings.Join(line, ",") + "\r\n")
	}
	whole, refused := 0, 0
	for i := range 1000 {
		var content []byte
		switch i % 4 {
		case 0:
			content = broken(dice, workbook)
		case 1:
			content = brokenInside(t, dice, workbook)
		default:
			content = broken(dice, []byte(text.String()))
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		began := time.Now()
		table, err := exchange.ReadRegister(content, hostileLimits)
		took := time.Since(began)
		runtime.ReadMemStats(&after)
		if took > 10*time.Second || after.TotalAlloc-before.TotalAlloc > mostForOne {
			t.Errorf("file %d: %v, %d MiB", i, took, (after.TotalAlloc-before.TotalAlloc)>>20)
		}
		if err == nil {
			whole++
			if len(table.Rows) > hostileLimits.Rows {
				t.Errorf("file %d: %d rows", i, len(table.Rows))
			}
			if marked, err := exchange.MarkRegister(content, []exchange.Mark{{Line: table.Header + 1, Text: "x"}}, hostileLimits); err == nil && len(marked) == 0 {
				t.Errorf("file %d comes back empty", i)
			}
			continue
		}
		refused++
		var said *fault.Error
		if !errors.As(err, &said) || said.Kind != fault.Invalid {
			t.Errorf("file %d is refused without words for people: %v", i, err)
		}
	}
	if whole < 100 || refused < 100 {
		t.Errorf("%d read, %d refused: the files test one side only", whole, refused)
	}
}

func titles() []string {
	var all []string
	for _, column := range register.Columns() {
		all = append(all, column.Title())
	}
	return all
}

// bomb is a workbook in which one part unpacks to far more than it weighs.
func bomb(t *testing.T, name string, size int) []byte {
	t.Helper()
	workbook := filledTemplate(t, people(1), nil)
	archive, err := zip.NewReader(bytes.NewReader(workbook), int64(len(workbook)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	again := zip.NewWriter(&out)
	again.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestCompression) })
	for _, part := range archive.File {
		if part.Name == name {
			continue
		}
		if err := again.Copy(part); err != nil {
			t.Fatal(err)
		}
	}
	into, err := again.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(into, io.LimitReader(spaces{}, int64(size))); err != nil {
		t.Fatal(err)
	}
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

type spaces struct{}

func (spaces) Read(into []byte) (int, error) {
	for i := range into {
		into[i] = ' '
	}
	return len(into), nil
}

func TestABombIsRefusedBeforeItIsUnpacked(t *testing.T) {
	for _, name := range []string{"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "more.bin"} {
		content := bomb(t, name, 200<<20)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := exchange.ReadRegister(content, exchange.TableLimits)
		runtime.ReadMemStats(&after)
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
		if grown := after.TotalAlloc - before.TotalAlloc; grown > mostForOne {
			t.Errorf("%s of %d KiB took %d MiB", name, len(content)>>10, grown>>20)
		}
	}
	var many bytes.Buffer
	archive := zip.NewWriter(&many)
	for i := range 2000 {
		if _, err := archive.Create(fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := exchange.ReadRegister(many.Bytes(), exchange.TableLimits); fault.KindOf(err) != fault.Invalid {
		t.Errorf("two thousand parts: %v", err)
	}
}
