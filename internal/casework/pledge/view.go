package pledge

import (
	"context"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/region"
)

// View is a household's notice and pledge as pages show them.
type View struct {
	Household casework.HouseholdRow
	Terms     pledge.Terms
	Persons   []pledge.Person
	Told      pledge.Told
	Facts     pledge.Facts
	Notice    pledge.NoticeStanding
	Standing  pledge.Standing
}

// Progress is one member's progress through the questions.
func (v View) Progress(member string) pledge.Progress {
	return pledge.ProgressOf(v.Terms, v.Told.Answers, member)
}

// CheckOf finds the second person's check of a paper record.
func (v View) CheckOf(paper string) (pledge.Check, bool) {
	for _, check := range v.Facts.Checks {
		if check.Paper == paper {
			return check, true
		}
	}
	return pledge.Check{}, false
}

// Mine is a resident's own household.
func (a Acts) Mine(ctx context.Context, actor access.Actor) (View, error) {
	if actor.Kind != access.Resident || !actor.MayAnywhere(access.SelfView) {
		return View{}, fault.New(fault.Forbidden, "fault.forbidden")
	}
	return a.view(ctx, a.Reads, actor.County, actor.Household)
}

// Open opens a household's notice and pledge for an officer; the opening is logged, or covered by one that stands.
func (a Acts) Open(ctx context.Context, actor access.Actor, at At) (View, error) {
	row, err := casework.Look(ctx, a.Runner, a.Reads, actor, casework.Act{
		Kind: "NoticeAndPledgeOpened", Permission: access.HouseholdOpen, County: at.County, Household: at.Household, Purpose: "pledge",
	})
	if err != nil {
		return View{}, err
	}
	return a.fill(ctx, a.Reads, at.County, row, a.Runner.Now())
}

// StandingOf is how a household stands at the runner's moment: what the declaration step asks before it accepts
// anything. It reads through the store it is given, so that it sees its caller's own transaction, and only what a standing
// depends on: how the notice was read does not decide it.
func (a Acts) StandingOf(ctx context.Context, store Store, county region.Code, household string, now time.Time) (pledge.Terms, pledge.Standing, error) {
	view := View{Household: casework.HouseholdRow{ID: household}}
	err := a.fillStanding(ctx, store, county, &view, now)
	return view.Terms, view.Standing, err
}

func (a Acts) view(ctx context.Context, reads Reads, county region.Code, household string) (View, error) {
	row, err := reads.Household(ctx, county, household)
	if err != nil {
		return View{}, err
	}
	return a.fill(ctx, reads, county, row, a.Runner.Now())
}

func (a Acts) fill(ctx context.Context, store Store, county region.Code, row casework.HouseholdRow, now time.Time) (View, error) {
	view := View{Household: row}
	if err := a.fillStanding(ctx, store, county, &view, now); err != nil {
		return view, err
	}
	var err error
	if view.Told, err = store.Told(ctx, county, row.ID); err != nil {
		return view, err
	}
	view.Notice = pledge.NoticeStandingOf(view.Terms, view.Told)
	return view, nil
}

func (a Acts) fillStanding(ctx context.Context, store Store, county region.Code, view *View, now time.Time) error {
	var err error
	if view.Terms, err = a.Editions.Terms(ctx, county, today(now)); err != nil {
		return err
	}
	if view.Persons, err = store.PledgePersons(ctx, county, view.Household.ID, today(now)); err != nil {
		return err
	}
	if view.Facts, err = store.SignedFacts(ctx, county, view.Household.ID, false); err != nil {
		return err
	}
	view.Standing = pledge.StandingOf(view.Terms, view.Persons, view.Facts, now)
	return nil
}

func today(now time.Time) period.Day { return period.DayOf(now) }
