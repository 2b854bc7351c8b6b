package verification

import (
	"context"
	"strconv"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/deadline"
	"chengxin/internal/fault"
	"chengxin/internal/pledge"
	"chengxin/internal/region"
	"chengxin/internal/verification"
)

// SendEnquiry writes a numbered letter to another county about one person (协查函), with the day by which it is asked to reply.
// It refuses somebody who is not of the household, or who has no valid authorisation.
func (a Acts) SendEnquiry(ctx context.Context, actor access.Actor, at At, e verification.Enquiry) (verification.Enquiry, error) {
	act := casework.Act{
		Kind: "EnquirySent", Permission: access.VerificationAnswer, County: at.County, Household: at.Household, Key: at.Key, Content: []any{e.Member, e.Other, e.Agency, e.Reason, e.Asked},
	}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (verification.Enquiry, error) {
		store := casework.As[Store](work.Tx)
		terms, err := a.Scheme.VerificationTerms(ctx, at.County, work.Today)
		if err != nil {
			return e, err
		}
		if err := verification.CheckEnquiry(e, at.County); err != nil {
			return e, err
		}
		homes, err := store.VerificationHomes(ctx, at.County, []string{at.Household}, work.Today)
		if err != nil {
			return e, err
		}
		home := homes[at.Household]
		member, found := pledge.StandingOf(terms.Pledge, home.Persons, home.Facts, work.Now).Of(e.Member)
		switch {
		case !found:
			return e, fault.Field("member", "verification.enquiry.member")
		case member.State[pledge.AuthorisationText] != pledge.Valid:
			return e, fault.Field("member", "verification.enquiry.unauthorised")
		}
		e.ID, e.Household, e.Region, e.At, e.By = a.NewID(), at.Household, work.Region, work.Now, actor.ID
		e.DueOn = deadline.Due(work.Today, verification.ReplyWithin, nil, terms.Table).On
		issued, err := casework.Issue(ctx, work, casework.SeriesEnquiry, "enquiry", func(paper casework.Paper) ([]byte, error) {
			return a.Letters.Enquiry(ctx, work.Tx, paper, e)
		})
		if err != nil {
			return e, err
		}
		e.Document, e.Number = issued.ID, issued.Number
		work.Note("enquiry", e.ID)
		work.Note("other", string(e.Other))
		return e, store.AddEnquiry(ctx, at.County, e)
	})
}

// RemindEnquiry records that the other county was reminded, on a day and how.
func (a Acts) RemindEnquiry(ctx context.Context, actor access.Actor, key, id string, made verification.EnquiryEvent) error {
	made.Kind = verification.Reminded
	return a.enquiryEvent(ctx, actor, key, id, made, nil)
}

// RecordReply records what the other county replied, with a picture of the letter. Nothing in it becomes a result by itself: what
// it states about income or property is entered as a file of its source, or stands in the household's file to be read.
func (a Acts) RecordReply(ctx context.Context, actor access.Actor, key, id string, made verification.EnquiryEvent, scan []byte) error {
	made.Kind = verification.Replied
	return a.enquiryEvent(ctx, actor, key, id, made, scan)
}

func (a Acts) enquiryEvent(ctx context.Context, actor access.Actor, key, id string, made verification.EnquiryEvent, picture []byte) error {
	known, err := casework.As[Store](a.Reads).Enquiry(ctx, actor.County, id)
	if err != nil {
		return err
	}
	if len(picture) > 0 {
		kept, err := a.Scans.Keep(ctx, actor.County, picture)
		if err != nil {
			return err
		}
		made.Scan, made.Type, made.Size = kept.Hash, kept.Type, kept.Size
	}
	act := casework.Act{
		Kind: "EnquiryReminded", Permission: access.VerificationAnswer, County: actor.County, Household: known.Household, Key: key, Content: []any{id, made},
	}
	if made.Kind == verification.Replied {
		act.Kind = "EnquiryReplied"
	}
	_, err = casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (string, error) {
		store := casework.As[Store](work.Tx)
		e, err := store.Enquiry(ctx, actor.County, id)
		if err != nil {
			return "", err
		}
		if err := verification.CheckEvent(e, made, work.Today); err != nil {
			return "", err
		}
		made.ID, made.Enquiry, made.At, made.By = a.NewID(), id, work.Now, actor.ID
		work.Note("enquiry", id)
		work.Note("scan", strconv.FormatBool(made.Scan != ""))
		return made.ID, store.AddEnquiryEvent(ctx, actor.County, e.Household, made)
	})
	return err
}

// OpenReplyScan opens the scan of an enquiry's reply; opening it is logged. NotFound when the reply came without one.
func (a Acts) OpenReplyScan(ctx context.Context, actor access.Actor, id string) ([]byte, pledge.Scan, error) {
	known, err := casework.As[Store](a.Reads).Enquiry(ctx, actor.County, id)
	if err != nil {
		return nil, pledge.Scan{}, err
	}
	act := casework.Act{
		Kind: "EnquiryScanOpened", Permission: access.VerificationAnswer, County: actor.County, Household: known.Household, Looks: true, Purpose: "verification",
	}
	scan, err := casework.Do(ctx, a.Runner, actor, act, func(_ context.Context, work *casework.Work) (pledge.Scan, error) {
		reply, replied := known.Reply()
		if !replied || reply.Scan == "" {
			return pledge.Scan{}, fault.New(fault.NotFound, "fault.not_found")
		}
		work.Note("enquiry", id)
		return pledge.Scan{Hash: reply.Scan, Type: reply.Type, Size: reply.Size}, nil
	})
	if err != nil {
		return nil, scan, err
	}
	raw, err := a.Scans.Open(ctx, actor.County, scan)
	return raw, scan, err
}

// enquiriesListed is how many enquiries a list shows.
const enquiriesListed = 200

// Enquiries lists the enquiries of the actor's places, the newest first.
func (a Acts) Enquiries(ctx context.Context, actor access.Actor) ([]verification.Enquiry, error) {
	return inPlaces(actor, access.VerificationAnswer, func(where region.Code) ([]verification.Enquiry, error) {
		return casework.As[Store](a.Reads).EnquiriesIn(ctx, actor.County, where, enquiriesListed)
	}, func(e verification.Enquiry) string { return e.ID })
}

// Enquiry reads one enquiry for an officer of its place; opening it is opening its household. NotFound.
func (a Acts) Enquiry(ctx context.Context, actor access.Actor, id string) (verification.Enquiry, View, error) {
	e, err := casework.As[Store](a.Reads).Enquiry(ctx, actor.County, id)
	if err != nil {
		return e, View{}, err
	}
	if !actor.May(access.VerificationAnswer, e.Region) {
		return e, View{}, fault.New(fault.NotFound, "fault.not_found")
	}
	view, err := a.Open(ctx, actor, At{County: actor.County, Household: e.Household})
	return e, view, err
}
