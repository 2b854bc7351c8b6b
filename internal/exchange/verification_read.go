package exchange

import (
	"errors"
	"strings"

	"chengxin/internal/fault"
	"chengxin/internal/verification"
)

// VerificationTable is a source's table as it stood in a file, read through the saved mapping.
type VerificationTable struct {
	Form   string
	Sheet  string // the sheet's name; empty in a CSV file
	Header int    // the line of the headings
	Width  int    // how many columns the headings have
	Error  int    // the column of an earlier marking's problems, from 0, where there is one
	marked bool
	Rows   []verification.Row
}

// ReadVerification finds a source's table in a file: the first sheet that has the mapping's headings within its first lines, by
// exactly their texts and in any order. Other columns are left unread, so that nothing that was not asked for is taken over. It
// refuses a file without all the headings that the mapping names, and one with a heading twice.
func ReadVerification(content []byte, mapping verification.Mapping, limits Limits) (VerificationTable, error) {
	form, sheets, err := ReadSheets(content, limits)
	if err != nil {
		return VerificationTable{}, err
	}
	var best []string
	for i, sheet := range sheets {
		table, missing, err := readVerification(sheet, mapping, limits)
		if err != nil {
			return VerificationTable{}, err
		}
		if len(missing) == 0 {
			table.Form = form
			return table, nil
		}
		if i == 0 || len(missing) < len(best) {
			best = missing
		}
	}
	return VerificationTable{}, fault.Field("file", "sheet.platform_headings", "missing", strings.Join(best, "\u3001"), "lines", headerWithin)
}

// VerificationHeadings lists the headings of a file's first sheet that has any, so that a mapping can be chosen from them: the line
// with the most cells within the first lines.
func VerificationHeadings(content []byte, limits Limits) ([]string, error) {
	_, sheets, err := ReadSheets(content, limits)
	if err != nil {
		return nil, err
	}
	for _, sheet := range sheets {
		var headings []string
		seen := 0
		err := sheet.Lines(func(line Line) error {
			if seen++; seen > headerWithin {
				return errEnough
			}
			var texts []string
			for _, cell := range line.Cells {
				if cell.Text != "" && !cell.Number {
					texts = append(texts, cell.Text)
				}
			}
			if len(texts) > len(headings) {
				headings = texts
			}
			return nil
		})
		if err != nil && !errors.Is(err, errEnough) {
			return nil, err
		}
		if len(headings) > 0 {
			return headings, nil
		}
	}
	return nil, fault.Field("file", "sheet.empty")
}

// readVerification reads one sheet; missing lists the headings that it lacks.
func readVerification(sheet Sheet, mapping verification.Mapping, limits Limits) (table VerificationTable, missing []string, err error) {
	table = VerificationTable{Sheet: sheet.Name}
	missing = headingsOf(mapping)
	var at map[verification.Column]int
	seen, held := 0, 0
	err = sheet.Lines(func(line Line) error {
		if table.Header == 0 {
			seen++
			places, lacks, err := headingsIn(line, mapping)
			if err != nil {
				return err
			}
			if len(lacks) < len(missing) {
				missing = lacks
			}
			if len(lacks) == 0 {
				at, missing = places, nil
				table.headings(line)
				return nil
			}
			if seen >= headerWithin {
				return errEnough
			}
			return nil
		}
		row, size := rowOf(line, at, sheet.Shift)
		if held += size; held > mostText {
			return fault.Field("file", "sheet.bomb")
		}
		if size == 0 {
			return nil
		}
		for _, text := range row.Text {
			if len(text) > longestText {
				return fault.Field("file", "sheet.cell", "line", line.Number)
			}
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

// headings takes the line of the headings.
func (t *VerificationTable) headings(line Line) {
	t.Header, t.Width = line.Number, len(line.Cells)
	for i, cell := range line.Cells {
		if cell.Text == zh("registerimport.column.error") {
			t.Error, t.marked = i, true
		}
	}
}

func headingsOf(mapping verification.Mapping) []string {
	var all []string
	for _, heading := range mapping.Headings {
		if heading != "" {
			all = append(all, heading)
		}
	}
	return all
}

// headingsIn looks for the mapping's headings in a line and says which it lacks.
func headingsIn(line Line, mapping verification.Mapping) (at map[verification.Column]int, lacks []string, err error) {
	at = map[verification.Column]int{}
	for _, column := range verification.Columns() {
		heading := mapping.Headings[column]
		if heading == "" {
			continue
		}
		found := 0
		for i, cell := range line.Cells {
			if cell.Text == heading {
				at[column] = i
				found++
			}
		}
		switch {
		case found == 0:
			lacks = append(lacks, heading)
		case found > 1:
			return nil, nil, fault.Field("file", "sheet.heading_twice", "title", heading)
		}
	}
	return at, lacks, nil
}

// rowOf reads the mapping's cells of a line; size is how many bytes they hold together.
func rowOf(line Line, at map[verification.Column]int, shift int) (row verification.Row, size int) {
	row.Line = line.Number
	for column, place := range at {
		cell := line.At(place)
		if cell.Number {
			row.Numbers |= 1 << uint(column)
			if shift != 0 && verification.IsDay(column) {
				cell.Text = shifted(cell.Text, shift)
			}
		}
		row.Text[column] = cell.Text
		size += len(cell.Text)
	}
	return row, size
}
