package recovery

import (
	"context"
	"slices"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	steps "chengxin/internal/casework/determination"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/measure"
	"chengxin/internal/period"
	"chengxin/internal/policy"
	"chengxin/internal/recovery"
	"chengxin/internal/region"
)

// Shown is an order with where it stands today.
type Shown struct {
	recovery.Order
	recovery.Standing
	File   string
	Region region.Code
}

// Orderable is a refund measure that has no order yet.
type Orderable struct {
	Measure string
	Member  string
	Months  []recovery.Month
	State   measure.State // Active: it can be ordered
}

// View is a household's recoveries as its page shows them.
type View struct {
	Household casework.HouseholdRow
	Orders    []Shown // the newest first
	Orderable []Orderable
	Names     map[string]string // of members, masked
	Officers  map[string]string
	Rules     Rules
}

// Open opens a household's recoveries; the opening is logged, or covered by one that stands.
func (a Acts) Open(ctx context.Context, actor access.Actor, at At) (View, error) {
	row, err := casework.Look(ctx, a.Runner, casework.As[casework.Openings](a.Reads), actor, casework.Act{
		Kind: "RecoveryOpened", Permission: access.RecoveryView, County: at.County, Household: at.Household, Purpose: "recovery",
	})
	if err != nil {
		return View{}, err
	}
	view, reads, today := View{Household: row}, casework.As[Store](a.Reads), a.today()
	if view.Rules, err = a.Scheme.RecoveryRules(ctx, at.County, today); err != nil {
		return view, err
	}
	if view.Names, err = a.names(ctx, at.County, at.Household); err != nil {
		return view, err
	}
	if view.Officers, err = reads.OfficerNames(ctx, at.County); err != nil {
		return view, err
	}
	docket, err := steps.ReadDocket(ctx, reads, a.Cases, at.County, at.Household, today)
	if err != nil {
		return view, err
	}
	orders, err := reads.Recoveries(ctx, at.County, at.Household)
	if err != nil {
		return view, err
	}
	ordered := map[string]bool{}
	for _, o := range slices.Backward(orders) {
		ordered[o.Measure] = true
		view.Orders = append(view.Orders, Shown{Order: o, Standing: o.Standing(view.Rules.Terms, holdOf(docket, o), today), File: row.Number, Region: row.Region})
	}
	for _, m := range docket.Matters {
		for _, one := range m.Measures {
			if one.Drawn.Kind == policy.RefundOrder && !ordered[one.ID] {
				view.Orderable = append(view.Orderable, Orderable{Measure: one.ID, Member: m.Member, Months: Months(m, one), State: one.Standing(m.Effect, today).State})
			}
		}
	}
	return view, nil
}

// Find gives one of the orders shown. NotFound.
func (v View) Find(id string) (Shown, error) {
	at := slices.IndexFunc(v.Orders, func(s Shown) bool { return s.ID == id })
	if at < 0 {
		return Shown{}, fault.New(fault.NotFound, "fault.not_found")
	}
	return v.Orders[at], nil
}

// names are a household's members today, masked.
func (a Acts) names(ctx context.Context, county region.Code, id string) (map[string]string, error) {
	versions, err := casework.As[Store](a.Reads).MemberVersions(ctx, county, id)
	names := map[string]string{}
	for _, m := range household.Members(versions, a.today()) {
		names[m.ID] = household.MaskName(m.Name)
	}
	return names, err
}

// Mine is what a resident reads of the own recoveries.
type Mine struct {
	Orders []Shown // the newest first
	Rules  Rules
}

// Mine reads the orders that are addressed to the reader; another adult's are nobody else's.
func (a Acts) Mine(ctx context.Context, actor access.Actor) (Mine, error) {
	if actor.Kind != access.Resident || !actor.MayAnywhere(access.SelfCase) {
		return Mine{}, fault.New(fault.Forbidden, "fault.forbidden")
	}
	reads, today := casework.As[Store](a.Reads), a.today()
	orders, err := reads.Recoveries(ctx, actor.County, actor.Household)
	if err != nil {
		return Mine{}, err
	}
	docket, err := steps.ReadDocket(ctx, reads, a.Cases, actor.County, actor.Household, today)
	if err != nil {
		return Mine{}, err
	}
	mine := Mine{}
	if mine.Rules, err = a.Scheme.RecoveryRules(ctx, actor.County, today); err != nil {
		return mine, err
	}
	for _, o := range slices.Backward(orders) {
		if o.Member == actor.ID {
			mine.Orders = append(mine.Orders, Shown{Order: o, Standing: o.Standing(mine.Rules.Terms, holdOf(docket, o), today)})
		}
	}
	return mine, nil
}

// Find gives one of the own orders. NotFound.
func (m Mine) Find(id string) (Shown, error) { return View{Orders: m.Orders}.Find(id) }

// List is a place's orders with the report of how late they are.
type List struct {
	Place  region.Code
	Rows   []Shown // the newest first
	Report recovery.Ageing
}

// List lists a place's orders, without opening any household.
func (a Acts) List(ctx context.Context, actor access.Actor, county, place region.Code) (List, error) {
	list := List{Place: place}
	if place.County() != county || !actor.May(access.RecoveryView, place) {
		return list, fault.New(fault.Forbidden, "fault.out_of_region")
	}
	reads, today := casework.As[Store](a.Reads), a.today()
	rules, err := a.Scheme.RecoveryRules(ctx, county, today)
	if err != nil {
		return list, err
	}
	rows, err := reads.RecoveryRows(ctx, county, place)
	if err != nil {
		return list, err
	}
	dockets := map[string]steps.Docket{}
	var standings []recovery.Standing
	for _, row := range slices.Backward(rows) {
		docket, read := dockets[row.Order.Household]
		if row.Order.Measure != "" && !read {
			if docket, err = steps.ReadDocket(ctx, reads, a.Cases, county, row.Order.Household, today); err != nil {
				return list, err
			}
			dockets[row.Order.Household] = docket
		}
		one := Shown{Order: row.Order, Standing: row.Order.Standing(rules.Terms, holdOf(docket, row.Order), today), File: row.File, Region: row.Region}
		list.Rows = append(list.Rows, one)
		standings = append(standings, one.Standing)
	}
	list.Report = recovery.Report(standings, today)
	return list, nil
}

// Exported gives a place's list for a file; it is in the log before it is given.
func (a Acts) Exported(ctx context.Context, actor access.Actor, county, place region.Code) (List, error) {
	list, err := a.List(ctx, actor, county, place)
	if err != nil {
		return list, err
	}
	act := casework.Act{Kind: "RecoveryReportExported", Permission: access.RecoveryView, County: county, Region: place}
	return casework.Do(ctx, a.Runner, actor, act, func(context.Context, *casework.Work) (List, error) { return list, nil })
}

func (a Acts) today() period.Day { return period.DayOf(a.Runner.Now()) }
