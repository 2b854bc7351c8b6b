package declaration

import (
	"context"
	"slices"
	"strconv"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/declaration"
	"chengxin/internal/fault"
	"chengxin/internal/period"
)

// KeepAnswers keeps answers in the draft and begins the draft when there is none: the household's own draft, or the
// officer's who enters what a sheet or a person says. It refuses an item that the edition does not ask, a member who does
// not belong, and, from a resident, an answer in place of one that another adult has given himself (Forbidden).
func (a Acts) KeepAnswers(ctx context.Context, actor access.Actor, at At, lines []declaration.Line) (declaration.Draft, error) {
	return a.draft(ctx, actor, at, "DraftKept", func(ctx context.Context, d drafting) error {
		questions := d.terms.Questions()
		for _, line := range lines {
			i := slices.IndexFunc(questions, func(q declaration.Question) bool { return q.Code == line.Item })
			if i < 0 {
				return fault.New(fault.Invalid, "declaration.line.not_asked", "item", line.Item)
			}
			line.By = actor.ID
			if err := line.Check(questions[i], d.persons); err != nil {
				return err
			}
			earlier, had := d.draft.Get(line.Item, line.Member)
			if had && actor.Kind == access.Resident && earlier.HiddenFrom(actor.ID, questions[i], d.persons) {
				return fault.New(fault.Forbidden, "declaration.line.others")
			}
			d.draft.Put(line)
		}
		d.work.Note("answers", strconv.Itoa(len(lines)))
		return nil
	})
}

// StartCorrection fills the draft with the latest declaration's answers, to be put right: the earlier answer was wrong.
func (a Acts) StartCorrection(ctx context.Context, actor access.Actor, at At) (declaration.Draft, error) {
	return a.restart(ctx, actor, at, "CorrectionStarted", true, period.Day{})
}

// StartSuccession fills the draft with the latest declaration's answers, to be brought up to date: circumstances changed on
// a day. It refuses a day that is not later than the one from which the latest declaration holds.
func (a Acts) StartSuccession(ctx context.Context, actor access.Actor, at At, since period.Day) (declaration.Draft, error) {
	return a.restart(ctx, actor, at, "SuccessionStarted", false, since)
}

func (a Acts) restart(ctx context.Context, actor access.Actor, at At, kind string, correct bool, since period.Day) (declaration.Draft, error) {
	return a.draft(ctx, actor, at, kind, func(ctx context.Context, d drafting) error {
		earlier, err := d.store.Declarations(ctx, at.County, at.Household)
		if err != nil {
			return err
		}
		if len(earlier) == 0 {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		latest := declaration.Latest(earlier)
		if !correct && !since.IsZero() {
			if since.After(d.work.Today) {
				return fault.Field("effective", "declaration.effective.future")
			}
			if !since.After(latest.EffectiveOn) {
				return fault.Field("effective", "declaration.effective.not_later", "day", latest.EffectiveOn.Chinese())
			}
		}
		d.draft.ID, d.draft.Corrects, d.draft.Effective, d.draft.Lines = a.NewID(), "", since, nil
		if correct {
			d.draft.Corrects, d.draft.Effective = latest.ID, period.Day{}
		}
		// Answers of people who have left, and to items that are no longer asked, stay behind.
		questions := d.terms.Questions()
		for _, line := range latest.Lines {
			i := slices.IndexFunc(questions, func(q declaration.Question) bool { return q.Code == line.Item })
			if i >= 0 && line.Check(questions[i], d.persons) == nil {
				d.draft.Put(line)
			}
		}
		d.work.Note("declaration", latest.ID)
		return nil
	})
}

// ContinueDraft copies what the household has filled in online into the officer's draft: the household asked for help, and
// goes on by word of mouth. The household sees in its log that it was opened.
func (a Acts) ContinueDraft(ctx context.Context, actor access.Actor, at At) (declaration.Draft, error) {
	return a.draft(ctx, actor, at, "DraftContinued", func(ctx context.Context, d drafting) error {
		if actor.Kind == access.Resident {
			return fault.New(fault.Forbidden, "fault.forbidden")
		}
		own, found, err := d.store.Draft(ctx, at.County, at.Household, "")
		if err != nil {
			return err
		}
		if !found {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		d.draft.Lines, d.draft.Corrects, d.draft.Effective = slices.Clone(own.Lines), own.Corrects, own.Effective
		return nil
	})
}

// drafting is what an edit of a draft sees.
type drafting struct {
	store   Store
	work    *casework.Work
	terms   Terms
	persons []declaration.Person
	draft   *declaration.Draft
}

func (a Acts) draft(ctx context.Context, actor access.Actor, at At, kind string, edit func(context.Context, drafting) error) (declaration.Draft, error) {
	act := casework.Act{Kind: kind, Permission: casework.PermissionFor(actor, access.SelfDeclare, access.DeclarationEnter), County: at.County, Household: at.Household, OnTheWay: true}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (declaration.Draft, error) {
		store := casework.As[Store](work.Tx)
		draft, found, err := store.Draft(ctx, at.County, at.Household, officerOf(actor))
		if err != nil {
			return draft, err
		}
		if !found {
			draft = declaration.Draft{ID: a.NewID(), Household: at.Household, Officer: officerOf(actor), StartedBy: actor.ID}
		}
		terms, err := a.Scheme.DeclarationTerms(ctx, at.County, work.Today)
		if err != nil {
			return draft, err
		}
		_, persons, err := a.Pledges.Standing(ctx, work.Tx, at.County, at.Household, work.Now)
		if err != nil {
			return draft, err
		}
		before := declaration.WantsHelp(draft.Lines)
		if err := edit(ctx, drafting{store: store, work: work, terms: terms, persons: persons, draft: &draft}); err != nil {
			return draft, err
		}
		draft.Edition, draft.UpdatedAt = terms.Edition, work.Now
		if err := store.KeepDraft(ctx, at.County, draft); err != nil {
			return draft, err
		}
		return draft, noteHelp(ctx, store, work, draft.Officer, before, declaration.WantsHelp(draft.Lines))
	})
}

// noteHelp keeps the list of households that want help with their own draft, and tells the township's office of the first
// question. An officer's draft changes nothing: whoever enters it helps already.
func noteHelp(ctx context.Context, store Store, work *casework.Work, officer string, before, now int) error {
	if officer != "" || before == now {
		return nil
	}
	if before == 0 {
		office := work.Region.Township()
		if office == "" {
			office = work.County
		}
		work.Send(casework.Message{Officer: string(office), Topic: "outbox.help_wanted", Detail: map[string]string{"number": work.Household.Number}})
	}
	return store.KeepHelp(ctx, work.County, HelpWanted{Household: work.Household.ID, Number: work.Household.Number, Region: work.Region, Items: now, Since: work.Now})
}

// officerOf is the officer whose draft it is; empty for the household's own.
func officerOf(actor access.Actor) string {
	if actor.Kind == access.Resident {
		return ""
	}
	return actor.ID
}
