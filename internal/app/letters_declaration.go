package app

import (
	"context"

	"chengxin/internal/casework"
	declarationsteps "chengxin/internal/casework/declaration"
	"chengxin/internal/declaration"
	"chengxin/internal/document"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/wording"
)

// declarationLetters writes the papers of the declaration: receipts, and the acknowledgement of an exit.
type declarationLetters struct{ app *App }

func (l declarationLetters) say(key string, pairs ...any) string {
	return wording.T(wording.Chinese, "declare.print."+key, pairs...)
}

// addressee reads the head of the household inside the act's own transaction; numbers are masked.
func (l declarationLetters) addressee(ctx context.Context, tx casework.Tx, county region.Code, row casework.HouseholdRow, on period.Day) (document.Household, []household.Member, error) {
	to := document.Household{Number: row.Number, Place: region.FullName(row.Region)}
	versions, err := casework.As[memberReads](tx).MemberVersions(ctx, county, row.ID)
	if err != nil {
		return to, nil, err
	}
	members := household.Members(versions, on)
	if head, found := household.Head(members); found {
		to.Head, to.IDNumber, to.Phone = head.Name, head.IDNumber.Masked(), household.MaskPhone(head.Phone)
	}
	return to, members, nil
}

type memberReads interface {
	MemberVersions(ctx context.Context, county region.Code, id string) ([]household.Member, error)
}

// Receipt reads what the numbered 申报回执 needs of its household, and gives how it is written. It holds no answer, and no hash
// of the answers either: whoever knows all but one of them could try that one out. What was handed in is bound by the log,
// whose head is printed below.
func (l declarationLetters) Receipt(ctx context.Context, tx casework.Tx, county region.Code, row casework.HouseholdRow, on period.Day) (declarationsteps.ReceiptWriter, error) {
	to, members, err := l.addressee(ctx, tx, county, row, on)
	if err != nil {
		return nil, err
	}
	return func(paper casework.Paper, d declaration.Declaration) ([]byte, error) {
		return l.receipt(to, nameOf(members, d.Declarant), paper, d)
	}, nil
}

func (l declarationLetters) receipt(to document.Household, declarant string, paper casework.Paper, d declaration.Declaration) ([]byte, error) {
	arguments := document.ReceiptArguments{
		Issue: pledgeLetters(l).issue(paper), Household: to, Declaration: l.say("kind."+string(d.Kind), "number", d.Number),
		SubmittedAt: d.SubmittedAt.In(period.Shanghai).Format("2006-01-02 15:04"), Channel: l.say("channel." + string(d.Channel)),
		Version: int(d.Number),
		Next: []string{
			l.say("declarant", "name", declarant), l.say("effective", "day", d.EffectiveOn.Chinese()),
			l.say("next_visit"), l.say("next_change"), l.say("next_correct"), l.say("contact", "phone", paper.Office.Phone),
		},
	}
	if d.Channel != declaration.Online {
		arguments.EnteredBy = l.say("by_officer")
	}
	if d.Channel == declaration.Paper {
		arguments.Channel = l.say("sheet", "channel", arguments.Channel, "sheet", d.Sheet)
	}
	if d.Proxy != "" {
		arguments.Channel = l.say("by_proxy", "channel", arguments.Channel)
	}
	return document.DeclarationReceipt(arguments).Canonical()
}

// ChangeReceipt is the numbered 情况变化申报回执, which says whether the report came in time. The words stay with whoever said
// them: other members read the household's papers too.
func (l declarationLetters) ChangeReceipt(ctx context.Context, tx casework.Tx, paper casework.Paper, row casework.HouseholdRow, c declaration.Change, lastDay period.Day, inTime bool) ([]byte, error) {
	to, _, err := l.addressee(ctx, tx, paper.Office.County, row, paper.IssuedOn)
	if err != nil {
		return nil, err
	}
	timely := "in_time"
	if !inTime {
		timely = "late"
	}
	return document.ChangeReceipt(document.ChangeArguments{
		Issue: pledgeLetters(l).issue(paper), Household: to, ReportedOn: period.DayOf(c.ReportedAt),
		Changes: []document.Changed{{What: wording.T(wording.Chinese, "declare.change.kind."+string(c.Kind)), After: l.say("words_kept"), SinceOn: c.HappenedOn}},
		Next:    []string{l.say(timely, "day", lastDay.Chinese()), l.say("change_next"), l.say("contact", "phone", paper.Office.Phone)},
	}).Canonical()
}

// ExitAcknowledgement is the numbered 主动退出申请受理告知书.
func (l declarationLetters) ExitAcknowledgement(ctx context.Context, tx casework.Tx, paper casework.Paper, row casework.HouseholdRow, f declaration.ExitFact, callBackBy period.Day) ([]byte, error) {
	to, _, err := l.addressee(ctx, tx, paper.Office.County, row, paper.IssuedOn)
	if err != nil {
		return nil, err
	}
	return document.ExitAcknowledgement(document.ExitArguments{
		Issue: pledgeLetters(l).issue(paper), Household: to, RequestedOn: period.DayOf(f.At), Channel: l.say("channel." + string(f.Channel)),
		CallBack: l.say("call_back_office", "agency", paper.Office.Agency), CallBackBy: callBackBy, RevokeUntil: f.RevokeBy,
		How: []string{l.say("revoke_how", "phone", paper.Office.Phone), l.say("revoke_from_call"), l.say("exit_again")},
	}).Canonical()
}

func nameOf(members []household.Member, id string) string {
	for _, member := range members {
		if member.ID == id {
			return member.Name
		}
	}
	return ""
}
