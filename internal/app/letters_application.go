package app

import (
	"context"

	"chengxin/internal/application"
	"chengxin/internal/casework"
	"chengxin/internal/document"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/policy"
	"chengxin/internal/region"
	"chengxin/internal/wording"
)

// applicationLetters writes the papers of the intake: the receipt that a request is registered, and the refusal.
type applicationLetters struct{ app *App }

func (l applicationLetters) say(key string, pairs ...any) string {
	return wording.T(wording.Chinese, "application."+key, pairs...)
}

// Receipt is the numbered 救助申请登记回执: what was asked, for whom, and that it was registered.
func (l applicationLetters) Receipt(ctx context.Context, tx casework.Tx, paper casework.Paper, row casework.HouseholdRow, r application.Request) ([]byte, error) {
	to, members, err := declarationLetters(l).addressee(ctx, tx, paper.Office.County, row, paper.IssuedOn)
	if err != nil {
		return nil, err
	}
	text := []string{
		l.say("print.receipt_opening", "day", r.On.Chinese(), "channel", l.say("channel."+string(r.Channel)), "kind", l.say("kind."+string(r.Asked))),
		l.say("print.for", "names", requestedFor(members, r.For)),
	}
	if r.Deputy.Name != "" {
		text = append(text, l.say("print.deputy", "name", r.Deputy.Name, "relation", r.Deputy.Relation))
	}
	text = append(text, l.say("print.next"), l.say("print.no_papers"), l.say("print.keep"), l.contact(paper.Office))
	return document.Letter(document.LetterArguments{
		Issue: pledgeLetters(l).issue(paper), Title: l.say("print.receipt_title"), To: applicantLine(members, r, to), Text: document.Text{Opening: text},
	}).Canonical()
}

// Refusal is the numbered 不予受理通知书: reasons, provision, who proposed and who signs, and the remedies with their last days.
func (l applicationLetters) Refusal(ctx context.Context, tx casework.Tx, paper casework.Paper, row casework.HouseholdRow, r application.Request, remedies []application.Remedy, signer string) ([]byte, error) {
	to, members, err := declarationLetters(l).addressee(ctx, tx, paper.Office.County, row, paper.IssuedOn)
	if err != nil {
		return nil, err
	}
	names, err := casework.As[officerNames](tx).OfficerNames(ctx, paper.Office.County)
	if err != nil {
		return nil, err
	}
	edition, err := l.app.editions.InForce(ctx, paper.Office.County, paper.IssuedOn)
	if err != nil {
		return nil, err
	}
	proposed, _, _ := r.Refusal()
	part := func(heading string, texts ...string) document.Part {
		group := document.Part{Heading: heading}
		for _, text := range texts {
			group.Clauses = append(group.Clauses, document.Clause{Text: text})
		}
		return group
	}
	a := document.LetterArguments{
		Issue: pledgeLetters(l).issue(paper), Title: l.say("print.refusal_title"), To: applicantLine(members, r, to),
		Text: document.Text{
			Opening: []string{l.say("print.refusal_opening", "day", r.On.Chinese(), "kind", l.say("kind."+string(r.Asked)), "number", r.Number)},
			Parts: []document.Part{
				part(l.say("print.refusal_reason"), proposed.Reason), part(l.say("print.refusal_basis"), proposed.Basis),
				part(l.say("print.refusal_again_title"), l.say("print.refusal_again"), l.say("print.refusal_other"),
					l.say("print.refusal_ask", "agency", paper.Office.Agency, "phone", paper.Office.Phone, "address", paper.Office.Address)),
			},
			Closing: []string{l.say("print.refusal_people", "one", names[r.Proposer()], "other", names[signer])},
		},
	}
	for _, one := range remedies {
		a.Remedies = append(a.Remedies, document.Remedy{Text: l.remedy(one, edition.Deadline(one.Name), paper.Office), LastOn: one.LastOn})
	}
	return document.Letter(a).Canonical()
}

func (l applicationLetters) remedy(one application.Remedy, span policy.Deadline, office casework.Office) string {
	length := l.say("print.span.days", "count", span.Days)
	if span.Months > 0 {
		length = l.say("print.span.months", "count", span.Months)
	}
	where := office.Reconsider
	if where == "" {
		where = l.say("print.reconsider_office")
	}
	return l.say("print.remedy."+one.Name, "span", length, "office", where)
}

func (l applicationLetters) contact(office casework.Office) string {
	return l.say("print.contact", "agency", office.Agency, "phone", office.Phone)
}

type officerNames interface {
	OfficerNames(ctx context.Context, county region.Code) (map[string]string, error)
}

// applicantLine is to whom a paper of a request is written: the applicant, with the household's number.
func applicantLine(members []household.Member, r application.Request, to document.Household) string {
	return nameOf(members, r.Applicant) + " " + to.Number
}

// requestedFor names the members that a request is for.
func requestedFor(members []household.Member, ids []string) string {
	names := ""
	for i, id := range ids {
		if i > 0 {
			names += wording.T(wording.Chinese, "page.list.separator")
		}
		names += nameOf(members, id)
	}
	return names
}

// applicationScheme reads the edition in force for the intake.
type applicationScheme struct{ app *App }

// Remedies are the ways to contest a refusal that reached the applicant on a day.
func (s applicationScheme) Remedies(ctx context.Context, county region.Code, servedOn period.Day) ([]application.Remedy, error) {
	edition, err := s.app.editions.InForce(ctx, county, servedOn)
	if err != nil {
		return nil, err
	}
	return application.Remedies(edition, servedOn), nil
}
