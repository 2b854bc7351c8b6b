package application

import (
	"context"
	"slices"

	"chengxin/internal/access"
	"chengxin/internal/application"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

// List is one page of a place's requests.
type List struct {
	Place  region.Code
	Rows   []Row
	Counts map[application.State]int
	More   string // where the next page begins; empty on the last
}

// aPage is how many requests a page lists.
const aPage = 50

// List lists requests of a place, the oldest first.
func (a Acts) List(ctx context.Context, actor access.Actor, county, place region.Code, filter Filter, after string) (List, error) {
	list := List{Place: place}
	if !actor.May(access.ApplicationView, place) {
		return list, fault.New(fault.Forbidden, "fault.out_of_region")
	}
	reads := casework.As[Store](a.Reads)
	var err error
	if list.Counts, err = reads.ApplicationCounts(ctx, county, place); err != nil {
		return list, err
	}
	list.Rows, err = reads.ApplicationRows(ctx, county, place, filter, after, aPage+1)
	if len(list.Rows) > aPage {
		list.Rows = list.Rows[:aPage]
		list.More = list.Rows[aPage-1].Request
	}
	if err != nil {
		return list, err
	}
	list.Rows, err = casework.WithoutKin(ctx, a.Reads, actor, period.DayOf(a.Runner.Now()), list.Rows, func(row Row) string { return row.Household })
	return list, err
}

// Shown is a request with where it stands today.
type Shown struct {
	application.Request
	Holding  []application.Bar
	Passes   application.Passing
	Remedies []application.Remedy // of a refusal: from its service, or as if it were served today
}

// View is a household's requests as its page shows them.
type View struct {
	Household casework.HouseholdRow
	Requests  []Shown // the newest first
	Members   []household.Member
	Kinships  []household.Kinship // that stand today
	Named     []Officer           // to whom a request may be referred
	Officers  []Officer
}

// Open opens a household's requests; the opening is logged, or covered by one that stands.
func (a Acts) Open(ctx context.Context, actor access.Actor, at At) (View, error) {
	row, err := casework.Look(ctx, a.Runner, casework.As[casework.Openings](a.Reads), actor, casework.Act{
		Kind: "ApplicationsOpened", Permission: access.ApplicationView, County: at.County, Household: at.Household, Purpose: "application",
	})
	if err != nil {
		return View{}, err
	}
	view, reads, today := View{Household: row}, casework.As[Store](a.Reads), a.today()
	if view.Members, err = a.members(ctx, at.County, at.Household); err != nil {
		return view, err
	}
	if view.Requests, err = a.shown(ctx, at.County, at.Household, view.Members); err != nil {
		return view, err
	}
	if view.Kinships, err = reads.Kinships(ctx, at.County, at.Household); err != nil {
		return view, err
	}
	view.Kinships = slices.DeleteFunc(view.Kinships, func(k household.Kinship) bool { return !k.Stands(today) })
	if view.Officers, err = reads.ApplicationOfficers(ctx, at.County); err != nil {
		return view, err
	}
	view.Named, err = a.named(ctx, reads, a.Reads, row, today)
	return view, err
}

// Find gives one of the requests shown.
func (v View) Find(id string) (Shown, error) {
	at := slices.IndexFunc(v.Requests, func(s Shown) bool { return s.ID == id })
	if at < 0 {
		return Shown{}, fault.New(fault.NotFound, "fault.not_found")
	}
	return v.Requests[at], nil
}

func (a Acts) shown(ctx context.Context, county region.Code, id string, members []household.Member) ([]Shown, error) {
	reads, today := casework.As[Store](a.Reads), a.today()
	all, err := reads.Applications(ctx, county, id)
	if err != nil {
		return nil, err
	}
	bars, err := a.Bars(ctx, a.Reads, county, id, today)
	if err != nil {
		return nil, err
	}
	requests := make([]Shown, 0, len(all))
	for _, request := range slices.Backward(all) {
		one := Shown{Request: request}
		one.Holding, one.Passes = application.Check(request, bars, minors(members, today), today)
		if _, _, refused := request.Refusal(); refused {
			served := request.ServedOn()
			if served.IsZero() {
				served = today
			}
			if one.Remedies, err = a.Scheme.Remedies(ctx, county, served); err != nil {
				return nil, err
			}
		}
		requests = append(requests, one)
	}
	return requests, nil
}

// Mine is what a resident reads of the own requests.
type Mine struct {
	Requests []Shown // the newest first, without what stands against whom
	Names    map[string]string
	Officers map[string]Officer
}

// Mine reads the requests that the reader has made, or that are for the reader; a request of another adult for that adult alone is nobody
// else's.
func (a Acts) Mine(ctx context.Context, actor access.Actor) (Mine, error) {
	if actor.Kind != access.Resident || !actor.MayAnywhere(access.SelfView) {
		return Mine{}, fault.New(fault.Forbidden, "fault.forbidden")
	}
	reads := casework.As[Store](a.Reads)
	versions, err := reads.MemberVersions(ctx, actor.County, actor.Household)
	if err != nil {
		return Mine{}, err
	}
	members := household.Members(versions, a.today())
	mine := Mine{Names: map[string]string{}, Officers: map[string]Officer{}}
	for _, m := range members {
		mine.Names[m.ID] = m.Name
	}
	if mine.Requests, err = a.shown(ctx, actor.County, actor.Household, members); err != nil {
		return mine, err
	}
	mine.Requests = slices.DeleteFunc(mine.Requests, func(s Shown) bool { return !s.Concerns(actor.ID) })
	officers, err := reads.ApplicationOfficers(ctx, actor.County)
	for _, one := range officers {
		mine.Officers[one.ID] = one
	}
	return mine, err
}
