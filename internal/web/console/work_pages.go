package console

import (
	"context"
	"net/http"

	"chengxin/internal/access"
	"chengxin/internal/casework/worklist"
	"chengxin/internal/determination"
	"chengxin/internal/measure"
	"chengxin/internal/objection"
	"chengxin/internal/period"
	"chengxin/internal/web/page"
)

// WorkActs read what waits for an officer.
type WorkActs interface {
	Mine(ctx context.Context, actor access.Actor) (worklist.List, error)
}

// WorkPages are the list of what waits for an officer, what falls due first in front.
type WorkPages struct{ Acts WorkActs }

const workPath = "/console/work"

// Routes adds the page.
func (p WorkPages) Routes(r *page.Router) { r.Handle("GET "+workPath, access.SignedIn, p.list) }

func (p WorkPages) list(w http.ResponseWriter, r *page.Request) error {
	list, err := p.Acts.Mine(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	return r.Render(w, workView(r, list))
}

// workStep is where a thing is done: in the case itself, or at its objection or measure.
var workStep = map[string]string{
	"after_correction": "/finding/" + string(determination.KindNoticeIssued),
	"serve_notice":     "/do/" + string(determination.KindNoticeServed),
	"propose":          "/finding/" + string(determination.KindProposed),
	"legal_review":     "/do/" + string(determination.KindReviewed),
	"serve_decision":   "/do/" + string(determination.KindDecisionServed),
	"assign":           string(objection.KindAssigned),
	"late_answer":      string(objection.KindAssigned),
	"answer":           string(objection.KindAnswered),
	"serve_answer":     string(objection.KindServed),
	"call_back":        string(objection.KindCalledBack),
	"check_hardship":   string(measure.KindChecked),
	"impose":           string(measure.KindImposed),
	"carry_out":        string(measure.KindDone),
}

// workAt is the page on which a thing is done.
func workAt(row worklist.Row) string {
	at, step := CaseAt(row.Household, row.Ref), workStep[row.What]
	switch {
	case step == "" || row.Family:
		return at
	case row.Of == "":
		return at + step
	case row.Permission == access.MeasureHandle:
		return at + "/measures/" + row.Of + "/" + step
	}
	return at + "/objections/" + row.Of + "/" + step
}

func workGrid(r *page.Request, caption, empty string, rows []worklist.Row) page.Grid {
	today := period.DayOf(r.Now)
	grid := page.Grid{Caption: caption, Empty: empty, Sticky: true, Columns: []page.Column{
		{Text: r.T("console.work.what")}, {Text: r.T("console.work.household")}, {Text: r.T("console.work.place")}, {Text: r.T("console.work.due")}, {Text: r.T("console.work.why")}, {Text: r.T("console.work.since")},
	}}
	for _, row := range rows {
		due := page.Cell{Text: r.T("console.work.no_day")}
		switch {
		case row.Overdue(today):
			due = page.Cell{Body: page.Tag(r.T("console.work.overdue", "day", onDay(r, row.Due)), page.Danger)}
		case row.Due == today:
			due = page.Cell{Body: page.Tag(r.T("console.work.today"), page.Waiting)}
		case !row.Due.IsZero():
			due = page.Cell{Text: r.T("console.work.by", "day", onDay(r, row.Due), "days", today.DaysUntil(row.Due))}
		}
		grid.Rows = append(grid.Rows, []page.Cell{
			{Text: r.T("console.work.what." + row.What), Path: workAt(row), Header: true},
			{Text: row.Number},
			{Text: shortPlace(row.Region)},
			due,
			{Text: r.T("console.work.why." + row.What)},
			{Text: since(r, row.Since)},
		})
	}
	return grid
}
