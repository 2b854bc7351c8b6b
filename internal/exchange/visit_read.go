package exchange

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"chengxin/internal/fault"
	"chengxin/internal/wording"
)

// VisitColumn is a column of a table of visits that were made on paper. Its heading stands in the catalogue, visit.column.<name>.
type VisitColumn string

// The columns, in any order, with any others beside them.
const (
	VisitHousehold VisitColumn = "household" // the household's file number
	VisitMember    VisitColumn = "member"    // the member's identity number; empty for the household's own items
	VisitItem      VisitColumn = "item"      // of the edition in force: I101
	VisitState     VisitColumn = "state"     // found, none, could not be told, not asked
	VisitAmount    VisitColumn = "amount"    // of what was found: yuan, square metres, or how many
	VisitPeriod    VisitColumn = "period"    // a month or a year, of an income or an expenditure
	VisitSince     VisitColumn = "since"     // 2026-10-15; empty where nobody knows
	VisitDay       VisitColumn = "day"       // of the visit
	VisitSecond    VisitColumn = "second"    // the login name of the officer of the two who does not bring it in
	VisitSheet     VisitColumn = "sheet"     // the number of the signed paper that the office keeps
)

// VisitColumns are the columns in the order in which a table is written.
func VisitColumns() []VisitColumn {
	return []VisitColumn{VisitHousehold, VisitMember, VisitItem, VisitState, VisitAmount, VisitPeriod, VisitSince, VisitDay, VisitSecond, VisitSheet}
}

// Title is a column's heading.
func (c VisitColumn) Title() string { return wording.T(wording.Chinese, "visit.column."+string(c)) }

// VisitRow is one row: one item of one household or member, as it was written.
type VisitRow struct {
	Line int // in the file, from 1
	Text map[VisitColumn]string
}

// ReadVisits finds a table of visits in a workbook or a CSV file (UTF-8 or GB 18030): the first sheet whose first lines hold all the
// headings. Cells come as text; days that Excel keeps as numbers are written as days. It refuses, with fault.Invalid at the file,
// what ReadSheets refuses, and a file without the headings, naming them.
func ReadVisits(content []byte, limits Limits) ([]VisitRow, error) {
	_, sheets, err := ReadSheets(content, limits)
	if err != nil {
		return nil, err
	}
	missing := VisitColumns()
	for _, sheet := range sheets {
		rows, lacks, err := readVisits(sheet, limits)
		if err != nil {
			return nil, err
		}
		if len(lacks) == 0 {
			return rows, nil
		}
		if len(lacks) < len(missing) {
			missing = lacks
		}
	}
	return nil, fault.Field("file", "sheet.visit_headings", "missing", titlesOf(missing), "all", titlesOf(VisitColumns()), "lines", headerWithin)
}

func titlesOf(columns []VisitColumn) string {
	titles := make([]string, len(columns))
	for i, column := range columns {
		titles[i] = column.Title()
	}
	return strings.Join(titles, "\u3001")
}

func readVisits(sheet Sheet, limits Limits) (rows []VisitRow, missing []VisitColumn, err error) {
	missing = VisitColumns()
	var at map[VisitColumn]int
	seen, held := 0, 0
	err = sheet.Lines(func(line Line) error {
		if at == nil {
			seen++
			found, lacks := visitHeadings(line)
			if len(lacks) == 0 {
				at = found
			}
			if len(lacks) < len(missing) {
				missing = lacks
			}
			if at == nil && seen >= headerWithin {
				return errEnough
			}
			return nil
		}
		row := VisitRow{Line: line.Number, Text: map[VisitColumn]string{}}
		for _, column := range VisitColumns() {
			cell := line.At(at[column])
			text := strings.TrimSpace(unguarded(cell.Text))
			if cell.Number && (column == VisitSince || column == VisitDay) {
				text = numberedDay(text, sheet.Shift)
			}
			if len(text) > longestText {
				return fault.Field("file", "sheet.cell", "line", line.Number)
			}
			if text != "" {
				row.Text[column] = text
				held += len(text)
			}
		}
		switch {
		case len(row.Text) == 0:
			return nil
		case held > mostText:
			return fault.Field("file", "sheet.bomb")
		case len(rows) >= limits.Rows:
			return fault.Field("file", "sheet.rows", "most", limits.Rows)
		}
		rows = append(rows, row)
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return rows, missing, err
}

// numberedDay writes a day that a workbook keeps as a number, counted from 1899-12-30; anything else stays as it was.
func numberedDay(text string, shift int) string {
	days, err := strconv.ParseFloat(text, 64)
	if err != nil || days < 1 || days > 200000 {
		return text
	}
	return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(days)+shift).Format(time.DateOnly)
}

func visitHeadings(line Line) (at map[VisitColumn]int, lacks []VisitColumn) {
	at = map[VisitColumn]int{}
	for _, column := range VisitColumns() {
		i := slices.IndexFunc(line.Cells, func(c Cell) bool { return strings.TrimSpace(c.Text) == column.Title() })
		if i < 0 {
			lacks = append(lacks, column)
		} else {
			at[column] = i
		}
	}
	return at, lacks
}
