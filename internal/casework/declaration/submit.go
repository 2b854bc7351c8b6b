package declaration

import (
	"context"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/declaration"
	"chengxin/internal/fault"
	"chengxin/internal/period"
)

// Submit makes a declaration of the draft and issues the receipt: of the household's own, or of the one that the officer
// keeps from what a sheet or a person says; the sheet names the declarant. It refuses what internal/declaration refuses,
// first of all a household without a valid pledge, and a draft that changed after it was read (Conflict).
func (a Acts) Submit(ctx context.Context, actor access.Actor, at At, sheet Sheet, effective period.Day) (Done, error) {
	act := casework.Act{
		Kind: "DeclarationSubmitted", Permission: permission(actor, access.SelfDeclare, access.DeclarationEnter),
		County: at.County, Household: at.Household, Key: at.Key, Content: [2]any{sheet, effective},
	}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (Done, error) {
		d := drafting{store: casework.As[Store](work.Tx), work: work}
		standing, persons, err := a.Pledges.Standing(ctx, work.Tx, at.County, at.Household, work.Now)
		if err != nil {
			return Done{}, err
		}
		d.persons = persons
		draft, found, err := d.store.Draft(ctx, at.County, at.Household, officerOf(actor))
		if err != nil {
			return Done{}, err
		}
		if at.Seen != "" && (!found || at.Seen != draft.Mark()) {
			return Done{}, fault.New(fault.Conflict, "declaration.draft_changed")
		}
		d.draft = &draft
		if d.terms, err = a.Scheme.DeclarationTerms(ctx, at.County, work.Today); err != nil {
			return Done{}, err
		}
		return a.makeDeclaration(ctx, d, actor, standing, sheet, effective)
	})
}

// makeDeclaration makes a declaration of a draft inside an act: the fact, its receipt, and the end of all drafts.
func (a Acts) makeDeclaration(ctx context.Context, d drafting, actor access.Actor, standing declaration.Standing, sheet Sheet, effective period.Day) (Done, error) {
	work, county, household := d.work, d.work.County, d.work.Household
	submission := declaration.Submission{
		ID: a.NewID(), Draft: *d.draft, Declarant: actor.ID, By: actor.ID, Proxy: actor.ActingFor(),
		Channel: declaration.Online, At: work.Now, Effective: effective,
	}
	submission.Draft.Edition = d.terms.Edition
	if actor.Kind != access.Resident {
		if err := sheet.check(d.persons); err != nil {
			return Done{}, err
		}
		submission.Channel, submission.Sheet, submission.Declarant = sheet.Channel, sheet.Number, sheet.Declarant
	}
	earlier, err := d.store.Declarations(ctx, county, household.ID)
	if err != nil {
		return Done{}, err
	}
	made, err := declaration.Submit(d.terms.Questions(), d.persons, standing, earlier, submission)
	if err != nil {
		return Done{}, err
	}
	if err := d.store.AddDeclaration(ctx, county, made); err != nil {
		return Done{}, err
	}
	if err := d.store.DropDrafts(ctx, county, household.ID); err != nil {
		return Done{}, err
	}
	// What is still unclear stays on the list of those who want help; an entry without such a question clears it.
	err = d.store.KeepHelp(ctx, county, HelpWanted{
		Household: household.ID, Number: household.Number, Region: work.Region, Items: declaration.WantsHelp(made.Lines), Since: work.Now,
	})
	if err != nil {
		return Done{}, err
	}
	work.Note("declaration", made.ID)
	work.Note("kind", string(made.Kind))
	work.Note("channel", string(made.Channel))
	if made.Channel != declaration.Online {
		// Whoever was not at the keyboard sees what was entered in the own name (mission M3: paper as an equal).
		work.Send(casework.Message{Household: household.ID, Topic: "outbox.declaration_entered", Detail: map[string]string{"day": work.Today.Chinese()}})
	}
	issued, err := casework.Issue(ctx, work, casework.SeriesReceipt, "declaration_receipt", func(paper casework.Paper) ([]byte, error) {
		return a.Letters.Receipt(ctx, work.Tx, paper, household, made)
	})
	return Done{ID: made.ID, Number: issued.Number, Paper: issued.ID}, err
}
