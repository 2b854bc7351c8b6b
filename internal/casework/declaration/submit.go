package declaration

import (
	"context"
	"slices"
	"strings"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/declaration"
	"chengxin/internal/fault"
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
		standing, persons, err := a.Pledges.Standing(ctx, work.Tx, at.County, at.Household, work.Now)
		if err != nil {
			return Done{}, err
		}
		draft, found, err := store.Draft(ctx, at.County, at.Household, officerOf(actor))
		if err != nil {
			return Done{}, err
		}
		if !found {
			draft = declaration.Draft{Household: at.Household}
		}
		if at.Seen != "" && found && at.Seen != draft.Mark() {
			return Done{}, fault.New(fault.Conflict, "declaration.draft_changed")
		}
		if actor.Kind != access.Resident {
			if err := sheet.check(persons); err != nil {
				return Done{}, err
			}
		}
		earlier, err := store.Declarations(ctx, at.County, at.Household)
		if err != nil {
			return Done{}, err
		}
		terms, err := a.Scheme.DeclarationTerms(ctx, at.County, work.Today)
		if err != nil {
			return Done{}, err
		}
		draft.Edition = terms.Edition
		submission := declaration.Submission{
			ID: a.NewID(), Draft: draft, Declarant: actor.ID, By: actor.ID, Proxy: actor.ActingFor(),
			Channel: declaration.Online, At: work.Now, Effective: effective,
		}
		if actor.Kind != access.Resident {
			submission.Channel, submission.Sheet, submission.Declarant = sheet.Channel, sheet.Number, sheet.Declarant
		}
		made, err := declaration.Submit(terms.Questions(), persons, standing, earlier, submission)
		if err != nil {
			return Done{}, err
		}
		if err := store.AddDeclaration(ctx, at.County, made); err != nil {
			return Done{}, err
		}
		if err := store.DropDrafts(ctx, at.County, at.Household); err != nil {
			return Done{}, err
		}
		// What is still unclear stays on the list of those who want help; an officer's entry without such a question clears it.
		if err := store.KeepHelp(ctx, at.County, HelpWanted{
			Household: at.Household, Number: work.Household.Number, Region: work.Region, Items: declaration.WantsHelp(made.Lines), Since: work.Now,
		}); err != nil {
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
			return a.Letters.Receipt(ctx, work.Tx, paper, work.Household, made)
		})
		return Done{ID: made.ID, Number: issued.Number, Paper: issued.ID}, err
	})
}

// check refuses an entry that does not say how it came and who declares. Refusals belong to "channel", "sheet" and
// "declarant".
func (s Sheet) check(persons []declaration.Person) error {
	var refused fault.List
	if s.Channel != declaration.Paper && s.Channel != declaration.Oral {
		refused = append(refused, fault.Field("channel", "declaration.sheet.channel"))
	}
	if s.Channel == declaration.Paper && strings.TrimSpace(s.Number) == "" {
		refused = append(refused, fault.Field("sheet", "declaration.sheet.number"))
	}
	if !slices.ContainsFunc(persons, func(p declaration.Person) bool { return p.Member == s.Declarant && p.Speaks() }) {
		refused = append(refused, fault.Field("declarant", "declaration.sheet.declarant"))
	}
	return refused.OrNil()
}
