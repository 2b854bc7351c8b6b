package storagetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"chengxin/internal/fault"
	"chengxin/internal/storage"
)

// On a full disk reads work, nothing half-written stays, and whoever submits is told that nothing was kept; with room again
// the program goes on. SQLite's own limit of pages is what a full disk is to it: the same error at the same places.
func TestAFullDiskRefusesVisiblyAndLosesNothing(t *testing.T) {
	db := opened(t, newSQLite(t))
	const households = 8
	for i := range households {
		addHousehold(t, db, fmt.Sprintf("h%d", i), "640422100202")
	}
	limit := func(pages string) {
		t.Helper()
		err := db.Engine().Write(t.Context(), func(ctx context.Context, q storage.Querier) error {
			var now int64
			return q.QueryRowContext(ctx, "PRAGMA max_page_count = "+pages).Scan(&now)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	var mu sync.Mutex
	acknowledged, refused := []string{}, 0
	storm := func(round string) {
		var all sync.WaitGroup
		for client := range households {
			all.Go(func() {
				for i := range 40 {
					id := fmt.Sprintf("c-%s-%d-%02d", round, client, i)
					_, err := try(t.Context(), db, officer, act(fmt.Sprintf("h%d", client), ""), id, nil)
					mu.Lock()
					switch {
					case err == nil:
						acknowledged = append(acknowledged, id)
					case fault.KindOf(err) == fault.Unavailable:
						refused++
					default:
						t.Errorf("%s: %v", id, err)
					}
					mu.Unlock()
				}
			})
		}
		all.Wait()
	}
	whole := func(when string) {
		t.Helper()
		kept := changes(t, db)
		slices.Sort(kept)
		slices.Sort(acknowledged)
		if !slices.Equal(kept, acknowledged) {
			t.Errorf("%s: %d acts were acknowledged and %d are kept", when, len(acknowledged), len(kept))
		}
		if report := verify(t, db); !report.OK() || report.Facts != households+int64(len(kept)) {
			t.Errorf("%s: %+v", when, report)
		}
	}
	limit("1") // never below what there is: from now on no page more
	storm("full")
	if refused == 0 {
		t.Fatal("the disk was never full")
	}
	whole("full")
	limit("1000000")
	before := refused
	storm("room")
	if refused != before {
		t.Errorf("%d acts were refused with room again", refused-before)
	}
	whole("with room again")
}

// What the machine does to us is told as unavailable, by either engine's own names.
func TestAMachinesFailuresAreToldApart(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		if db.Engine().Exhausted(nil) || db.Engine().Exhausted(errors.New("x")) {
			t.Error("any error passes for a full disk")
		}
		err := db.Engine().Write(t.Context(), func(ctx context.Context, q storage.Querier) error {
			_, err := q.ExecContext(ctx, "INSERT INTO no_such_table VALUES (1)")
			return err
		})
		if err == nil || db.Engine().Exhausted(err) {
			t.Errorf("a defect of ours passes for a full disk: %v", err)
		}
	})
}
