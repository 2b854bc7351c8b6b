package resident

import (
	"cmp"
	"errors"
	"net/http"
	"strings"

	"chengxin/internal/access"
	"chengxin/internal/casework/people"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/web/page"
)

// SignIn are the pages on which residents and their proxies sign in, and say who acts for them.
type SignIn struct {
	Acts    *people.Acts
	Reads   people.Reader
	Home    string // where a resident begins
	BaseURL string
}

// Routes adds the pages.
func (p *SignIn) Routes(r *page.Router) {
	both := func(path string, permission access.Permission, handler page.Handler) {
		r.Handle("GET "+path, permission, handler)
		r.Handle("POST "+path, permission, handler)
	}
	both("/r/sign-in", access.Public, p.signIn)
	r.Handle("GET /r/proxies", access.SelfProxy, p.proxies)
	both("/r/proxies/new", access.SelfProxy, p.registerProxy)
	both("/r/proxies/{proxy}/end", access.SelfProxy, p.endProxy)
	both("/r/proxies/{proxy}/code", access.SelfProxy, p.issueProxyCode)
	p.sessionRoutes(r)
}

// signIn asks for the notice's code and the last digits of the identity number. The QR picture on the notice brings the
// code along (?code=).
func (p *SignIn) signIn(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	shown := signInShown{next: page.Local(first(f.Text("next"), r.Query("next"))), county: first(f.Text("county"), r.Query("county"))}
	if r.Method == http.MethodGet {
		if code, ok := access.ReadCode(r.Query("code")); ok {
			f.Set("code", access.GroupCode(code))
		}
		return r.Render(w, signInView(r, f, shown))
	}
	shown.askBorn = f.Ticked("ask_born")
	typed := people.ResidentSignIn{County: region.Code(shown.county), Code: f.Typed("code"), Tail: f.Typed("tail")}
	if shown.askBorn {
		typed.BornOn = f.RequireDay("born_on", r.T("signin.resident.born")).Day
	}
	if f.Valid() {
		opened, err := p.Acts.SignInResident(r.Context(), typed, people.Visitor{Address: r.Address(), Device: r.UserAgent()})
		if err == nil {
			if err := r.SignIn(opened.Token); err != nil {
				return err
			}
			if shown.next == "/" {
				shown.next = p.Home
			}
			return r.SeeOther(w, shown.next)
		}
		var one *fault.Error
		if !errors.As(err, &fault.List{}) && errors.As(err, &one) && (one.Kind == fault.Forbidden || one.Kind == fault.Invalid) && strings.HasPrefix(one.Key, "signin.") {
			f.Refuse(cmp.Or(one.Field, "code"), one.Key, one.Pairs...)
		} else if err := f.Take(err); err != nil {
			return err
		}
	}
	shown.askBorn = shown.askBorn || f.Wrong("born_on") != ""
	return r.RenderForm(w, f, signInView(r, f, shown))
}

// signInShown is what the sign-in page carries along.
type signInShown struct {
	next, county string
	askBorn      bool // two members share their last digits
}

func first(one, other string) string {
	if one != "" {
		return one
	}
	return other
}

// proxies lists who is registered to act for the resident.
func (p *SignIn) proxies(w http.ResponseWriter, r *page.Request) error {
	found, err := p.own(r)
	if err != nil {
		return err
	}
	return r.Render(w, proxiesView(r, found))
}

// own are the proxies registered for whoever is signed in: other adults' are theirs to see.
func (p *SignIn) own(r *page.Request) ([]people.Proxy, error) {
	all, err := p.Reads.Proxies(r.Context(), r.Actor.County, r.Actor.Household)
	var mine []people.Proxy
	for _, proxy := range all {
		if proxy.Member == r.Actor.ID {
			mine = append(mine, proxy)
		}
	}
	return mine, err
}

func (p *SignIn) one(r *page.Request) (people.Proxy, error) {
	all, err := p.own(r)
	if err != nil {
		return people.Proxy{}, err
	}
	for _, proxy := range all {
		if proxy.ID == r.PathValue("proxy") && proxy.Stands(period.DayOf(r.Now)) {
			return proxy, nil
		}
	}
	return people.Proxy{}, fault.New(fault.NotFound, "people.proxy.over")
}

// registerProxy registers a person to act for the resident.
func (p *SignIn) registerProxy(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	if r.Method == http.MethodGet {
		return r.Render(w, registerProxyView(r, f))
	}
	given := people.NewProxy{Name: f.Text("name"), Relation: f.Text("relation"), Tail: f.Text("tail"), UntilOn: f.Day("until").Day}
	for _, scope := range f.Choices("scope") {
		given.Scope = append(given.Scope, access.Permission(scope))
	}
	if f.Valid() {
		id, err := p.Acts.RegisterProxy(r.Context(), r.Actor, r.Actor.County, r.Actor.Household, given)
		if err == nil {
			return r.SeeOther(w, "/r/proxies/"+id+"/code")
		}
		if err := f.Take(err); err != nil {
			return err
		}
	}
	return r.RenderForm(w, f, registerProxyView(r, f))
}

// endProxy ends a registration.
func (p *SignIn) endProxy(w http.ResponseWriter, r *page.Request) error {
	proxy, err := p.one(r)
	if err != nil {
		return err
	}
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	if r.Method == http.MethodGet {
		return r.Render(w, askAboutProxyView(r, f, proxy, "/end", "people.proxies.end", ""))
	}
	if err := p.Acts.EndProxy(r.Context(), r.Actor, r.Actor.County, r.Actor.Household, proxy.ID, ""); err != nil {
		return err
	}
	r.Flash(r.T("people.proxies.was_ended"))
	return r.SeeOther(w, "/r/proxies")
}

// issueProxyCode makes the proxy's own code and shows it, once.
func (p *SignIn) issueProxyCode(w http.ResponseWriter, r *page.Request) error {
	proxy, err := p.one(r)
	if err != nil {
		return err
	}
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	if r.Method == http.MethodGet {
		return r.Render(w, askAboutProxyView(r, f, proxy, "/code", "people.proxies.code", "people.proxies.lead"))
	}
	issued, err := p.Acts.IssueAccessCode(r.Context(), r.Actor, r.Actor.County, r.Actor.Household, proxy.ID)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return r.Render(w, proxyCodeView(r, issued, p.BaseURL+"/r/sign-in"))
}
