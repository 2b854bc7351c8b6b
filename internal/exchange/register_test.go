package exchange_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"chengxin/internal/casework/register"
	"chengxin/internal/exchange"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/wording"
)

const township = region.Code("640422100")

// people are rows of the register as an officer would type them: n households of two.
func people(n int) [][]string {
	villages := register.Villages(township)
	var rows [][]string
	for i := range n {
		key, village := fmt.Sprint(i+1), register.VillageTitle(township, villages[i%len(villages)])
		born := period.MustDay("1950-01-01").AddDays(i % 20000)
		head := household.InventedID("990422", born, 2*(i/20000)+1)
		wife := household.InventedID("990422", born, 2*(i/20000)+2)
		rows = append(rows,
			[]string{key, village, "三组" + key + "号", household.Recipient.Label(wording.Chinese), "马志强", household.HeadOfHousehold.Label(wording.Chinese), string(head), "19900001111", "6200990000001234567", "", "", "2020-01-31"},
			[]string{key, "", "", "", "单雨·阿依", household.Spouse.Label(wording.Chinese), string(wife), "", "", "体弱", household.LimitedCapacity.Label(wording.Chinese), ""})
	}
	return rows
}

// filledTemplate is the program's own template, filled in as Excel would.
func filledTemplate(t testing.TB, rows [][]string, change func(*excelize.File, string)) []byte {
	t.Helper()
	empty, err := exchange.WriteRegister(exchange.RegisterBook{Place: township, Demo: true})
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(empty))
	if err != nil {
		t.Fatal(err)
	}
	sheet := f.GetSheetName(0)
	for i, row := range rows {
		for c, text := range row {
			at, _ := excelize.CoordinatesToCellName(c+1, i+3)
			if text == "" {
				continue
			}
			if err := f.SetCellStr(sheet, at, text); err != nil {
				t.Fatal(err)
			}
		}
	}
	if change != nil {
		change(f, sheet)
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func read(t testing.TB, content []byte) exchange.RegisterTable {
	t.Helper()
	table, err := exchange.ReadRegister(content, exchange.TableLimits)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func same(t *testing.T, table exchange.RegisterTable, rows [][]string) {
	t.Helper()
	if len(table.Rows) != len(rows) {
		t.Fatalf("%d rows, want %d", len(table.Rows), len(rows))
	}
	for i, row := range table.Rows {
		if got, want := strings.Join(row.Text, "|"), strings.Join(rows[i], "|"); got != want {
			t.Errorf("line %d: %s, want %s", row.Line, got, want)
		}
	}
}

func TestWhatIsFilledIntoTheTemplateComesBack(t *testing.T) {
	rows := people(3)
	table := read(t, filledTemplate(t, rows, nil))
	same(t, table, rows)
	if table.Header != 2 || table.Rows[0].Line != 3 || table.Form != exchange.FormWorkbook {
		t.Errorf("%+v", table)
	}
}

func TestTheTemplateOffersListsAndKeepsNumbersAsText(t *testing.T) {
	empty, err := exchange.WriteRegister(exchange.RegisterBook{Place: township})
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(empty))
	if err != nil {
		t.Fatal(err)
	}
	sheet := f.GetSheetName(0)
	rules, err := f.GetDataValidations(sheet)
	if err != nil || len(rules) != 4 {
		t.Fatalf("%d lists, %v", len(rules), err)
	}
	if seen, err := f.GetSheetVisible(wording.T(wording.Chinese, "registerimport.sheet.dictionary")); err != nil || seen {
		t.Errorf("the dictionary is shown: %v %v", seen, err)
	}
	style, err := f.GetColStyle(sheet, "G")
	if err != nil {
		t.Fatal(err)
	}
	if look, err := f.GetStyle(style); err != nil || look.NumFmt != 49 {
		t.Errorf("the identity numbers' column is not text: %+v %v", look, err)
	}
	if text := fmt.Sprint(f.GetSheetList()); !strings.Contains(text, wording.T(wording.Chinese, "registerimport.sheet.guide")) {
		t.Error(text)
	}
}

func TestNumbersThatExcelSpoiledAreKnownAsNumbers(t *testing.T) {
	rows := people(1)
	table := read(t, filledTemplate(t, rows, func(f *excelize.File, sheet string) {
		_ = f.SetCellFloat(sheet, "G3", 640422197001010000, -1, 64)
		_ = f.SetCellInt(sheet, "L4", 45322)
	}))
	if !table.Rows[0].Number(register.ColumnIDNumber) || !table.Rows[1].Number(register.ColumnFrom) {
		t.Errorf("%+v", table.Rows)
	}
}

func TestAnotherVersionOfTheTemplateIsRefused(t *testing.T) {
	content := filledTemplate(t, people(1), func(f *excelize.File, _ string) {
		_ = f.SetCellStr(wording.T(wording.Chinese, "registerimport.sheet.dictionary"), "B1", "register-0")
	})
	if _, err := exchange.ReadRegister(content, exchange.TableLimits); err == nil || !strings.Contains(err.Error(), "旧版模板") {
		t.Errorf("%v", err)
	}
}

func csvOf(rows [][]string) string {
	var out strings.Builder
	w := csv.NewWriter(&out)
	var head []string
	for _, column := range register.Columns() {
		head = append(head, column.Title())
	}
	_ = w.Write(append(head, "自己的列"))
	for _, row := range rows {
		_ = w.Write(append(append([]string{}, row...), "x"))
	}
	w.Flush()
	return out.String()
}

func TestTextFilesInEveryEncodingReadTheSame(t *testing.T) {
	rows := people(3)
	rows[1][4] = "𠮷·阿依" // beyond U+FFFF: four bytes in both encodings
	text := csvOf(rows)
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ text, form string }{
		"utf-8": {text, exchange.FormUTF8}, "with a mark": {"\ufeff" + text, exchange.FormUTF8}, "gb18030": {gb, exchange.FormGB18030},
		"crlf": {strings.ReplaceAll(text, "\n", "\r\n"), exchange.FormUTF8},
	} {
		table := read(t, []byte(c.text))
		if table.Form != c.form {
			t.Errorf("%s: read as %s", name, table.Form)
		}
		same(t, table, rows)
	}
}

func TestWhatCannotBeReadIsRefusedWithWhatToDo(t *testing.T) {
	good := csvOf(people(1))
	for name, c := range map[string]struct{ content, say string }{
		"nothing":          {"", "空的"},
		"old workbook":     {"\xd0\xcf\x11\xe0old", ".xlsx"},
		"utf-16":           {"\xff\xfea\x00", "CSV UTF-8"},
		"undefined bytes":  {good + "\x80\xff", "读不出来"},
		"a program":        {"MZ\x00\x01", "不是表格"},
		"open quote":       {good + "\"1", "引号"},
		"no headings":      {"a,b\n1,2\n", "身份证号"},
		"heading twice":    {strings.Replace(good, "自己的列", "姓名", 1), "两次"},
		"broken workbook":  {"PK\x03\x04 not an archive", "损坏"},
		"one heading less": {strings.Replace(good, "身份证号", "证件", 1), "身份证号"},
	} {
		if _, err := exchange.ReadRegister([]byte(c.content), exchange.TableLimits); err == nil || !strings.Contains(err.Error(), c.say) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheSameWorkbookComesBackWithItsProblemsInRed(t *testing.T) {
	rows := people(3)
	content := filledTemplate(t, rows, func(f *excelize.File, sheet string) {
		_ = f.SetCellStr(sheet, "N2", "备注")
		_ = f.SetCellStr(sheet, "N3", "自己的话")
	})
	marks := []exchange.Mark{{Line: 4, Column: register.ColumnIDNumber, Text: "重复"}, {Line: 4, Column: register.ColumnPhone, Text: "不对"}}
	for range 2 { // marking what was marked uses the same column
		marked, err := exchange.MarkRegister(content, marks, exchange.TableLimits)
		if err != nil {
			t.Fatal(err)
		}
		f, err := excelize.OpenReader(bytes.NewReader(marked))
		if err != nil {
			t.Fatal(err)
		}
		sheet := f.GetSheetName(0)
		for at, want := range map[string]string{"O2": "导入问题", "O4": "身份证号：重复\n联系电话：不对", "O3": "", "N3": "自己的话", "P2": ""} {
			if got, _ := f.GetCellValue(sheet, at); got != want {
				t.Errorf("%s: %q, want %q", at, got, want)
			}
		}
		style, _ := f.GetCellStyle(sheet, "O4")
		if look, err := f.GetStyle(style); err != nil || look.Font.Color != "C00000" {
			t.Errorf("not red: %+v", look)
		}
		listed, err := f.GetRows("问题清单")
		if err != nil || len(listed) != 3 || listed[1][0] != "4" || listed[1][1] != "身份证号" {
			t.Errorf("%v %v", listed, err)
		}
		if rules, _ := f.GetDataValidations(sheet); len(rules) != 4 {
			t.Errorf("%d lists are left", len(rules))
		}
		same(t, read(t, marked), rows)
		content = marked
	}
}

func TestTheSameTextFileComesBackInItsEncoding(t *testing.T) {
	rows := people(2)
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(csvOf(rows))
	if err != nil {
		t.Fatal(err)
	}
	marked, err := exchange.MarkRegister([]byte(gb), []exchange.Mark{{Line: 3, Column: register.ColumnName, Text: "请填写"}}, exchange.TableLimits)
	if err != nil {
		t.Fatal(err)
	}
	table := read(t, marked)
	same(t, table, rows)
	if table.Form != exchange.FormGB18030 {
		t.Error(table.Form)
	}
	text, _ := simplifiedchinese.GB18030.NewDecoder().String(string(marked))
	if !strings.Contains(text, "x,姓名：请填写\n") || strings.Count(text, "导入问题") != 1 {
		t.Error(text)
	}
}

func TestNoCellOfAnExportBecomesAFormula(t *testing.T) {
	row := people(1)[0]
	row[2] = "=HYPERLINK(\"http://x\")"
	content, err := exchange.WriteRegisterCSV(exchange.RegisterBook{Place: township, Number: true, Lines: func(put func(exchange.RegisterLine) error) error {
		return put(exchange.RegisterLine{Number: "640422100202-0001", Text: row})
	}})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(content), "'=HYPERLINK") || !strings.Contains(string(content), "\t"+row[6]) {
		t.Error(string(content))
	}
	same(t, read(t, content), [][]string{row})
}

func TestAnUntouchedTemplateHasNoRows(t *testing.T) {
	if table := read(t, filledTemplate(t, nil, nil)); len(table.Rows) != 0 {
		t.Errorf("%+v", table.Rows)
	}
}
