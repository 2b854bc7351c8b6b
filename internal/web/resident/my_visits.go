package resident

import (
	"context"
	"net/http"
	"strconv"

	"chengxin/internal/access"
	steps "chengxin/internal/casework/homevisit"
	"chengxin/internal/fault"
	"chengxin/internal/homevisit"
	"chengxin/internal/web/page"
)

// VisitActs are what a resident reads and says of the visits to the own household.
type VisitActs interface {
	Mine(ctx context.Context, actor access.Actor) (steps.Mine, error)
	DisputeVisit(ctx context.Context, actor access.Actor, key, visit, words string) (homevisit.Dispute, error)
}

// VisitPages show a household who comes when, what was seen as it was put down, and take its word that something is not right.
type VisitPages struct {
	Acts VisitActs
	Home string // the address of the resident's task list
}

// VisitsPath is where the pages stand.
const VisitsPath = "/r/visits"

// Routes adds the pages.
func (p VisitPages) Routes(r *page.Router) {
	r.Handle("GET "+VisitsPath, access.SelfView, p.visits)
	r.Handle("GET "+VisitsPath+"/{visit}", access.SelfView, p.visit)
	r.Handle("GET "+VisitsPath+"/{visit}/dispute", access.SelfDeclare, p.dispute)
	r.Handle("POST "+VisitsPath+"/{visit}/dispute", access.SelfDeclare, p.dispute)
}

func (p VisitPages) visits(w http.ResponseWriter, r *page.Request) error {
	mine, err := p.Acts.Mine(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	return r.Render(w, myVisitsView(r, p, mine))
}

func (p VisitPages) visit(w http.ResponseWriter, r *page.Request) error {
	mine, err := p.Acts.Mine(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	visit, err := visitOf(mine, r.PathValue("visit"))
	if err != nil {
		return err
	}
	return r.Render(w, myVisitView(r, mine, visit))
}

// dispute takes the household's word that a visit's record is not right.
func (p VisitPages) dispute(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	mine, err := p.Acts.Mine(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	visit, err := visitOf(mine, r.PathValue("visit"))
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		_, err := p.Acts.DisputeVisit(r.Context(), r.Actor, f.Key(), visit.ID, f.Text("words"))
		if err == nil {
			r.Flash(r.T("visit.mine.dispute_done"))
			return r.SeeOther(w, VisitsPath+"/"+visit.ID)
		}
		if err := takeHere(f, err, nil); err != nil {
			return err
		}
	}
	return r.RenderForm(w, f, disputeVisitView(r, f, visit))
}

func visitOf(mine steps.Mine, id string) (steps.MyVisit, error) {
	for _, one := range mine.Visits {
		if one.ID == id {
			return one, nil
		}
	}
	return steps.MyVisit{}, fault.New(fault.NotFound, "fault.not_found")
}

// visitAbout is what a visit's page says before the items.
func visitAbout(r *page.Request, visit steps.MyVisit, mine steps.Mine) []page.Row {
	present := ""
	for _, member := range visit.Present {
		for _, person := range mine.Persons {
			if person.Member == member {
				present = joined(r, present, person.Name)
			}
		}
	}
	present = joined(r, present, visit.Others)
	rows := []page.Row{
		{Key: r.T("visit.mine.who"), Value: r.T("visit.mine.who_words", "first", visit.Officers[0], "second", visit.Officers[1])},
		{Key: r.T("visit.mine.present"), Value: present},
		{Key: r.T("visit.mine.neighbours"), Value: strconv.Itoa(visit.Asked)},
		{Key: r.T("visit.mine.photos"), Value: strconv.Itoa(visit.Photos)},
		{Key: r.T("visit.mine.confirmed"), Value: dayWords(r, visit.Confirmed)},
	}
	for _, one := range [][2]string{{"livestock", visit.Home.Livestock}, {"utilities", visit.Home.Utilities}, {"words", visit.Home.Words}} {
		if one[1] != "" {
			rows = append(rows, page.Row{Key: r.T("visit.home." + one[0]), Value: one[1]})
		}
	}
	return rows
}

func joined(r *page.Request, list, name string) string {
	if list == "" || name == "" {
		return list + name
	}
	return list + r.T("page.list.separator") + name
}

// visitItems are the items of one class as they were put down; what concerns another adult is withheld already.
func visitItems(r *page.Request, visit steps.MyVisit, mine steps.Mine, class string) []page.Row {
	var rows []page.Row
	for _, line := range visit.Lines {
		item, known := mine.Terms.Item(line.Item)
		if !known || item.Class != class {
			continue
		}
		key := item.Label
		for _, person := range mine.Persons {
			if person.Member == line.Member {
				key = r.T("visit.mine.item", "item", item.Label, "name", person.Name)
			}
		}
		if item.Membership && line.Member == "" {
			key = r.T("visit.others")
		}
		value := steps.SeenWords(r.Language, item, line.Member, line.Seen)
		if !line.Since.IsZero() {
			value = joined(r, value, r.T("visit.seen.since", "day", dayWords(r, line.Since)))
		}
		if line.Before != nil {
			value = joined(r, value, r.T("visit.mine.changed", "before", steps.SeenWords(r.Language, item, line.Member, *line.Before)))
		}
		if line.Note != "" && line.State != homevisit.Withheld {
			value = joined(r, value, line.Note)
		}
		rows = append(rows, page.Row{Key: key, Value: value})
	}
	return rows
}

// visitClasses are the classes of the items, in the order of the catalogue.
func visitClasses(mine steps.Mine) []string {
	var classes []string
	for _, item := range mine.Terms.Items {
		if len(classes) == 0 || classes[len(classes)-1] != item.Class {
			classes = append(classes, item.Class)
		}
	}
	return classes
}

func withholds(visit steps.MyVisit) bool {
	for _, line := range visit.Lines {
		if line.State == homevisit.Withheld {
			return true
		}
	}
	return false
}
