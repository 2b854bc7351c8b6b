package policyedition

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

// FiledOpinion is what is filed so that a measure without a national basis comes into force in this county.
type FiledOpinion struct {
	Measure string
	Number  string // 文号
	DatedOn period.Day
	Office  string
	Scan    []byte
	Demo    bool
}

// FileOpinion files a county's legal opinion on a measure. It counts once another person has confirmed it: one person alone
// never brings an adverse measure into force. The second factor is shown anew. It refuses a measure of the edition in force that
// needs no opinion, and an opinion without number, date, office or scan.
func (a Acts) FileOpinion(ctx context.Context, actor access.Actor, county region.Code, filed FiledOpinion, key string) error {
	filed.Number, filed.Office = strings.TrimSpace(filed.Number), strings.TrimSpace(filed.Office)
	var wrong fault.List
	known, err := a.Known(ctx, county, filed.Measure)
	if err != nil {
		return err
	}
	if !known {
		wrong = append(wrong, fault.Field("measure", "edition.opinion.measure_wrong"))
	}
	for field, text := range map[string]string{"number": filed.Number, "office": filed.Office} {
		if n := utf8.RuneCountInString(text); n == 0 || n > 100 {
			wrong = append(wrong, fault.Field(field, "edition.opinion."+field+"_missing"))
		}
	}
	if filed.DatedOn.IsZero() || filed.DatedOn.After(period.DayOf(a.Runner.Now())) {
		wrong = append(wrong, fault.Field("dated_on", "edition.opinion.dated_on_wrong"))
	}
	if len(filed.Scan) == 0 {
		wrong = append(wrong, fault.Field("scan", "edition.opinion.scan_missing"))
	}
	if err := wrong.OrNil(); err != nil {
		return err
	}
	if !actor.May(access.PolicyDraft, county) {
		return fault.New(fault.Forbidden, "fault.forbidden") // before anything is kept on the disk
	}
	scan, err := a.Scans.Keep(ctx, county, filed.Scan)
	if err != nil {
		return fault.Beside("scan", err)
	}
	return a.opinion(ctx, actor, county, "LegalOpinionFiled", key, Opinion{
		Measure: filed.Measure, Event: Filed, Number: filed.Number, DatedOn: filed.DatedOn, Office: filed.Office, Scan: scan, Demo: filed.Demo,
	})
}

// WithdrawOpinion takes a filed opinion back, with a reason: the measure is not in force any more. One person may: it takes
// nothing from anybody. NotFound when none stands or waits.
func (a Acts) WithdrawOpinion(ctx context.Context, actor access.Actor, county region.Code, measure, reason, key string) error {
	reason = strings.TrimSpace(reason)
	if err := typed("reason", reason, true).OrNil(); err != nil {
		return err
	}
	return a.opinion(ctx, actor, county, "LegalOpinionWithdrawn", key, Opinion{Measure: measure, Event: Withdrawn, Reason: reason})
}

func (a Acts) opinion(ctx context.Context, actor access.Actor, county region.Code, kind, key string, one Opinion) error {
	act := casework.Act{Kind: kind, Permission: access.PolicyDraft, County: county, StepUp: true, Key: key, Content: one}
	_, err := casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, w *casework.Work) (string, error) {
		store := casework.As[Store](w.Tx)
		if one.Event == Withdrawn {
			events, err := store.Opinions(ctx, county)
			if err != nil {
				return "", err
			}
			of := func(o Opinion) bool { return o.Measure == one.Measure }
			if !slices.ContainsFunc(Standing(events), of) && !slices.ContainsFunc(Waiting(events), of) {
				return "", fault.New(fault.NotFound, "fault.not_found")
			}
		}
		one := one
		one.ID, one.At, one.By = a.NewID(), w.Now, actor.ID
		w.Note("measure", one.Measure)
		w.Note("number", one.Number)
		w.Note("scan", one.Scan.Hash)
		return one.ID, store.AddOpinion(ctx, county, one)
	})
	return err
}

// OpinionScan opens a filed opinion's scan. NotFound.
func (a Acts) OpinionScan(ctx context.Context, county region.Code, id string) (Opinion, []byte, error) {
	events, err := a.Reads.Opinions(ctx, county)
	if err != nil {
		return Opinion{}, nil, err
	}
	for _, one := range events {
		if one.ID == id && one.Event == Filed {
			content, err := a.Scans.Open(ctx, county, one.Scan)
			return one, content, err
		}
	}
	return Opinion{}, nil, fault.New(fault.NotFound, "fault.not_found")
}
