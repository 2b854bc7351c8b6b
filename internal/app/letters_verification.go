package app

import (
	"context"

	"chengxin/internal/casework"
	steps "chengxin/internal/casework/verification"
	"chengxin/internal/document"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/verification"
	"chengxin/internal/wording"
)

// verificationLetters writes the letters of the verification.
type verificationLetters struct{ app *App }

func (l verificationLetters) say(key string, pairs ...any) string {
	return wording.T(wording.Chinese, "verification.print."+key, pairs...)
}

// Enquiry is the letter to another county (协查函). It names the one person who is asked about, whole, because the other county
// could find nobody by a masked number; it tells nothing of what is known here.
func (l verificationLetters) Enquiry(ctx context.Context, tx casework.Tx, paper casework.Paper, e verification.Enquiry) ([]byte, error) {
	row, err := tx.Household(ctx, paper.Office.County, e.Household)
	if err != nil {
		return nil, err
	}
	_, members, err := declarationLetters(l).addressee(ctx, tx, paper.Office.County, row, paper.IssuedOn)
	if err != nil {
		return nil, err
	}
	terms, err := l.app.Acts.Verification.Scheme.VerificationTerms(ctx, paper.Office.County, paper.IssuedOn)
	if err != nil {
		return nil, err
	}
	asked := ""
	for _, code := range e.Asked {
		item, known := terms.Item(code)
		if known && asked != "" {
			asked += wording.T(wording.Chinese, "page.list.separator")
		}
		asked += item.Label
	}
	for _, member := range members {
		if member.ID != e.Member {
			continue
		}
		text := []string{
			l.say("why", "reason", e.Reason), l.say("who", "name", member.Name, "number", string(member.IDNumber)), l.say("asked", "asked", asked),
			l.say("basis"), l.say("due", "day", e.DueOn.Chinese()),
			l.say("contact", "agency", paper.Office.Agency, "phone", paper.Office.Phone, "address", paper.Office.Address), l.say("care"),
		}
		return document.Letter(document.LetterArguments{
			Issue: pledgeLetters(l).issue(paper), Title: l.say("title"), To: e.Agency, Text: document.Text{Opening: text},
		}).Canonical()
	}
	return nil, fault.Field("member", "verification.enquiry.member")
}

// DisputeAnswer is the answer to whoever's result was disputed (核对异议答复书): what was asked of the source, what it said, and what the
// person can still do.
func (l verificationLetters) DisputeAnswer(ctx context.Context, tx casework.Tx, paper casework.Paper, to verification.Dispute, given verification.Answer) ([]byte, error) {
	row, err := tx.Household(ctx, paper.Office.County, to.Household)
	if err != nil {
		return nil, err
	}
	head, members, err := declarationLetters(l).addressee(ctx, tx, paper.Office.County, row, paper.IssuedOn)
	if err != nil {
		return nil, err
	}
	terms, err := l.app.Acts.Verification.Scheme.VerificationTerms(ctx, paper.Office.County, paper.IssuedOn)
	if err != nil {
		return nil, err
	}
	item, _ := terms.Item(to.Item)
	name := nameOf(members, to.Member)
	if to.Member == "" {
		name = head.Head
	}
	outcome := l.say("answer.stands")
	if given.Outcome == verification.Corrected {
		outcome = l.say("answer.corrected", "result", steps.ResultWords(wording.Chinese, item, given.State, given.Value))
	}
	return document.Letter(document.LetterArguments{
		Issue: pledgeLetters(l).issue(paper), Title: l.say("answer.title"), To: name, Text: document.Text{
			Opening: []string{
				l.say("answer.about", "day", period.DayOf(to.At).Chinese(), "source", to.Source.Label(wording.Chinese), "item", item.Label),
				l.say("answer.asked", "asked", given.Asked), outcome, l.say("answer.reasons", "words", given.Words),
			},
			Closing: []string{l.say("answer.next"), l.say("answer.contact", "phone", paper.Office.Phone, "address", paper.Office.Address)},
		},
	}).Canonical()
}
