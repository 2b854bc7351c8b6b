package document

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/image/font/gofont/goregular"

	"chengxin/internal/fault"
)

var update = flag.Bool("update", false, "write the golden layouts anew")

// dump writes where every line of type stands, so that a change of the layout is seen as text.
func dump(fonts *fontSet, pages []*page) string {
	var out strings.Builder
	for i, p := range pages {
		fmt.Fprintf(&out, "page %d\n", i+1)
		text, y, x := "", 0.0, 0.0
		flush := func() {
			if text != "" {
				fmt.Fprintf(&out, "%6.1f %6.1f  %s\n", x/mm, y/mm, text)
			}
			text = ""
		}
		for _, it := range p.items {
			switch it.kind {
			case itemText, itemBox:
				if text == "" || it.y != y {
					flush()
					x, y = it.x, it.y
				}
				text += it.text
			case itemQR:
				flush()
				fmt.Fprintf(&out, "%6.1f %6.1f  [qr %.0f mm %s]\n", it.x/mm, it.y/mm, it.w/mm, it.text)
			case itemInk:
				flush()
				fmt.Fprintf(&out, "%6.1f %6.1f  [ink]\n", it.x/mm, it.y/mm)
			case itemDashedFrame, itemDashedCircle:
				flush()
				fmt.Fprintf(&out, "%6.1f %6.1f  [dashed %.0f × %.0f mm]\n", it.x/mm, it.y/mm, it.w/mm, it.h/mm)
			case itemRule, itemFrame:
				flush()
			}
		}
		flush()
	}
	return out.String()
}

func TestEveryPaperLooksAsItDid(t *testing.T) {
	for name, content := range samples() {
		for suffix, large := range map[string]bool{"": false, "-large": true} {
			t.Run(name+suffix, func(t *testing.T) {
				fonts := testFonts(t)
				pages, err := layout(fonts, content, large)
				if err != nil {
					t.Fatal(err)
				}
				checkPages(t, fonts, content, pages, large)
				file := filepath.Join("testdata", name+suffix+".layout")
				got := dump(fonts, pages)
				if *update {
					if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				if got != string(want) {
					t.Errorf("the layout of %s changed; look at it and run the test with -update\n%s", name+suffix, got)
				}
			})
		}
	}
}

// checkPages holds what every page of every paper must show.
func checkPages(t *testing.T, fonts *fontSet, content Content, pages []*page, large bool) {
	t.Helper()
	for i, p := range pages {
		all := ""
		for _, it := range p.items {
			all += it.text
			right := it.x
			for _, r := range it.text {
				if it.kind != itemText {
					break
				}
				found, err := fonts.find(r)
				if err != nil {
					t.Fatal(err)
				}
				right += float64(found.width)*it.size/1000 + it.spacing
			}
			if it.x < left-1 || right > left+textWidth+it.size/2+1 {
				t.Errorf("page %d: %q stands from %.1f to %.1f mm, outside the text area", i+1, it.text, it.x/mm, right/mm)
			}
			inside := it.y > top && it.y <= bottom+0.1
			if it.kind != itemText && inside && it.y+it.h > bottom+0.1 {
				t.Errorf("page %d: a mark at %.1f mm runs %.1f mm down, out of the text area", i+1, it.y/mm, it.h/mm)
			}
			if hint := it.shade == grey; large && inside && it.kind == itemText && it.size < 18 && !hint {
				t.Errorf("page %d: %q is set in %.1f points in the large-type variant", i+1, it.text, it.size)
			}
		}
		if at := slices.IndexFunc(p.items, func(it item) bool { return it.kind == itemDashedCircle }); at >= 0 &&
			!slices.ContainsFunc(p.items, func(it item) bool { return it.kind != itemDashedCircle && it.y > top && it.y < p.items[at].y }) {
			t.Errorf("page %d: the seal stands alone", i+1)
		}
		if want := fmt.Sprintf("— %d —", i+1); !strings.Contains(all, want) {
			t.Errorf("page %d lacks its number %q", i+1, want)
		}
		if content.Demo && strings.Count(all, "演示数据") < 2 {
			t.Errorf("page %d does not say that it is a demonstration", i+1)
		}
		if content.CheckURL != "" && !strings.Contains(all, content.CheckURL) {
			t.Errorf("page %d lacks its check page", i+1)
		}
		if content.Checkpoint.Origin != "" && !strings.Contains(all, "uO3N8mTfVw0yJ5a6") {
			t.Errorf("page %d lacks the log's checkpoint", i+1)
		}
	}
}

func letterWith(text string) Content {
	return Content{Kind: KindLetter, Title: "函", Blocks: Blocks{Paragraph{Text: text}}}
}

// beyond is a character that the built-in font lacks.
const beyond = "\U0002A6D6"

func TestANameThatNoFontHasIsRefusedByNameBeforeAnythingIsWritten(t *testing.T) {
	var out bytes.Buffer
	err := Render(&out, letterWith("马"+beyond))
	var refusal *fault.Error
	if !errors.As(err, &refusal) || refusal.Kind != fault.Invalid || !strings.Contains(refusal.Error(), beyond) || !strings.Contains(refusal.Error(), "U+2A6D6") {
		t.Errorf("got %v, want a refusal that names the character", err)
	}
	if out.Len() > 0 {
		t.Errorf("%d bytes were written all the same", out.Len())
	}
}

func TestRareNamesBeyondTheFirstPlaneArePrinted(t *testing.T) {
	if err := Render(io.Discard, letterWith("马𠮷㐂、龘、䶮、堃、喆、〇；阿依古丽·买买提")); err != nil {
		t.Error(err)
	}
}

func TestACharacterThatTheBuiltInFontLacksComesFromTheFolder(t *testing.T) {
	const lacking = "\u263c"
	if err := Render(io.Discard, letterWith(lacking)); err == nil {
		t.Fatal("the built-in font has the character: the test needs another")
	}
	printer := NewPrinter(fstest.MapFS{"rare.ttf": {Data: goregular.TTF}, "readme.txt": {Data: []byte("x")}})
	if err := printer.Render(io.Discard, letterWith("马"+lacking+"福")); err != nil {
		t.Errorf("the folder's font was not used: %v", err)
	}
}

func TestABodyFontInTheFolderComesFirst(t *testing.T) {
	fonts, err := openFonts(fstest.MapFS{"body.ttf": {Data: goregular.TTF}})
	if err != nil {
		t.Fatal(err)
	}
	for r, want := range map[rune]string{'A': "0-body", '马': "1-body"} {
		found, err := fonts.find(r)
		if err != nil || fonts.faces[found.face].name != want {
			t.Errorf("%c is set in %v (%v), want %s", r, found, err, want)
		}
	}
}

func TestABrokenFontInTheFolderIsAnErrorNotACrash(t *testing.T) {
	for name, data := range map[string][]byte{"empty": nil, "short": goregular.TTF[:200], "text": []byte("not a font at all")} {
		printer := NewPrinter(fstest.MapFS{"rare.ttf": {Data: data}})
		if err := printer.Render(io.Discard, letterWith(beyond)); err == nil {
			t.Errorf("%s: a character without a glyph was printed", name)
		}
		if err := printer.Render(io.Discard, letterWith("马有福")); err != nil {
			t.Errorf("%s: a plain name needs no other font: %v", name, err)
		}
	}
}

func TestARunPrintsEveryDocumentAndTellsItsProgress(t *testing.T) {
	var told []int
	var out bytes.Buffer
	run := func(yield func(Content, error) bool) {
		for i := range 5 {
			if !yield(letterWith(fmt.Sprintf("第%d封", i+1)), nil) {
				return
			}
		}
	}
	if err := NewPrinter(nil).RenderMany(&out, run, func(done int) { told = append(told, done) }, Duplex); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(told) != "[1 2 3 4 5]" {
		t.Errorf("told %v", told)
	}
	if got := bytes.Count(out.Bytes(), []byte("/Type /Page\n")); got != 10 {
		t.Errorf("%d pages, want 10: every letter begins on a front side", got)
	}
}

func TestARunThatFailsWritesNothingAndNamesTheDocument(t *testing.T) {
	bad := letterWith(beyond)
	bad.Number = "西民函〔2026〕9号"
	var out bytes.Buffer
	err := NewPrinter(nil).RenderMany(&out, func(yield func(Content, error) bool) {
		_ = yield(letterWith("好"), nil) && yield(bad, nil)
	}, nil)
	if err == nil || !strings.Contains(err.Error(), bad.Number) || out.Len() > 0 {
		t.Errorf("got %v and %d bytes", err, out.Len())
	}
	stop := errors.New("source gone")
	if err := NewPrinter(nil).RenderMany(&out, func(yield func(Content, error) bool) { yield(Content{}, stop) }, nil); !errors.Is(err, stop) {
		t.Errorf("the source's error became %v", err)
	}
	if err := NewPrinter(nil).RenderMany(&out, func(func(Content, error) bool) {}, nil); fault.KindOf(err) != fault.Invalid {
		t.Errorf("an empty run gave %v", err)
	}
}

func TestConcurrentRendersGiveTheSameBytes(t *testing.T) {
	printer, content := NewPrinter(nil), samples()["notice"]
	var want bytes.Buffer
	if err := printer.Render(&want, content); err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			var got bytes.Buffer
			if err := printer.Render(&got, content); err != nil || !bytes.Equal(got.Bytes(), want.Bytes()) {
				t.Errorf("got %d bytes (%v), want %d", got.Len(), err, want.Len())
			}
		})
	}
	group.Wait()
}

func TestTheFontsLeaveMemoryWhenNobodyPrints(t *testing.T) {
	printer := NewPrinter(nil)
	printer.rest = time.Millisecond
	if err := printer.Render(io.Discard, letterWith("马")); err != nil {
		t.Fatal(err)
	}
	for range 1000 {
		printer.mu.Lock()
		gone := printer.fonts == nil
		printer.mu.Unlock()
		if gone {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Error("the fonts are still in memory")
}

func TestAHostileSignaturePictureIsRefused(t *testing.T) {
	for name, ink := range map[string][]byte{"text": []byte("no picture"), "cut off": sampleInk()[:60]} {
		content := Content{Kind: KindPledge, Title: "承诺书", Blocks: Blocks{SignatureLines{Lines: []SignatureLine{{Role: "承诺人", Ink: ink}}}}}
		if err := Render(io.Discard, content); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: got %v, want a refusal", name, err)
		}
	}
}

func TestARowHigherThanAPageBreaksAndTheHeaderIsRepeated(t *testing.T) {
	fonts := testFonts(t)
	long := strings.Repeat("说明很长，", 1500)
	pages, err := layout(fonts, Content{Kind: KindDeclaration, Title: "表", Blocks: Blocks{
		Paragraph{Text: "前文"},
		Table{Columns: []Column{{Title: "甲项"}, {Title: "乙项"}}, Rows: [][]string{{"一", long}, {"二", "完"}}},
	}}, false)
	if err != nil {
		t.Fatal(err)
	}
	if len(pages) < 3 {
		t.Fatalf("%d pages", len(pages))
	}
	text := dump(fonts, pages)
	if got := strings.Count(text, "甲项"); got != len(pages) {
		t.Errorf("the header stands %d times on %d pages", got, len(pages))
	}
	if got := strings.Count(text, "说明很长"); got < 1400 { // some are parted over two lines
		t.Errorf("%d of 1500 sentences were printed", got)
	}
	checkPages(t, fonts, Content{}, pages, false)
}

func BenchmarkOneLetter(b *testing.B) {
	content := samples()["notice"]
	printer := NewPrinter(nil)
	for b.Loop() {
		if err := printer.Render(io.Discard, content); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLetters prints a run of 5,000 two-page letters with different numbers and check pages into one file (performance W5: within 60 s).
func BenchmarkLetters(b *testing.B) {
	printer, letter := NewPrinter(nil), samples()["notice"]
	for b.Loop() {
		run := func(yield func(Content, error) bool) {
			for i := range 5000 {
				content := letter
				content.Number, content.CheckURL = fmt.Sprintf("吉政告〔2026〕%d号", i+1), fmt.Sprintf("https://chengxin.example/d/%010d", i)
				if !yield(content, nil) {
					return
				}
			}
		}
		if err := printer.RenderMany(io.Discard, run, nil); err != nil {
			b.Fatal(err)
		}
		var memory runtime.MemStats
		runtime.ReadMemStats(&memory)
		b.ReportMetric(math.Round(float64(memory.HeapSys)/1e6), "MB-heap")
	}
}
