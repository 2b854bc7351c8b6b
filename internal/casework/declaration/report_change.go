package declaration

import (
	"context"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/declaration"
)

// ReportChange keeps a change of circumstances and issues its receipt, which says whether it came in time. Late is no
// breach: the edition knows only a reminder, and after three months corrective education without a grade.
func (a Acts) ReportChange(ctx context.Context, actor access.Actor, at At, sheet Sheet, change declaration.Change) (Done, error) {
	act := casework.Act{
		Kind: "ChangeReported", Permission: casework.PermissionFor(actor, access.SelfChange, access.ChangeEnter),
		County: at.County, Household: at.Household, Key: at.Key, Content: [2]any{sheet, change},
	}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (Done, error) {
		store := casework.As[Store](work.Tx)
		change.ID, change.Household, change.ReportedAt = a.NewID(), at.Household, work.Now
		change.ReportedBy, change.Declarant, change.Proxy, change.Channel = actor.ID, actor.ID, actor.ActingFor(), declaration.Online
		if actor.Kind != access.Resident {
			change.Channel, change.Declarant = sheet.Channel, sheet.Declarant
		}
		terms, err := a.Scheme.DeclarationTerms(ctx, at.County, work.Today)
		if err != nil {
			return Done{}, err
		}
		if actor.Kind != access.Resident {
			_, persons, err := a.Pledges.Standing(ctx, work.Tx, at.County, at.Household, work.Now)
			if err != nil {
				return Done{}, err
			}
			if err := sheet.check(persons); err != nil {
				return Done{}, err
			}
		}
		change.Edition = terms.Edition
		checked, err := declaration.Report(change)
		if err != nil {
			return Done{}, err
		}
		if err := store.AddChange(ctx, at.County, checked); err != nil {
			return Done{}, err
		}
		months := terms.ReportingMonths
		work.Note("change", checked.ID)
		work.Note("kind", string(checked.Kind))
		issued, err := casework.Issue(ctx, work, casework.SeriesReceipt, "change_receipt", func(paper casework.Paper) ([]byte, error) {
			return a.Letters.ChangeReceipt(ctx, work.Tx, paper, work.Household, checked, checked.LastDay(months), checked.InTime(months))
		})
		return Done{ID: checked.ID, Number: issued.Number, Paper: issued.ID}, err
	})
}
