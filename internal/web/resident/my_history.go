package resident

import (
	"net/http"

	steps "chengxin/internal/casework/declaration"
	"chengxin/internal/declaration"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/web/page"
)

// HistoryPath is where a household reads everything that it has declared, and what changed from one time to the next.
const HistoryPath = "/r/declarations"

// past is one of the household's declarations, with what it said otherwise than the one before.
type past struct {
	declaration.Declaration
	Changed []page.Row
	Earlier bool // there is one before it
}

// history lists the household's declarations, the newest first.
func (d Declare) history(w http.ResponseWriter, r *page.Request) error {
	view, err := d.Acts.Mine(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	return r.Render(w, historyView(r, historyOf(r, view)))
}

// pastOne shows one of the household's declarations as it was handed in.
func (d Declare) pastOne(w http.ResponseWriter, r *page.Request) error {
	view, err := d.Acts.Mine(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	for _, made := range view.Declarations {
		if made.ID == r.PathValue("declaration") {
			return r.Render(w, declaredView(r, HistoryPath, made, sheetOf(view, made), groupsOf(r, view, made.Lines, false), made.ID == declaration.Latest(view.Declarations).ID))
		}
	}
	return fault.New(fault.NotFound, "fault.not_found")
}

// historyOf sets each declaration beside the one before it. What is another adult's is withheld from both alike, so that not even a
// change of it is told.
func historyOf(r *page.Request, view steps.View) []past {
	all := make([]past, 0, len(view.Declarations))
	for i := len(view.Declarations) - 1; i >= 0; i-- {
		one := past{Declaration: view.Declarations[i], Earlier: i > 0}
		if i > 0 {
			for _, differs := range declaration.Compare(view.Declarations[i-1], one.Declaration) {
				one.Changed = append(one.Changed, changedRow(r, view, differs))
			}
		}
		all = append(all, one)
	}
	return all
}

func changedRow(r *page.Request, view steps.View, differs declaration.Difference) page.Row {
	item, known := view.Terms.Item(differs.Item)
	if !known {
		item.Label = r.T("declare.history.not_asked_now")
	}
	item.Code = differs.Item
	var row page.Row
	read := func(line declaration.Line, has bool) string {
		if !has {
			return r.T("declare.history.not_said")
		}
		said, _ := answerRow(r, view, item, declaration.Asked{Member: differs.Member}, declaration.Draft{Lines: []declaration.Line{line}})
		row.Key = said.Key
		return said.Value
	}
	before, now := read(differs.Before, differs.HadBefore), read(differs.Now, differs.HasNow)
	row.Value = r.T("declare.history.changed", "before", before, "now", now)
	return row
}

// pastWords say when a declaration was handed in, of what day it speaks, and how it came.
func pastWords(r *page.Request, one past) string {
	return r.T("declare.history.words", "day", dayWords(r, period.DayOf(one.SubmittedAt)), "effective", dayWords(r, one.EffectiveOn),
		"how", r.T("declare.history.channel."+string(one.Channel)))
}
