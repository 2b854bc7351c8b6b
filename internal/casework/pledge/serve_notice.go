package pledge

import (
	"context"
	"slices"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/pledge"
)

// Done is what an act with a paper gives back.
type Done struct {
	ID, Document, Number string
}

// RecordNoticeService records a proof of service (送达回证) and issues its numbered print. It starts the clocks.
func (a Acts) RecordNoticeService(ctx context.Context, actor access.Actor, at At, service pledge.Service) (Done, error) {
	act := casework.Act{
		Kind: "NoticeServed", Permission: access.NoticeServe, County: at.County, Household: at.Household, Key: at.Key, Content: service,
	}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (Done, error) {
		store := casework.As[Store](work.Tx)
		told, err := store.Told(ctx, at.County, at.Household)
		if err != nil {
			return Done{}, err
		}
		issue, err := findIssue(told, service.Issue)
		if err != nil {
			return Done{}, err
		}
		kept, err := service.Record(issue, work.Now)
		if err != nil {
			return Done{}, err
		}
		terms, err := a.terms(ctx, work)
		if err != nil {
			return Done{}, err
		}
		persons, err := store.PledgePersons(ctx, at.County, at.Household, work.Today)
		if err != nil {
			return Done{}, err
		}
		notice, err := store.Document(ctx, at.County, issue.Document)
		if err != nil {
			return Done{}, err
		}
		issued, err := casework.Issue(ctx, work, casework.SeriesService, "service", func(paper casework.Paper) ([]byte, error) {
			return a.Letters.ProofOfService(paper, addressee(work.Household, persons), terms.Notice, notice.Number, kept, actor.Name)
		})
		if err != nil {
			return Done{}, err
		}
		kept.ID, kept.Document, kept.RecordedAt, kept.RecordedBy = a.NewID(), issued.ID, work.Now, actor.ID
		if err := store.AddNoticeService(ctx, at.County, kept); err != nil {
			return Done{}, err
		}
		work.Note("notice", issue.ID)
		work.Note("text_hash", issue.Hash)
		work.Note("method", string(kept.Method))
		work.Note("mark", string(kept.Mark))
		return Done{ID: kept.ID, Document: issued.ID, Number: issued.Number}, nil
	})
}

// findIssue finds the issue that a proof belongs to; the last one when none is named.
func findIssue(told pledge.Told, id string) (pledge.Issue, error) {
	var found pledge.Issue
	for _, issue := range told.Issues {
		if issue.ID == id || id == "" && issue.IssuedAt.After(found.IssuedAt) {
			found = issue
		}
	}
	if found.ID == "" {
		return found, fault.New(fault.Conflict, "notice.not_issued")
	}
	return found, nil
}

// OpenNotice records that a resident opened the notice in force, once for each member and text, and gives the texts.
func (a Acts) OpenNotice(ctx context.Context, actor access.Actor) (pledge.Terms, error) {
	terms, err := a.Editions.Terms(ctx, actor.County, today(a.Runner.Now()))
	if err != nil {
		return terms, err
	}
	told, err := a.Reads.Told(ctx, actor.County, actor.Household)
	if err != nil {
		return terms, err
	}
	hash := terms.Notice.Hash
	if slices.ContainsFunc(told.Readings, func(r pledge.Reading) bool { return r.Member == actor.ID && r.Hash == hash }) {
		return terms, nil
	}
	return terms, a.read(ctx, actor, "NoticeOpened", "", hash, false)
}

// ReadNotice records that a resident confirms to have read the notice; hash is that of the text which the page showed.
func (a Acts) ReadNotice(ctx context.Context, actor access.Actor, key, hash string) error {
	return a.read(ctx, actor, "NoticeRead", key, hash, true)
}

func (a Acts) read(ctx context.Context, actor access.Actor, kind, key, hash string, confirmed bool) error {
	act := casework.Act{
		Kind: kind, Permission: access.SelfNotice, County: actor.County, Household: actor.Household, Key: key, Content: hash, OnTheWay: !confirmed,
	}
	_, err := casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (string, error) {
		terms, err := a.terms(ctx, work)
		if err != nil {
			return "", err
		}
		if err := terms.Confirm(hash); err != nil {
			return "", err
		}
		proxy, _ := byProxy(actor)
		reading := pledge.Reading{
			ID: a.NewID(), Household: actor.Household, Member: actor.ID, Version: terms.Notice.Version, Hash: hash,
			Confirmed: confirmed, Channel: onlineChannel(actor), Proxy: proxy, At: work.Now,
		}
		work.Note("text_version", reading.Version)
		work.Note("text_hash", hash)
		work.Note("session", actor.Session)
		return reading.ID, casework.As[Store](work.Tx).AddNoticeReading(ctx, actor.County, reading)
	})
	return err
}
