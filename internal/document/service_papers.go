package document

import (
	"strconv"

	"chengxin/internal/period"
)

// Served is a paper that was handed over.
type Served struct {
	Title, Number string
	Copies        int
}

// ServiceArguments prove that a paper reached its addressee.
type ServiceArguments struct {
	Issue
	Receiver    string // 受送达人
	Household   Household
	Papers      []Served
	Place       string
	Ways        []Tick // in person, left behind, by post, online …: the edition's channels
	ReadAloud   bool
	ServedOn    period.Day // zero: to be filled in
	TakenBy     string     // who took it for the receiver
	TakenByNote string     // relation, reason
	Refusal     string     // why it was refused, in the server's words
	Signers     []Signer   // receiver, servers (two), witness
	Explanation []string
}

// ServiceProof is the proof of service (送达回证).
func ServiceProof(a ServiceArguments) Content {
	c := start(KindService, say("title.service"), a.Issue)
	t := Table{Columns: []Column{{Title: say("field.paper"), Share: 50}, {Title: say("field.paper_number"), Share: 36}, {Title: say("field.copies"), Share: 14, Align: AlignCentre}}}
	for _, p := range a.Papers {
		t.Rows = append(t.Rows, []string{p.Title, p.Number, strconv.Itoa(max(p.Copies, 1))})
	}
	served := ""
	if !a.ServedOn.IsZero() {
		served = a.ServedOn.Chinese()
	} else {
		served = blankDay()
	}
	taken := a.TakenBy
	if a.TakenByNote != "" {
		taken += " " + a.TakenByNote
	}
	c.put(Fields{PerRow: 2, Pairs: []Field{
		{say("field.agency"), a.Agency},
		{say("field.receiver"), a.Receiver},
		{say("field.household_number"), a.Household.Number},
		{say("field.served_on"), served},
		{say("field.served_place"), a.Place},
	}}, t)
	c.put(Ticks{Label: say("field.served_way"), Options: a.Ways})
	c.put(Ticks{Label: say("field.read_aloud"), Options: []Tick{{say("yes"), a.ReadAloud}, {say("no"), !a.ServedOn.IsZero() && !a.ReadAloud}}})
	c.put(Fields{PerRow: 1, Pairs: []Field{{say("field.taken_by"), taken}, {say("field.refusal"), a.Refusal}}})
	c.signers(a.Signers)
	c.notes(a.Explanation)
	return c
}

// SlipArguments are the one-time code that lets a household sign in.
type SlipArguments struct {
	Issue
	Household  Household
	Name       string // whose code it is
	Code       string
	SignInURL  string
	ValidUntil period.Day
	Steps      []string // how to sign in, one a line
	Warnings   []string
}

// AccessSlip is the slip with the one-time code, handed to the household (一次性验证码).
func AccessSlip(a SlipArguments) Content {
	c := start(KindAccessSlip, say("title.access_slip"), a.Issue)
	c.To = a.Name
	c.put(Code{Caption: say("slip_code"), Text: a.Code})
	if !a.ValidUntil.IsZero() {
		c.put(Paragraph{Text: say("slip_until", "day", a.ValidUntil.Chinese()), Align: AlignCentre})
	}
	if a.SignInURL != "" {
		c.put(Picture{URL: a.SignInURL, Caption: a.SignInURL, Side: 36})
	}
	for i, step := range a.Steps {
		c.put(Clause{Label: ordinal(i + 1), Text: step})
	}
	c.notes(a.Warnings)
	c.put(Paragraph{Text: a.Household.Number + " " + a.Household.Place, Align: AlignRight})
	return c
}

// LetterArguments are any other letter of the agency.
type LetterArguments struct {
	Issue
	Title       string
	To          string
	Text        Text // its Title is not printed
	Remedies    []Remedy
	Attachments []string
}

// Letter is a letter with the agency's head, seal place and remedies.
func Letter(a LetterArguments) Content {
	c := start(KindLetter, a.Title, a.Issue)
	c.To, c.Remedies = a.To, a.Remedies
	c.text(a.Text)
	for i, attachment := range a.Attachments {
		c.put(Paragraph{Text: say("attachment", "n", i+1, "title", attachment)})
	}
	c.seal(a.Issue)
	return c
}
