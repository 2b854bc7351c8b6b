package document

import (
	"chengxin/internal/period"
	"chengxin/internal/wording"
)

// place lays one block out.
func (f *flow) place(block Block) error {
	s := f.sizes
	switch b := block.(type) {
	case Paragraph:
		indent := 2 * s.body
		if b.Flush || b.Align != AlignDefault {
			indent = 0
		}
		return f.text(b.Text, s.body, s.bodyPitch, left, textWidth, indent, b.Align, black)
	case Heading:
		return f.heading(b)
	case Clause:
		return f.text(b.Label+b.Text, s.body, s.bodyPitch, left, textWidth, 2*s.body, AlignDefault, black)
	case Table:
		return f.table(b)
	case Fields:
		return f.fields(b)
	case Ticks:
		return f.ticks(b)
	case SignatureLines:
		return f.signatures(b)
	case Note:
		return f.note(b)
	case WritingLines:
		for range b.Count {
			pitch := max(s.bodyPitch, 10*mm)
			f.ensure(pitch)
			f.add(item{kind: itemRule, x: left, y: f.y + pitch - 1, w: textWidth, size: 0.5, shade: grey})
			f.y += pitch
		}
		return nil
	case Code:
		return f.code(b)
	case Picture:
		return f.picture(b)
	case Seal:
		return f.seal(b)
	case Fold:
		return f.fold(b)
	case PageBreak:
		if f.y > top {
			f.newPage()
		}
		return nil
	}
	return nil
}

func (f *flow) heading(b Heading) error {
	size, pitch := f.headingSize(b)
	if f.y > top {
		f.y += pitch * 0.2
	}
	f.ensure(pitch + 2*f.sizes.bodyPitch) // never alone at the foot of a page
	return f.text(b.Text, size, pitch, left, textWidth, 0, AlignLeft, black)
}

func (f *flow) headingSize(b Heading) (size, pitch float64) {
	size = f.sizes.heading2
	if b.Level <= 1 {
		size = f.sizes.heading1
	}
	return size, max(size*1.6, f.sizes.bodyPitch)
}

// keepTogether opens a page when a heading would be parted from the first piece of what it heads: two lines of text, a
// table's header and first row, a person's list.
func (f *flow) keepTogether(b Heading, next Block) error {
	_, pitch := f.headingSize(b)
	height := 2 * f.sizes.bodyPitch
	switch n := next.(type) {
	case Table:
		height = 3*f.sizes.cellPitch + 4*padding + max(float64(n.RowHeight)*mm, f.sizes.cellPitch)
		if f.sizes.large && len(n.Columns) > 3 && len(n.Rows) > 0 {
			list, err := f.listHeight(n.record(n.Rows[0]))
			if err != nil {
				return err
			}
			height = list
		}
	case Picture:
		height = float64(n.Side)*mm + 2*f.sizes.bodyPitch
	case Code:
		height = f.sizes.code*1.8 + 2*f.sizes.bodyPitch
	}
	f.ensure(min(pitch*1.2+2*mm+height, textHeight))
	return nil
}

// ticks sets choices beside each other; a choice that still fits on a line is never parted.
func (f *flow) ticks(b Ticks) error {
	size, pitch := f.sizes.body, f.sizes.bodyPitch
	pieces := make([]string, 0, len(b.Options)+1)
	if b.Label != "" {
		pieces = append(pieces, b.Label)
	}
	for _, option := range b.Options {
		box := Unticked
		if option.Ticked {
			box = Ticked
		}
		pieces = append(pieces, box+option.Text)
	}
	f.ensure(pitch)
	x := 0.0
	for _, piece := range pieces {
		lines, err := f.fonts.breakLines(piece, size, textWidth, 0)
		if err != nil {
			return err
		}
		if x > 0 && x+lines[0].width > textWidth {
			x = 0
			f.y += pitch
			f.ensure(pitch)
		}
		for i, one := range lines {
			if i > 0 {
				x = 0
				f.y += pitch
				f.ensure(pitch)
			}
			if err := f.setLine(f.page(), one, left+x, textWidth-x, baseline(f.y, size, pitch), size, AlignLeft, black); err != nil {
				return err
			}
			x += one.width + size
		}
	}
	f.y += pitch
	return nil
}

func (f *flow) note(b Note) error {
	const bar = 3 * mm
	lines, err := f.fonts.breakLines(b.Text, f.sizes.note, textWidth-bar, 0)
	if err != nil {
		return err
	}
	f.y += 1 * mm
	for _, one := range lines {
		f.ensure(f.sizes.notePitch)
		f.add(item{kind: itemRule, x: left + 1, y: f.y, h: f.sizes.notePitch, size: 1.5, shade: pale})
		if err := f.setLine(f.page(), one, left+bar, textWidth-bar, baseline(f.y, f.sizes.note, f.sizes.notePitch), f.sizes.note, AlignDefault, black); err != nil {
			return err
		}
		f.y += f.sizes.notePitch
	}
	f.y += 1 * mm
	return nil
}

// code draws a secret in very large letters; it shrinks rather than break, because a code read in two parts is misread.
func (f *flow) code(b Code) error {
	size := f.sizes.code
	runes := []rune(b.Text)
	measure := func() (float64, error) {
		width := 0.0
		for _, r := range runes {
			found, err := f.fonts.find(r)
			if err != nil {
				return 0, err
			}
			width += float64(found.width)*size/1000 + size*0.15
		}
		return width, nil
	}
	width, err := measure()
	if err != nil {
		return err
	}
	for width > textWidth-10*mm && size > 8 {
		size--
		if width, err = measure(); err != nil {
			return err
		}
	}
	height := size * 1.8
	f.y += 2 * mm
	f.ensure(height + f.sizes.bodyPitch + 2*mm)
	if b.Caption != "" {
		if err := f.text(b.Caption, f.sizes.body, f.sizes.bodyPitch, left, textWidth, 0, AlignCentre, black); err != nil {
			return err
		}
	}
	f.add(item{kind: itemFrame, x: left + (textWidth-width)/2 - 5*mm, y: f.y, w: width + 10*mm, h: height, size: 1, shade: black})
	x := left + (textWidth-width)/2 + size*0.075
	for _, r := range runes {
		found, err := f.fonts.find(r)
		if err != nil {
			return err
		}
		f.add(item{kind: itemText, x: x, y: baseline(f.y, size, height), text: string(r), face: found.face, size: size, shade: black})
		x += float64(found.width)*size/1000 + size*0.15
	}
	f.y += height + 3*mm
	return nil
}

func (f *flow) picture(b Picture) error {
	side := float64(max(b.Side, 20)) * mm
	f.ensure(side + f.sizes.bodyPitch + 4*mm)
	f.add(item{kind: itemQR, x: left + (textWidth-side)/2, y: f.y, w: side, h: side, text: b.URL})
	f.y += side + 1*mm
	if err := f.text(b.Caption, f.sizes.body, f.sizes.bodyPitch, left, textWidth, 0, AlignCentre, black); err != nil {
		return err
	}
	f.y += 2 * mm
	return nil
}

// fold draws a dashed line from edge to edge with its words above.
func (f *flow) fold(b Fold) error {
	f.y += 4 * mm
	f.ensure(f.sizes.notePitch + 8*mm)
	if err := f.text(b.Caption, f.sizes.note, f.sizes.notePitch, left, textWidth, 0, AlignCentre, grey); err != nil {
		return err
	}
	f.add(item{kind: itemDashedFrame, x: 8 * mm, y: f.y, w: pageWidth - 16*mm, h: 0.01, size: 0.8, shade: grey})
	f.y += 6 * mm
	return nil
}

// sealCircle is the diameter of the place for the seal.
const sealCircle = 42 * mm

// sealLines are the agency's name and the day as they stand over the seal's place, and the height of it all.
func (f *flow) sealLines(b Seal) (agency, on []line, height float64, err error) {
	day := b.On.Chinese()
	if b.On.IsZero() {
		day = blankDay()
	}
	if agency, err = f.fonts.breakLines(b.Agency, f.sizes.body, textWidth-6*f.sizes.body, 0); err != nil {
		return nil, nil, 0, err
	}
	if on, err = f.fonts.breakLines(day, f.sizes.body, textWidth, 0); err != nil {
		return nil, nil, 0, err
	}
	return agency, on, max(sealCircle+2*mm, float64(len(agency)+2)*f.sizes.bodyPitch), nil
}

// seal closes a letter: the agency over the day, right of the middle, four characters from the margin (GB/T 9704), in the
// circle where the seal belongs.
func (f *flow) seal(b Seal) error {
	size, pitch := f.sizes.body, f.sizes.bodyPitch
	agency, on, height, err := f.sealLines(b)
	if err != nil {
		return err
	}
	width := on[0].width
	for _, one := range agency {
		width = max(width, one.width)
	}
	f.ensure(height)
	const circle = sealCircle
	x := left + textWidth - 3*size - width
	centre := x + width/2
	f.add(item{kind: itemDashedCircle, x: centre - circle/2, y: f.y, w: circle, h: circle, size: 0.5, shade: pale})
	y := f.y + circle/2 - float64(len(agency)+1)*pitch/2
	for _, one := range append(agency, on...) {
		one.last = true
		if err := f.setLine(f.page(), one, x, width, baseline(y, size, pitch), size, AlignCentre, black); err != nil {
			return err
		}
		y += pitch
	}
	hint, err := f.fonts.breakLines(wording.T(wording.Chinese, "document.seal_place"), 9, circle, 0)
	if err != nil {
		return err
	}
	if err := f.setLine(f.page(), hint[0], centre-circle/2, circle, f.y+circle-4*mm, 9, AlignCentre, grey); err != nil {
		return err
	}
	f.y += height
	return nil
}

// blankDay is 　　年　　月　　日, to be filled in by hand.
func blankDay() string { return wording.T(wording.Chinese, "document.blank_day") }

func dayOrBlank(day period.Day) string {
	if day.IsZero() {
		return blankDay()
	}
	return day.Chinese()
}
