package declaration

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/declaration"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
)

// PaperEntry is what an officer types from a sheet, and the sheet's scan as posted.
type PaperEntry struct {
	Number    string
	Declarant string
	SignedOn  period.Day // the day beside the signature
	Entry     Entry
	Posted    []byte // a picture or a PDF
}

// SheetDone is the answer of an act about an entry; Done is filled when it has become a declaration.
type SheetDone struct {
	Entry string                 `json:"entry"`
	State declaration.SheetState `json:"state"`
	Apart int                    `json:"apart"` // how many answers the two read differently
	Done  Done                   `json:"done"`
}

// EnterSheet keeps what an officer has typed from a paper sheet, with its scan. Nothing is declared yet: that takes a second
// person (CheckSheet, TypeSheet). It refuses an entry without scan, number, declarant or day of signature, a sheet that is
// printed for another household or whose entry is open or counts already, and all that a declaration would be refused for.
func (a Acts) EnterSheet(ctx context.Context, actor access.Actor, at At, paper PaperEntry) (SheetDone, error) {
	if actor.Kind == access.Resident || !actor.MayAnywhere(access.DeclarationEnter) {
		return SheetDone{}, fault.New(fault.Forbidden, "fault.forbidden") // before anything is written to the folder
	}
	if len(paper.Posted) == 0 {
		return SheetDone{}, fault.Field("scan", "declaration.sheet.scan")
	}
	scan, err := a.Scans.Keep(ctx, at.County, paper.Posted)
	if err != nil {
		return SheetDone{}, fault.Beside("scan", err)
	}
	paper.Posted = nil
	act := casework.Act{
		Kind: "SheetEntered", Permission: access.DeclarationEnter, County: at.County, Household: at.Household, Key: at.Key, Content: [2]any{paper, scan},
	}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (SheetDone, error) {
		store := casework.As[SheetStore](work.Tx)
		read, err := a.readForSubmit(ctx, work.Tx, at.County, work.Household, actor.ID, work.Today)
		if err != nil {
			return SheetDone{}, err
		}
		d := read.drafting(work)
		if err := d.enter(ctx, actor, paper.Entry); err != nil {
			return SheetDone{}, err
		}
		entry := declaration.SheetEntry{
			ID: a.NewID(), Household: at.Household, Number: strings.TrimSpace(paper.Number), Declarant: paper.Declarant, Kind: paper.Entry.Kind,
			Since: paper.Entry.Since, SignedOn: paper.SignedOn, Lines: d.draft.Lines, Scan: scan, By: actor.ID, At: work.Now,
		}
		if err := a.sheetFits(ctx, store, work, d.persons, &entry); err != nil {
			return SheetDone{}, err
		}
		// What would be refused with the second person is refused now, while the sheet is at hand.
		if _, err := declaration.Submit(d.terms.Questions(), d.persons, read.standing, read.earlier, submissionOf(a.NewID(), entry, *d.draft, work.Now)); err != nil {
			return SheetDone{}, err
		}
		if err := store.AddSheetEntry(ctx, at.County, entry); err != nil {
			return SheetDone{}, err
		}
		if err := store.DropDraft(ctx, at.County, at.Household, actor.ID); err != nil {
			return SheetDone{}, err
		}
		work.Note("entry", entry.ID)
		work.Note("sheet", entry.Number)
		work.Note("scan_hash", scan.Hash)
		work.Note("answers", strconv.Itoa(len(entry.Lines)))
		work.Send(casework.Message{Household: at.Household, Topic: "outbox.sheet_entered", Detail: map[string]string{"day": work.Today.Chinese()}})
		return SheetDone{Entry: entry.ID, State: declaration.SheetWaits}, a.keepOpen(ctx, store, work, declaration.SheetCase{SheetEntry: entry})
	})
}

// sheetFits refuses an entry that does not say from which sheet it is, whose, signed when, or that belongs to another.
func (a Acts) sheetFits(ctx context.Context, store SheetStore, work *casework.Work, persons []declaration.Person, entry *declaration.SheetEntry) error {
	sheet := Sheet{Channel: declaration.Paper, Number: entry.Number, Declarant: entry.Declarant}
	var refused fault.List
	if err := sheet.check(persons); err != nil {
		var list fault.List
		if !errors.As(err, &list) {
			return err
		}
		refused = append(refused, list...)
	}
	if entry.SignedOn.IsZero() || entry.SignedOn.After(work.Today) {
		refused = append(refused, fault.Field("signed", "declaration.sheet.signed_on"))
	}
	if err := refused.OrNil(); err != nil {
		return err
	}
	printed, err := store.PaperSheet(ctx, work.County, entry.Number)
	switch {
	case fault.KindOf(err) == fault.NotFound: // a sheet of another printing: its number stands as it was written
	case err != nil:
		return err
	case printed.Household != work.Household.ID:
		return fault.Field("sheet", "declaration.sheet.other_household")
	case printed.Form != FormDeclaration:
		return fault.Field("sheet", "declaration.sheet.other_form")
	default:
		entry.Number = printed.Number
	}
	cases, err := store.SheetCases(ctx, work.County, work.Household.ID)
	if err != nil {
		return err
	}
	for _, one := range cases {
		if state := one.State(); one.Number == entry.Number && state != declaration.SheetRefused {
			return fault.Field("sheet", "declaration.sheet.entered", "sheet", entry.Number)
		}
	}
	return nil
}

func (a Acts) keepOpen(ctx context.Context, store SheetStore, work *casework.Work, c declaration.SheetCase) error {
	return store.KeepSheetOpen(ctx, work.County, SheetOpen{Entry: c.ID, Household: c.Household, Region: work.Region, State: c.State(), Since: c.At})
}

// OpenSheetScan opens the scan of an entry; opening it is logged.
func (a Acts) OpenSheetScan(ctx context.Context, actor access.Actor, at At, entry string) ([]byte, pledge.Scan, error) {
	act := casework.Act{
		Kind: "SheetScanOpened", Permission: casework.PermissionFor(actor, access.SelfView, access.HouseholdOpen), County: at.County, Household: at.Household, Looks: true, Purpose: "declaration",
	}
	scan, err := casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (pledge.Scan, error) {
		found, err := a.sheetCase(ctx, work, entry)
		if err != nil {
			return pledge.Scan{}, err
		}
		if actor.Kind == access.Resident && found.Declarant != actor.ID {
			return pledge.Scan{}, fault.New(fault.Forbidden, "declaration.sheet.scan_of_declarant")
		}
		work.Note("entry", entry)
		return found.Scan, nil
	})
	if err != nil {
		return nil, scan, err
	}
	raw, err := a.Scans.Open(ctx, at.County, scan)
	return raw, scan, err
}
