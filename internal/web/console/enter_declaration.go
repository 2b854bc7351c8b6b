package console

import (
	"net/http"
	"strconv"
	"strings"

	declarationsteps "chengxin/internal/casework/declaration"
	"chengxin/internal/declaration"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/money"
	"chengxin/internal/period"
	"chengxin/internal/web/page"
)

// enterDeclaration takes a whole sheet on one page, in the order of the printed form. It is kept as the officer's draft and
// handed in when every line is filled.
func (d Declare) enterDeclaration(w http.ResponseWriter, r *page.Request) error {
	f, view, err := d.opened(r, forDeclaration)
	if err != nil {
		return err
	}
	lines := entryLines(r, view)
	if r.Method == http.MethodGet {
		fillEntry(f, view, lines, r.Query("sheet"))
		return r.Render(w, enterDeclarationView(r, f, d, view, lines))
	}
	if f.Text("action") == "continue" {
		if _, err := d.Acts.ContinueDraft(r.Context(), r.Actor, declareAt(r, f.Key())); err != nil {
			return err
		}
		return r.SeeOther(w, r.URL.Path)
	}
	nameLines(r, f, lines)
	entry := readEntry(f, lines)
	if f.Valid() && f.Text("action") == "submit" {
		openLines(f, lines, entry.Lines)
		if f.Valid() {
			if sheetOf(f).Channel == declaration.Paper {
				if answered, err := d.enterSheet(w, r, f, entry); answered || err != nil {
					return err
				}
				return r.RenderForm(w, f, enterDeclarationView(r, f, d, view, lines))
			}
			done, err := d.Acts.EnterDeclaration(r.Context(), r.Actor, declareAt(r, f.Key()), sheetOf(f), entry)
			if err == nil {
				return d.enteredDone(w, r, done, "declare.enter.done")
			}
			if err := takeDeclare(f, err); err != nil {
				return err
			}
		}
	}
	if f.Valid() {
		if _, err := d.Acts.KeepEntry(r.Context(), r.Actor, declareAt(r, ""), entry); err == nil {
			r.Flash(r.T("declare.enter.saved", "count", len(entry.Lines), "all", len(lines)))
			return r.SeeOther(w, r.URL.Path)
		} else if err := takeDeclare(f, err); err != nil {
			return err
		}
	}
	return r.RenderForm(w, f, enterDeclarationView(r, f, d, view, lines))
}

// entryLine is one line of the page: an item of a person or of the household.
type entryLine struct {
	Name  string // of its fields: <name>-state, -amount, -per, -since, -note
	Asked declaration.Asked
	Item  declarationsteps.Item
	Who   string
}

func entryLines(r *page.Request, view declarationsteps.View) []entryLine {
	var lines []entryLine
	for _, asked := range view.Path() {
		item, _ := view.Terms.Item(asked.Question.Code)
		line := entryLine{Name: item.Code, Asked: asked, Item: item, Who: r.T("declare.enter.household")}
		if asked.Member != "" {
			line.Name += "_" + asked.Member
			if person, found := view.Person(asked.Member); found {
				line.Who = household.MaskName(person.Name)
			}
		}
		if item.Membership && asked.Member == "" {
			line.Who = r.T("declare.members.others_short")
		}
		lines = append(lines, line)
	}
	return lines
}

// nameLines puts what each line is about before its errors.
func nameLines(r *page.Request, f *page.Form, lines []entryLine) {
	for _, line := range lines {
		f.Name(line.Name, r.T("page.form.of", "item", line.Item.Label, "who", line.Who))
	}
}

// presence says whether the line has no number: yes or no is all that is asked.
func (l entryLine) presence() bool {
	return l.Item.Unit == declaration.YesNo || l.Item.Membership && l.Asked.Member != ""
}

func (l entryLine) stateChoices(r *page.Request) []page.Choice {
	choices := []page.Choice{{Label: ""}}
	states := []declaration.State{declaration.None, declaration.DontKnow, declaration.NeedsHelp}
	if l.presence() {
		states = append([]declaration.State{declaration.Given}, states...)
	}
	for _, state := range states {
		label := r.T("declare.state." + string(state))
		if l.presence() && (state == declaration.Given || state == declaration.None) {
			label = r.T("declare.enter.presence." + string(state))
		}
		choices = append(choices, page.Choice{Value: string(state), Label: label})
	}
	return choices
}

// unit is what stands behind the number.
func (l entryLine) unit(r *page.Request) string {
	switch l.Item.Unit {
	case declaration.Fen:
		return r.T("page.form.yuan")
	case declaration.Area:
		return r.T("declare.unit.area")
	case declaration.Count, declaration.YesNo:
	}
	return l.Item.Counter
}

func fillEntry(f *page.Form, view declarationsteps.View, lines []entryLine, sheet string) {
	f.Set("channel", string(declaration.Paper)).Set("kind", string(declaration.First))
	f.Set("sheet", sheet)
	switch {
	case view.Draft.Corrects != "":
		f.Set("kind", string(declaration.Correction))
	case len(view.Declarations) > 0:
		f.Set("kind", string(declaration.Succession)).SetDay("effective", view.Draft.Effective)
	}
	fillLines(f, view.Draft, lines)
}

// fillLines puts kept answers into the fields of a page.
func fillLines(f *page.Form, draft declaration.Draft, lines []entryLine) {
	for _, line := range lines {
		kept, found := draft.Get(line.Item.Code, line.Asked.Member)
		if !found {
			continue
		}
		if kept.State != declaration.Given || line.presence() {
			f.Set(line.Name+"-state", string(kept.State))
		}
		if kept.State == declaration.Given && !line.presence() {
			f.Set(line.Name+"-amount", kept.Said).Set(line.Name+"-per", string(kept.Length))
		}
		f.Set(line.Name+"-since", kept.Since.String()).Set(line.Name+"-note", kept.Note)
	}
}

// readEntry reads the page. A line without a state and a number is unanswered: a blank on a sheet is no "none".
func readEntry(f *page.Form, lines []entryLine) declarationsteps.Entry {
	entry := declarationsteps.Entry{Kind: declaration.Kind(f.Text("kind")), Since: f.Day("effective").Day}
	for _, line := range lines {
		read, answered := line.read(f)
		if answered {
			entry.Lines = append(entry.Lines, read)
		}
	}
	return entry
}

func (l entryLine) read(f *page.Form) (declaration.Line, bool) {
	read := declaration.Line{Item: l.Item.Code, Member: l.Asked.Member, State: declaration.State(f.Text(l.Name + "-state"))}
	amount := f.Text(l.Name + "-amount")
	switch {
	case read.State == "" && amount == "":
		return read, false
	case amount != "" && read.State != "" && read.State != declaration.Given:
		f.Refuse(l.Name+"-amount", "declare.enter.both")
		return read, false
	case l.presence() && read.State == declaration.Given:
		read.Amount, read.Said = 1, "1"
	case amount != "":
		length := period.Unsaid
		if l.Item.Periodic {
			length = period.Length(f.Text(l.Name + "-per"))
		}
		given, err := declaration.Read(l.Item.Question, l.Asked.Member, amount, length)
		if one, is := err.(*fault.Error); is { //nolint:errorlint // Read returns nothing else
			field := l.Name + "-amount"
			if one.Field == "length" {
				field = l.Name + "-per"
			}
			f.Refuse(field, one.Key, one.Pairs...)
			return read, false
		}
		read = given
	}
	if since := f.Text(l.Name + "-since"); since != "" {
		day, err := period.ParseDay(strings.NewReplacer("/", "-", ".", "-").Replace(since))
		if err != nil {
			f.Refuse(l.Name+"-since", "declare.enter.since")
		}
		read.Since = day
	}
	if read.Note = f.Text(l.Name + "-note"); len([]rune(read.Note)) > declaration.MaxNote {
		f.Refuse(l.Name+"-note", "declaration.note.too_long", "max", declaration.MaxNote)
	}
	return read, true
}

// openLines marks the lines that are not answered, all of them.
func openLines(f *page.Form, lines []entryLine, answered []declaration.Line) {
	draft := declaration.Draft{Lines: answered}
	var open []string
	for _, line := range lines {
		if _, found := draft.Get(line.Item.Code, line.Asked.Member); found {
			continue
		}
		open = append(open, line.Name+"-state")
	}
	if len(open) > 0 {
		f.Refuse("", "declare.enter.open", "count", len(open))
	}
	for _, field := range open {
		f.Refuse(field, "declare.enter.unanswered")
	}
}

// entryKinds offers how the sheet relates to the latest declaration.
func entryKinds(r *page.Request, f *page.Form, view declarationsteps.View) []page.Choice {
	if len(view.Declarations) == 0 {
		return []page.Choice{{Value: string(declaration.First), Label: r.T("declare.enter.kind.first")}}
	}
	return []page.Choice{
		{Value: string(declaration.Succession), Label: r.T("declare.enter.kind.succession"), Within: effectiveDay(r, f)},
		{Value: string(declaration.Correction), Label: r.T("declare.enter.kind.correction")},
	}
}

func yearly(f *page.Form, l entryLine) string {
	if !l.Item.Periodic || f.Text(l.Name+"-per") != string(period.Month) {
		return ""
	}
	fen, err := money.Parse(f.Text(l.Name + "-amount"))
	if err != nil {
		return ""
	}
	return (fen * 12).String()
}

func count(n int) string { return strconv.Itoa(n) }
