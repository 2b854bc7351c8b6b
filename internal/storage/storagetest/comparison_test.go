package storagetest

import (
	"reflect"
	"slices"
	"testing"
	"time"

	steps "chengxin/internal/casework/comparison"
	"chengxin/internal/comparison"
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/storage"
)

func comparisonRun(id, household string, kinds ...comparison.Kind) steps.Run {
	run := steps.Run{
		ID: id, Household: household, Region: "640422100202", Edition: "e", Digest: "digest", Cause: steps.Visited, By: "source-arrived",
		At:     noon.In(period.Shanghai),
		Inputs: steps.Inputs{{{Item: "I101", Member: "m", Value: 1200, AsOf: period.MustDay("2026-11-01")}}, nil, {{Item: "I101", Member: "m", SetAside: true, Period: "2025"}}},
		Found:  steps.Found{Compared: true, Missing: [3]comparison.Reason{"", comparison.NoRows, ""}, Members: 3},
	}
	for _, kind := range kinds {
		run.Found.Lines = append(run.Found.Lines, steps.Line{Item: "I101", Member: "m", Kind: kind, Since: period.MustDay("2026-10-01")})
	}
	return run
}

func TestARunKeepsItsInputsAndTheListShowsTheLatest(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		addHousehold(t, db, "h", "640422100202")
		addHousehold(t, db, "quiet", "640422100202")
		first, second := comparisonRun("run-1", "h", "INCOME_UNDER", comparison.ReportedLate), comparisonRun("run-2", "h", comparison.ChangedSince, comparison.NotComparable)
		second.At = first.At.Add(time.Hour)
		err := db.Write(t.Context(), func(tx *storage.Tx) error {
			if err := tx.AddRun(t.Context(), county, first); err != nil {
				return err
			}
			return tx.AddRun(t.Context(), county, second)
		})
		if err != nil {
			t.Fatal(err)
		}
		runs, err := db.Read().Runs(t.Context(), county, "h", 5)
		if err != nil || !reflect.DeepEqual(runs, []steps.Run{second, first}) {
			t.Errorf("%v\n%+v\n%+v", err, runs, []steps.Run{second, first})
		}
		list := func(filter steps.Filter, place region.Code) (found []string) {
			rows, err := db.Read().Standings(t.Context(), county, place, filter, "", 10)
			if err != nil {
				t.Error(err)
			}
			for _, row := range rows {
				found = append(found, row.Household+" "+row.Run)
			}
			return found
		}
		for filter, want := range map[steps.Filter][]string{
			steps.All: {"h run-2", "quiet "}, steps.Differing: nil, steps.ReportedLate: nil,
			steps.ChangedSince: {"h run-2"}, steps.Incomparable: {"h run-2"}, steps.NotCompared: {"quiet "},
		} {
			if got := list(filter, "640422100"); !slices.Equal(got, want) {
				t.Errorf("%q: %v, want %v", filter, got, want)
			}
		}
		if got := list(steps.All, "640422101"); got != nil {
			t.Errorf("another township shows %v", got)
		}
		want := steps.Totals{Households: 2, Compared: 1, Changed: 1, Incomparable: 1, Unvisited: 2, Unverified: 1}
		if totals, err := db.Read().ComparisonTotals(t.Context(), county, "640422100"); err != nil || totals != want {
			t.Errorf("%+v %v", totals, err)
		}
		before := list(steps.All, county)
		if n, err := db.RebuildStandings(t.Context(), county); err != nil || n != 1 || !slices.Equal(list(steps.All, county), before) {
			t.Errorf("rebuilt %d: %v, not %v (%v)", n, list(steps.All, county), before, err)
		}
	})
}

func TestWhoWaitsToBeComparedIsTakenInTurn(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		addHousehold(t, db, "a", "640422100202")
		addHousehold(t, db, "b", "640422100203")
		addHousehold(t, db, "far", "640422101201")
		mark := func(household string, at time.Time) {
			row, err := db.Read().Household(t.Context(), county, household)
			if err != nil {
				t.Fatal(err)
			}
			if err := db.Write(t.Context(), func(tx *storage.Tx) error { return tx.MarkDue(t.Context(), county, row, "visit", at) }); err != nil {
				t.Fatal(err)
			}
		}
		due := func(now time.Time) (found []string) {
			all, err := db.Read().Due(t.Context(), county, now, 10)
			if err != nil {
				t.Error(err)
			}
			for _, one := range all {
				found = append(found, one.Household)
			}
			return found
		}
		mark("b", noon)
		mark("a", noon.Add(time.Second))
		if got := due(noon.Add(time.Minute)); !slices.Equal(got, []string{"b", "a"}) {
			t.Errorf("waiting: %v", got)
		}
		// What failed waits on behind the others, until its time comes or something new arrives.
		if err := db.DueFailed(t.Context(), county, "b", "fault.internal", noon.Add(time.Second)); err != nil {
			t.Fatal(err)
		}
		if got := due(noon.Add(2 * time.Second)); !slices.Equal(got, []string{"a"}) {
			t.Errorf("after a failure: %v", got)
		}
		if vain, err := db.Read().DueInVain(t.Context(), county, "640422100", 5); err != nil || len(vain) != 1 || vain[0].Failure != "fault.internal" || vain[0].Tries != 1 {
			t.Errorf("%+v %v", vain, err)
		}
		if got := due(noon.Add(2 * time.Minute)); !slices.Equal(got, []string{"a", "b"}) {
			t.Errorf("when its time has come: %v", got)
		}
		mark("b", noon.Add(3*time.Second))
		if vain, err := db.Read().DueInVain(t.Context(), county, county, 5); err != nil || len(vain) != 0 {
			t.Errorf("a new source did not begin again: %+v %v", vain, err)
		}
		// Whoever was read before something new arrived waits on.
		for _, moment := range []time.Time{noon, noon.Add(3 * time.Second)} {
			if err := db.DropDue(t.Context(), county, "b", moment); err != nil {
				t.Fatal(err)
			}
			want := []string{"a", "b"}
			if !moment.Equal(noon) {
				want = []string{"a"}
			}
			if got := due(noon.Add(time.Hour)); !slices.Equal(got, want) {
				t.Errorf("dropped up to %v: %v", moment, got)
			}
		}
		if err := db.DueFailed(t.Context(), county, "b", "fault.internal", noon); err != nil {
			t.Errorf("a household compared meanwhile: %v", err)
		}

		batch := steps.RegionBatch{ID: "batch", Region: "640422100", At: noon.In(period.Shanghai), By: "o"}
		err := db.Write(t.Context(), func(tx *storage.Tx) error {
			var err error
			if batch.Households, err = tx.MarkRegionDue(t.Context(), county, batch.Region, batch.ID, noon); err != nil {
				return err
			}
			return tx.AddBatch(t.Context(), county, batch)
		})
		if err != nil || batch.Households != 2 {
			t.Fatalf("%d %v", batch.Households, err)
		}
		if err := db.DropDue(t.Context(), county, "a", noon); err != nil {
			t.Fatal(err)
		}
		batch.Left = 1
		if all, err := db.Read().Batches(t.Context(), county, 5); err != nil || !slices.Equal(all, []steps.RegionBatch{batch}) {
			t.Errorf("%+v %v", all, err)
		}
	})
}
