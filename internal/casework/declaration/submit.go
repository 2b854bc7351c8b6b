package declaration

import (
	"context"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/declaration"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

// Submit makes a declaration of the draft and issues the receipt: of the household's own, or of the one that the officer
// keeps from what a sheet or a person says; the sheet names the declarant. It refuses what internal/declaration refuses,
// first of all a household without a valid pledge, and a draft that changed after it was read (Conflict).
func (a Acts) Submit(ctx context.Context, actor access.Actor, at At, sheet Sheet, effective period.Day) (Done, error) {
	act := casework.Act{
		Kind: "DeclarationSubmitted", Permission: casework.PermissionFor(actor, access.SelfDeclare, access.DeclarationEnter),
		County: at.County, Household: at.Household, Key: at.Key, Content: [2]any{sheet, effective},
	}
	return casework.DoAhead(ctx, a.Runner, a.Reads, actor, act,
		func(ctx context.Context, tx casework.Tx, row casework.HouseholdRow, today period.Day) (submitting, error) {
			return a.readForSubmit(ctx, tx, at.County, row, officerOf(actor), today)
		},
		func(ctx context.Context, work *casework.Work, read submitting) (Done, error) {
			if at.Seen != "" && (!read.found || at.Seen != read.draft.Mark()) {
				return Done{}, fault.New(fault.Conflict, "declaration.draft_changed")
			}
			return a.makeDeclaration(ctx, read.drafting(work), actor, read.basis, sheet, effective)
		})
}

// submitting is what is read to hand a draft in.
type submitting struct {
	basis
	draft declaration.Draft
	found bool // whether there is a draft
	terms Terms
}

func (s *submitting) drafting(work *casework.Work) drafting {
	return drafting{store: casework.As[Store](work.Tx), work: work, terms: s.terms, persons: s.persons, draft: &s.draft}
}

// basis is what a declaration stands on beside its answers.
type basis struct {
	standing declaration.Standing
	persons  []declaration.Person
	earlier  []declaration.Declaration
	receipt  ReceiptWriter
}

func (a Acts) readForSubmit(ctx context.Context, tx casework.Tx, county region.Code, row casework.HouseholdRow, officer string, today period.Day) (submitting, error) {
	var read submitting
	var err error
	if read.draft, read.found, err = casework.As[Store](tx).Draft(ctx, county, row.ID, officer); err != nil {
		return read, err
	}
	if read.terms, err = a.Scheme.DeclarationTerms(ctx, county, today); err != nil {
		return read, err
	}
	read.basis, err = a.readBasis(ctx, tx, county, row, today)
	return read, err
}

func (a Acts) readBasis(ctx context.Context, tx casework.Tx, county region.Code, row casework.HouseholdRow, today period.Day) (basis, error) {
	var read basis
	var err error
	if read.standing, read.persons, err = a.Pledges.Standing(ctx, tx, county, row.ID, a.Runner.Now()); err != nil {
		return read, err
	}
	if read.earlier, err = casework.As[Store](tx).Declarations(ctx, county, row.ID); err != nil {
		return read, err
	}
	read.receipt, err = a.Letters.Receipt(ctx, tx, county, row, today)
	return read, err
}

// makeDeclaration makes a declaration of a draft inside an act: the fact, its receipt, and the end of all drafts.
func (a Acts) makeDeclaration(ctx context.Context, d drafting, actor access.Actor, on basis, sheet Sheet, effective period.Day) (Done, error) {
	work := d.work
	submission := declaration.Submission{
		ID: a.NewID(), Draft: *d.draft, Declarant: actor.ID, By: actor.ID, Proxy: actor.ActingFor(),
		Channel: declaration.Online, At: work.Now, Effective: effective,
	}
	if actor.Kind != access.Resident {
		if err := sheet.check(d.persons); err != nil {
			return Done{}, err
		}
		if sheet.Channel == declaration.Paper { // a sheet counts only when a second person has looked at it: EnterSheet
			return Done{}, fault.Field("channel", "declaration.sheet.second_person")
		}
		submission.Channel, submission.Sheet, submission.Declarant = sheet.Channel, sheet.Number, sheet.Declarant
	}
	return a.keepDeclaration(ctx, d, on, submission)
}

// keepDeclaration makes the declaration of a submission and keeps it with all that belongs to it.
func (a Acts) keepDeclaration(ctx context.Context, d drafting, on basis, submission declaration.Submission) (Done, error) {
	work, county, household := d.work, d.work.County, d.work.Household
	submission.Draft.Edition = d.terms.Edition
	made, err := declaration.Submit(d.terms.Questions(), d.persons, on.standing, on.earlier, submission)
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
	work.Arrived("declaration")
	work.Note("declaration", made.ID)
	work.Note("kind", string(made.Kind))
	work.Note("channel", string(made.Channel))
	if made.Channel != declaration.Online {
		// Whoever was not at the keyboard sees what was entered in the own name (mission M3: paper as an equal).
		work.Send(casework.Message{Household: household.ID, Topic: "outbox.declaration_entered", Detail: map[string]string{"day": work.Today.Chinese()}})
	}
	issued, err := casework.Issue(ctx, work, casework.SeriesReceipt, "declaration_receipt", func(paper casework.Paper) ([]byte, error) {
		return on.receipt(paper, made)
	})
	return Done{ID: made.ID, Number: issued.Number, Paper: issued.ID}, err
}
