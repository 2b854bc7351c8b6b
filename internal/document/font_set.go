package document

import (
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"io/fs"
	"sort"
	"strings"

	"github.com/klauspost/compress/zstd"
	"github.com/signintech/gopdf"

	"chengxin/internal/fault"
)

// bodyFont is LXGW WenKai Regular 1.250 (OFL), unmodified, compressed. It has every character of the first CJK block
// (20,992), so all of GB 2312 and GBK's characters, and about 1,600 of the rarer ones beyond; the others come from the
// optional folder.
//
//go:embed fonts/LXGWWenKai-Regular.ttf.zst
var bodyFont []byte

// face is one parsed font.
type face struct {
	name    string
	metrics gopdf.SubsetFontObj
}

// fontSet is the chain in which a character's glyph is looked for, one character at a time. Fonts of the optional
// folder are parsed only when a character needs them. A set is not safe for concurrent use: Printer guards it.
type fontSet struct {
	folder    fs.FS
	waiting   []string // files of the folder that are not parsed yet
	faces     []*face
	container *gopdf.FontContainer
	glyphs    map[rune]glyph
}

// glyph is where a character is found and how wide it is.
type glyph struct {
	face  int // index into faces; boxFace for a drawn tick box
	width int // thousandths of the type size
}

// boxFace marks a character that is drawn, not set in type.
const boxFace = -1

// Unticked and Ticked stand for a drawn box in any text.
const (
	Unticked = "\u2610"
	Ticked   = "\u2611"
)

// openFonts parses the body font and lists the folder's. A file body.ttf in the folder comes before the built-in font
// (a county's licensed FangSong); every other .ttf comes after it, in the order of names.
func openFonts(folder fs.FS) (*fontSet, error) {
	set := &fontSet{folder: folder, container: &gopdf.FontContainer{}, glyphs: map[rune]glyph{}}
	if folder != nil {
		names, err := fs.Glob(folder, "*.ttf")
		if err != nil {
			return nil, fmt.Errorf("list fonts: %w", err)
		}
		sort.Strings(names)
		for _, name := range names {
			if name != "body.ttf" {
				set.waiting = append(set.waiting, name)
			} else if err := set.addFile(name); err != nil {
				return nil, err
			}
		}
	}
	reader, err := zstd.NewReader(bytes.NewReader(bodyFont), zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true))
	if err != nil {
		return nil, fmt.Errorf("open the built-in font: %w", err)
	}
	defer reader.Close()
	data, err := io.ReadAll(reader)
	if err != nil {
		return nil, fmt.Errorf("decompress the built-in font: %w", err)
	}
	return set, set.add("body", data)
}

func (s *fontSet) addFile(name string) error {
	data, err := fs.ReadFile(s.folder, name)
	if err != nil {
		return fmt.Errorf("read font %s: %w", name, err)
	}
	return s.add(strings.TrimSuffix(name, ".ttf"), data)
}

func (s *fontSet) add(name string, data []byte) error {
	added := &face{name: fmt.Sprintf("%d-%s", len(s.faces), name)}
	added.metrics.SetTtfFontOption(gopdf.TtfOption{})
	if err := added.metrics.SetTTFData(data); err != nil {
		return fmt.Errorf("parse font %s: %w", name, err)
	}
	if err := s.container.AddTTFFontData(added.name, data); err != nil {
		return fmt.Errorf("parse font %s: %w", name, err)
	}
	s.faces = append(s.faces, added)
	return nil
}

// find gives a character's glyph, or fault.Invalid naming the character when no font has it.
func (s *fontSet) find(r rune) (glyph, error) {
	if found, known := s.glyphs[r]; known {
		return found, nil
	}
	if r == '\u2610' || r == '\u2611' {
		return glyph{face: boxFace, width: 1000}, nil
	}
	for i := 0; ; i++ {
		if i == len(s.faces) {
			if len(s.waiting) == 0 {
				return glyph{}, fault.New(fault.Invalid, "document.missing_glyph", "character", string(r), "code", fmt.Sprintf("U+%04X", r))
			}
			next := s.waiting[0]
			s.waiting = s.waiting[1:]
			if err := s.addFile(next); err != nil {
				return glyph{}, err
			}
		}
		if index, err := s.faces[i].glyph(r); err == nil && index != 0 {
			found := glyph{face: i, width: int(s.faces[i].metrics.GlyphIndexToPdfWidth(index))} // #nosec G115 -- thousandths of an em
			s.glyphs[r] = found
			return found, nil
		}
	}
}

// glyph looks a character up. A font without the table for characters beyond U+FFFF simply lacks them; a damaged table
// must not end the program, so that a bad file in the folder costs one character, not the service.
func (f *face) glyph(r rune) (index uint, err error) {
	defer func() {
		if broken := recover(); broken != nil {
			index, err = 0, fmt.Errorf("font %s: %v", f.name, broken)
		}
	}()
	return f.metrics.CharCodeToGlyphIndex(r)
}

// blank says that a character leaves no mark and takes no room: joiners, direction marks, variation selectors.
func blank(r rune) bool {
	return r == '\u200b' || r == '\u200c' || r == '\u200d' || r == '\u2060' || r == '\ufeff' || r == '\u200e' || r == '\u200f' ||
		r >= '\ufe00' && r <= '\ufe0f' || r >= 0xe0100 && r <= 0xe01ef
}
