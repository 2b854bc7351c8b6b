package console

import (
	"context"
	"net/http"
	"sync"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casefile"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/web/page"
)

// progress is how far a village's households have come.
type progress struct {
	Place                   region.Code
	All, Told, Signed, Made int
	At                      time.Time // of the counting
}

// kept keeps counted progress for a short while, so that opening the front page does not count a county again and again.
type kept struct {
	mu  sync.Mutex
	all map[region.Code]progress
}

const (
	progressLasts = 2 * time.Minute
	progressMost  = 40 // villages that one page counts
)

// progressOf counts a village, or gives what was counted a short while ago. Whether the officer may see the village is
// checked every time.
func (p *RegisterPages) progressOf(r *page.Request, village region.Code) (progress, error) {
	if !r.Actor.May(access.HouseholdSearch, village) {
		return progress{}, fault.New(fault.Forbidden, "fault.out_of_region")
	}
	p.progress.mu.Lock()
	found, known := p.progress.all[village]
	p.progress.mu.Unlock()
	if known && r.Now.Sub(found.At) < progressLasts {
		return found, nil
	}
	_, counts, err := p.Pledge.List(r.Context(), r.Actor, r.Actor.County, village, "")
	if err != nil {
		return progress{}, err
	}
	declared, err := p.Files.Declared(r.Context(), r.Actor, village)
	if err != nil {
		return progress{}, err
	}
	found = progress{Place: village, All: counts.All, Told: counts.Told, Signed: counts.Valid, Made: len(declared), At: r.Now}
	p.progress.mu.Lock()
	defer p.progress.mu.Unlock()
	if p.progress.all == nil {
		p.progress.all = map[region.Code]progress{}
	}
	p.progress.all[village] = found
	return found, nil
}

func (p *RegisterPages) progressIn(r *page.Request, in region.Code) ([]progress, error) {
	villages, err := p.Files.Villages(r.Context(), r.Actor, in, progressMost+1)
	if err != nil || len(villages) > progressMost {
		return nil, err
	}
	all := make([]progress, 0, len(villages))
	for _, village := range villages {
		one, err := p.progressOf(r, village.Code)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// Waits counts things of one kind that wait for an officer.
type Waits struct {
	Key  string // the catalogue's console.home.<Key> and <Key>_hint
	Path string
	// Count says how many wait, and whether there are more than were counted. may is false for whoever has nothing to do with them.
	Count func(ctx context.Context, actor access.Actor) (n int, more, may bool, err error)
}

// waitingKind is a kind of things with how many wait.
type waitingKind struct {
	Waits
	N    int
	More bool
}

// desk is what the front page shows: what waits, the search, the own places.
type desk struct {
	Messages []casefile.Message
	Waiting  []waitingKind
	Progress []progress
	Tree     []casefile.Place
	Searches bool
}

// home is the desk's front page. A post takes a message to the officer off the list.
func (p *RegisterPages) home(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		if err := p.Outbox.ReadMessage(r.Context(), r.Actor, f.Text("message")); err != nil {
			return err
		}
		r.Flash(r.T("console.home.message_read"))
		return r.SeeOther(w, "/console")
	}
	var d desk
	if d.Messages, err = p.Files.OfficerMessages(r.Context(), r.Actor); err != nil {
		return err
	}
	for _, one := range p.Waits {
		n, more, may, err := one.Count(r.Context(), r.Actor)
		if err != nil {
			return err
		}
		if may {
			d.Waiting = append(d.Waiting, waitingKind{one, n, more})
		}
	}
	if d.Searches = r.Actor.MayAnywhere(access.HouseholdSearch); d.Searches {
		if d.Progress, err = p.progressIn(r, ""); err != nil {
			return err
		}
		if d.Tree, err = p.Files.Tree(r.Context(), r.Actor, ""); err != nil {
			return err
		}
	}
	return r.Render(w, deskView(r, f, d))
}

func progressGrid(r *page.Request, all []progress) page.Grid {
	grid := page.Grid{
		Caption: r.T("console.home.progress"), Empty: r.T("console.home.progress_empty"),
		Columns: []page.Column{
			{Text: r.T("console.place.name")},
			{Text: r.T("console.place.households"), Numeric: true},
			{Text: r.T("console.place.told")},
			{Text: r.T("console.place.pledged")},
			{Text: r.T("console.place.declared")},
		},
	}
	for _, one := range all {
		grid.Rows = append(grid.Rows, []page.Cell{
			{Text: region.Label(one.Place), Path: placePath + string(one.Place), Header: true},
			{Text: number(one.All), Numeric: true},
			{Body: share(r, one.Told, one.All)},
			{Body: share(r, one.Signed, one.All)},
			{Body: share(r, one.Made, one.All)},
		})
	}
	return grid
}

func shareColour(done, all int) page.Colour {
	switch {
	case all > 0 && done >= all:
		return page.Success
	case done > 0:
		return page.Running
	}
	return page.Neutral
}

func treeGrid(r *page.Request, caption string, tree []casefile.Place) page.Grid {
	grid := page.Grid{
		Caption: caption, Empty: r.T("console.place.empty"),
		Columns: []page.Column{{Text: r.T("console.place.name")}, {Text: r.T("console.place.households"), Numeric: true}},
	}
	for _, one := range tree {
		grid.Rows = append(grid.Rows, []page.Cell{
			{Text: region.Label(one.Code), Path: placePath + string(one.Code), Header: true}, {Text: number(int(one.Households)), Numeric: true},
		})
	}
	return grid
}

// clock is a moment's time of day.
func clock(moment time.Time) string { return moment.In(period.Shanghai).Format("15:04") }
