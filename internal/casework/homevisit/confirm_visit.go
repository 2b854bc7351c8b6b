package homevisit

import (
	"context"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/homevisit"
)

// ConfirmVisit is the second officer's answer to what the first has recorded. Agreed, the visit counts, the household is told and
// its sources are compared; disagreed, the first officer is told to correct it.
func (a Acts) ConfirmVisit(ctx context.Context, actor access.Actor, at At, visit string, given homevisit.Confirmation) error {
	signatures := []homevisit.Signature{given.Signature}
	if err := cleanInk(signatures); err != nil {
		return err
	}
	given.Signature = signatures[0]
	act := casework.Act{
		Kind: "VisitConfirmed", Permission: access.VisitRecord, County: at.County, Household: at.Household, Key: at.Key, Content: [2]any{visit, given},
	}
	if !given.Agrees {
		act.Kind = "VisitDisagreed"
	}
	_, err := casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (string, error) {
		store := casework.As[Store](work.Tx)
		found, _, err := progress(ctx, store, at)
		if err != nil {
			return "", err
		}
		photos, err := store.VisitPhotos(ctx, at.County, at.Assignment)
		if err != nil {
			return "", err
		}
		for _, observation := range found.Observations {
			if observation.ID != visit {
				continue
			}
			given.ID, given.Observation, given.By, given.At = a.NewID(), visit, actor.ID, work.Now
			given.Signature.Officer, given.Signature.By = true, actor.ID
			if err := homevisit.Confirm(observation, found.Confirmations, given, hasSheet(photos)); err != nil {
				return "", err
			}
			work.Note("visit", visit)
			a.tell(work, observation, given)
			return given.ID, store.AddVisitConfirmation(ctx, at.County, at.Household, given)
		}
		return "", notFound()
	})
	return err
}

func (a Acts) tell(work *casework.Work, observation homevisit.Observation, given homevisit.Confirmation) {
	detail := map[string]string{"day": observation.AsOf.Chinese(), "number": work.Household.Number}
	switch {
	case !given.Agrees:
		work.Send(casework.Message{Officer: observation.RecordedBy, Topic: "outbox.visit_disagreed", Detail: detail})
		return
	case observation.Replaces != "":
		work.Send(casework.Message{Household: work.Household.ID, Topic: "outbox.visit_corrected", Detail: detail})
	default:
		work.Send(casework.Message{Household: work.Household.ID, Topic: "outbox.visit_seen", Detail: detail})
	}
	work.Arrived("visit")
}
