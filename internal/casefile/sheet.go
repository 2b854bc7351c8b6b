package casefile

import (
	"context"
	"strconv"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/declaration"
	"chengxin/internal/region"
)

// Printed are blank forms that were printed for a household at one time.
type Printed struct {
	At    time.Time
	By    string
	Forms int64
}

// sheetEvents tell what was printed for the household, what was typed from a sheet that came back, and who looked at it; the
// sheet's scan is evidence.
func (r *Reader) sheetEvents(ctx context.Context, county region.Code, id string, f *File) error {
	printed, err := r.Store.FormsPrinted(ctx, county, id)
	if err != nil {
		return err
	}
	for _, one := range printed {
		f.add(Event{At: one.At, Group: OfPapers, Kind: "forms_printed", By: one.By, ByKind: access.Officer, Pairs: []string{"count", strconv.FormatInt(one.Forms, 10)}})
	}
	cases, err := r.Store.SheetCases(ctx, county, id)
	if err != nil {
		return err
	}
	for _, sheet := range cases {
		add := func(kind string, at time.Time, by string) {
			f.add(Event{
				At: at, Group: OfDeclaring, Kind: kind, By: by, ByKind: access.Officer, Member: sheet.Declarant, Ref: sheet.ID,
				Pairs: []string{"sheet", sheet.Number, "day", sheet.SignedOn.Chinese()},
			})
		}
		add("sheet_entered", sheet.At, sheet.By)
		for i, event := range sheet.Events {
			add("sheet_"+sheetStep(sheet, i), event.At, event.By)
		}
		f.keep(Evidence{
			Kind: SheetOfDeclaring, ID: sheet.ID, Within: sheet.ID, Caption: sheet.Number, Type: sheet.Scan.Type, Size: sheet.Scan.Size, At: sheet.At, By: sheet.By,
			Member: sheet.Declarant,
		})
	}
	return nil
}

// sheetStep says what an event did to the entry: a second look found the same, or something else.
func sheetStep(sheet declaration.SheetCase, i int) string {
	event := sheet.Events[i]
	if event.Event != declaration.SheetCompared && event.Event != declaration.SheetTyped {
		return string(event.Event)
	}
	if event.Declaration != "" {
		return "same"
	}
	return "differs"
}
