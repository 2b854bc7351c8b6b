package homevisit

import (
	"context"
	"slices"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/homevisit"
	"chengxin/internal/pledge"
)

// Sent is a visit as a page or a device hands it in. ID was made before it was sent: the same ID with the same content is the
// same visit, with other content it is refused.
type Sent struct {
	ID       string
	Form     homevisit.Form
	Replaces string // of a correction
	Reason   string
}

// Recorded is the answer of RecordVisit.
type Recorded struct {
	Visit   string
	Confirm string // the officer who must confirm it
}

// RecordVisit keeps what two officers saw. It counts only after ConfirmVisit by the other of the two. The same visit sent again
// gives the same answer; it refuses (Conflict) another content under the same id, besides what homevisit.Record refuses.
func (a Acts) RecordVisit(ctx context.Context, actor access.Actor, at At, sent Sent) (Recorded, error) {
	if sent.ID == "" {
		return Recorded{}, fault.New(fault.Invalid, "visit.not_begun")
	}
	if err := cleanInk(sent.Form.Signatures); err != nil {
		return Recorded{}, err
	}
	act := casework.Act{
		Kind: "VisitRecorded", Permission: access.VisitRecord, County: at.County, Household: at.Household, Key: "visit " + sent.ID, Content: [2]any{at.Assignment, sent},
	}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (Recorded, error) {
		store := casework.As[Store](work.Tx)
		found, all, err := progress(ctx, store, at)
		if err != nil {
			return Recorded{}, err
		}
		if found.Replaced {
			return Recorded{}, fault.New(fault.Conflict, "visit.assign.replaced")
		}
		terms, err := a.Scheme.VisitTerms(ctx, at.County, work.Today)
		if err != nil {
			return Recorded{}, err
		}
		persons, err := store.PledgePersons(ctx, at.County, at.Household, work.Today)
		if err != nil {
			return Recorded{}, err
		}
		photos, err := store.VisitPhotos(ctx, at.County, at.Assignment)
		if err != nil {
			return Recorded{}, err
		}
		form, err := overKept(ctx, store, at, found, sent)
		if err != nil {
			return Recorded{}, err
		}
		earlier, _ := everyObservation(all)
		observation, err := homevisit.Record(terms.Seen(), PersonsOf(persons, work.Today), found.Assignment, earlier, homevisit.Recording{
			ID: sent.ID, Form: form, By: actor.ID, At: work.Now, Edition: terms.Edition, Replaces: sent.Replaces, Reason: sent.Reason, OnPaper: hasSheet(photos),
		})
		if err != nil {
			return Recorded{}, err
		}
		if err := store.AddVisit(ctx, at.County, observation); err != nil {
			return Recorded{}, err
		}
		if err := store.DropVisitDraft(ctx, at.County, at.Assignment); err != nil {
			return Recorded{}, err
		}
		work.Note("visit", observation.ID)
		work.Note("assignment", at.Assignment)
		work.Note("first", observation.RecordedBy)
		work.Note("second", observation.Other())
		if observation.Replaces != "" {
			work.Note("replaces", observation.Replaces)
		}
		work.Send(casework.Message{Officer: observation.Other(), Topic: "outbox.visit_to_confirm", Detail: map[string]string{"day": observation.AsOf.Chinese()}, Once: true})
		return Recorded{Visit: observation.ID, Confirm: observation.Other()}, nil
	})
}

// overKept puts what is sent over what is kept. The declared figure of a kept line may have been shown: a figure that differs
// from it stands beside it, whatever was sent of that.
func overKept(ctx context.Context, store Store, at At, found homevisit.Progress, sent Sent) (homevisit.Form, error) {
	draft, drafted, err := store.VisitDraft(ctx, at.County, at.Assignment)
	if err != nil {
		return sent.Form, err
	}
	kept := draft.Form
	if !drafted {
		for _, one := range found.Observations {
			if one.ID == sent.Replaces {
				kept = one.Form
			}
		}
	}
	return sent.Form.Over(kept), nil
}

func hasSheet(photos []homevisit.Photo) bool {
	return slices.ContainsFunc(photos, func(p homevisit.Photo) bool { return p.Kind == homevisit.OfSheet })
}

// cleanInk writes drawn signatures anew, so that nothing else that a picture carried is kept.
func cleanInk(signatures []homevisit.Signature) error {
	for i, one := range signatures {
		if one.Way != homevisit.Drawn || len(one.Ink) == 0 {
			signatures[i].Ink = nil
			continue
		}
		clean, err := pledge.CleanInk(one.Ink)
		if err != nil {
			field := "household_way"
			if one.Officer {
				field = "officer_way"
			}
			return fault.Field(field, "visit.sign.ink").Because(err)
		}
		signatures[i].Ink = clean
	}
	return nil
}
