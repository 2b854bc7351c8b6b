package console

import (
	"context"
	"net/http"
	"strings"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	declarationsteps "chengxin/internal/casework/declaration"
	"chengxin/internal/declaration"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/money"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/region"
	"chengxin/internal/web/page"
)

// SheetActs are what officers do with paper sheets: print them, enter them, and look at what another has entered.
type SheetActs interface {
	EnterSheet(ctx context.Context, actor access.Actor, at declarationsteps.At, paper declarationsteps.PaperEntry) (declarationsteps.SheetDone, error)
	OpenSheet(ctx context.Context, actor access.Actor, at declarationsteps.At, entry string) (declarationsteps.SheetView, error)
	OpenSheetScan(ctx context.Context, actor access.Actor, at declarationsteps.At, entry string) ([]byte, pledge.Scan, error)
	SheetsWaiting(ctx context.Context, actor access.Actor) ([]declarationsteps.SheetOpen, error)
	CheckSheet(ctx context.Context, actor access.Actor, at declarationsteps.At, entry string, otherwise []declaration.Line) (declarationsteps.SheetDone, error)
	TypeSheet(ctx context.Context, actor access.Actor, at declarationsteps.At, entry string, lines []declaration.Line) (declarationsteps.SheetDone, error)
	KeepSheetTyping(ctx context.Context, actor access.Actor, at declarationsteps.At, entry string, lines []declaration.Line) error
	SettleSheet(ctx context.Context, actor access.Actor, at declarationsteps.At, entry string, settled []declaration.Settlement) (declarationsteps.SheetDone, error)
	AgreeSheet(ctx context.Context, actor access.Actor, at declarationsteps.At, entry string) (declarationsteps.SheetDone, error)
	RejectSheet(ctx context.Context, actor access.Actor, at declarationsteps.At, entry, reason string) (declarationsteps.SheetDone, error)
	FindSheet(ctx context.Context, actor access.Actor, idOrNumber string) (declarationsteps.PaperSheet, error)
	PrintForms(ctx context.Context, actor access.Actor, at declarationsteps.At, forms []declarationsteps.Form) ([]declarationsteps.PaperSheet, error)
	OrderForms(ctx context.Context, actor access.Actor, county, place region.Code, forms []declarationsteps.Form, key string) (declarationsteps.FormRun, error)
	FetchForms(ctx context.Context, actor access.Actor, county region.Code, id string) ([]byte, declarationsteps.FormRun, error)
	FormRun(ctx context.Context, actor access.Actor, county region.Code, id string) (declarationsteps.FormRun, error)
	FormRuns(ctx context.Context, actor access.Actor) ([]declarationsteps.FormRun, error)
	FormJob(ctx context.Context, run declarationsteps.FormRun) (casework.Job, bool, error)
}

// The addresses: the list of what waits, and where the QR picture of a printed form leads.
const (
	sheetsPath    = "/console/sheets"
	sheetOpenPath = "/console/sheet"
)

// sheetAt is the page of one entry.
func sheetAt(household, entry string) string { return sheetsPath + "/" + household + "/" + entry }

// enterSheet keeps an entry from paper; false when the form was refused and is to be shown again.
func (d Declare) enterSheet(w http.ResponseWriter, r *page.Request, f *page.Form, entry declarationsteps.Entry) (bool, error) {
	paper := declarationsteps.PaperEntry{Number: f.Text("sheet"), Declarant: f.Text("declarant"), SignedOn: f.Day("signed").Day, Entry: entry}
	if file, given := f.File("scan", maxScan); given {
		paper.Posted = file.Content
	}
	if !f.Valid() {
		return false, nil
	}
	done, err := d.Acts.EnterSheet(r.Context(), r.Actor, declareAt(r, f.Key()), paper)
	if err != nil {
		return false, takeDeclare(f, err)
	}
	r.Flash(r.T("paper.enter.done"))
	return true, r.SeeOther(w, sheetAt(r.PathValue("household"), done.Entry))
}

// sheets lists the entries that wait for a second look or to be settled, and finds a printed form by its number.
func (d Declare) sheets(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		sheet, err := d.Acts.FindSheet(r.Context(), r.Actor, f.Text("number"))
		if err == nil {
			return r.SeeOther(w, page.Local(entryOf(sheet)))
		}
		if fault.KindOf(err) != fault.NotFound {
			return err
		}
		f.Refuse("number", "paper.find.none")
	}
	waiting, err := d.Acts.SheetsWaiting(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	return r.RenderForm(w, f, sheetsView(r, f, waiting))
}

// openPrinted leads from a printed form's QR picture to the page on which it is entered.
func (d Declare) openPrinted(w http.ResponseWriter, r *page.Request) error {
	sheet, err := d.Acts.FindSheet(r.Context(), r.Actor, r.PathValue("sheet"))
	if err != nil {
		return err
	}
	return r.SeeOther(w, page.Local(entryOf(sheet)))
}

// entryOf is the page on which a form is entered.
func entryOf(sheet declarationsteps.PaperSheet) string {
	base := "/console/households/" + sheet.Household
	switch sheet.Form {
	case declarationsteps.FormNotice:
		return base + "/pledge/served"
	case declarationsteps.FormPledge, declarationsteps.FormAuthorisation:
		return base + "/pledge/paper"
	case declarationsteps.FormKinship:
		return base + "/kinship"
	case declarationsteps.FormDeclaration:
	}
	return base + "/declaration?sheet=" + sheet.Number
}

func sheetsGrid(r *page.Request, waiting []declarationsteps.SheetOpen) page.Grid {
	grid := page.Grid{Caption: r.T("paper.list.title"), Hidden: true, Empty: r.T("paper.list.none"), Columns: []page.Column{
		{Text: r.T("declare.call.number")}, {Text: r.T("declare.call.place")}, {Text: r.T("paper.list.state")}, {Text: r.T("paper.list.since")},
	}}
	for _, one := range waiting {
		grid.Rows = append(grid.Rows, []page.Cell{
			{Text: one.Number, Path: sheetAt(one.Household, one.Entry), Header: true},
			{Text: region.FullName(one.Region)},
			{Body: page.Tag(r.T("paper.state."+string(one.State)), sheetColour(one.State))},
			{Text: onDay(r, period.DayOf(one.Since))},
		})
	}
	return grid
}

func sheetColour(state declaration.SheetState) page.Colour {
	switch state {
	case declaration.SheetCounts:
		return page.Success
	case declaration.SheetRefused, declaration.SheetDiffers:
		return page.Danger
	case declaration.SheetWaits, declaration.SheetToAgree:
	}
	return page.Waiting
}

// openSheet is an entry with what this officer may do with it now.
type openSheet struct {
	declarationsteps.SheetView
	Lines []entryLine
	Apart []declaration.Apart
	Mine  bool // this officer typed it
	Two   bool // this officer is one of the two
	Blind bool // the second person types the sheet and does not see the first's answers
	Names map[string]string
}

// mayLook says whether this officer can be the second person.
func (v openSheet) mayLook() bool { return v.Case.State() == declaration.SheetWaits && !v.Mine }

// settles says whether this officer is to say how the differences are settled.
func (v openSheet) settles() bool {
	state := v.Case.State()
	return v.Two && (state == declaration.SheetDiffers || state == declaration.SheetToAgree)
}

// agrees says whether the other's proposal waits for this officer.
func (v openSheet) agrees() bool {
	proposal, found := v.Case.Proposal()
	return found && v.Two && v.Case.State() == declaration.SheetToAgree && proposal.By != v.viewer()
}

func (v openSheet) viewer() string { return v.Names[""] }

func (v openSheet) mayReject() bool { return v.mayLook() || v.settles() }

// sheet is one entry: the second look, the settling of what differs, and what came of it.
func (d Declare) sheet(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	found, err := d.Acts.OpenSheet(r.Context(), r.Actor, declareAt(r, ""), r.PathValue("entry"))
	if err != nil {
		return err
	}
	v := openSheet{SheetView: found, Lines: entryLines(r, found.View), Apart: found.Case.Apart(), Mine: found.Case.By == r.Actor.ID}
	second, looked := found.Case.Second()
	v.Two = looked && (v.Mine || second.By == r.Actor.ID)
	v.Blind = v.mayLook() && (d.Twice || r.Query("way") == "type")
	v.Names = map[string]string{"": r.Actor.ID}
	for _, id := range append([]string{found.Case.By}, eventOfficers(found.Case)...) {
		v.Names[id] = d.Officer(r.Context(), r.Actor.County, id)
	}
	if r.Method == http.MethodPost {
		answered, err := d.sheetAct(w, r, f, v)
		if answered || err != nil {
			return err
		}
	} else if v.Blind {
		fillLines(f, declaration.Draft{Lines: v.Typing}, v.Lines)
	}
	return r.RenderForm(w, f, sheetView(r, f, d, v))
}

func eventOfficers(c declaration.SheetCase) []string {
	var ids []string
	for _, event := range c.Events {
		ids = append(ids, event.By)
	}
	return ids
}

// sheetAct does what a button asks; false when the form was refused and is to be shown again.
func (d Declare) sheetAct(w http.ResponseWriter, r *page.Request, f *page.Form, v openSheet) (bool, error) {
	ctx, at, entry := r.Context(), declareAt(r, f.Key()), v.Case.ID
	nameLines(r, f, v.Lines)
	var done declarationsteps.SheetDone
	var err error
	switch f.Text("action") {
	case "check":
		otherwise := readOtherwise(r, f, v)
		if !f.Valid() {
			return false, nil
		}
		done, err = d.Acts.CheckSheet(ctx, r.Actor, at, entry, otherwise)
	case "keep", "type":
		typed := readEntry(f, v.Lines).Lines
		if !f.Valid() {
			return false, nil
		}
		if f.Text("action") == "keep" {
			if err := d.Acts.KeepSheetTyping(ctx, r.Actor, at, entry, typed); err != nil {
				return false, takeDeclare(f, err)
			}
			r.Flash(r.T("declare.enter.saved", "count", len(typed), "all", len(v.Lines)))
			return true, r.SeeOther(w, r.URL.Path+"?way=type")
		}
		if openLines(f, v.Lines, typed); !f.Valid() {
			return false, nil
		}
		done, err = d.Acts.TypeSheet(ctx, r.Actor, at, entry, typed)
	case "settle":
		done, err = d.Acts.SettleSheet(ctx, r.Actor, at, entry, readSettled(f, v.Apart))
	case "agree":
		done, err = d.Acts.AgreeSheet(ctx, r.Actor, at, entry)
	case "reject":
		done, err = d.Acts.RejectSheet(ctx, r.Actor, at, entry, f.Text("reason"))
	default:
		return false, fault.New(fault.Invalid, "page.form.unreadable")
	}
	if err != nil {
		return false, takeDeclare(f, err)
	}
	r.Flash(r.T("paper.done."+string(done.State), "number", done.Done.Number, "count", done.Apart))
	return true, r.SeeOther(w, r.URL.Path)
}

// readOtherwise reads the comparison: every line needs its own answer, and one that is read otherwise what stands on the scan.
func readOtherwise(r *page.Request, f *page.Form, v openSheet) []declaration.Line {
	var otherwise []declaration.Line
	for _, line := range v.Lines {
		switch f.Text(line.Name + "-same") {
		case "yes":
		case "no":
			if read, answered := line.read(f); answered {
				otherwise = append(otherwise, read)
			} else if f.Wrong(line.Name+"-amount") == "" {
				f.Refuse(line.Name+"-state", "paper.check.otherwise", "item", line.Item.Label, "who", line.Who)
			}
		default:
			f.Refuse(line.Name+"-same", "paper.check.open", "item", line.Item.Label, "who", line.Who)
			return nil // the first open one is enough to say what is missing
		}
	}
	return otherwise
}

func readSettled(f *page.Form, apart []declaration.Apart) []declaration.Settlement {
	var settled []declaration.Settlement
	for _, one := range apart {
		name := declaration.FieldOf(one.Item, one.Member)
		if take := f.Text(name); take == "first" || take == "second" {
			settled = append(settled, declaration.Settlement{Item: one.Item, Member: one.Member, Second: take == "second", Reason: f.Text(name + "-reason")})
		}
	}
	return settled
}

// sheetWords are an answer as it was typed.
func sheetWords(r *page.Request, lines []entryLine, line declaration.Line, has bool) string {
	if !has {
		return r.T("paper.line.none")
	}
	var one entryLine
	for _, each := range lines {
		if each.Item.Code == line.Item && each.Asked.Member == line.Member {
			one = each
		}
	}
	words := r.T("declare.state." + string(line.State))
	switch {
	case one.presence() && (line.State == declaration.Given || line.State == declaration.None):
		words = r.T("declare.enter.presence." + string(line.State))
	case line.State == declaration.Given:
		words = line.Said
		if one.Item.Unit == declaration.Fen {
			words = money.Fen(line.Amount).String()
		}
		words += " " + one.unit(r)
		if line.Length != period.Unsaid {
			words = r.T("page.form.per."+string(line.Length)) + " " + words
		}
	}
	if !line.Since.IsZero() {
		words += " " + r.T("paper.line.since", "day", onDay(r, line.Since))
	}
	if line.Note != "" {
		words += " " + r.T("paper.line.note", "note", line.Note)
	}
	return strings.TrimSpace(words)
}

// itemWords name an item and whose it is.
func itemWords(v openSheet, item, member string) (label, who string) {
	for _, line := range v.Lines {
		if line.Item.Code == item && line.Asked.Member == member {
			return line.Item.Label, line.Who
		}
	}
	return item, ""
}

// sheetRows say where the entry comes from: which sheet, who signed, who typed, who looked.
func sheetRows(r *page.Request, v openSheet) []page.Row {
	rows := []page.Row{{Key: r.T("declare.enter.sheet"), Value: v.Case.Number}}
	if person, found := v.Person(v.Case.Declarant); found {
		rows = append(rows, page.Row{Key: r.T("declare.enter.declarant"), Value: household.MaskName(person.Name)})
	}
	rows = append(rows,
		page.Row{Key: r.T("paper.enter.signed"), Value: onDay(r, v.Case.SignedOn)},
		page.Row{Key: r.T("declare.enter.kind.label"), Value: r.T("declare.enter.kind." + string(v.Case.Kind))},
		page.Row{Key: r.T("paper.by"), Value: r.T("paper.by_when", "name", v.Names[v.Case.By], "moment", at(r, v.Case.At))},
	)
	for _, event := range v.Case.Events {
		words := r.T("paper.by_when", "name", v.Names[event.By], "moment", at(r, event.At))
		if event.Reason != "" {
			words += " " + r.T("paper.because", "reason", event.Reason)
		}
		rows = append(rows, page.Row{Key: r.T("paper.event." + string(event.Event)), Value: words})
	}
	return rows
}

// sheetScan gives the scan of an entry; the look stands in the log, and no browser keeps it.
func (d Declare) sheetScan(w http.ResponseWriter, r *page.Request) error {
	raw, scan, err := d.Acts.OpenSheetScan(r.Context(), r.Actor, declareAt(r, ""), r.PathValue("entry"))
	if err != nil {
		return err
	}
	return sendScan(w, raw, scan)
}
