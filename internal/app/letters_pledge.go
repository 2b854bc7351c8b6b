package app

import (
	"bytes"
	"context"
	"iter"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	pledgesteps "chengxin/internal/casework/pledge"
	"chengxin/internal/document"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/region"
	"chengxin/internal/wording"
)

// pledgeLetters writes the papers of the notice and the pledge. Every sentence of a text is the edition's own.
type pledgeLetters struct{ app *App }

func (l pledgeLetters) issue(paper casework.Paper) document.Issue {
	return document.Issue{
		Number: paper.Number, Agency: paper.Office.Agency, IssuedOn: paper.IssuedOn, CheckURL: l.app.Config.BaseURL + "/d/" + paper.Code,
		Checkpoint: document.Checkpoint{Origin: "chengxin/" + string(paper.Office.County), Size: paper.LogSize, Root: paper.LogRoot},
		Demo:       paper.Office.Demo,
	}
}

func householdOf(to pledgesteps.Addressee) document.Household {
	return document.Household{Head: to.Head, Number: to.Household.Number, Place: region.FullName(to.Household.Region)}
}

// printed is an exact text as a document prints it: its parts in order, points with their numbers.
func printed(text pledge.Text) document.Text {
	out := document.Text{Title: text.Title}
	for _, part := range text.Parts {
		group := document.Part{Heading: part.Heading}
		for i, paragraph := range part.Paragraphs {
			clause := document.Clause{Text: paragraph}
			if part.Numbered {
				clause.Label = wording.T(wording.Chinese, "pledge.print.point", "number", i+1)
			}
			group.Clauses = append(group.Clauses, clause)
		}
		out.Parts = append(out.Parts, group)
	}
	return out
}

// Notice is the numbered 告知书.
func (l pledgeLetters) Notice(paper casework.Paper, to pledgesteps.Addressee, text pledge.Text) ([]byte, error) {
	return document.Notice(document.NoticeArguments{
		Issue: l.issue(paper), Text: printed(text), To: to.Head, Household: householdOf(to),
		Contact: []string{wording.T(wording.Chinese, "notice.print.contact", "agency", paper.Office.Agency, "phone", paper.Office.Phone, "address", paper.Office.Address)},
	}).Canonical()
}

// ProofOfService is the numbered 送达回证 of a notice.
func (l pledgeLetters) ProofOfService(paper casework.Paper, to pledgesteps.Addressee, text pledge.Text, notice string, service pledge.Service, officer string) ([]byte, error) {
	say := func(key string) string { return wording.T(wording.Chinese, key) }
	var ways []document.Tick
	for _, method := range pledge.Methods() {
		ways = append(ways, document.Tick{Text: say("notice.method." + string(method)), Ticked: method == service.Method})
	}
	on := period.DayOf(service.ServedAt)
	hour := service.ServedAt.In(period.Shanghai).Format("15:04")
	receiver := document.Signer{Role: document.RoleReceiver, Name: service.Receiver, Given: true, How: say("notice.mark." + string(service.Mark)), On: on}
	arguments := document.ServiceArguments{
		Issue: l.issue(paper), Receiver: to.Head, Household: householdOf(to), Papers: []document.Served{{Title: text.Title, Number: notice, Copies: 1}},
		Place: region.FullName(to.Household.Region), Ways: ways, ReadAloud: service.ReadAloudBy != "", ServedOn: on, TakenBy: service.Receiver,
		TakenByNote: service.Relation, Signers: []document.Signer{receiver, {Role: document.RoleServer, Name: officer, On: on}},
		Explanation: []string{wording.T(wording.Chinese, "notice.print.served", "day", on.Chinese(), "hour", hour)},
	}
	if service.Mark == pledge.Refused || service.Mark == pledge.Unable {
		arguments.Refusal = say("notice.mark." + string(service.Mark))
		arguments.Signers[0].Given, arguments.Signers[0].Name = false, "" // nobody signed: the witness stands for it
	}
	if service.Witness != "" {
		arguments.Signers = append(arguments.Signers, document.Signer{Role: document.RoleWitness, Name: service.Witness, Given: true, On: on})
	}
	return document.ServiceProof(arguments).Canonical()
}

// Signed is the pledge or the authorisation with the signatures that were given online.
func (l pledgeLetters) Signed(paper casework.Paper, to pledgesteps.Addressee, text pledge.Text, lines []pledgesteps.Line) ([]byte, error) {
	signers := make([]document.Signer, len(lines))
	for i, line := range lines {
		s := line.Signature
		signers[i] = document.Signer{
			Role: signerRole(text.Kind, s.Capacity), Name: s.SignerName, Given: true, On: period.DayOf(s.SignedAt), Ink: s.Ink,
			How: wording.T(wording.Chinese, "pledge.print."+string(s.Method)),
		}
		if s.Capacity != pledge.OwnHand {
			signers[i].For = line.Name
		}
	}
	return l.text(paper, to, text, signers)
}

// Form is the pledge or the authorisation to be signed on paper.
func (l pledgeLetters) Form(paper casework.Paper, to pledgesteps.Addressee, text pledge.Text, persons []pledge.Person) ([]byte, error) {
	signers := make([]document.Signer, len(persons))
	for i, person := range persons {
		signers[i] = document.Signer{Role: signerRole(text.Kind, pledge.OwnHand), Name: person.Name, Thumbprint: true}
		if person.Ward(paper.IssuedOn) {
			signers[i] = document.Signer{Role: document.RoleGuardian, For: person.Name, Thumbprint: true}
		}
	}
	return l.text(paper, to, text, append(signers, document.Signer{Role: document.RoleWitness}))
}

// text lays an exact text out with its signers. An authorisation is printed as the same exact text as on the screen: the
// signatures are bound to its hash, which is printed whole.
func (l pledgeLetters) text(paper casework.Paper, to pledgesteps.Addressee, text pledge.Text, signers []document.Signer) ([]byte, error) {
	content := document.Pledge(document.PledgeArguments{
		Issue: l.issue(paper), Text: printed(text), TextHash: text.Hash, Household: householdOf(to), Signers: signers,
	})
	if text.Kind == pledge.AuthorisationText {
		content.Kind = document.KindAuthorisation
	}
	return content.Canonical()
}

func signerRole(kind pledge.Kind, capacity pledge.Capacity) document.Role {
	switch capacity {
	case pledge.AsGuardian:
		return document.RoleGuardian
	case pledge.AsProxyHand:
		return document.RoleProxy
	case pledge.OwnHand:
	}
	if kind == pledge.AuthorisationText {
		return document.RoleAuthoriser
	}
	return document.RolePledger
}

// AccessSlips prints slips, each on its own page: the codes are in no kept document.
func (l pledgeLetters) AccessSlips(ctx context.Context, county region.Code, slips []pledgesteps.Slip) ([]byte, error) {
	office, err := l.app.DB.Read().Office(ctx, county)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = document.NewPrinter(nil).RenderMany(&out, l.slipContents(office, slips), nil)
	return out.Bytes(), err
}

func (l pledgeLetters) slipContents(office casework.Office, slips []pledgesteps.Slip) iter.Seq2[document.Content, error] {
	say := func(key string, pairs ...any) string { return wording.T(wording.Chinese, key, pairs...) }
	return func(yield func(document.Content, error) bool) {
		for _, slip := range slips {
			content := document.AccessSlip(document.SlipArguments{
				Issue:     document.Issue{Agency: office.Agency, IssuedOn: period.DayOf(slip.IssuedAt), Demo: office.Demo},
				Household: document.Household{Number: slip.HouseholdNumber}, Name: slip.Name, Code: access.GroupCode(slip.AccessCode),
				SignInURL: l.app.Config.BaseURL + "/r/sign-in", ValidUntil: period.DayOf(slip.Until),
				Steps:    []string{say("notice.slip.scan"), say("notice.slip.digits"), say("notice.slip.sign")},
				Warnings: []string{say("notice.slip.secret"), say("notice.slip.help", "phone", office.Phone)},
			})
			signing := document.Code{Caption: say("notice.slip.signing_code", "day", period.DayOf(slip.IssuedAt.Add(pledge.PrintedCodeLasts)).Chinese()), Text: slip.SigningCode}
			content.Blocks = append(content.Blocks, document.Fold{Caption: say("paper.print.fold")}, signing)
			if !yield(content, nil) {
				return
			}
		}
	}
}
