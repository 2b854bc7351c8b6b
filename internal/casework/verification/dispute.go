package verification

import (
	"context"
	"slices"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/region"
	"chengxin/internal/verification"
	"chengxin/internal/wording"
)

// Result names one result: of which report, whose, and of what.
type Result struct{ Report, Member, Item string }

// DisputeResult keeps a resident's word that a result about the own household is not right. Another adult's results are not
// there to be disputed. The result is set aside, the household compared anew, and the officers' worklist shows the dispute.
func (a Acts) DisputeResult(ctx context.Context, actor access.Actor, key string, of Result, words string) (verification.Dispute, error) {
	return a.dispute(ctx, actor, access.SelfDeclare, At{County: actor.County, Household: actor.Household, Key: key}, of, verification.Online, words)
}

// EnterDispute keeps a dispute that came on paper, or that somebody said and an officer wrote down.
func (a Acts) EnterDispute(ctx context.Context, actor access.Actor, at At, of Result, channel verification.Channel, words string) (verification.Dispute, error) {
	if !slices.Contains(verification.Channels(), channel) {
		return verification.Dispute{}, fault.Field("channel", "verification.dispute.channel")
	}
	return a.dispute(ctx, actor, access.VerificationAnswer, at, of, channel, words)
}

func (a Acts) dispute(ctx context.Context, actor access.Actor, permission access.Permission, at At, of Result, channel verification.Channel, words string) (verification.Dispute, error) {
	act := casework.Act{
		Kind: "VerificationDisputed", Permission: permission, County: at.County, Household: at.Household, Key: at.Key, Content: []any{of, channel, words},
	}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (verification.Dispute, error) {
		store := casework.As[Store](work.Tx)
		made := verification.Dispute{
			ID: a.NewID(), Household: at.Household, Report: of.Report, Member: of.Member, Item: of.Item, Words: words, Channel: channel, At: work.Now, By: actor.ID,
		}
		view, err := a.view(ctx, work.Tx, at.County, work.Household)
		if err != nil {
			return made, err
		}
		if actor.Kind == access.Resident && view.hidden(actor.ID, of.Member, of.Item) {
			return made, fault.New(fault.NotFound, "fault.not_found")
		}
		if err := verification.CheckDispute(made, view.Results); err != nil {
			return made, err
		}
		result, _ := view.Find(of.Report, of.Member, of.Item)
		made.Source = result.Source
		reports, err := store.VerificationReports(ctx, at.County, at.Household)
		if err != nil {
			return made, err
		}
		file := ""
		for _, report := range reports {
			if report.ID == of.Report {
				file = report.File
			}
		}
		work.Note("dispute", made.ID)
		work.Note("report", of.Report)
		work.Note("source", string(made.Source))
		work.Note("channel", string(channel))
		if channel != verification.Online {
			work.Send(casework.Message{Household: at.Household, Topic: "outbox.verification_disputed", Detail: map[string]string{
				"source": made.Source.Label(wording.Chinese), "day": verification.AnswerDue(made, view.Terms.Table).On.Chinese(),
			}})
		}
		work.Arrived("platform")
		return made, store.AddVerificationDispute(ctx, at.County, work.Region, file, made)
	})
}

// AnswerDispute answers a dispute after the source was asked: corrected, or it stands with reasons. Neither whoever
// wrote the dispute down nor whoever brought the file in answers it. A numbered letter tells the
// person; the household is compared anew.
func (a Acts) AnswerDispute(ctx context.Context, actor access.Actor, at At, dispute string, given verification.Answer) error {
	act := casework.Act{
		Kind: "VerificationDisputeAnswered", Permission: access.VerificationAnswer, County: at.County, Household: at.Household, Key: at.Key, Content: []any{dispute, given},
	}
	_, err := casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (string, error) {
		store := casework.As[Store](work.Tx)
		all, err := store.VerificationDisputes(ctx, at.County, at.Household)
		if err != nil {
			return "", err
		}
		for _, one := range all {
			if one.ID != dispute {
				continue
			}
			given.ID, given.At, given.By = a.NewID(), work.Now, actor.ID
			if given.Outcome != verification.Corrected {
				given.State, given.Value = "", 0
			} else if given.State != verification.Found {
				given.Value = 0
			}
			if err := verification.CheckAnswer(one, given); err != nil {
				return "", err
			}
			if err := refuseImporter(ctx, store, at, one, actor.ID); err != nil {
				return "", err
			}
			issued, err := casework.Issue(ctx, work, casework.SeriesChecked, "verification_answer", func(paper casework.Paper) ([]byte, error) {
				return a.Letters.DisputeAnswer(ctx, work.Tx, paper, one, given)
			})
			if err != nil {
				return "", err
			}
			given.Document, given.Number = issued.ID, issued.Number
			work.Note("dispute", dispute)
			work.Note("outcome", string(given.Outcome))
			work.Send(casework.Message{Household: at.Household, Topic: "outbox.verification_answered", Detail: map[string]string{
				"source": one.Source.Label(wording.Chinese), "number": issued.Number,
			}})
			work.Arrived("platform")
			return given.ID, store.AddVerificationAnswer(ctx, at.County, one, given)
		}
		return "", fault.New(fault.NotFound, "fault.not_found")
	})
	return err
}

// refuseImporter refuses an answer by whoever brought the disputed file in: nobody judges the own work.
func refuseImporter(ctx context.Context, store Store, at At, dispute verification.Dispute, officer string) error {
	reports, err := store.VerificationReports(ctx, at.County, at.Household)
	if err != nil {
		return err
	}
	for _, report := range reports {
		if report.ID != dispute.Report {
			continue
		}
		file, err := store.VerificationFile(ctx, at.County, report.File)
		if err != nil {
			return err
		}
		if file.By == officer {
			return fault.New(fault.Forbidden, "verification.dispute.own")
		}
	}
	return nil
}

// disputesListed is how many disputes a worklist shows.
const disputesListed = 200

// Disputes lists the disputes of the places in which the actor answers them, the open ones first. No words and no names are in
// it.
func (a Acts) Disputes(ctx context.Context, actor access.Actor) ([]PlacedDispute, error) {
	return inPlaces(actor, access.VerificationAnswer, func(where region.Code) ([]PlacedDispute, error) {
		return casework.As[Store](a.Reads).DisputesIn(ctx, actor.County, where, disputesListed)
	}, func(d PlacedDispute) string { return d.ID })
}

// inPlaces reads a list for each of an actor's places, each thing once.
func inPlaces[R any](actor access.Actor, permission access.Permission, read func(region.Code) ([]R, error), id func(R) string) ([]R, error) {
	var all []R
	seen := map[string]bool{}
	for _, where := range actor.Where(permission) {
		some, err := read(where)
		if err != nil {
			return nil, err
		}
		for _, one := range some {
			if !seen[id(one)] {
				seen[id(one)] = true
				all = append(all, one)
			}
		}
	}
	return all, nil
}
