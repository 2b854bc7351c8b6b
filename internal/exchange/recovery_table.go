package exchange

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	steps "chengxin/internal/casework/recovery"
	"chengxin/internal/fault"
	"chengxin/internal/recovery"
	"chengxin/internal/region"
	"chengxin/internal/wording"
)

// RecoveryTable is a table of orders or receipts as it stood in a file.
type RecoveryTable struct {
	place marking
	Rows  []recovery.Row
}

// ReadRecovery finds a table of orders or of receipts in a workbook or a CSV file (UTF-8 or GB 18030): the first sheet whose first lines
// hold all the headings, in any order. Days that a workbook keeps as numbers are written as days. It refuses, with fault.Invalid at the
// file, what ReadSheets refuses, and a file without the headings, naming them.
func ReadRecovery(content []byte, kind recovery.Table, limits Limits) (RecoveryTable, error) {
	form, sheets, err := ReadSheets(content, limits)
	if err != nil {
		return RecoveryTable{}, err
	}
	missing := kind.Columns()
	for _, sheet := range sheets {
		table, lacks, err := readRecovery(sheet, kind, limits)
		if err != nil {
			return RecoveryTable{}, err
		}
		if len(lacks) == 0 {
			table.place.Form = form
			return table, nil
		}
		if len(lacks) < len(missing) {
			missing = lacks
		}
	}
	return RecoveryTable{}, fault.Field("file", "sheet.visit_headings", "missing", recoveryTitles(missing), "all", recoveryTitles(kind.Columns()), "lines", headerWithin)
}

func recoveryTitles(columns []recovery.Column) string {
	titles := make([]string, len(columns))
	for i, column := range columns {
		titles[i] = column.Title()
	}
	return strings.Join(titles, "\u3001")
}

func readRecovery(sheet Sheet, kind recovery.Table, limits Limits) (table RecoveryTable, missing []recovery.Column, err error) {
	table.place.Sheet, missing = sheet.Name, kind.Columns()
	at := map[recovery.Column]int{}
	seen, held := 0, 0
	err = sheet.Lines(func(line Line) error {
		if table.place.Header == 0 {
			var lacks []recovery.Column
			for _, column := range kind.Columns() {
				i := slices.IndexFunc(line.Cells, func(c Cell) bool { return strings.TrimSpace(c.Text) == column.Title() })
				if at[column] = i; i < 0 {
					lacks = append(lacks, column)
				}
			}
			if len(lacks) < len(missing) {
				missing = lacks
			}
			if len(lacks) == 0 {
				table.heading(line)
			} else if seen++; seen >= headerWithin {
				return errEnough
			}
			return nil
		}
		row := recovery.Row{Line: line.Number, Text: map[recovery.Column]string{}}
		for _, column := range kind.Columns() {
			cell := line.At(at[column])
			text := strings.TrimSpace(unguarded(cell.Text))
			if cell.Number && column.Dated() {
				text = numberedDay(text, sheet.Shift)
			}
			if cell.Number && (column == recovery.ColumnFrom || column == recovery.ColumnTo) && len(text) == len("45000") {
				text = numberedDay(text, sheet.Shift)[:len("2006-01")]
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
		case len(table.Rows) >= limits.Rows:
			return fault.Field("file", "sheet.rows", "most", limits.Rows)
		}
		table.Rows = append(table.Rows, row)
		table.place.Lines = append(table.place.Lines, row.Line)
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return table, missing, err
}

// heading takes the line of the headings.
func (t *RecoveryTable) heading(line Line) {
	t.place.Header, t.place.Width = line.Number, len(line.Cells)
	for i, cell := range line.Cells {
		if cell.Text == zh("registerimport.column.error") {
			t.place.Error, t.place.marked = i, true
		}
	}
}

// MarkRecovery gives the same file back with why rows were not taken: a last column in red, and in a workbook a sheet that lists everything.
func MarkRecovery(content []byte, kind recovery.Table, problems []recovery.Problem, limits Limits) ([]byte, error) {
	table, err := ReadRecovery(content, kind, limits)
	if err != nil {
		return nil, err
	}
	remarks := make([]remark, len(problems))
	for i, one := range problems {
		remarks[i] = remark{one.Line, one.Column.Title(), one.Err.Message(wording.Chinese)}
	}
	slices.SortStableFunc(remarks, func(x, y remark) int { return x.Line - y.Line })
	return table.place.mark(content, remarks, limits)
}

// RecoveryTemplate is an empty table to be written.
type RecoveryTemplate struct {
	Kind  recovery.Table
	Basis []string // the laws of the edition in force, to be chosen from
	Demo  bool
}

// WriteRecoveryTemplate writes an empty table of orders or receipts: every cell is text, ways and laws are chosen from lists on a hidden sheet,
// and a sheet says how to fill it in.
func WriteRecoveryTemplate(t RecoveryTemplate) (content []byte, err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	sheet, dictionary, guide := zh("recovery.sheet."+string(t.Kind)), dictionarySheet(), zh("registerimport.sheet.guide")
	if err := errors.Join(f.SetSheetName("Sheet1", sheet), newSheets(f, guide, dictionary), f.SetSheetVisible(dictionary, false)); err != nil {
		return nil, err
	}
	w := recoveryWriter{f: f, sheet: sheet}
	if err := w.styles(); err != nil {
		return nil, err
	}
	header := 1
	if t.Demo {
		header = 2
		if err := w.put(1, w.wrong, zh("recovery.sheet.demo")); err != nil {
			return nil, err
		}
	}
	lists := map[recovery.Column][]string{recovery.ColumnWay: recovery.WayTitles(), recovery.ColumnBasis: t.Basis}
	var titles []string
	for i, column := range t.Kind.Columns() {
		titles = append(titles, column.Title())
		name, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return nil, err
		}
		if err := errors.Join(f.SetColWidth(sheet, name, name, 18), f.SetColStyle(sheet, name, w.text)); err != nil {
			return nil, err
		}
		list := lists[column]
		for n, text := range list {
			if err := f.SetCellStr(dictionary, fmt.Sprintf("%s%d", name, n+1), text); err != nil {
				return nil, err
			}
		}
		if len(list) == 0 {
			continue
		}
		rule := excelize.NewDataValidation(true)
		rule.SetSqref(fmt.Sprintf("%s%d:%s%d", name, header+1, name, header+filled))
		rule.SetSqrefDropList(fmt.Sprintf("'%s'!$%s$1:$%s$%d", dictionary, name, name, len(list)))
		style := excelize.DataValidationErrorStyleStop
		if column == recovery.ColumnBasis {
			style = excelize.DataValidationErrorStyleWarning // an older order may rest on a law that is not in force any more
		}
		rule.SetError(style, column.Title(), zh("registerimport.issue.choose"))
		if err := f.AddDataValidation(sheet, rule); err != nil {
			return nil, err
		}
	}
	if err := w.put(header, w.head, titles...); err != nil {
		return nil, err
	}
	if err := f.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: header, TopLeftCell: fmt.Sprintf("A%d", header+1), ActivePane: "bottomLeft"}); err != nil {
		return nil, err
	}
	for i, line := range strings.Split(zh("recovery.guide."+string(t.Kind)), "\n") {
		if err := f.SetCellStr(guide, fmt.Sprintf("A%d", i+1), line); err != nil {
			return nil, err
		}
	}
	if err := f.SetColWidth(guide, "A", "A", 90); err != nil {
		return nil, err
	}
	return w.bytes()
}

func newSheets(f *excelize.File, names ...string) error {
	for _, name := range names {
		if _, err := f.NewSheet(name); err != nil {
			return err
		}
	}
	return nil
}

// recoveryWriter writes one sheet row by row.
type recoveryWriter struct {
	f                              *excelize.File
	sheet                          string
	head, text, wrong, yuan, whole int
}

func (w *recoveryWriter) styles() (err error) {
	yuan := "#,##0.00"
	wrong := wrongStyle()
	for _, one := range []struct {
		into  *int
		style excelize.Style
	}{
		{&w.head, excelize.Style{Font: &excelize.Font{Bold: true}, NumFmt: 49, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"DCE6F1"}}}},
		{&w.text, excelize.Style{NumFmt: 49}},
		{&w.wrong, wrong},
		{&w.yuan, excelize.Style{CustomNumFmt: &yuan}},
		{&w.whole, excelize.Style{NumFmt: 1}},
	} {
		if *one.into, err = w.f.NewStyle(&one.style); err != nil {
			return err
		}
	}
	return nil
}

func (w *recoveryWriter) put(row, style int, texts ...string) error {
	for i, text := range texts {
		at, err := excelize.CoordinatesToCellName(i+1, row)
		if err != nil {
			return err
		}
		if err := errors.Join(w.f.SetCellStr(w.sheet, at, text), w.f.SetCellStyle(w.sheet, at, at, style)); err != nil {
			return err
		}
	}
	return nil
}

func (w *recoveryWriter) bytes() ([]byte, error) {
	var out bytes.Buffer
	err := w.f.Write(&out)
	return out.Bytes(), err
}

// fen writes amounts as numbers in yuan, so that whoever opens the report can add them up.
func (w *recoveryWriter) fen(row, column int, amounts ...int64) error {
	for i, fen := range amounts {
		at, err := excelize.CoordinatesToCellName(column+i, row)
		if err != nil {
			return err
		}
		if err := errors.Join(w.f.SetCellFloat(w.sheet, at, float64(fen)/100, 2, 64), w.f.SetCellStyle(w.sheet, at, at, w.yuan)); err != nil {
			return err
		}
	}
	return nil
}

func (w *recoveryWriter) count(row, column, n int) error {
	at, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		return err
	}
	return errors.Join(w.f.SetCellInt(w.sheet, at, int64(n)), w.f.SetCellStyle(w.sheet, at, at, w.whole))
}

// WriteAgeing writes the ageing report of a place as a workbook: the buckets, and on a second sheet every order without names.
func WriteAgeing(list steps.List, demo bool) (content []byte, err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	w := recoveryWriter{f: f, sheet: zh("recovery.ageing.title")}
	orders := zh("recovery.ageing.orders_sheet")
	if err := errors.Join(f.SetSheetName("Sheet1", w.sheet), newSheets(f, orders), w.styles()); err != nil {
		return nil, err
	}
	r, row := list.Report, 1
	say := func(style int, texts ...string) {
		err = errors.Join(err, w.put(row, style, texts...))
		row++
	}
	if demo {
		say(w.wrong, zh("recovery.sheet.demo"))
	}
	say(w.head, zh("recovery.ageing.of", "place", region.FullName(list.Place), "day", r.On.Chinese()))
	say(w.head, zh("recovery.ageing.bucket"), zh("recovery.ageing.orders"), zh("recovery.ageing.owed"), zh("recovery.ageing.late"))
	line := func(name string, one recovery.Line) {
		err = errors.Join(err, w.put(row, w.text, name), w.count(row, 2, one.Orders), w.fen(row, 3, int64(one.Owed), int64(one.Late)))
		row++
	}
	for _, bucket := range recovery.Buckets() {
		line(zh("recovery.bucket."+string(bucket)), r.Lines[bucket])
	}
	line(zh("recovery.ageing.sum"), r.All)
	row++
	for _, one := range []struct {
		key string
		fen int64
	}{{"charged", int64(r.Charged)}, {"kept", int64(r.Kept)}, {"written", int64(r.Written)}, {"credit", int64(r.Credit)}} {
		err = errors.Join(err, w.put(row, w.text, zh("recovery.ageing."+one.key)), w.fen(row, 3, one.fen))
		row++
	}
	err = errors.Join(err, w.put(row, w.text, zh("recovery.ageing.all")), w.count(row, 2, r.Orders), f.SetColWidth(w.sheet, "A", "A", 30), f.SetColWidth(w.sheet, "B", "D", 18))
	w.sheet, row = orders, 1
	say(w.head, zh("recovery.ageing.number"), zh("recovery.ageing.file"), zh("recovery.ageing.place"), zh("recovery.ageing.state"), zh("recovery.ageing.due"),
		zh("recovery.ageing.charged"), zh("recovery.ageing.kept"), zh("recovery.ageing.written"), zh("recovery.ageing.owed"), zh("recovery.ageing.late"), zh("recovery.ageing.credit"))
	for _, one := range list.Rows {
		due := one.NextOn
		if due.IsZero() {
			due = one.Since
		}
		err = errors.Join(err, w.put(row, w.text, one.Title(), one.File, region.FullName(one.Region), zh("recovery.state."+string(one.State)), due.String()),
			w.fen(row, 6, int64(one.Sum.Charged), int64(one.Sum.Kept()), int64(one.Sum.Written), int64(one.Owed), int64(one.Late), int64(one.Credit)))
		row++
	}
	if err = errors.Join(err, f.SetColWidth(orders, "A", "K", 18)); err != nil {
		return nil, err
	}
	return w.bytes()
}
