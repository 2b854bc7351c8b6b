package console

import (
	"net/http"
	"strconv"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	declarationsteps "chengxin/internal/casework/declaration"
	"chengxin/internal/fault"
	"chengxin/internal/region"
	"chengxin/internal/web/page"
)

// formsPath is where a village's forms are ordered and fetched.
const formsPath = "/console/forms"

func formChoices(r *page.Request) []page.Choice {
	var choices []page.Choice
	for _, form := range declarationsteps.Forms() {
		choices = append(choices, page.Choice{Value: string(form), Label: r.T("paper.form." + string(form))})
	}
	return choices
}

func chosenForms(f *page.Form) []declarationsteps.Form {
	var forms []declarationsteps.Form
	for _, one := range f.Choices("forms") {
		forms = append(forms, declarationsteps.Form(one))
	}
	return forms
}

// householdForms prints blank forms for one household.
func (d Declare) householdForms(w http.ResponseWriter, r *page.Request) error {
	f, view, err := d.opened(r, forDeclaration)
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		sheets, err := d.Acts.PrintForms(r.Context(), r.Actor, declareAt(r, f.Key()), chosenForms(f))
		if err == nil {
			pdf, err := d.Draw(r.Context(), r.Actor.County, sheets)
			if err != nil {
				return err
			}
			return sendForms(w, view.Household.Number, pdf)
		}
		if err := takeDeclare(f, err); err != nil {
			return err
		}
	}
	return r.RenderForm(w, f, householdFormsView(r, f, d, view))
}

// sendForms sends forms to print; no browser keeps them.
func sendForms(w http.ResponseWriter, name string, pdf []byte) error {
	w.Header().Set("Content-Type", "application/pdf")
	w.Header().Set("Content-Length", strconv.Itoa(len(pdf)))
	w.Header().Set("Content-Disposition", `attachment; filename="forms-`+name+`.pdf"`)
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, err := w.Write(pdf)
	return err
}

// formPlaces are the villages and communities for which the officer may print.
func formPlaces(r *page.Request) []page.Choice {
	choices := []page.Choice{{Label: r.T("declare.enter.choose")}}
	var add func(place region.Code)
	add = func(place region.Code) {
		if place.Level() == region.Village {
			choices = append(choices, page.Choice{Value: string(place), Label: placeIn(place)})
			return
		}
		for _, child := range region.Children(place) {
			add(child)
		}
	}
	for _, place := range r.Actor.Where(access.DeclarationEnter) {
		add(place)
	}
	return choices
}

// forms orders a village's forms, and lists what was ordered.
func (d Declare) forms(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		run, err := d.Acts.OrderForms(r.Context(), r.Actor, r.Actor.County, region.Code(f.Text("place")), chosenForms(f), f.Key())
		if err == nil {
			return r.SeeOther(w, formsPath+"/"+run.ID)
		}
		if err := takeDeclare(f, err); err != nil {
			return err
		}
	}
	runs, err := d.Acts.FormRuns(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	return r.RenderForm(w, f, formsView(r, f, runs))
}

// shownRun is a run with the work behind it.
type shownRun struct {
	declarationsteps.FormRun
	Job casework.Job
}

func (v shownRun) ready() bool   { return !v.ReadyAt.IsZero() }
func (v shownRun) fetched() bool { return !v.FetchedAt.IsZero() }
func (v shownRun) stuck() bool   { return v.Job.State == casework.JobFailed }

// formRun shows how far a village's forms are, and gives the file once.
func (d Declare) formRun(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	id := r.PathValue("run")
	if r.Method == http.MethodPost {
		pdf, run, err := d.Acts.FetchForms(r.Context(), r.Actor, r.Actor.County, id)
		if err == nil {
			return sendForms(w, string(run.Region), pdf)
		}
		if err := takeDeclare(f, err); err != nil {
			return err
		}
	}
	run, err := d.Acts.FormRun(r.Context(), r.Actor, r.Actor.County, id)
	if err != nil {
		return err
	}
	shown := shownRun{FormRun: run}
	job, found, err := d.Acts.FormJob(r.Context(), run)
	if err != nil {
		return err
	}
	if !found {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	shown.Job = job
	if !shown.ready() && !shown.stuck() {
		w.Header().Set("Refresh", comesAgain)
	}
	return r.RenderForm(w, f, formRunView(r, f, shown))
}

func formsGrid(r *page.Request, runs []declarationsteps.FormRun) page.Grid {
	grid := page.Grid{Caption: r.T("paper.forms.runs"), Empty: r.T("paper.forms.none"), Columns: []page.Column{
		{Text: r.T("paper.forms.place")}, {Text: r.T("paper.forms.asked")}, {Text: r.T("paper.forms.sheets"), Numeric: true}, {Text: r.T("paper.list.state")},
	}}
	for _, run := range runs {
		state := "under_way"
		if v := (shownRun{FormRun: run}); v.fetched() {
			state = "fetched"
		} else if v.ready() {
			state = "ready"
		}
		grid.Rows = append(grid.Rows, []page.Cell{
			{Text: region.FullName(run.Region), Path: formsPath + "/" + run.ID, Header: true},
			{Text: at(r, run.AskedAt)},
			{Text: strconv.FormatInt(run.Sheets, 10), Numeric: true},
			{Text: r.T("paper.forms.state." + state)},
		})
	}
	return grid
}
