package document

import "chengxin/internal/wording"

// signatures draws each line to sign: role, rule or given signature, the square for 捺印, and the day. What does not
// fit beside each other goes under each other; a line never parts over two pages.
func (f *flow) signatures(b SignatureLines) error {
	f.y += 2 * mm
	for _, one := range b.Lines {
		if err := f.signature(one); err != nil {
			return err
		}
	}
	return nil
}

func (f *flow) signature(b SignatureLine) error {
	const square, gap, least = 18 * mm, 2 * mm, 40 * mm
	size := min(f.sizes.body, 14)
	if f.sizes.large {
		size = f.sizes.body
	}
	pitch := size * 1.5
	role, err := f.fonts.breakLines(wording.T(wording.Chinese, "document.signer", "role", b.Role), size, textWidth*0.55, 0)
	if err != nil {
		return err
	}
	day, err := f.fonts.breakLines(dayOrBlank(b.SignedOn), size, textWidth, 0)
	if err != nil {
		return err
	}
	notes, err := f.fonts.breakLines(b.Note, f.sizes.note, textWidth-gap, 0)
	if err != nil {
		return err
	}
	if b.Note == "" {
		notes = nil
	}
	roleWidth := 0.0
	for _, r := range role {
		roleWidth = max(roleWidth, r.width)
	}
	thumb := 0.0
	if b.Thumbprint {
		thumb = square + gap
	}
	oneRow := roleWidth+least+thumb+day[0].width+3*gap <= textWidth
	shade := grey
	if f.sizes.large {
		shade = black
	}
	row := max(float64(len(role))*pitch, 13*mm)
	if b.Thumbprint {
		row = max(row, square+gap)
	}
	second := 0.0
	if !oneRow {
		second = pitch
	}
	f.ensure(row + second + float64(len(notes))*f.sizes.notePitch + gap)

	right := left + textWidth
	foot := f.y + row - gap // where the rule lies
	if oneRow {
		right -= day[0].width + gap
		if err := f.setLine(f.page(), day[0], right+gap, day[0].width, foot-2, size, AlignLeft, black); err != nil {
			return err
		}
	}
	if b.Thumbprint {
		right -= square
		f.add(item{kind: itemDashedFrame, x: right, y: foot - square, w: square, h: square, size: 0.6, shade: grey})
		hint, err := f.fonts.breakLines(wording.T(wording.Chinese, "document.thumbprint"), min(size, 10), square, 0)
		if err != nil {
			return err
		}
		if err := f.setLine(f.page(), hint[0], right, square, foot-square/2+3, min(size, 10), AlignCentre, grey); err != nil {
			return err
		}
		right -= gap
	}
	for i, r := range role {
		up := float64(len(role)-1-i) * pitch
		if err := f.setLine(f.page(), r, left, roleWidth, foot-2-up, size, AlignLeft, black); err != nil {
			return err
		}
	}
	start := left + roleWidth + gap
	switch {
	case len(b.Ink) > 0:
		f.add(item{kind: itemInk, x: start, y: foot - 12*mm, w: min(right-start-gap, 36*mm), h: 12 * mm, image: b.Ink})
	case b.Name != "":
		name, err := f.fonts.breakLines(b.Name, size, right-start-gap, 0)
		if err != nil {
			return err
		}
		for i, n := range name {
			if err := f.setLine(f.page(), n, start+gap, right-start-2*gap, foot-2-float64(len(name)-1-i)*pitch, size, AlignLeft, black); err != nil {
				return err
			}
		}
	}
	f.add(item{kind: itemRule, x: start, y: foot, w: right - start - gap, size: 0.6, shade: black})
	f.y += row
	if !oneRow {
		if err := f.setLine(f.page(), day[0], left, textWidth, baseline(f.y, size, pitch), size, AlignRight, black); err != nil {
			return err
		}
		f.y += pitch
	}
	for _, n := range notes {
		if err := f.setLine(f.page(), n, left+gap, textWidth-gap, baseline(f.y, f.sizes.note, f.sizes.notePitch), f.sizes.note, AlignLeft, shade); err != nil {
			return err
		}
		f.y += f.sizes.notePitch
	}
	f.y += gap
	return nil
}
