package verification_test

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	steps "chengxin/internal/casework/verification"
	"chengxin/internal/exchange"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/storage"
	"chengxin/internal/verification"
)

// benchHouseholds state two items of two adults each: 50,000 rows.
const benchHouseholds = 12_500

// BenchmarkPlatformFile50000Rows reads, checks and records W5's verification file: ≤ 6 s of both processors and ≤ 200 MiB.
func BenchmarkPlatformFile50000Rows(b *testing.B) {
	w := newWorld(b)
	id := func(home, wife int) household.IDNumber {
		return household.InventedID("990422", period.MustDay("1930-01-01").AddDays(home), 1+wife)
	}
	err := w.db.Write(b.Context(), func(tx *storage.Tx) error {
		for n := range benchHouseholds {
			if err := w.family(b.Context(), tx, fmt.Sprintf("b%05d", n), id(n, 0), id(n, 1)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	mapping := verification.Mapping{Source: verification.Tax, Words: map[string]string{"工资": "I101", "零工": "I102"}}
	for column, heading := range map[verification.Column]string{verification.ColumnIDNumber: "证件", verification.ColumnItem: "项目", verification.ColumnValue: "金额"} {
		mapping.Headings[column] = heading
	}
	if err := w.SaveMapping(b.Context(), clerk, "", mapping); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		b.StopTimer()
		content := benchWorkbook(b, id)
		runtime.GC()
		most, stop := heldMemory()
		cpu := processorTime(b)
		b.StartTimer()
		table, err := exchange.ReadVerification(content, mapping, exchange.TableLimits)
		if err != nil {
			b.Fatal(err)
		}
		f, err := w.ImportFile(b.Context(), clerk, steps.Upload{
			Region: township, Source: verification.Tax, AsOf: period.DayOf(w.now).AddDays(-1), Name: "tax.xlsx", Content: content, Form: table.Form, Rows: table.Rows,
		})
		b.StopTimer()
		if err != nil || f.Good != 4*benchHouseholds || f.Tally.Recorded != benchHouseholds {
			b.Fatalf("%+v %v", f, err)
		}
		b.ReportMetric((processorTime(b) - cpu).Seconds(), "cpu-s/op")
		stop()
		b.ReportMetric(float64(most.Load()>>20), "MiB-held")
		if err := w.UndoFile(b.Context(), clerk, county, f.ID, "", "again"); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}

// family registers two adults who have authorised the verification.
func (w *world) family(ctx context.Context, tx *storage.Tx, id string, head, wife household.IDNumber) error {
	home := household.Household{County: county, ID: id, Number: "n-" + id, Region: village, Kind: household.Recipient, RegisteredOn: period.MustDay("2026-01-01")}
	if err := tx.AddHousehold(ctx, home); err != nil {
		return err
	}
	for i, m := range []household.Member{
		{ID: id + "-head", Name: "马国强", Relation: household.HeadOfHousehold, IDNumber: head}, {ID: id + "-wife", Name: "李秀英", Relation: household.Spouse, IDNumber: wife},
	} {
		m.HouseholdID, m.Seq, m.BornOn = id, 1, period.MustDay("1950-01-01")
		if err := tx.AddMember(ctx, county, fmt.Sprint(id, "-row-", i), m); err != nil {
			return err
		}
		signed := pledge.Signature{
			ID: "s-" + m.ID, Household: id, Text: pledge.AuthorisationText, Version: "1", Hash: text, Member: m.ID, Signer: m.ID, SignerName: m.Name,
			Capacity: pledge.OwnHand, Method: pledge.Typed, SignedAt: w.now.AddDate(0, -1, 0), RecordedBy: m.ID,
		}
		if err := tx.AddSignature(ctx, county, signed); err != nil {
			return err
		}
	}
	return nil
}

func benchWorkbook(b *testing.B, id func(home, wife int) household.IDNumber) []byte {
	b.Helper()
	f := excelize.NewFile()
	out, err := f.NewStreamWriter(f.GetSheetName(0))
	if err != nil {
		b.Fatal(err)
	}
	line := 1
	write := func(cells ...any) {
		if err := out.SetRow(fmt.Sprintf("A%d", line), cells); err != nil {
			b.Fatal(err)
		}
		line++
	}
	write("证件", "项目", "金额")
	for n := range benchHouseholds {
		for wife := range 2 {
			for i, item := range []string{"工资", "零工"} {
				write(string(id(n, wife)), item, 1000*(i+1)+n%97)
			}
		}
	}
	var whole bytes.Buffer
	if err := out.Flush(); err != nil {
		b.Fatal(err)
	}
	if err := f.Write(&whole); err != nil {
		b.Fatal(err)
	}
	return whole.Bytes()
}

// processorTime is how long both processors have worked for this process.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// heldMemory watches the most memory that the program holds until it is stopped.
func heldMemory() (most *atomic.Uint64, stop func()) {
	most, done, ended := &atomic.Uint64{}, make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for tick := time.NewTicker(20 * time.Millisecond); ; {
			var now runtime.MemStats
			runtime.ReadMemStats(&now)
			most.Store(max(most.Load(), now.HeapInuse+now.StackInuse))
			select {
			case <-done:
				tick.Stop()
				return
			case <-tick.C:
			}
		}
	}()
	return most, func() { close(done); <-ended }
}
