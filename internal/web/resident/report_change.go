package resident

import (
	"net/http"

	steps "chengxin/internal/casework/declaration"
	"chengxin/internal/declaration"
	"chengxin/internal/fault"
	"chengxin/internal/web/page"
)

// reportChange takes what has changed in the household, in the household's own words.
func (d Declare) reportChange(w http.ResponseWriter, r *page.Request) error {
	return d.handlerOf(w, r, func(f *page.Form, view steps.View) error {
		if r.Method == http.MethodPost {
			happened := f.Day("happened")
			change := declaration.Change{Kind: declaration.ChangeKind(f.Text("kind")), HappenedOn: happened.Day, Words: f.Text("words")}
			if f.Valid() {
				done, err := d.Acts.ReportChange(r.Context(), r.Actor, own(r, f), steps.Sheet{}, change)
				if err == nil {
					return r.SeeOther(w, ChangePath+"/done?change="+done.ID+"&paper="+done.Paper)
				}
				if err := takeHere(f, err, nil); err != nil {
					return err
				}
			}
		}
		return r.RenderForm(w, f, changeView(r, f, d.Home, view))
	})
}

// changeDone confirms a reported change and says whether it came in time.
func (d Declare) changeDone(w http.ResponseWriter, r *page.Request) error {
	view, err := d.Acts.Mine(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	for _, change := range view.Changes {
		for _, paper := range view.Papers {
			if change.ID == r.Query("change") && paper.ID == r.Query("paper") {
				return r.Render(w, changeDoneView(r, d, change, paper, view.Terms.ReportingMonths))
			}
		}
	}
	return fault.New(fault.NotFound, "fault.not_found")
}

func changeKinds(r *page.Request) []page.Choice {
	var choices []page.Choice
	for _, kind := range declaration.ChangeKinds() {
		choices = append(choices, page.Choice{Value: string(kind), Label: r.T("declare.change.kind." + string(kind))})
	}
	return choices
}

// changeRows lists what was reported before; the words are shown to whoever said them.
func changeRows(r *page.Request, view steps.View) []page.Row {
	var rows []page.Row
	for i := len(view.Changes) - 1; i >= 0; i-- {
		change := view.Changes[i]
		rows = append(rows, page.Row{
			Key:   dayWords(r, change.HappenedOn),
			Value: r.T("declare.change.kind."+string(change.Kind)) + " " + change.Words,
		})
	}
	return rows
}
