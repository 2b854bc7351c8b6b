package storagetest

import (
	"reflect"
	"testing"
	"time"

	"chengxin/internal/casefile"
	steps "chengxin/internal/casework/declaration"
	"chengxin/internal/declaration"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/region"
	"chengxin/internal/storage"
)

// What was printed, typed from paper and looked at comes back as it was kept, in both databases; what waits is found by place.
func TestASheetIsReadAsItWasKept(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		addHousehold(t, db, "h", "640422100202")
		addHousehold(t, db, "far", "640422101201")
		ctx, moment, day := t.Context(), noon.In(period.Shanghai), period.MustDay("2026-11-22")
		line := declaration.Line{Item: "I102", Member: "m", State: declaration.Given, Amount: 60000, Length: period.Month, Said: "600", Since: day, Note: "字迹不清", By: "one"}
		other := line
		other.Amount, other.Said, other.By = 80000, "800", "two"
		want := declaration.SheetCase{
			SheetEntry: declaration.SheetEntry{
				ID: "e", Household: "h", Number: "AAAA-2222", Declarant: "m", Kind: declaration.Succession, Since: day, SignedOn: day.AddDays(1), Lines: []declaration.Line{line},
				Scan: pledge.Scan{Hash: "x", Type: "image/png", Size: 7}, By: "one", At: moment,
			},
			Events: []declaration.SheetEvent{
				{ID: "1", Entry: "e", Household: "h", Event: declaration.SheetCompared, By: "two", At: moment.Add(time.Minute), Lines: []declaration.Line{other}},
				{
					ID: "2", Entry: "e", Household: "h", Event: declaration.SheetProposed, By: "two", At: moment.Add(2 * time.Minute), Lines: []declaration.Line{other},
					Settled: []declaration.Settlement{{Item: "I102", Member: "m", Second: true, Reason: "像 8"}},
				},
				{ID: "3", Entry: "e", Household: "h", Event: declaration.SheetAgreed, By: "one", At: moment.Add(3 * time.Minute), Declaration: "d"},
			},
		}
		printed := steps.PaperSheet{ID: "p", Household: "h", Number: "AAAA-2222", Form: steps.FormDeclaration, Edition: "e", Run: "r", PrintedAt: moment, PrintedBy: "one"}
		run := steps.FormRun{ID: "r", County: county, Region: "640422100202", Forms: []steps.Form{steps.FormPledge, steps.FormDeclaration}, AskedAt: moment, AskedBy: "one", Households: 1}
		waiting := steps.SheetOpen{Entry: "e", Household: "h", Number: "n-h", Region: "640422100202", State: declaration.SheetWaits, Since: moment}
		keep := func(acts ...func(tx *storage.Tx) error) {
			t.Helper()
			err := db.Write(ctx, func(tx *storage.Tx) error {
				for _, act := range acts {
					if err := act(tx); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		keep(
			func(tx *storage.Tx) error { return tx.AddFormRun(ctx, run) },
			func(tx *storage.Tx) error { return tx.AddPaperSheet(ctx, county, printed) },
			func(tx *storage.Tx) error { return tx.AddSheetEntry(ctx, county, want.SheetEntry) },
			func(tx *storage.Tx) error { return tx.KeepSheetOpen(ctx, county, waiting) },
			func(tx *storage.Tx) error {
				return tx.KeepSheetDraft(ctx, county, steps.SheetDraft{ID: "d1", Entry: "e", Household: "h", Officer: "two", UpdatedAt: noon})
			},
			func(tx *storage.Tx) error {
				return tx.KeepSheetDraft(ctx, county, steps.SheetDraft{ID: "d2", Entry: "e", Household: "h", Officer: "two", Lines: []declaration.Line{other}, UpdatedAt: moment})
			},
		)
		for _, event := range want.Events {
			keep(func(tx *storage.Tx) error { return tx.AddSheetEvent(ctx, county, event) })
		}

		read := db.Read()
		same := func(what string, got, want any, err error) {
			t.Helper()
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s: %v\n got %+v\nwant %+v", what, err, got, want)
			}
		}
		cases, err := read.SheetCases(ctx, county, "h")
		same("entries", cases, []declaration.SheetCase{want}, err)
		none, err := read.SheetCases(ctx, county, "far")
		same("another household's", none, []declaration.SheetCase(nil), err)
		for _, name := range []string{"p", "aaaa-2222"} {
			found, err := read.PaperSheet(ctx, county, name)
			same("the form "+name, found, printed, err)
		}
		if _, err := read.PaperSheet(ctx, "640423", "AAAA-2222"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("another county finds it: %v", err)
		}
		printings, err := read.FormsPrinted(ctx, county, "h")
		same("told in the file", printings, []casefile.Printed{{At: moment, By: "one", Forms: 1}}, err)
		sheets, err := read.PaperSheetsOf(ctx, county, "r")
		same("printed for the village", sheets, []steps.PaperSheet{printed}, err)

		lines, at, found, err := read.SheetDraft(ctx, county, "e", "two")
		same("what the second has typed", lines, []declaration.Line{other}, err)
		if !found || !at.Equal(noon) {
			t.Errorf("typed at %s, %v", at, found)
		}
		if _, _, found, err := read.SheetDraft(ctx, county, "e", "one"); found || err != nil {
			t.Errorf("another officer reads it: %v", err)
		}

		for place, rows := range map[string][]steps.SheetOpen{"640422100": {waiting}, "640422101": nil} {
			open, err := read.SheetsOpen(ctx, county, region.Code(place), 9)
			same("waiting in "+place, open, rows, err)
		}
		differs := waiting
		differs.State, differs.Since = declaration.SheetDiffers, noon.Add(time.Hour)
		keep(func(tx *storage.Tx) error { return tx.KeepSheetOpen(ctx, county, differs) })
		differs.Since = moment // it waits since it was entered
		open, err := read.SheetsOpen(ctx, county, county, 9)
		same("read differently", open, []steps.SheetOpen{differs}, err)
		differs.State = declaration.SheetCounts
		keep(
			func(tx *storage.Tx) error { return tx.KeepSheetOpen(ctx, county, differs) },
			func(tx *storage.Tx) error { return tx.DropSheetDrafts(ctx, county, "e") },
		)
		open, err = read.SheetsOpen(ctx, county, county, 9)
		same("nothing waits", open, []steps.SheetOpen(nil), err)
		if _, _, found, err := read.SheetDraft(ctx, county, "e", "two"); found || err != nil {
			t.Errorf("what was typed on the way stays: %v", err)
		}

		run.Reached, run.Sheets, run.File, run.ReadyAt = "n-h", 2, pledge.Scan{Hash: "f", Type: "application/pdf", Size: 9}, moment.Add(time.Minute)
		keep(func(tx *storage.Tx) error { return tx.KeepFormRun(ctx, run) })
		kept, err := read.FormRun(ctx, county, "r")
		same("the village's forms", kept, run, err)
		mine, err := read.FormRuns(ctx, county, "one", 9)
		same("ordered by the officer", mine, []steps.FormRun{run}, err)
		mine, err = read.FormRuns(ctx, county, "two", 9)
		same("ordered by another", mine, []steps.FormRun(nil), err)
		rows, err := read.HouseholdsAfter(ctx, county, "640422100202", "", 9)
		if err != nil || len(rows) != 1 || rows[0].ID != "h" {
			t.Errorf("the village's households: %+v %v", rows, err)
		}
		rows, err = read.HouseholdsAfter(ctx, county, "640422100202", "n-h", 9)
		if err != nil || len(rows) != 0 {
			t.Errorf("after the last: %+v %v", rows, err)
		}
		if n, err := read.CountPlace(ctx, county, "640422100202"); n != 1 || err != nil {
			t.Errorf("%d households %v", n, err)
		}
	})
}
