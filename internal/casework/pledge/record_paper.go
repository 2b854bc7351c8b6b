package pledge

import (
	"context"
	"slices"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/pledge"
)

// IssueForms prints the pledge and the authorisation in force to be signed on paper, numbered, with a line for every
// member who owes one.
func (a Acts) IssueForms(ctx context.Context, actor access.Actor, at At) ([]Done, error) {
	act := casework.Act{Kind: "PledgeFormsIssued", Permission: access.PledgeRecord, County: at.County, Household: at.Household, Key: at.Key}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) ([]Done, error) {
		terms, err := a.terms(ctx, work)
		if err != nil {
			return nil, err
		}
		persons, err := casework.As[Store](work.Tx).PledgePersons(ctx, at.County, at.Household, work.Today)
		if err != nil {
			return nil, err
		}
		var forms []Done
		for _, kind := range pledge.Signed() {
			owing := slices.DeleteFunc(slices.Clone(persons), func(p pledge.Person) bool { return !p.Owes(kind, work.Today) })
			text := terms.Of(kind)
			issued, err := casework.Issue(ctx, work, casework.SeriesPledge, string(kind)+"_form", func(paper casework.Paper) ([]byte, error) {
				return a.Letters.Form(paper, addressee(work.Household, persons), text, owing)
			})
			if err != nil {
				return nil, err
			}
			forms = append(forms, Done{ID: string(kind), Document: issued.ID, Number: issued.Number})
		}
		return forms, nil
	})
}

// PaperScans are the pictures or PDFs that come with a paper record, as posted.
type PaperScans struct {
	Signed, Delegation []byte
}

// RecordPaperPledge records texts that were signed on paper, with the scan. It counts only after CheckPaperPledge by
// another person.
func (a Acts) RecordPaperPledge(ctx context.Context, actor access.Actor, at At, paper pledge.Paper, scans PaperScans) (Done, error) {
	if !actor.MayAnywhere(access.PledgeRecord) {
		return Done{}, fault.New(fault.Forbidden, "fault.forbidden") // before anything is written to the folder
	}
	for _, one := range []struct {
		posted []byte
		into   *pledge.Scan
		field  string
	}{{scans.Signed, &paper.Scan, "scan"}, {scans.Delegation, &paper.Delegation, "delegation"}} {
		if len(one.posted) == 0 {
			*one.into = pledge.Scan{}
			continue
		}
		kept, err := a.Scans.Keep(ctx, at.County, one.posted)
		if err != nil {
			return Done{}, fault.Beside(one.field, err)
		}
		*one.into = kept
	}
	act := casework.Act{
		Kind: "PaperPledgeRecorded", Permission: access.PledgeRecord, County: at.County, Household: at.Household, Key: at.Key, Content: paper,
	}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (Done, error) {
		store := casework.As[Store](work.Tx)
		terms, err := a.terms(ctx, work)
		if err != nil {
			return Done{}, err
		}
		told, err := store.Told(ctx, at.County, at.Household)
		if err != nil {
			return Done{}, err
		}
		persons, err := store.PledgePersons(ctx, at.County, at.Household, work.Today)
		if err != nil {
			return Done{}, err
		}
		paper.ID, paper.Household, paper.RecordedAt, paper.RecordedBy = a.NewID(), at.Household, work.Now, actor.ID
		paper.Edition = terms.Edition
		signatures, err := paper.Record(terms, persons, pledge.NoticeStandingOf(terms, told), work.Now)
		if err != nil {
			return Done{}, err
		}
		if err := store.AddPaper(ctx, at.County, paper); err != nil {
			return Done{}, err
		}
		for _, signature := range signatures {
			signature.ID = a.NewID()
			if err := store.AddSignature(ctx, at.County, signature); err != nil {
				return Done{}, err
			}
			work.Note("text_hash_"+string(signature.Text), signature.Hash)
		}
		work.Note("paper", paper.ID)
		work.Note("scan_hash", paper.Scan.Hash)
		work.Note("method", string(paper.Method))
		return Done{ID: paper.ID}, nil
	})
}

// CheckPaperPledge is the second person's comparison of a record with its scan: from then it counts, or it never does.
func (a Acts) CheckPaperPledge(ctx context.Context, actor access.Actor, at At, paper string, agrees bool, reason string) error {
	type content struct {
		Paper, Reason string
		Agrees        bool
	}
	act := casework.Act{
		Kind: "PaperPledgeChecked", Permission: access.PledgeRecord, County: at.County, Household: at.Household,
		Key: at.Key, Content: content{paper, reason, agrees},
	}
	_, err := casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (string, error) {
		store := casework.As[Store](work.Tx)
		facts, err := store.SignedFacts(ctx, at.County, at.Household, false)
		if err != nil {
			return "", err
		}
		found, err := findPaper(facts, paper)
		if err != nil {
			return "", err
		}
		check, err := found.Check(facts.Checks, agrees, reason, actor.ID, work.Now)
		if err != nil {
			return "", err
		}
		check.ID = a.NewID()
		work.Note("paper", paper)
		if !agrees {
			work.Note("outcome", "rejected")
			work.Send(casework.Message{Household: at.Household, Topic: "pledge.told.paper_rejected", Detail: map[string]string{"day": work.Today.Chinese()}})
		}
		return check.ID, store.AddPaperCheck(ctx, at.County, check)
	})
	return err
}

func findPaper(facts pledge.Facts, id string) (pledge.Paper, error) {
	at := slices.IndexFunc(facts.Papers, func(p pledge.Paper) bool { return p.ID == id })
	if at < 0 {
		return pledge.Paper{}, fault.New(fault.NotFound, "fault.not_found")
	}
	return facts.Papers[at], nil
}

// OpenScan opens the scan of a paper record, or of its delegation, for an officer and for whoever signed it; opening it is logged.
func (a Acts) OpenScan(ctx context.Context, actor access.Actor, at At, paper string, delegation bool) ([]byte, pledge.Scan, error) {
	act := casework.Act{Kind: "PaperScanOpened", Permission: casework.PermissionFor(actor, access.SelfView, access.HouseholdOpen), County: at.County, Household: at.Household, Looks: true, Purpose: "pledge"}
	scan, err := casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (pledge.Scan, error) {
		facts, err := casework.As[Store](work.Tx).SignedFacts(ctx, at.County, at.Household, false)
		if err != nil {
			return pledge.Scan{}, err
		}
		found, err := findPaper(facts, paper)
		if err != nil {
			return pledge.Scan{}, err
		}
		if actor.Kind == access.Resident && (actor.Proxy != nil || found.Signer != actor.ID) {
			return pledge.Scan{}, fault.New(fault.Forbidden, "pledge.scan_of_signer")
		}
		work.Note("paper", paper)
		if delegation {
			return found.Delegation, nil
		}
		return found.Scan, nil
	})
	if err != nil {
		return nil, scan, err
	}
	raw, err := a.Scans.Open(ctx, at.County, scan)
	return raw, scan, err
}
