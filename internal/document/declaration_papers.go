package document

import "strconv"

// DeclaredItem is one answer as it was given and as it was understood.
type DeclaredItem struct {
	Label string
	Who   string // the member; empty for the household's own
	Said  string // as the household said it: 每月300元
	Means string // as it was counted: 3,600.00元/年
	Note  string // 不清楚, 请协助填写 …
}

// DeclaredSection is a group of answers: income, property, essential expenditure.
type DeclaredSection struct {
	Title string
	Items []DeclaredItem
}

// Kinship is a relative among officials, as declared.
type Kinship struct{ Member, Official, Office, Relation string }

// DeclarationArguments are a declaration as it was submitted.
type DeclarationArguments struct {
	Issue
	Title       string // 《家庭经济状况自主申报表》, from the edition
	Household   Household
	Applicant   string
	Proxy       string // who filled it in for the household; empty: the household itself
	Channel     string // online, paper entered by …
	SubmittedAt string // as people read it
	AsOf        string // the day whose circumstances it states
	Version     int    // first, second … submission
	Members     []Person
	Sections    []DeclaredSection
	Kinships    []Kinship
	Statement   []string // what the declarant states, the edition's sentences
	Signers     []Signer
}

// Declaration is the declaration as submitted (自主申报表).
func Declaration(a DeclarationArguments) Content {
	c := start(KindDeclaration, a.Title, a.Issue)
	c.household(a.Household)
	proxy := a.Proxy
	if proxy == "" {
		proxy = say("none")
	}
	c.put(Fields{PerRow: 2, Pairs: []Field{
		{say("field.applicant"), a.Applicant},
		{say("field.proxy"), proxy},
		{say("field.channel"), a.Channel},
		{say("field.submitted_at"), a.SubmittedAt},
		{say("field.as_of"), a.AsOf},
		{say("field.version"), say("version", "n", a.Version)},
	}})
	c.put(Heading{Text: say("members"), Level: 2})
	c.members(a.Members, 0)
	for _, section := range a.Sections {
		c.put(Heading{Text: section.Title, Level: 2})
		if len(section.Items) == 0 {
			c.put(Paragraph{Text: say("nothing_declared"), Flush: true})
			continue
		}
		t := Table{Columns: []Column{
			{Title: say("field.item"), Share: 26},
			{Title: say("field.who"), Share: 12},
			{Title: say("field.said"), Share: 17},
			{Title: say("field.means"), Share: 21, Align: AlignRight},
			{Title: say("field.note"), Share: 24}, // the only one in whole sentences
		}}
		for _, i := range section.Items {
			who := i.Who
			if who == "" {
				who = say("whole_household")
			}
			t.Rows = append(t.Rows, []string{i.Label, who, i.Said, i.Means, i.Note})
		}
		c.put(t)
	}
	c.put(Heading{Text: say("kinship"), Level: 2})
	if len(a.Kinships) == 0 {
		c.put(Paragraph{Text: say("nothing_declared"), Flush: true})
	} else {
		c.kinship(a.Kinships, 0)
	}
	c.paragraphs(a.Statement)
	c.signers(a.Signers)
	return c
}

// members tables the household's people, with blank rows to fill in by hand.
func (c *Content) members(people []Person, blanks int) {
	t := Table{Columns: []Column{
		{Title: say("field.ordinal"), Share: 8, Align: AlignCentre},
		{Title: say("field.name"), Share: 18},
		{Title: say("field.relation"), Share: 14},
		{Title: say("field.id_number"), Share: 34},
		{Title: say("field.note"), Share: 26},
	}}
	for i, p := range people {
		t.Rows = append(t.Rows, []string{strconv.Itoa(i + 1), p.Name, p.Relation, p.IDNumber, p.Note})
	}
	for i := range blanks {
		t.Rows = append(t.Rows, []string{strconv.Itoa(len(people) + i + 1), "", "", "", ""})
	}
	if blanks > 0 {
		t.RowHeight = 10
	}
	c.put(t)
}

func (c *Content) kinship(known []Kinship, blanks int) {
	t := Table{Columns: []Column{
		{Title: say("field.who"), Share: 20}, {Title: say("field.relative"), Share: 22}, {Title: say("field.relative_office"), Share: 38}, {Title: say("field.relation"), Share: 20},
	}}
	for _, k := range known {
		t.Rows = append(t.Rows, []string{k.Member, k.Official, k.Office, k.Relation})
	}
	for range blanks {
		t.Rows = append(t.Rows, make([]string, 4))
	}
	if blanks > 0 {
		t.RowHeight = 10
	}
	c.put(t)
}

// FormItem is an item of the catalogue as the blank form asks it.
type FormItem struct {
	Label    string
	Help     string
	Unit     string // 元, 平方米, 辆 …
	OverTime bool   // counted over time, by the month or the year, not on one day
	ByMember bool
	Who      string // the member whom the row is about, where it is printed; empty leaves room to write
	YesNo    bool   // asked as a choice, not a figure
}

// FormSection is a group of items of the blank form.
type FormSection struct {
	Title string
	Items []FormItem
}

// FormArguments are a blank declaration form, for a household or for the pile.
type FormArguments struct {
	Issue
	Title     string
	Household Household
	Members   []Person // known members, printed to be corrected; may be empty
	Sections  []FormSection
	SignInURL string // the household's QR picture: filled in online, or found by the clerk who enters the paper; may be empty
	How       []string
	Statement []string
	Signers   []Signer
}

// DeclarationForm is the blank declaration form (家庭经济状况自主申报表), printed from the edition's item catalogue.
func DeclarationForm(a FormArguments) Content {
	c := start(KindDeclarationForm, a.Title, a.Issue)
	c.notes(a.How)
	c.household(a.Household)
	c.put(Heading{Text: say("members"), Level: 2})
	c.members(a.Members, max(2, 6-len(a.Members)))
	for _, section := range a.Sections {
		c.put(Heading{Text: section.Title, Level: 2})
		t := Table{RowHeight: 13, Columns: []Column{
			{Title: say("field.item"), Share: 40}, {Title: say("field.none"), Share: 16}, {Title: say("field.who"), Share: 16}, {Title: say("field.amount"), Share: 28},
		}}
		for _, i := range section.Items {
			t.Rows = append(t.Rows, i.row())
		}
		c.put(t)
	}
	c.put(Heading{Text: say("kinship"), Level: 2})
	c.kinship(nil, 2)
	c.paragraphs(a.Statement)
	c.signers(a.Signers)
	if a.SignInURL != "" {
		c.put(Picture{URL: a.SignInURL, Caption: say("form_code"), Side: 30})
	}
	return c
}

func (i FormItem) row() []string {
	label := i.Label
	if i.Help != "" {
		label += "\n" + i.Help
	}
	who := say("whole_household")
	if i.ByMember {
		who = i.Who
	}
	if i.YesNo {
		return []string{label, Unticked + say("no") + "\n" + Unticked + say("unsure"), who, Unticked + say("yes")}
	}
	amount := say("amount_blank", "unit", i.Unit)
	if i.OverTime {
		amount += "\n" + Unticked + say("monthly") + " " + Unticked + say("yearly")
	}
	return []string{label, Unticked + say("absent") + "\n" + Unticked + say("unsure"), who, amount}
}

// KinshipArguments are a blank disclosure of relatives who work in social assistance or public office.
type KinshipArguments struct {
	Issue
	Title     string
	Household Household
	How       []string
	None      string // the words beside the box that says there is no such relative
	Statement []string
	Signers   []Signer
}

// KinshipForm is the blank disclosure of relatives (近亲属备案表).
func KinshipForm(a KinshipArguments) Content {
	c := start(KindKinshipForm, a.Title, a.Issue)
	c.notes(a.How)
	c.household(a.Household)
	c.put(Ticks{Options: []Tick{{Text: a.None}}})
	c.kinship(nil, 6)
	c.paragraphs(a.Statement)
	c.signers(a.Signers)
	return c
}
