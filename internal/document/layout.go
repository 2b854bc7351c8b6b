package document

import (
	"unicode/utf8"

	"chengxin/internal/wording"
)

// The sheet, after GB/T 9704: A4, 37 mm above, 28 mm left, a text area of 156 × 225 mm. Points, from the top left.
const (
	mm         = 72 / 25.4
	pageWidth  = 210 * mm
	pageHeight = 297 * mm
	left       = 28 * mm
	top        = 37 * mm
	textWidth  = 156 * mm
	textHeight = 225 * mm
	bottom     = top + textHeight
)

// Shades of grey, 0 is black; red is the letterhead's.
const (
	black = 0.0
	grey  = 0.4
	pale  = 0.75
	red   = -1.0
)

// sizes are the type sizes of one document, in points, with the distance of two lines.
type sizes struct {
	title, heading1, heading2 float64
	body, bodyPitch           float64
	cell, cellPitch           float64
	note, notePitch           float64
	code                      float64
	large                     bool
}

// sizesFor: a letter's body is size 3 on the standard's grid of 28 characters and 22 lines; forms are smaller; the large
// variant for elders has nothing in the text area under 18 points.
func sizesFor(kind Kind, large bool) sizes {
	switch {
	case large:
		return sizes{26, 22, 20, 20, 32, 18, 26, 18, 26, 40, true}
	case letters[kind]:
		return sizes{22, 16, 15.75, 15.75, 28.9, 12, 18, 10.5, 16, 36, false}
	default:
		return sizes{20, 14, 12, 12, 21, 10.5, 15.5, 9, 14, 36, false}
	}
}

// itemKind is what an item of a page draws.
type itemKind int

const (
	itemText  itemKind = iota
	itemBox            // a tick box; text is Ticked or Unticked
	itemRule           // a straight line from x, y to x+w, y+h
	itemFrame          // a rectangle's outline
	itemDashedFrame
	itemDashedCircle // the circle that fills the rectangle
	itemQR           // text is what the picture says
	itemInk          // image is a drawn signature, PNG
)

// item is one mark on a page. For text, y is the baseline; for the rest the upper edge.
type item struct {
	kind       itemKind
	x, y, w, h float64
	text       string
	face       int
	size       float64
	spacing    float64
	shade      float64
	image      []byte
}

type page struct {
	items []item
}

// flow places blocks one under the other and opens pages as they fill.
type flow struct {
	fonts   *fontSet
	content Content
	sizes   sizes
	pages   []*page
	y       float64 // where the next block begins
	closing float64 // the height of the seal that follows the text being set: its last two lines stand on the seal's page; else 0
}

// layout places a whole content. It fails only for a character that no font has, or a picture that cannot be made.
func layout(fonts *fontSet, content Content, large bool) ([]*page, error) {
	if err := content.Check(); err != nil {
		return nil, err
	}
	f := &flow{fonts: fonts, content: content, sizes: sizesFor(content.Kind, large)}
	f.newPage()
	if err := f.head(); err != nil {
		return nil, err
	}
	for i, block := range content.Blocks {
		f.closing = 0
		if i+2 == len(content.Blocks) && len(content.Remedies) == 0 {
			if err := f.closeWith(content.Blocks[i+1]); err != nil {
				return nil, err
			}
		}
		if _, closing := block.(Seal); closing && i == len(content.Blocks)-1 {
			if err := f.remedies(block); err != nil { // before the agency's name, which closes the document
				return nil, err
			}
		}
		if heading, is := block.(Heading); is && i+1 < len(content.Blocks) {
			if err := f.keepTogether(heading, content.Blocks[i+1]); err != nil {
				return nil, err
			}
		}
		if err := f.place(block); err != nil {
			return nil, err
		}
	}
	if n := len(content.Blocks); n > 0 {
		if _, closed := content.Blocks[n-1].(Seal); !closed {
			if err := f.remedies(nil); err != nil {
				return nil, err
			}
		}
	}
	for i := range f.pages {
		if err := f.frame(i); err != nil {
			return nil, err
		}
	}
	return f.pages, nil
}

func (f *flow) newPage() {
	f.pages = append(f.pages, &page{})
	f.y = top
}

func (f *flow) page() *page { return f.pages[len(f.pages)-1] }

func (f *flow) add(it item) { p := f.page(); p.items = append(p.items, it) }

// room is the height left on the page, in points.
func (f *flow) room() float64 { return bottom - f.y }

// ensure opens a new page if less than height is left; a page that has nothing on it is never left empty.
func (f *flow) ensure(height float64) bool {
	if f.room() >= height-0.01 || f.y <= top {
		return false
	}
	f.newPage()
	return true
}

// setLine puts one line of type into the box x, width; baseline is the line's baseline.
func (f *flow) setLine(target *page, one line, x, width, baseline, size float64, align Align, shade float64) error {
	stretch := 0.0
	switch align {
	case AlignCentre:
		x += max(0, width-one.width) / 2
	case AlignRight:
		x += max(0, width-one.width) // a mark may hang over on the right, never on the left
	case AlignDefault:
		if gap := width - one.width; !one.last && gap < size*4 {
			stretch = gap
		}
	case AlignLeft:
	}
	runs, err := f.fonts.runs(one.text, size, stretch)
	if err != nil {
		return err
	}
	for _, r := range runs {
		it := item{kind: itemText, x: x + r.x, y: baseline, text: r.text, face: r.face, size: size, spacing: r.spacing, shade: shade}
		if r.face == boxFace {
			it.kind = itemBox
		}
		target.items = append(target.items, it)
	}
	return nil
}

// baseline of a line whose slot begins at y: the type stands in the middle of the slot.
func baseline(y, size, pitch float64) float64 { return y + (pitch-size)/2 + size*0.88 }

// text flows a text into the text area, opening pages as needed.
func (f *flow) text(text string, size, pitch, x, width, indent float64, align Align, shade float64) error {
	lines, err := f.fonts.breakLines(text, size, width, indent)
	if err != nil {
		return err
	}
	if len(lines) > 1 {
		f.ensure(2 * pitch) // no first line alone at the foot of a page
	}
	for i, one := range lines {
		f.ensure(pitch)
		if f.closing > 0 && i == max(0, len(lines)-2) {
			f.ensure(float64(len(lines)-i)*pitch + f.closing) // a seal never stands alone on its page (GB/T 9704)
		}
		shift := 0.0
		if i == 0 {
			shift = indent
		}
		if err := f.setLine(f.page(), one, x+shift, width-shift, baseline(f.y, size, pitch), size, align, shade); err != nil {
			return err
		}
		f.y += pitch
	}
	return nil
}

// head puts letterhead, number, title and addressee on the first page.
func (f *flow) head() error {
	c, s := f.content, f.sizes
	if letters[c.Kind] && c.Agency != "" {
		size := 30.0
		if n := float64(utf8.RuneCountInString(c.Agency)); n*size > textWidth {
			size = textWidth / n
		}
		f.y += 8 * mm
		if err := f.text(c.Agency, size, size*1.2, left, textWidth, 0, AlignCentre, red); err != nil {
			return err
		}
		f.y += 6 * mm
		if c.Number != "" {
			if err := f.text(c.Number, s.body, s.bodyPitch, left, textWidth, 0, AlignCentre, black); err != nil {
				return err
			}
		}
		f.add(item{kind: itemRule, x: left, y: f.y + 2*mm, w: textWidth, size: 1.5, shade: red})
		f.y += 10 * mm
	} else if c.Number != "" {
		if err := f.text(wording.T(wording.Chinese, "document.number", "number", c.Number), s.cell, s.cellPitch, left, textWidth, 0, AlignRight, black); err != nil {
			return err
		}
		f.y += 2 * mm
	}
	if err := f.text(c.Title, s.title, s.title*1.4, left, textWidth, 0, AlignCentre, black); err != nil {
		return err
	}
	f.y += s.bodyPitch * 0.5
	if c.To != "" {
		return f.text(wording.T(wording.Chinese, "document.to", "name", c.To), s.body, s.bodyPitch, left, textWidth, 0, AlignDefault, black)
	}
	return nil
}

// closeWith keeps the end of the text that is set next on one page with the seal that follows it, if one does.
func (f *flow) closeWith(next Block) error {
	b, is := next.(Seal)
	if !is {
		return nil
	}
	_, _, height, err := f.sealLines(b)
	f.closing = height
	return err
}

// remedies says how the document can be disputed, and until when; next is the seal that follows, or nil.
func (f *flow) remedies(next Block) error {
	if len(f.content.Remedies) == 0 {
		return nil
	}
	if err := f.place(Heading{Text: wording.T(wording.Chinese, "document.remedies"), Level: 2}); err != nil {
		return err
	}
	for i, remedy := range f.content.Remedies {
		text := remedy.Text
		if !remedy.LastOn.IsZero() {
			text = wording.T(wording.Chinese, "document.remedy", "text", remedy.Text, "day", remedy.LastOn.Chinese())
		}
		if i+1 == len(f.content.Remedies) {
			if err := f.closeWith(next); err != nil {
				return err
			}
		}
		if err := f.place(Clause{Label: wording.T(wording.Chinese, "document.ordinal", "n", i+1), Text: text}); err != nil {
			return err
		}
	}
	f.closing = 0
	return nil
}
