package document

// cell is one box of a ruled row.
type cell struct {
	text  string
	width float64
	align Align
	shade float64
}

const padding = 1.2 * mm

// row draws ruled boxes of one height. A row that does not fit goes to the next page; one that is too high for a third
// of a page breaks, at least two lines on either side. reopen runs on every page that the row opens (a table's header).
func (f *flow) row(cells []cell, least float64, reopen func() error) error {
	size, pitch := f.sizes.cell, f.sizes.cellPitch
	lines := make([][]line, len(cells))
	most := 0
	for i, c := range cells {
		var err error
		if lines[i], err = f.fonts.breakLines(c.text, size, c.width-2*padding, 0); err != nil {
			return err
		}
		most = max(most, len(lines[i]))
	}
	opened := false // the page was opened for this row: going on to yet another would help nothing
	for from := 0; from < most; {
		take := most - from
		height := max(float64(take)*pitch+2*padding, least)
		if f.room() < height-0.01 {
			fits := min(int((f.room()-2*padding)/pitch), take-2)
			if !opened && (height <= textHeight/3 || fits < 2) {
				if err := f.reopen(reopen); err != nil {
					return err
				}
				opened = true
				continue
			}
			take = min(max(fits, 1), take)
			height = float64(take)*pitch + 2*padding
		}
		if err := f.boxes(cells, lines, from, take, height); err != nil {
			return err
		}
		if from += take; from < most {
			if err := f.reopen(reopen); err != nil {
				return err
			}
			opened = true
		}
	}
	return nil
}

func (f *flow) reopen(header func() error) error {
	f.newPage()
	if header == nil {
		return nil
	}
	return header()
}

func (f *flow) boxes(cells []cell, lines [][]line, from, take int, height float64) error {
	size, pitch := f.sizes.cell, f.sizes.cellPitch
	x := left
	for i, c := range cells {
		f.add(item{kind: itemFrame, x: x, y: f.y, w: c.width, h: height, size: 0.5, shade: black})
		shown := lines[i]
		if from < len(shown) {
			shown = shown[from:min(len(shown), from+take)]
		} else {
			shown = nil
		}
		y := f.y + (height-float64(len(shown))*pitch)/2
		for _, one := range shown {
			align := c.align
			if align == AlignDefault {
				align = AlignLeft
			}
			if err := f.setLine(f.page(), one, x+padding, c.width-2*padding, baseline(y, size, pitch), size, align, c.shade); err != nil {
				return err
			}
			y += pitch
		}
		x += c.width
	}
	f.y += height
	return nil
}

// widths shares the text area among columns; a column without a share counts one.
func widths(columns []Column) []float64 {
	total := 0
	for _, c := range columns {
		total += max(c.Share, 1)
	}
	all := make([]float64, len(columns))
	for i, c := range columns {
		all[i] = textWidth * float64(max(c.Share, 1)) / float64(total)
	}
	return all
}

// table draws a ruled table. In large type a table of more than three columns becomes one list of labels and values a
// row, because its cells would hold two characters a line.
func (f *flow) table(b Table) error {
	if len(b.Columns) == 0 {
		return nil
	}
	if f.sizes.large && len(b.Columns) > 3 {
		return f.stacked(b)
	}
	share := widths(b.Columns)
	header := make([]cell, len(b.Columns))
	for i, c := range b.Columns {
		header[i] = cell{text: c.Title, width: share[i], align: AlignCentre}
	}
	least := float64(b.RowHeight) * mm
	f.y += 1.5 * mm
	f.ensure(2*f.sizes.cellPitch + 4*padding + max(least, f.sizes.cellPitch)) // the header never stands alone
	open := func() error { return f.row(header, 0, nil) }
	if err := open(); err != nil {
		return err
	}
	for _, texts := range b.Rows {
		cells := make([]cell, len(b.Columns))
		for i, c := range b.Columns {
			cells[i] = cell{width: share[i], align: c.Align}
			if i < len(texts) {
				cells[i].text = texts[i]
			}
		}
		if err := f.row(cells, least, open); err != nil {
			return err
		}
	}
	f.y += 2 * mm
	return nil
}

func (f *flow) stacked(b Table) error {
	for _, texts := range b.Rows {
		pairs := b.record(texts)
		height, err := f.listHeight(pairs)
		if err != nil {
			return err
		}
		f.ensure(height) // one person or item stays on one page where it can
		if err := f.fields(Fields{PerRow: 1, Pairs: pairs}); err != nil {
			return err
		}
	}
	return nil
}

// record is a row as labels and values.
func (b Table) record(texts []string) []Field {
	pairs := make([]Field, len(b.Columns))
	for i, c := range b.Columns {
		pairs[i].Label = c.Title
		if i < len(texts) {
			pairs[i].Value = texts[i]
		}
	}
	return pairs
}

// listHeight is the height of fields drawn one pair a row.
func (f *flow) listHeight(pairs []Field) (float64, error) {
	height := 2 * mm
	for _, pair := range pairs {
		most := 1
		for text, width := range map[string]float64{pair.Label: oneLabel, pair.Value: textWidth - oneLabel} {
			lines, err := f.fonts.breakLines(text, f.sizes.cell, width-2*padding, 0)
			if err != nil {
				return 0, err
			}
			most = max(most, len(lines))
		}
		height += max(float64(most)*f.sizes.cellPitch+2*padding, fieldHeight)
	}
	return height, nil
}

// A label's width when pairs stand one a row, and the least height of a pair: room to write by hand.
const (
	oneLabel    = textWidth * 0.28
	fieldHeight = 9 * mm
)

// fields draws labels and values in ruled boxes.
func (f *flow) fields(b Fields) error {
	per := 1
	if b.PerRow >= 2 && !f.sizes.large {
		per = 2
	}
	f.y += 1.5 * mm
	label := oneLabel
	if per == 2 {
		label = textWidth * 0.18
	}
	value := textWidth/float64(per) - label
	for i := 0; i < len(b.Pairs); i += per {
		var cells []cell
		for j := i; j < i+per; j++ {
			var pair Field
			if j < len(b.Pairs) {
				pair = b.Pairs[j]
			}
			cells = append(cells, cell{text: pair.Label, width: label, align: AlignCentre}, cell{text: pair.Value, width: value})
		}
		if per == 2 && i+1 >= len(b.Pairs) { // the last pair alone takes the whole row
			cells = []cell{cells[0], {text: cells[1].text, width: textWidth - label}}
		}
		if err := f.row(cells, fieldHeight, nil); err != nil {
			return err
		}
	}
	f.y += 2 * mm
	return nil
}
