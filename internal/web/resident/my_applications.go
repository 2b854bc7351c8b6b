package resident

import (
	"context"
	"net/http"

	"chengxin/internal/access"
	"chengxin/internal/application"
	steps "chengxin/internal/casework/application"
	"chengxin/internal/region"
	"chengxin/internal/web/page"
)

// ApplicationActs are what a resident reads of the own requests for assistance.
type ApplicationActs interface {
	Mine(ctx context.Context, actor access.Actor) (steps.Mine, error)
}

// ApplicationPages show a resident the own requests: what is registered, how far it is, who deals with it, and how to contest a refusal.
type ApplicationPages struct {
	Acts ApplicationActs
	Home string // the address of the resident's task list
}

// ApplicationsPath is where the page stands.
const ApplicationsPath = "/r/applications"

// Routes adds the page.
func (p ApplicationPages) Routes(r *page.Router) {
	r.Handle("GET "+ApplicationsPath, access.SelfView, p.applications)
}

func (p ApplicationPages) applications(w http.ResponseWriter, r *page.Request) error {
	mine, err := p.Acts.Mine(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	return r.Render(w, myApplicationsView(r, p, mine))
}

// requestRows say of one request what the applicant needs to know.
func requestRows(r *page.Request, mine steps.Mine, one steps.Shown) []page.Row {
	names := ""
	for i, id := range one.For {
		if i > 0 {
			names += r.T("page.list.separator")
		}
		names += mine.Names[id]
	}
	rows := []page.Row{
		{Key: r.T("application.number_col"), Value: one.Number},
		{Key: r.T("application.ask.applicant"), Value: mine.Names[one.Applicant]},
		{Key: r.T("application.ask.for"), Value: names},
		{Key: r.T("application.mine.state"), Value: r.T("application.mine.state." + string(one.State()))},
	}
	add := func(key, value string) {
		if value != "" {
			rows = append(rows, page.Row{Key: r.T(key), Value: value})
		}
	}
	if officer, known := mine.Officers[one.Officer()]; known && one.State().Open() {
		add("application.mine.who", officerLine(r, officer))
	}
	for _, record := range one.Records {
		if over, is := record.What.(application.HandedOver); is {
			add("application.mine.to", over.To)
			add("application.mine.reason", over.Reason)
		}
	}
	if proposed, _, refused := one.Refusal(); refused {
		add("application.mine.reason", proposed.Reason)
		add("application.mine.basis", proposed.Basis)
		for _, record := range one.Records {
			if _, is := record.What.(application.Refused); is {
				add("application.mine.signed", r.T("application.mine.signed_line", "one", officerLine(r, mine.Officers[one.Proposer()]), "other", officerLine(r, mine.Officers[record.By])))
			}
		}
	}
	return rows
}

func officerLine(r *page.Request, officer steps.Officer) string {
	return r.T("application.mine.who_line", "office", region.FullName(officer.Unit), "name", officer.Name)
}
