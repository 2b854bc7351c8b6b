package exchange

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"chengxin/internal/casework/register"
	"chengxin/internal/wording"
)

// Mark is what is to be said about one line of a file.
type Mark struct {
	Line   int
	Column register.Column
	Text   string
}

// MarkRegister gives the same file back with what is wrong: a last column in red in the register's sheet, or the one that
// an earlier marking has left there, and, in a workbook, a sheet that lists everything. All else stays as it was.
func MarkRegister(content []byte, marks []Mark, limits Limits) ([]byte, error) {
	table, err := ReadRegister(content, limits)
	if err != nil {
		return nil, err
	}
	said := make([]remark, len(marks))
	for i, mark := range marks {
		said[i] = remark{mark.Line, mark.Column.Title(), mark.Text}
	}
	place := marking{Form: table.Form, Sheet: table.Sheet, Header: table.Header, Width: table.Width, Error: table.Error, marked: table.marked}
	for _, row := range table.Rows {
		place.Lines = append(place.Lines, row.Line)
	}
	return place.mark(content, said, limits)
}

// remark is what is said about one line: in which column, by its title, and what.
type remark struct {
	Line        int
	Title, Text string
}

// marking is where in a file problems are written: whatever table it is.
type marking struct {
	Form, Sheet   string
	Header, Width int
	Error         int // the column of an earlier marking's problems, where there is one
	marked        bool
	Lines         []int // of the rows
}

// mark writes the remarks into the file, in a workbook or in a text.
func (table marking) mark(content []byte, remarks []remark, limits Limits) ([]byte, error) {
	beside := besideLines(remarks)
	if table.Form == FormWorkbook {
		return markWorkbook(content, table, remarks, beside, limits)
	}
	return markCSV(content, table, beside)
}

// besideLines puts together what is said about each line.
func besideLines(remarks []remark) map[int]string {
	beside := map[int]string{}
	for _, one := range remarks {
		text := one.Title + zh("registerimport.mark") + one.Text
		if beside[one.Line] != "" {
			text = beside[one.Line] + "\n" + text
		}
		beside[one.Line] = text
	}
	return beside
}

func markWorkbook(content []byte, table marking, remarks []remark, beside map[int]string, limits Limits) (marked []byte, err error) {
	// The limit for a part is the one for all: a part above it would be put into a temporary file, unsealed.
	f, err := excelize.OpenReader(bytes.NewReader(content), excelize.Options{UnzipSizeLimit: limits.Unpacked, UnzipXMLSizeLimit: limits.Unpacked})
	if err != nil {
		return nil, notAWorkbook(err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	wrong, styled := 0, hasStyles(f)
	if style := wrongStyle(); styled {
		if wrong, err = f.NewStyle(&style); err != nil {
			return nil, notAWorkbook(err)
		}
	}
	put := func(line int, text string, style int) error {
		at, err := excelize.CoordinatesToCellName(table.errorColumn()+1, line)
		if err != nil {
			return err
		}
		if err := f.SetCellStr(table.Sheet, at, text); err != nil || !styled {
			return err
		}
		return f.SetCellStyle(table.Sheet, at, at, style)
	}
	if err := put(table.Header, zh("registerimport.column.error"), wrong); err != nil {
		return nil, notAWorkbook(err)
	}
	for _, line := range table.Lines {
		text, is := beside[line]
		if !is && !table.marked {
			continue
		}
		now := wrong
		if !is {
			now = 0
		}
		if err := put(line, text, now); err != nil {
			return nil, notAWorkbook(err)
		}
	}
	name, err := excelize.ColumnNumberToName(table.errorColumn() + 1)
	if err == nil {
		err = errors.Join(f.SetColWidth(table.Sheet, name, name, 60), listErrors(f, remarks, wrong))
	}
	if err != nil {
		return nil, notAWorkbook(err)
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// hasStyles says whether a workbook has every part of a style sheet that a style of ours needs. Other programs leave it out; then
// the problems stand there in black.
func hasStyles(f *excelize.File) bool {
	_, _ = f.GetStyle(-1) // there is none: this only reads the style sheet
	styles := f.Styles
	return styles != nil && styles.Fonts != nil && styles.Fills != nil && styles.Borders != nil && styles.CellXfs != nil
}

// listErrors writes the sheet that lists every problem, anew.
func listErrors(f *excelize.File, remarks []remark, head int) error {
	sheet := zh("registerimport.sheet.errors")
	if at, err := f.GetSheetIndex(sheet); err == nil && at >= 0 {
		if err := f.DeleteSheet(sheet); err != nil {
			return err
		}
	}
	if _, err := f.NewSheet(sheet); err != nil {
		return err
	}
	out, err := f.NewStreamWriter(sheet)
	if err != nil {
		return err
	}
	if err := errors.Join(out.SetColWidth(1, 1, 8), out.SetColWidth(2, 2, 18), out.SetColWidth(3, 3, 80)); err != nil {
		return err
	}
	titles := []any{
		excelize.Cell{StyleID: head, Value: zh("registerimport.errors.line")},
		excelize.Cell{StyleID: head, Value: zh("registerimport.errors.column")},
		excelize.Cell{StyleID: head, Value: zh("registerimport.errors.problem")},
	}
	if err := out.SetRow("A1", titles); err != nil {
		return err
	}
	for i, one := range remarks {
		if err := out.SetRow(fmt.Sprintf("A%d", i+2), []any{one.Line, one.Title, one.Text}); err != nil {
			return err
		}
	}
	return out.Flush()
}

// errorColumn is where problems stand: an earlier marking's column, else behind the last heading.
func (table marking) errorColumn() int {
	if table.marked {
		return table.Error
	}
	return table.Width
}

func markCSV(content []byte, table marking, beside map[int]string) ([]byte, error) {
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
		if said != "" || table.marked && len(record) > table.Error {
			for len(record) <= table.errorColumn() {
				record = append(record, "")
			}
			record[table.errorColumn()] = guarded(said)
		}
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

// MarksOf are the marks for what was noted about some households, by line.
func MarksOf(groups []register.Group) []Mark {
	var marks []Mark
	for _, g := range groups {
		for _, issue := range g.Issues {
			marks = append(marks, Mark{Line: issue.Line, Column: issue.At, Text: issueText(issue)})
		}
	}
	slices.SortStableFunc(marks, func(x, y Mark) int { return x.Line - y.Line })
	return marks
}

func issueText(issue register.Issue) string {
	text := issue.Message(wording.Chinese)
	if issue.Doubt {
		return zh("registerimport.errors.doubt", "text", text)
	}
	return text
}

// FailedLines are the rows of households that were not registered, as they were typed, each with its problems.
func FailedLines(groups []register.Group) func(put func(RegisterLine) error) error {
	return func(put func(RegisterLine) error) error {
		for _, g := range groups {
			for _, row := range g.Rows {
				line := RegisterLine{Text: row.Text}
				for _, issue := range g.Issues {
					if issue.Line != row.Line {
						continue
					}
					if line.Error != "" {
						line.Error += "\n"
					}
					line.Error += issue.At.Title() + zh("registerimport.mark") + issueText(issue)
				}
				if err := put(line); err != nil {
					return err
				}
			}
		}
		return nil
	}
}
