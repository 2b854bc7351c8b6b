package declaration

import (
	"context"
	"slices"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/declaration"
)

// MySheet is what was entered from one paper sheet for a household, as one of its members may read it: what another adult
// said is withheld from the answers, and with it what was settled about them.
type MySheet struct {
	declaration.SheetCase
	Holds []declaration.Line
	Count int64 // the declaration that was made of it is the household's first, second, …; 0 while there is none
	Scan  bool  // the member signed the sheet and may look at its scan
}

// mySheets reads the sheets of a resident's own household, the newest first.
func (a Acts) mySheets(ctx context.Context, actor access.Actor, view View) ([]MySheet, error) {
	cases, err := casework.As[SheetStore](a.Reads).SheetCases(ctx, actor.County, actor.Household)
	if err != nil {
		return nil, err
	}
	questions := view.Terms.Questions()
	shown := func(lines []declaration.Line) []declaration.Line {
		return declaration.Shown(lines, actor.ID, questions, view.Persons)
	}
	mine := make([]MySheet, 0, len(cases))
	for _, found := range slices.Backward(cases) {
		one := MySheet{SheetCase: found, Holds: shown(found.Holds()), Scan: found.Declarant == actor.ID}
		one.Lines = shown(found.Lines)
		one.Events = slices.Clone(found.Events)
		for i, event := range one.Events {
			one.Events[i].Lines = shown(event.Lines)
			one.Events[i].Settled = slices.DeleteFunc(slices.Clone(event.Settled), func(s declaration.Settlement) bool {
				about := shown([]declaration.Line{{Item: s.Item, Member: s.Member}})
				return about[0].State == declaration.Withheld
			})
			for _, made := range view.Declarations {
				if made.ID == event.Declaration {
					one.Count = made.Number
				}
			}
		}
		mine = append(mine, one)
	}
	return mine, nil
}
