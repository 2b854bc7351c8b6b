package console

import (
	"context"
	"net/http"
	"strings"
	"time"

	"chengxin/internal/access"
	steps "chengxin/internal/casework/determination"
	"chengxin/internal/determination"
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/web/page"
)

// CluePages are the desk's pages of clues: a place's list, a household's clues, and one act on one of them a page.
type CluePages struct {
	Acts  steps.Acts
	Names OfficerNames
	// Items names the items of the edition in force.
	Items func(ctx context.Context, county region.Code, on period.Day) (map[string]string, error)
}

const cluesPath = "/console/clues"

// CluesOf is the address of a household's clues.
func CluesOf(household string) string { return "/console/households/" + household + "/clues" }

// Routes adds the pages.
func (p CluePages) Routes(r *page.Router) {
	r.Handle("GET "+cluesPath, access.ClueView, p.list)
	r.Handle("GET "+CluesOf("{household}"), access.ClueView, p.household)
	both := func(path string, permission access.Permission, do page.Handler) {
		r.Handle("GET "+path, permission, do)
		r.Handle("POST "+path, permission, do)
	}
	both(CluesOf("{household}")+"/new", access.ClueReport, p.report)
	both(CluesOf("{household}")+"/interference", access.ClueReport, p.interference)
	both(CluesOf("{household}")+"/{clue}", access.ClueHandle, p.handle)
}

// list shows a place's clues, those that wait first.
func (p CluePages) list(w http.ResponseWriter, r *page.Request) error {
	places := r.Actor.Where(access.ClueView)
	place := region.Code(r.Query("place"))
	if place == "" && len(places) > 0 {
		place = places[0]
	}
	filter := steps.Waiting
	for _, one := range steps.Filters() {
		if r.Query("show") == string(one) {
			filter = one
		}
	}
	list, err := p.Acts.List(r.Context(), r.Actor, r.Actor.County, place, filter, r.Query("after"))
	if err != nil {
		return err
	}
	names, err := p.Names.OfficerNames(r.Context(), r.Actor.County)
	if err != nil {
		return err
	}
	return r.Render(w, clueListView(r, list, comparedPlaces(r, access.ClueView), names))
}

// openClues is a household's clues with what their pages name.
type openClues struct {
	steps.View
	names map[string]string // officers by id
	items map[string]string // items by code
}

func clueAt(r *page.Request, key string) steps.At {
	return steps.At{County: r.Actor.County, Household: r.PathValue("household"), Key: key}
}

func (p CluePages) open(r *page.Request) (openClues, error) {
	view, err := p.Acts.Open(r.Context(), r.Actor, clueAt(r, ""))
	if err != nil {
		return openClues{}, err
	}
	shown := openClues{View: view}
	if shown.names, err = p.Names.OfficerNames(r.Context(), r.Actor.County); err != nil {
		return shown, err
	}
	shown.items, err = p.Items(r.Context(), r.Actor.County, period.DayOf(r.Now))
	return shown, err
}

// household shows a household's clues with what was done with each.
func (p CluePages) household(w http.ResponseWriter, r *page.Request) error {
	shown, err := p.open(r)
	if err != nil {
		return err
	}
	return r.Render(w, cluesView(r, shown))
}

// report keeps what an officer has seen. It needs no opening: whoever reports reads nothing.
func (p CluePages) report(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	row, err := p.Acts.MayReport(r.Context(), r.Actor, clueAt(r, ""))
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		_, err := p.Acts.ReportClue(r.Context(), r.Actor, clueAt(r, f.Key()), f.Text("words"))
		if err == nil {
			r.Flash(r.T("clue.reported"))
			return r.SeeOther(w, page.Local(afterReport(r, row.ID)))
		}
		if err := takeAct(f, err); err != nil {
			return err
		}
	}
	return r.RenderForm(w, f, reportClueView(r, f, row))
}

// afterReport is where somebody goes who has reported something: to the clues where the role may see them, else to the file.
func afterReport(r *page.Request, household string) string {
	if r.Actor.MayAnywhere(access.ClueView) {
		return CluesOf(household)
	}
	return "/console/households/" + household
}

// interference keeps what somebody said for or against a household outside the procedure.
func (p CluePages) interference(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	row, err := p.Acts.MayReport(r.Context(), r.Actor, clueAt(r, ""))
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		on := f.Day("on")
		if f.Valid() {
			heard := determination.Interference{Who: strings.TrimSpace(f.Text("who")), Post: f.Text("post"), How: f.Text("how"), Said: f.Text("said")}
			if !on.Day.IsZero() {
				heard.On = on.Day.Start()
			}
			err := p.Acts.RecordInterference(r.Context(), r.Actor, clueAt(r, f.Key()), heard)
			if err == nil {
				r.Flash(r.T("clue.interference.kept"))
				return r.SeeOther(w, page.Local(afterReport(r, row.ID)))
			}
			if err := takeAct(f, err); err != nil {
				return err
			}
		}
	} else {
		f.SetDay("on", period.DayOf(r.Now))
	}
	return r.RenderForm(w, f, interferenceView(r, f, row))
}

// handle assesses, closes or reopens one clue.
func (p CluePages) handle(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	shown, err := p.open(r)
	if err != nil {
		return err
	}
	clue, err := shown.Find(r.PathValue("clue"))
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		event := determination.ClueEvent{
			Done: determination.ClueDone(f.Text("done")), Cause: determination.Cause(f.Text("cause")), FollowUp: determination.FollowUp(f.Text("follow_up")),
			Reason: f.Text("reason"), Ruled: map[determination.Alternative]string{},
		}
		for _, one := range determination.Alternatives() {
			if words := strings.TrimSpace(f.Text("ruled-" + string(one))); words != "" {
				event.Ruled[one] = words
			}
		}
		err := p.Acts.Handle(r.Context(), r.Actor, clueAt(r, f.Key()), clue.ID, event)
		if err == nil {
			r.Flash(r.T("clue.kept." + string(event.Done)))
			return r.SeeOther(w, page.Local(CluesOf(shown.Household.ID)))
		}
		if err := takeAct(f, err); err != nil {
			return err
		}
	} else if assessed, found := clue.Assessment(); found {
		f.Set("cause", string(assessed.Cause))
		for one, words := range assessed.Ruled {
			f.Set("ruled-"+string(one), words)
		}
	}
	return r.RenderForm(w, f, handleClueView(r, f, shown, clue))
}

// since says how long a clue has waited, in days.
func since(r *page.Request, at time.Time) string {
	return r.T("clue.days", "days", period.DayOf(at).DaysUntil(period.DayOf(r.Now)))
}
