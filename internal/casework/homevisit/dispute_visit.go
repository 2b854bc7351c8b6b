package homevisit

import (
	"context"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/homevisit"
)

// DisputeVisit keeps a household's word that what was seen is not right. Both officers are told; until somebody else has answered,
// it stands open with the visit. Nothing is held against whoever disputes.
func (a Acts) DisputeVisit(ctx context.Context, actor access.Actor, key, visit, words string) (homevisit.Dispute, error) {
	act := casework.Act{
		Kind: "VisitDisputed", Permission: access.SelfDeclare, County: actor.County, Household: actor.Household, Key: key, Content: [2]string{visit, words},
	}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (homevisit.Dispute, error) {
		store := casework.As[Store](work.Tx)
		all, err := store.HouseholdVisits(ctx, actor.County, actor.Household)
		if err != nil {
			return homevisit.Dispute{}, err
		}
		made := homevisit.Dispute{ID: a.NewID(), Observation: visit, Household: actor.Household, Words: words, At: work.Now, By: actor.ID}
		counting := homevisit.Counting(everyObservation(all))
		var officers [2]string
		var earlier []homevisit.Dispute
		for _, one := range counting {
			if one.ID == visit {
				made.Assignment, officers = one.Assignment, one.Officers
			}
		}
		for _, one := range all {
			earlier = append(earlier, one.Disputes...)
		}
		if err := homevisit.CheckDispute(made, counting, earlier); err != nil {
			return made, err
		}
		work.Note("visit", visit)
		work.Note("dispute", made.ID)
		for _, officer := range officers {
			work.Send(casework.Message{Officer: officer, Topic: "outbox.visit_disputed", Detail: map[string]string{"number": work.Household.Number}})
		}
		return made, store.AddVisitDispute(ctx, actor.County, made)
	})
}

// AnswerDispute answers a household that disputes a visit. Whoever assigns visits there may, but neither of the two officers.
func (a Acts) AnswerDispute(ctx context.Context, actor access.Actor, at At, dispute, words string) error {
	act := casework.Act{
		Kind: "VisitDisputeAnswered", Permission: access.VisitAssign, County: at.County, Household: at.Household, Key: at.Key, Content: [2]string{dispute, words},
	}
	_, err := casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (string, error) {
		store := casework.As[Store](work.Tx)
		found, _, err := progress(ctx, store, at)
		if err != nil {
			return "", err
		}
		for _, one := range found.Disputes {
			if one.ID != dispute {
				continue
			}
			given := homevisit.Answer{ID: a.NewID(), Words: words, At: work.Now, By: actor.ID}
			if err := homevisit.CheckAnswer(found.Assignment, one, given); err != nil {
				return "", err
			}
			work.Note("dispute", dispute)
			work.Send(casework.Message{Household: at.Household, Topic: "outbox.visit_answered", Detail: map[string]string{"day": work.Today.Chinese()}})
			return given.ID, store.AddVisitAnswer(ctx, at.County, one, given)
		}
		return "", notFound()
	})
	return err
}
