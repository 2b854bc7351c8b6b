package register

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/region"
)

// The kinds of jobs that imports order.
const (
	JobRegister = "register-import"
	JobTakeBack = "register-import-undo"
)

// OrderImport orders that an import's households without errors are registered; with all, only if none has errors. The
// work itself is a job. It refuses an import that is not waiting for this, and one without any good household.
func (a Imports) OrderImport(ctx context.Context, actor access.Actor, county region.Code, id, key string, all bool) error {
	return a.turn(ctx, actor, county, id, key, "RegisterImportOrdered", func(ctx context.Context, store ImportStore, work *casework.Work, i Import) error {
		switch {
		case i.State() != StateStaged:
			return fault.New(fault.Conflict, "registerimport.not_staged")
		case all && i.Bad() > 0:
			return fault.Field("which", "registerimport.not_all_good", "bad", i.Bad())
		case i.Good == 0:
			return fault.Field("which", "registerimport.none_good")
		}
		if err := store.AddTurn(ctx, county, a.newTurn(work, i, TurnOrdered, "")); err != nil {
			return err
		}
		work.Note("households", strconv.FormatInt(i.Good, 10))
		return store.AddJob(ctx, casework.Job{ID: a.NewID(), County: county, Kind: JobRegister, Subject: i.ID, Officer: actor.ID, Total: i.Tally.Waiting, AskedAt: work.Now})
	})
}

// RetryImport orders the rest of an import whose job was given up.
func (a Imports) RetryImport(ctx context.Context, actor access.Actor, county region.Code, id, key string) error {
	return a.turn(ctx, actor, county, id, key, "RegisterImportRetried", func(ctx context.Context, store ImportStore, work *casework.Work, i Import) error {
		kind, left := JobRegister, i.Tally.Waiting
		if i.State() == StateUndoing {
			kind, left = JobTakeBack, i.Tally.Done
		}
		jobs, err := store.JobsOf(ctx, county, kind, id)
		if err != nil {
			return err
		}
		if !i.Underway() || len(jobs) > 0 && jobs[0].State == casework.JobOpen {
			return fault.New(fault.Conflict, "registerimport.not_stuck")
		}
		return store.AddJob(ctx, casework.Job{ID: a.NewID(), County: county, Kind: kind, Subject: id, Officer: actor.ID, Total: left, AskedAt: work.Now})
	})
}

// DiscardImport decides that nothing of an import is registered, and erases its rows at once.
func (a Imports) DiscardImport(ctx context.Context, actor access.Actor, county region.Code, id, key string) error {
	return a.turn(ctx, actor, county, id, key, "RegisterImportDiscarded", func(ctx context.Context, store ImportStore, work *casework.Work, i Import) error {
		if i.State() != StateStaged {
			return fault.New(fault.Conflict, "registerimport.not_staged")
		}
		if err := store.AddTurn(ctx, county, a.newTurn(work, i, TurnDiscarded, "")); err != nil {
			return err
		}
		return store.EraseParts(ctx, county, id)
	})
}

func (a Imports) newTurn(work *casework.Work, i Import, turn, reason string) Turn {
	return Turn{ID: a.NewID(), Import: i.ID, Turn: turn, Reason: reason, RecordedAt: work.Now, RecordedBy: work.Actor.ID}
}

// turn runs an act on an import at its place: whoever may register there.
func (a Imports) turn(ctx context.Context, actor access.Actor, county region.Code, id, key, kind string,
	do func(context.Context, ImportStore, *casework.Work, Import) error,
) error {
	known, err := a.Reads.Import(ctx, county, id)
	if err != nil {
		return err
	}
	act := casework.Act{Kind: kind, Permission: access.HouseholdRegister, County: county, Region: known.Region, Key: key, Content: id}
	_, err = casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (bool, error) {
		store := casework.As[ImportStore](work.Tx)
		i, err := store.Import(ctx, county, id)
		if err != nil {
			return false, err
		}
		work.Note("import", id)
		return true, do(ctx, store, work, i)
	})
	return err
}

// StepImport registers the next households of an ordered import, at most housesAStep, in one act; false when none is left.
// A part is registered once, whoever works on it: its own row decides. A household that can no longer be registered is kept
// with its reason; the others of its part are registered all the same.
func (a Imports) StepImport(ctx context.Context, actor access.Actor, county region.Code, id string) (more bool, err error) {
	i, err := a.Reads.Import(ctx, county, id)
	if err != nil || !i.Had(TurnOrdered) {
		return false, err
	}
	part, found, err := a.nextPart(ctx, county, id, PartWaiting)
	if err != nil || !found {
		return false, err
	}
	groups, err := groupsOf(part)
	if err != nil {
		return false, fmt.Errorf("import %s, part %d: %w", id, part.Number, err)
	}
	act := casework.Act{
		Kind: "RegisterImported", Permission: access.HouseholdRegister, County: county, Region: i.Region,
		Key: "register-import-" + part.ID, Content: part.Number,
	}
	_, err = casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (int, error) {
		return a.registerPart(ctx, work, i, part, groups)
	})
	return err == nil, err
}

func (a Imports) nextPart(ctx context.Context, county region.Code, id, state string) (part Part, found bool, err error) {
	err = a.Reads.ImportParts(ctx, county, id, PartGood, state, func(p Part) (bool, error) {
		part, found = p, true
		return false, nil
	})
	return part, found, err
}

// one is a household of a part on its way into the register.
type one struct {
	group   Group
	house   household.Household
	members []household.Member // the head first
}

func (a Imports) registerPart(ctx context.Context, work *casework.Work, i Import, part Part, groups []Group) (int, error) {
	store, imports := casework.As[Store](work.Tx), casework.As[ImportStore](work.Tx)
	c := newChecker(i.Region, work.Today)
	var ready []one
	var failed []Group
	for _, g := range groups {
		g.Issues = slices.DeleteFunc(g.Issues, func(issue Issue) bool { return !issue.Doubt })
		doubts := slices.Clone(g.Issues)
		house, members := c.read(&g)
		if !g.Wrong() {
			if err := a.stillUnknown(ctx, store, work, &g, members); err != nil {
				return 0, err
			}
		}
		if g.Wrong() {
			failed = append(failed, g)
			continue
		}
		g.Issues = doubts
		slices.SortStableFunc(members, func(x, y household.Member) int { return rank(x) - rank(y) })
		ready = append(ready, one{g, house, members})
	}
	// Numbers are taken in the order of the places, so that two imports never wait for each other.
	slices.SortStableFunc(ready, func(x, y one) int { return strings.Compare(string(x.house.Region), string(y.house.Region)) })
	persons := 0
	for _, next := range ready {
		done, err := a.register(ctx, store, work, next.house, next.members)
		if err != nil {
			return 0, err
		}
		persons += len(done.Members)
		err = imports.AddImported(ctx, work.County, Imported{
			ID: a.NewID(), Import: i.ID, Part: part.Number, Household: done.Household, Number: done.Number, Region: next.house.Region,
			Members: int64(len(done.Members)), Source: imports.ImportSource(work.County, next.group.source()),
		})
		if err != nil {
			return 0, err
		}
	}
	part.State, part.Failed, part.Content = PartDone, int64(len(failed)), nil
	if len(failed) > 0 {
		var err error
		if part.Content, err = json.Marshal(failed); err != nil {
			return 0, err
		}
	}
	work.Note("import", i.ID)
	work.Note("part", strconv.FormatInt(part.Number, 10))
	work.Note("households", strconv.Itoa(len(ready)))
	work.Note("members", strconv.Itoa(persons))
	return len(ready), imports.TurnPart(ctx, work.County, part, PartWaiting)
}

// rank puts the head first and leaves the others in the file's order.
func rank(m household.Member) int {
	if m.Relation.Head() {
		return 0
	}
	return 1
}

// stillUnknown marks people who have been registered since the table was checked.
func (a Imports) stillUnknown(ctx context.Context, store Store, work *casework.Work, g *Group, members []household.Member) error {
	for n, member := range members {
		if member.IDNumber == "" {
			continue
		}
		hits, err := store.HouseholdOfID(ctx, work.County, member.IDNumber)
		if err != nil {
			return err
		}
		there, err := present(ctx, store, work.County, hits, work.Today)
		if err != nil {
			return err
		}
		if there {
			g.refuse(g.Rows[n].Line, ColumnIDNumber, "id_known")
		}
	}
	return nil
}
