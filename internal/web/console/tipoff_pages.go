package console

import (
	"net/http"
	"slices"

	"chengxin/internal/access"
	determinationsteps "chengxin/internal/casework/determination"
	steps "chengxin/internal/casework/tipoff"
	"chengxin/internal/fault"
	"chengxin/internal/region"
	"chengxin/internal/tipoff"
	"chengxin/internal/web/page"
)

// TipOffPages are the desk's pages of tip-offs: a place's list, one that somebody took down, one tip-off, and one act on it a page.
type TipOffPages struct {
	Acts  steps.Acts
	Clues determinationsteps.Acts
	Names OfficerNames
}

const tipOffsPath = "/console/tipoffs"

func tipOffPath(id string) string { return tipOffsPath + "/" + id }

// tipOffActs are the acts that a page does, in the order in which pages offer them.
var tipOffActs = []tipoff.Done{tipoff.BecameOne, tipoff.Handed, tipoff.GivenBack, tipoff.FedBack, tipoff.Ended, tipoff.Reopened, tipoff.Told}

// Routes adds the pages.
func (p TipOffPages) Routes(r *page.Router) {
	r.Handle("GET "+tipOffsPath, access.TipOffHandle, p.list)
	r.Handle("GET "+tipOffPath("{tipoff}"), access.TipOffHandle, p.one)
	both := func(path string, permission access.Permission, do page.Handler) {
		r.Handle("GET "+path, permission, do)
		r.Handle("POST "+path, permission, do)
	}
	both(tipOffPath("new"), access.TipOffHandle, p.register)
	both(tipOffPath("{tipoff}")+"/reporter", access.ReporterOpen, p.reporter)
	both(tipOffPath("{tipoff}")+"/{act}", access.TipOffHandle, p.act)
}

func tipOffAt(r *page.Request, key string) steps.At {
	return steps.At{County: r.Actor.County, TipOff: r.PathValue("tipoff"), Key: key}
}

func (p TipOffPages) list(w http.ResponseWriter, r *page.Request) error {
	places := r.Actor.Where(access.TipOffHandle)
	place := region.Code(r.Query("place"))
	if place == "" && len(places) > 0 {
		place = places[0]
	}
	list, err := p.Acts.List(r.Context(), r.Actor, r.Actor.County, place, r.Query("before"))
	if err != nil {
		return err
	}
	names, err := p.Names.OfficerNames(r.Context(), r.Actor.County)
	if err != nil {
		return err
	}
	return r.Render(w, tipOffListView(r, list, comparedPlaces(r, access.TipOffHandle), names))
}

// one shows a tip-off with what was done; each time stands in the log.
func (p TipOffPages) one(w http.ResponseWriter, r *page.Request) error {
	view, err := p.Acts.Open(r.Context(), r.Actor, tipOffAt(r, ""))
	if err != nil {
		return err
	}
	names, err := p.Names.OfficerNames(r.Context(), r.Actor.County)
	if err != nil {
		return err
	}
	return r.Render(w, tipOffView(r, view, names))
}

// register keeps what an officer was told, and shows the code that the reporter is to have.
func (p TipOffPages) register(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		in := steps.Received{Number: f.Text("number"), TipOff: tipoff.TipOff{
			Region: region.Code(f.Text("place")), Way: tipoff.Way(f.Text("way")), Target: tipoff.Target(f.Text("target")),
			About: f.Text("about"), Words: f.Text("words"),
		}}
		if f.Text("named") == "yes" {
			in.Reporter = &tipoff.Reporter{Name: f.Text("name"), Phone: f.Text("phone"), Relation: f.Text("relation"), Reach: f.Text("reach")}
		}
		code, err := p.Acts.Register(r.Context(), r.Actor, tipOffAt(r, f.Key()), in)
		if err == nil {
			noStore(w)
			return r.Render(w, tipOffRegisteredView(r, code))
		}
		if err := takeAct(f, err); err != nil {
			return err
		}
	}
	return r.RenderForm(w, f, registerTipOffView(r, f, comparedPlaces(r, access.TipOffHandle)))
}

// mayDo says whether an act makes sense now for this officer: what would only be refused is not offered.
func mayDo(r *page.Request, view steps.View, done tipoff.Done) bool {
	switch done {
	case tipoff.BecameOne:
		if view.Holder() != r.Actor.ID {
			return false
		}
	case tipoff.GivenBack:
		if view.Custodian {
			return false
		}
	case tipoff.Told:
		if !view.Custodian || !view.OwesFeedback() || len(view.Feedback()) == 0 {
			return false
		}
	case tipoff.Handed, tipoff.Ended, tipoff.Reopened, tipoff.FedBack, tipoff.Added, tipoff.Unmasked:
	}
	for _, step := range tipoff.Steps() {
		if step.From == view.State() && step.Done == done {
			return true
		}
	}
	return false
}

// act does one thing with a tip-off.
func (p TipOffPages) act(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	view, err := p.Acts.Look(r.Context(), r.Actor, tipOffAt(r, ""))
	if err != nil {
		return err
	}
	done := tipoff.Done(r.PathValue("act"))
	if !slices.Contains(tipOffActs, done) {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	if r.Method == http.MethodPost {
		err := p.do(r, f, done)
		if err == nil {
			r.Flash(r.T("tipoff.kept." + string(done)))
			if done == tipoff.GivenBack || done == tipoff.Handed && !view.Custodian {
				return r.SeeOther(w, tipOffsPath)
			}
			return r.SeeOther(w, page.Local(tipOffPath(view.ID)))
		}
		if err := takeAct(f, err); err != nil {
			return err
		}
	} else if !mayDo(r, view, done) {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	if r.Method != http.MethodPost {
		f.Set("number", view.Number)
	}
	return r.RenderForm(w, f, tipOffActView(r, f, view, done))
}

func (p TipOffPages) do(r *page.Request, f *page.Form, done tipoff.Done) error {
	if done == tipoff.BecameOne {
		household, err := p.Acts.HouseholdOf(r.Context(), r.Actor, r.Actor.County, f.Text("number"))
		if err != nil {
			return err
		}
		_, err = p.Clues.MakeClue(r.Context(), r.Actor, determinationsteps.At{County: r.Actor.County, Household: household, Key: f.Key()}, r.PathValue("tipoff"), f.Text("words"))
		return err
	}
	event := tipoff.Event{Done: done, Words: f.Text("words"), To: f.Text("to"), Outcome: tipoff.Outcome(f.Text("outcome"))}
	if done == tipoff.Handed {
		event.Officers = f.Choices("reported")
	}
	return p.Acts.Handle(r.Context(), r.Actor, tipOffAt(r, f.Key()), event, f.Text("number"))
}

// reporter shows the custodian who the reporter is, after the second factor, a purpose and a reason.
func (p TipOffPages) reporter(w http.ResponseWriter, r *page.Request) error {
	if asked, err := needsStepUp(w, r); asked || err != nil {
		return err
	}
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	view, err := p.Acts.Look(r.Context(), r.Actor, tipOffAt(r, ""))
	if err != nil {
		return err
	}
	var who *tipoff.Reporter
	if r.Method == http.MethodPost {
		found, err := p.Acts.OpenReporter(r.Context(), r.Actor, tipOffAt(r, ""), tipoff.Purpose(f.Text("purpose")), f.Text("words"))
		if err := takeAct(f, err); err != nil {
			return err
		}
		if f.Valid() {
			who = &found
			noStore(w)
		}
	}
	return r.RenderForm(w, f, reporterView(r, f, view, who))
}
