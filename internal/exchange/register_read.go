package exchange

import (
	"errors"
	"strconv"
	"strings"

	"chengxin/internal/casework/register"
	"chengxin/internal/fault"
	"chengxin/internal/wording"
)

// headerWithin is within how many lines a table's headings must come; a title may stand above them.
const headerWithin = 10

// What one cell of the register may hold, and the whole table, in bytes: a text that a hostile workbook shares between all its
// cells is counted in every one of them.
const (
	longestText = 2000
	mostText    = 48 << 20
)

// TemplateVersion is what the template's version cell says. A table of another version is refused, so that nobody fills in
// a form whose meaning has changed.
const TemplateVersion = "register-1"

// versionMark stands before the version in the hidden sheet.
const versionMark = "template"

// RegisterTable is the register's table as it stood in a file.
type RegisterTable struct {
	Form   string
	Sheet  string         // the sheet's name; empty in a CSV file
	Header int            // the line of the headings
	At     map[string]int // the columns of ours, by name, from 0
	Width  int            // how many columns the headings have
	Error  int            // the column of an earlier marking's problems, from 0, where there is one
	marked bool
	Rows   []register.Row
}

// ReadRegister finds the register's table in a file: the first sheet with its headings, found by exactly their texts, in
// any order, with any other columns beside them, which are left alone. Cells come as text. It refuses a file without all the
// headings that are needed, one with a heading twice, and a template of another version.
func ReadRegister(content []byte, limits Limits) (RegisterTable, error) {
	form, sheets, err := ReadSheets(content, limits)
	if err != nil {
		return RegisterTable{}, err
	}
	best := register.Columns()
	for _, sheet := range sheets {
		if err := checkVersion(sheet); err != nil {
			return RegisterTable{}, err
		}
	}
	for _, sheet := range sheets {
		table, missing, err := readRegister(sheet, limits)
		if err != nil {
			return RegisterTable{}, err
		}
		if missing == nil {
			table.Form = form
			return table, nil
		}
		if len(missing) < len(best) {
			best = missing
		}
	}
	titles := make([]string, len(best))
	for i, column := range best {
		titles[i] = column.Title()
	}
	return RegisterTable{}, fault.Field("file", "sheet.headings", "missing", strings.Join(titles, "\u3001"), "lines", headerWithin)
}

// readRegister reads one sheet; missing lists the headings that it lacks, nil when it has them all.
func readRegister(sheet Sheet, limits Limits) (table RegisterTable, missing []register.Column, err error) {
	table = RegisterTable{Sheet: sheet.Name}
	missing = register.Columns()
	seen, held := 0, 0
	err = sheet.Lines(func(line Line) error {
		if table.Header == 0 {
			seen++
			lacks, err := table.headings(line)
			if err != nil {
				return err
			}
			if len(lacks) == 0 {
				missing, table.Header = nil, line.Number
				return nil
			}
			if len(lacks) < len(missing) {
				missing = lacks
			}
			if seen >= headerWithin {
				return errEnough
			}
			return nil
		}
		row := table.row(line, sheet.Shift)
		for _, text := range row.Text {
			if len(text) > longestText {
				return fault.Field("file", "sheet.cell", "line", line.Number)
			}
			held += len(text)
		}
		if held > mostText {
			return fault.Field("file", "sheet.bomb")
		}
		if row.Text == nil {
			return nil
		}
		if len(table.Rows) >= limits.Rows {
			return fault.Field("file", "sheet.rows", "most", limits.Rows)
		}
		table.Rows = append(table.Rows, row)
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return table, missing, err
}

// headings looks for our headings in a line and says which needed ones it lacks.
func (t *RegisterTable) headings(line Line) (lacks []register.Column, err error) {
	at := map[string]int{}
	for i, cell := range line.Cells {
		for _, column := range register.Columns() {
			if cell.Text != column.Title() {
				continue
			}
			if _, twice := at[column.String()]; twice {
				return nil, fault.Field("file", "sheet.heading_twice", "title", cell.Text)
			}
			at[column.String()] = i
		}
	}
	for _, column := range register.Columns() {
		if _, found := at[column.String()]; !found && column.Needed() {
			lacks = append(lacks, column)
		}
	}
	if len(lacks) == 0 {
		t.At, t.Width = at, len(line.Cells)
		for i, cell := range line.Cells {
			if cell.Text == zh("registerimport.column.error") {
				t.Error, t.marked = i, true
			}
		}
	}
	return lacks, nil
}

// row reads a line; one that holds nothing of ours gives a row without texts.
func (t *RegisterTable) row(line Line, shift int) register.Row {
	row := register.Row{Line: line.Number}
	texts := make([]string, len(register.Columns()))
	holds := false
	for _, column := range register.Columns() {
		at, has := t.At[column.String()]
		if !has {
			continue
		}
		cell := line.At(at)
		if cell.Number {
			row.Numbers |= 1 << uint(column)
			if column == register.ColumnFrom && shift != 0 {
				cell.Text = shifted(cell.Text, shift)
			}
		}
		texts[column] = cell.Text
		holds = holds || cell.Text != ""
	}
	if holds {
		row.Text = texts
	}
	return row
}

func shifted(text string, days int) string {
	serial, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return text
	}
	return strconv.FormatFloat(serial+float64(days), 'f', -1, 64)
}

// dictionarySheet is the hidden sheet's name.
func dictionarySheet() string {
	return wording.T(wording.Chinese, "registerimport.sheet.dictionary")
}

// checkVersion refuses a template of another version. A table that is no template of ours has none.
func checkVersion(sheet Sheet) error {
	if sheet.Name != dictionarySheet() {
		return nil
	}
	err := sheet.Lines(func(line Line) error {
		if line.At(0).Text == versionMark && line.At(1).Text != TemplateVersion {
			return fault.Field("file", "sheet.version")
		}
		return errEnough
	})
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}
