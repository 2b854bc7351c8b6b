package register_test

import (
	"fmt"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/casework/register"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/storage"
	"chengxin/internal/storage/sqlite"
	"chengxin/internal/vault"
	"chengxin/internal/wording"
)

const (
	benchTown = region.Code("640422100")
	// benchHouseholds of two people each: 50,000 rows.
	benchHouseholds = 25_000
)

// BenchmarkImport50000Rows checks, keeps and registers the rows of W5's register file through the real acts, with sealing,
// indexes and the log: ≤ 6 s and ≤ 200 MiB. Reading the workbook is measured beside its reader (exchange).
func BenchmarkImport50000Rows(b *testing.B) {
	rows := benchRows()
	for b.Loop() {
		b.StopTimer()
		imports := benchImports(b)
		officer := access.Actor{Kind: access.Officer, ID: "case", County: benchTown.County(), Grants: []access.Grant{{Role: access.CaseOfficer, Region: benchTown}}}
		runtime.GC()
		most, stop := heldMemory()
		cpu := processorTime(b)
		b.StartTimer()
		began := time.Now()
		id, err := imports.StageImport(b.Context(), officer, register.Upload{Region: benchTown, Name: "a.xlsx", Content: []byte("a"), Form: "xlsx", Rows: rows})
		if err != nil {
			b.Fatal(err)
		}
		staged := time.Since(began)
		if err := imports.OrderImport(b.Context(), officer, benchTown.County(), id, "order", true); err != nil {
			b.Fatal(err)
		}
		for done := int64(1); done > 0; {
			if done, err = imports.StepImport(b.Context(), officer, benchTown.County(), id); err != nil {
				b.Fatal(err)
			}
		}
		b.StopTimer()
		b.ReportMetric((processorTime(b) - cpu).Seconds(), "cpu-s/op")
		b.ReportMetric(staged.Seconds(), "staging-s/op")
		stop()
		b.ReportMetric(float64(most.Load()>>20), "MiB-held")
		done, err := imports.Reads.Import(b.Context(), benchTown.County(), id)
		if err != nil || done.Tally.Registered != benchHouseholds {
			b.Fatalf("%+v %v", done.Tally, err)
		}
		b.StartTimer()
	}
}

func benchImports(b *testing.B) register.Imports {
	b.Helper()
	dir := b.TempDir()
	engine, err := sqlite.Open(b.Context(), filepath.Join(dir, "county.db"))
	if err != nil {
		b.Fatal(err)
	}
	if _, err := engine.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, period.Shanghai)
	keys, err := vault.Create(filepath.Join(dir, "keys.json"), "sm4", now)
	if err != nil {
		b.Fatal(err)
	}
	db := storage.New(engine, keys)
	b.Cleanup(func() {
		if err := db.Close(); err != nil {
			b.Error(err)
		}
	})
	runner := casework.NewRunner(db, func() time.Time { return now })
	return register.Imports{Acts: register.Acts{Runner: runner, NewID: storage.NewID}, Reads: db.Read()}
}

func benchRows() []register.Row {
	rows := make([]register.Row, 0, 2*benchHouseholds)
	for n := range benchHouseholds {
		for i, relation := range []household.Relation{household.HeadOfHousehold, household.Spouse} {
			id := household.InventedID("990422", period.MustDay("1930-01-01").AddDays(n), 1+i)
			rows = append(rows, register.Row{Line: len(rows) + 2, Text: []string{
				fmt.Sprint(n + 1), "大滩村", "三组", household.Recipient.Label(wording.Chinese), []string{"马志强", "李秀英"}[i], relation.Label(wording.Chinese),
				string(id), "", "", "", "", "",
			}})
		}
	}
	return rows
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
