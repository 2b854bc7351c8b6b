package document

// VisitItem is one item of the survey form: what was seen, and what was declared where it may be shown.
type VisitItem struct {
	Label    string
	Who      string // the member; empty for the household's own
	Seen     string // as it was put down; empty on a blank form
	Declared string
	Note     string
	Unit     string // 元, 平方米, 辆 …; of a blank form
	OverTime bool   // counted by the month or the year
	Presence bool   // only there or not
}

// VisitSection is a group of items: who lives here, income, property, expenditure.
type VisitSection struct {
	Title string
	Items []VisitItem
}

// VisitArguments are a home visit, recorded or to be filled in on paper.
type VisitArguments struct {
	Issue
	Title     string
	Blank     bool // to be filled in by hand: nothing that was declared stands on it
	Household Household
	VisitedOn string // the day, or the day for which it is assigned
	Method    string
	Officers  string
	Present   string
	Sections  []VisitSection
	Causes    []Tick
	Fittings  []Tick
	Home      []Field // livestock, utilities, other words
	Said      []Field // of the neighbours, by house
	State     string  // how far the record is: recorded, confirmed by whom and when
	How       []string
	Statement []string
	Signers   []Signer
	EntryURL  string // the QR picture that opens the visit's entry for an officer
}

// VisitSheet is the survey form of a home visit (入户调查表): filled in from the record, or blank for paper. A blank form shows no
// declared figure, because what is seen is put down first.
func VisitSheet(a VisitArguments) Content {
	c := start(KindVisitSheet, a.Title, a.Issue)
	c.notes(a.How)
	if a.EntryURL != "" {
		c.put(Picture{URL: a.EntryURL, Caption: say("visit.entry_code"), Side: 22})
	}
	c.household(a.Household)
	c.put(Fields{PerRow: 2, Pairs: []Field{
		{say("field.visited_on"), a.VisitedOn},
		{say("field.visit_method"), a.Method},
		{say("field.visit_officers"), a.Officers},
		{say("field.visit_present"), a.Present},
	}})
	for _, section := range a.Sections {
		c.put(Heading{Text: section.Title, Level: 2})
		c.put(section.table(a.Blank))
	}
	c.put(Heading{Text: say("visit.home"), Level: 2})
	c.put(Ticks{Label: say("visit.causes"), Options: a.Causes}, Ticks{Label: say("visit.fittings"), Options: a.Fittings}, Fields{PerRow: 1, Pairs: a.Home})
	c.put(Heading{Text: say("visit.neighbours"), Level: 2})
	switch {
	case len(a.Said) > 0:
		c.put(Fields{PerRow: 1, Pairs: a.Said})
	case a.Blank:
		c.put(Table{RowHeight: 14, Columns: []Column{{Title: say("visit.house"), Share: 20}, {Title: say("visit.said"), Share: 80}}, Rows: [][]string{{"", ""}, {"", ""}}})
	default:
		c.put(Paragraph{Text: say("visit.nobody_asked"), Flush: true})
	}
	if a.State != "" {
		c.put(Paragraph{Text: a.State, Flush: true})
	}
	c.paragraphs(a.Statement)
	c.signers(a.Signers)
	return c
}

func (s VisitSection) table(blank bool) Table {
	if blank {
		t := Table{RowHeight: 11, Columns: []Column{
			{Title: say("field.item"), Share: 20}, {Title: say("field.who"), Share: 14}, {Title: say("visit.seen"), Share: 46}, {Title: say("visit.since_note"), Share: 20},
		}}
		for _, i := range s.Items {
			t.Rows = append(t.Rows, []string{i.Label, i.who(), i.boxes(), ""})
		}
		return t
	}
	t := Table{Columns: []Column{
		{Title: say("field.item"), Share: 20}, {Title: say("field.who"), Share: 14}, {Title: say("visit.seen"), Share: 24}, {Title: say("visit.declared"), Share: 22}, {Title: say("field.note"), Share: 20},
	}}
	for _, i := range s.Items {
		t.Rows = append(t.Rows, []string{i.Label, i.who(), i.Seen, i.Declared, i.Note})
	}
	return t
}

func (i VisitItem) who() string {
	if i.Who == "" {
		return say("whole_household")
	}
	return i.Who
}

// boxes are the four answers of an item: there is no line on which something missing could be written as zero.
func (i VisitItem) boxes() string {
	found := Unticked + say("visit.found")
	if !i.Presence {
		found += " " + say("amount_blank", "unit", i.Unit)
		if i.OverTime {
			found += " " + Unticked + say("monthly") + " " + Unticked + say("yearly")
		}
	}
	return found + "\n" + Unticked + say("visit.none") + " " + Unticked + say("visit.unavailable") + " " + Unticked + say("visit.not_asked")
}
