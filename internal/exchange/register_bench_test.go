package exchange_test

import (
	"testing"

	"chengxin/internal/exchange"
)

// BenchmarkRegister50000Rows reads a workbook of 50,000 rows: W5's file.
func BenchmarkRegister50000Rows(b *testing.B) {
	workbook := filledTemplate(b, people(25_000), nil)
	b.SetBytes(int64(len(workbook)))
	b.ReportAllocs()
	for b.Loop() {
		table, err := exchange.ReadRegister(workbook, exchange.TableLimits)
		if err != nil || len(table.Rows) != 50_000 {
			b.Fatal(len(table.Rows), err)
		}
	}
}
