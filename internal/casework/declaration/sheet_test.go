package declaration_test

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"testing"
	"time"

	"chengxin/internal/access"
	steps "chengxin/internal/casework/declaration"
	"chengxin/internal/declaration"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/region"
)

var second = officer("second", access.CaseOfficer, "990001100")

// folder keeps scans in memory.
type folder map[string][]byte

func (f folder) Keep(_ context.Context, _ region.Code, posted []byte) (pledge.Scan, error) {
	f["scan"] = posted
	return pledge.Scan{Hash: "scan", Type: "image/png", Size: int64(len(posted))}, nil
}

func (f folder) Open(_ context.Context, _ region.Code, s pledge.Scan) ([]byte, error) {
	return f[s.Hash], nil
}

func (f folder) KeepPrint(_ context.Context, _ region.Code, pdf []byte) (pledge.Scan, error) {
	f["print"] = pdf
	return pledge.Scan{Hash: "print", Type: "application/pdf", Size: int64(len(pdf))}, nil
}

func (f folder) Drop(_ context.Context, _ region.Code, s pledge.Scan) error {
	delete(f, s.Hash)
	return nil
}

func scanned() []byte {
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, 4, 4))); err != nil {
		panic(err)
	}
	return out.Bytes()
}

func sheet(wage int64) steps.PaperEntry {
	return steps.PaperEntry{
		Number: "7", Declarant: "head", SignedOn: period.MustDay("2026-11-20"), Posted: scanned(),
		Entry: steps.Entry{Kind: declaration.First, Lines: answers(wage)},
	}
}

// entered has the clerk type a sheet.
func (w *world) entered(t *testing.T, wage int64) steps.SheetDone {
	t.Helper()
	w.Scans = folder{}
	return must[steps.SheetDone](t)(w.EnterSheet(t.Context(), clerk, home, sheet(wage)))
}

func TestASheetCountsOnlyWhenAnotherPersonHasComparedItWithTheScan(t *testing.T) {
	w := newWorld(t)
	done := w.entered(t, 120000)
	if n := len(w.mine(t, head).Declarations); n != 0 || done.State != declaration.SheetWaits {
		t.Fatalf("%d declarations before anybody else has looked, %+v", n, done)
	}
	if waiting := must[[]steps.SheetOpen](t)(w.SheetsWaiting(t.Context(), second)); len(waiting) != 1 || waiting[0].Entry != done.Entry {
		t.Fatalf("on the list: %+v", waiting)
	}
	_, err := w.CheckSheet(t.Context(), clerk, home, done.Entry, nil)
	refused(t, err, fault.Forbidden, "declaration.sheet.same_person")
	_, err = w.TypeSheet(t.Context(), clerk, home, done.Entry, answers(120000))
	refused(t, err, fault.Forbidden, "declaration.sheet.same_person")
	_, err = w.CheckSheet(t.Context(), officer("elsewhere", access.CaseOfficer, "990001101"), home, done.Entry, nil)
	if fault.KindOf(err) != fault.Forbidden {
		t.Errorf("another township's officer: %v", err)
	}

	w.now = w.now.Add(72 * time.Hour)
	made := must[steps.SheetDone](t)(w.CheckSheet(t.Context(), second, home, done.Entry, nil))
	if made.State != declaration.SheetCounts || made.Done.Number == "" {
		t.Fatalf("%+v", made)
	}
	got := declaration.Latest(w.mine(t, head).Declarations)
	if got.SubmittedBy != "clerk" || got.Sheet != "7" || got.Channel != declaration.Paper || got.EffectiveOn != period.MustDay("2026-11-20") {
		t.Errorf("the office's three days count against the household, or who typed it is lost: %+v", got)
	}
	if waiting := must[[]steps.SheetOpen](t)(w.SheetsWaiting(t.Context(), second)); len(waiting) != 0 {
		t.Errorf("still on the list: %+v", waiting)
	}
	if n := w.rows(t, `SELECT count(*) FROM comparison_due WHERE household = 'h'`); n != 1 {
		t.Errorf("%d comparisons are due", n)
	}
	_, err = w.CheckSheet(t.Context(), officer("third", access.CaseOfficer, "990001100"), home, done.Entry, nil)
	refused(t, err, fault.Conflict, "declaration.sheet.not_waiting")
	again := sheet(120000)
	_, err = w.EnterSheet(t.Context(), second, home, again)
	refused(t, err, fault.Invalid, "declaration.sheet.entered")
}

func TestTypedTwiceWhatDiffersIsSettledByTheTwo(t *testing.T) {
	w := newWorld(t)
	w.SecondLook = declaration.Typed
	done := w.entered(t, 120000)
	_, err := w.CheckSheet(t.Context(), second, home, done.Entry, nil)
	refused(t, err, fault.Conflict, "declaration.sheet.type_it")

	// What the second has typed half-way is there on another day, for nobody else.
	if err := w.KeepSheetTyping(t.Context(), second, home, done.Entry, answers(130000)[:2]); err != nil {
		t.Fatal(err)
	}
	w.now = w.now.Add(24 * time.Hour)
	if view := must[steps.SheetView](t)(w.OpenSheet(t.Context(), second, home, done.Entry)); len(view.Typing) != 2 {
		t.Errorf("%d answers were kept", len(view.Typing))
	}
	if view := must[steps.SheetView](t)(w.OpenSheet(t.Context(), desk, home, done.Entry)); len(view.Typing) != 0 {
		t.Error("somebody else reads what the second has typed")
	}
	_, err = w.TypeSheet(t.Context(), second, home, done.Entry, answers(130000)[:2])
	refused(t, err, fault.Invalid, "declaration.line.unanswered")
	typed := must[steps.SheetDone](t)(w.TypeSheet(t.Context(), second, home, done.Entry, answers(130000)))
	if typed.State != declaration.SheetDiffers || typed.Apart != 1 || len(w.mine(t, head).Declarations) != 0 {
		t.Fatalf("%+v", typed)
	}

	settled := []declaration.Settlement{{Item: "I101", Member: "head", Second: true}}
	_, err = w.SettleSheet(t.Context(), clerk, home, done.Entry, settled)
	refused(t, err, fault.Invalid, "declaration.sheet.reason")
	settled[0].Reason = "扫描件上是1300"
	_, err = w.SettleSheet(t.Context(), desk, home, done.Entry, settled)
	refused(t, err, fault.Forbidden, "declaration.sheet.not_of_the_two")
	_, err = w.AgreeSheet(t.Context(), second, home, done.Entry)
	refused(t, err, fault.Conflict, "declaration.sheet.no_proposal")
	if got := must[steps.SheetDone](t)(w.SettleSheet(t.Context(), clerk, home, done.Entry, settled)); got.State != declaration.SheetToAgree {
		t.Fatalf("%+v", got)
	}
	_, err = w.AgreeSheet(t.Context(), clerk, home, done.Entry)
	refused(t, err, fault.Forbidden, "declaration.sheet.own_proposal")
	made := must[steps.SheetDone](t)(w.AgreeSheet(t.Context(), second, home, done.Entry))
	if made.State != declaration.SheetCounts {
		t.Fatalf("%+v", made)
	}
	line, _ := (declaration.Draft{Lines: declaration.Latest(w.mine(t, head).Declarations).Lines}).Get("I101", "head")
	if line.Amount != 130000 {
		t.Errorf("the wage that the two agreed on is %d", line.Amount)
	}
}

func TestARejectedSheetNeverCountsAndMayBeEnteredAgain(t *testing.T) {
	w := newWorld(t)
	done := w.entered(t, 0)
	_, err := w.RejectSheet(t.Context(), clerk, home, done.Entry, "看不清")
	refused(t, err, fault.Forbidden, "declaration.sheet.same_person")
	_, err = w.RejectSheet(t.Context(), second, home, done.Entry, " ")
	refused(t, err, fault.Invalid, "declaration.sheet.reason")
	if got := must[steps.SheetDone](t)(w.RejectSheet(t.Context(), second, home, done.Entry, "没有签字")); got.State != declaration.SheetRefused {
		t.Fatalf("%+v", got)
	}
	_, err = w.CheckSheet(t.Context(), desk, home, done.Entry, nil)
	refused(t, err, fault.Conflict, "declaration.sheet.not_waiting")
	w.entered(t, 0)
}

func TestAnEntryWithoutScanDayOrNumberIsRefusedAndNothingIsKept(t *testing.T) {
	w := newWorld(t)
	w.Scans = folder{}
	bare := sheet(0)
	bare.Posted = nil
	_, err := w.EnterSheet(t.Context(), clerk, home, bare)
	refused(t, err, fault.Invalid, "declaration.sheet.scan")
	for _, change := range []func(*steps.PaperEntry){
		func(p *steps.PaperEntry) { p.Number = " " },
		func(p *steps.PaperEntry) { p.Declarant = "child" },
		func(p *steps.PaperEntry) { p.SignedOn = period.Day{} },
		func(p *steps.PaperEntry) { p.SignedOn = period.MustDay("2026-11-24") },
		func(p *steps.PaperEntry) { p.Entry.Lines = p.Entry.Lines[1:] },
	} {
		one := sheet(0)
		change(&one)
		if _, err := w.EnterSheet(t.Context(), clerk, home, one); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%v", err)
		}
	}
	if n := w.rows(t, `SELECT count(*) FROM sheet_entry`); n != 0 {
		t.Errorf("%d entries", n)
	}
	_, err = w.EnterDeclaration(t.Context(), clerk, home, paper, steps.Entry{Kind: declaration.First, Lines: answers(0)})
	refused(t, err, fault.Invalid, "declaration.sheet.second_person")
}

func TestOnlyWhoSignedSeesTheScanOfTheSheet(t *testing.T) {
	w := newWorld(t)
	done := w.entered(t, 0)
	if raw, _, err := w.OpenSheetScan(t.Context(), head, home, done.Entry); err != nil || len(raw) == 0 {
		t.Errorf("who signed: %v", err)
	}
	_, _, err := w.OpenSheetScan(t.Context(), wife, home, done.Entry)
	refused(t, err, fault.Forbidden, "declaration.sheet.scan_of_declarant")
}
