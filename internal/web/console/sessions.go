package console

import (
	"net/http"

	"chengxin/internal/access"
	"chengxin/internal/casework/people"
	"chengxin/internal/web/page"
)

// sessions lists who is signed in now. Residents are shown without a name: administrators see no household.
func (p *People) sessions(w http.ResponseWriter, r *page.Request) error {
	found, err := p.Acts.Sessions(r.Context(), r.Actor.County, "")
	if err != nil {
		return err
	}
	officers, err := p.Reads.Officers(r.Context(), r.Actor.County)
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, officer := range officers {
		names[officer.ID] = officer.Name + " " + officer.Login
	}
	return r.Render(w, sessionsView(r, found, names))
}

// endSession ends anybody's sign-in.
func (p *People) endSession(w http.ResponseWriter, r *page.Request) error {
	if err := p.Acts.EndSession(r.Context(), r.Actor, r.Actor.County, r.PathValue("session")); err != nil {
		return err
	}
	r.Flash(r.T("people.session.ended"))
	return r.SeeOther(w, "/console/sessions")
}

func sessionColumns(r *page.Request, who bool) []page.Column {
	columns := []page.Column{
		{Text: r.T("people.session.device")},
		{Text: r.T("people.session.address")},
		{Text: r.T("people.session.made")},
		{Text: r.T("people.session.seen")},
		{Text: r.T("people.session.end")},
	}
	if who {
		columns = append([]page.Column{{Text: r.T("people.session.person")}}, columns...)
	}
	return columns
}

func sessionCells(r *page.Request, session people.Session) []page.Cell {
	return []page.Cell{
		{Text: session.Device, Header: true}, {Text: session.Address}, {Text: at(r, session.MadeAt)}, {Text: at(r, session.SeenAt)},
	}
}

func ownSessionRows(r *page.Request, sessions []people.Session) [][]page.Cell {
	rows := make([][]page.Cell, len(sessions))
	for i, session := range sessions {
		end := page.Cell{Text: r.T("people.session.this")}
		if session.ID != r.Actor.Session {
			end = page.Cell{Body: endButton(r, "/console/account/sessions/"+session.ID+"/end", session.Device)}
		}
		rows[i] = append(sessionCells(r, session), end)
	}
	return rows
}

func sessionRows(r *page.Request, sessions []people.Session, names map[string]string) [][]page.Cell {
	rows := make([][]page.Cell, len(sessions))
	for i, session := range sessions {
		who := names[session.Person]
		if session.Kind == access.Resident {
			if who = r.T("people.session.resident"); session.Proxy != "" {
				who = r.T("people.session.proxy")
			}
		}
		end := page.Cell{}
		switch {
		case session.ID == r.Actor.Session:
			end.Text = r.T("people.session.this")
		case r.Actor.MayAnywhere(access.SessionEnd):
			end.Body = endButton(r, "/console/sessions/"+session.ID+"/end", who)
		}
		rows[i] = append(append([]page.Cell{{Text: who, Header: true}}, sessionCells(r, session)...), end)
		rows[i][1].Header = false
	}
	return rows
}
