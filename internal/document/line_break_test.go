package document

import (
	"math"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

func testFonts(t testing.TB) *fontSet {
	t.Helper()
	builtIn.mu.Lock()
	defer builtIn.mu.Unlock()
	fonts, err := builtIn.take()
	if err != nil {
		t.Fatal(err)
	}
	return fonts
}

var chineseText = rapid.Custom(func(t *rapid.T) string {
	piece := rapid.SampledFrom([]string{
		"低保", "家庭", "申报", "，", "。", "、", "；", "：", "？", "！", "）", "》", "（", "《", "〔", "〕", "“", "”", "——", "……",
		"2026年11月22日", "1,234.56元", "12号", "6422**********123X", "https://chengxin.example/d/7KQ2", " ", "dibao", "𠮷", "㐂", Ticked, Unticked, "50%", "·",
	})
	return strings.Join(rapid.SliceOfN(piece, 1, 80).Draw(t, "pieces"), "")
})

func TestLinesKeepEveryCharacterAndFitTheirWidth(t *testing.T) {
	fonts := testFonts(t)
	rapid.Check(t, func(t *rapid.T) {
		text := chineseText.Draw(t, "text")
		width := rapid.Float64Range(60, 450).Draw(t, "width")
		lines, err := fonts.breakLines(text, 15.75, width, 0)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for i, one := range lines {
			got += string(one.text)
			if one.width > width+15.75/2+0.1 { // half a mark may hang over the margin
				t.Fatalf("line %d is %.1f wide, the room is %.1f: %q", i, one.width, width, string(one.text))
			}
		}
		if bare(got) != bare(text) {
			t.Fatalf("lost characters:\n%q\n%q", text, got)
		}
	})
}

func bare(text string) string { return strings.ReplaceAll(text, " ", "") }

func TestNoLineStartsOrEndsWithAForbiddenMarkOrPartsAFigure(t *testing.T) {
	fonts := testFonts(t)
	rapid.Check(t, func(t *rapid.T) {
		text := chineseText.Draw(t, "text")
		lines, err := fonts.breakLines(text, 12, rapid.Float64Range(100, 450).Draw(t, "width"), 24)
		if err != nil {
			t.Fatal(err)
		}
		for i := 1; i < len(lines); i++ {
			if lines[i-1].forced || len(lines[i].text) == 0 || len(lines[i-1].text) == 0 {
				continue
			}
			before, first := lines[i-1].text[len(lines[i-1].text)-1], lines[i].text[0]
			if strings.ContainsRune(neverStarts, first) && before != ' ' && !endsWithSpace(text, lines[:i]) {
				t.Fatalf("line starts with %q", first)
			}
			if strings.ContainsRune(neverEnds, before) && !endsWithSpace(text, lines[:i]) {
				t.Fatalf("line ends with %q", before)
			}
			if unicode.IsDigit(before) && unicode.IsDigit(first) && !endsWithSpace(text, lines[:i]) {
				t.Fatalf("figure parted: %q | %q", string(lines[i-1].text), string(lines[i].text))
			}
		}
	})
}

// endsWithSpace says whether the text has a space where the lines given end: there, any break is allowed.
func endsWithSpace(text string, lines []line) bool {
	n := 0
	for _, one := range lines {
		n += len([]rune(bare(string(one.text))))
	}
	for _, r := range text {
		if n == 0 {
			return r == ' '
		}
		if r != ' ' {
			n--
		}
	}
	return false
}

func TestALineIsForcedOnlyWhereNoRuleAllowsABreak(t *testing.T) {
	fonts := testFonts(t)
	rapid.Check(t, func(t *rapid.T) {
		lines, err := fonts.breakLines(chineseText.Draw(t, "text"), 12, rapid.Float64Range(40, 300).Draw(t, "width"), 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range lines {
			for i := 1; one.forced && i < len(one.text); i++ {
				if mayBreak(one.text[i-1], one.text[i]) {
					t.Fatalf("%q was forced, but may break before %q", string(one.text), one.text[i])
				}
			}
		}
	})
}

func TestAJustifiedLineFillsItsWidthWithoutOpeningFigures(t *testing.T) {
	fonts := testFonts(t)
	text := []rune("每月1,200.00元变为")
	runs, err := fonts.runs(text, 12, 20)
	if err != nil {
		t.Fatal(err)
	}
	end := 0.0
	for _, r := range runs {
		end = r.x
		for _, c := range r.text {
			found, err := fonts.find(c)
			if err != nil {
				t.Fatal(err)
			}
			end += float64(found.width)*12/1000 + r.spacing
		}
		if strings.Trim(r.text, "1,20.") == "" && r.spacing != 0 && len(r.text) > 1 {
			t.Errorf("the figure %q was opened by %.2f", r.text, r.spacing)
		}
	}
	natural := 0.0
	for _, c := range text {
		found, _ := fonts.find(c)
		natural += float64(found.width) * 12 / 1000
	}
	if math.Abs(end-natural-20) > 0.01 {
		t.Errorf("the line ends at %.2f, want %.2f", end, natural+20)
	}
}
