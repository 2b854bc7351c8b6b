package pledge

import (
	"context"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/pledge"
	"chengxin/internal/region"
)

// NoticeIssued is what issuing gives back. The slips are given once and never kept with the act's answer: a repeated
// submission gets none.
type NoticeIssued struct {
	ID, Document, Number string
	Slips                []Slip `json:"-"`
}

// Wanted says how a notice is to be told.
type Wanted struct {
	Channel  pledge.Channel
	Language pledge.Speech
}

// IssueNotice issues the notice in force to a household: a numbered 告知书, and for each adult who may sign alone an
// access slip with the code for signing in and the code for signing.
func (a Acts) IssueNotice(ctx context.Context, actor access.Actor, at At, wanted Wanted) (NoticeIssued, error) {
	if wanted.Language == "" {
		wanted.Language = pledge.Mandarin
	}
	act := casework.Act{
		Kind: "NoticeIssued", Permission: access.NoticeIssue, County: at.County, Household: at.Household, Key: at.Key, Content: wanted,
	}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (NoticeIssued, error) {
		store := casework.As[Store](work.Tx)
		terms, err := a.terms(ctx, work)
		if err != nil {
			return NoticeIssued{}, err
		}
		persons, err := store.PledgePersons(ctx, at.County, at.Household, work.Today)
		if err != nil {
			return NoticeIssued{}, err
		}
		if len(persons) == 0 {
			return NoticeIssued{}, fault.New(fault.Conflict, "notice.issue.nobody")
		}
		text := terms.Notice
		issued, err := casework.Issue(ctx, work, casework.SeriesNotice, "notice", func(paper casework.Paper) ([]byte, error) {
			return a.Letters.Notice(paper, addressee(work.Household, persons), text)
		})
		if err != nil {
			return NoticeIssued{}, err
		}
		issue := pledge.Issue{
			ID: a.NewID(), Household: at.Household, Edition: terms.Edition, Version: text.Version, Hash: text.Hash,
			Channel: wanted.Channel, Language: wanted.Language, Document: issued.ID, IssuedAt: work.Now, IssuedBy: actor.ID,
		}
		if err := store.AddNoticeIssue(ctx, at.County, issue); err != nil {
			return NoticeIssued{}, err
		}
		work.Note("notice", issue.ID)
		work.Note("text_version", issue.Version)
		work.Note("text_hash", issue.Hash)
		answer := NoticeIssued{ID: issue.ID, Document: issued.ID, Number: issued.Number}
		answer.Slips, err = a.makeSlips(ctx, work, store, persons, issued.Number)
		return answer, err
	})
}

// IssueSlips makes new access slips for the adults of a household whose slips were lost or whose codes are used up. The
// earlier codes stop working.
func (a Acts) IssueSlips(ctx context.Context, actor access.Actor, at At) ([]Slip, error) {
	act := casework.Act{Kind: "AccessSlipsIssued", Permission: access.NoticeIssue, County: at.County, Household: at.Household}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) ([]Slip, error) {
		store := casework.As[Store](work.Tx)
		persons, err := store.PledgePersons(ctx, at.County, at.Household, work.Today)
		if err != nil {
			return nil, err
		}
		return a.makeSlips(ctx, work, store, persons, "")
	})
}

// makeSlips makes the codes of every adult who signs alone and keeps the slips until they are printed.
func (a Acts) makeSlips(ctx context.Context, work *casework.Work, store Store, persons []pledge.Person, notice string) ([]Slip, error) {
	signIn, err := a.Codes.IssueAccessCode(ctx, work)
	if err != nil {
		return nil, err
	}
	var slips []Slip
	for _, person := range persons {
		if person.Ward(work.Today) {
			continue
		}
		slip := Slip{
			ID: a.NewID(), Household: work.Household.ID, HouseholdNumber: work.Household.Number, Member: person.Member, Name: person.Name,
			Notice: notice, AccessCode: signIn.Code, Until: signIn.Until, SigningCode: a.NewCode(), IssuedAt: work.Now, IssuedBy: work.Actor.ID,
		}
		code := pledge.NewSigningCode(work.Household.ID, person.Member, pledge.PrintedOnSlip, work.Actor.ID, work.Now)
		code.ID = a.NewID()
		if err := store.KeepSigningCode(ctx, work.County, code, slip.SigningCode); err != nil {
			return nil, err
		}
		if err := store.KeepSlip(ctx, work.County, slip); err != nil {
			return nil, err
		}
		slips = append(slips, slip)
	}
	return slips, nil
}

// Progress is how far a village's notices have come.
type Progress struct {
	Done, Issued, Kept, Failed, Total int
}

// IssueNotices issues the notice in force to every household of a village that has none of this version yet: one act a
// household, so that one failure leaves the others. It reports after each household and stops when the context ends.
func (a Acts) IssueNotices(ctx context.Context, actor access.Actor, county, village region.Code, wanted Wanted, report func(Progress)) (Progress, error) {
	var progress Progress
	if !actor.May(access.NoticeIssue, village) {
		return progress, fault.New(fault.Forbidden, "fault.out_of_region")
	}
	now := a.Runner.Now()
	households, err := a.village(ctx, county, village, now)
	if err != nil {
		return progress, err
	}
	progress.Total = len(households)
	var first error
	for _, one := range households {
		if err := ctx.Err(); err != nil {
			return progress, err
		}
		switch {
		case one.issuedNow:
			progress.Kept++
		default:
			if _, err := a.IssueNotice(ctx, actor, At{County: county, Household: one.Household.ID}, wanted); err != nil {
				progress.Failed++
				if first == nil {
					first = err
				}
			} else {
				progress.Issued++
			}
		}
		progress.Done++
		if report != nil {
			report(progress)
		}
	}
	return progress, first
}

// PrintSlips gives the waiting access slips of a household, or of a whole village when no household is named, to be
// printed, and forgets them: nobody can read a code a second time. A failed print is made good by IssueSlips.
func (a Acts) PrintSlips(ctx context.Context, actor access.Actor, county, village region.Code, household string) ([]Slip, error) {
	act := casework.Act{Kind: "AccessSlipsPrinted", Permission: access.NoticeIssue, County: county, Region: village, Household: household}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) ([]Slip, error) {
		slips, err := casework.As[Store](work.Tx).TakeSlips(ctx, county, village, household)
		if err != nil {
			return nil, err
		}
		if len(slips) == 0 {
			return nil, fault.New(fault.Conflict, "notice.slips.none")
		}
		for _, slip := range slips {
			work.Note("slip "+slip.ID, slip.Member)
		}
		return slips, nil
	})
}
