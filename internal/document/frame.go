package document

import (
	"strconv"
	"strings"

	"chengxin/internal/wording"
)

// frame adds what stands outside the text area of page i: the demonstration mark, the running title, the page number,
// the QR picture and the log's checkpoint.
func (f *flow) frame(i int) error {
	target := f.pages[i]
	if f.content.Demo {
		if err := f.demoMark(target); err != nil {
			return err
		}
	}
	// A sheet to be filled in by hand has a number and no check page: its pages are counted, so that none is missing when it is entered.
	sheet := f.content.CheckURL == "" && f.content.Number != ""
	if i > 0 || sheet {
		text := strings.TrimSpace(f.content.Title + "　" + f.content.Number)
		if sheet {
			text += "　" + strconv.Itoa(i+1) + "/" + strconv.Itoa(len(f.pages))
		}
		lines, err := f.fonts.breakLines(text, 9, textWidth, 0)
		if err != nil {
			return err
		}
		if err := f.setLine(target, lines[0], left, textWidth, 33*mm, 9, AlignRight, grey); err != nil {
			return err
		}
	}
	if err := f.pageNumber(target, i+1); err != nil {
		return err
	}
	return f.witness(target)
}

func (f *flow) demoMark(target *page) error {
	const size, height = 13.0, 8 * mm
	lines, err := f.fonts.breakLines(wording.T(wording.Chinese, "document.demo"), size, textWidth, 0)
	if err != nil {
		return err
	}
	width := lines[0].width + 10*mm
	x := (pageWidth - width) / 2
	target.items = append(target.items, item{kind: itemFrame, x: x, y: 14 * mm, w: width, h: height, size: 1, shade: grey})
	return f.setLine(target, lines[0], x, width, baseline(14*mm, size, height), size, AlignCentre, black)
}

// pageNumber is — 1 — in size 4, its dashes 7 mm below the text area, one character from the margin: right on odd pages,
// left on even ones (GB/T 9704 §7.5).
func (f *flow) pageNumber(target *page, number int) error {
	const size = 14
	lines, err := f.fonts.breakLines("— "+strconv.Itoa(number)+" —", size, textWidth, 0)
	if err != nil {
		return err
	}
	align, x := AlignRight, left-float64(size)
	if number%2 == 0 {
		align, x = AlignLeft, left+float64(size)
	}
	return f.setLine(target, lines[0], x, textWidth, bottom+7*mm+size*0.38, size, align, black)
}

// witness is the foot by which a holder of the paper can check it, and the log, without trusting whoever printed it.
func (f *flow) witness(target *page) error {
	const size, pitch, side, y = 8.0, 12.5, 17 * mm, bottom + 12.5*mm
	c := f.content
	var texts []string
	x := left
	if c.CheckURL != "" {
		target.items = append(target.items, item{kind: itemQR, x: left, y: y, w: side, h: side, text: c.CheckURL})
		x += side + 3*mm
		texts = append(texts, wording.T(wording.Chinese, "document.check", "url", c.CheckURL))
	}
	if c.Checkpoint.Origin != "" {
		texts = append(texts,
			wording.T(wording.Chinese, "document.checkpoint", "origin", c.Checkpoint.Origin, "size", c.Checkpoint.Size, "root", shortRoot(c.Checkpoint.Root)),
			wording.T(wording.Chinese, "document.witness"))
	}
	if c.Demo {
		texts = append(texts, wording.T(wording.Chinese, "document.demo"))
	}
	at := y
	for _, text := range texts {
		lines, err := f.fonts.breakLines(text, size, left+textWidth-x, 0)
		if err != nil {
			return err
		}
		for _, one := range lines {
			if err := f.setLine(target, one, x, left+textWidth-x, baseline(at, size, pitch), size, AlignLeft, grey); err != nil {
				return err
			}
			at += pitch
		}
	}
	return nil
}

// shortRoot is the start of the log's root hash: enough to tell two logs apart, short enough to read over the telephone.
func shortRoot(root string) string {
	const shown = 16
	if len(root) <= shown {
		return root
	}
	return root[:shown]
}
