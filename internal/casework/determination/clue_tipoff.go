package determination

import (
	"context"
	"strings"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	tipoffsteps "chengxin/internal/casework/tipoff"
	"chengxin/internal/determination"
	"chengxin/internal/fault"
	"chengxin/internal/tipoff"
)

// MakeClue makes a clue of a tip-off that the officer handles, in the officer's own words. In the household's log it is a clue like
// one that an officer saw: nothing there says that somebody told, nor who. It refuses (NotFound) a tip-off that the officer may not
// see, a custodian who has no business with households, and whatever Do refuses for the household: kin, another place.
func (a Acts) MakeClue(ctx context.Context, actor access.Actor, at At, id, words string) (string, error) {
	words = strings.TrimSpace(words)
	if err := determination.Typed("words", words).OrNil(); err != nil {
		return "", err
	}
	act := casework.Act{Kind: "ClueReported", Permission: access.ClueReport, County: at.County, Household: at.Household, Key: at.Key, Content: []any{id, words}}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (string, error) {
		store := casework.As[tipoffsteps.Store](work.Tx)
		told, err := tipoffsteps.Find(ctx, store, actor, at.County, id, work.Today)
		if err != nil {
			return "", err
		}
		if told.Holder() != actor.ID {
			return "", fault.New(fault.Conflict, "tipoff.clue.not_yours")
		}
		clue := determination.Clue{ID: a.NewID(), Household: at.Household, Origin: determination.FromTipOff, Source: id, Words: words, At: work.Now, By: actor.ID}
		done, err := told.Do(tipoff.Event{Done: tipoff.BecameOne, Clue: clue.ID, Words: words, Subject: tipoff.Subject{Household: at.Household}})
		if err != nil {
			return "", err
		}
		done.ID, done.At, done.By = a.NewID(), work.Now, actor.ID
		work.Note("clue", clue.ID)
		if err := store.AddTipOffEvent(ctx, at.County, done); err != nil {
			return "", err
		}
		return clue.ID, casework.As[Store](work.Tx).AddClue(ctx, at.County, work.Region, clue)
	})
}
