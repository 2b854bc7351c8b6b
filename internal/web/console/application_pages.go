package console

import (
	"net/http"
	"slices"

	"chengxin/internal/access"
	"chengxin/internal/application"
	steps "chengxin/internal/casework/application"
	"chengxin/internal/exchange"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/web/page"
)

// ApplicationPages are the desk's pages of requests for assistance: a place's register, a household's requests, the registration, and one act
// on one of them a page.
type ApplicationPages struct {
	Acts  steps.Acts
	Paper func(document string) string // the address of an issued paper
}

const applicationsPath = "/console/applications"

// ApplicationsOf is the address of a household's requests.
func ApplicationsOf(household string) string {
	return "/console/households/" + household + "/applications"
}

// Routes adds the pages.
func (p ApplicationPages) Routes(r *page.Router) {
	both := func(path string, permission access.Permission, do page.Handler) {
		r.Handle("GET "+path, permission, do)
		r.Handle("POST "+path, permission, do)
	}
	of := ApplicationsOf("{household}")
	r.Handle("GET "+applicationsPath, access.ApplicationView, p.list)
	both(applicationsPath+"/export", access.ApplicationExport, p.export)
	r.Handle("GET "+of, access.ApplicationView, p.household)
	both(of+"/new", access.ApplicationRegister, p.register)
	both(of+"/{application}/override", access.ApplicationDecide, p.act("override"))
	both(of+"/{application}/sign", access.ApplicationDecide, p.sign)
	both(of+"/{application}/disclose", access.ApplicationHandle, p.disclose)
	for _, act := range []string{"refer", "accept", "hand_over", "exempt", "propose", "serve", "withdraw"} {
		both(of+"/{application}/"+act, access.ApplicationHandle, p.act(act))
	}
}

// filters are what the list can be narrowed to, in the order in which it offers them.
func filters() []string {
	all := []string{"waiting", "mine", "apart"}
	for _, state := range application.States() {
		all = append(all, string(state))
	}
	return append(all, "all")
}

// filterOf reads a filter; an address that somebody changed shows what waits.
func applicationFilter(r *page.Request) (string, steps.Filter) {
	waiting := []application.State{application.Registered, application.Named, application.Refusing}
	switch show := r.Query("show"); show {
	case "all":
		return show, steps.Filter{}
	case "apart":
		return show, steps.Filter{Apart: true}
	case "mine":
		return show, steps.Filter{States: []application.State{application.Named}, Officer: r.Actor.ID}
	default:
		if state := application.State(show); slices.Contains(application.States(), state) {
			return show, steps.Filter{States: []application.State{state}}
		}
	}
	return "waiting", steps.Filter{States: waiting}
}

// chosenPlace is the place that is asked for; the first of the officer's own when none is.
func chosenPlace(r *page.Request, permission access.Permission) region.Code {
	places := r.Actor.Where(permission)
	place := region.Code(r.Query("place"))
	if place == "" && len(places) > 0 {
		place = places[0]
	}
	return place
}

// list shows a place's requests, those that wait longest first.
func (p ApplicationPages) list(w http.ResponseWriter, r *page.Request) error {
	show, filter := applicationFilter(r)
	list, err := p.Acts.List(r.Context(), r.Actor, r.Actor.County, chosenPlace(r, access.ApplicationView), filter, r.Query("after"))
	if err != nil {
		return err
	}
	names, err := p.names(r)
	if err != nil {
		return err
	}
	return r.Render(w, applicationListView(r, list, show, names))
}

// names are the county's officers by id.
func (p ApplicationPages) names(r *page.Request) (map[string]string, error) {
	officers, err := p.Acts.Officers(r.Context(), r.Actor)
	names := map[string]string{}
	for _, one := range officers {
		names[one.ID] = one.Name
	}
	return names, err
}

// export gives the register of a place as a workbook.
func (p ApplicationPages) export(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	place := chosenPlace(r, access.ApplicationExport)
	if r.Method == http.MethodPost {
		place = region.Code(f.Text("place"))
		list, err := p.Acts.Export(r.Context(), r.Actor, place, f.Text("purpose"))
		if err == nil {
			return p.send(w, r, list)
		}
		if err := takeAct(f, err); err != nil {
			return err
		}
	}
	f.Set("place", string(place))
	return r.RenderForm(w, f, exportApplicationsView(r, f))
}

func (p ApplicationPages) send(w http.ResponseWriter, r *page.Request, list steps.List) error {
	names, err := p.names(r)
	if err != nil {
		return err
	}
	content, err := exchange.WriteApplications(list, names, r.Demo())
	if err != nil {
		return err
	}
	name := r.T("application.export_name", "place", region.Label(list.Place), "day", period.DayOf(r.Now).String())
	return r.Send(w, page.Content{Name: name + ".xlsx", Type: workbookType, Body: content})
}

// openApplications is a household's requests with what their pages name.
type openApplications struct {
	steps.View
	pages ApplicationPages
}

func applicationAt(r *page.Request, key string) steps.At {
	return steps.At{County: r.Actor.County, Household: r.PathValue("household"), Key: key}
}

func (p ApplicationPages) open(r *page.Request) (openApplications, error) {
	view, err := p.Acts.Open(r.Context(), r.Actor, applicationAt(r, ""))
	return openApplications{View: view, pages: p}, err
}

// officer names an officer; empty for one who has no account any more.
func (o openApplications) officer(id string) string {
	for _, one := range o.Officers {
		if one.ID == id {
			return one.Name
		}
	}
	return ""
}

// member names a member, masked.
func (o openApplications) member(id string) string {
	for _, one := range o.Members {
		if one.ID == id {
			return one.Name
		}
	}
	return ""
}

// household shows a household's requests with what happened to each.
func (p ApplicationPages) household(w http.ResponseWriter, r *page.Request) error {
	shown, err := p.open(r)
	if err != nil {
		return err
	}
	return r.Render(w, applicationsView(r, shown))
}

// register registers a request.
func (p ApplicationPages) register(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	asking, err := p.Acts.MayRegister(r.Context(), r.Actor, applicationAt(r, ""))
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		on := f.Day("on")
		if f.Valid() {
			request := application.Request{
				Asked: application.Assistance(f.Text("asked")), Applicant: f.Text("applicant"), For: f.Choices("for"), Channel: application.Channel(f.Text("channel")), On: on.Day,
				Deputy: application.Deputy{Name: household.ReadName(f.Text("deputy")), Relation: f.Text("deputy_relation")},
				Kin:    application.KinAnswer(f.Text("kin")), Changed: f.Text("changed"), Words: f.Text("words"),
			}
			done, err := p.Acts.Register(r.Context(), r.Actor, applicationAt(r, f.Key()), request, kinOf(f, asking.Officers))
			if err == nil {
				r.Flash(r.T("application.registered", "number", done.Number))
				if !r.Actor.May(access.ApplicationView, asking.Household.Region) {
					return r.SeeOther(w, page.Local("/console/households/"+asking.Household.ID))
				}
				return r.SeeOther(w, page.Local(ApplicationsOf(asking.Household.ID)))
			}
			if err := takeAct(f, err); err != nil {
				return err
			}
		}
	} else {
		f.SetDay("on", period.DayOf(r.Now))
	}
	return r.RenderForm(w, f, registerApplicationView(r, f, asking))
}

// kinOf reads a disclosed relation. An officer with an account has a name already.
func kinOf(f *page.Form, officers []steps.Officer) household.Kinship {
	kin := household.Kinship{
		MemberID: f.Text("kin_member"), OfficerID: f.Text("officer"), Official: household.ReadName(f.Text("official")), Post: household.Post(f.Text("post")), Relation: f.Text("relation"),
	}
	for _, one := range officers {
		if one.ID == kin.OfficerID && kin.Official == "" {
			kin.Official = one.Name
		}
	}
	return kin
}
