package console

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"chengxin/internal/access"
	comparisonsteps "chengxin/internal/casework/comparison"
	"chengxin/internal/comparison"
	"chengxin/internal/declaration"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/money"
	"chengxin/internal/policy"
	"chengxin/internal/region"
	"chengxin/internal/web/page"
)

// ComparisonActs are what officers do and read when sources are compared. Opening a household's comparison is logged.
type ComparisonActs interface {
	Open(ctx context.Context, actor access.Actor, at comparisonsteps.At) (comparisonsteps.View, error)
	Compare(ctx context.Context, actor access.Actor, at comparisonsteps.At) (comparisonsteps.Done, error)
	List(ctx context.Context, actor access.Actor, county, place region.Code, filter comparisonsteps.Filter, after string) (comparisonsteps.List, error)
	AskRegion(ctx context.Context, actor access.Actor, county, place region.Code, key string) (comparisonsteps.RegionBatch, error)
}

// ComparisonPages are the desk's pages of the three sources: a place's list, and one household's side by side.
type ComparisonPages struct {
	Acts ComparisonActs
	File func(household string) string // the address of a household's file
}

const comparisonPath = "/console/comparison"

// ComparisonOf is the address of a household's comparison.
func ComparisonOf(household string) string { return "/console/households/" + household + "/comparison" }

// Routes adds the pages.
func (p ComparisonPages) Routes(r *page.Router) {
	r.Handle("GET "+comparisonPath, access.ComparisonView, p.list)
	r.Handle("GET "+comparisonPath+"/region", access.ComparisonRun, p.askRegion)
	r.Handle("POST "+comparisonPath+"/region", access.ComparisonRun, p.askRegion)
	r.Handle("GET "+ComparisonOf("{household}"), access.ComparisonView, p.household)
	r.Handle("POST "+ComparisonOf("{household}"), access.ComparisonRun, p.compareAgain)
}

// list shows a place's households by their latest comparison.
func (p ComparisonPages) list(w http.ResponseWriter, r *page.Request) error {
	places := r.Actor.Where(access.ComparisonView)
	place := region.Code(r.Query("place"))
	if place == "" && len(places) > 0 {
		place = places[0]
	}
	list, err := p.Acts.List(r.Context(), r.Actor, r.Actor.County, place, filterOf(r.Query("show")), r.Query("after"))
	if err != nil {
		return err
	}
	return r.Render(w, comparisonListView(r, list, comparedPlaces(r, access.ComparisonView)))
}

// filterOf reads a filter; an address that somebody changed shows all.
func filterOf(text string) comparisonsteps.Filter {
	for _, filter := range comparisonsteps.Filters() {
		if text == string(filter) {
			return filter
		}
	}
	return comparisonsteps.All
}

// comparedPlaces are the places in which an officer holds a permission, with what lies inside them down to the villages.
func comparedPlaces(r *page.Request, permission access.Permission) []page.Choice {
	var choices []page.Choice
	var add func(place region.Code)
	add = func(place region.Code) {
		choices = append(choices, page.Choice{Value: string(place), Label: region.FullName(place)})
		if place.Level() == region.County || place.Level() == region.Township {
			for _, inside := range region.Children(place) {
				add(inside)
			}
		}
	}
	for _, place := range r.Actor.Where(permission) {
		add(place)
	}
	return choices
}

// askRegion asks for a whole place to be compared; it goes on behind the pages.
func (p ComparisonPages) askRegion(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		place := region.Code(f.Text("region"))
		batch, err := p.Acts.AskRegion(r.Context(), r.Actor, r.Actor.County, place, f.Key())
		if err == nil {
			r.Flash(r.T("compare.region.asked", "place", region.FullName(place), "count", batch.Households))
			return r.SeeOther(w, page.Local(comparisonPath+"?place="+string(place)))
		}
		if err := takeAct(f, err); err != nil {
			return err
		}
	} else {
		f.Set("region", r.Query("place"))
	}
	return r.RenderForm(w, f, askRegionView(r, f, comparedPlaces(r, access.ComparisonRun)))
}

// household shows the three sources of one household side by side, of its latest comparison or of an earlier one.
func (p ComparisonPages) household(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	view, err := p.Acts.Open(r.Context(), r.Actor, comparisonsteps.At{County: r.Actor.County, Household: r.PathValue("household")})
	if err != nil {
		return err
	}
	run, found := view.Run(r.Query("run"))
	if !found && r.Query("run") != "" {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	return r.Render(w, comparedView(r, f, p, compared{View: view, Run: run, Found: found}))
}

func (p ComparisonPages) compareAgain(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	at := comparisonsteps.At{County: r.Actor.County, Household: r.PathValue("household"), Key: f.Key()}
	done, err := p.Acts.Compare(r.Context(), r.Actor, at)
	if err != nil {
		return err
	}
	if done.Run == "" {
		r.Flash(r.T("compare.unchanged"))
	} else {
		r.Flash(r.T("compare.done"))
	}
	return r.SeeOther(w, page.Local(ComparisonOf(at.Household)))
}

// compared is one household's comparison as the page shows it.
type compared struct {
	View  comparisonsteps.View
	Run   comparisonsteps.Run
	Found bool // there is a run
}

func (p ComparisonPages) head(r *page.Request, c compared) page.Head {
	head := page.Head{Title: r.T("compare.title"), Back: p.File(c.View.Household.ID), Wide: true, Identity: &page.Identity{
		Title: c.View.Household.Number, Detail: region.FullName(c.View.Household.Region),
	}}
	if len(c.View.Persons) > 0 {
		head.Identity.Title = household.MaskName(c.View.Persons[0].Name) + " " + c.View.Household.Number
	}
	return head
}

func (c compared) who(r *page.Request, member string) string {
	if member == "" {
		return r.T("compare.whole_household")
	}
	for _, person := range c.View.Persons {
		if person.Member == member {
			return household.MaskName(person.Name)
		}
	}
	return r.T("compare.not_on_register")
}

func (c compared) label(code string) string {
	if label, known := c.View.Rules.Labels[code]; known {
		return label.Text
	}
	return code
}

// comparedAmount says a sum in the unit of its item; a missing one says that it is missing, never zero.
func comparedAmount(r *page.Request, label comparisonsteps.Label, amount comparison.Amount) string {
	if amount.Missing {
		return r.T("compare.missing")
	}
	switch {
	case label.Class == string(policy.Membership):
		if amount.Value >= 1 {
			return r.T("compare.present")
		}
		return r.T("compare.absent")
	case label.Unit == string(declaration.YesNo):
		if amount.Value >= 1 {
			return r.T("compare.yes")
		}
		return r.T("compare.no")
	case label.Unit == string(declaration.Area):
		return r.T("compare.area", "value", hundredths(amount.Value))
	case label.Unit == string(declaration.Count):
		return r.T("compare.count", "value", amount.Value, "counter", label.Counter)
	}
	return money.Fen(amount.Value).String()
}

// hundredths writes 0.01 m² as square metres.
func hundredths(value int64) string { return fmt.Sprintf("%d.%02d", value/100, value%100) }

// kindColour marks a difference: a counted one waits for somebody to ask about it; nothing here is a verdict.
func kindColour(kind comparison.Kind) page.Colour {
	switch {
	case kind == "":
		return page.Success
	case kind == comparison.ReportedLate:
		return page.Waiting
	case kind.Counted():
		return page.Danger
	}
	return page.Neutral
}

// kindWords name what a comparison made of one thing. What was not compared is not the same, and says so.
func kindWords(r *page.Request, line comparisonsteps.Line) string {
	switch {
	case line.Kind != "":
		return r.T("comparison.kind." + string(line.Kind))
	case !judged(line):
		return r.T("compare.not_judged")
	case same(line):
		return r.T("compare.same")
	}
	return r.T("compare.within")
}

func lineColour(line comparisonsteps.Line) page.Colour {
	if line.Kind == "" && !judged(line) {
		return page.Neutral
	}
	return kindColour(line.Kind)
}

// differing are the lines in which something differs.
func (c compared) differing() []comparisonsteps.Line {
	return slices.DeleteFunc(slices.Clone(c.Run.Found.Lines), func(line comparisonsteps.Line) bool { return line.Kind == "" })
}

// comparedGrid lists what does not differ.
func comparedGrid(r *page.Request, c compared) page.Grid {
	grid := page.Grid{Caption: r.T("compare.all"), Sticky: true, Empty: r.T("compare.all_none"), Columns: []page.Column{
		{Text: r.T("compare.item")},
		{Text: r.T("compare.who")},
		{Text: r.T("comparison.source.declaration"), Numeric: true},
		{Text: r.T("comparison.source.visit"), Numeric: true},
		{Text: r.T("comparison.source.platform"), Numeric: true},
		{Text: r.T("compare.difference")},
	}}
	for _, line := range c.Run.Found.Lines {
		if line.Kind != "" {
			continue
		}
		label := c.View.Rules.Labels[line.Item]
		row := []page.Cell{{Text: c.label(line.Item), Header: true}, {Text: c.who(r, line.Member)}}
		for i, amount := range line.Sums {
			row = append(row, page.Cell{Body: sourceCell(comparedAmount(r, label, amount), asOfShort(r, line, i)), Numeric: true})
		}
		grid.Rows = append(grid.Rows, append(row, page.Cell{Body: page.Tag(kindWords(r, line), lineColour(line))}))
	}
	return grid
}

func asOfShort(r *page.Request, line comparisonsteps.Line, source int) string {
	if line.AsOf[source].IsZero() {
		return ""
	}
	return r.T("compare.as_of", "day", line.AsOf[source].String())
}

func standingsGrid(r *page.Request, list comparisonsteps.List) page.Grid {
	grid := page.Grid{Caption: r.T("compare.list"), Hidden: true, Sticky: true, Empty: r.T("compare.list_none"), Columns: []page.Column{
		{Text: r.T("console.list.number")},
		{Text: r.T("console.list.place")},
		{Text: r.T("compare.result")},
		{Text: r.T("compare.counted"), Numeric: true},
		{Text: r.T("compare.late"), Numeric: true},
		{Text: r.T("compare.changed"), Numeric: true},
		{Text: r.T("compare.incomparable"), Numeric: true},
		{Text: r.T("compare.without")},
		{Text: r.T("compare.at")},
	}}
	for _, row := range list.Rows {
		when := ""
		if row.Run != "" {
			when = at(r, row.At)
		}
		grid.Rows = append(grid.Rows, []page.Cell{
			{Text: row.Number, Path: ComparisonOf(row.Household), Header: true},
			{Text: region.FullName(row.Region)},
			{Body: standingTag(r, row)},
			{Text: countOf(row.Counts.Counted), Numeric: true},
			{Text: countOf(row.Counts.Late), Numeric: true},
			{Text: countOf(row.Counts.Changed), Numeric: true},
			{Text: countOf(row.Counts.Incomparable), Numeric: true},
			{Text: missingWords(r, row.Counts.Missing)},
			{Text: when},
		})
	}
	return grid
}

// countOf leaves a zero out: what is there stands out.
func countOf(n int) string {
	if n == 0 {
		return ""
	}
	return count(n)
}

func missingWords(r *page.Request, missing [3]bool) string {
	words := ""
	for i, source := range comparison.Sources() {
		if missing[i] {
			if words != "" {
				words += r.T("compare.and")
			}
			words += r.T("comparison.source." + source.String())
		}
	}
	return words
}

func batchesGrid(r *page.Request, list comparisonsteps.List) page.Grid {
	grid := page.Grid{Caption: r.T("compare.batches"), Columns: []page.Column{
		{Text: r.T("compare.batch.at")},
		{Text: r.T("console.list.place")},
		{Text: r.T("compare.batch.households"), Numeric: true},
		{Text: r.T("compare.batch.progress")},
		{Text: r.T("compare.batch.failed"), Numeric: true},
	}}
	for _, batch := range list.Batches {
		grid.Rows = append(grid.Rows, []page.Cell{
			{Text: at(r, batch.At), Header: true},
			{Text: region.FullName(batch.Region)},
			{Text: count(batch.Households), Numeric: true},
			{Body: batchProgress(r, batch)},
			{Text: countOf(batch.Failed), Numeric: true},
		})
	}
	return grid
}
