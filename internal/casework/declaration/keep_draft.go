package declaration

import (
	"context"
	"slices"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/declaration"
	"chengxin/internal/fault"
)

// KeepAnswer keeps one answer in the household's draft and begins the draft when there is none. An answer to an item that
// the edition does not ask is refused.
func (a Acts) KeepAnswer(ctx context.Context, actor access.Actor, at At, line declaration.Line) (declaration.Draft, error) {
	return a.draft(ctx, actor, at, "DraftKept", func(store Store, work *casework.Work, draft *declaration.Draft) error {
		_, questions := a.Scheme.Questions(work.Today)
		if !slices.ContainsFunc(questions, func(q declaration.Question) bool { return q.Code == line.Item }) {
			return fault.New(fault.Invalid, "declaration.line.not_asked", "item", line.Item)
		}
		work.Note("item", line.Item)
		draft.Put(line)
		return nil
	})
}

// StartCorrection fills the draft with the latest declaration's answers, to be put right: the earlier answer was wrong.
func (a Acts) StartCorrection(ctx context.Context, actor access.Actor, at At) (declaration.Draft, error) {
	return a.restart(ctx, actor, at, "CorrectionStarted", true)
}

// StartSuccession fills the draft with the latest declaration's answers, to be brought up to date: circumstances changed.
func (a Acts) StartSuccession(ctx context.Context, actor access.Actor, at At) (declaration.Draft, error) {
	return a.restart(ctx, actor, at, "SuccessionStarted", false)
}

func (a Acts) restart(ctx context.Context, actor access.Actor, at At, kind string, correct bool) (declaration.Draft, error) {
	return a.draft(ctx, actor, at, kind, func(store Store, work *casework.Work, draft *declaration.Draft) error {
		earlier, err := store.Declarations(ctx, at.County, at.Household)
		if err != nil {
			return err
		}
		if len(earlier) == 0 {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		latest := declaration.Latest(earlier)
		draft.ID, draft.Lines, draft.Corrects = a.NewID(), slices.Clone(latest.Lines), ""
		if correct {
			draft.Corrects = latest.ID
		}
		work.Note("declaration", latest.ID)
		return nil
	})
}

func (a Acts) draft(ctx context.Context, actor access.Actor, at At, kind string, edit func(Store, *casework.Work, *declaration.Draft) error) (declaration.Draft, error) {
	act := casework.Act{Kind: kind, Permission: permission(actor, access.SelfDeclare, access.DeclarationEnter), County: at.County, Household: at.Household, OnTheWay: true}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (declaration.Draft, error) {
		store := casework.As[Store](work.Tx)
		draft, found, err := store.Draft(ctx, at.County, at.Household)
		if err != nil {
			return draft, err
		}
		if !found {
			draft = declaration.Draft{ID: a.NewID(), Household: at.Household, StartedBy: actor.ID}
		}
		draft.Edition, _ = a.Scheme.Questions(work.Today)
		if err := edit(store, work, &draft); err != nil {
			return draft, err
		}
		draft.UpdatedAt = work.Now
		return draft, store.KeepDraft(ctx, at.County, draft)
	})
}

// permission is the resident's own, or the officer's who enters what a household says.
func permission(actor access.Actor, self, officer access.Permission) access.Permission {
	if actor.Kind == access.Resident {
		return self
	}
	return officer
}
