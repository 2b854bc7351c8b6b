package declaration

import (
	"context"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/declaration"
	"chengxin/internal/fault"
)

// AskExit begins a voluntary exit and issues its acknowledgement. Nothing follows from it before another office has called
// back and the days to revoke are over.
func (a Acts) AskExit(ctx context.Context, actor access.Actor, at At, sheet Sheet, words string) (Done, error) {
	act := casework.Act{
		Kind: "ExitAsked", Permission: casework.PermissionFor(actor, access.SelfExit, access.ExitEnter),
		County: at.County, Household: at.Household, Key: at.Key, Content: [2]any{sheet, words},
	}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (Done, error) {
		store := casework.As[Store](work.Tx)
		open, err := store.Exits(ctx, at.County, at.Household)
		if err != nil {
			return Done{}, err
		}
		callBackBy, revokeBy, err := a.Scheme.ExitDays(ctx, at.County, work.Today)
		if err != nil {
			return Done{}, err
		}
		id := a.NewID()
		fact := declaration.ExitFact{
			ID: id, Exit: id, Household: at.Household, At: work.Now, By: actor.ID, Unit: string(actor.Unit), Proxy: actor.ActingFor(),
			Channel: declaration.Online, Words: words, RevokeBy: revokeBy,
		}
		if actor.Kind != access.Resident {
			_, persons, err := a.Pledges.Standing(ctx, work.Tx, at.County, at.Household, work.Now)
			if err != nil {
				return Done{}, err
			}
			if err := sheet.check(persons); err != nil {
				return Done{}, err
			}
			fact.Channel = sheet.Channel
		}
		asked, err := declaration.AskExit(open, fact)
		if err != nil {
			return Done{}, err
		}
		if err := store.AddExitFact(ctx, at.County, asked); err != nil {
			return Done{}, err
		}
		work.Note("exit", id)
		work.Send(casework.Message{Household: at.Household, Topic: "outbox.exit_asked", Detail: map[string]string{"day": revokeBy.Chinese()}})
		issued, err := casework.Issue(ctx, work, casework.SeriesReceipt, "exit_acknowledgement", func(paper casework.Paper) ([]byte, error) {
			return a.Letters.ExitAcknowledgement(ctx, work.Tx, paper, work.Household, asked, callBackBy)
		})
		return Done{ID: id, Number: issued.Number, Paper: issued.ID}, err
	})
}

// CallBackExit records the call by another office: the household stands by its exit, denies it, or was not reached.
func (a Acts) CallBackExit(ctx context.Context, actor access.Actor, at At, exit string, result declaration.ExitEvent, words string) error {
	return a.exitEvent(ctx, actor, at, "ExitCalledBack", access.ExitCallBack, exit, func(ctx context.Context, work *casework.Work, found declaration.Exit, fact declaration.ExitFact) (declaration.ExitFact, error) {
		_, revokeBy, err := a.Scheme.ExitDays(ctx, at.County, work.Today)
		if err != nil {
			return fact, err
		}
		fact.Words, fact.RevokeBy = words, revokeBy
		work.Note("result", string(result))
		return declaration.CallBack(found, result, fact)
	})
}

// RevokeExit takes an exit back, by the household or by an officer to whom it says so.
func (a Acts) RevokeExit(ctx context.Context, actor access.Actor, at At, exit string) error {
	return a.exitEvent(ctx, actor, at, "ExitRevoked", casework.PermissionFor(actor, access.SelfExit, access.ExitEnter), exit, func(_ context.Context, _ *casework.Work, found declaration.Exit, fact declaration.ExitFact) (declaration.ExitFact, error) {
		return declaration.Revoke(found, fact)
	})
}

func (a Acts) exitEvent(ctx context.Context, actor access.Actor, at At, kind string, needs access.Permission, exit string,
	decide func(context.Context, *casework.Work, declaration.Exit, declaration.ExitFact) (declaration.ExitFact, error),
) error {
	act := casework.Act{Kind: kind, Permission: needs, County: at.County, Household: at.Household, Key: at.Key, Content: exit}
	_, err := casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (string, error) {
		store := casework.As[Store](work.Tx)
		all, err := store.Exits(ctx, at.County, at.Household)
		if err != nil {
			return "", err
		}
		for _, found := range all {
			if found.ID != exit {
				continue
			}
			fact := declaration.ExitFact{
				ID: a.NewID(), Exit: exit, Household: at.Household, At: work.Now, By: actor.ID, Unit: string(actor.Unit),
				Proxy: actor.ActingFor(), Channel: declaration.Online,
			}
			if actor.Kind != access.Resident {
				fact.Channel = declaration.Oral
			}
			fact, err := decide(ctx, work, found, fact)
			if err != nil {
				return "", err
			}
			work.Note("exit", exit)
			work.Send(casework.Message{Household: at.Household, Topic: "outbox.exit_" + string(fact.Event), Detail: map[string]string{"day": found.RevokeBy().Chinese()}})
			return fact.ID, store.AddExitFact(ctx, at.County, fact)
		}
		return "", fault.New(fault.NotFound, "fault.not_found")
	})
	return err
}
