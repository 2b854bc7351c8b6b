package console

import (
	"net/http"

	declarationsteps "chengxin/internal/casework/declaration"
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/web/page"
)

// needsHelp lists the households that ask for help with their declaration, the longest waiting first.
func (d Declare) needsHelp(w http.ResponseWriter, r *page.Request) error {
	wanted, err := d.Acts.NeedsHelp(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	return r.Render(w, needsHelpView(r, wanted))
}

func helpGrid(r *page.Request, wanted []declarationsteps.HelpWanted) page.Grid {
	grid := page.Grid{Caption: r.T("declare.help.title"), Hidden: true, Empty: r.T("declare.help.none"), Columns: []page.Column{
		{Text: r.T("declare.call.number")},
		{Text: r.T("declare.call.place")},
		{Text: r.T("declare.help.items"), Numeric: true},
		{Text: r.T("declare.help.since")},
		{Text: r.T("declare.call.act")},
	}}
	for _, one := range wanted {
		grid.Rows = append(grid.Rows, []page.Cell{
			{Text: one.Number, Header: true},
			{Text: region.FullName(one.Region)},
			{Text: count(one.Items), Numeric: true},
			{Text: onDay(r, period.DayOf(one.Since))},
			{Text: r.T("declare.help.enter"), Path: "/console/households/" + one.Household + "/declaration"},
		})
	}
	return grid
}
