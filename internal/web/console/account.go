package console

import (
	"net/http"

	"chengxin/internal/casework/people"
	"chengxin/internal/web/page"
)

// accountShown is what the page of the own account shows.
type accountShown struct {
	officer  people.Officer
	roles    []people.HeldRole
	sessions []people.Session
	pledge   people.Text
	signed   *people.SignedStaffPledge
	left     int  // recovery codes
	due      bool // the county wants the password changed
}

// account shows one's own account: roles, password, pledge, sessions.
func (p *People) account(w http.ResponseWriter, r *page.Request) error {
	var shown accountShown
	var err error
	ctx, actor := r.Context(), r.Actor
	if shown.officer, err = p.Reads.Officer(ctx, actor.County, actor.ID); err != nil {
		return err
	}
	if shown.roles, err = p.Reads.Roles(ctx, actor.County, actor.ID); err != nil {
		return err
	}
	if shown.sessions, err = p.Acts.Sessions(ctx, actor.County, actor.ID); err != nil {
		return err
	}
	if shown.pledge, shown.signed, err = p.Acts.StaffPledgeState(ctx, actor); err != nil {
		return err
	}
	if shown.left, err = p.Reads.RecoveryCodesLeft(ctx, actor.County, actor.ID); err != nil {
		return err
	}
	if shown.due, err = p.Acts.PasswordDue(ctx, actor); err != nil {
		return err
	}
	return r.Render(w, accountView(r, shown))
}

// changePassword replaces the own password.
func (p *People) changePassword(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	if r.Method == http.MethodGet {
		return r.Render(w, changePasswordView(r, f, p.Acts.Passwords.MinRunes))
	}
	if f.Typed("current") == "" {
		f.Refuse("current", "page.form.required", "label", r.T("people.password.current"))
	}
	if f.Typed("password") != f.Typed("repeat") {
		f.Refuse("repeat", "people.password.repeat_wrong")
	}
	if f.Valid() {
		err := p.Acts.ChangePassword(r.Context(), r.Actor, f.Typed("current"), f.Typed("password"))
		if err == nil {
			r.Flash(r.T("people.password.saved"))
			return r.SeeOther(w, "/console/account")
		}
		if err := takeWaiting(f, "current", err); err != nil {
			return err
		}
	}
	return r.RenderForm(w, f, changePasswordView(r, f, p.Acts.Passwords.MinRunes))
}

// renewRecoveryCodes replaces the own recovery codes and shows them once.
func (p *People) renewRecoveryCodes(w http.ResponseWriter, r *page.Request) error {
	if asked, err := needsStepUp(w, r); asked || err != nil {
		return err
	}
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	if r.Method == http.MethodGet {
		return r.Render(w, renewRecoveryCodesView(r, f))
	}
	codes, err := p.Acts.RenewRecoveryCodes(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	noStore(w)
	return r.Render(w, recoveryCodesView(r, codes, r.T("people.recovery.back"), "/console/account"))
}

// signStaffPledge shows the staff pledge and signs it.
func (p *People) signStaffPledge(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	text, signed, err := p.Acts.StaffPledgeState(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	if r.Method == http.MethodGet {
		return r.Render(w, staffPledgeView(r, f, text, signed))
	}
	if !f.Ticked("promise") {
		f.Refuse("promise", "people.pledge.tick_missing")
	}
	if f.Valid() {
		err := p.Acts.SignStaffPledge(r.Context(), r.Actor, f.Text("hash"))
		if err == nil {
			r.Flash(r.T("people.pledge.signed"))
			return r.SeeOther(w, "/console/account")
		}
		if err := takeConflict(f, err); err != nil {
			return err
		}
	}
	return r.RenderForm(w, f, staffPledgeView(r, f, text, signed))
}

// endOwnSession ends one of one's own sign-ins from afar.
func (p *People) endOwnSession(w http.ResponseWriter, r *page.Request) error {
	if err := p.Acts.EndSession(r.Context(), r.Actor, r.Actor.County, r.PathValue("session")); err != nil {
		return err
	}
	r.Flash(r.T("people.session.ended"))
	return r.SeeOther(w, "/console/account")
}
