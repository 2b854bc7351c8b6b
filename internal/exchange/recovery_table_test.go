package exchange_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	steps "chengxin/internal/casework/recovery"
	"chengxin/internal/exchange"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/recovery"
)

// filledRecovery is a template that somebody has filled in, with days as the numbers that Excel makes of them.
func filledRecovery(t *testing.T, kind recovery.Table, rows ...map[recovery.Column]any) []byte {
	t.Helper()
	template, err := exchange.WriteRecoveryTemplate(exchange.RecoveryTemplate{Kind: kind, Basis: []string{"《社会救助暂行办法》第六十八条"}, Demo: true})
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(template))
	if err != nil {
		t.Fatal(err)
	}
	sheet := f.GetSheetName(0)
	for n, row := range rows {
		for i, column := range kind.Columns() {
			at, err := excelize.CoordinatesToCellName(i+1, n+3) // the mark of the demonstration stands above the headings
			if err != nil {
				t.Fatal(err)
			}
			if value, given := row[column]; given {
				if err := f.SetCellValue(sheet, at, value); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

var listedRow = map[recovery.Column]any{
	recovery.ColumnRef: "追1", recovery.ColumnFile: "640422100202-0001", recovery.ColumnName: "马国强", recovery.ColumnFrom: 45717, recovery.ColumnTo: "2025-05", recovery.ColumnMonthly: 300.5,
	recovery.ColumnTotal: "901.5", recovery.ColumnOn: 45901, recovery.ColumnDue: "2025-10-09", recovery.ColumnBasis: "《社会救助暂行办法》第六十八条",
}

func TestAFilledTemplateOfRecoveriesComesBack(t *testing.T) {
	content := filledRecovery(t, recovery.OrderTable, listedRow)
	table, err := exchange.ReadRecovery(content, recovery.OrderTable, exchange.TableLimits)
	if err != nil || len(table.Rows) != 1 {
		t.Fatalf("%+v %v", table, err)
	}
	one, problems := recovery.ReadListed(table.Rows[0], period.MustDay("2026-11-23"))
	if len(problems) > 0 {
		t.Fatalf("%+v", problems)
	}
	if len(one.Order.Months) != 3 || one.Order.Months[0].Month != "2025-03" || recovery.Total(one.Order.Months) != 90150 || one.Order.On != period.MustDay("2025-09-01") {
		t.Errorf("%+v", one.Order)
	}
	if _, err := exchange.ReadRecovery(content, recovery.ReceiptTable, exchange.TableLimits); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a list of orders is taken for receipts: %v", err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	if rules, err := f.GetDataValidations(f.GetSheetName(0)); err != nil || len(rules) != 1 {
		t.Errorf("the law is not chosen from a list: %v %v", rules, err)
	}
}

func TestAWrongRowOfRecoveriesComesBackWithItsReason(t *testing.T) {
	wrong := map[recovery.Column]any{recovery.ColumnRef: "追2", recovery.ColumnName: "马国强"}
	content := filledRecovery(t, recovery.OrderTable, listedRow, wrong)
	read := func(content []byte) (lines []recovery.Row, problems []recovery.Problem) {
		t.Helper()
		table, err := exchange.ReadRecovery(content, recovery.OrderTable, exchange.TableLimits)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range table.Rows {
			_, found := recovery.ReadListed(row, period.MustDay("2026-11-23"))
			problems = append(problems, found...)
		}
		return table.Rows, problems
	}
	_, problems := read(content)
	marked, err := exchange.MarkRecovery(content, recovery.OrderTable, problems, exchange.TableLimits)
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(marked))
	if err != nil {
		t.Fatal(err)
	}
	said, err := f.GetCellValue(f.GetSheetName(0), "M4")
	if err != nil || !strings.Contains(said, "多领起始月") {
		t.Errorf("beside the row stands %q, %v", said, err)
	}
	if good, _ := f.GetCellValue(f.GetSheetName(0), "M3"); good != "" {
		t.Errorf("beside a good row stands %q", good)
	}
	again, problemsAgain := read(marked)
	if len(again) != 2 || len(problemsAgain) != len(problems) {
		t.Errorf("the marked file reads as %d rows with %d problems, not %d", len(again), len(problemsAgain), len(problems))
	}
}

func TestTheAgeingWorkbookHoldsAmountsThatAddUp(t *testing.T) {
	list := steps.List{Place: "640422", Report: recovery.Report([]recovery.Standing{
		{State: recovery.Overdue, Owed: 8010, Late: 8010, Since: period.MustDay("2026-10-23"), Sum: recovery.Sums{Charged: 9010, Received: 1000}},
	}, period.MustDay("2026-11-23"))}
	content, err := exchange.WriteAgeing(list, false)
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.GetRows(f.GetSheetName(0), excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	late := rows[4] // title, headings, not late, to 30, to 90
	if late[1] != "1" || late[2] != "80.10" || late[3] != "80.10" {
		t.Errorf("31 days late: %v", rows)
	}
}

func FuzzRecoveryTables(f *testing.F) {
	f.Add([]byte("编号,退款人姓名,缴款日期,缴款金额（元）,缴款方式,凭证号,缴款人\n追1,马国强,2026-01-02,100,现金,1,\n"), false)
	f.Add([]byte("编号,户编号,退款人姓名,身份证号,多领起始月,多领截止月,每月多领金额（元）,应缴金额（元）,已缴金额（元）,责令日期,应缴清日期,依据\n追1,n,马,,2025-01,9999-12,1,1,,2026-01-01,2026-02-01,《办法》第六条\n"), true)
	f.Fuzz(func(t *testing.T, content []byte, orders bool) {
		kind := recovery.ReceiptTable
		if orders {
			kind = recovery.OrderTable
		}
		table, err := exchange.ReadRecovery(content, kind, exchange.TableLimits)
		if err != nil {
			return
		}
		for _, row := range table.Rows {
			if orders {
				if one, problems := recovery.ReadListed(row, period.MustDay("2026-11-23")); len(problems) == 0 && recovery.Total(one.Order.Months) <= 0 {
					t.Errorf("an order for nothing: %+v", one)
				}
			} else if one, problems := recovery.ReadPaying(row, period.MustDay("2026-11-23")); len(problems) == 0 && one.Received.Fen <= 0 {
				t.Errorf("a payment of nothing: %+v", one)
			}
		}
	})
}
