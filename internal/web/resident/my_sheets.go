package resident

import (
	"net/http"
	"strconv"

	steps "chengxin/internal/casework/declaration"
	"chengxin/internal/declaration"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/web/page"
)

// SheetsPath is where a household reads what was entered for it from paper.
const SheetsPath = "/r/sheets"

// sheets lists the paper sheets that were entered for the household, the newest first.
func (d Declare) sheets(w http.ResponseWriter, r *page.Request) error {
	view, err := d.Acts.Mine(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	return r.Render(w, mySheetsView(r, d, view))
}

// sheet shows what was entered from one sheet, by whom, and what the second person made of it.
func (d Declare) sheet(w http.ResponseWriter, r *page.Request) error {
	view, err := d.Acts.Mine(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	for _, one := range view.Sheets {
		if one.ID == r.PathValue("entry") {
			return r.Render(w, mySheetView(r, d, view, one))
		}
	}
	return fault.New(fault.NotFound, "fault.not_found")
}

// sheetScan gives the scan to whoever signed the sheet; the look stands in the log, and no browser keeps it.
func (d Declare) sheetScan(w http.ResponseWriter, r *page.Request) error {
	raw, scan, err := d.Acts.OpenSheetScan(r.Context(), r.Actor, steps.At{County: r.Actor.County, Household: r.Actor.Household}, r.PathValue("entry"))
	if err != nil {
		return err
	}
	header := w.Header()
	header.Set("Content-Type", scan.Type)
	header.Set("Content-Length", strconv.Itoa(len(raw)))
	header.Set("Content-Disposition", "inline")
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	_, err = w.Write(raw)
	return err
}

// sheetOf is the entry of which a declaration was made; empty for one that was not on paper.
func sheetOf(view steps.View, made declaration.Declaration) string {
	for _, one := range view.Sheets {
		if one.Count == made.Number {
			return one.ID
		}
	}
	return ""
}

func sheetColour(state declaration.SheetState) page.Colour {
	switch state {
	case declaration.SheetCounts:
		return page.Success
	case declaration.SheetRefused:
		return page.Danger
	case declaration.SheetWaits, declaration.SheetDiffers, declaration.SheetToAgree:
	}
	return page.Waiting
}

// sheetRows say where the entry comes from: which sheet, who signed it, who typed it, who looked at it and what came of that.
func (d Declare) sheetRows(r *page.Request, view steps.View, one steps.MySheet) []page.Row {
	by := func(officer string, moment string) string {
		return r.T("paper.by_when", "name", d.Officer(r.Context(), r.Actor.County, officer), "moment", moment)
	}
	rows := []page.Row{{Key: r.T("declare.enter.sheet"), Value: one.Number}}
	if person, found := view.Person(one.Declarant); found {
		rows = append(rows, page.Row{Key: r.T("paper.mine.signed_by"), Value: person.Name})
	}
	rows = append(rows,
		page.Row{Key: r.T("paper.enter.signed"), Value: dayWords(r, one.SignedOn)},
		page.Row{Key: r.T("paper.by"), Value: by(one.By, dayWords(r, period.DayOf(one.At))+" "+timeOf(one.At))},
	)
	for _, event := range one.Events {
		words := by(event.By, dayWords(r, period.DayOf(event.At))+" "+timeOf(event.At))
		if event.Reason != "" {
			words += " " + r.T("paper.because", "reason", event.Reason)
		}
		rows = append(rows, page.Row{Key: r.T("paper.event." + string(event.Event)), Value: words})
	}
	return rows
}

// apartRows are the answers that the two read differently: what each read, and what was settled about it.
func apartRows(r *page.Request, view steps.View, one steps.MySheet) []page.Row {
	proposal, settled := one.Proposal()
	var rows []page.Row
	for _, asked := range view.Path() {
		for _, apart := range one.Apart() {
			if apart.Item != asked.Question.Code || apart.Member != asked.Member {
				continue
			}
			item, _ := view.Terms.Item(apart.Item)
			row := page.Row{}
			read := func(line declaration.Line, has bool) string {
				if !has {
					return r.T("paper.line.none")
				}
				var words page.Row
				words, _ = answerRow(r, view, item, asked, declaration.Draft{Lines: []declaration.Line{line}})
				row.Key = words.Key
				return words.Value
			}
			row.Value = r.T("paper.mine.apart_words", "first", read(apart.First, apart.HasFirst), "second", read(apart.Second, apart.HasSecond))
			for _, s := range proposal.Settled {
				if settled && s.Item == apart.Item && s.Member == apart.Member {
					row.Value += " " + r.T("paper.mine.settled."+strconv.FormatBool(s.Second), "reason", s.Reason)
				}
			}
			rows = append(rows, row)
		}
	}
	return rows
}
