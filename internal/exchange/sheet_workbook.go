package exchange

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"regexp"
	"strconv"
	"strings"

	"chengxin/internal/fault"
)

// A workbook is read here part by part and row by row, never whole: the library that writes ours gives neither a cell's
// type, by which an identity number that Excel has spoiled is known, nor a bound that no temporary file breaks
// (docs/decisions/0020-leased-jobs-and-tables-from-excel.md).

// days1904 is how many days lie between the two starts from which workbooks count days.
const days1904 = 1462

type workbook struct {
	files  map[string]*zip.File
	limits Limits
	left   int64 // bytes that may still be unpacked
	shared []string
}

func notAWorkbook(cause error) error {
	return fault.Field("file", "sheet.broken").Because(cause)
}

func readWorkbook(content []byte, limits Limits) ([]Sheet, error) {
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, notAWorkbook(err)
	}
	if len(archive.File) > limits.Entries {
		return nil, fault.Field("file", "sheet.bomb")
	}
	book := &workbook{files: map[string]*zip.File{}, limits: limits, left: limits.Unpacked}
	total := uint64(0)
	for _, file := range archive.File {
		// What an archive says of itself is checked first, and not believed: part stops at the same limit.
		if total += file.UncompressedSize64; total > uint64(limits.Unpacked) || file.UncompressedSize64 > uint64(limits.Unpacked) { // #nosec G115 -- a positive constant
			return nil, fault.Field("file", "sheet.bomb")
		}
		book.files[strings.TrimPrefix(file.Name, "/")] = file
	}
	return book.sheets()
}

// part opens a part of the workbook; what it unpacks counts against what is left.
func (b *workbook) part(name string, read func(*xml.Decoder) error) (err error) {
	file, found := b.files[name]
	if !found {
		return notAWorkbook(errors.New("no part " + name))
	}
	opened, err := file.Open()
	if err != nil {
		return notAWorkbook(err)
	}
	defer func() { err = errors.Join(err, opened.Close()) }()
	bounded := &bounded{from: opened, left: b.left}
	decoder := xml.NewDecoder(bounded)
	decoder.Strict = true
	if err = read(decoder); bounded.over {
		return fault.Field("file", "sheet.bomb")
	}
	return err
}

// bounded stops reading where the limit is, whatever the archive says of itself.
type bounded struct {
	from io.Reader
	left int64
	over bool
}

func (b *bounded) Read(into []byte) (int, error) {
	if b.left <= 0 {
		b.over = true
		return 0, io.ErrUnexpectedEOF
	}
	if int64(len(into)) > b.left {
		into = into[:b.left]
	}
	n, err := b.from.Read(into)
	b.left -= int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		err = notAWorkbook(err)
	}
	return n, err
}

// tokens visits the start and end of every element, and the texts between.
func tokens(d *xml.Decoder, visit func(xml.Token) error) error {
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil { // whatever the decoder does not take, an encoding that it has no reader for too: the file is what is wrong
			return notAWorkbook(err)
		}
		if err := visit(token); err != nil {
			return err
		}
	}
}

func attribute(element xml.StartElement, name string) string {
	for _, one := range element.Attr {
		if one.Name.Local == name {
			return one.Value
		}
	}
	return ""
}

// relationID is a sheet's r:id: the one attribute of that name with a prefix.
func relationID(element xml.StartElement) string {
	for _, one := range element.Attr {
		if one.Name.Local == "id" && one.Name.Space != "" {
			return one.Value
		}
	}
	return ""
}

func (b *workbook) sheets() ([]Sheet, error) {
	targets := map[string]string{}
	err := b.part("xl/_rels/workbook.xml.rels", func(d *xml.Decoder) error {
		return tokens(d, func(token xml.Token) error {
			if element, starts := token.(xml.StartElement); starts && element.Name.Local == "Relationship" {
				target := attribute(element, "Target")
				if !strings.HasPrefix(target, "/") {
					target = path.Join("xl", target)
				}
				targets[attribute(element, "Id")] = strings.TrimPrefix(target, "/")
			}
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	var sheets []Sheet
	shift := 0
	err = b.part("xl/workbook.xml", func(d *xml.Decoder) error {
		return tokens(d, func(token xml.Token) error {
			element, starts := token.(xml.StartElement)
			switch {
			case starts && element.Name.Local == "workbookPr":
				if old := attribute(element, "date1904"); old == "1" || old == "true" {
					shift = days1904
				}
			case starts && element.Name.Local == "sheet":
				name := targets[relationID(element)]
				if _, held := b.files[name]; !held {
					return nil // a chart's sheet, or nothing
				}
				sheets = append(sheets, Sheet{Name: attribute(element, "name"), lines: func(visit func(Line) error) error { return b.lines(name, visit) }})
			}
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	for i := range sheets {
		sheets[i].Shift = shift
	}
	if _, held := b.files["xl/sharedStrings.xml"]; held {
		err = b.readShared()
	}
	return sheets, err
}

// mostShared is how many different texts a workbook may share between its cells.
func (b *workbook) mostShared() int { return (b.limits.Rows + headerWithin) * 20 }

func (b *workbook) readShared() error {
	var text strings.Builder
	inside, skipped, held := false, 0, 0
	return b.part("xl/sharedStrings.xml", func(d *xml.Decoder) error {
		return tokens(d, func(token xml.Token) error {
			switch t := token.(type) {
			case xml.StartElement:
				switch t.Name.Local {
				case "si":
					text.Reset()
				case "t":
					inside = true
				case "rPh": // how a word is pronounced: no part of the text
					skipped++
				}
			case xml.EndElement:
				switch t.Name.Local {
				case "si":
					held += text.Len()
					if len(b.shared) >= b.mostShared() || held > mostText {
						return fault.Field("file", "sheet.bomb")
					}
					b.shared = append(b.shared, strings.TrimSpace(unescaped(text.String())))
				case "t":
					inside = false
				case "rPh":
					skipped--
				}
			case xml.CharData:
				if inside && skipped == 0 {
					if text.Len()+len(t) > longestCell {
						return fault.Field("file", "sheet.cell", "line", 0)
					}
					text.Write(t)
				}
			}
			return nil
		})
	})
}

// escape is how a workbook writes a character that XML cannot hold.
var escape = regexp.MustCompile(`_x([0-9A-Fa-f]{4})_`)

func unescaped(text string) string {
	if !strings.Contains(text, "_x") {
		return text
	}
	return escape.ReplaceAllStringFunc(text, func(found string) string {
		code, err := strconv.ParseUint(found[2:6], 16, 16)
		if err != nil {
			return found
		}
		return string(rune(code))
	})
}
