package declaration

import (
	"context"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/declaration"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

// SweepExits lets every ripe exit of a county take effect: the calendar's act, logged as the rule's. It says how many did.
func (a Acts) SweepExits(ctx context.Context, county region.Code) (int, error) {
	exits, err := casework.As[Store](a.Reads).ExitsAsked(ctx, county)
	if err != nil {
		return 0, err
	}
	rule := access.Actor{Kind: access.Rule, ID: "exit-revocation-over", County: county}
	done := 0
	for _, exit := range exits {
		if exit.State(period.DayOf(a.Runner.Now())) != declaration.ExitRipe {
			continue
		}
		act := casework.Act{Kind: "ExitTookEffect", Permission: access.ExitEnter, County: county, Household: exit.Household}
		took, err := casework.Do(ctx, a.Runner, rule, act, func(ctx context.Context, work *casework.Work) (bool, error) {
			return a.takeEffect(ctx, work, exit.ID, rule.ID)
		})
		if err != nil {
			return done, err
		}
		if took {
			done++
		}
	}
	return done, nil
}

// takeEffect looks again inside the transaction: the household may have revoked meanwhile.
func (a Acts) takeEffect(ctx context.Context, work *casework.Work, exit, by string) (bool, error) {
	store := casework.As[Store](work.Tx)
	all, err := store.Exits(ctx, work.County, work.Household.ID)
	if err != nil {
		return false, err
	}
	for _, found := range all {
		if found.ID == exit && found.State(work.Today) == declaration.ExitRipe {
			work.Note("exit", exit)
			work.Send(casework.Message{Household: found.Household, Topic: "outbox.exit_took_effect", Detail: map[string]string{"day": work.Today.Chinese()}})
			return true, store.AddExitFact(ctx, work.County, declaration.ExitFact{
				ID: a.NewID(), Exit: exit, Household: found.Household, Event: declaration.ExitTookEffect, At: work.Now, By: by,
			})
		}
	}
	return false, nil
}
