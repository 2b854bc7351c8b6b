package console

import (
	"net/http"
	"net/url"

	"chengxin/internal/fault"
	"chengxin/internal/web/page"
)

// halfKept is where the browser's session keeps the half sign-in.
const halfKept = "half-sign-in"

// signIn asks for login name and password.
func (p *People) signIn(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	next := page.Local(or(f.Text("next"), r.Query("next")))
	if r.Method == http.MethodGet {
		return r.Render(w, signInView(r, f, next))
	}
	login := f.Require("login", r.T("signin.login"))
	if f.Typed("password") == "" {
		f.Refuse("password", "page.form.required", "label", r.T("signin.password"))
	}
	if f.Valid() {
		half, err := p.Acts.CheckPassword(r.Context(), login, f.Typed("password"), visitor(r))
		if err == nil {
			r.Keep(halfKept, half.Token)
			return r.SeeOther(w, "/staff/sign-in/factor?next="+url.QueryEscape(next))
		}
		if err := takeWaiting(f, "login", err); err != nil {
			return err
		}
	}
	return r.RenderForm(w, f, signInView(r, f, next))
}

// secondFactor asks for the one-time password.
func (p *People) secondFactor(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	next := page.Local(or(f.Text("next"), r.Query("next")))
	half := r.Kept(halfKept)
	officer, err := p.Acts.HalfOpen(r.Context(), half)
	if fault.KindOf(err) == fault.Forbidden && err != nil {
		r.Forget(halfKept)
		if r.Method == http.MethodGet {
			return r.SeeOther(w, "/staff/sign-in")
		}
		f.Refuse("login", "signin.half_over")
		return r.RenderForm(w, f, signInView(r, f, next))
	}
	if err != nil {
		return err
	}
	if r.Method == http.MethodGet {
		return r.Render(w, secondFactorView(r, f, officer.Name, next))
	}
	typed := f.Require("one_time", r.T("signin.factor.label"))
	if f.Valid() {
		opened, err := p.Acts.CheckSecondFactor(r.Context(), half, typed, visitor(r))
		if err == nil {
			if err := r.SignIn(opened.Token); err != nil {
				return err
			}
			r.Forget(halfKept)
			r.KeepBrowser(w, opened.Browser)
			if next == "/" {
				next = "/console"
			}
			return r.SeeOther(w, next)
		}
		if err := takeWaiting(f, "one_time", err); err != nil {
			return err
		}
	}
	return r.RenderForm(w, f, secondFactorView(r, f, officer.Name, next))
}

// stepUp asks for the one-time password again.
func (p *People) stepUp(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	next := page.Local(or(f.Text("next"), r.Query("next")))
	if next == "/" {
		next = "/console/account"
	}
	if r.Method == http.MethodGet {
		return r.Render(w, stepUpView(r, f, next))
	}
	typed := f.Require("one_time", r.T("signin.factor.label"))
	if f.Valid() {
		err := p.Acts.StepUp(r.Context(), r.Actor, typed)
		if err == nil {
			r.Flash(r.T("signin.step_up.done"))
			return r.SeeOther(w, next)
		}
		if err := takeWaiting(f, "one_time", err); err != nil {
			return err
		}
	}
	return r.RenderForm(w, f, stepUpView(r, f, next))
}

// signOut ends the sign-in, an officer's or a resident's, and the browser's session.
func (p *People) signOut(w http.ResponseWriter, r *page.Request) error {
	if r.SignedIn() {
		if err := p.Acts.SignOut(r.Context(), r.Actor); err != nil && fault.KindOf(err) != fault.NotFound {
			return err
		}
	}
	if err := r.SignOut(w); err != nil {
		return err
	}
	return r.SeeOther(w, "/signed-out")
}

func (p *People) signedOut(w http.ResponseWriter, r *page.Request) error {
	return r.Render(w, signedOutView(r))
}

func or(first, second string) string {
	if first != "" {
		return first
	}
	return second
}
