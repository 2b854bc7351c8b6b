package storagetest

import (
	"slices"
	"testing"

	steps "chengxin/internal/casework/declaration"
	"chengxin/internal/declaration"
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/storage"
)

func TestDraftsOfTheHouseholdAndOfOfficersStayApart(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		addHousehold(t, db, "h", "640422100202")
		line := declaration.Line{Item: "I101", Member: "m", State: declaration.Given, Amount: 120000, Length: period.Month, Said: "1200", By: "m", Since: period.MustDay("2026-01-01")}
		err := db.Write(t.Context(), func(tx *storage.Tx) error {
			for _, officer := range []string{"", "officer-1"} {
				draft := declaration.Draft{ID: "d" + officer, Household: "h", Officer: officer, Edition: "e", Effective: period.MustDay("2026-11-01"), UpdatedAt: noon}
				if officer == "" {
					draft.Lines = []declaration.Line{line}
				}
				for range 2 { // keeping again replaces
					if err := tx.KeepDraft(t.Context(), county, draft); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		own, found, err := db.Read().Draft(t.Context(), county, "h", "")
		if err != nil || !found || len(own.Lines) != 1 || own.Lines[0] != line || own.Effective.String() != "2026-11-01" || own.Mark() == "" {
			t.Errorf("%+v %t %v", own, found, err)
		}
		if entered, found, err := db.Read().Draft(t.Context(), county, "h", "officer-1"); err != nil || !found || len(entered.Lines) != 0 {
			t.Errorf("%+v %t %v", entered, found, err)
		}
		if _, found, err := db.Read().Draft(t.Context(), "640423", "h", ""); err != nil || found {
			t.Errorf("another county reads it: %t %v", found, err)
		}
		if err := db.Write(t.Context(), func(tx *storage.Tx) error { return tx.DropDrafts(t.Context(), county, "h") }); err != nil {
			t.Fatal(err)
		}
		if _, found, err := db.Read().Draft(t.Context(), county, "h", "officer-1"); err != nil || found {
			t.Errorf("a draft outlived: %t %v", found, err)
		}
	})
}

func TestWhoWantsHelpIsListedByPlaceAndRebuilt(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		addHousehold(t, db, "h", "640422100202")
		addHousehold(t, db, "far", "640422101201")
		wanted := steps.HelpWanted{Household: "h", Number: "n-h", Region: "640422100202", Items: 2, Since: noon.In(period.Shanghai)}
		err := db.Write(t.Context(), func(tx *storage.Tx) error {
			draft := declaration.Draft{ID: "d", Household: "h", UpdatedAt: noon, Lines: []declaration.Line{{Item: "A", State: declaration.NeedsHelp}, {Item: "B", State: declaration.NeedsHelp}}}
			if err := tx.KeepDraft(t.Context(), county, draft); err != nil {
				return err
			}
			for _, one := range []steps.HelpWanted{wanted, {Household: "far", Region: "640422101201", Items: 1, Since: noon}} {
				if err := tx.KeepHelp(t.Context(), county, one); err != nil {
					return err
				}
			}
			later := wanted
			later.Since = noon.AddDate(0, 0, 3)
			return tx.KeepHelp(t.Context(), county, later)
		})
		if err != nil {
			t.Fatal(err)
		}
		list := func(place region.Code) []steps.HelpWanted {
			t.Helper()
			all, err := db.Read().HelpWanted(t.Context(), county, place, 10)
			if err != nil {
				t.Fatal(err)
			}
			return all
		}
		if got := list("640422100"); !slices.Equal(got, []steps.HelpWanted{wanted}) {
			t.Errorf("got %+v", got)
		}
		if got := list(county); len(got) != 2 {
			t.Errorf("the county lists %d", len(got))
		}
		// The invented note of the other household has no answer behind it: rebuilding drops it.
		if n, err := db.RebuildHelp(t.Context(), county); err != nil || n != 1 {
			t.Errorf("rebuilt %d, %v", n, err)
		}
		if got := list(county); !slices.Equal(got, []steps.HelpWanted{wanted}) {
			t.Errorf("rebuilt as %+v", got)
		}
	})
}
