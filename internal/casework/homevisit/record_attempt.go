package homevisit

import (
	"context"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/homevisit"
)

// RecordAttempt keeps that nobody was met, or that the household did not want the visit, with the reason and the next
// appointment. The household is told; nothing else follows.
func (a Acts) RecordAttempt(ctx context.Context, actor access.Actor, at At, made homevisit.Attempt) error {
	act := casework.Act{Kind: "VisitAttempted", Permission: access.VisitRecord, County: at.County, Household: at.Household, Key: at.Key, Content: made}
	_, err := casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (string, error) {
		store := casework.As[Store](work.Tx)
		found, _, err := progress(ctx, store, at)
		if err != nil {
			return "", err
		}
		if found.Replaced || len(found.Observations) > 0 {
			return "", fault.New(fault.Conflict, "visit.recorded_already")
		}
		made.ID, made.Assignment, made.Household, made.By, made.At = a.NewID(), at.Assignment, at.Household, actor.ID, work.Now
		if err := homevisit.CheckAttempt(found.Assignment, made, work.Today); err != nil {
			return "", err
		}
		work.Note("assignment", at.Assignment)
		work.Note("outcome", string(made.Outcome))
		topic, detail := "outbox.visit_"+string(made.Outcome), map[string]string{"day": made.On.Chinese()}
		if made.NextOn.IsZero() {
			topic += "_open"
		} else {
			detail["next"] = made.NextOn.Chinese()
		}
		work.Send(casework.Message{Household: at.Household, Topic: topic, Detail: detail})
		return made.ID, store.AddVisitAttempt(ctx, at.County, made)
	})
	return err
}
