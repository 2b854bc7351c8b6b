package resident

import (
	"net/http"

	steps "chengxin/internal/casework/declaration"
	"chengxin/internal/declaration"
	"chengxin/internal/period"
	"chengxin/internal/web/page"
)

// askExit explains what leaving assistance means and takes the request; while one is open it shows where it stands.
func (d Declare) askExit(w http.ResponseWriter, r *page.Request) error {
	return d.handlerOf(w, r, func(f *page.Form, view steps.View) error {
		if exit, open := view.OpenExit(period.DayOf(r.Now)); open && r.Method == http.MethodGet {
			return r.Render(w, exitStateView(r, d.Home, exit))
		}
		if r.Method == http.MethodPost {
			if !f.Ticked("understood") {
				f.Refuse("understood", "declare.exit.tick_missing")
			}
			if f.Valid() {
				_, err := d.Acts.AskExit(r.Context(), r.Actor, own(r, f), steps.Sheet{}, f.Text("words"))
				if err == nil {
					r.Flash(r.T("declare.exit.asked"))
					return r.SeeOther(w, ExitPath)
				}
				if err := takeHere(f, err, nil); err != nil {
					return err
				}
			}
		}
		return r.RenderForm(w, f, exitView(r, f, d.Home, lastExit(view)))
	})
}

// revokeExit takes the exit back; no reason is asked.
func (d Declare) revokeExit(w http.ResponseWriter, r *page.Request) error {
	return d.handlerOf(w, r, func(f *page.Form, view steps.View) error {
		exit, open := view.OpenExit(period.DayOf(r.Now))
		if !open {
			return r.SeeOther(w, ExitPath)
		}
		if r.Method == http.MethodPost {
			err := d.Acts.RevokeExit(r.Context(), r.Actor, own(r, f), exit.ID)
			if err == nil {
				r.Flash(r.T("declare.exit.revoked"))
				return r.SeeOther(w, d.Home)
			}
			if err := takeHere(f, err, nil); err != nil {
				return err
			}
		}
		return r.RenderForm(w, f, revokeExitView(r, f, exit))
	})
}

// lastExit is how the latest exit ended; empty when there was none.
func lastExit(view steps.View) declaration.ExitEvent {
	if len(view.Exits) == 0 {
		return ""
	}
	facts := view.Exits[len(view.Exits)-1].Facts
	return facts[len(facts)-1].Event
}

func mayRevoke(exit declaration.Exit, today period.Day) bool {
	state := exit.State(today)
	return state == declaration.ExitWaitsForCall || state == declaration.ExitMayBeRevoked
}

func exitEvents(r *page.Request, exit declaration.Exit) []page.Event {
	var events []page.Event
	for i := len(exit.Facts) - 1; i >= 0; i-- {
		fact := exit.Facts[i]
		on := period.DayOf(fact.At)
		events = append(events, page.Event{Title: r.T("declare.exit.event." + string(fact.Event)), At: dayWords(r, on), Moment: on.String()})
	}
	return events
}
