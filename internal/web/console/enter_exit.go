package console

import (
	"net/http"

	"chengxin/internal/declaration"
	"chengxin/internal/period"
	"chengxin/internal/web/page"
)

// enterExit registers that a household wants to leave, or takes it back for one that says so. Another office calls back.
func (d Declare) enterExit(w http.ResponseWriter, r *page.Request) error {
	f, view, err := d.opened(r, forChange)
	if err != nil {
		return err
	}
	exit, open := view.OpenExit(period.DayOf(r.Now))
	if r.Method == http.MethodGet {
		f.Set("channel", string(declaration.Oral))
		return r.Render(w, enterExitView(r, f, d, view, exit))
	}
	if open && f.Text("action") == "revoke" {
		err = d.Acts.RevokeExit(r.Context(), r.Actor, declareAt(r, f.Key()), exit.ID)
		if err == nil {
			r.Flash(r.T("declare.exit.revoked"))
			return r.SeeOther(w, r.URL.Path)
		}
	} else {
		done, asked := d.Acts.AskExit(r.Context(), r.Actor, declareAt(r, f.Key()), sheetOf(f), f.Text("words"))
		if asked == nil {
			return d.enteredDone(w, r, done, "declare.enter.exit_done")
		}
		err = asked
	}
	if err := takeDeclare(f, err); err != nil {
		return err
	}
	return r.RenderForm(w, f, enterExitView(r, f, d, view, exit))
}
