package picture_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"sync"
	"testing"

	"chengxin/internal/picture"
)

// Pictures that are written at the same time keep apart, each with its own level.
func TestPicturesComeBackAsTheyWere(t *testing.T) {
	var group sync.WaitGroup
	for i := range 32 {
		group.Go(func() {
			drawn := image.NewGray(image.Rect(0, 0, 20+i, 10))
			drawn.SetGray(i, 5, color.Gray{Y: 200})
			level := []png.CompressionLevel{png.BestSpeed, png.BestCompression}[i%2]
			written, err := picture.PNG(drawn, level)
			if err != nil {
				t.Error(err)
				return
			}
			read, err := png.Decode(bytes.NewReader(written))
			if err != nil {
				t.Error(err)
				return
			}
			if read.Bounds() != drawn.Bounds() || read.At(i, 5) != drawn.At(i, 5) || read.At(0, 0) != drawn.At(0, 0) {
				t.Errorf("picture %d came back as another", i)
			}
		})
	}
	group.Wait()
}
