package console

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/casework/register"
	"chengxin/internal/exchange"
	"chengxin/internal/fault"
	"chengxin/internal/region"
	"chengxin/internal/web/page"
)

// ImportPages are the pages on which a whole table of households is registered: the template, the upload, what was found
// in it, the work's progress, and taking it back.
type ImportPages struct {
	Acts register.Imports
}

// The addresses of these pages.
const (
	importsPath = "/console/imports"
	importPath  = importsPath + "/{import}"
)

// What a page shows at most, and how often a page about work under way comes again by itself, in seconds.
const (
	shownIssues = 200
	comesAgain  = "3"
)

// Reading a large table takes longer than a page does.
const importTime = 2 * time.Minute

// workbookType is what browsers know an .xlsx by.
const workbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// Routes adds the pages.
func (p ImportPages) Routes(r *page.Router) {
	permission := access.HouseholdRegister
	r.Handle("GET "+importsPath, permission, p.list)
	r.Handle("POST "+importsPath, permission, p.upload, page.Body(exchange.TableLimits.Bytes+page.DefaultMaxBody), page.Within(importTime))
	r.Handle("GET "+importsPath+"/template", permission, p.template)
	r.Handle("GET "+importPath, permission, p.one)
	r.Handle("POST "+importPath+"/register", permission, p.order)
	r.Handle("POST "+importPath+"/discard", permission, p.discard)
	r.Handle("POST "+importPath+"/retry", permission, p.retry)
	r.Handle("GET "+importPath+"/undo", permission, p.undo)
	r.Handle("POST "+importPath+"/undo", permission, p.undo)
	r.Handle("GET "+importPath+"/workbook", permission, p.workbook, page.Within(importTime))
}

func importAt(id, rest string) string { return importsPath + "/" + id + rest }

// importPlaces are the places for which the officer may bring a table: the own ones, and the townships in them.
func importPlaces(r *page.Request) []region.Code {
	var all []region.Code
	for _, where := range r.Actor.Where(access.HouseholdRegister) {
		if where.Level() <= region.County {
			all = append(all, region.Children(where)...)
		}
		all = append(all, where)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func importPlaceChoices(r *page.Request) []page.Choice {
	var choices []page.Choice
	for _, place := range importPlaces(r) {
		choices = append(choices, page.Choice{Value: string(place), Label: placeIn(place)})
	}
	return choices
}

// ownPlace is the place that a form begins with: the officer's office, where tables are brought for it.
func ownPlace(r *page.Request) region.Code {
	places := importPlaces(r)
	if slices.Contains(places, r.Actor.Unit) {
		return r.Actor.Unit
	}
	return places[0]
}

func (p ImportPages) list(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	f.Set("place", string(ownPlace(r)))
	return p.renderList(w, r, f)
}

func (p ImportPages) renderList(w http.ResponseWriter, r *page.Request, f *page.Form) error {
	all, err := p.Acts.ListImports(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	return r.RenderForm(w, f, importsView(r, f, all))
}

// upload reads a table, keeps it and shows what was found. Nothing is registered yet.
func (p ImportPages) upload(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	var places []string
	for _, place := range importPlaces(r) {
		places = append(places, string(place))
	}
	place := f.RequireChoice("place", r.T("imports.place"), places...)
	file, given := f.File("file", exchange.TableLimits.Bytes)
	if !given && f.Wrong("file") == "" {
		f.Refuse("file", "imports.choose_file")
	}
	if f.Valid() {
		table, err := exchange.ReadRegister(file.Content, exchange.TableLimits)
		if err == nil {
			var id string
			id, err = p.Acts.StageImport(r.Context(), r.Actor, register.Upload{
				Key: f.Key(), Region: region.Code(place), Name: file.Name, Content: file.Content, Form: table.Form, Rows: table.Rows, Follows: f.Text("follows"),
			})
			if err == nil {
				return r.SeeOther(w, importAt(id, ""))
			}
		}
		if err := takeAct(f, err); err != nil {
			return err
		}
	}
	if follows := f.Text("follows"); follows != "" && !f.Valid() {
		return p.renderOne(w, r, f, follows)
	}
	return p.renderList(w, r, f)
}

// template gives the empty workbook for a place.
func (p ImportPages) template(w http.ResponseWriter, r *page.Request) error {
	place := region.Code(r.Query("place"))
	if !slices.Contains(importPlaces(r), place) {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	content, err := exchange.WriteRegister(exchange.RegisterBook{Place: place, Demo: r.Demo()})
	if err != nil {
		return err
	}
	return r.Send(w, page.Content{Name: r.T("imports.template_name", "place", region.Label(place)) + ".xlsx", Type: workbookType, Body: content})
}

// shownImport is what the page of one import shows.
type shownImport struct {
	register.Import
	Issues  []register.Issue
	Total   int
	Job     casework.Job
	Ordered bool // a job was ordered
	Held    []register.Held
}

func (p ImportPages) one(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	return p.renderOne(w, r, f, r.PathValue("import"))
}

func (p ImportPages) shown(r *page.Request, id string) (shown shownImport, err error) {
	if shown.Import, err = p.Acts.Look(r.Context(), r.Actor, r.Actor.County, id); err != nil {
		return shown, err
	}
	if shown.Tally.Kept > 0 {
		if shown.Issues, shown.Total, err = p.Acts.Preview(r.Context(), r.Actor, r.Actor.County, id, shownIssues); err != nil {
			return shown, err
		}
	}
	shown.Job, shown.Ordered, err = p.Acts.Job(r.Context(), shown.Import)
	return shown, err
}

func (p ImportPages) renderOne(w http.ResponseWriter, r *page.Request, f *page.Form, id string) error {
	shown, err := p.shown(r, id)
	if err != nil {
		return err
	}
	if shown.Underway() && !shown.stuck() && f.Valid() {
		w.Header().Set("Refresh", comesAgain) // a link on the page does the same, for whoever has switched this off
	}
	return r.RenderForm(w, f, importView(r, f, shown))
}

// stuck says whether the work was given up and waits for a person.
func (s shownImport) stuck() bool { return s.Ordered && s.Job.State == casework.JobFailed }

// progress is how many parts are done of how many.
func (s shownImport) progress() (done, total int64) {
	if s.State() == register.StateUndoing {
		return s.Tally.TakenBack, s.Tally.TakenBack + s.Tally.Done
	}
	return s.Tally.Done, s.Tally.Done + s.Tally.Waiting
}

// act runs one of the acts on an import and shows its page again.
func (p ImportPages) act(w http.ResponseWriter, r *page.Request, said string, do func(f *page.Form, id string) error) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	id := r.PathValue("import")
	if err := do(f, id); err != nil {
		if err := takeAct(f, err); err != nil {
			return err
		}
	}
	if f.Valid() {
		r.Flash(r.T(said))
		return r.SeeOther(w, importAt(id, ""))
	}
	return p.renderOne(w, r, f, id)
}

func (p ImportPages) order(w http.ResponseWriter, r *page.Request) error {
	return p.act(w, r, "imports.ordered", func(f *page.Form, id string) error {
		which := f.RequireChoice("which", r.T("imports.which"), "all", "good")
		if !f.Valid() {
			return nil
		}
		return p.Acts.OrderImport(r.Context(), r.Actor, r.Actor.County, id, f.Key(), which == "all")
	})
}

func (p ImportPages) discard(w http.ResponseWriter, r *page.Request) error {
	return p.act(w, r, "imports.discarded", func(f *page.Form, id string) error {
		return p.Acts.DiscardImport(r.Context(), r.Actor, r.Actor.County, id, f.Key())
	})
}

func (p ImportPages) retry(w http.ResponseWriter, r *page.Request) error {
	return p.act(w, r, "imports.ordered", func(f *page.Form, id string) error {
		return p.Acts.RetryImport(r.Context(), r.Actor, r.Actor.County, id, f.Key())
	})
}

// undo shows what would be taken back, or what stands against it, and takes it back.
func (p ImportPages) undo(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	id := r.PathValue("import")
	if r.Method == http.MethodPost {
		f.Require("reason", r.T("imports.undo.reason"))
		if f.Valid() {
			err := p.Acts.UndoImport(r.Context(), r.Actor, r.Actor.County, id, f.Key(), f.Text("reason"))
			if err == nil {
				r.Flash(r.T("imports.undo.ordered"))
				return r.SeeOther(w, importAt(id, ""))
			}
			if err := takeAct(f, err); err != nil {
				return err
			}
		}
	}
	shown, err := p.shown(r, id)
	if err != nil {
		return err
	}
	if shown.State() == register.StateRegistered {
		if shown.Held, err = p.Acts.Held(r.Context(), r.Actor.County, id); err != nil {
			return err
		}
	}
	return r.RenderForm(w, f, undoImportView(r, f, shown))
}

// workbook gives the file back with its problems marked, or a new one with only the households that failed.
func (p ImportPages) workbook(w http.ResponseWriter, r *page.Request) error {
	only := r.Query("only") == "failed"
	what := "marked"
	if only {
		what = "failed"
	}
	opened, err := p.Acts.OpenImport(r.Context(), r.Actor, r.Actor.County, r.PathValue("import"), what)
	if err != nil {
		return err
	}
	if only {
		content, err := exchange.WriteRegister(exchange.RegisterBook{Place: opened.Region, Demo: r.Demo(), Lines: exchange.FailedLines(opened.Failed())})
		if err != nil {
			return err
		}
		return r.Send(w, page.Content{Name: r.T("imports.failed_name") + ".xlsx", Type: workbookType, Body: content})
	}
	content, err := exchange.MarkRegister(opened.Content, exchange.MarksOf(opened.Groups), exchange.TableLimits)
	if err != nil {
		return err
	}
	name, kind := strings.TrimSuffix(strings.TrimSuffix(opened.Name, ".xlsx"), ".csv")+r.T("imports.marked_name"), workbookType
	if opened.Form == exchange.FormWorkbook {
		name += ".xlsx"
	} else {
		name, kind = name+".csv", "text/csv; charset="+opened.Form
	}
	return r.Send(w, page.Content{Name: name, Type: kind, Body: content})
}

// importTag says how far an import is.
func importTag(r *page.Request, i register.Import) (string, page.Colour) {
	colour := page.Neutral
	switch i.State() {
	case register.StateStaged:
		colour = page.Waiting
	case register.StateRegistering, register.StateUndoing:
		colour = page.Running
	case register.StateRegistered:
		colour = page.Success
	case register.StateUndone, register.StateDiscarded, register.StateLapsed:
	}
	return r.T("imports.state." + string(i.State())), colour
}

func importsGrid(r *page.Request, all []register.Import) page.Grid {
	grid := page.Grid{
		Caption: r.T("imports.history"), Empty: r.T("imports.none"), Sticky: true,
		Columns: []page.Column{
			{Text: r.T("imports.file")},
			{Text: r.T("imports.place")},
			{Text: r.T("imports.at")},
			{Text: r.T("imports.households"), Numeric: true},
			{Text: r.T("imports.good"), Numeric: true},
			{Text: r.T("imports.registered"), Numeric: true},
			{Text: r.T("imports.state")},
		},
	}
	for _, i := range all {
		text, colour := importTag(r, i)
		grid.Rows = append(grid.Rows, []page.Cell{
			{Text: i.Name, Path: importAt(i.ID, ""), Header: true},
			{Text: placeIn(i.Region)},
			{Text: at(r, i.RecordedAt)},
			{Text: fmt.Sprint(i.Households), Numeric: true},
			{Text: fmt.Sprint(i.Good), Numeric: true},
			{Text: fmt.Sprint(i.Tally.Registered - i.Tally.Undone), Numeric: true},
			{Body: page.Tag(text, colour)},
		})
	}
	return grid
}

func issuesGrid(r *page.Request, s shownImport) page.Grid {
	grid := page.Grid{
		Caption: r.T("imports.issues"), Sticky: true,
		Columns: []page.Column{{Text: r.T("imports.issue.line")}, {Text: r.T("imports.issue.column")}, {Text: r.T("imports.issue.problem")}},
	}
	for _, issue := range s.Issues {
		text := page.Cell{Body: page.Tag(r.T("imports.issue.error"), page.Danger)}
		if issue.Doubt {
			text.Body = page.Tag(r.T("imports.issue.doubt"), page.Waiting)
		}
		text.Body = issueWords(text.Body, issue.Message(r.Language))
		grid.Rows = append(grid.Rows, []page.Cell{{Text: fmt.Sprint(issue.Line), Header: true}, {Text: issue.At.Label(r.Language)}, text})
	}
	return grid
}

func heldGrid(r *page.Request, held []register.Held) page.Grid {
	grid := page.Grid{
		Caption: r.T("imports.undo.held"), Sticky: true,
		Columns: []page.Column{{Text: r.T("console.list.number")}, {Text: r.T("console.list.place")}, {Text: r.T("imports.undo.what")}},
	}
	for _, one := range held[:min(len(held), shownIssues)] {
		grid.Rows = append(grid.Rows, []page.Cell{{Text: one.Number, Path: fileAt(one.Household, ""), Header: true}, {Text: placeIn(one.Region)}, {Text: one.Words(r.Language)}})
	}
	return grid
}

func summaryOf(r *page.Request, s shownImport) []page.Row {
	rows := []page.Row{
		{Key: r.T("imports.place"), Value: placeIn(s.Region)},
		{Key: r.T("imports.at"), Value: at(r, s.RecordedAt)},
		{Key: r.T("imports.rows"), Value: fmt.Sprint(s.Rows)},
		{Key: r.T("imports.households"), Value: fmt.Sprint(s.Households)},
		{Key: r.T("imports.good"), Value: r.T("imports.good_of", "households", s.Good, "rows", s.GoodRows)},
		{Key: r.T("imports.bad"), Value: fmt.Sprint(s.Bad())},
	}
	add := func(n int64, key string) {
		if n > 0 {
			rows = append(rows, page.Row{Key: r.T(key), Value: fmt.Sprint(n)})
		}
	}
	add(s.Doubts, "imports.doubts")
	add(s.Earlier, "imports.earlier")
	add(s.Tally.Registered, "imports.registered")
	add(s.Tally.Failed, "imports.failed")
	add(s.Tally.Undone, "imports.undone")
	if s.State() == register.StateUndone {
		add(s.Tally.Registered-s.Tally.Undone, "imports.stayed")
	}
	return rows
}
