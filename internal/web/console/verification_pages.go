package console

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"chengxin/internal/access"
	steps "chengxin/internal/casework/verification"
	"chengxin/internal/exchange"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/region"
	"chengxin/internal/verification"
	"chengxin/internal/web/page"
)

// VerificationPages are the desk's pages of the platform's results: the sources, their files, what they state of a household,
// disputes about it, and enquiries to other counties.
type VerificationPages struct {
	Acts    steps.Acts
	Officer func(ctx context.Context, county region.Code, id string) string
	Paper   func(document string) string // the address of a letter's print
}

// Where the pages stand.
const (
	verificationPath = "/console/verification"
	sourceFilePath   = verificationPath + "/files/{file}"
	disputesPath     = verificationPath + "/disputes"
	enquiriesPath    = verificationPath + "/enquiries"
	verifiedPath     = declareBase + "/verification"
)

// Routes adds the pages.
func (p VerificationPages) Routes(r *page.Router) {
	both := func(path string, permission access.Permission, handler page.Handler, options ...page.Option) {
		r.Handle("GET "+path, permission, handler)
		r.Handle("POST "+path, permission, handler, options...)
	}
	both(verificationPath, access.VerificationImport, p.sources, page.Body(exchange.TableLimits.Bytes+page.DefaultMaxBody), page.Within(importTime))
	both(verificationPath+"/mappings/{source}", access.VerificationImport, p.mapping)
	r.Handle("GET "+sourceFilePath, access.VerificationImport, p.file)
	r.Handle("POST "+sourceFilePath+"/record", access.VerificationImport, p.record)
	r.Handle("POST "+sourceFilePath+"/discard", access.VerificationImport, p.discard)
	r.Handle("POST "+sourceFilePath+"/undo", access.VerificationImport, p.undo)
	r.Handle("GET "+sourceFilePath+"/workbook", access.VerificationImport, p.workbook, page.Within(importTime))
	r.Handle("GET "+verifiedPath, access.VerificationView, p.verified)
	both(verifiedPath+"/{report}/{member}/{item}/dispute", access.VerificationAnswer, p.dispute)
	both(verifiedPath+"/disputes/{dispute}", access.VerificationAnswer, p.answer)
	both(verifiedPath+"/enquiry", access.VerificationAnswer, p.newEnquiry)
	r.Handle("GET "+disputesPath, access.VerificationAnswer, p.disputes)
	r.Handle("GET "+enquiriesPath, access.VerificationAnswer, p.enquiries)
	both(enquiriesPath+"/{enquiry}", access.VerificationAnswer, p.enquiry, page.Body(photoUpload))
	r.Handle("GET "+enquiriesPath+"/{enquiry}/scan", access.VerificationAnswer, p.replyScan)
}

func sourceFileAt(id, rest string) string { return verificationPath + "/files/" + id + rest }

func verifiedAt(household, rest string) string { return fileAt(household, "/verification"+rest) }

// verificationSub are the parts of this area.
func verificationSub(r *page.Request, here string) []page.Link {
	var links []page.Link
	for _, one := range []struct {
		path, key  string
		permission access.Permission
	}{
		{verificationPath, "verification.file.title", access.VerificationImport},
		{disputesPath, "verification.dispute.title", access.VerificationAnswer},
		{enquiriesPath, "verification.enquiry.title", access.VerificationAnswer},
	} {
		if r.Actor.MayAnywhere(one.permission) {
			links = append(links, page.Link{Text: r.T(one.key), Path: one.path, Current: one.path == here})
		}
	}
	return links
}

func sourceChoices(r *page.Request) []page.Choice {
	var choices []page.Choice
	for _, source := range verification.Sources() {
		choices = append(choices, page.Choice{Value: string(source), Label: source.Label(r.Language)})
	}
	return choices
}

func verificationPlaces(r *page.Request) []page.Choice {
	var choices []page.Choice
	for _, place := range r.Actor.Where(access.VerificationImport) {
		choices = append(choices, page.Choice{Value: string(place), Label: placeIn(place)})
	}
	return choices
}

func values(choices []page.Choice) []string {
	all := make([]string, len(choices))
	for i, one := range choices {
		all[i] = one.Value
	}
	return all
}

// sources shows how current every source is, and takes a file: checked and kept, nothing is recorded yet.
func (p VerificationPages) sources(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	places := verificationPlaces(r)
	if r.Method == http.MethodPost {
		source := verification.Source(f.RequireChoice("source", r.T("verification.file.source"), values(sourceChoices(r))...))
		place := f.RequireChoice("place", r.T("verification.file.place"), values(places)...)
		day := f.RequireDay("as_of", r.T("verification.file.day"))
		file, given := f.File("file", exchange.TableLimits.Bytes)
		if !given && f.Wrong("file") == "" {
			f.Refuse("file", "imports.choose_file")
		}
		if f.Valid() {
			id, err := p.stage(r, f, steps.Upload{
				Key: f.Key(), Region: region.Code(place), Source: source, AsOf: day.Day, Name: file.Name, Content: file.Content, Follows: f.Text("follows"),
			})
			if err == nil {
				return r.SeeOther(w, sourceFileAt(id, ""))
			}
			if err := p.takeUpload(r, f, source, err); err != nil {
				return err
			}
		}
	} else if len(places) > 0 {
		f.Set("place", places[0].Value)
		f.Set("source", r.Query("source"))
	}
	standings, err := p.Acts.SourceStandings(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	files, err := p.Acts.Files(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	return r.RenderForm(w, f, verificationSourcesView(r, f, standings, files))
}

// takeUpload shows a missing mapping at the source.
func (p VerificationPages) takeUpload(r *page.Request, f *page.Form, source verification.Source, err error) error {
	if one := fault.KindOf(err); one == fault.NotFound && err != nil {
		f.Refuse("source", "verification.no_mapping", "source", source.Label(r.Language))
		return nil
	}
	return takeAct(f, err)
}

func (p VerificationPages) stage(r *page.Request, f *page.Form, up steps.Upload) (string, error) {
	mapping, err := p.Acts.Mapping(r.Context(), r.Actor.County, up.Source)
	if err != nil {
		f.Set("source", string(up.Source))
		return "", err
	}
	table, err := exchange.ReadVerification(up.Content, mapping.Mapping, exchange.TableLimits)
	if err != nil {
		return "", err
	}
	up.Form, up.Rows = table.Form, table.Rows
	return p.Acts.StageFile(r.Context(), r.Actor, up)
}

// mapping saves how a source's files are read.
func (p VerificationPages) mapping(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	source := verification.Source(r.PathValue("source"))
	if !source.Known() {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	terms, err := p.Acts.Terms(r.Context(), r.Actor.County)
	if err != nil {
		return err
	}
	items := slices.DeleteFunc(slices.Clone(terms.Items), func(i verification.Item) bool { return !slices.Contains(source.Items(), i.Code) })
	if r.Method == http.MethodPost {
		err := p.Acts.SaveMapping(r.Context(), r.Actor, f.Key(), mappingOf(f, source, items))
		if err == nil {
			r.Flash(r.T("verification.mapping.saved"))
			return r.SeeOther(w, verificationPath+"?source="+string(source))
		}
		if err := takeAct(f, err); err != nil {
			return err
		}
	} else if saved, err := p.Acts.Mapping(r.Context(), r.Actor.County, source); err == nil {
		fillMapping(f, saved.Mapping, items)
	} else if fault.KindOf(err) != fault.NotFound {
		return err
	} else {
		fillMapping(f, verification.Mapping{Item: items[0].Code}, items)
	}
	return r.RenderForm(w, f, verificationMappingView(r, f, source, items))
}

func mappingOf(f *page.Form, source verification.Source, items []verification.Item) verification.Mapping {
	m := verification.Mapping{Source: source, Item: f.Text("item"), Words: map[string]string{}, Measure: map[string]verification.Measure{}}
	for _, column := range verification.Columns() {
		name := column.String()
		if column == verification.ColumnItem {
			name = "item_heading"
		}
		m.Headings[column] = f.Text(name)
	}
	for _, item := range items {
		for _, word := range strings.Fields(f.Text("words_" + item.Code)) {
			m.Words[word] = item.Code
		}
		m.Measure[item.Code] = verification.Measure(f.Text("measure_" + item.Code))
	}
	return m
}

func fillMapping(f *page.Form, m verification.Mapping, items []verification.Item) {
	for _, column := range verification.Columns() {
		name := column.String()
		if column == verification.ColumnItem {
			name = "item_heading"
		}
		f.Set(name, m.Headings[column])
	}
	f.Set("item", m.Item)
	words := map[string][]string{}
	for word, code := range m.Words {
		words[code] = append(words[code], word)
	}
	for _, item := range items {
		slices.Sort(words[item.Code])
		f.Set("words_"+item.Code, strings.Join(words[item.Code], " "))
		f.Set("measure_"+item.Code, string(m.MeasureOf(item)))
	}
}

func sourceMeasures(r *page.Request, item verification.Item) []page.Choice {
	var choices []page.Choice
	for _, measure := range verification.Measures() {
		if measure.Fits(item.Unit) {
			choices = append(choices, page.Choice{Value: string(measure), Label: measure.Label(r.Language)})
		}
	}
	return choices
}

// shownFile is what the page of one file shows.
type shownFile struct {
	steps.File
	Issues []verification.Issue
	Total  int
	Failed string // the job's last failure
}

func (p VerificationPages) file(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	return p.renderFile(w, r, f)
}

func (p VerificationPages) renderFile(w http.ResponseWriter, r *page.Request, f *page.Form) error {
	shown := shownFile{}
	var err error
	if shown.File, err = p.Acts.Look(r.Context(), r.Actor, r.PathValue("file")); err != nil {
		return err
	}
	err = p.Acts.Refusals(r.Context(), r.Actor, shown.ID, func(issue verification.Issue) {
		if shown.Total++; shown.Total <= shownIssues {
			shown.Issues = append(shown.Issues, issue)
		}
	})
	if err != nil {
		return err
	}
	job, _, err := p.Acts.Job(r.Context(), shown.File)
	if err != nil {
		return err
	}
	shown.Failed = job.Failure
	if shown.State() == steps.Recording && f.Valid() {
		w.Header().Set("Refresh", comesAgain)
	}
	return r.RenderForm(w, f, verificationFileView(r, f, shown))
}

func (p VerificationPages) act(w http.ResponseWriter, r *page.Request, said string, do func(f *page.Form, id string) error) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	id := r.PathValue("file")
	if err := do(f, id); err != nil {
		if err := takeAct(f, err); err != nil {
			return err
		}
		return p.renderFile(w, r, f)
	}
	r.Flash(r.T(said))
	return r.SeeOther(w, sourceFileAt(id, ""))
}

func (p VerificationPages) record(w http.ResponseWriter, r *page.Request) error {
	return p.act(w, r, "verification.file.ordered", func(f *page.Form, id string) error {
		return p.Acts.OrderFile(r.Context(), r.Actor, r.Actor.County, id, f.Key())
	})
}

func (p VerificationPages) discard(w http.ResponseWriter, r *page.Request) error {
	return p.act(w, r, "verification.file.discarded", func(f *page.Form, id string) error {
		return p.Acts.DiscardFile(r.Context(), r.Actor, r.Actor.County, id, f.Key())
	})
}

func (p VerificationPages) undo(w http.ResponseWriter, r *page.Request) error {
	return p.act(w, r, "verification.file.undone", func(f *page.Form, id string) error {
		return p.Acts.UndoFile(r.Context(), r.Actor, r.Actor.County, id, f.Key(), f.Text("reason"))
	})
}

// workbook gives the file back with its problems marked, or only the rows that were not taken.
func (p VerificationPages) workbook(w http.ResponseWriter, r *page.Request) error {
	only := r.Query("only") == "failed"
	what, name, write := "marked", r.T("verification.file.marked_name"), exchange.MarkVerification
	if only {
		what, name, write = "failed", r.T("verification.file.failed_name"), exchange.WriteFailedVerification
	}
	file, mapping, content, issues, err := p.Acts.OpenFile(r.Context(), r.Actor, r.PathValue("file"), what)
	if err != nil {
		return err
	}
	body, err := write(content, mapping, issues, exchange.TableLimits)
	if err != nil {
		return err
	}
	if !only {
		name = strings.TrimSuffix(strings.TrimSuffix(file.Name, ".xlsx"), ".csv") + name
	}
	if file.Form == exchange.FormWorkbook {
		return r.Send(w, page.Content{Name: name + ".xlsx", Type: workbookType, Body: body})
	}
	return r.Send(w, page.Content{Name: name + ".csv", Type: "text/csv; charset=" + file.Form, Body: body})
}

func sourcesGrid(r *page.Request, all []steps.SourceStanding) page.Grid {
	grid := page.Grid{Caption: r.T("verification.file.sources"), Sticky: true, Columns: []page.Column{
		{Text: r.T("verification.file.source")},
		{Text: r.T("verification.file.latest")},
		{Text: r.T("verification.file.age")},
		{Text: r.T("verification.file.state")},
		{Text: r.T("verification.file.mapped")},
	}}
	for _, one := range all {
		day, age, text, colour, mapped := "", "", r.T("verification.file.never"), page.Neutral, r.T("verification.file.mapped_no")
		if !one.Last.AsOf.IsZero() {
			day, age, text, colour = onDay(r, one.Last.AsOf), r.T("verification.file.days", "days", one.Age), r.T("verification.file.fresh"), page.Success
			if one.Stale {
				text, colour = r.T("verification.file.stale"), page.Waiting
			}
		}
		if one.Mapped {
			mapped = r.T("verification.file.mapped_yes")
		}
		grid.Rows = append(grid.Rows, []page.Cell{
			{Text: one.Source.Label(r.Language), Header: true},
			{Text: day},
			{Text: age},
			{Body: page.Tag(text, colour)},
			{Text: mapped, Path: verificationPath + "/mappings/" + string(one.Source)},
		})
	}
	return grid
}

func filesGrid(r *page.Request, all []steps.File) page.Grid {
	grid := page.Grid{Caption: r.T("verification.file.history"), Empty: r.T("verification.file.none"), Sticky: true, Columns: []page.Column{
		{Text: r.T("verification.file.name")},
		{Text: r.T("verification.file.source")},
		{Text: r.T("verification.file.day")},
		{Text: r.T("verification.file.at")},
		{Text: r.T("verification.file.good"), Numeric: true},
		{Text: r.T("verification.file.refused"), Numeric: true},
		{Text: r.T("verification.file.state")},
	}}
	for _, one := range all {
		grid.Rows = append(grid.Rows, []page.Cell{
			{Text: one.Name, Path: sourceFileAt(one.ID, ""), Header: true},
			{Text: one.Source.Label(r.Language)},
			{Text: onDay(r, one.AsOf)},
			{Text: at(r, one.At)},
			{Text: fmt.Sprint(one.Good), Numeric: true},
			{Text: fmt.Sprint(one.Refused()), Numeric: true},
			{Body: fileTag(r, one)},
		})
	}
	return grid
}

func fileSummary(r *page.Request, s shownFile) []page.Row {
	rows := []page.Row{
		{Key: r.T("verification.file.source"), Value: s.Source.Label(r.Language)},
		{Key: r.T("verification.file.day"), Value: onDay(r, s.AsOf)},
		{Key: r.T("verification.file.place"), Value: placeIn(s.Region)},
		{Key: r.T("verification.file.at"), Value: at(r, s.At)},
	}
	for _, one := range []struct {
		key    string
		n      int64
		always bool
	}{
		{"rows", s.Rows, true},
		{"good", s.Good, true},
		{"households", s.Households, true},
		{"unknown", s.Unknown, true},
		{"unauthorised", s.Unauthorised, true},
		{"wrong", s.Wrong, true},
		{"earlier", s.Earlier, false},
		{"recorded", s.Tally.Recorded, false},
		{"failed", s.Tally.Failed, false},
	} {
		if one.always || one.n > 0 {
			rows = append(rows, page.Row{Key: r.T("verification.file." + one.key), Value: fmt.Sprint(one.n)})
		}
	}
	return rows
}

func refusedGrid(r *page.Request, s shownFile) page.Grid {
	grid := page.Grid{Caption: r.T("verification.file.problems"), Hidden: true, Sticky: true, Columns: []page.Column{
		{Text: r.T("verification.file.line"), Numeric: true}, {Text: r.T("verification.file.column")}, {Text: r.T("verification.file.problem")},
	}}
	for _, issue := range s.Issues {
		grid.Rows = append(grid.Rows, []page.Cell{{Text: fmt.Sprint(issue.Line), Numeric: true, Header: true}, {Text: issue.At.Label(r.Language)}, {Text: issue.Message(r.Language)}})
	}
	return grid
}

// verifiedHead says whose results are open: the masked name of the head, the file number and the place.
func verifiedHead(view steps.View, title, back string, f *page.Form) page.Head {
	head := page.Head{Title: title, Back: back, Form: f, Wide: true, Identity: &page.Identity{Title: view.Household.Number, Detail: region.FullName(view.Household.Region)}}
	if len(view.Persons) > 0 {
		head.Identity.Title = household.MaskName(view.Persons[0].Name) + " " + view.Household.Number
	}
	return head
}
