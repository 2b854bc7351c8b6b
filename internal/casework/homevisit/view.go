package homevisit

import (
	"context"
	"slices"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/declaration"
	"chengxin/internal/fault"
	"chengxin/internal/homevisit"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

// View is one visit of a household, as its officers see it.
type View struct {
	Household casework.HouseholdRow
	Terms     Terms
	Persons   []homevisit.Person // the head first
	Progress  homevisit.Progress
	Earlier   []homevisit.Observation // other visits of the household that count, oldest first
	Draft     homevisit.Draft
	HasDraft  bool
	Photos    []homevisit.Photo
	Officers  map[string]Visitor

	declared    declaration.Declaration
	hasDeclared bool
}

// Path is everything that is looked for.
func (v View) Path() []homevisit.Asked { return homevisit.Path(v.Terms.Seen(), v.Persons) }

// Person finds a member; somebody who has left is not found.
func (v View) Person(member string) (homevisit.Person, bool) {
	for _, person := range v.Persons {
		if person.Member == member {
			return person, true
		}
	}
	return homevisit.Person{}, false
}

// Declared is what the household has declared of an item, and whether it may be shown: only when what was seen of it has been
// kept, in the form in the making or in a recorded visit of this assignment. What a page was just sent is not kept yet.
func (v View) Declared(item, member string) (line declaration.Line, shown bool) {
	if !v.hasDeclared || !v.kept(item, member) {
		return line, false
	}
	for _, one := range v.declared.Lines {
		if one.Item == item && one.Member == member {
			return one, true
		}
	}
	return line, false
}

func (v View) kept(item, member string) bool {
	if _, seen := v.Draft.Get(item, member); v.HasDraft && seen {
		return true
	}
	for _, one := range v.Progress.Observations {
		if _, seen := one.Get(item, member); seen {
			return true
		}
	}
	return false
}

// DeclaredOn is the day from which the latest declaration holds; zero when there is none.
func (v View) DeclaredOn() period.Day { return v.declared.EffectiveOn }

// Open opens a household's visit for an officer; the opening is logged with its purpose, or covered by one that stands.
func (a Acts) Open(ctx context.Context, actor access.Actor, at At) (View, error) {
	row, err := casework.Look(ctx, a.Runner, casework.As[casework.Openings](a.Reads), actor, casework.Act{
		Kind: "VisitOpened", Permission: access.HouseholdOpen, County: at.County, Household: at.Household, Purpose: "visit",
	})
	if err != nil {
		return View{}, err
	}
	return a.fill(ctx, at, row)
}

func (a Acts) fill(ctx context.Context, at At, row casework.HouseholdRow) (View, error) {
	view := View{Household: row, Officers: map[string]Visitor{}}
	store, today := casework.As[Store](a.Reads), period.DayOf(a.Runner.Now())
	found, all, err := progress(ctx, store, at)
	if err != nil {
		return view, err
	}
	view.Progress = found
	for _, one := range homevisit.Counting(everyObservation(all)) {
		if one.Assignment != at.Assignment {
			view.Earlier = append(view.Earlier, one)
		}
	}
	if view.Terms, err = a.Scheme.VisitTerms(ctx, at.County, today); err != nil {
		return view, err
	}
	persons, err := store.PledgePersons(ctx, at.County, at.Household, today)
	if err != nil {
		return view, err
	}
	view.Persons = PersonsOf(persons, today)
	if view.Draft, view.HasDraft, err = store.VisitDraft(ctx, at.County, at.Assignment); err != nil {
		return view, err
	}
	if view.Photos, err = store.VisitPhotos(ctx, at.County, at.Assignment); err != nil {
		return view, err
	}
	visitors, err := store.Visitors(ctx, at.County)
	if err != nil {
		return view, err
	}
	for _, visitor := range visitors {
		view.Officers[visitor.ID] = visitor
	}
	declared, err := store.Declarations(ctx, at.County, at.Household)
	if err != nil {
		return view, err
	}
	if len(declared) > 0 {
		view.declared, view.hasDeclared = declaration.Latest(declared), true
	}
	return view, nil
}

// listed is how many assignments a list shows at most.
const listed = 500

// Assignments lists what is assigned where the officer may look, in a place between two days; an empty place is everywhere that
// the officer reaches.
func (a Acts) Assignments(ctx context.Context, actor access.Actor, place region.Code, from, until period.Day) ([]Row, error) {
	if !actor.MayAnywhere(access.HouseholdSearch) {
		return nil, fault.New(fault.Forbidden, "fault.forbidden")
	}
	places := []region.Code{place}
	if place == "" {
		places = actor.Where(access.HouseholdSearch)
	} else if !actor.May(access.HouseholdSearch, place) {
		return nil, fault.New(fault.Forbidden, "fault.out_of_region")
	}
	var rows []Row
	seen := map[string]bool{}
	for _, one := range places {
		some, err := casework.As[Store](a.Reads).Assignments(ctx, actor.County, one, from, until, listed)
		if err != nil {
			return nil, err
		}
		for _, row := range some {
			if !seen[row.Assignment.ID] {
				seen[row.Assignment.ID] = true
				rows = append(rows, row)
			}
		}
	}
	return rows, nil
}

// Targets lists a village's households for planning, and who may be sent there.
func (a Acts) Targets(ctx context.Context, actor access.Actor, village region.Code) ([]Target, []Visitor, error) {
	if !actor.May(access.VisitAssign, village) {
		return nil, nil, fault.New(fault.Forbidden, "fault.out_of_region")
	}
	store := casework.As[Store](a.Reads)
	targets, err := store.VisitTargets(ctx, actor.County, village)
	if err != nil {
		return nil, nil, err
	}
	visitors, err := store.Visitors(ctx, actor.County)
	visitors = slices.DeleteFunc(visitors, func(v Visitor) bool { return !v.visits(village) })
	return targets, visitors, err
}

// Samples lists the samples of places that the officer reaches, newest first.
func (a Acts) Samples(ctx context.Context, actor access.Actor) ([]homevisit.Sample, error) {
	if !actor.MayAnywhere(access.HouseholdSearch) {
		return nil, fault.New(fault.Forbidden, "fault.forbidden")
	}
	var all []homevisit.Sample
	for _, place := range actor.Where(access.HouseholdSearch) {
		some, err := casework.As[Store](a.Reads).VisitSamples(ctx, actor.County, place, listed)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

// Sample reads one sample with its frame. NotFound; Forbidden outside the officer's region.
func (a Acts) Sample(ctx context.Context, actor access.Actor, id string) (homevisit.Sample, error) {
	sample, err := casework.As[Store](a.Reads).VisitSample(ctx, actor.County, id)
	if err == nil && !actor.May(access.HouseholdSearch, sample.Region) {
		err = fault.New(fault.Forbidden, "fault.out_of_region")
	}
	return sample, err
}

// OfHousehold is everything about a household's visits, as its file shows it.
type OfHousehold struct {
	Household casework.HouseholdRow
	Head      string
	All       []homevisit.Progress // oldest first
	Officers  map[string]Visitor
	Days      int  // days on which nobody was met
	Enough    bool // as many as must be documented before they may be mentioned
}

// OfHousehold opens a household's visits for an officer; the opening is logged, or covered by one that stands.
func (a Acts) OfHousehold(ctx context.Context, actor access.Actor, county region.Code, household string) (OfHousehold, error) {
	found := OfHousehold{Officers: map[string]Visitor{}}
	var err error
	found.Household, err = casework.Look(ctx, a.Runner, casework.As[casework.Openings](a.Reads), actor, casework.Act{
		Kind: "VisitOpened", Permission: access.HouseholdOpen, County: county, Household: household, Purpose: "visit",
	})
	if err != nil {
		return found, err
	}
	store, today := casework.As[Store](a.Reads), period.DayOf(a.Runner.Now())
	if found.All, err = store.HouseholdVisits(ctx, county, household); err != nil {
		return found, err
	}
	persons, err := store.PledgePersons(ctx, county, household, today)
	if err != nil {
		return found, err
	}
	if len(persons) > 0 {
		found.Head = persons[0].Name
	}
	visitors, err := store.Visitors(ctx, county)
	if err != nil {
		return found, err
	}
	for _, visitor := range visitors {
		found.Officers[visitor.ID] = visitor
	}
	terms, err := a.Scheme.VisitTerms(ctx, county, today)
	if err != nil {
		return found, err
	}
	var attempts []homevisit.Attempt
	for _, one := range found.All {
		attempts = append(attempts, one.Attempts...)
	}
	found.Days, found.Enough = homevisit.Documented(attempts, terms.Tries)
	return found, nil
}
