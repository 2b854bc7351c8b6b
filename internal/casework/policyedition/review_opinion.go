package policyedition

import (
	"context"
	"slices"
	"strings"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/region"
)

// ReviewedOpinion is what a person says of a filing that waits.
type ReviewedOpinion struct {
	Opinion   string
	Scan      string // the hash of the scan that was shown
	Confirmed bool
	Checked   bool   // number, day, office and measure were compared with the scan
	Reason    string // why it is returned
}

// ReviewOpinion confirms a filed opinion or returns it with a reason. It is the act of another person than the one who filed,
// with the second factor shown, bound to the scan that this person read: from then on a measure takes something from
// households. NotFound when nothing waits under this id: it was reviewed, withdrawn, or filed anew.
func (a Acts) ReviewOpinion(ctx context.Context, actor access.Actor, county region.Code, said ReviewedOpinion, key string) error {
	said.Reason = strings.TrimSpace(said.Reason)
	act := casework.Act{Kind: "LegalOpinionConfirmed", Permission: access.PolicyAdopt, County: county, StepUp: true, Key: key, Content: said}
	if !said.Confirmed {
		act.Kind = "LegalOpinionReturned"
	}
	_, err := casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, w *casework.Work) (string, error) {
		store := casework.As[Store](w.Tx)
		events, err := store.Opinions(ctx, county)
		if err != nil {
			return "", err
		}
		waiting := Waiting(events)
		at := slices.IndexFunc(waiting, func(o Opinion) bool { return o.ID == said.Opinion })
		if at < 0 {
			return "", fault.New(fault.NotFound, "edition.opinion.not_waiting")
		}
		filed := waiting[at]
		switch {
		case filed.By == actor.ID:
			return "", fault.New(fault.Forbidden, "edition.opinion.two_people")
		case said.Scan != filed.Scan.Hash:
			return "", fault.New(fault.Conflict, "edition.opinion.scan_differs")
		case said.Confirmed && !said.Checked:
			return "", fault.Field("checked", "edition.opinion.unchecked")
		}
		if err := typed("reason", said.Reason, !said.Confirmed).OrNil(); err != nil {
			return "", err
		}
		one := OpinionReview{ID: a.NewID(), Opinion: filed.ID, Scan: filed.Scan.Hash, Confirmed: said.Confirmed, Reason: said.Reason, At: w.Now, By: actor.ID}
		topic := "edition.told.opinion_returned"
		if said.Confirmed {
			topic = "edition.told.opinion_confirmed"
		}
		w.Note("measure", filed.Measure)
		w.Note("opinion", filed.ID)
		w.Note("scan", filed.Scan.Hash)
		w.Send(casework.Message{Officer: filed.By, Topic: topic, Detail: map[string]string{"number": filed.Number}})
		return one.ID, store.AddOpinionReview(ctx, county, one)
	})
	return err
}
