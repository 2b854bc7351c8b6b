package app

import (
	"bytes"
	"context"

	"chengxin/internal/casework"
	declarationsteps "chengxin/internal/casework/declaration"
	"chengxin/internal/declaration"
	"chengxin/internal/document"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/policy"
	"chengxin/internal/region"
	"chengxin/internal/wording"
)

// formSheets draws blank forms for households: prefilled with what is on file, with room to write by hand, each with its own
// number and a QR picture that leads to its entry.
type formSheets struct{ app *App }

func (s formSheets) say(key string, pairs ...any) string {
	return wording.T(wording.Chinese, "paper.print."+key, pairs...)
}

// Draw draws sheets into one PDF, each beginning on a front side; the fonts are read once.
func (s formSheets) Draw(ctx context.Context, county region.Code, sheets []declarationsteps.PaperSheet) ([]byte, error) {
	var out bytes.Buffer
	err := s.app.Printer.RenderMany(&out, func(yield func(document.Content, error) bool) {
		run, err := s.begin(ctx, county)
		if err != nil {
			yield(document.Content{}, err)
			return
		}
		for _, sheet := range sheets {
			content, err := run.content(ctx, sheet)
			if !yield(content, err) || err != nil {
				return
			}
		}
	}, nil, document.Duplex)
	return out.Bytes(), err
}

// formRun is what every sheet of one print shares: the office, the texts and the items in force.
type formRun struct {
	formSheets
	county  region.Code
	office  casework.Office
	edition *policy.Edition
	pledges pledge.Terms
	items   declarationsteps.Terms
	today   period.Day
	of      string // the household that is read
	to      document.Household
	members []household.Member
}

func (s formSheets) begin(ctx context.Context, county region.Code) (*formRun, error) {
	run := &formRun{formSheets: s, county: county, today: period.DayOf(s.app.clock())}
	var err error
	if run.office, err = s.app.DB.Read().Office(ctx, county); err != nil {
		return nil, err
	}
	if run.edition, err = s.app.editions.InForce(ctx, county, run.today); err != nil {
		return nil, err
	}
	if run.pledges, err = pledgeTerms(s).Terms(ctx, county, run.today); err != nil {
		return nil, err
	}
	run.items, err = declarationScheme(s).DeclarationTerms(ctx, county, run.today)
	return run, err
}

// read reads the household of a sheet, once for all sheets that follow each other.
func (r *formRun) read(ctx context.Context, id string) error {
	if r.of == id {
		return nil
	}
	row, err := r.app.DB.Read().Household(ctx, r.county, id)
	if err != nil {
		return err
	}
	if r.to, r.members, err = (declarationLetters{r.app}).addressee(ctx, r.app.DB.Read(), r.county, row, r.today); err != nil {
		return err
	}
	r.of = id
	return nil
}

func (r *formRun) content(ctx context.Context, sheet declarationsteps.PaperSheet) (document.Content, error) {
	if err := r.read(ctx, sheet.Household); err != nil {
		return document.Content{}, err
	}
	content := r.form(sheet)
	content.Number = sheet.Number
	// The picture stands first, so that it is on the page which a scanner and an officer see first.
	entry := document.Picture{URL: r.app.Config.BaseURL + "/console/sheet/" + sheet.ID, Caption: r.say("code", "number", sheet.Number), Side: 24}
	content.Blocks = append(document.Blocks{entry}, content.Blocks...)
	return content, nil
}

func (r *formRun) form(sheet declarationsteps.PaperSheet) document.Content {
	issue := document.Issue{Agency: r.office.Agency, Demo: r.office.Demo}
	switch sheet.Form {
	case declarationsteps.FormNotice:
		return document.Notice(document.NoticeArguments{
			Issue: issue, Text: printed(r.pledges.Notice), To: r.to.Head, Household: r.to,
			Contact: []string{wording.T(wording.Chinese, "notice.print.contact", "agency", r.office.Agency, "phone", r.office.Phone, "address", r.office.Address)},
		})
	case declarationsteps.FormPledge:
		return r.signed(issue, r.pledges.Pledge, document.KindPledge)
	case declarationsteps.FormAuthorisation:
		return r.signed(issue, r.pledges.Authorisation, document.KindAuthorisation)
	case declarationsteps.FormKinship:
		return document.KinshipForm(document.KinshipArguments{
			Issue: issue, Title: r.say("kinship_title"), Household: r.to, How: []string{r.say("kinship_how"), r.help()}, None: r.say("kinship_none"),
			Statement: []string{r.say("kinship_statement")}, Signers: r.declarants(),
		})
	case declarationsteps.FormDeclaration:
	}
	return document.DeclarationForm(document.FormArguments{
		Issue: issue, Title: wording.T(wording.Chinese, "paper.form.declaration"), Household: r.to, Members: r.persons(), Sections: r.sections(),
		How: []string{r.say("how_declaration"), r.help()}, Statement: []string{r.say("statement")}, Signers: r.declarants(),
	})
}

func (r *formRun) help() string { return r.say("how_help", "phone", r.office.Phone) }

// declarants are the lines under a form: who declares, who writes for somebody, and who saw a thumbprint given.
func (r *formRun) declarants() []document.Signer {
	return []document.Signer{
		{Role: document.RoleDeclarant, Thumbprint: true}, {Role: document.RoleProxy, Thumbprint: true}, {Role: document.RoleWitness}, {Role: document.RoleOfficer},
	}
}

// signed is the exact text with a line for everybody who owes a signature, a proxy and a witness.
func (r *formRun) signed(issue document.Issue, text pledge.Text, kind document.Kind) document.Content {
	var signers []document.Signer
	for _, member := range r.members {
		one := document.Signer{Role: signerRole(text.Kind, pledge.OwnHand), Name: member.Name, Thumbprint: true}
		if member.NeedsGuardian(r.today) {
			one = document.Signer{Role: document.RoleGuardian, For: member.Name, Thumbprint: true}
		}
		signers = append(signers, one)
	}
	signers = append(signers, document.Signer{Role: document.RoleProxy, Thumbprint: true}, document.Signer{Role: document.RoleWitness})
	content := document.Pledge(document.PledgeArguments{Issue: issue, Text: printed(text), TextHash: text.Hash, Household: r.to, Signers: signers})
	content.Kind = kind
	return content
}

// persons are the members on file, their numbers masked, to be corrected by hand.
func (r *formRun) persons() []document.Person {
	persons := make([]document.Person, len(r.members))
	for i, member := range r.members {
		persons[i] = document.Person{Name: member.Name, IDNumber: member.IDNumber.Masked(), Relation: member.Relation.Label(wording.Chinese)}
	}
	return persons
}

// sections are the items of the edition in force, in their groups.
func (r *formRun) sections() []document.FormSection {
	var sections []document.FormSection
	for _, item := range r.items.Items {
		if item.Membership {
			continue // who lives in the household is the table above
		}
		title := wording.T(wording.Chinese, "visit.class."+item.Class)
		if len(sections) == 0 || sections[len(sections)-1].Title != title {
			sections = append(sections, document.FormSection{Title: title})
		}
		one := document.FormItem{Label: item.Label, Help: item.Help, OverTime: item.Periodic, ByMember: item.ByMember, YesNo: item.Unit == declaration.YesNo}
		if !one.YesNo {
			one.Unit = item.Counter
			if item.Unit != declaration.Count {
				one.Unit = wording.T(wording.Chinese, "visit.unit."+string(item.Unit))
			}
		}
		section := &sections[len(sections)-1]
		if item.ByMember {
			for _, member := range r.members {
				if member.Adult(r.today) {
					of := one
					of.Who, one.Help = member.Name, "" // what helps is said once
					section.Items = append(section.Items, of)
				}
			}
			continue
		}
		section.Items = append(section.Items, one)
	}
	return sections
}

// stepForms numbers or draws the next part of a village's forms.
func (a *App) stepForms(ctx context.Context, job casework.Job) (done, total int64, more bool, err error) {
	actor, err := a.Acts.People.ActingAs(ctx, job.County, job.Officer)
	if err != nil {
		return job.Done, job.Total, false, err
	}
	return a.Acts.Declaration.StepForms(ctx, actor, job.County, job.Subject, formSheets{a}.Draw)
}
