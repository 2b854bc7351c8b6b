package blob

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/draw"

	"chengxin/internal/fault"
	pictures "chengxin/internal/picture"
)

// Bounds: MaxPosted bytes are read, a picture may have so many points, and is kept with its longer side at most longSide. A
// page of A4 at 200 points an inch is 2339 points long.
const (
	MaxPosted = 10 << 20
	maxPhoto  = 50_000_000 // points of a JPEG, which decodes to 1.5 bytes a point
	maxPNG    = 16_000_000 // points of a PNG, which decodes to up to 8
	longSide  = 2400
	quality   = 85
)

// The types that are kept.
const (
	JPEG = "image/jpeg"
	PNG  = "image/png"
	PDF  = "application/pdf"
)

// Clean writes a posted picture anew, without whatever else its file carried, and lets a plain PDF through. It gives the
// bytes to keep and their type. It refuses, with fault.Invalid, anything else and anything out of bounds.
func Clean(posted []byte) ([]byte, string, error) {
	if len(posted) == 0 {
		return nil, "", fault.New(fault.Invalid, "pledge.scan.empty")
	}
	if len(posted) > MaxPosted {
		return nil, "", fault.New(fault.Invalid, "pledge.scan.large")
	}
	switch {
	case bytes.HasPrefix(posted, []byte("%PDF-")):
		return posted, PDF, checkPDF(posted)
	case bytes.HasPrefix(posted, []byte("\xff\xd8\xff")):
		return picture(posted, JPEG)
	case bytes.HasPrefix(posted, []byte("\x89PNG\r\n\x1a\n")):
		return picture(posted, PNG)
	}
	return nil, "", fault.New(fault.Invalid, "pledge.scan.type")
}

func picture(posted []byte, kind string) ([]byte, string, error) {
	unreadable := fault.New(fault.Invalid, "pledge.scan.unreadable")
	config, _, err := image.DecodeConfig(bytes.NewReader(posted))
	if err != nil {
		return nil, "", unreadable.Because(err)
	}
	most := int64(maxPhoto)
	if kind == PNG {
		most = maxPNG
	}
	if config.Width < 1 || config.Height < 1 || int64(config.Width)*int64(config.Height) > most {
		return nil, "", fault.New(fault.Invalid, "pledge.scan.large")
	}
	decoded, _, err := image.Decode(bytes.NewReader(posted))
	if err != nil {
		return nil, "", unreadable.Because(err)
	}
	upright := turn(shrink(decoded), orientation(posted))
	if kind == PNG {
		written, err := pictures.PNG(upright, png.DefaultCompression)
		return written, kind, err
	}
	var out bytes.Buffer
	err = jpeg.Encode(&out, upright, &jpeg.Options{Quality: quality})
	return out.Bytes(), kind, err
}

// shrink draws a picture on white paper, no larger than longSide.
func shrink(from image.Image) *image.RGBA {
	size := from.Bounds().Size()
	width, height := size.X, size.Y
	if longer := max(width, height); longer > longSide {
		width, height = max(1, width*longSide/longer), max(1, height*longSide/longer)
	}
	paper := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(paper, paper.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.ApproxBiLinear.Scale(paper, paper.Bounds(), from, from.Bounds(), draw.Over, nil)
	return paper
}

// turn applies an EXIF orientation, 1 to 8, so that nothing is lost when EXIF is dropped.
func turn(from *image.RGBA, orientation int) *image.RGBA {
	if orientation <= 1 || orientation > 8 {
		return from
	}
	w, h := from.Rect.Dx(), from.Rect.Dy()
	turned := image.NewRGBA(image.Rect(0, 0, w, h))
	if orientation >= 5 {
		turned = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range h {
		for x := range w {
			var tx, ty int
			switch orientation {
			case 2:
				tx, ty = w-1-x, y
			case 3:
				tx, ty = w-1-x, h-1-y
			case 4:
				tx, ty = x, h-1-y
			case 5:
				tx, ty = y, x
			case 6:
				tx, ty = h-1-y, x
			case 7:
				tx, ty = h-1-y, w-1-x
			case 8:
				tx, ty = y, w-1-x
			}
			turned.SetRGBA(tx, ty, from.RGBAAt(x, y))
		}
	}
	return turned
}

// checkPDF refuses a file without an end and one that runs programs, opens others or carries files. A PDF can hide such
// names in packed objects, so it is never shown inside our pages: it is only given for download.
func checkPDF(posted []byte) error {
	if !bytes.Contains(posted[max(0, len(posted)-1024):], []byte("%%EOF")) {
		return fault.New(fault.Invalid, "pledge.scan.unreadable")
	}
	for _, name := range []string{"/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/RichMedia", "/XFA"} {
		if bytes.Contains(posted, []byte(name)) {
			return fault.New(fault.Invalid, "pledge.scan.programs")
		}
	}
	return nil
}
