package recovery

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"chengxin/internal/determination"
	"chengxin/internal/fault"
	"chengxin/internal/money"
	"chengxin/internal/period"
	"chengxin/internal/wording"
)

// Table is which table is brought in.
type Table string

// The tables.
const (
	OrderTable   Table = "orders"
	ReceiptTable Table = "receipts"
)

// Tables lists them.
func Tables() []Table { return []Table{OrderTable, ReceiptTable} }

// Column is a column of a table. Its heading stands in the catalogue, recovery.column.<name>.
type Column string

// The columns.
const (
	ColumnRef     Column = "ref"     // the order's number, in the list or on its letter
	ColumnFile    Column = "file"    // the household's file number; may be empty beside an identity number
	ColumnName    Column = "name"    // of the person
	ColumnID      Column = "id"      // the identity number; may be empty beside a file number
	ColumnFrom    Column = "from"    // the first month, 2025-03
	ColumnTo      Column = "to"      // the last month
	ColumnMonthly Column = "monthly" // yuan, of each month
	ColumnTotal   Column = "total"   // yuan; must be the months' sum
	ColumnPaid    Column = "paid"    // yuan, paid before the import; may be empty
	ColumnOn      Column = "on"      // the day of the old order
	ColumnDue     Column = "due"     // its last day
	ColumnBasis   Column = "basis"   // the law
	ColumnAmount  Column = "amount"  // yuan, of a receipt
	ColumnDay     Column = "day"     // of a receipt
	ColumnWay     Column = "way"
	ColumnVoucher Column = "voucher"
	ColumnPayer   Column = "payer"
)

// Columns are a table's columns in the order in which it is written.
func (t Table) Columns() []Column {
	if t == ReceiptTable {
		return []Column{ColumnRef, ColumnName, ColumnDay, ColumnAmount, ColumnWay, ColumnVoucher, ColumnPayer}
	}
	return []Column{ColumnRef, ColumnFile, ColumnName, ColumnID, ColumnFrom, ColumnTo, ColumnMonthly, ColumnTotal, ColumnPaid, ColumnOn, ColumnDue, ColumnBasis}
}

// Title is a column's heading.
func (c Column) Title() string { return wording.T(wording.Chinese, "recovery.column."+string(c)) }

// Dated says whether a column holds days.
func (c Column) Dated() bool { return c == ColumnOn || c == ColumnDue || c == ColumnDay }

// Row is one row of a table as it was written.
type Row struct {
	Line int // in the file, from 1
	Text map[Column]string
}

// Problem is why a row cannot be taken.
type Problem struct {
	Line   int
	Column Column
	Err    *fault.Error
}

// Listed is a row of a list of orders, read.
type Listed struct {
	Line                int
	Ref, File, Name, ID string
	Order               Order
	Paid                money.Fen
}

// mostMonths is how many months one row may span; a longer span is a slip of the pen.
const mostMonths = 120

type reading struct {
	row      Row
	problems []Problem
}

func (r *reading) refuse(column Column, key string, pairs ...any) {
	r.problems = append(r.problems, Problem{r.row.Line, column, fault.Field(string(column), "recovery.row."+key, pairs...)})
}

func (r *reading) need(column Column) string {
	text := strings.TrimSpace(r.row.Text[column])
	if text == "" {
		r.refuse(column, "missing", "column", column.Title())
	}
	return text
}

func (r *reading) day(column Column) period.Day {
	text := r.need(column)
	if text == "" {
		return period.Day{}
	}
	day, err := period.ParseDay(strings.NewReplacer("/", "-", ".", "-").Replace(text))
	if err != nil {
		if parsed, failed := time.Parse("2006-1-2", strings.NewReplacer("/", "-", ".", "-", "\u5e74", "-", "\u6708", "-", "\u65e5", "").Replace(text)); failed == nil {
			return period.NewDay(parsed.Year(), parsed.Month(), parsed.Day())
		}
		r.refuse(column, "day")
	}
	return day
}

func (r *reading) month(column Column) time.Time {
	text := r.need(column)
	if text == "" {
		return time.Time{}
	}
	text = strings.NewReplacer("/", "-", ".", "-", "\u5e74", "-", "\u6708", "").Replace(text)
	if len(text) == len("202503") && !strings.Contains(text, "-") {
		text = text[:4] + "-" + text[4:]
	}
	month, err := time.Parse("2006-1", text)
	if err != nil {
		r.refuse(column, "month")
	}
	return month
}

func (r *reading) amount(column Column, may bool) money.Fen {
	text := strings.TrimSpace(r.row.Text[column])
	if text == "" && may {
		return 0
	}
	if text = r.need(column); text == "" {
		return 0
	}
	fen, err := money.Parse(text)
	if err != nil || fen <= 0 && !may {
		r.refuse(column, "amount")
	}
	return fen
}

// ReadListed reads a row of a list of orders. The sum must be the months': nothing is averaged and nothing is invented.
func ReadListed(row Row, today period.Day) (Listed, []Problem) {
	r := &reading{row: row}
	one := Listed{Line: row.Line, Ref: r.need(ColumnRef), File: strings.TrimSpace(row.Text[ColumnFile]), Name: r.need(ColumnName), ID: strings.TrimSpace(row.Text[ColumnID])}
	if one.File == "" && one.ID == "" {
		r.refuse(ColumnID, "who")
	}
	from, to := r.month(ColumnFrom), r.month(ColumnTo)
	monthly, total := r.amount(ColumnMonthly, false), r.amount(ColumnTotal, false)
	one.Paid = r.amount(ColumnPaid, true)
	one.Order = Order{Origin: OfList, Ref: one.Ref, Basis: r.need(ColumnBasis), On: r.day(ColumnOn), DueOn: r.day(ColumnDue), Member: one.Name}
	if len(r.problems) > 0 {
		return one, r.problems
	}
	for month := from; !month.After(to) && len(one.Order.Months) < mostMonths+1; month = month.AddDate(0, 1, 0) {
		one.Order.Months = append(one.Order.Months, Month{Month: month.Format(monthLayout), Fen: monthly})
	}
	switch {
	case to.Before(from) || len(one.Order.Months) > mostMonths:
		r.refuse(ColumnTo, "span", "most", mostMonths)
	case Total(one.Order.Months) != total:
		r.refuse(ColumnTotal, "sum", "months", len(one.Order.Months), "sum", Total(one.Order.Months).Yuan())
	case one.Order.On.After(today):
		r.refuse(ColumnOn, "future")
	case one.Order.DueOn.Before(one.Order.On):
		r.refuse(ColumnDue, "due")
	case to.Format(monthLayout) > one.Order.On.String()[:len(monthLayout)]:
		r.refuse(ColumnTo, "after_order")
	}
	if determination.Typed("basis", one.Order.Basis).OrNil() != nil {
		r.refuse(ColumnBasis, "basis")
	}
	return one, r.problems
}

// Paying is a row of a table of receipts, read.
type Paying struct {
	Line      int
	Ref, Name string
	Received  Received
}

// ReadPaying reads a row of a table of receipts.
func ReadPaying(row Row, today period.Day) (Paying, []Problem) {
	r := &reading{row: row}
	one := Paying{Line: row.Line, Ref: r.need(ColumnRef), Name: r.need(ColumnName)}
	one.Received = Received{On: r.day(ColumnDay), Fen: r.amount(ColumnAmount, false), Voucher: r.need(ColumnVoucher), Payer: strings.TrimSpace(row.Text[ColumnPayer])}
	if way := r.need(ColumnWay); way != "" {
		at := slices.IndexFunc(Ways(), func(w Way) bool { return w.Title() == way })
		if at < 0 {
			r.refuse(ColumnWay, "way", "all", strings.Join(WayTitles(), "\u3001"))
		} else {
			one.Received.Way = Ways()[at]
		}
	}
	if one.Received.On.After(today) {
		r.refuse(ColumnDay, "future")
	}
	return one, r.problems
}

// Title is how tables write a way of paying.
func (w Way) Title() string {
	return wording.T(wording.Chinese, fmt.Sprintf("recovery.way.%s", string(w)))
}

// WayTitles are the ways as tables write them.
func WayTitles() []string {
	var titles []string
	for _, way := range Ways() {
		titles = append(titles, way.Title())
	}
	return titles
}
