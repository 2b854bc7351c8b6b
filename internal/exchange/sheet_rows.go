package exchange

import (
	"encoding/xml"
	"strconv"
	"strings"

	"chengxin/internal/fault"
)

// sheetRows reads the rows of one sheet.
type sheetRows struct {
	book  *workbook
	visit func(Line) error

	line   Line
	rows   int // that held anything
	column int // of the cell being read, from 0; -1 outside
	next   int // the column of a cell that does not say its own
	kind   string
	inside bool // within the cell's value
	quiet  int  // within how a word is pronounced
	text   strings.Builder
}

func (b *workbook) lines(name string, visit func(Line) error) error {
	r := &sheetRows{book: b, visit: visit, column: -1}
	return b.part(name, func(d *xml.Decoder) error { return tokens(d, r.token) })
}

func (r *sheetRows) token(token xml.Token) error {
	switch t := token.(type) {
	case xml.StartElement:
		return r.start(t)
	case xml.EndElement:
		return r.end(t.Name.Local)
	case xml.CharData:
		if r.inside && r.quiet == 0 {
			if r.text.Len()+len(t) > longestCell {
				return fault.Field("file", "sheet.cell", "line", r.line.Number)
			}
			r.text.Write(t)
		}
	}
	return nil
}

func (r *sheetRows) start(element xml.StartElement) error {
	switch element.Name.Local {
	case "row":
		number := r.line.Number + 1
		if said, err := strconv.Atoi(attribute(element, "r")); err == nil && said > 0 && said <= mostLines {
			number = said
		}
		r.line, r.next = Line{Number: number}, 0
	case "c":
		r.column, r.kind = r.next, ""
		for _, one := range element.Attr {
			switch one.Name.Local {
			case "r":
				if column, ok := columnOf(one.Value); ok {
					r.column = column
				}
			case "t":
				r.kind = one.Value
			}
		}
		r.next = r.column + 1
		r.text.Reset()
	case "v", "t":
		r.inside = r.column >= 0
	case "rPh":
		r.quiet++
	}
	return nil
}

// mostLines is how many lines a sheet of Excel has.
const mostLines = 1 << 20

func (r *sheetRows) end(name string) error {
	switch name {
	case "v", "t":
		r.inside = false
	case "rPh":
		r.quiet--
	case "c":
		return r.cell()
	case "row":
		if len(r.line.Cells) == 0 {
			return nil
		}
		if r.rows++; r.rows > r.book.limits.Rows+headerWithin {
			return fault.Field("file", "sheet.rows", "most", r.book.limits.Rows)
		}
		line := r.line
		r.line.Cells = nil
		return r.visit(line)
	}
	return nil
}

// cell puts a cell that holds anything into its line.
func (r *sheetRows) cell() error {
	column := r.column
	r.column = -1
	text, number := r.text.String(), false
	switch r.kind {
	case "s":
		at, err := strconv.Atoi(strings.TrimSpace(text))
		if text == "" {
			return nil
		}
		if err != nil || at < 0 || at >= len(r.book.shared) {
			return fault.Field("file", "sheet.broken")
		}
		text = r.book.shared[at]
	case "inlineStr", "str":
		text = strings.TrimSpace(unescaped(text))
	case "", "n":
		text, number = strings.TrimSpace(text), true
	default: // a truth value, an error of a formula, a day in ISO form
		text = strings.TrimSpace(text)
	}
	if text == "" {
		return nil
	}
	if column < 0 || column >= r.book.limits.Columns {
		return fault.Field("file", "sheet.columns", "most", r.book.limits.Columns)
	}
	for len(r.line.Cells) <= column {
		r.line.Cells = append(r.line.Cells, Cell{})
	}
	r.line.Cells[column] = Cell{Text: text, Number: number}
	return nil
}

// columnOf reads the column of a reference such as AB12, from 0.
func columnOf(reference string) (int, bool) {
	column := 0
	for i, c := range reference {
		switch {
		case c >= 'A' && c <= 'Z' && i < 3:
			column = column*26 + int(c-'A') + 1
		case c >= '0' && c <= '9' && column > 0:
			return column - 1, true
		default:
			return 0, false
		}
	}
	return 0, false
}
