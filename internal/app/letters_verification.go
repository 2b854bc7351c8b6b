package app

import (
	"context"

	"chengxin/internal/casework"
	"chengxin/internal/document"
	"chengxin/internal/fault"
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
