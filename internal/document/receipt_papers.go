package document

import "chengxin/internal/period"

// ReceiptArguments acknowledge a declaration.
type ReceiptArguments struct {
	Issue
	Household   Household
	Declaration string // its number
	SubmittedAt string
	Channel     string
	Version     int
	EnteredBy   string   // the officer who entered a paper; empty: the household itself
	Digest      string   // of the declaration as submitted
	Next        []string // what happens next, the office's or edition's sentences
	Remedies    []Remedy
}

// DeclarationReceipt says what was received and when (申报回执).
func DeclarationReceipt(a ReceiptArguments) Content {
	c := start(KindDeclarationReceipt, say("title.declaration_receipt"), a.Issue)
	c.To, c.Remedies = a.Household.Head, a.Remedies
	c.put(Paragraph{Text: say("received_declaration")})
	c.household(a.Household)
	entered := a.EnteredBy
	if entered == "" {
		entered = say("self")
	}
	c.put(Fields{PerRow: 2, Pairs: []Field{
		{say("field.declaration"), a.Declaration},
		{say("field.version"), say("version", "n", a.Version)},
		{say("field.submitted_at"), a.SubmittedAt},
		{say("field.channel"), a.Channel},
		{say("field.entered_by"), entered},
		{say("field.office"), a.Agency},
	}})
	c.paragraphs(a.Next)
	if a.Digest != "" {
		c.put(Note{Text: say("digest", "hash", a.Digest)})
	}
	c.seal(a.Issue)
	return c
}

// Changed is one circumstance that changed.
type Changed struct {
	What, Before, After string
	SinceOn             period.Day
}

// ChangeArguments acknowledge a report of changed circumstances.
type ChangeArguments struct {
	Issue
	Household  Household
	ReportedOn period.Day
	Changes    []Changed
	Correction bool     // it corrects an earlier answer; otherwise circumstances changed since
	Next       []string // what happens next, the edition's sentences (in time, late)
	Remedies   []Remedy
}

// ChangeReceipt says which change was reported and when (情况变化申报回执), or what was corrected.
func ChangeReceipt(a ChangeArguments) Content {
	c := start(KindChangeReceipt, say("title.change_receipt"), a.Issue)
	c.To, c.Remedies = a.Household.Head, a.Remedies
	c.put(Paragraph{Text: say("received_change", "day", a.ReportedOn.Chinese())})
	c.put(Ticks{Label: say("field.change_kind"), Options: []Tick{{say("succession"), !a.Correction}, {say("correction"), a.Correction}}})
	c.household(a.Household)
	t := Table{Columns: []Column{
		{Title: say("field.item"), Share: 28}, {Title: say("field.before"), Share: 26}, {Title: say("field.after"), Share: 26}, {Title: say("field.since"), Share: 24},
	}}
	for _, one := range a.Changes {
		t.Rows = append(t.Rows, []string{one.What, one.Before, one.After, one.SinceOn.Chinese()})
	}
	c.put(t)
	c.paragraphs(a.Next)
	c.seal(a.Issue)
	return c
}

// ExitArguments acknowledge a voluntary exit, which takes a call back by another office and can be revoked.
type ExitArguments struct {
	Issue
	Household   Household
	RequestedOn period.Day
	Channel     string
	CallBack    string // the office that calls back: never the one that took the request
	CallBackBy  period.Day
	RevokeUntil period.Day // the last day to revoke, ten working days on
	How         []string   // how to revoke, and what stays as it is meanwhile: the edition's sentences
	Remedies    []Remedy
}

// ExitAcknowledgement says that an exit was asked for, who will call back, and until when it can be revoked (主动退出受理告知).
func ExitAcknowledgement(a ExitArguments) Content {
	c := start(KindExitAcknowledgement, say("title.exit_acknowledgement"), a.Issue)
	c.To, c.Remedies = a.Household.Head, a.Remedies
	c.put(Paragraph{Text: say("exit_received", "day", a.RequestedOn.Chinese(), "channel", a.Channel)})
	c.put(Paragraph{Text: say("exit_call_back", "office", a.CallBack, "day", a.CallBackBy.Chinese())})
	c.put(Paragraph{Text: say("exit_revoke", "day", a.RevokeUntil.Chinese())})
	c.paragraphs(a.How)
	c.put(Fields{PerRow: 1, Pairs: []Field{
		{say("field.head"), a.Household.Head},
		{say("field.household_number"), a.Household.Number},
		{say("field.place"), a.Household.Place},
		{say("field.call_back"), a.CallBack},
		{say("field.revoke_until"), a.RevokeUntil.Chinese()},
	}})
	c.seal(a.Issue)
	return c
}
