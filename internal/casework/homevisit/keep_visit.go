package homevisit

import (
	"context"
	"slices"
	"strconv"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/homevisit"
)

// BeginVisit opens the form of a visit: from here on its parts are kept. Beginning again gives the same draft. It refuses
// (Forbidden) whoever is not one of the two, and (Conflict) a visit that was recorded, or whose assignment was replaced.
func (a Acts) BeginVisit(ctx context.Context, actor access.Actor, at At) (homevisit.Draft, error) {
	return a.draft(ctx, actor, at, "VisitBegun", true, func(keeping) error { return nil })
}

// Part is a part of the form, filled in: nil leaves what is there.
type Part struct {
	Lines      []homevisit.Line
	Home       *homevisit.Home
	Neighbours *[]homevisit.Neighbour
}

// KeepVisit keeps a part of the form. It refuses (Invalid) an item that nobody looks for, a figure changed after the declared one
// was shown without its reason, and a neighbour's name without consent.
func (a Acts) KeepVisit(ctx context.Context, actor access.Actor, at At, part Part) (homevisit.Draft, error) {
	return a.draft(ctx, actor, at, "VisitKept", false, func(k keeping) error {
		items := k.terms.Seen()
		for _, line := range part.Lines {
			i := slices.IndexFunc(items, func(item homevisit.Item) bool { return item.Code == line.Item })
			if i < 0 {
				return fault.New(fault.Invalid, "visit.line.unknown", "item", line.Item)
			}
			k.draft.Put(line)
			kept, _ := k.draft.Get(line.Item, line.Member)
			if err := kept.Check(items[i], k.persons, k.work.Today); err != nil {
				return err
			}
		}
		if part.Home != nil {
			part.Home.Done = true
			if err := part.Home.Check(); err != nil {
				return err
			}
			k.draft.Home = *part.Home
		}
		if part.Neighbours != nil {
			if err := homevisit.CheckNeighbours(*part.Neighbours); err != nil {
				return err
			}
			k.draft.Neighbours, k.draft.Asked = *part.Neighbours, true
		}
		k.work.Note("lines", strconv.Itoa(len(part.Lines)))
		return nil
	})
}

// StartCorrection fills the form with what was recorded, to be put right: the new observation will name the one it replaces.
func (a Acts) StartCorrection(ctx context.Context, actor access.Actor, at At, observation string) (homevisit.Draft, error) {
	return a.draft(ctx, actor, at, "VisitCorrectionStarted", true, func(k keeping) error {
		for _, one := range k.progress.Observations {
			if one.Replaces == observation {
				return fault.New(fault.Conflict, "visit.correct.stale")
			}
		}
		for _, one := range k.progress.Observations {
			if one.ID != observation {
				continue
			}
			if k.draft.Replaces != observation {
				k.draft.ID = a.NewID()
			}
			k.draft.Replaces, k.draft.Form = one.ID, one.Form
			k.draft.Lines = slices.Clone(one.Lines)
			k.draft.Signatures = nil // it is signed anew
			k.work.Note("visit", one.ID)
			return nil
		}
		return notFound()
	})
}

// keeping is what an edit of a draft sees.
type keeping struct {
	work     *casework.Work
	terms    Terms
	persons  []homevisit.Person
	progress homevisit.Progress
	draft    *homevisit.Draft
}

func (a Acts) draft(ctx context.Context, actor access.Actor, at At, kind string, begins bool, edit func(keeping) error) (homevisit.Draft, error) {
	act := casework.Act{Kind: kind, Permission: access.VisitRecord, County: at.County, Household: at.Household, OnTheWay: true}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (homevisit.Draft, error) {
		store := casework.As[Store](work.Tx)
		found, _, err := progress(ctx, store, at)
		if err != nil {
			return homevisit.Draft{}, err
		}
		draft, drafted, err := store.VisitDraft(ctx, at.County, at.Assignment)
		if err != nil {
			return draft, err
		}
		switch {
		case !found.Assignment.Names(actor.ID):
			return draft, fault.New(fault.Forbidden, "visit.not_yours")
		case found.Replaced:
			return draft, fault.New(fault.Conflict, "visit.assign.replaced")
		case !drafted && (len(found.Observations) > 0) != (kind == "VisitCorrectionStarted"):
			return draft, fault.New(fault.Conflict, "visit.recorded_already")
		case !drafted && !begins:
			return draft, fault.New(fault.Conflict, "visit.not_begun")
		}
		terms, err := a.Scheme.VisitTerms(ctx, at.County, work.Today)
		if err != nil {
			return draft, err
		}
		persons, err := store.PledgePersons(ctx, at.County, at.Household, work.Today)
		if err != nil {
			return draft, err
		}
		if !drafted {
			draft = homevisit.Draft{ID: a.NewID(), Assignment: at.Assignment, Household: at.Household, StartedBy: actor.ID, Form: homevisit.Form{AsOf: work.Today}}
		}
		if err := edit(keeping{work: work, terms: terms, persons: PersonsOf(persons, work.Today), progress: found, draft: &draft}); err != nil {
			return draft, err
		}
		draft.Edition, draft.UpdatedAt = terms.Edition, work.Now
		work.Note("assignment", at.Assignment)
		return draft, store.KeepVisitDraft(ctx, at.County, draft)
	})
}
