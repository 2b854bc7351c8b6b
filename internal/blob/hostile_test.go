package blob_test

import (
	"bytes"
	"image"
	"image/png"
	"math/rand/v2"
	"runtime"
	"testing"

	"chengxin/internal/blob"
	"chengxin/internal/fault"
)

// mostForOne is what reading one small picture may take from memory at most, freed or not: the largest picture allowed.
const mostForOne = 400 << 20

func TestAThousandBrokenPicturesAndScansAreRefusedOrWrittenAnew(t *testing.T) {
	var drawn bytes.Buffer
	if err := png.Encode(&drawn, image.NewNRGBA(image.Rect(0, 0, 120, 90))); err != nil {
		t.Fatal(err)
	}
	whole := [][]byte{photo(t, 6), drawn.Bytes(), []byte("%PDF-1.4\n1 0 obj <</Type /Page>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n")}
	dice := rand.New(rand.NewPCG(3, 5)) // #nosec G404 -- a repeatable test
	kept, refused := 0, 0
	for i := range 1000 {
		posted := bytes.Clone(whole[i%len(whole)])
		for range 1 + dice.IntN(4) {
			at := dice.IntN(len(posted))
			switch dice.IntN(3) {
			case 0:
				posted[at] ^= byte(1 << dice.IntN(8))
			case 1:
				posted = posted[:max(at, 8)]
			case 2:
				posted = append(posted[:at:at], append([]byte{byte(dice.IntN(256)), 0xff}, posted[at:]...)...)
			}
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		clean, kind, err := blob.Clean(posted)
		runtime.ReadMemStats(&after)
		if grown := after.TotalAlloc - before.TotalAlloc; grown > mostForOne {
			t.Errorf("file %d of %d bytes took %d MiB", i, len(posted), grown>>20)
		}
		if err != nil {
			refused++
			if fault.KindOf(err) != fault.Invalid {
				t.Errorf("file %d is refused without words for people: %v", i, err)
			}
			continue
		}
		kept++
		if kind != blob.PDF {
			if _, _, err := image.Decode(bytes.NewReader(clean)); err != nil {
				t.Errorf("file %d is kept and cannot be opened: %v", i, err)
			}
			if bytes.Contains(clean, []byte("GPS")) {
				t.Errorf("file %d keeps its place", i)
			}
		}
	}
	if kept < 50 || refused < 50 {
		t.Errorf("%d kept, %d refused: the files test one side only", kept, refused)
	}
}
