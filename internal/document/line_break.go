package document

import (
	"strings"
	"unicode"
)

// Chinese line breaking (GB/T 15834 §5.1, GB/T 9704): what closes never starts a line, what opens never ends one, a dash
// of two or an ellipsis is never parted, and figures and Latin words stay whole.
const (
	neverStarts = "，。、；：？！）》〕】」』”’〉·…%‰℃～,.;:?!)]}/"
	neverEnds   = "（《〔【「『“‘〈([{¥￥№#/" + Unticked + Ticked
	// half-empty marks may let their empty right half hang over the margin.
	hanging = "，。、；：）》〕】」』"
)

// inWord says that a character belongs to a figure or a Latin word.
func inWord(r rune) bool {
	return r < 0x2e80 && (unicode.IsLetter(r) || unicode.IsDigit(r)) || strings.ContainsRune(`.,:-_@&+=*'/\~$%#?`, r)
}

// mayBreak says whether a line may end between a and b.
func mayBreak(a, b rune) bool {
	switch {
	case b == ' ':
		return false // the space goes with the line it ends
	case a == ' ':
		return true
	case strings.ContainsRune(neverStarts, b), strings.ContainsRune(neverEnds, a):
		return false
	case inWord(a) && inWord(b):
		return false
	case a == b && (a == '—' || a == '…'):
		return false
	case b == '〔', a == '〕' && unicode.IsDigit(b):
		return false // a document's number stays in one piece
	case unicode.IsDigit(a) && strings.ContainsRune("年月日号元", b), unicode.IsDigit(b) && (a == '年' || a == '月'):
		return false // so do a date, and a figure with its unit
	}
	return true
}

// line is one line of type.
type line struct {
	text   []rune
	width  float64 // points, without the spaces at its end
	last   bool    // the last line of its paragraph: never stretched
	forced bool    // broken where no rule allows it, because nothing else fits
}

// breakLines breaks text into lines of at most width points at a type size; the first line is shorter by indent. A line
// feed always breaks. It fails only for a character without a glyph.
func (s *fontSet) breakLines(text string, size, width, indent float64) ([]line, error) {
	var lines []line
	for _, paragraph := range strings.Split(text, "\n") {
		runes := make([]rune, 0, len(paragraph))
		for _, r := range paragraph {
			switch {
			case r == '\t' || r == '\r' || r == '\u00a0':
				runes = append(runes, ' ')
			case !blank(r):
				runes = append(runes, r)
			}
		}
		widths := make([]float64, len(runes))
		for i, r := range runes {
			found, err := s.find(r)
			if err != nil {
				return nil, err
			}
			widths[i] = float64(found.width) * size / 1000
		}
		lines = append(lines, breakParagraph(runes, widths, width, indent)...)
		indent = 0
	}
	return lines, nil
}

func breakParagraph(runes []rune, widths []float64, width, indent float64) []line {
	var lines []line
	for start := 0; ; {
		end, forced := fit(runes, widths, start, width-indent)
		shown := end
		for shown > start && runes[shown-1] == ' ' && end < len(runes) {
			shown--
		}
		total := 0.0
		for i := start; i < shown; i++ {
			total += widths[i]
		}
		lines = append(lines, line{text: runes[start:shown], width: total, last: end >= len(runes), forced: forced})
		if end >= len(runes) {
			return lines
		}
		start, indent = end, 0
	}
}

// fit finds where the line that begins at start ends: at the last allowed break that fits, else wherever it must.
func fit(runes []rune, widths []float64, start int, room float64) (end int, forced bool) {
	const grain = 0.01 // points; sums of widths are not exact
	used, allowed := 0.0, -1
	for i := start; i < len(runes); i++ {
		need := widths[i]
		if strings.ContainsRune(hanging, runes[i]) {
			need /= 2
		} else if runes[i] == ' ' {
			need = 0
		}
		if i > start && mayBreak(runes[i-1], runes[i]) {
			allowed = i
		}
		if used+need > room+grain {
			if allowed > start {
				return allowed, false
			}
			return max(i, start+1), true
		}
		used += widths[i]
	}
	return len(runes), false
}

// run is a stretch of one line set in one face with one letter-spacing.
type run struct {
	face    int
	text    string
	x       float64 // points from the start of the line
	spacing float64 // points after each character
}

// runs places a line's characters. stretch is what is to be added to the line's width, spread over the places where
// Chinese type may open: never inside a figure or a word.
func (s *fontSet) runs(text []rune, size, stretch float64) ([]run, error) {
	opens := func(i int) bool { return i+1 < len(text) && !(inWord(text[i]) && inWord(text[i+1])) }
	places := 0
	for i := range text {
		if opens(i) {
			places++
		}
	}
	each := 0.0
	if places > 0 && stretch > 0 {
		each = stretch / float64(places)
	}
	var all []run
	x := 0.0
	for i, r := range text {
		found, err := s.find(r)
		if err != nil {
			return nil, err
		}
		spacing := 0.0
		if opens(i) {
			spacing = each
		}
		last := len(all) - 1
		if last < 0 || all[last].face != found.face || all[last].spacing != spacing || found.face == boxFace {
			all = append(all, run{face: found.face, x: x, spacing: spacing})
			last++
		}
		all[last].text += string(r)
		x += float64(found.width)*size/1000 + spacing
	}
	return all, nil
}
