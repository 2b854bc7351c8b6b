package exchange

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"chengxin/internal/verification"
	"chengxin/internal/wording"
)

// MarkVerification gives a source's file back with why rows were not taken: a last column in red, or the one that an earlier marking
// has left there, and, in a workbook, a sheet that lists everything. All else stays as it was.
func MarkVerification(content []byte, mapping verification.Mapping, issues []verification.Issue, limits Limits) ([]byte, error) {
	table, err := ReadVerification(content, mapping, limits)
	if err != nil {
		return nil, err
	}
	return table.marking().mark(content, remarksOf(mapping, issues), limits)
}

// WriteFailedVerification gives the lines of a source's file that were not taken, under its headings and with their problems beside
// them, as they stood: to be corrected and brought again. The columns that the mapping does not name come along, because they are the
// source's own.
func WriteFailedVerification(content []byte, mapping verification.Mapping, issues []verification.Issue, limits Limits) ([]byte, error) {
	table, err := ReadVerification(content, mapping, limits)
	if err != nil {
		return nil, err
	}
	beside := besideLines(remarksOf(mapping, issues))
	if table.Form == FormWorkbook {
		return failedWorkbook(content, table, beside, limits)
	}
	return failedCSV(content, table.marking(), beside)
}

func (t VerificationTable) marking() marking {
	place := marking{Form: t.Form, Sheet: t.Sheet, Header: t.Header, Width: t.Width, Error: t.Error, marked: t.marked}
	for _, row := range t.Rows {
		place.Lines = append(place.Lines, row.Line)
	}
	return place
}

// remarksOf names each column as the file does, and as we do where the file has none.
func remarksOf(mapping verification.Mapping, issues []verification.Issue) []remark {
	remarks := make([]remark, len(issues))
	for i, issue := range issues {
		title := mapping.Headings[issue.At]
		if title == "" {
			title = issue.At.Label(wording.Chinese)
		}
		remarks[i] = remark{issue.Line, title, issue.Message(wording.Chinese)}
	}
	slices.SortStableFunc(remarks, func(x, y remark) int { return x.Line - y.Line })
	return remarks
}

// exactDigits is how long a number of a workbook may be so that none of its digits is lost.
const exactDigits = 15

// failedWorkbook writes a new workbook of text cells, so that no identity number is spoiled by being opened.
func failedWorkbook(content []byte, table VerificationTable, beside map[int]string, limits Limits) (failed []byte, err error) {
	_, sheets, err := ReadSheets(content, limits)
	if err != nil {
		return nil, err
	}
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	out, err := f.NewStreamWriter(f.GetSheetName(0))
	if err != nil {
		return nil, err
	}
	style := wrongStyle()
	wrong, err := f.NewStyle(&style)
	if err != nil {
		return nil, err
	}
	written, column := 0, table.marking().errorColumn()
	write := func(line Line, said string) error {
		cells := make([]any, max(len(line.Cells), column+1))
		for i, cell := range line.Cells {
			cells[i] = cell.Text
			if value, err := strconv.ParseFloat(cell.Text, 64); err == nil && cell.Number && len(cell.Text) <= exactDigits {
				cells[i] = value // an amount or a day stays one
			}
		}
		cells[column] = excelize.Cell{StyleID: wrong, Value: said}
		written++
		at, err := excelize.CoordinatesToCellName(1, written)
		if err != nil {
			return err
		}
		return out.SetRow(at, cells)
	}
	for _, sheet := range sheets {
		if sheet.Name != table.Sheet {
			continue
		}
		since1904 := sheet.Shift != 0
		if err := f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &since1904}); err != nil {
			return nil, err
		}
		err = sheet.Lines(func(line Line) error {
			said := beside[line.Number]
			switch {
			case line.Number == table.Header:
				said = zh("registerimport.column.error")
			case said == "":
				return nil
			}
			return write(line, said)
		})
		break
	}
	if err := errors.Join(err, out.Flush()); err != nil {
		return nil, err
	}
	var whole bytes.Buffer
	if err := f.Write(&whole); err != nil {
		return nil, err
	}
	return whole.Bytes(), nil
}

func failedCSV(content []byte, table marking, beside map[int]string) ([]byte, error) {
	form, text, err := decodeText(content)
	if err != nil {
		return nil, err
	}
	reader := csv.NewReader(bytes.NewReader(text))
	reader.FieldsPerRecord, reader.Comma = -1, separatorOf(text)
	var out bytes.Buffer
	writer := csv.NewWriter(&out)
	writer.Comma, writer.UseCRLF = reader.Comma, bytes.Contains(text, []byte("\r\n"))
	for {
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		line, _ := reader.FieldPos(0)
		said := beside[line]
		if line == table.Header {
			said = zh("registerimport.column.error")
		}
		if said == "" {
			continue
		}
		for len(record) <= table.errorColumn() {
			record = append(record, "")
		}
		record[table.errorColumn()] = guarded(said)
		if err := writer.Write(record); err != nil {
			return nil, err
		}
	}
	writer.Flush()
	if err := writer.Error(); err != nil {
		return nil, err
	}
	if form == FormGB18030 {
		return simplifiedchinese.GB18030.NewEncoder().Bytes(out.Bytes())
	}
	return append([]byte("\ufeff"), out.Bytes()...), nil
}
