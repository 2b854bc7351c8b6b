package register

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"golang.org/x/sync/errgroup"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/period"
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

// How many parts one step registers, and how many are under way at once: one is written while the next is read and sealed.
const (
	partsAStep  = 16
	partsAtOnce = 2
)

// StepImport registers the next households of an ordered import, at most partsAStep parts of it, each in an act of its own; it
// gives how many parts were done, none when none was left. A part is registered once, whoever works on it: its own row
// decides. A household that can no longer be registered is kept with its reason; the others of its part are registered all
// the same.
func (a Imports) StepImport(ctx context.Context, actor access.Actor, county region.Code, id string) (done int64, err error) {
	i, err := a.Reads.ImportOrder(ctx, county, id)
	if err != nil || !i.Had(TurnOrdered) {
		return 0, err
	}
	parts, err := a.Reads.NextParts(ctx, county, id, PartGood, PartWaiting, partsAStep)
	if err != nil {
		return 0, err
	}
	working, ctx := errgroup.WithContext(ctx)
	working.SetLimit(partsAtOnce)
	for _, part := range parts {
		working.Go(func() error { return a.stepPart(ctx, actor, i, part) })
	}
	return int64(len(parts)), working.Wait()
}

func (a Imports) stepPart(ctx context.Context, actor access.Actor, i Import, part Part) error {
	groups, err := groupsOf(part)
	if err != nil {
		return fmt.Errorf("import %s, part %d: %w", i.ID, part.Number, err)
	}
	read, err := a.read(actor, i, groups)
	if err != nil {
		return err
	}
	act := casework.Act{
		Kind: "RegisterImported", Permission: access.HouseholdRegister, County: i.County, Region: i.Region,
		Key: "register-import-" + part.ID, Content: part.Number,
	}
	_, err = casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (int, error) {
		return a.registerPart(ctx, work, i, part, read)
	})
	return err
}

// readGroup is a household of a part as it was read again: with errors, or ready to be registered.
type readGroup struct {
	Group
	entry
	source []byte
}

// read reads the households of a part, and makes ready those without errors.
func (a Imports) read(actor access.Actor, i Import, groups []Group) ([]readGroup, error) {
	now := a.Runner.Now()
	c := newChecker(i.Region, period.DayOf(now))
	all := make([]readGroup, len(groups))
	for n, g := range groups {
		g.Issues = slices.DeleteFunc(g.Issues, func(issue Issue) bool { return !issue.Doubt })
		doubts := slices.Clone(g.Issues)
		house, members := c.read(&g)
		if g.Wrong() {
			all[n].Group = g
			continue
		}
		g.Issues = slices.Clip(doubts)
		slices.SortStableFunc(members, func(x, y household.Member) int { return rank(x) - rank(y) })
		one, err := a.ready(a.Reads, house, members, now, actor.ID)
		if err != nil {
			return nil, err
		}
		all[n] = readGroup{g, one, a.Reads.ImportSource(i.County, g.source())}
	}
	return all, nil
}

func (a Imports) registerPart(ctx context.Context, work *casework.Work, i Import, part Part, read []readGroup) (int, error) {
	store, imports := casework.As[Store](work.Tx), casework.As[ImportStore](work.Tx)
	groups := make([]Group, len(read))
	for n := range read {
		groups[n] = read[n].Group
	}
	// Somebody may have been registered since the table was checked.
	if err := a.markKnown(ctx, imports, work.County, groups, work.Today); err != nil {
		return 0, err
	}
	var ready []entry
	var sources [][]byte
	var failed []Group
	for n, g := range groups {
		if g.Wrong() {
			failed = append(failed, g)
			continue
		}
		ready = append(ready, read[n].entry)
		sources = append(sources, read[n].source)
	}
	registered, err := a.register(ctx, store, work, ready)
	if err != nil {
		return 0, err
	}
	persons := 0
	imported := make([]Imported, len(registered))
	for n, done := range registered {
		persons += len(done.Members)
		imported[n] = Imported{
			ID: a.NewID(), Import: i.ID, Part: part.Number, Household: done.Household, Number: done.Number, Region: ready[n].house.Region,
			Members: int64(len(done.Members)), Source: sources[n],
		}
	}
	if err := imports.AddImported(ctx, work.County, imported); err != nil {
		return 0, err
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
