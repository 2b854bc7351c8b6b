package policyedition

import (
	"context"
	"strings"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/policy"
	"chengxin/internal/region"
)

// ProposeAdoption asks for adoption from a day on. It refuses what could not be adopted: see Ready.
func (a Acts) ProposeAdoption(ctx context.Context, actor access.Actor, county region.Code, draft string, effectiveOn period.Day, reason, key string) error {
	reason = strings.TrimSpace(reason)
	edition, err := a.passed(ctx, county, draft)
	if err != nil {
		return err
	}
	act := casework.Act{Kind: "PolicyAdoptionProposed", Permission: access.PolicyDraft, County: county, Key: key, Content: []string{draft, effectiveOn.String(), reason}}
	_, err = casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, w *casework.Work) (string, error) {
		store, course, err := a.take(ctx, w, draft)
		if err != nil {
			return "", err
		}
		if err := Ready(course, edition, effectiveOn, w.Today); err != nil {
			return "", err
		}
		if err := typed("reason", reason, true).OrNil(); err != nil {
			return "", err
		}
		one := Proposal{ID: a.NewID(), Draft: draft, Digest: course.Draft.Digest, EffectiveOn: effectiveOn, Reason: reason, At: w.Now, By: actor.ID}
		w.Note("draft", draft)
		w.Note("digest", one.Digest)
		w.Note("effective_on", effectiveOn.String())
		return one.ID, store.AddProposal(ctx, county, one)
	})
	return err
}

// Adopt puts a proposed draft in force from the proposed day on. It is another person's act, with the second factor shown,
// bound to the digest that this person read; the legal warnings must have been read. A day that passed meanwhile is refused:
// an edition never reaches back.
func (a Acts) Adopt(ctx context.Context, actor access.Actor, county region.Code, draft, digest string, warningsRead bool, key string) error {
	edition, err := a.passed(ctx, county, draft)
	if err != nil {
		return err
	}
	act := casework.Act{Kind: "PolicyAdopted", Permission: access.PolicyAdopt, County: county, StepUp: true, Key: key, Content: []any{draft, digest, warningsRead}}
	_, err = casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, w *casework.Work) (string, error) {
		store, course, err := a.take(ctx, w, draft)
		if err != nil {
			return "", err
		}
		proposal := course.Proposal()
		if proposal == nil {
			return "", fault.New(fault.Conflict, "edition.not_proposed")
		}
		if actor.ID == proposal.By || actor.ID == course.Draft.RegisteredBy {
			return "", fault.New(fault.Forbidden, "edition.two_people")
		}
		if digest != course.Draft.Digest || proposal.Digest != course.Draft.Digest || edition.Digest() != course.Draft.Digest {
			return "", fault.New(fault.Conflict, "edition.digest_differs")
		}
		if err := Ready(course, edition, proposal.EffectiveOn, w.Today); err != nil {
			return "", err
		}
		if !warningsRead {
			return "", fault.Field("warnings", "edition.warnings_unread")
		}
		one := Adoption{
			ID: a.NewID(), Draft: draft, Proposal: proposal.ID, Name: edition.Name(), Digest: digest, EffectiveOn: proposal.EffectiveOn,
			ProposedBy: proposal.By, At: w.Now, By: actor.ID,
		}
		w.Note("draft", draft)
		w.Note("proposal", proposal.ID)
		w.Note("digest", digest)
		w.Note("effective_on", one.EffectiveOn.String())
		w.Send(casework.Message{Officer: proposal.By, Topic: "edition.told.adopted", Detail: map[string]string{"draft": edition.Title(), "day": one.EffectiveOn.Chinese()}})
		return one.ID, store.AddAdoption(ctx, county, one)
	})
	return err
}

// passed loads a kept draft that passes its check, and refuses any other.
func (a Acts) passed(ctx context.Context, county region.Code, draft string) (*policy.Edition, error) {
	report, edition, err := a.Check(ctx, county, draft)
	if err == nil && edition == nil {
		err = fault.New(fault.Conflict, "edition.check_failed", "count", len(report.Errors())).Because(report)
	}
	return edition, err
}

// Ready refuses an adoption while comments are taken or wait for an answer, and from a day that is past or outside the
// edition's own days.
func Ready(course Course, edition *policy.Edition, effectiveOn, today period.Day) error {
	if open := course.OpenOn(today); open != nil {
		return fault.New(fault.Conflict, "edition.still_open", "day", open.ClosesOn.Chinese())
	}
	if waiting := course.Unanswered(); waiting > 0 {
		return fault.New(fault.Conflict, "edition.unanswered", "count", waiting)
	}
	switch {
	case effectiveOn.IsZero() || effectiveOn.Before(today):
		return fault.Field("effective_on", "edition.effective_past", "day", today.Chinese())
	case effectiveOn.Before(edition.From()):
		return fault.Field("effective_on", "edition.effective_before", "day", edition.From().Chinese())
	case !edition.Until().IsZero() && effectiveOn.After(edition.Until()):
		return fault.Field("effective_on", "edition.effective_after", "day", edition.Until().Chinese())
	}
	return nil
}
