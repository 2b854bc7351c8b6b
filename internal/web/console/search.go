package console

import (
	"net/http"

	"chengxin/internal/access"
	"chengxin/internal/casefile"
	"chengxin/internal/fault"
	"chengxin/internal/region"
	"chengxin/internal/web/page"
)

// search finds households by name, pinyin, initials, identity number, file number or village, where the officer may look.
// What is typed is posted and answered under an address that does not tell it.
func (p *RegisterPages) search(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		typed := f.Text("q")
		if typed == "" {
			return r.SeeOther(w, searchPath)
		}
		return p.ask(w, r, f, typed)
	}
	shown := searched{}
	if word := r.Query("s"); word != "" {
		typed, found := p.asked.find(r.Actor, word, r.Now)
		shown.Typed, shown.Forgotten = typed, !found
		f.Set("q", typed)
	}
	shown.Results, err = p.Files.Search(r.Context(), r.Actor, shown.Typed, casefile.ReadHit(r.Query("after")))
	if err != nil {
		if err := f.Take(err); err != nil {
			return err
		}
	}
	return r.RenderForm(w, f, searchView(r, f, shown))
}

// ask is the search that was typed: it is written down before anything of it is shown, and slowed where it is by a number.
func (p *RegisterPages) ask(w http.ResponseWriter, r *page.Request, f *page.Form, typed string) error {
	found, err := p.Files.Ask(r.Context(), r.Actor, typed)
	if err != nil {
		if err := f.Take(err); err != nil {
			return err
		}
		return r.RenderForm(w, f, searchView(r, f, searched{Typed: typed}))
	}
	if found.Exact() {
		if err := p.searches.Allow(r.Now, "search "+r.Actor.ID, ""); err != nil {
			return err
		}
	}
	return r.SeeOther(w, searchPath+"?s="+p.asked.keep(r.Actor, typed, r.Now))
}

// searched is what the page of a search shows.
type searched struct {
	casefile.Results
	Typed     string
	Forgotten bool // the address stands for a search that is no longer remembered
}

// place shows a place: the places in it with their counts and progress, and the households of a village with how far each is.
func (p *RegisterPages) place(w http.ResponseWriter, r *page.Request) error {
	in := region.Code(r.PathValue("place"))
	if in.Level() < region.County || in.County() != r.Actor.County {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	if !r.Actor.May(access.HouseholdSearch, in) {
		return fault.New(fault.Forbidden, "fault.out_of_region")
	}
	var shown placed
	var err error
	shown.Code = in
	if in.Level() < region.Village {
		if shown.Tree, err = p.Files.Tree(r.Context(), r.Actor, in); err != nil {
			return err
		}
	}
	if in.Level() >= region.Township {
		if shown.Progress, err = p.progressIn(r, in); err != nil {
			return err
		}
		if shown.Found, err = p.Files.List(r.Context(), r.Actor, in, casefile.ReadHit(r.Query("after"))); err != nil {
			return err
		}
	}
	if in.Level() == region.Village {
		if shown.Steps, err = p.stepsOf(r, in); err != nil {
			return err
		}
	}
	return r.Render(w, placeView(r, shown))
}

// placed is what the page of a place shows.
type placed struct {
	Code     region.Code
	Tree     []casefile.Place
	Progress []progress
	Found    casefile.Results
	Steps    map[string]stepsMade
}

// stepsMade says how far one household has come.
type stepsMade struct {
	Told, Earlier, Pledged, Declared bool
	Waiting                          int // members who have not signed
	DeclaredFrom                     string
}

// stepsOf derives the steps of a village's households set-wise.
func (p *RegisterPages) stepsOf(r *page.Request, village region.Code) (map[string]stepsMade, error) {
	rows, _, err := p.Pledge.List(r.Context(), r.Actor, r.Actor.County, village, "")
	if err != nil {
		return nil, err
	}
	declared, err := p.Files.Declared(r.Context(), r.Actor, village)
	if err != nil {
		return nil, err
	}
	all := make(map[string]stepsMade, len(rows))
	for _, row := range rows {
		one := stepsMade{Told: row.Notice.State == toldNow, Earlier: row.Notice.State == toldBefore, Pledged: row.Valid, Waiting: row.Waiting}
		if day, made := declared[row.Household.ID]; made {
			one.Declared, one.DeclaredFrom = true, onDay(r, day)
		}
		all[row.Household.ID] = one
	}
	return all, nil
}

// nothingFound stands in an empty list of households. Where places were found, it does not say that nothing was.
func nothingFound(r *page.Request, found casefile.Results) string {
	if len(found.Places) > 0 {
		return r.T("console.search.only_places")
	}
	return r.T("console.search.nothing")
}

func foundGrid(r *page.Request, caption, empty string, found casefile.Results, known map[string]stepsMade) page.Grid {
	grid := page.Grid{
		Caption: caption, Empty: empty, Sticky: true,
		Columns: []page.Column{
			{Text: r.T("console.list.number")},
			{Text: r.T("console.list.head")},
			{Text: r.T("console.list.place")},
			{Text: r.T("console.list.kind")},
			{Text: r.T("console.list.persons"), Numeric: true},
		},
	}
	if known != nil {
		grid.Columns = append(grid.Columns, page.Column{Text: r.T("console.place.told")}, page.Column{Text: r.T("console.place.pledged")}, page.Column{Text: r.T("console.place.declared")})
	} else {
		grid.Columns = append(grid.Columns, page.Column{Text: r.T("console.list.found")})
	}
	for _, one := range found.Rows {
		row := []page.Cell{
			{Text: one.Number, Path: fileAt(one.Household, ""), Header: true},
			{Text: one.Head},
			{Text: placeIn(one.Region)},
			{Text: one.Kind.Label(r.Language)},
			{Text: number(one.Persons), Numeric: true},
		}
		if known != nil {
			row = append(row, stepCells(r, known[one.Household])...)
		} else {
			member := ""
			if one.Member != "" {
				member = r.T("console.list.member", "name", one.Member, "relation", one.Relation.Label(r.Language))
			}
			row = append(row, page.Cell{Text: member})
		}
		grid.Rows = append(grid.Rows, row)
	}
	return grid
}

func stepCells(r *page.Request, s stepsMade) []page.Cell {
	tag := func(done bool, yes, no string, colour page.Colour) page.Cell {
		if done {
			return page.Cell{Body: page.Tag(yes, page.Success)}
		}
		return page.Cell{Body: page.Tag(no, colour)}
	}
	told := tag(s.Told, r.T("console.step.told"), r.T("console.step.not_told"), page.Neutral)
	if s.Earlier {
		told = page.Cell{Body: page.Tag(r.T("console.step.told_before"), page.Danger)}
	}
	pledged := tag(s.Pledged, r.T("console.step.pledged"), r.T("console.step.not_pledged", "count", s.Waiting), page.Neutral)
	return []page.Cell{told, pledged, tag(s.Declared, r.T("console.step.declared", "day", s.DeclaredFrom), r.T("console.step.not_declared"), page.Neutral)}
}

func crumbsTo(r *page.Request, code region.Code) []page.Link {
	crumbs := []page.Link{{Text: r.T("console.home.title"), Path: "/console"}}
	for _, place := range code.Ancestors() {
		if place.Level() < region.County || !r.Actor.May(access.HouseholdSearch, place) {
			continue
		}
		link := page.Link{Text: region.Label(place), Path: placePath + string(place)}
		if place == code && r.URL.Path == link.Path {
			link.Path = ""
		}
		crumbs = append(crumbs, link)
	}
	return crumbs
}
