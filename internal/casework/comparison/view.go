package comparison

import (
	"context"
	"slices"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/comparison"
	"chengxin/internal/declaration"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/policy"
	"chengxin/internal/region"
)

// View is a household's comparisons as pages show them.
type View struct {
	Household casework.HouseholdRow
	Persons   []declaration.Person // the head first
	Rules     Rules
	Runs      []Run // the newest first; empty when it was never compared
}

// Run finds one of the runs shown; the latest for an empty id.
func (v View) Run(id string) (Run, bool) {
	for _, run := range v.Runs {
		if id == "" || run.ID == id {
			return run, true
		}
	}
	return Run{}, false
}

// people is the storage that names a household's members.
type people interface {
	PledgePersons(ctx context.Context, county region.Code, household string, on period.Day) ([]pledge.Person, error)
}

// runsShown is how many earlier runs a page lists.
const runsShown = 20

// Open opens a household's comparisons for an officer; the opening is logged, or covered by one that stands.
func (a Acts) Open(ctx context.Context, actor access.Actor, at At) (View, error) {
	row, err := casework.Look(ctx, a.Runner, casework.As[casework.Openings](a.Reads), actor, casework.Act{
		Kind: "ComparisonOpened", Permission: access.ComparisonView, County: at.County, Household: at.Household, Purpose: "comparison",
	})
	if err != nil {
		return View{}, err
	}
	return a.view(ctx, a.Reads, at.County, row, period.DayOf(a.Runner.Now()))
}

// Mine is what a resident sees: the own household's comparisons, without what concerns another adult alone (safeguards, rule
// 4), and without the sums from which it could be worked out.
func (a Acts) Mine(ctx context.Context, actor access.Actor) (View, error) {
	if actor.Kind != access.Resident || !actor.MayAnywhere(access.SelfView) {
		return View{}, fault.New(fault.Forbidden, "fault.forbidden")
	}
	row, err := a.Reads.Household(ctx, actor.County, actor.Household)
	if err != nil {
		return View{}, err
	}
	view, err := a.view(ctx, a.Reads, actor.County, row, period.DayOf(a.Runner.Now()))
	return view.For(actor.ID), err
}

// For is a view as one of the household's members reads it.
func (v View) For(member string) View {
	v.Runs = slices.Clone(v.Runs)
	for i := range v.Runs {
		v.Runs[i].Inputs = Inputs{}
		v.Runs[i].Found = v.closeTo(member, v.Runs[i].Found)
	}
	return v
}

// closeTo hides from a member what concerns another adult alone.
func (v View) closeTo(viewer string, found Found) Found {
	hidden := false
	found.Lines = slices.Clone(found.Lines)
	for i, line := range found.Lines {
		if line.Member == "" || line.Member == viewer || v.Rules.Labels[line.Item].Class == string(policy.Membership) {
			continue
		}
		at := slices.IndexFunc(v.Persons, func(p declaration.Person) bool { return p.Member == line.Member })
		if at < 0 || v.Persons[at].Speaks() {
			found.Lines[i] = Line{Item: line.Item, Member: line.Member, Hidden: true}
			hidden = true
		}
	}
	if hidden {
		found.Income, found.Effect, found.Standard = [3]comparison.Amount{{Missing: true}, {Missing: true}, {Missing: true}}, nil, nil
	}
	return found
}

func (a Acts) view(ctx context.Context, tx casework.Tx, county region.Code, row casework.HouseholdRow, today period.Day) (View, error) {
	view := View{Household: row}
	var err error
	if view.Rules, err = a.Scheme.ComparisonRules(ctx, county, today); err != nil {
		return view, err
	}
	members, err := casework.As[people](tx).PledgePersons(ctx, county, row.ID, today)
	if err != nil {
		return view, err
	}
	for _, member := range members {
		view.Persons = append(view.Persons, declaration.Person{Member: member.Member, Name: member.Name, Adult: member.Adult(today), Ward: member.Ward(today)})
	}
	view.Runs, err = casework.As[Store](tx).Runs(ctx, county, row.ID, runsShown)
	return view, err
}

// List is what an officer sees of a place: its households by their latest run, and the batches that were asked for.
type List struct {
	Place   region.Code
	Filter  Filter
	Rows    []Standing
	More    bool // there are more after the last row's number
	Totals  Totals
	Batches []RegionBatch // of the officer's places, the newest first
	Waiting []Due         // households whose comparison failed
}

// How much of a list a page shows.
const (
	rowsShown    = 50
	batchesShown = 10
	waitingShown = 20
)

// List lists a place's households by their latest run. It refuses a place whose comparisons the officer may not see.
func (a Acts) List(ctx context.Context, actor access.Actor, county, place region.Code, filter Filter, after string) (List, error) {
	if !actor.May(access.ComparisonView, place) || actor.County != county || !county.Contains(place) {
		return List{}, fault.New(fault.Forbidden, "fault.out_of_region")
	}
	list := List{Place: place, Filter: filter}
	store := casework.As[Store](a.Reads)
	var err error
	if list.Rows, err = store.Standings(ctx, county, place, filter, after, rowsShown+1); err != nil {
		return list, err
	}
	if len(list.Rows) > rowsShown {
		list.Rows, list.More = list.Rows[:rowsShown], true
	}
	if list.Totals, err = store.ComparisonTotals(ctx, county, place); err != nil {
		return list, err
	}
	batches, err := store.Batches(ctx, county, batchesShown)
	if err != nil {
		return list, err
	}
	for _, batch := range batches {
		if actor.May(access.ComparisonView, batch.Region) {
			list.Batches = append(list.Batches, batch)
		}
	}
	list.Waiting, err = store.DueInVain(ctx, county, place, waitingShown)
	return list, err
}
