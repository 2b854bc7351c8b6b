package console

import (
	"net/http"

	declarationsteps "chengxin/internal/casework/declaration"
	"chengxin/internal/declaration"
	"chengxin/internal/web/page"
)

// enterChange takes down a change of circumstances that a household reports on paper or by word of mouth.
func (d Declare) enterChange(w http.ResponseWriter, r *page.Request) error {
	f, view, err := d.opened(r, forChange)
	if err != nil {
		return err
	}
	if r.Method == http.MethodGet {
		f.Set("channel", string(declaration.Oral))
		return r.Render(w, enterChangeView(r, f, d, view))
	}
	happened := f.Day("happened")
	change := declaration.Change{Kind: declaration.ChangeKind(f.Text("kind")), HappenedOn: happened.Day, Words: f.Text("words")}
	if f.Valid() {
		done, err := d.Acts.ReportChange(r.Context(), r.Actor, declareAt(r, f.Key()), sheetOf(f), change)
		if err == nil {
			return d.enteredDone(w, r, done, "declare.enter.change_done")
		}
		if err := takeDeclare(f, err); err != nil {
			return err
		}
	}
	return r.RenderForm(w, f, enterChangeView(r, f, d, view))
}

func enteredKinds(r *page.Request) []page.Choice {
	var choices []page.Choice
	for _, kind := range declaration.ChangeKinds() {
		choices = append(choices, page.Choice{Value: string(kind), Label: r.T("declare.change.kind." + string(kind))})
	}
	return choices
}

func changeGrid(r *page.Request, view declarationsteps.View) page.Grid {
	grid := page.Grid{Caption: r.T("declare.change.before"), Columns: []page.Column{
		{Text: r.T("declare.enter.happened")}, {Text: r.T("declare.enter.what")}, {Text: r.T("declare.enter.reported")}, {Text: r.T("declare.enter.timely")}, {Text: r.T("declare.enter.words")},
	}}
	for i := len(view.Changes) - 1; i >= 0; i-- {
		change := view.Changes[i]
		timely := page.Tag(r.T("declare.enter.in_time"), page.Success)
		if !change.InTime(view.Terms.ReportingMonths) {
			timely = page.Tag(r.T("declare.enter.late"), page.Neutral)
		}
		grid.Rows = append(grid.Rows, []page.Cell{
			{Text: onDay(r, change.HappenedOn)}, {Text: r.T("declare.change.kind." + string(change.Kind))}, {Text: at(r, change.ReportedAt)}, {Body: timely}, {Text: change.Words},
		})
	}
	return grid
}
