package console

import (
	"net/http"
	"slices"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casefile"
	comparisonsteps "chengxin/internal/casework/comparison"
	declarationsteps "chengxin/internal/casework/declaration"
	"chengxin/internal/declaration"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/money"
	"chengxin/internal/period"
	"chengxin/internal/web/page"
)

// parts are the parts of a household's file.
var parts = []string{"overview", "timeline", "members", "declarations", "sources", "evidence", "papers", "opened"}

// householdFile opens a household's file: first the purpose, then the file, as of today or of any day.
func (p *RegisterPages) householdFile(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	id := r.PathValue("household")
	if r.Method == http.MethodPost {
		purpose := f.Text("purpose")
		if purpose == "other" {
			if purpose = f.Text("words"); purpose == "" {
				f.Refuse("words", "casefile.purpose.words")
				return r.RenderForm(w, f, purposeView(r, f, id))
			}
		}
		_, err := p.Files.Open(r.Context(), r.Actor, r.Actor.County, id, purpose, casefile.AsOf{})
		if err == nil {
			return r.SeeOther(w, page.Local(fileAt(id, "")))
		}
		if err := takeAct(f, err); err != nil {
			return err
		}
		return r.RenderForm(w, f, purposeView(r, f, id))
	}
	purpose, open, err := p.Files.Standing(r.Context(), r.Actor, r.Actor.County, id)
	if err != nil {
		return err
	}
	if !open || r.Query("again") != "" {
		f.Set("purpose", r.Query("why"))
		return r.Render(w, purposeView(r, f, id))
	}
	asOf, err := asOfDay(r)
	if err != nil {
		return err
	}
	file, err := p.Files.Open(r.Context(), r.Actor, r.Actor.County, id, purpose, asOf)
	if err != nil {
		return err
	}
	view, err := p.shown(r, openFile{File: file, Part: r.Query("part")})
	if err != nil {
		return err
	}
	return r.Render(w, fileView(r, f, view))
}

// asOfDay reads for which day, and as known when, a file is asked for.
func asOfDay(r *page.Request) (casefile.AsOf, error) {
	asOf := casefile.AsOf{Then: r.Query("then") != ""}
	var err error
	if text := r.Query("on"); text != "" {
		if asOf.On, err = period.ParseDay(text); err != nil {
			return asOf, fault.New(fault.Invalid, "casefile.on_unreadable")
		}
	}
	return asOf, nil
}

// shown reads what one part of an open file shows besides the file itself; the print shows all of it.
func (p *RegisterPages) shown(r *page.Request, view openFile) (openFile, error) {
	if view.Part == "" {
		view.Part = parts[0]
	}
	var err error
	all := view.Part == "print"
	if all || view.Part == "declarations" {
		view.Terms, err = p.Declaration.Scheme.DeclarationTerms(r.Context(), r.Actor.County, view.On)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return view, err
		}
	}
	view.MayCompare = p.Comparison != nil && r.Actor.May(access.ComparisonView, view.Household.Region)
	if view.MayCompare && (all || view.Part == "sources") {
		compared, err := p.Comparison.Open(r.Context(), r.Actor, comparisonsteps.At{County: r.Actor.County, Household: view.id()})
		if err != nil {
			return view, err
		}
		view.Compared = comparedOn(compared, view.On)
	}
	if before, given := beforeOf(r); given && view.Part == "opened" {
		if view.Looks, err = p.Files.AccessLog(r.Context(), r.Actor, r.Actor.County, view.id(), before); err != nil {
			return view, err
		}
	}
	return view, nil
}

// comparedOn is the latest comparison that was made by the end of a day.
func comparedOn(view comparisonsteps.View, day period.Day) compared {
	for _, run := range view.Runs {
		if !period.DayOf(run.At).After(day) {
			return compared{View: view, Run: run, Found: true}
		}
	}
	return compared{View: view}
}

// openFile is an opened file with the part that is shown.
type openFile struct {
	casefile.File
	Part       string
	Terms      declarationsteps.Terms
	MayCompare bool     // the reader may see comparisons here
	Compared   compared // the latest of the file's day
}

func (v openFile) id() string { return v.Household.ID }

// fileHead is the head of every page of an open file: whose it is, masked, and its parts.
func fileHead(r *page.Request, v openFile, title string) page.Head {
	head := page.Head{Title: title, Wide: true, Crumbs: append(crumbsTo(r, v.Household.Region), page.Link{Text: v.Household.Number})}
	head.Identity = &page.Identity{
		Title:  r.T("casefile.identity", "head", v.Head),
		Detail: r.T("casefile.identity_detail", "number", v.Household.Number, "place", placeIn(v.Household.Region), "kind", v.Household.Kind.Label(r.Language), "persons", len(v.Members)),
		Links:  []page.Link{{Text: r.T("casefile.purpose.now", "purpose", purposeWords(r, v.Purpose)), Path: fileAt(v.id(), "?again=1")}},
	}
	counts := map[string]int{"members": len(v.Members), "declarations": len(v.Declarations), "evidence": len(v.Evidence), "papers": len(v.Documents)}
	for _, part := range parts {
		link := page.Link{Text: r.T("casefile.part." + part), Path: r.With("part", part, "before", "", "group", ""), Current: part == v.Part}
		if n := counts[part]; n > 0 {
			link.Count = number(n)
		}
		head.Sub = append(head.Sub, link)
	}
	return head
}

// actGroup is a heading of the file with what an officer may do under it.
type actGroup struct {
	Title string
	Links []page.Link
}

// fileActs are what an officer may do with the household, in the order of the work; a group without any is left out.
func fileActs(r *page.Request, v openFile) []actGroup {
	may := func(permission access.Permission) bool { return r.Actor.May(permission, v.Household.Region) }
	var groups []actGroup
	add := func(title string, acts ...fileAct) {
		group := actGroup{Title: r.T("casefile.acts." + title)}
		for _, act := range acts {
			if may(act.permission) {
				group.Links = append(group.Links, page.Link{Text: r.T("casefile.act." + act.key), Path: fileAt(v.id(), act.rest)})
			}
		}
		if len(group.Links) > 0 {
			groups = append(groups, group)
		}
	}
	clues := fileAct{access.ClueView, "clues", "/clues"}
	if !may(access.ClueView) {
		clues = fileAct{access.ClueReport, "report_clue", "/clues/new"}
	}
	application := fileAct{access.ApplicationView, "applications", "/applications"}
	if !may(access.ApplicationView) {
		application = fileAct{access.ApplicationRegister, "register_application", "/applications/new"}
	}
	add("declare", fileAct{access.HouseholdOpen, "pledge", "/pledge"}, fileAct{access.DeclarationEnter, "declaration", "/declaration"},
		fileAct{access.DeclarationEnter, "forms", "/forms"}, fileAct{access.ChangeEnter, "change", "/change"}, fileAct{access.ExitEnter, "exit", "/exit"}, application)
	add("check", fileAct{access.HouseholdOpen, "visits", "/visits"}, fileAct{access.VerificationView, "verification", "/verification"},
		fileAct{access.ComparisonView, "comparison", "/comparison"})
	add("judge", clues, fileAct{access.CaseView, "cases", "/cases"}, fileAct{access.RecoveryView, "recovery", "/recovery"})
	add("register", fileAct{access.HouseholdCorrect, "add_member", "/members/new"}, fileAct{access.KinshipRecord, "kinship", "/kinship"},
		fileAct{access.ProxyRegister, "proxies", "/proxies"}, fileAct{access.AccessCodeIssue, "access_code", "/access-code"},
		fileAct{access.HouseholdReveal, "reveal", "/reveal"})
	return groups
}

// fileAct is one thing to do: the permission for it, its words and its address within the file.
type fileAct struct {
	permission access.Permission
	key, rest  string
}

func memberGrid(r *page.Request, v openFile, persons []casefile.Person, caption string, acts bool) page.Grid {
	columns := []string{"name", "relation", "sex", "age", "id_number", "phone", "account", "health", "capacity", "from"}
	grid := page.Grid{Caption: caption, Empty: r.T("casefile.member.none")}
	for _, column := range columns {
		grid.Columns = append(grid.Columns, page.Column{Text: r.T("casefile.member." + column)})
	}
	acts = acts && r.Actor.May(access.HouseholdCorrect, v.Household.Region)
	if acts {
		grid.Columns = append(grid.Columns, page.Column{Text: r.T("casefile.member.acts")})
	}
	for _, one := range persons {
		health := r.T("casefile.member.not_recorded")
		if one.Health {
			health = r.T("casefile.member.recorded")
		}
		row := []page.Cell{
			{Text: one.Name, Header: true},
			{Text: one.Relation.Label(r.Language)},
			{Text: one.Sex.Label(r.Language)},
			{Text: ageWords(r, one)},
			{Body: idShown(r, one)},
			{Text: one.Phone},
			{Text: one.Account},
			{Text: health},
			{Text: one.Capacity.Label(r.Language)},
			{Text: spanWords(r, one)},
		}
		if acts {
			row = append(row, page.Cell{Body: memberActs(r, v.id(), one)})
		}
		grid.Rows = append(grid.Rows, row)
	}
	return grid
}

func ageWords(r *page.Request, p casefile.Person) string {
	if !p.HasAge {
		return r.T("casefile.member.age_unknown")
	}
	return number(p.Age)
}

func spanWords(r *page.Request, p casefile.Person) string {
	if p.UntilOn.IsZero() {
		return onDay(r, p.FromOn)
	}
	return r.T("casefile.member.span", "from", onDay(r, p.FromOn), "until", onDay(r, p.UntilOn))
}

func doubtWords(r *page.Request, doubt household.Warning) string { return doubt.Message(r.Language) }

// timelineOf writes a file's events in words, those of one group only when one is chosen.
func timelineOf(r *page.Request, f casefile.File, group casefile.Group, most int, paper func(string) string) []page.Event {
	var events []page.Event
	for _, e := range f.Events {
		if group != casefile.Everything && e.Group != group || most > 0 && len(events) == most {
			continue
		}
		shown := page.Event{Title: words(r, "casefile.event."+e.Kind, e.Pairs...)}
		if e.At.IsZero() {
			shown.At, shown.Moment = onDay(r, e.On), e.On.String()
		} else {
			shown.At, shown.Moment = at(r, e.At), e.At.Format(time.RFC3339)
		}
		if name := f.Names[e.Member]; name != "" {
			shown.Title = r.T("casefile.event.of", "name", name, "event", shown.Title)
		}
		if e.By != "" || e.ByKind == access.Rule {
			shown.By = deskOf(r, f, e.ByKind, e.By)
		}
		if e.Look != nil {
			shown.Title = r.T("casefile.event.why", "what", lookWords(r, *e.Look), "why", whyWords(r, *e.Look))
		}
		switch {
		case e.Document != "":
			shown.Body = paperLink(r, paper(e.Document))
		case e.Ref != "" && e.Group == casefile.OfComparing && r.Actor.May(access.ComparisonView, f.Household.Region):
			shown.Body = eventLink(ComparisonOf(f.Household.ID)+"?run="+e.Ref, r.T("casefile.event.open_comparison"))
		case e.Ref != "" && e.Group == casefile.OfVisits && r.Actor.May(access.HouseholdOpen, f.Household.Region):
			shown.Body = eventLink(visitPage(f.Household.ID, e.Ref), r.T("casefile.event.open_visit"))
		case e.Group == casefile.OfVerifying: // the reader would not see the event without the right to see the results
			shown.Body = eventLink(verifiedAt(f.Household.ID, ""), r.T("casefile.event.open_verification"))
		case e.Group == casefile.OfJudging && e.Needs == access.ClueView:
			shown.Body = eventLink(CluesOf(f.Household.ID), r.T("casefile.event.open_clue"))
		case e.Group == casefile.OfJudging:
			shown.Body = eventLink(CasesOf(f.Household.ID)+"/"+e.Ref, r.T("casefile.event.open_case"))
		case e.Group == casefile.OfApplying:
			shown.Body = eventLink(ApplicationsOf(f.Household.ID)+"/"+e.Ref, r.T("casefile.event.open_application"))
		case e.Ref != "" && e.Group == casefile.OfDeclaring && r.Actor.May(access.DeclarationEnter, f.Household.Region):
			shown.Body = eventLink(sheetAt(f.Household.ID, e.Ref), r.T("casefile.event.open_sheet"))
		}
		events = append(events, shown)
	}
	return events
}

func groupLinks(r *page.Request, chosen casefile.Group) []page.Link {
	var links []page.Link
	for _, group := range casefile.Groups() {
		name := string(group)
		if name == "" {
			name = "all"
		}
		links = append(links, page.Link{Text: r.T("casefile.group." + name), Path: r.With("group", string(group)), Current: group == chosen})
	}
	return links
}

// declaredGrid shows one declaration, line by line, with what the one before said.
func declaredGrid(r *page.Request, v openFile, d casefile.Declared) page.Grid {
	grid := page.Grid{
		Caption: r.T("casefile.declared.caption", "count", d.Number, "kind", r.T("casefile.declared."+string(d.Kind)), "day", onDay(r, d.EffectiveOn)),
		Empty:   r.T("casefile.declared.empty"),
		Columns: []page.Column{
			{Text: r.T("casefile.declared.item")},
			{Text: r.T("casefile.declared.of")},
			{Text: r.T("casefile.declared.said"), Numeric: true},
			{Text: r.T("casefile.declared.before"), Numeric: true},
		},
	}
	differ := map[[2]string]declaration.Difference{}
	for _, one := range d.Differences {
		differ[[2]string{one.Item, one.Member}] = one
	}
	row := func(item, member, now string, difference declaration.Difference, changed bool) {
		label := item
		if known, found := v.Terms.Item(item); found {
			label = known.Label
		}
		before := page.Cell{Numeric: true}
		if changed {
			text := r.T("casefile.declared.not_said")
			if difference.HadBefore {
				text = lineWords(r, v, difference.Before)
			}
			before.Body = page.Tag(text, page.Running)
		}
		grid.Rows = append(grid.Rows, []page.Cell{{Text: label, Header: true}, {Text: ofWhom(r, v, item, member)}, {Text: now, Numeric: true}, before})
	}
	// In the order in which the edition asks, which is the order in which the household answered.
	for _, line := range v.asked(d.Lines) {
		difference, changed := differ[[2]string{line.Item, line.Member}]
		row(line.Item, line.Member, lineWords(r, v, line), difference, changed)
	}
	for _, one := range d.Differences {
		if !one.HasNow {
			row(one.Item, one.Member, r.T("casefile.declared.not_said"), one, true)
		}
	}
	return grid
}

func (v openFile) asked(given []declaration.Line) []declaration.Line {
	lines := slices.Clone(given)
	slices.SortStableFunc(lines, func(a, b declaration.Line) int { return v.askedAs(a.Item) - v.askedAs(b.Item) })
	return lines
}

// askedAs is an item's place in the edition's catalogue; what the edition no longer asks comes last.
func (v openFile) askedAs(item string) int {
	for i, known := range v.Terms.Items {
		if known.Code == item {
			return i
		}
	}
	return len(v.Terms.Items)
}

// ofWhom says whom an answer is about: a member, the whole household, or those who are not on the register.
func ofWhom(r *page.Request, v openFile, code, member string) string {
	item, known := v.Terms.Item(code)
	switch {
	case member != "":
		return v.Names[member]
	case known && item.Membership:
		return r.T("declare.members.others_short")
	}
	return r.T("declare.enter.household")
}

// lineWords is an answer as it was given: the amount in the period in which the person counts.
func lineWords(r *page.Request, v openFile, line declaration.Line) string {
	item, _ := v.Terms.Item(line.Item)
	if item.Membership {
		return livingWords(r, line)
	}
	if item.Unit == declaration.YesNo && line.State == declaration.None {
		return r.T("declare.answer.kinship.none")
	}
	if line.State != declaration.Given {
		return r.T("casefile.declared.state." + string(line.State))
	}
	var amount string
	switch item.Unit {
	case declaration.Fen:
		amount = r.T("casefile.declared.yuan", "amount", money.Fen(line.Amount).String())
	case declaration.Area:
		amount = r.T("casefile.declared.area", "amount", money.Fen(line.Amount).String())
	case declaration.YesNo:
		return r.T("declare.answer.kinship.given")
	case declaration.Count:
		amount = r.T("declare.said.count", "amount", line.Amount, "counter", item.Counter)
	}
	switch line.Length {
	case period.Month:
		return r.T("casefile.declared.a_month", "amount", amount)
	case period.Year:
		return r.T("casefile.declared.a_year", "amount", amount)
	case period.Unsaid:
	}
	return amount
}

// livingWords is an answer to who lives together, in the words of the page on which it was asked: a member lives here or
// not; of those who are not on the register there are some or none.
func livingWords(r *page.Request, line declaration.Line) string {
	switch {
	case line.Member != "" || line.State == declaration.DontKnow || line.State == declaration.NeedsHelp:
		return r.T("declare.members.state." + string(line.State))
	case line.State == declaration.Given:
		return r.T("declare.said.people", "amount", line.Amount)
	}
	return r.T("declare.members.others_none")
}

func looksGrid(r *page.Request, v openFile) page.Grid {
	grid := page.Grid{
		Caption: r.T("casefile.opened.caption"), Empty: r.T("casefile.opened.empty"), Sticky: true,
		Columns: []page.Column{
			{Text: r.T("casefile.opened.at")},
			{Text: r.T("casefile.opened.office")},
			{Text: r.T("casefile.opened.who")},
			{Text: r.T("casefile.opened.role")},
			{Text: r.T("casefile.opened.what")},
			{Text: r.T("casefile.opened.why")},
		},
	}
	for _, look := range v.Looks {
		role := ""
		if look.Role != "" {
			role = r.T("access.role." + string(look.Role))
		}
		what := lookWords(r, look)
		if name := v.Names[look.Member]; name != "" {
			what = r.T("casefile.event.of", "name", name, "event", what)
		}
		office, who := placeIn(look.Desk.Unit), look.Desk.Name
		if look.ActorKind == access.Resident {
			office, who = r.T("casefile.by.household"), v.Names[look.Actor]
		}
		if look.ActorKind == access.System {
			office, who = r.T("casefile.by.other_system", "name", look.Actor), ""
		}
		grid.Rows = append(grid.Rows, []page.Cell{
			{Text: at(r, look.At), Header: true}, {Text: office}, {Text: who}, {Text: role}, {Text: what}, {Text: whyWords(r, look)},
		})
	}
	return grid
}

func papersGrid(r *page.Request, v openFile) page.Grid {
	grid := page.Grid{
		Caption: r.T("casefile.papers.caption"), Empty: r.T("casefile.papers.empty"),
		Columns: []page.Column{{Text: r.T("casefile.papers.number")}, {Text: r.T("casefile.papers.kind")}, {Text: r.T("casefile.papers.on")}, {Text: r.T("casefile.papers.hash")}},
	}
	for _, one := range v.Documents {
		grid.Rows = append(grid.Rows, []page.Cell{
			{Text: one.Number, Path: paperPath + one.ID, Header: true}, {Text: paperKind(r, one.Kind)}, {Text: at(r, one.IssuedAt)}, {Text: one.Hash[:min(12, len(one.Hash))]},
		})
	}
	return grid
}
