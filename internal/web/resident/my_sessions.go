package resident

import (
	"net/http"
	"strings"

	"chengxin/internal/access"
	"chengxin/internal/casework/people"
	"chengxin/internal/fault"
	"chengxin/internal/web/page"
)

// SessionsPath lists one's own sign-ins.
const SessionsPath = "/r/sessions"

func (p *SignIn) sessionRoutes(r *page.Router) {
	r.Handle("GET "+SessionsPath, access.SelfView, p.sessions)
	r.Handle("POST "+SessionsPath+"/end-others", access.SelfView, p.endOtherSessions)
	r.Handle("POST "+SessionsPath+"/{session}/end", access.SelfView, p.endSession)
}

// sessions lists where the resident is signed in: phones are lent and shared.
func (p *SignIn) sessions(w http.ResponseWriter, r *page.Request) error {
	if r.Actor.Kind != access.Resident {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	own, err := p.Acts.OwnSessions(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	return r.Render(w, sessionsView(r, p.Home, own))
}

// endSession ends one of them from afar.
func (p *SignIn) endSession(w http.ResponseWriter, r *page.Request) error {
	if r.Actor.Kind != access.Resident {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	if err := p.Acts.EndSession(r.Context(), r.Actor, r.Actor.County, r.PathValue("session")); err != nil {
		return err
	}
	r.Flash(r.T("signin.sessions.ended"))
	return r.SeeOther(w, SessionsPath)
}

// endOtherSessions leaves only the one in use.
func (p *SignIn) endOtherSessions(w http.ResponseWriter, r *page.Request) error {
	if r.Actor.Kind != access.Resident {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	ended, err := p.Acts.EndOtherSessions(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	r.Flash(r.T("signin.sessions.others_ended", "count", ended))
	return r.SeeOther(w, SessionsPath)
}

// deviceWords names a device in words; what the browser says of itself nobody could read.
func deviceWords(r *page.Request, session people.Session) string {
	kind := "other"
	for _, one := range []struct{ mark, kind string }{
		{"iPhone", "iphone"},
		{"iPad", "ipad"},
		{"HarmonyOS", "harmony"},
		{"OpenHarmony", "harmony"},
		{"Android", "android"},
		{"Windows", "computer"},
		{"Macintosh", "computer"},
		{"Linux", "computer"},
	} {
		if strings.Contains(session.Device, one.mark) {
			kind = one.kind
			break
		}
	}
	words := r.T("signin.sessions.device_" + kind)
	if strings.Contains(session.Device, "MicroMessenger") {
		words = r.T("signin.sessions.in_wechat", "device", words)
	}
	if session.Proxy != "" && r.Actor.Proxy == nil {
		words = r.T("signin.sessions.by_proxy", "device", words)
	}
	return words
}
