package pledge

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"image"
	"image/color"
	"image/png"

	"chengxin/internal/picture"
)

// Bounds of a drawn signature: MaxInk bytes kept, maxInkPosted bytes read, and a picture no larger than a signing pad.
const (
	MaxInk       = 100 << 10
	maxInkPosted = 1 << 20
	maxInkWidth  = 2400
	maxInkHeight = 1200
	minInkPixels = 40 // fewer dark pixels are a slip of the finger, not a name
)

// Why a drawing is refused; the person is told to draw again.
var (
	errInkEmpty = errors.New("the drawing is empty")
	errInkLarge = errors.New("the drawing is too large")
)

// CleanInk reads a posted PNG and writes it anew as black on white in sixteen greys, cut to the ink: nothing else that
// the file carried is kept. It refuses what is no PNG, too large or empty.
func CleanInk(posted []byte) ([]byte, error) {
	if len(posted) == 0 {
		return nil, errInkEmpty
	}
	if len(posted) > maxInkPosted {
		return nil, errInkLarge
	}
	config, err := png.DecodeConfig(bytes.NewReader(posted))
	if err != nil {
		return nil, err
	}
	if config.Width > maxInkWidth || config.Height > maxInkHeight {
		return nil, errInkLarge
	}
	drawing, err := png.Decode(bytes.NewReader(posted))
	if err != nil {
		return nil, err
	}
	frame, dark := inkFrame(drawing)
	if dark < minInkPixels {
		return nil, errInkEmpty
	}
	clean := image.NewPaletted(image.Rect(0, 0, frame.Dx(), frame.Dy()), greys)
	for y := range frame.Dy() {
		for x := range frame.Dx() {
			clean.SetColorIndex(x, y, inkAt(drawing, frame.Min.X+x, frame.Min.Y+y))
		}
	}
	written, err := picture.PNG(clean, png.BestSpeed) // a few strokes: smaller by a third otherwise, and four times as long
	if err != nil {
		return nil, err
	}
	if len(written) > MaxInk {
		return nil, errInkLarge
	}
	return written, nil
}

// greys is white first, so that index 0 is paper and 15 is ink.
var greys = func() color.Palette {
	palette := make(color.Palette, 16)
	for i := range palette {
		palette[i] = color.Gray{Y: uint8(255 - 17*i)} // #nosec G115 -- 0 to 255 by construction
	}
	return palette
}()

// inkAt is how dark a point is on white paper, 0 to 15: a transparent point is paper.
func inkAt(drawing image.Image, x, y int) uint8 {
	r, g, b, a := drawing.At(x, y).RGBA() // premultiplied, 16 bits
	luma := (299*r+587*g+114*b)/1000 + (0xffff - a)
	return uint8(15 - min(luma, 0xffff)*15/0xffff) // #nosec G115 -- 0 to 15 by construction
}

// inkFrame is the smallest rectangle around the ink with a little paper, and how many dark points it has.
func inkFrame(drawing image.Image) (image.Rectangle, int) {
	bounds := drawing.Bounds()
	frame, dark := image.Rectangle{}, 0
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			if inkAt(drawing, x, y) >= 5 {
				dark++
				frame = frame.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return frame.Inset(-8).Intersect(bounds), dark
}

func digest(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}
