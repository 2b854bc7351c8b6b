package register

import (
	"context"
	"strconv"
	"strings"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/region"
	"chengxin/internal/wording"
)

// shownDependents is how many households a refusal to undo names.
const shownDependents = 5

// UndoImport orders that what an import registered is taken back. It refuses while anything has been done with any of its
// households, and names which and what.
func (a Imports) UndoImport(ctx context.Context, actor access.Actor, county region.Code, id, key, reason string) error {
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return fault.Field("reason", "register.reason")
	}
	return a.turn(ctx, actor, county, id, key, "RegisterImportUndoOrdered", func(ctx context.Context, store ImportStore, work *casework.Work, i Import) error {
		if i.State() != StateRegistered || i.Tally.Registered == 0 {
			return fault.New(fault.Conflict, "registerimport.not_registered")
		}
		held, err := a.Held(ctx, county, id) // each household is looked at again when it is taken back
		if err != nil {
			return err
		}
		if len(held) > 0 {
			return refuseHeld(held)
		}
		work.Note("households", strconv.FormatInt(i.Tally.Registered, 10))
		if err := store.AddTurn(ctx, county, a.newTurn(work, i, TurnUndo, reason)); err != nil {
			return err
		}
		return store.AddJob(ctx, casework.Job{ID: a.NewID(), County: county, Kind: JobTakeBack, Subject: id, Officer: actor.ID, Total: i.Tally.Done, AskedAt: work.Now})
	})
}

// Held is a household of an import that something depends on.
type Held struct {
	Imported
	On []Dependent
}

// Held lists the households of an import with which something was done since.
func (a Imports) Held(ctx context.Context, county region.Code, id string) ([]Held, error) {
	on, err := a.Reads.DependentsOf(ctx, county, id)
	if err != nil || len(on) == 0 {
		return nil, err
	}
	all, err := a.Reads.ImportedIn(ctx, county, id, 0)
	if err != nil {
		return nil, err
	}
	var held []Held
	for _, imported := range all {
		if len(on[imported.Household]) > 0 {
			held = append(held, Held{imported, on[imported.Household]})
		}
	}
	return held, nil
}

// Words names what depends on a household.
func (h Held) Words(language wording.Language) string {
	words := make([]string, len(h.On))
	for n, one := range h.On {
		words[n] = wording.T(language, "registerimport.depends."+one.What)
	}
	return strings.Join(words, wording.T(language, "registerimport.and"))
}

func refuseHeld(held []Held) error {
	var shown []string
	for _, one := range held[:min(len(held), shownDependents)] {
		shown = append(shown, wording.T(wording.Chinese, "registerimport.held_one", "number", one.Number, "what", one.Words(wording.Chinese)))
	}
	return fault.New(fault.Conflict, "registerimport.held", "count", len(held), "list", strings.Join(shown, wording.T(wording.Chinese, "registerimport.then")))
}

// StepUndo takes the next part of an import back, in one act; it gives how many parts were done, none when none was left. A household that something was done
// with meanwhile stays.
func (a Imports) StepUndo(ctx context.Context, actor access.Actor, county region.Code, id string) (done int64, err error) {
	i, err := a.Reads.ImportOrder(ctx, county, id)
	if err != nil || !i.Had(TurnUndo) {
		return 0, err
	}
	parts, err := a.Reads.NextParts(ctx, county, id, PartGood, PartDone, 1)
	if err != nil || len(parts) == 0 {
		return 0, err
	}
	part := parts[0]
	act := casework.Act{
		Kind: "RegisterImportUndone", Permission: access.HouseholdRegister, County: county, Region: i.Region,
		Key: "register-import-undo-" + part.ID, Content: part.Number,
	}
	_, err = casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (int, error) {
		store := casework.As[ImportStore](work.Tx)
		all, err := store.ImportedIn(ctx, county, id, part.Number)
		if err != nil {
			return 0, err
		}
		back := 0
		for _, imported := range all {
			taken, err := a.takeBack(ctx, store, work, imported, reasonOf(i))
			if err != nil {
				return 0, err
			}
			if taken {
				back++
			}
		}
		work.Note("import", id)
		work.Note("part", strconv.FormatInt(part.Number, 10))
		work.Note("households", strconv.Itoa(back))
		part.State = PartUndone
		return back, store.TurnPart(ctx, county, part, PartDone)
	})
	return 1, err
}

func reasonOf(i Import) string {
	for _, turn := range i.Turns {
		if turn.Turn == TurnUndo {
			return turn.Reason
		}
	}
	return ""
}

// takeBack ends every person's span on the day on which it began, which takes it back, and the household off the lists.
// What was recorded stays readable in the persons' versions; the file number is not given again.
func (a Imports) takeBack(ctx context.Context, store ImportStore, work *casework.Work, imported Imported, reason string) (bool, error) {
	on, err := store.Dependents(ctx, work.County, imported.Household)
	if err != nil || len(on) > 0 {
		return false, err
	}
	versions, err := store.MemberVersions(ctx, work.County, imported.Household)
	if err != nil {
		return false, err
	}
	for _, m := range versions {
		m.Seq, m.UntilOn, m.Reason, m.RecordedAt, m.RecordedBy = m.Seq+1, m.FromOn, reason, work.Now, work.Actor.ID
		if err := casework.As[Store](work.Tx).AddMember(ctx, work.County, a.NewID(), m); err != nil {
			return false, err
		}
	}
	return true, store.TakeBack(ctx, work.County, imported, Undo{ID: a.NewID(), RecordedAt: work.Now, RecordedBy: work.Actor.ID})
}

// EraseStale erases the files and rows of imports that are older than KeptFor. It acts as the calendar does.
func (a Imports) EraseStale(ctx context.Context, county region.Code) (erased int, err error) {
	stale, err := a.Reads.StaleImports(ctx, county, a.Runner.Now().Add(-KeptFor))
	if err != nil {
		return 0, err
	}
	rule := access.Actor{Kind: access.Rule, ID: "register-import-kept-for", County: county}
	for _, id := range stale {
		err := a.turn(ctx, rule, county, id, "", "RegisterImportErased", func(ctx context.Context, store ImportStore, work *casework.Work, i Import) error {
			if i.Underway() || i.Had(TurnErased) {
				return nil
			}
			if err := store.AddTurn(ctx, county, a.newTurn(work, i, TurnErased, "")); err != nil {
				return err
			}
			return store.EraseParts(ctx, county, id)
		})
		if err != nil {
			return erased, err
		}
		erased++
	}
	return erased, nil
}
