package declaration

import (
	"context"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/declaration"
	"chengxin/internal/fault"
	"chengxin/internal/numbering"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

// View is what a household has declared, as pages show it.
type View struct {
	Household    casework.HouseholdRow
	Terms        Terms
	Standing     declaration.Standing
	Persons      []declaration.Person // the head first
	Draft        declaration.Draft
	HasDraft     bool
	OwnDraft     bool // the household has a draft of its own, which an officer may go on with
	Declarations []declaration.Declaration
	Changes      []declaration.Change
	Exits        []declaration.Exit
	Papers       []numbering.Issued // without their content, oldest first
	Messages     []Told             // newest first
	Sheets       []MySheet          // what was entered from paper, newest first; read for the household itself
}

// Path is everything that the household is asked.
func (v View) Path() []declaration.Asked { return declaration.Path(v.Terms.Questions(), v.Persons) }

// Path is everything that a household is asked today.
func (a Acts) Path(ctx context.Context, county region.Code, household string) ([]declaration.Asked, error) {
	now := a.Runner.Now()
	terms, err := a.Scheme.DeclarationTerms(ctx, county, period.DayOf(now))
	if err != nil {
		return nil, err
	}
	_, persons, err := a.Pledges.Standing(ctx, a.Reads, county, household, now)
	return declaration.Path(terms.Questions(), persons), err
}

// Person finds a member; somebody who has left is not found.
func (v View) Person(member string) (declaration.Person, bool) {
	for _, person := range v.Persons {
		if person.Member == member {
			return person, true
		}
	}
	return declaration.Person{}, false
}

// OpenExit is the exit that is under way; false when none is.
func (v View) OpenExit(today period.Day) (declaration.Exit, bool) {
	for _, exit := range v.Exits {
		if state := exit.State(today); state != declaration.ExitDropped && state != declaration.ExitEnded {
			return exit, true
		}
	}
	return declaration.Exit{}, false
}

// messagesShown is how many messages a household sees.
const messagesShown = 50

// Mine is a resident's own household, without what other adults have said of themselves and the words of their changes.
func (a Acts) Mine(ctx context.Context, actor access.Actor) (View, error) {
	if actor.Kind != access.Resident || !actor.MayAnywhere(access.SelfView) {
		return View{}, fault.New(fault.Forbidden, "fault.forbidden")
	}
	row, err := a.Reads.Household(ctx, actor.County, actor.Household)
	if err != nil {
		return View{}, err
	}
	view, err := a.fill(ctx, a.Reads, actor.County, row, "", a.Runner.Now())
	if err != nil {
		return view, err
	}
	if view.Messages, err = casework.As[Store](a.Reads).HouseholdMessages(ctx, actor.County, row.ID, messagesShown); err != nil {
		return view, err
	}
	if view.Sheets, err = a.mySheets(ctx, actor, view); err != nil {
		return view, err
	}
	questions := view.Terms.Questions()
	view.Draft.Lines = declaration.Shown(view.Draft.Lines, actor.ID, questions, view.Persons)
	for i := range view.Declarations {
		view.Declarations[i].Lines = declaration.Shown(view.Declarations[i].Lines, actor.ID, questions, view.Persons)
	}
	for i := range view.Changes {
		if view.Changes[i].Declarant != actor.ID {
			view.Changes[i].Words = ""
		}
	}
	return view, nil
}

// Open opens what a household has declared for an officer, with the officer's own draft of it; the opening is logged with
// its purpose, or covered by one that stands.
func (a Acts) Open(ctx context.Context, actor access.Actor, at At, purpose string) (View, error) {
	row, err := casework.Look(ctx, a.Runner, casework.As[casework.Openings](a.Reads), actor, casework.Act{
		Kind: "DeclarationsOpened", Permission: access.HouseholdOpen, County: at.County, Household: at.Household, Purpose: purpose,
	})
	if err != nil {
		return View{}, err
	}
	return a.fill(ctx, a.Reads, at.County, row, actor.ID, a.Runner.Now())
}

func (a Acts) fill(ctx context.Context, tx casework.Tx, county region.Code, row casework.HouseholdRow, officer string, now time.Time) (View, error) {
	view := View{Household: row}
	store := casework.As[Store](tx)
	var err error
	if view.Terms, err = a.Scheme.DeclarationTerms(ctx, county, period.DayOf(now)); err != nil {
		return view, err
	}
	if view.Standing, view.Persons, err = a.Pledges.Standing(ctx, tx, county, row.ID, now); err != nil {
		return view, err
	}
	if view.Draft, view.HasDraft, err = store.Draft(ctx, county, row.ID, officer); err != nil {
		return view, err
	}
	if officer != "" {
		if _, view.OwnDraft, err = store.Draft(ctx, county, row.ID, ""); err != nil {
			return view, err
		}
	}
	if view.Declarations, err = store.Declarations(ctx, county, row.ID); err != nil {
		return view, err
	}
	if view.Changes, err = store.Changes(ctx, county, row.ID); err != nil {
		return view, err
	}
	if view.Exits, err = store.Exits(ctx, county, row.ID); err != nil {
		return view, err
	}
	view.Papers, err = store.Documents(ctx, county, row.ID)
	return view, err
}

// WaitingExit is an exit that waits for a call back, as the list shows it: no name, no words.
type WaitingExit struct {
	Exit       string
	Household  casework.HouseholdRow
	AskedOn    period.Day
	CallBackBy period.Day
	Channel    declaration.Channel
	Tries      int  // calls that reached nobody
	SameOffice bool // the reader's own office took it, so that another must call
}

// ExitsToCall lists the exits that wait for a call back where the officer may call.
func (a Acts) ExitsToCall(ctx context.Context, actor access.Actor) ([]WaitingExit, error) {
	if !actor.MayAnywhere(access.ExitCallBack) {
		return nil, fault.New(fault.Forbidden, "fault.forbidden")
	}
	exits, err := casework.As[Store](a.Reads).ExitsAsked(ctx, actor.County)
	if err != nil {
		return nil, err
	}
	var waiting []WaitingExit
	for _, exit := range exits {
		if exit.State(period.DayOf(a.Runner.Now())) != declaration.ExitWaitsForCall {
			continue
		}
		row, err := a.Reads.Household(ctx, actor.County, exit.Household)
		if err != nil {
			return nil, err
		}
		if !actor.May(access.ExitCallBack, row.Region) {
			continue
		}
		one := WaitingExit{Exit: exit.ID, Household: row}
		for _, fact := range exit.Facts {
			switch fact.Event {
			case declaration.ExitAsked:
				one.AskedOn, one.Channel = period.DayOf(fact.At), fact.Channel
				one.SameOffice = fact.By == actor.ID || fact.Unit != "" && fact.Unit == string(actor.Unit)
			case declaration.ExitUnreachable:
				one.Tries++
			case declaration.ExitConfirmed, declaration.ExitDenied, declaration.ExitRevoked, declaration.ExitTookEffect:
			}
		}
		if one.CallBackBy, _, err = a.Scheme.ExitDays(ctx, actor.County, one.AskedOn); err != nil {
			return nil, err
		}
		waiting = append(waiting, one)
	}
	return waiting, nil
}

// helpShown is how many households the list of those who want help shows.
const helpShown = 200

// NeedsHelp lists the households that want help with their declaration, where the officer may enter one.
func (a Acts) NeedsHelp(ctx context.Context, actor access.Actor) ([]HelpWanted, error) {
	if !actor.MayAnywhere(access.DeclarationEnter) {
		return nil, fault.New(fault.Forbidden, "fault.forbidden")
	}
	var all []HelpWanted
	for _, place := range actor.Where(access.DeclarationEnter) {
		some, err := casework.As[Store](a.Reads).HelpWanted(ctx, actor.County, place, helpShown)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}
