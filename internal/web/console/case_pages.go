package console

import (
	"context"
	"net/http"

	"chengxin/internal/access"
	comparisonsteps "chengxin/internal/casework/comparison"
	steps "chengxin/internal/casework/determination"
	measuresteps "chengxin/internal/casework/measure"
	objectionsteps "chengxin/internal/casework/objection"
	"chengxin/internal/determination"
	"chengxin/internal/fault"
	"chengxin/internal/measure"
	"chengxin/internal/objection"
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/web/page"
)

// CasePages are the desk's pages of cases: a place's list, a household's cases, and one act a page. Each act's page says what the household
// will receive before it is done.
type CasePages struct {
	Acts       steps.Acts
	Objections objectionsteps.Acts
	Measures   measuresteps.Acts
	Names      OfficerNames
	// Labels names the items of the edition in force, with their units.
	Labels func(ctx context.Context, county region.Code, on period.Day) (map[string]comparisonsteps.Label, error)
}

const casesPath = "/console/cases"

// CasesOf is the address of a household's cases.
func CasesOf(household string) string { return "/console/households/" + household + "/cases" }

// CaseAt is the address of one case.
func CaseAt(household, id string) string { return CasesOf(household) + "/" + id }

// Routes adds the pages.
func (p CasePages) Routes(r *page.Router) {
	r.Handle("GET "+casesPath, access.CaseView, p.list)
	of := CasesOf("{household}")
	r.Handle("GET "+of, access.CaseView, p.household)
	both := func(path string, permission access.Permission, do page.Handler) {
		r.Handle("GET "+path, permission, do)
		r.Handle("POST "+path, permission, do)
	}
	both(of+"/new", access.CaseHandle, p.open)
	r.Handle("GET "+of+"/{case}", access.CaseView, p.one)
	both(of+"/{case}/finding/{kind}", access.CaseHandle, p.finding)
	both(of+"/{case}/do/{kind}", access.CaseView, p.record)
	both(of+"/{case}/object", access.CaseServe, p.object)
	both(of+"/{case}/take-up", access.ObjectionAssign, p.takeUp)
	both(touchedPath, access.CaseView, p.touched)
	both(of+"/{case}/objections/{objection}/{kind}", access.CaseView, p.answer)
	both(of+"/{case}/measures/{measure}/{kind}", access.MeasureHandle, p.measure)
}

// list shows a place's cases.
func (p CasePages) list(w http.ResponseWriter, r *page.Request) error {
	places := r.Actor.Where(access.CaseView)
	place := region.Code(r.Query("place"))
	if place == "" && len(places) > 0 {
		place = places[0]
	}
	list, err := p.Acts.ListCases(r.Context(), r.Actor, r.Actor.County, place, r.Query("before"))
	if err != nil {
		return err
	}
	names, err := p.Names.OfficerNames(r.Context(), r.Actor.County)
	if err != nil {
		return err
	}
	return r.Render(w, caseListView(r, list, comparedPlaces(r, access.CaseView), names))
}

// openCases is a household's cases with what their pages name.
type openCases struct {
	steps.CaseView
	names  map[string]string                // officers by id
	labels map[string]comparisonsteps.Label // items by code
}

func (p CasePages) view(r *page.Request) (openCases, error) {
	view, err := p.Acts.OpenCases(r.Context(), r.Actor, clueAt(r, ""))
	if err != nil {
		return openCases{}, err
	}
	shown := openCases{CaseView: view}
	if shown.names, err = p.Names.OfficerNames(r.Context(), r.Actor.County); err != nil {
		return shown, err
	}
	shown.labels, err = p.Labels(r.Context(), r.Actor.County, period.DayOf(r.Now))
	return shown, err
}

// household lists a household's cases.
func (p CasePages) household(w http.ResponseWriter, r *page.Request) error {
	shown, err := p.view(r)
	if err != nil {
		return err
	}
	return r.Render(w, casesView(r, shown))
}

// one shows one case: what happened, what holds, and what may be done next.
func (p CasePages) one(w http.ResponseWriter, r *page.Request) error {
	shown, m, err := p.matter(r)
	if err != nil {
		return err
	}
	return r.Render(w, caseView(r, shown, m))
}

func (p CasePages) matter(r *page.Request) (openCases, steps.Matter, error) {
	shown, err := p.view(r)
	if err != nil {
		return shown, steps.Matter{}, err
	}
	m, err := shown.Find(r.PathValue("case"))
	return shown, m, err
}

// open takes suspected clues into a case.
func (p CasePages) open(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	shown, err := p.view(r)
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		on := f.Day("conduct_on")
		if f.Valid() {
			id, err := p.Acts.OpenCase(r.Context(), r.Actor, clueAt(r, f.Key()), steps.Opening{Clues: f.Choices("clues"), Member: f.Text("member"), ConductOn: on.Day})
			if err == nil {
				r.Flash(r.T("case.opened"))
				return r.SeeOther(w, page.Local(CaseAt(shown.Household.ID, id)))
			}
			if err := takeAct(f, err); err != nil {
				return err
			}
		}
	}
	return r.RenderForm(w, f, openCaseView(r, f, shown))
}

// finding is the form of a notice or of a proposal: it shows what the edition makes of it before anything is done.
func (p CasePages) finding(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	shown, m, err := p.matter(r)
	if err != nil {
		return err
	}
	kind := determination.Kind(r.PathValue("kind"))
	if kind != determination.KindNoticeIssued && kind != determination.KindProposed {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	var derived *determination.Derived
	if r.Method == http.MethodPost {
		finding := readFinding(f, m)
		if f.Valid() {
			if f.Ticked("preview") {
				made := p.Acts.Derive(m, finding, kind == determination.KindNoticeIssued)
				derived = &made
			} else {
				var what determination.What = determination.NoticeIssued{Intended: finding}
				if kind == determination.KindProposed {
					what = determination.ProposedFinding{Finding: finding}
				}
				done, err := p.Acts.Record(r.Context(), r.Actor, clueAt(r, f.Key()), m.ID, what)
				if err == nil {
					return p.after(w, r, m, "case.kept."+string(kind), done.Number)
				}
				if err := takeAct(f, err); err != nil {
					return err
				}
			}
		}
	} else {
		fillFinding(r, f, shown, m)
	}
	return r.RenderForm(w, f, findingView(r, f, shown, m, kind, derived))
}

func (p CasePages) after(w http.ResponseWriter, r *page.Request, m steps.Matter, said, number string) error {
	r.Flash(r.T(said, "number", number))
	return r.SeeOther(w, page.Local(CaseAt(m.Household, m.ID)))
}

// record does one thing in a case.
func (p CasePages) record(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	shown, m, err := p.matter(r)
	if err != nil {
		return err
	}
	kind := determination.Kind(r.PathValue("kind"))
	form, known := caseForms[kind]
	if !known {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	if r.Method == http.MethodPost {
		if what := form.read(f, m); f.Valid() {
			done, err := p.Acts.Record(r.Context(), r.Actor, clueAt(r, f.Key()), m.ID, what)
			if err == nil {
				return p.after(w, r, m, "case.kept."+string(kind), done.Number)
			}
			if err := takeAct(f, err); err != nil {
				return err
			}
		}
	} else {
		fillNow(r, f)
	}
	return r.RenderForm(w, f, actView(r, f, shown, m, r.URL.Path, "case.act."+string(kind), form.asks))
}

// object writes down an objection that a household makes on paper, by telephone or at the desk.
func (p CasePages) object(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	shown, m, err := p.matter(r)
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		filing := readFiling(f)
		filing.Member = m.Member
		if f.Valid() {
			_, err := p.Objections.File(r.Context(), r.Actor, clueAt(r, f.Key()), m.ID, filing)
			if err == nil {
				return p.after(w, r, m, "case.kept.objected", "")
			}
			if err := takeAct(f, err); err != nil {
				return err
			}
		}
	}
	return r.RenderForm(w, f, actView(r, f, shown, m, r.URL.Path, "case.act.object", filingAsks))
}

// takeUp takes a decision up again because something that it rests on was wrong.
func (p CasePages) takeUp(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	shown, m, err := p.matter(r)
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		_, err := p.Objections.TakeUp(r.Context(), r.Actor, clueAt(r, f.Key()), m.ID, f.Text("reason"))
		if err == nil {
			return p.after(w, r, m, "case.kept.taken_up", "")
		}
		if err := takeAct(f, err); err != nil {
			return err
		}
	}
	return r.RenderForm(w, f, actView(r, f, shown, m, r.URL.Path, "case.act.take_up", reasonAsk))
}

// touchedPath is where the cases are listed that may rest on something that was wrong.
const touchedPath = "/console/cases/touched"

// touched lists the cases that may rest on something that was wrong. A post, for the looking stands in the log.
func (p CasePages) touched(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	var found []steps.Touched
	asked := false
	if r.Method == http.MethodPost {
		for _, place := range r.Actor.Where(access.CaseView) {
			some, err := p.Acts.Touched(r.Context(), r.Actor, place, steps.By(f.Text("by")), f.Text("value"))
			if err != nil {
				if err := takeAct(f, err); err != nil {
					return err
				}
				break
			}
			found = append(found, some...)
		}
		asked = f.Valid()
	}
	return r.RenderForm(w, f, touchedView(r, f, found, asked))
}

// answer does one thing to an objection.
func (p CasePages) answer(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	shown, m, err := p.matter(r)
	if err != nil {
		return err
	}
	_, o, err := shown.OfObjection(r.PathValue("objection"))
	if err != nil {
		return err
	}
	kind := objection.Kind(r.PathValue("kind"))
	form, known := objectionForms[kind]
	if !known {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	if r.Method == http.MethodPost {
		done, err := p.respond(r, f, o, kind, form)
		if f.Valid() && err == nil {
			return p.after(w, r, m, "case.kept.objection."+string(kind), done.Number)
		}
		if err := takeAct(f, err); err != nil {
			return err
		}
	} else {
		fillNow(r, f)
	}
	return r.RenderForm(w, f, actView(r, f, shown, m, r.URL.Path, "case.act.objection."+string(kind), form.asks))
}

func (p CasePages) respond(r *page.Request, f *page.Form, o objection.Objection, kind objection.Kind, form objectionForm) (objectionsteps.Done, error) {
	if kind == objection.KindAnswered {
		response := objectionsteps.Response{
			Outcome: objection.Outcome(f.Text("outcome")), Reason: f.Text("reason"), Slight: f.Ticked("slight"), Drop: f.Choices("drop"), Refund: int64(f.Amount("refund").Fen),
		}
		if !f.Valid() {
			return objectionsteps.Done{}, nil
		}
		return p.Objections.Answer(r.Context(), r.Actor, clueAt(r, f.Key()), o.ID, response)
	}
	what := form.read(f, o)
	if !f.Valid() {
		return objectionsteps.Done{}, nil
	}
	return p.Objections.Record(r.Context(), r.Actor, clueAt(r, f.Key()), o.ID, what)
}

// measure does one thing to a measure.
func (p CasePages) measure(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	shown, m, err := p.matter(r)
	if err != nil {
		return err
	}
	_, one, err := shown.OfMeasure(r.PathValue("measure"))
	if err != nil {
		return err
	}
	kind := measure.Kind(r.PathValue("kind"))
	form, known := measureForms[kind]
	if !known {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	if r.Method == http.MethodPost {
		if what := form.read(f); f.Valid() {
			done, err := p.Measures.Record(r.Context(), r.Actor, clueAt(r, f.Key()), one.ID, what)
			if err == nil {
				return p.after(w, r, m, "case.kept.measure."+string(kind), done.Number)
			}
			if err := takeAct(f, err); err != nil {
				return err
			}
		}
	} else {
		fillNow(r, f)
	}
	return r.RenderForm(w, f, actView(r, f, shown, m, r.URL.Path, "case.act.measure."+string(kind), form.asks))
}
