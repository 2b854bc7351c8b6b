package declaration

import (
	"context"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/declaration"
	"chengxin/internal/period"
)

// Submit makes a declaration of the household's draft and issues the receipt. An officer submits what a sheet or a person
// says, and the sheet names the declarant. It refuses what internal/declaration refuses, first of all a household without a
// valid pledge.
func (a Acts) Submit(ctx context.Context, actor access.Actor, at At, sheet Sheet, effective period.Day) (Done, error) {
	act := casework.Act{
		Kind: "DeclarationSubmitted", Permission: permission(actor, access.SelfDeclare, access.DeclarationEnter),
		County: at.County, Household: at.Household, Key: at.Key, Content: [2]any{sheet, effective},
	}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (Done, error) {
		store := casework.As[Store](work.Tx)
		standing, adults, err := a.Pledges.Standing(ctx, work.Tx, at.County, at.Household, work.Today)
		if err != nil {
			return Done{}, err
		}
		draft, found, err := store.Draft(ctx, at.County, at.Household)
		if err != nil {
			return Done{}, err
		}
		if !found {
			draft = declaration.Draft{Household: at.Household}
		}
		earlier, err := store.Declarations(ctx, at.County, at.Household)
		if err != nil {
			return Done{}, err
		}
		edition, questions := a.Scheme.Questions(work.Today)
		draft.Edition = edition
		submission := declaration.Submission{
			ID: a.NewID(), Draft: draft, Declarant: actor.ID, By: actor.ID, Proxy: actor.ActingFor(),
			Channel: declaration.Online, At: work.Now, Effective: effective,
		}
		if actor.Kind != access.Resident {
			submission.Channel, submission.Sheet, submission.Declarant = sheet.Channel, sheet.Number, sheet.Declarant
		}
		made, err := declaration.Submit(questions, adults, standing, earlier, submission)
		if err != nil {
			return Done{}, err
		}
		if err := store.AddDeclaration(ctx, at.County, made); err != nil {
			return Done{}, err
		}
		if err := store.DropDraft(ctx, at.County, at.Household); err != nil {
			return Done{}, err
		}
		work.Note("declaration", made.ID)
		work.Note("kind", string(made.Kind))
		work.Note("channel", string(made.Channel))
		if made.Channel != declaration.Online {
			// Whoever was not at the keyboard sees what was entered in the own name (mission M3: paper as an equal).
			work.Send(casework.Message{Household: at.Household, Topic: "outbox.declaration_entered", Detail: map[string]string{"day": work.Today.Chinese()}})
		}
		issued, err := casework.Issue(ctx, work, casework.SeriesReceipt, "declaration_receipt", func(paper casework.Paper) ([]byte, error) {
			return a.Letters.Receipt(paper, work.Household, made)
		})
		return Done{ID: made.ID, Number: issued.Number, Paper: issued.ID}, err
	})
}
