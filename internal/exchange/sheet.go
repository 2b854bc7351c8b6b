package exchange

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"chengxin/internal/fault"
)

// Limits bound what an uploaded table may hold, so that a hostile file costs no more than an honest one.
type Limits struct {
	Bytes    int64 // of the file
	Unpacked int64 // of everything in a workbook
	Entries  int   // parts of a workbook
	Rows     int   // that hold anything
	Columns  int
}

// TableLimits are those of tables that officers upload: 60,000 rows, 200 columns, 20 MiB, 128 MiB unpacked.
var TableLimits = Limits{Bytes: 20 << 20, Unpacked: 128 << 20, Entries: 500, Rows: 60000, Columns: 200}

// longestCell is how many bytes of a cell are read; Excel itself keeps 32,767 characters.
const longestCell = 4 * 32767

// The forms of a table's file.
const (
	FormWorkbook = "xlsx"
	FormUTF8     = "utf-8"
	FormGB18030  = "gb18030"
)

// Cell is one cell as text.
type Cell struct {
	Text   string
	Number bool // a workbook's number, not text; days are numbers too
}

// Line is a row that holds anything.
type Line struct {
	Number int // in the file, from 1
	Cells  []Cell
}

// At is a cell's text; empty beyond the line's end.
func (l Line) At(column int) Cell {
	if column < 0 || column >= len(l.Cells) {
		return Cell{}
	}
	return l.Cells[column]
}

// Sheet is one table of a file.
type Sheet struct {
	Name  string
	Shift int // days to add to a day's number: workbooks made on old Macs count from 1904
	lines func(visit func(Line) error) error
}

// Lines visits every line that holds anything, in order. It may be called again.
func (s Sheet) Lines(visit func(Line) error) error { return s.lines(visit) }

// errEnough ends a visit early.
var errEnough = errors.New("enough lines")

// ReadSheets opens a file as its tables: a workbook's sheets in their order, or the one table of a CSV file. What the file
// is, is told from its first bytes, never from its name. It refuses, before reading any row, a workbook larger than the
// limits, an old .xls, an encrypted one, and a text whose bytes no encoding of ours defines.
func ReadSheets(content []byte, limits Limits) (form string, sheets []Sheet, err error) {
	switch {
	case int64(len(content)) > limits.Bytes:
		return "", nil, fault.Field("file", "sheet.large", "megabytes", limits.Bytes>>20)
	case len(content) == 0:
		return "", nil, fault.Field("file", "sheet.empty")
	case bytes.HasPrefix(content, []byte("PK\x03\x04")):
		sheets, err := readWorkbook(content, limits)
		return FormWorkbook, sheets, err
	case bytes.HasPrefix(content, []byte("\xd0\xcf\x11\xe0")): // an old .xls, or a workbook with a password
		return "", nil, fault.Field("file", "sheet.old")
	case bytes.HasPrefix(content, []byte("\xff\xfe")), bytes.HasPrefix(content, []byte("\xfe\xff")):
		return "", nil, fault.Field("file", "sheet.utf16")
	}
	form, text, err := decodeText(content)
	if err != nil {
		return "", nil, err
	}
	return form, []Sheet{{lines: func(visit func(Line) error) error { return csvLines(text, limits, visit) }}}, nil
}

// decodeText gives a text as UTF-8 without mark. Bytes that its encoding does not define refuse the file.
func decodeText(content []byte) (form string, text []byte, err error) {
	if marked, found := bytes.CutPrefix(content, []byte("\xef\xbb\xbf")); found {
		content = marked
		if !utf8.Valid(content) {
			return "", nil, fault.Field("file", "sheet.encoding")
		}
	}
	if bytes.IndexByte(content, 0) >= 0 {
		return "", nil, fault.Field("file", "sheet.not_a_table")
	}
	if utf8.Valid(content) {
		return FormUTF8, content, nil
	}
	text, undefined := appendGB18030(nil, content)
	if undefined >= 0 {
		return "", nil, fault.Field("file", "sheet.encoding")
	}
	return FormGB18030, text, nil
}

func csvLines(text []byte, limits Limits, visit func(Line) error) error {
	reader := csv.NewReader(bytes.NewReader(text))
	reader.FieldsPerRecord, reader.ReuseRecord = -1, true
	reader.Comma = separatorOf(text)
	for rows := 0; ; {
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		var broken *csv.ParseError
		if errors.As(err, &broken) {
			return fault.Field("file", "sheet.quotes", "line", broken.Line)
		}
		if err != nil {
			return err
		}
		if len(record) > limits.Columns {
			return fault.Field("file", "sheet.columns", "most", limits.Columns)
		}
		number, _ := reader.FieldPos(0)
		line := Line{Number: number, Cells: make([]Cell, len(record))}
		holds := false
		for i, field := range record {
			if len(field) > longestCell {
				return fault.Field("file", "sheet.cell", "line", number)
			}
			line.Cells[i].Text = unguarded(field)
			holds = holds || line.Cells[i].Text != ""
		}
		if !holds {
			continue
		}
		if rows++; rows > limits.Rows+headerWithin {
			return fault.Field("file", "sheet.rows", "most", limits.Rows)
		}
		if err := visit(line); err != nil {
			return err
		}
	}
}

// separatorOf is a tab where the first line has tabs and no comma: what is copied out of a sheet.
func separatorOf(text []byte) rune {
	first, _, _ := bytes.Cut(text, []byte("\n"))
	if bytes.IndexByte(first, '\t') >= 0 && bytes.IndexByte(first, ',') < 0 {
		return '\t'
	}
	return ','
}

// formulaStarts are the characters with which a cell of a CSV file becomes a formula in Excel.
const formulaStarts = "=+-@"

// guarded writes a text so that Excel takes it as text: nobody's address runs as a formula.
func guarded(text string) string {
	if text != "" && strings.ContainsRune(formulaStarts, rune(text[0])) {
		return "'" + text
	}
	return text
}

// unguarded reads what guarded wrote, and drops the space around a cell.
func unguarded(text string) string {
	text = strings.TrimSpace(text)
	if rest, found := strings.CutPrefix(text, "'"); found && rest != "" && strings.ContainsRune(formulaStarts, rune(rest[0])) {
		return rest
	}
	return text
}
