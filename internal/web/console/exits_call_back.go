package console

import (
	"net/http"

	declarationsteps "chengxin/internal/casework/declaration"
	"chengxin/internal/declaration"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/web/page"
)

// exitsToCall lists the exits that wait for a call by another office.
func (d Declare) exitsToCall(w http.ResponseWriter, r *page.Request) error {
	waiting, err := d.Acts.ExitsToCall(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	return r.Render(w, exitsView(r, waiting))
}

// callBackExit is the form of the call: the household stands by it, denies it, or was not reached.
func (d Declare) callBackExit(w http.ResponseWriter, r *page.Request) error {
	f, view, err := d.opened(r, forChange)
	if err != nil {
		return err
	}
	var exit declaration.Exit
	for _, one := range view.Exits {
		if one.ID == r.PathValue("exit") {
			exit = one
		}
	}
	if exit.ID == "" {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	if r.Method == http.MethodPost {
		err := d.Acts.CallBackExit(r.Context(), r.Actor, declareAt(r, f.Key()), exit.ID, declaration.ExitEvent(f.Text("result")), f.Text("words"))
		if err == nil {
			r.Flash(r.T("declare.call.done"))
			return r.SeeOther(w, exitsPath)
		}
		if err := takeDeclare(f, err); err != nil {
			return err
		}
	}
	return r.RenderForm(w, f, callBackView(r, f, d, view, exit))
}

func callResults(r *page.Request) []page.Choice {
	var choices []page.Choice
	for _, result := range []declaration.ExitEvent{declaration.ExitConfirmed, declaration.ExitDenied, declaration.ExitUnreachable} {
		choices = append(choices, page.Choice{Value: string(result), Label: r.T("declare.call.result." + string(result)), Hint: r.T("declare.call.result." + string(result) + "_hint")})
	}
	return choices
}

func exitsGrid(r *page.Request, waiting []declarationsteps.WaitingExit) page.Grid {
	grid := page.Grid{Caption: r.T("declare.call.title"), Hidden: true, Empty: r.T("declare.call.none"), Columns: []page.Column{
		{Text: r.T("declare.call.number")},
		{Text: r.T("declare.call.place")},
		{Text: r.T("declare.call.asked")},
		{Text: r.T("declare.enter.channel.label")},
		{Text: r.T("declare.call.due")},
		{Text: r.T("declare.call.tries"), Numeric: true},
		{Text: r.T("declare.call.act")},
	}}
	for _, one := range waiting {
		due := page.Tag(onDay(r, one.CallBackBy), page.Waiting)
		if period.DayOf(r.Now).After(one.CallBackBy) {
			due = page.Tag(onDay(r, one.CallBackBy), page.Danger)
		}
		act := page.Cell{Text: r.T("declare.call.open"), Path: exitsPath + "/" + one.Household.ID + "/" + one.Exit}
		if one.SameOffice {
			act = page.Cell{Text: r.T("declare.call.same_office")}
		}
		grid.Rows = append(grid.Rows, []page.Cell{
			{Text: one.Household.Number, Header: true},
			{Text: region.FullName(one.Household.Region)},
			{Text: onDay(r, one.AskedOn)},
			{Text: r.T("declare.print.channel." + string(one.Channel))},
			{Body: due},
			{Text: count(one.Tries), Numeric: true},
			act,
		})
	}
	return grid
}
