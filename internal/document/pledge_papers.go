package document

import "chengxin/internal/period"

// NoticeArguments are what a notice of duties says.
type NoticeArguments struct {
	Issue
	Text      Text
	To        string // the addressee
	Household Household
	Contact   []string // whom to ask, where to declare: the office's own sentences
	Remedies  []Remedy
}

// Notice is the notice of duties (告知书), a letter of the agency.
func Notice(a NoticeArguments) Content {
	c := start(KindNotice, a.Text.Title, a.Issue)
	c.To, c.Remedies = a.To, a.Remedies
	c.text(a.Text)
	c.notes(a.Contact)
	c.seal(a.Issue)
	return c
}

// PledgeArguments are what an integrity pledge says and who signs it.
type PledgeArguments struct {
	Issue
	Text      Text
	TextHash  string // of the edition's text that the signatures are bound to; printed whole
	Household Household
	Signers   []Signer
	Remedies  []Remedy
}

// Pledge is the integrity pledge (最低生活保障对象诚信承诺书), to be signed or as signed.
func Pledge(a PledgeArguments) Content {
	c := start(KindPledge, a.Text.Title, a.Issue)
	c.Remedies = a.Remedies
	c.household(a.Household)
	c.text(a.Text)
	c.signers(a.Signers)
	c.textHash(a.TextHash)
	return c
}

// StaffPledgeArguments are what an officer promises.
type StaffPledgeArguments struct {
	Issue
	Text     Text
	TextHash string
	Office   string
	Duty     string
	Signers  []Signer
}

// StaffPledge is the pledge that officers sign (经办人员承诺书).
func StaffPledge(a StaffPledgeArguments) Content {
	c := start(KindStaffPledge, a.Text.Title, a.Issue)
	c.put(Fields{PerRow: 2, Pairs: []Field{{say("field.office"), a.Office}, {say("field.duty"), a.Duty}}})
	c.text(a.Text)
	c.signers(a.Signers)
	c.textHash(a.TextHash)
	return c
}

// AuthorisationArguments are who authorises which checks, for how long.
type AuthorisationArguments struct {
	Issue
	Text       Text
	TextHash   string
	Household  Household
	People     []Person // every adult, and every minor with the guardian
	Sources    []string // whose data may be asked
	Items      []string // which data
	Purpose    string
	From       period.Day
	Until      period.Day // zero: ValidText alone says it
	ValidText  string     // the edition's sentence on validity
	Revocation []string   // the edition's sentences on withdrawing
	Signers    []Signer
}

// Authorisation is the verification authorisation (授权核对书), with lines for guardians, proxies and witnesses as given.
func Authorisation(a AuthorisationArguments) Content {
	c := start(KindAuthorisation, a.Text.Title, a.Issue)
	c.household(a.Household)
	c.paragraphs(a.Text.Opening)
	people := Table{Columns: []Column{
		{Title: say("field.name"), Share: 16},
		{Title: say("field.id_number"), Share: 32},
		{Title: say("field.relation"), Share: 14},
		{Title: say("field.guardian"), Share: 16},
		{Title: say("field.note"), Share: 22},
	}}
	for _, p := range a.People {
		guardian := p.Guardian
		if p.Minor && guardian == "" {
			guardian = say("guardian_open")
		}
		people.Rows = append(people.Rows, []string{p.Name, p.IDNumber, p.Relation, guardian, p.Note})
	}
	c.put(people)
	valid := a.ValidText
	if !a.From.IsZero() && !a.Until.IsZero() {
		valid = say("valid", "from", a.From.Chinese(), "until", a.Until.Chinese()) + valid
	}
	c.put(Fields{PerRow: 1, Pairs: []Field{
		{say("field.sources"), joined(a.Sources)},
		{say("field.items"), joined(a.Items)},
		{say("field.purpose"), a.Purpose},
		{say("field.valid"), valid},
	}})
	rest := a.Text
	rest.Opening = nil
	c.text(rest)
	c.notes(a.Revocation)
	c.signers(a.Signers)
	c.textHash(a.TextHash)
	return c
}

// textHash prints what the signatures are bound to.
func (c *Content) textHash(hash string) {
	if hash != "" {
		c.put(Note{Text: say("text_hash", "hash", hash)})
	}
}

func joined(texts []string) string {
	all := ""
	for i, text := range texts {
		if i > 0 {
			all += "、"
		}
		all += text
	}
	return all
}
