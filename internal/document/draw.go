package document

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"

	"github.com/signintech/gopdf"
	"github.com/skip2/go-qrcode"

	"chengxin/internal/fault"
	pictures "chengxin/internal/picture"
)

// drawing turns placed pages into PDF; several documents may go into one file, with the fonts embedded once.
type drawing struct {
	pdf    *gopdf.GoPdf
	fonts  *fontSet
	loaded map[int]bool
	qr     map[string]gopdf.ImageHolder // of the current document: a page's picture is the same on the next
}

func newDrawing(fonts *fontSet, title string) *drawing {
	d := &drawing{pdf: &gopdf.GoPdf{}, fonts: fonts, loaded: map[int]bool{}}
	d.pdf.Start(gopdf.Config{PageSize: gopdf.Rect{W: pageWidth, H: pageHeight}})
	d.pdf.SetInfo(gopdf.PdfInfo{Title: title})
	return d
}

func (d *drawing) pages(pages []*page) error {
	d.qr = map[string]gopdf.ImageHolder{}
	for _, p := range pages {
		d.pdf.AddPage()
		for _, it := range p.items {
			if err := d.item(it); err != nil {
				return err
			}
		}
	}
	return nil
}

func (d *drawing) item(it item) error {
	switch it.kind {
	case itemText:
		return d.text(it)
	case itemBox:
		d.box(it)
	case itemRule:
		d.stroke(it.shade, it.size, "solid")
		d.pdf.Line(it.x, it.y, it.x+it.w, it.y+it.h)
	case itemFrame:
		d.stroke(it.shade, it.size, "solid")
		d.pdf.RectFromUpperLeft(it.x, it.y, it.w, it.h)
	case itemDashedFrame:
		d.stroke(it.shade, it.size, "dashed")
		d.pdf.RectFromUpperLeft(it.x, it.y, it.w, it.h)
	case itemDashedCircle:
		d.stroke(it.shade, it.size, "dashed")
		d.pdf.Oval(it.x, it.y, it.x+it.w, it.y+it.h)
	case itemQR:
		return d.picture(it)
	case itemInk:
		return d.ink(it)
	}
	return nil
}

func (d *drawing) stroke(shade, width float64, kind string) {
	d.pdf.SetLineWidth(width)
	d.pdf.SetLineType(kind)
	if shade == red {
		d.pdf.SetStrokeColor(200, 16, 16)
		return
	}
	level := uint8(shade * 255) // #nosec G115 -- a shade is between 0 and 1
	d.pdf.SetStrokeColor(level, level, level)
}

func (d *drawing) text(it item) error {
	name := d.fonts.faces[it.face].name
	if !d.loaded[it.face] {
		if err := d.pdf.AddTTFFontFromFontContainer(name, d.fonts.container); err != nil {
			return fmt.Errorf("embed font %s: %w", name, err)
		}
		d.loaded[it.face] = true
	}
	if err := d.pdf.SetFont(name, "", it.size); err != nil {
		return fmt.Errorf("set font %s: %w", name, err)
	}
	if it.shade == red {
		d.pdf.SetTextColor(200, 16, 16)
	} else {
		level := uint8(it.shade * 255) // #nosec G115 -- a shade is between 0 and 1
		d.pdf.SetTextColor(level, level, level)
	}
	if err := d.pdf.SetCharSpacing(it.spacing); err != nil {
		return err
	}
	d.pdf.SetXY(it.x, it.y)
	return d.pdf.Text(it.text)
}

// box draws a tick box on the baseline, and the tick.
func (d *drawing) box(it item) {
	side := it.size * 0.78
	x, y := it.x+it.size*0.1, it.y-it.size*0.72
	d.stroke(black, 0.8, "solid")
	d.pdf.RectFromUpperLeft(x, y, side, side)
	if it.text == Ticked {
		d.stroke(black, 1.6, "solid")
		d.pdf.Line(x+side*0.15, y+side*0.5, x+side*0.42, y+side*0.8)
		d.pdf.Line(x+side*0.4, y+side*0.8, x+side*0.9, y+side*0.12)
	}
}

// picture draws a QR picture; its quiet zone lies inside the given square.
func (d *drawing) picture(it item) error {
	holder, made := d.qr[it.text]
	if !made {
		code, err := qrcode.New(it.text, qrcode.Medium)
		if err != nil {
			return fault.New(fault.Invalid, "document.qr", "text", it.text).Because(err)
		}
		code.DisableBorder = true
		picture, err := png1(code.Bitmap())
		if err != nil {
			return err
		}
		if holder, err = gopdf.ImageHolderByBytes(picture); err != nil {
			return fmt.Errorf("embed QR picture: %w", err)
		}
		d.qr[it.text] = holder
	}
	return d.pdf.ImageByHolder(holder, it.x, it.y, &gopdf.Rect{W: it.w, H: it.h})
}

// png1 draws a QR matrix in black and white, four dots a module, so that viewers that smooth pictures keep its edges.
func png1(modules [][]bool) ([]byte, error) {
	const dots, quiet = 4, 1 // the sheet around the picture is white: one module inside it is enough
	side := (len(modules) + 2*quiet) * dots
	picture := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{color.White, color.Black})
	for y, row := range modules {
		for x, dark := range row {
			if !dark {
				continue
			}
			for dy := range dots {
				for dx := range dots {
					picture.Pix[((y+quiet)*dots+dy)*picture.Stride+(x+quiet)*dots+dx] = 1
				}
			}
		}
	}
	drawn, err := pictures.PNG(picture, png.BestSpeed)
	if err != nil {
		return nil, fmt.Errorf("encode QR picture: %w", err)
	}
	return drawn, nil
}

// inkLimit is the largest drawn signature in pixels, so that a hostile picture cannot fill the memory.
const inkLimit = 4_000_000

// ink draws a signature in its own proportions.
func (d *drawing) ink(it item) error {
	config, err := png.DecodeConfig(bytes.NewReader(it.image))
	if err != nil || config.Width < 1 || config.Height < 1 || config.Width*config.Height > inkLimit {
		return fault.New(fault.Invalid, "document.ink").Because(err)
	}
	drawn, err := png.Decode(bytes.NewReader(it.image))
	if err != nil {
		return fault.New(fault.Invalid, "document.ink").Because(err)
	}
	scale := min(it.w/float64(config.Width), it.h/float64(config.Height))
	inked, err := pictures.PNG(flatten(drawn), png.DefaultCompression)
	if err != nil {
		return fmt.Errorf("encode signature: %w", err)
	}
	holder, err := gopdf.ImageHolderByBytes(inked)
	if err != nil {
		return fmt.Errorf("embed signature: %w", err)
	}
	w, h := float64(config.Width)*scale, float64(config.Height)*scale
	return d.pdf.ImageByHolder(holder, it.x, it.y+it.h-h, &gopdf.Rect{W: w, H: h})
}

// flatten puts a picture on white, in grey: print needs neither colour nor transparency.
func flatten(drawn image.Image) *image.Gray {
	bounds := drawn.Bounds()
	flat := image.NewGray(image.Rect(0, 0, bounds.Dx(), bounds.Dy()))
	for y := range bounds.Dy() {
		for x := range bounds.Dx() {
			r, g, b, a := drawn.At(bounds.Min.X+x, bounds.Min.Y+y).RGBA()
			luma := (299*r + 587*g + 114*b) / 1000                      // premultiplied
			flat.Pix[y*flat.Stride+x] = uint8((luma + 0xffff - a) >> 8) // #nosec G115 -- 16 bits shifted to 8
		}
	}
	return flat
}
