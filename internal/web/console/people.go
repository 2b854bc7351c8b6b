package console

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework/people"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/web/page"
)

// PeopleReads is what the pages about people read.
type PeopleReads interface {
	people.Reader
	RecoveryCodesLeft(ctx context.Context, county region.Code, officer string) (int, error)
}

// People are the pages about officers: signing in, the own account, accounts and roles, sessions, and households' proxies.
type People struct {
	Acts    *people.Acts
	Reads   PeopleReads
	BaseURL string // what one-time links and QR codes start with
}

// Routes adds the pages.
func (p *People) Routes(r *page.Router) {
	both := func(path string, permission access.Permission, handler page.Handler) {
		r.Handle("GET "+path, permission, handler)
		r.Handle("POST "+path, permission, handler)
	}
	both("/staff/sign-in", access.Public, p.signIn)
	both("/staff/sign-in/factor", access.Public, p.secondFactor)
	both("/staff/setup/{token}", access.Public, p.nameAdministrators)
	both("/staff/invitation/{token}", access.Public, p.acceptInvitation)
	r.Handle("GET /staff/invitation/{token}/code.png", access.Public, p.invitationPicture)
	r.Handle("POST /sign-out", access.Public, p.signOut)
	r.Handle("GET /signed-out", access.Public, p.signedOut)

	both("/console/step-up", access.OwnAccount, p.stepUp)
	r.Handle("GET /console/account", access.OwnAccount, p.account)
	both("/console/account/password", access.OwnAccount, p.changePassword)
	both("/console/account/recovery-codes", access.OwnAccount, p.renewRecoveryCodes)
	both("/console/account/pledge", access.StaffPledge, p.signStaffPledge)
	r.Handle("POST /console/account/sessions/{session}/end", access.OwnAccount, p.endOwnSession)

	r.Handle("GET /console/officers", access.OfficerView, p.officers)
	both("/console/officers/new", access.OfficerCreate, p.createOfficer)
	r.Handle("GET /console/officers/{officer}", access.OfficerView, p.officer)
	both("/console/officers/{officer}/correct", access.OfficerCreate, p.correctOfficer)
	both("/console/officers/{officer}/invite", access.OfficerCreate, p.invite)
	both("/console/officers/{officer}/grant", access.OfficerGrant, p.grantRole)
	both("/console/officers/{officer}/withdraw/{grant}", access.OfficerGrant, p.withdrawRole)
	both("/console/officers/{officer}/lock", access.OfficerUnlock, p.lockOfficer)
	both("/console/officers/{officer}/unlock", access.OfficerUnlock, p.unlockOfficer)
	both("/console/officers/{officer}/reset", access.OfficerUnlock, p.resetSecondFactor)
	both("/console/officers/{officer}/end-sessions", access.SessionEnd, p.endSessions)
	r.Handle("GET /console/sessions", access.SessionView, p.sessions)
	r.Handle("POST /console/sessions/{session}/end", access.SessionEnd, p.endSession)

	r.Handle("GET /console/households/{household}/proxies", access.ProxyRegister, p.proxies)
	both("/console/households/{household}/proxies/new", access.ProxyRegister, p.registerProxy)
	both("/console/households/{household}/proxies/{proxy}/end", access.ProxyRegister, p.endProxy)
	both("/console/households/{household}/access-code", access.AccessCodeIssue, p.issueAccessCode)
}

// visitor is where a request comes from.
func visitor(r *page.Request) people.Visitor {
	return people.Visitor{Address: r.Address(), Device: r.UserAgent(), Browser: r.Browser()}
}

// takeWaiting takes the refusals of signing in, waiting after wrong tries too, into the form, what belongs to no field to its
// first; anything else comes back.
func takeWaiting(f *page.Form, first string, err error) error {
	var one *fault.Error
	if !errors.As(err, &fault.List{}) && errors.As(err, &one) && (one.Kind == fault.Forbidden || one.Kind == fault.Invalid) && strings.HasPrefix(one.Key, "signin.") {
		f.Refuse(cmp.Or(one.Field, first), one.Key, one.Pairs...)
		return nil
	}
	return f.Take(err)
}

// takeConflict takes a conflict with the state of things into the form: the sentence says what to do instead.
func takeConflict(f *page.Form, err error) error {
	var one *fault.Error
	if errors.As(err, &one) && (one.Kind == fault.Conflict || one.Kind == fault.Forbidden) &&
		(strings.HasPrefix(one.Key, "people.") || strings.HasPrefix(one.Key, "access.")) {
		f.Refuse(one.Field, one.Key, one.Pairs...)
		return nil
	}
	return f.Take(err)
}

// needsStepUp sends an officer who has not shown the second factor lately to show it, before a form is filled in.
func needsStepUp(w http.ResponseWriter, r *page.Request) (bool, error) {
	if r.Actor.SteppedUp(r.Now) {
		return false, nil
	}
	return true, r.SeeOther(w, "/console/step-up?next="+url.QueryEscape(r.URL.RequestURI()))
}

// at is a moment as people read it.
func at(r *page.Request, moment time.Time) string {
	if moment.IsZero() {
		return ""
	}
	local := moment.In(period.Shanghai)
	return onDay(r, period.DayOf(moment)) + " " + local.Format("15:04")
}

func onDay(r *page.Request, day period.Day) string { return r.OnDay(day) }

// noStore keeps a page that shows a secret once out of every cache.
func noStore(w http.ResponseWriter) { w.Header().Set("Cache-Control", "no-store") }
