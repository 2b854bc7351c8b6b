package casefile_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casefile"
	declarationsteps "chengxin/internal/casework/declaration"
	"chengxin/internal/declaration"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/storage"
)

// onPaper puts a printed, entered and differently read sheet into the 马 family's file.
func (w *world) onPaper() {
	w.Helper()
	home, head := w.ma.Household, w.ma.Members[0]
	w.must(w.db.Write(w.Context(), func(tx *storage.Tx) error {
		for i, form := range []declarationsteps.Form{declarationsteps.FormPledge, declarationsteps.FormDeclaration} {
			err := tx.AddPaperSheet(w.Context(), county, declarationsteps.PaperSheet{
				ID: string(form), Household: home, Number: []string{"AAAA-2222", "BBBB-3333"}[i], Form: form, Edition: "jiqiang-2022", PrintedAt: w.now, PrintedBy: "case-1",
			})
			if err != nil {
				return err
			}
		}
		err := tx.AddSheetEntry(w.Context(), county, declaration.SheetEntry{
			ID: "entry", Household: home, Number: "BBBB-3333", Declarant: head, Kind: declaration.First, SignedOn: period.MustDay("2026-11-09"),
			Lines: []declaration.Line{{Item: "I101", Member: head, State: declaration.Given, Amount: 60000, Said: "600", Length: period.Month}},
			Scan:  pledge.Scan{Hash: strings.Repeat("c", 64), Type: "image/png", Size: 7}, By: "case-1", At: w.now.Add(time.Minute),
		})
		if err != nil {
			return err
		}
		for i, event := range []declaration.SheetEvent{
			{ID: "1", Event: declaration.SheetCompared, By: "village-1", Lines: []declaration.Line{{Item: "I101", Member: head, State: declaration.Given, Amount: 80000, Said: "800", Length: period.Month}}},
			{ID: "2", Event: declaration.SheetProposed, By: "village-1"},
			{ID: "3", Event: declaration.SheetAgreed, By: "case-1", Declaration: "made-of-it"},
		} {
			event.Entry, event.Household, event.At = "entry", home, w.now.Add(time.Duration(i+2)*time.Minute)
			if err := tx.AddSheetEvent(w.Context(), county, event); err != nil {
				return err
			}
		}
		return nil
	}))
}

func TestTheFileTellsWhatWasEnteredFromPaperAndByWhom(t *testing.T) {
	w := newWorld(t)
	w.onPaper()
	file, err := w.files.Open(t.Context(), case1, county, w.ma.Household, "declaration", casefile.AsOf{})
	w.must(err)
	var told []string
	for _, e := range file.Events {
		if strings.HasPrefix(e.Kind, "sheet_") || e.Kind == "forms_printed" {
			told = append(told, e.Kind+" "+e.By+" "+strings.Join(e.Pairs, " "))
		}
		if strings.HasPrefix(e.Kind, "sheet_") && (e.Ref != "entry" || e.Member != w.ma.Members[0] || e.ByKind != access.Officer) {
			t.Errorf("%+v", e)
		}
	}
	sheet := " sheet BBBB-3333 day 2026年11月9日"
	want := []string{"sheet_agreed case-1" + sheet, "sheet_proposed village-1" + sheet, "sheet_differs village-1" + sheet, "sheet_entered case-1" + sheet, "forms_printed case-1 count 2"}
	if !slices.Equal(told, want) {
		t.Errorf("the file tells\n%s\nnot\n%s", strings.Join(told, "\n"), strings.Join(want, "\n"))
	}
	scan, found := file.Find(casefile.SheetOfDeclaring, "entry", "entry")
	if !found || !scan.Picture() || scan.Caption != "BBBB-3333" || scan.By != "case-1" || scan.Member != w.ma.Members[0] {
		t.Errorf("the scan as evidence: %v %+v", found, scan)
	}
	before, err := w.files.Open(t.Context(), case1, county, w.ma.Household, "declaration", casefile.AsOf{On: period.MustDay("2026-11-05")})
	w.must(err)
	if _, found := before.Find(casefile.SheetOfDeclaring, "entry", "entry"); found || slices.Contains(kinds(before.Events), "sheet_entered") {
		t.Error("the file of an earlier day knows of a later sheet")
	}
}
