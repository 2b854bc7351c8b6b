package exchange_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"chengxin/internal/exchange"
	"chengxin/internal/fault"
	"chengxin/internal/verification"
)

// pensions maps a file of the social insurance: a title above, columns in another order, and one that nobody asked for.
func pensions() verification.Mapping {
	m := verification.Mapping{Source: verification.SocialInsurance, Item: "I401"}
	m.Headings[verification.ColumnIDNumber] = "身份证号"
	m.Headings[verification.ColumnValue] = "月养老金"
	m.Headings[verification.ColumnAsOf] = "截止日期"
	return m
}

const pensionFile = "城乡居民养老金发放情况\n姓名,截止日期,月养老金,身份证号,政治面貌\n马某,2026-05-31,\"1,200.50\",990422195001010018,群众\n,,,,\n,20260531,0,990422195001010026,群众\n"

func checkPensions(t *testing.T, content []byte, form string) {
	t.Helper()
	table, err := exchange.ReadVerification(content, pensions(), exchange.TableLimits)
	if err != nil {
		t.Fatal(err)
	}
	if table.Form != form || table.Header != 2 || len(table.Rows) != 2 {
		t.Fatalf("%+v", table)
	}
	first, last := table.Rows[0], table.Rows[1]
	if first.Line != 3 || first.At(verification.ColumnIDNumber) != "990422195001010018" || first.At(verification.ColumnValue) != "1,200.50" ||
		first.At(verification.ColumnAsOf) != "2026-05-31" || last.Line != 5 || last.At(verification.ColumnValue) != "0" {
		t.Errorf("%+v", table.Rows)
	}
	for _, row := range table.Rows {
		if strings.Contains(strings.Join(row.Text[:], "|"), "群众") {
			t.Errorf("a column that nobody asked for is taken over: %+v", row)
		}
	}
}

func TestASourcesFileIsReadThroughItsMapping(t *testing.T) {
	checkPensions(t, []byte(pensionFile), exchange.FormUTF8)
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(pensionFile)
	if err != nil {
		t.Fatal(err)
	}
	checkPensions(t, []byte(gb), exchange.FormGB18030)
}

func TestASourcesWorkbookIsReadFromTheSheetWithTheHeadings(t *testing.T) {
	f := excelize.NewFile()
	if _, err := f.NewSheet("明细"); err != nil {
		t.Fatal(err)
	}
	for cell, value := range map[string]any{
		"A1": "身份证号", "B1": "月养老金", "C1": "截止日期",
		"A2": "990422195001010018", "B2": 1200.5, "C2": 46173, "A3": 990422195001010000.0, "B3": 1,
	} {
		if err := f.SetCellValue("明细", cell, value); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	table, err := exchange.ReadVerification(out.Bytes(), pensions(), exchange.TableLimits)
	if err != nil {
		t.Fatal(err)
	}
	if table.Form != exchange.FormWorkbook || table.Sheet != "明细" || len(table.Rows) != 2 {
		t.Fatalf("%+v", table)
	}
	if row := table.Rows[0]; !row.Number(verification.ColumnValue) || !row.Number(verification.ColumnAsOf) || row.Number(verification.ColumnIDNumber) {
		t.Errorf("%+v", row)
	}
	if !table.Rows[1].Number(verification.ColumnIDNumber) {
		t.Errorf("a spoiled number is not known as one: %+v", table.Rows[1])
	}
}

func TestAFileThatTheMappingDoesNotFitIsRefused(t *testing.T) {
	for name, one := range map[string]struct{ content, says string }{
		"a heading is missing":          {"身份证号,截止日期\n1,2\n", "月养老金"},
		"what to open, and no template": {"身份证号,截止日期\n1,2\n", "请打开“怎样读文件”"},
		"a heading stands twice":        {"身份证号,月养老金,截止日期,月养老金\n1,2,3,4\n", "月养老金"},
		"empty":                         {"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := exchange.ReadVerification([]byte(one.content), pensions(), exchange.TableLimits)
			var refused *fault.Error
			if !errors.As(err, &refused) || refused.Field != "file" || !strings.Contains(err.Error(), one.says) {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestHeadingsAreOfferedForTheMapping(t *testing.T) {
	headings, err := exchange.VerificationHeadings([]byte(pensionFile), exchange.TableLimits)
	if err != nil || strings.Join(headings, "|") != "姓名|截止日期|月养老金|身份证号|政治面貌" {
		t.Errorf("%v %v", headings, err)
	}
}

// refused are the reasons for which two lines of the pensions' file were not taken.
func refused(lines ...int) []verification.Issue {
	var all []verification.Issue
	for _, line := range lines {
		all = append(all, verification.Issue{Line: line, At: verification.ColumnIDNumber, Key: verification.ReasonUnknown})
	}
	return all
}

func TestASourcesFileComesBackMarkedInItsEncoding(t *testing.T) {
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(pensionFile)
	if err != nil {
		t.Fatal(err)
	}
	content := []byte(gb)
	for range 2 { // marking what was marked uses the same column
		if content, err = exchange.MarkVerification(content, pensions(), refused(5), exchange.TableLimits); err != nil {
			t.Fatal(err)
		}
		checkPensions(t, content, exchange.FormGB18030)
	}
	text, err := simplifiedchinese.GB18030.NewDecoder().String(string(content))
	if err != nil || strings.Count(text, "身份证号：") != 1 || strings.Count(text, "导入问题") != 1 || !strings.HasPrefix(text, "城乡居民") {
		t.Errorf("%v %s", err, text)
	}
}

func TestOnlyTheLinesThatFailedAreWritten(t *testing.T) {
	failed, err := exchange.WriteFailedVerification([]byte(pensionFile), pensions(), refused(5), exchange.TableLimits)
	if err != nil {
		t.Fatal(err)
	}
	table, err := exchange.ReadVerification(failed, pensions(), exchange.TableLimits)
	if err != nil || len(table.Rows) != 1 || table.Rows[0].At(verification.ColumnIDNumber) != "990422195001010026" || table.Header != 1 {
		t.Errorf("%v %+v", err, table)
	}
}

func TestAWorkbookComesBackMarkedAndItsFailedLinesAlone(t *testing.T) {
	f := excelize.NewFile()
	sheet, since1904 := f.GetSheetName(0), true
	if err := f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &since1904}); err != nil {
		t.Fatal(err)
	}
	for cell, value := range map[string]any{
		"A1": "身份证号", "B1": "月养老金", "C1": "截止日期", "D1": "备注",
		"A2": "990422195001010018", "B2": 1200.5, "C2": 44711, "D2": "留着", "A3": "990422195001010026", "B3": 90, "C3": 44711,
	} {
		if err := f.SetCellValue(sheet, cell, value); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	marked, err := exchange.MarkVerification(out.Bytes(), pensions(), refused(3), exchange.TableLimits)
	if err != nil {
		t.Fatal(err)
	}
	back, err := excelize.OpenReader(bytes.NewReader(marked))
	if err != nil {
		t.Fatal(err)
	}
	for cell, starts := range map[string]string{"E1": "导入问题", "E3": "身份证号：", "D2": "留着"} {
		if got, err := back.GetCellValue(sheet, cell); err != nil || !strings.HasPrefix(got, starts) {
			t.Errorf("%s: %q %v", cell, got, err)
		}
	}
	if got, err := back.GetCellValue(sheet, "E2"); err != nil || got != "" {
		t.Errorf("a good line is marked: %q %v", got, err)
	}
	before, err := exchange.ReadVerification(marked, pensions(), exchange.TableLimits)
	if err != nil {
		t.Fatal(err)
	}
	failed, err := exchange.WriteFailedVerification(marked, pensions(), refused(3), exchange.TableLimits)
	if err != nil {
		t.Fatal(err)
	}
	after, err := exchange.ReadVerification(failed, pensions(), exchange.TableLimits)
	if err != nil || len(before.Rows) != 2 || len(after.Rows) != 1 || after.Rows[0].Text != before.Rows[1].Text || after.Rows[0].Numbers != before.Rows[1].Numbers {
		t.Errorf("%v\n%+v\n%+v", err, before.Rows, after.Rows)
	}
}

// Programs of other offices write workbooks without a style sheet, and such a file comes back marked, too.
func TestAWorkbookWithoutStylesComesBackMarked(t *testing.T) {
	f := excelize.NewFile()
	sheet := f.GetSheetName(0)
	for cell, value := range map[string]any{"A1": "身份证号", "B1": "月养老金", "C1": "截止日期", "A2": "990422195001010018", "B2": 90} {
		if err := f.SetCellValue(sheet, cell, value); err != nil {
			t.Fatal(err)
		}
	}
	var whole, plain bytes.Buffer
	if err := f.Write(&whole); err != nil {
		t.Fatal(err)
	}
	parts, err := zip.NewReader(bytes.NewReader(whole.Bytes()), int64(whole.Len()))
	if err != nil {
		t.Fatal(err)
	}
	out := zip.NewWriter(&plain)
	for _, part := range parts.File {
		if part.Name == "xl/styles.xml" {
			continue
		}
		if err := out.Copy(part); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	marked, err := exchange.MarkVerification(plain.Bytes(), pensions(), refused(2), exchange.TableLimits)
	if err != nil {
		t.Fatal(err)
	}
	back, err := excelize.OpenReader(bytes.NewReader(marked))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := back.GetCellValue(sheet, "D2"); err != nil || !strings.HasPrefix(got, "身份证号：") {
		t.Errorf("%q %v", got, err)
	}
	if sheets := back.GetSheetList(); len(sheets) != 2 {
		t.Errorf("the list of problems is missing: %v", sheets)
	}
}
