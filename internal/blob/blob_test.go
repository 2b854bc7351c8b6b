package blob_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"chengxin/internal/blob"
	"chengxin/internal/fault"
	"chengxin/internal/region"
	"chengxin/internal/vault"
)

const county = region.Code("990001")

func folder(t *testing.T) (*blob.Folder, string) {
	t.Helper()
	dir := t.TempDir()
	v, err := vault.Create(filepath.Join(dir, "keys.json"), "sm4", time.Unix(0, 0))
	if err != nil {
		t.Fatal(err)
	}
	return blob.NewFolder(filepath.Join(dir, "scans"), v), filepath.Join(dir, "scans")
}

// photo is a red corner on white, with EXIF that says where it was taken and that it lies on its side.
func photo(t testing.TB, orientation uint16) []byte {
	t.Helper()
	picture := image.NewRGBA(image.Rect(0, 0, 160, 80))
	for y := range 80 {
		for x := range 160 {
			ink := color.RGBA{255, 255, 255, 255}
			if x < 40 && y < 40 {
				ink = color.RGBA{255, 0, 0, 255}
			}
			picture.SetRGBA(x, y, ink)
		}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, picture, nil); err != nil {
		t.Fatal(err)
	}
	exif := []byte("Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01")
	exif = binary.BigEndian.AppendUint16(exif, orientation)
	exif = append(exif, "\x00\x00\x00\x00\x00\x00GPS 35.96N 105.73E"...)
	header := binary.BigEndian.AppendUint16([]byte{0xff, 0xd8, 0xff, 0xe1}, uint16(len(exif)+2))
	return append(append(header, exif...), out.Bytes()[2:]...)
}

func TestAPhotoLosesItsPlaceAndStandsUpright(t *testing.T) {
	corners := map[uint16]image.Point{1: {5, 5}, 3: {155, 75}, 6: {75, 5}, 8: {5, 155}}
	for orientation, red := range corners {
		clean, kind, err := blob.Clean(photo(t, orientation))
		if err != nil || kind != blob.JPEG {
			t.Fatal(kind, err)
		}
		if bytes.Contains(clean, []byte("GPS")) || bytes.Contains(clean, []byte("Exif")) {
			t.Error("the file still says where it was taken")
		}
		picture, err := jpeg.Decode(bytes.NewReader(clean))
		if err != nil {
			t.Fatal(err)
		}
		if r, g, _, _ := picture.At(red.X, red.Y).RGBA(); r < 0xc000 || g > 0x4000 {
			t.Errorf("orientation %d: the red corner is not at %v", orientation, red)
		}
	}
}

func TestAScanIsSealedNamedByItsContentAndOpensAgain(t *testing.T) {
	kept, dir := folder(t)
	scan, err := kept.Keep(t.Context(), county, photo(t, 1))
	if err != nil {
		t.Fatal(err)
	}
	again, err := kept.Keep(t.Context(), county, photo(t, 1))
	if err != nil || again != scan {
		t.Fatal("the same content has the same name", again, err)
	}
	plain, err := kept.Open(t.Context(), county, scan)
	if err != nil || int64(len(plain)) != scan.Size {
		t.Fatal(err)
	}
	path := filepath.Join(dir, string(county), scan.Hash[:2], scan.Hash)
	sealed, err := os.ReadFile(path)
	if err != nil || bytes.Contains(sealed, plain[:64]) {
		t.Fatal("the file is not sealed", err)
	}
	if _, err := kept.Open(t.Context(), "990002", scan); fault.KindOf(err) != fault.NotFound {
		t.Error("another county has no such scan", err)
	}
	sealed[len(sealed)-1] ^= 1
	if err := os.WriteFile(path, sealed, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := kept.Open(t.Context(), county, scan); err == nil {
		t.Error("a flipped bit must not open")
	}
	scan.Hash = "../../../keys.json"
	if _, err := kept.Open(t.Context(), county, scan); fault.KindOf(err) != fault.NotFound {
		t.Error("a name must not leave the folder", err)
	}
}

func TestFilesAreRefused(t *testing.T) {
	pdf := []byte("%PDF-1.4\n1 0 obj <<>> endobj\n%%EOF\n")
	if clean, kind, err := blob.Clean(pdf); err != nil || kind != blob.PDF || !bytes.Equal(clean, pdf) {
		t.Error(kind, err)
	}
	var bomb bytes.Buffer
	if err := png.Encode(&bomb, image.NewGray(image.Rect(0, 0, 20_000, 2_100))); err != nil {
		t.Fatal(err)
	}
	for name, posted := range map[string][]byte{
		"nothing":             nil,
		"a web page":          []byte("<html>"),
		"a picture cut short": photo(t, 1)[:200],
		"a picture bomb":      bomb.Bytes(),
		"too many bytes":      append([]byte("%PDF-"), make([]byte, blob.MaxPosted)...),
		"a PDF without end":   []byte("%PDF-1.4\n"),
		"a PDF with programs": []byte("%PDF-1.4\n/OpenAction << /JS (app.alert()) >>\n%%EOF"),
	} {
		if _, _, err := blob.Clean(posted); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzClean(f *testing.F) {
	f.Add(photo(f, 6))
	f.Add([]byte("%PDF-1.4\n%%EOF"))
	f.Fuzz(func(_ *testing.T, posted []byte) {
		if len(posted) < 1<<16 {
			_, _, _ = blob.Clean(posted)
		}
	})
}
