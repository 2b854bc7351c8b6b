package console

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"chengxin/internal/access"
	visitsteps "chengxin/internal/casework/homevisit"
	"chengxin/internal/fault"
	"chengxin/internal/homevisit"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/web/page"
)

// VisitActs are what officers do and read in the step of the home visit. Opening a household's visit is logged with its purpose.
type VisitActs interface {
	Assignments(ctx context.Context, actor access.Actor, place region.Code, from, until period.Day) ([]visitsteps.Row, error)
	Targets(ctx context.Context, actor access.Actor, village region.Code) ([]visitsteps.Target, []visitsteps.Visitor, error)
	AssignVisit(ctx context.Context, actor access.Actor, at visitsteps.At, wanted visitsteps.Wanted) (homevisit.Assignment, error)
	AssignMany(ctx context.Context, actor access.Actor, county region.Code, households []string, wanted visitsteps.Wanted, key string) []visitsteps.Assigned
	Open(ctx context.Context, actor access.Actor, at visitsteps.At) (visitsteps.View, error)
	OfHousehold(ctx context.Context, actor access.Actor, county region.Code, household string) (visitsteps.OfHousehold, error)
	BeginVisit(ctx context.Context, actor access.Actor, at visitsteps.At) (homevisit.Draft, error)
	KeepVisit(ctx context.Context, actor access.Actor, at visitsteps.At, part visitsteps.Part) (homevisit.Draft, error)
	RecordVisit(ctx context.Context, actor access.Actor, at visitsteps.At, sent visitsteps.Sent) (visitsteps.Recorded, error)
	StartCorrection(ctx context.Context, actor access.Actor, at visitsteps.At, observation string) (homevisit.Draft, error)
	ConfirmVisit(ctx context.Context, actor access.Actor, at visitsteps.At, visit string, given homevisit.Confirmation) error
	RecordAttempt(ctx context.Context, actor access.Actor, at visitsteps.At, made homevisit.Attempt) error
	AddPhoto(ctx context.Context, actor access.Actor, at visitsteps.At, posted []byte, made homevisit.Photo, consent bool) error
	OpenPhoto(ctx context.Context, actor access.Actor, at visitsteps.At, id string) ([]byte, homevisit.Photo, error)
	AnswerDispute(ctx context.Context, actor access.Actor, at visitsteps.At, dispute, words string) error
	DrawSample(ctx context.Context, actor access.Actor, county, place region.Code, plan homevisit.Plan, key string) (homevisit.Sample, error)
	Samples(ctx context.Context, actor access.Actor) ([]homevisit.Sample, error)
	Sample(ctx context.Context, actor access.Actor, id string) (homevisit.Sample, error)
	AgreementIn(ctx context.Context, actor access.Actor, place region.Code, sample string) (visitsteps.Agreement, error)
}

// VisitSheets draws the 入户调查表 of a visit: filled in from its record, or blank for paper; and of a village's open visits
// in one file.
type VisitSheets interface {
	Sheet(ctx context.Context, view visitsteps.View) ([]byte, error)
	Village(ctx context.Context, actor access.Actor, rows []visitsteps.Row) ([]byte, error)
}

// Visits are the desk's and the phone's pages of the home visit.
type Visits struct {
	Acts   VisitActs
	Sheets VisitSheets
	File   func(household string) string // the address of a household's file
}

// Where the pages stand.
const (
	visitsPath   = "/console/visits"
	visitBase    = visitsPath + "/{household}/{assignment}"
	samplesPath  = visitsPath + "/samples"
	photoMost    = 10 << 20
	photoUpload  = 12 << 20
	listedBefore = 30 // days back in which the list looks for what is overdue
	listedAhead  = 60 // and days ahead
)

// Routes adds the pages.
func (v Visits) Routes(r *page.Router) {
	both := func(path string, permission access.Permission, handler page.Handler, options ...page.Option) {
		r.Handle("GET "+path, permission, handler)
		r.Handle("POST "+path, permission, handler, options...)
	}
	r.Handle("GET "+visitsPath, access.HouseholdSearch, v.list)
	both(visitsPath+"/plan", access.VisitAssign, v.plan)
	r.Handle("GET "+visitsPath+"/sheets", access.HouseholdOpen, v.sheets)
	r.Handle("GET "+samplesPath, access.HouseholdSearch, v.samples)
	both(samplesPath+"/new", access.VisitSample, v.drawSample)
	r.Handle("GET "+samplesPath+"/{sample}", access.HouseholdSearch, v.sample)
	r.Handle("GET "+samplesPath+"/{sample}/frame", access.HouseholdSearch, v.frame)
	r.Handle("GET "+declareBase+"/visits", access.HouseholdOpen, v.ofHousehold)
	r.Handle("GET "+visitBase, access.HouseholdOpen, v.visit)
	r.Handle("POST "+visitBase, access.VisitRecord, v.begin)
	both(visitBase+"/part/{part}", access.VisitRecord, v.part)
	both(visitBase+"/home", access.VisitRecord, v.home)
	both(visitBase+"/neighbours", access.VisitRecord, v.neighbours)
	both(visitBase+"/finish", access.VisitRecord, v.finish)
	both(visitBase+"/confirm", access.VisitRecord, v.confirm)
	both(visitBase+"/attempt", access.VisitRecord, v.attempt)
	both(visitBase+"/photos", access.VisitRecord, v.photos, page.Body(photoUpload))
	r.Handle("GET "+visitBase+"/photos/{photo}", access.HouseholdOpen, v.photo)
	r.Handle("POST "+visitBase+"/correct", access.VisitRecord, v.correct)
	r.Handle("POST "+visitBase+"/answer", access.VisitAssign, v.answer)
	both(visitBase+"/move", access.VisitAssign, v.move)
	r.Handle("GET "+visitBase+"/sheet", access.HouseholdOpen, v.sheet)
}

func visitAt(r *page.Request, key string) visitsteps.At {
	return visitsteps.At{County: r.Actor.County, Household: r.PathValue("household"), Assignment: r.PathValue("assignment"), Key: key}
}

func visitPath(household, assignment, rest string) string {
	return visitsPath + "/" + household + "/" + assignment + rest
}

func (v Visits) here(r *page.Request, rest string) string {
	return visitPath(r.PathValue("household"), r.PathValue("assignment"), rest)
}

// visitHead says whose visit is open: the masked name of the head, the file number and the place.
func (v Visits) visitHead(r *page.Request, view visitsteps.View, title, back string, f *page.Form) page.Head {
	head := page.Head{Title: title, Back: back, Form: f, Identity: &page.Identity{Title: view.Household.Number, Detail: region.FullName(view.Household.Region)}}
	if len(view.Persons) > 0 {
		head.Identity.Title = household.MaskName(view.Persons[0].Name) + " " + view.Household.Number
	}
	return head
}

// takeVisit shows a refusal in the form: also one that says who must do it, or that it was done already.
func takeVisit(f *page.Form, err error) error {
	err = f.Take(err)
	var one *fault.Error
	if errors.As(err, &one) && strings.HasPrefix(one.Key, "visit.") && (one.Kind == fault.Conflict || one.Kind == fault.Forbidden) {
		f.Refuse(one.Field, one.Key, one.Pairs...)
		return nil
	}
	return err
}

// list shows the assignments of the officer's places, by village and day.
func (v Visits) list(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	shown := visitList{Place: region.Code(r.Query("place")), Mine: r.Query("mine") != "", All: r.Query("all") != ""}
	today := period.DayOf(r.Now)
	from, until := today.AddDays(-listedBefore), today.AddDays(listedAhead)
	if shown.All {
		from, until = period.Day{}, period.Day{}
	}
	if text := r.Query("on"); text != "" {
		day, err := period.ParseDay(text)
		if err != nil {
			return fault.New(fault.Invalid, "visit.list.day_unreadable")
		}
		from, until, shown.On = day, day, text
	}
	rows, err := v.Acts.Assignments(r.Context(), r.Actor, shown.Place, from, until)
	if err != nil {
		return err
	}
	places := map[region.Code]bool{}
	for _, row := range rows {
		places[row.Assignment.Region] = true
		switch stage := row.Stage(); {
		case stage == homevisit.Replaced,
			shown.Mine && !row.Assignment.Names(r.Actor.ID),
			!shown.All && shown.On == "" && stage == homevisit.Done && !row.Disputed():
			continue
		}
		shown.Rows = append(shown.Rows, row)
	}
	slices.SortStableFunc(shown.Rows, func(a, b visitsteps.Row) int { return a.On().Compare(b.On()) })
	for place := range places {
		shown.Places = append(shown.Places, place)
	}
	if shown.Place != "" && !places[shown.Place] {
		shown.Places = append(shown.Places, shown.Place)
	}
	slices.Sort(shown.Places)
	return r.Render(w, visitsView(r, f, shown))
}

// visitList is what the list shows.
type visitList struct {
	Place  region.Code
	On     string
	Mine   bool
	All    bool
	Places []region.Code
	Rows   []visitsteps.Row
}

// villagesOf are the villages in which the officer may do something.
func villagesOf(r *page.Request, permission access.Permission) []region.Code {
	var villages []region.Code
	var walk func(region.Code)
	walk = func(in region.Code) {
		if in.Level() >= region.Village {
			villages = append(villages, in)
			return
		}
		for _, child := range region.Children(in) {
			walk(child)
		}
	}
	for _, place := range r.Actor.Where(permission) {
		walk(place)
	}
	return villages
}

func visitPlaces(r *page.Request, places []region.Code) []page.Choice {
	choices := []page.Choice{{Label: r.T("visit.choose")}}
	for _, place := range places {
		choices = append(choices, page.Choice{Value: string(place), Label: shortPlace(place)})
	}
	return choices
}

// shortPlace is a place's name with those that it lies in, without the county: an office knows its own.
func shortPlace(place region.Code) string {
	county, _ := region.Name(place.County())
	if short := strings.TrimPrefix(region.FullName(place), county); short != "" {
		return short
	}
	return county
}

// plan assigns visits: first the village, then the households, the day and the two officers.
func (v Visits) plan(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	shown := visitPlan{Place: region.Code(r.Query("place")), Sample: r.Query("sample")}
	if shown.Place == "" {
		return r.Render(w, visitPlanPlaceView(r, f, visitPlaces(r, villagesOf(r, access.VisitAssign))))
	}
	if shown.Targets, shown.Visitors, err = v.Acts.Targets(r.Context(), r.Actor, shown.Place); err != nil {
		return err
	}
	if shown.Sample != "" {
		sample, err := v.Acts.Sample(r.Context(), r.Actor, shown.Sample)
		if err != nil {
			return err
		}
		shown.Targets = slices.DeleteFunc(shown.Targets, func(t visitsteps.Target) bool {
			return !slices.ContainsFunc(sample.Chosen, func(c homevisit.Drawable) bool { return c.Household == t.Household })
		})
	}
	shown.narrow(r.Query("show"), r.Query("q"), f.Choices("households"))
	if r.Method == http.MethodGet {
		f.SetDay("on", period.DayOf(r.Now)).Set("first", r.Actor.ID)
		switch {
		case shown.Sample != "":
			f.Set("method", string(homevisit.Sampled))
		case shown.Show == neverVisited:
			f.Set("method", string(homevisit.FirstVisit))
		}
		return r.Render(w, visitPlanView(r, f, shown))
	}
	wanted := wantedVisit(r, f, shown.Sample)
	chosen := f.Choices("households")
	if len(chosen) == 0 {
		f.Refuse("households", "visit.plan.none")
	}
	if f.Valid() {
		results := v.Acts.AssignMany(r.Context(), r.Actor, r.Actor.County, chosen, wanted, f.Key())
		if refused := refusals(results); len(refused) == 0 {
			r.Flash(r.T("visit.plan.done", "count", len(results), "day", onDay(r, wanted.On)))
			return r.SeeOther(w, visitsPath+"?place="+string(shown.Place))
		} else if err := v.planRefused(r, f, shown, refused); err != nil {
			return err
		}
		shown.Assigned = len(results) - len(refusals(results))
		if shown.Targets, shown.Visitors, err = v.Acts.Targets(r.Context(), r.Actor, shown.Place); err != nil {
			return err
		}
		shown.narrow(r.Query("show"), r.Query("q"), chosen)
	}
	return r.RenderForm(w, f, visitPlanView(r, f, shown))
}

func wantedVisit(r *page.Request, f *page.Form, sample string) visitsteps.Wanted {
	wanted := visitsteps.Wanted{
		On: f.RequireDay("on", r.T("visit.plan.on")).Day, Officers: [2]string{f.Text("first"), f.Text("second")}, Method: homevisit.Method(f.Text("method")),
	}
	if wanted.Method == homevisit.Sampled {
		wanted.Sample = sample
	}
	return wanted
}

func refusals(results []visitsteps.Assigned) []visitsteps.Assigned {
	return slices.DeleteFunc(slices.Clone(results), func(a visitsteps.Assigned) bool { return a.Err == nil })
}

// planRefused says for each household why it was not assigned; the same reason of the whole form is said once.
func (v Visits) planRefused(r *page.Request, f *page.Form, shown visitPlan, refused []visitsteps.Assigned) error {
	said := map[string]bool{}
	for _, one := range refused {
		var list fault.List
		var single *fault.Error
		switch {
		case errors.As(one.Err, &list):
		case errors.As(one.Err, &single) && single.Kind != fault.Internal && single.Kind != fault.Unavailable:
			list = fault.List{single}
		default:
			return one.Err
		}
		for _, reason := range list {
			if reason.Field != "" && reason.Key != "visit.assign.kin" && reason.Key != "visit.assign.nothing_before" {
				if !said[reason.Field+reason.Key] {
					said[reason.Field+reason.Key] = true
					f.Refuse(reason.Field, reason.Key, reason.Pairs...)
				}
				continue
			}
			f.Refuse("households", "visit.plan.not_this", "number", numberOf(shown.Targets, one.Household), "why", reason.Message(r.Language))
		}
	}
	return nil
}

func numberOf(targets []visitsteps.Target, id string) string {
	for _, one := range targets {
		if one.Household == id {
			return one.Number
		}
	}
	return ""
}

// visitPlan is what the planning page shows.
type visitPlan struct {
	Place    region.Code
	Sample   string
	Targets  []visitsteps.Target
	Visitors []visitsteps.Visitor
	Assigned int // of the households chosen, where others were refused
	Show     string
	Query    string
	Beyond   int // households that the choice lets through and the page has no room for
}

// planned is how many households a page of planning offers: more than two officers visit on a day.
const planned = 40

// What the planning page offers: households that nobody has visited and nobody is sent to, those that were visited, or all.
const (
	neverVisited = ""
	wereVisited  = "visited"
	everyTarget  = "all"
)

// narrow keeps the households that the officer wants to choose from; whoever is chosen already stays.
func (p *visitPlan) narrow(show, query string, chosen []string) {
	p.Show, p.Query = show, strings.TrimSpace(query)
	var kept []visitsteps.Target
	for _, one := range p.Targets {
		fits := strings.Contains(one.Number+" "+one.Head, p.Query)
		switch {
		case p.Sample != "" || show == everyTarget:
		case show == wereVisited:
			fits = fits && one.Visits > 0 && !one.Open
		default:
			fits = fits && one.Visits == 0 && !one.Open
		}
		switch {
		case slices.Contains(chosen, one.Household), fits && len(kept) < planned:
			kept = append(kept, one)
		case fits:
			p.Beyond++
		}
	}
	p.Targets = kept
}

func visitorChoices(r *page.Request, visitors []visitsteps.Visitor) []page.Choice {
	choices := []page.Choice{{Label: r.T("visit.choose")}}
	for _, one := range visitors {
		choices = append(choices, page.Choice{Value: one.ID, Label: one.Name + " " + shortPlace(one.Unit)})
	}
	return choices
}

func methodChoices(r *page.Request, sample string) []page.Choice {
	var choices []page.Choice
	for _, method := range homevisit.Methods() {
		if method != homevisit.Sampled || sample != "" {
			choices = append(choices, page.Choice{Value: string(method), Label: r.T("visit.method." + string(method)), Hint: r.T("visit.method.hint." + string(method))})
		}
	}
	return choices
}

// move puts another assignment in the place of one whose visit has not been recorded: another day, other officers.
func (v Visits) move(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	view, err := v.Acts.Open(r.Context(), r.Actor, visitAt(r, ""))
	if err != nil {
		return err
	}
	_, visitors, err := v.Acts.Targets(r.Context(), r.Actor, view.Household.Region)
	if err != nil {
		return err
	}
	assigned := view.Progress.Assignment
	if r.Method == http.MethodGet {
		f.SetDay("on", period.DayOf(r.Now)).Set("first", assigned.Officers[0]).Set("second", assigned.Officers[1]).Set("method", string(assigned.Method))
		return r.Render(w, visitMoveView(r, f, v, view, visitors))
	}
	wanted := wantedVisit(r, f, assigned.Sample)
	wanted.Replaces = assigned.ID
	if f.Valid() {
		made, err := v.Acts.AssignVisit(r.Context(), r.Actor, visitAt(r, f.Key()), wanted)
		if err == nil {
			r.Flash(r.T("visit.move.done", "day", onDay(r, made.On)))
			return r.SeeOther(w, visitPath(view.Household.ID, made.ID, ""))
		}
		if err := takeVisit(f, err); err != nil {
			return err
		}
	}
	return r.RenderForm(w, f, visitMoveView(r, f, v, view, visitors))
}

// ofHousehold lists a household's visits.
func (v Visits) ofHousehold(w http.ResponseWriter, r *page.Request) error {
	all, err := v.Acts.OfHousehold(r.Context(), r.Actor, r.Actor.County, r.PathValue("household"))
	if err != nil {
		return err
	}
	return r.Render(w, householdVisitsView(r, v, all))
}

// stageColour shows how far a visit is, by colour, shape and word.
func stageColour(stage homevisit.Stage, overdue bool) page.Colour {
	if overdue {
		return page.Danger
	}
	switch stage {
	case homevisit.Begun:
		return page.Running
	case homevisit.Done:
		return page.Success
	case homevisit.Waiting, homevisit.Disagreed, homevisit.Unmet, homevisit.Declining:
		return page.Waiting
	case homevisit.Planned, homevisit.Replaced:
	}
	return page.Neutral
}

func stageWords(r *page.Request, progress homevisit.Progress) string {
	if progress.Overdue(period.DayOf(r.Now)) {
		return r.T("visit.stage.overdue")
	}
	return r.T("visit.stage." + string(progress.Stage()))
}

func officerNames(view visitsteps.View, officers [2]string, separator string) string {
	names := make([]string, 0, len(officers))
	for _, id := range officers {
		names = append(names, view.Officers[id].Name)
	}
	return strings.Join(names, separator)
}
