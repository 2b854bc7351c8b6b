package exchange

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"slices"

	"github.com/xuri/excelize/v2"

	"chengxin/internal/casework/register"
	"chengxin/internal/household"
	"chengxin/internal/region"
	"chengxin/internal/wording"
)

// RegisterBook is a register's table to be written: empty for a template.
type RegisterBook struct {
	Place  region.Code
	Demo   bool                                     // carries the mark of invented data
	Number bool                                     // has the file number's column, first
	Lines  func(put func(RegisterLine) error) error // nil for a template
}

// RegisterLine is one person's row: the texts by column, and what stands beside them.
type RegisterLine struct {
	Number string // the household's file number
	Text   []string
	Error  string // written in red behind the row; any makes the column appear
}

// filled is for how many rows an empty template has its lists and formats.
const filled = 5000

// widths are the columns' widths in characters.
var widths = map[register.Column]float64{
	register.ColumnHousehold: 8, register.ColumnRegion: 18, register.ColumnAddress: 24, register.ColumnKind: 16, register.ColumnName: 12,
	register.ColumnRelation: 14, register.ColumnIDNumber: 22, register.ColumnPhone: 15, register.ColumnAccount: 22, register.ColumnHealth: 14,
	register.ColumnCapacity: 20, register.ColumnFrom: 18,
}

func zh(key string, pairs ...any) string { return wording.T(wording.Chinese, key, pairs...) }

// WriteRegister writes the table as a workbook that Excel, WPS and LibreOffice open: numbers are text, villages, relations
// and kinds are chosen from lists on a hidden sheet, which also holds the template's version, and a sheet says how to fill
// it in.
func WriteRegister(b RegisterBook) (content []byte, err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	w := &bookWriter{RegisterBook: b, f: f, register: zh("registerimport.sheet.register"), dictionary: dictionarySheet()}
	for _, step := range []func() error{w.styles, w.sheets, w.lists, w.guide, w.table} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

type bookWriter struct {
	RegisterBook
	f                              *excelize.File
	register, dictionary           string
	head, text, wrong, bold, quiet int
	counts                         [4]int // how long each list is
}

func (w *bookWriter) styles() (err error) {
	for _, one := range []struct {
		into  *int
		style excelize.Style
	}{
		{&w.head, excelize.Style{
			Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"DCE6F1"}}, NumFmt: 49,
			Alignment: &excelize.Alignment{Vertical: "center", WrapText: true},
		}},
		{&w.text, excelize.Style{NumFmt: 49}},
		{&w.wrong, wrongStyle()},
		{&w.bold, excelize.Style{Font: &excelize.Font{Bold: true, Size: 14}}},
		{&w.quiet, excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}}},
	} {
		if *one.into, err = w.f.NewStyle(&one.style); err != nil {
			return err
		}
	}
	return nil
}

// wrongStyle is how a problem looks: red on a light ground, and in words.
func wrongStyle() excelize.Style {
	return excelize.Style{
		Font: &excelize.Font{Color: "C00000", Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FDE9E7"}}, NumFmt: 49,
		Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"},
	}
}

func (w *bookWriter) sheets() error {
	if err := w.f.SetSheetName("Sheet1", w.register); err != nil {
		return err
	}
	for _, name := range []string{zh("registerimport.sheet.guide"), w.dictionary} {
		if _, err := w.f.NewSheet(name); err != nil {
			return err
		}
	}
	return w.f.SetSheetVisible(w.dictionary, false)
}

// listColumns are the columns with a list, in the order of the hidden sheet.
var listColumns = []register.Column{register.ColumnRegion, register.ColumnRelation, register.ColumnKind, register.ColumnCapacity}

func (w *bookWriter) lists() error {
	lists := make([][]string, len(listColumns))
	for _, village := range register.Villages(w.Place) {
		lists[0] = append(lists[0], register.VillageTitle(w.Place, village))
	}
	for _, relation := range household.CommonRelations() {
		lists[1] = append(lists[1], relation.Label(wording.Chinese))
	}
	for _, kind := range household.Kinds() {
		lists[2] = append(lists[2], kind.Label(wording.Chinese))
	}
	for _, capacity := range household.Capacities() {
		lists[3] = append(lists[3], capacity.Label(wording.Chinese))
	}
	if err := w.f.SetSheetRow(w.dictionary, "A1", &[]any{versionMark, TemplateVersion}); err != nil {
		return err
	}
	for i, list := range lists {
		w.counts[i] = len(list)
		whole := append([]string{listColumns[i].Title()}, list...)
		for n, text := range whole {
			at, err := excelize.CoordinatesToCellName(i+1, n+2)
			if err != nil {
				return err
			}
			if err := w.f.SetCellStr(w.dictionary, at, text); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *bookWriter) guide() error {
	sheet := zh("registerimport.sheet.guide")
	texts := []string{zh("registerimport.guide.title"), zh("registerimport.guide.place", "place", region.FullName(w.Place))}
	if w.Demo {
		texts = append(texts, zh("registerimport.demo"))
	}
	for _, key := range []string{"one", "two", "three", "four", "five", "six", "seven"} {
		texts = append(texts, zh("registerimport.guide."+key))
	}
	texts = append(texts, zh("registerimport.guide.version")+" "+TemplateVersion)
	for i, text := range texts {
		at := fmt.Sprintf("A%d", i+1)
		style := w.quiet
		if i == 0 {
			style = w.bold
		}
		if err := errors.Join(w.f.SetCellStr(sheet, at, text), w.f.SetCellStyle(sheet, at, at, style)); err != nil {
			return err
		}
	}
	return w.f.SetColWidth(sheet, "A", "A", 90)
}

// titles are the headings of the table as written.
func (w *bookWriter) titles() []string {
	var titles []string
	if w.Number {
		titles = append(titles, zh("registerimport.column.number"))
	}
	for _, column := range register.Columns() {
		titles = append(titles, column.Title())
	}
	if w.Lines != nil && !w.Number {
		titles = append(titles, zh("registerimport.column.error"))
	}
	return titles
}

func (w *bookWriter) table() error {
	out, err := w.f.NewStreamWriter(w.register)
	if err != nil {
		return err
	}
	titles, before := w.titles(), 0
	if w.Number {
		before = 1
	}
	for _, column := range register.Columns() {
		at := int(column) + 1 + before
		if err := errors.Join(out.SetColWidth(at, at, widths[column]), out.SetColStyle(at, at, w.text)); err != nil {
			return err
		}
	}
	if w.Number {
		err = out.SetColWidth(1, 1, 20)
	} else if w.Lines != nil {
		err = out.SetColWidth(len(titles), len(titles), 60)
	}
	if err != nil {
		return err
	}
	line := 1
	if w.Demo {
		line++
	}
	err = out.SetPanes(&excelize.Panes{Freeze: true, YSplit: line, TopLeftCell: fmt.Sprintf("A%d", line+1), ActivePane: "bottomLeft"})
	if err != nil {
		return err
	}
	if w.Demo {
		if err := out.SetRow("A1", []any{excelize.Cell{StyleID: w.wrong, Value: zh("registerimport.demo")}}); err != nil {
			return err
		}
	}
	head := make([]any, len(titles))
	for i, title := range titles {
		head[i] = excelize.Cell{StyleID: w.head, Value: title}
	}
	if err := out.SetRow(fmt.Sprintf("A%d", line), head, excelize.RowOpts{Height: 22}); err != nil {
		return err
	}
	if err := w.validate(line+1, before); err != nil {
		return err
	}
	if w.Lines != nil {
		err = w.Lines(func(l RegisterLine) error {
			line++
			return out.SetRow(fmt.Sprintf("A%d", line), w.cells(l))
		})
	}
	if err != nil {
		return err
	}
	return out.Flush()
}

func (w *bookWriter) cells(l RegisterLine) []any {
	var cells []any
	if w.Number {
		cells = append(cells, excelize.Cell{StyleID: w.text, Value: l.Number})
	}
	for _, text := range l.Text {
		cells = append(cells, excelize.Cell{StyleID: w.text, Value: text})
	}
	if l.Error != "" {
		cells = append(cells, excelize.Cell{StyleID: w.wrong, Value: l.Error})
	}
	return cells
}

// validate gives the columns their lists. A text that is not on the list is refused by Excel itself.
func (w *bookWriter) validate(from, before int) error {
	for i, column := range listColumns {
		name, err := excelize.ColumnNumberToName(int(column) + 1 + before)
		if err != nil {
			return err
		}
		list, err := excelize.ColumnNumberToName(i + 1)
		if err != nil || w.counts[i] == 0 {
			return err
		}
		rule := excelize.NewDataValidation(true)
		rule.SetSqref(fmt.Sprintf("%s%d:%s%d", name, from, name, from+filled-1))
		rule.SetSqrefDropList(fmt.Sprintf("'%s'!$%s$3:$%s$%d", w.dictionary, list, list, w.counts[i]+2))
		rule.SetError(excelize.DataValidationErrorStyleStop, column.Title(), zh("registerimport.issue.choose"))
		if err := w.f.AddDataValidation(w.register, rule); err != nil {
			return err
		}
	}
	return nil
}

// WriteRegisterCSV writes the table as CSV in UTF-8 with a mark, which Excel needs. No cell can become a formula, and a tab
// before numbers keeps Excel from counting with them; reading drops both.
func WriteRegisterCSV(b RegisterBook) ([]byte, error) {
	var out bytes.Buffer
	out.WriteString("\ufeff")
	writer := csv.NewWriter(&out)
	writer.UseCRLF = true
	w := &bookWriter{RegisterBook: b}
	titles := w.titles()
	if b.Demo {
		if err := writer.Write([]string{zh("registerimport.demo")}); err != nil {
			return nil, err
		}
	}
	if err := writer.Write(titles); err != nil {
		return nil, err
	}
	numbers := []register.Column{register.ColumnIDNumber, register.ColumnPhone, register.ColumnAccount}
	if b.Lines != nil {
		err := b.Lines(func(l RegisterLine) error {
			var record []string
			if b.Number {
				record = append(record, guarded(l.Number))
			}
			for i, text := range l.Text {
				if text != "" && slices.Contains(numbers, register.Column(i)) {
					record = append(record, "\t"+text)
					continue
				}
				record = append(record, guarded(text))
			}
			if !b.Number {
				record = append(record, guarded(l.Error))
			}
			return writer.Write(record)
		})
		if err != nil {
			return nil, err
		}
	}
	writer.Flush()
	return out.Bytes(), writer.Error()
}
