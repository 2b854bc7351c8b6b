package page

import (
	"context"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"chengxin/internal/fault"
)

// SessionStore keeps browser sessions. Tokens arrive hashed: a copy of the store lets nobody in. Errors are internal ones;
// a token that is unknown or past its expiry is simply not found.
type SessionStore interface {
	// FindSession gives a session's content; false when there is none or it has expired.
	FindSession(ctx context.Context, hashed string) (content []byte, found bool, err error)
	// KeepSession inserts or replaces a session.
	KeepSession(ctx context.Context, hashed string, content []byte, expiresAt time.Time) error
	// DropSession removes a session; removing an unknown one is no error.
	DropSession(ctx context.Context, hashed string) error
}

const (
	tokenKey = "sign-in"
	flashKey = "flash"

	// sessionLasts is the longest life of a session, whatever happens in it: a working day. How long it may lie idle is
	// decided by Config.Authenticate, so that reading a page writes nothing here.
	sessionLasts = 12 * time.Hour
)

func (rt *Router) newSessions() *scs.SessionManager {
	manager := scs.New()
	manager.Store = storeOf{rt.config.Sessions}
	manager.Lifetime = sessionLasts
	manager.HashTokenInStore = true
	manager.Cookie.Name = "chengxin"
	if rt.config.TLS {
		manager.Cookie.Name = "__Host-chengxin"
	}
	manager.Cookie.HttpOnly = true
	manager.Cookie.SameSite = http.SameSiteLaxMode
	manager.Cookie.Secure = rt.config.TLS
	manager.Cookie.Path = "/"
	manager.Cookie.Persist = false
	return manager
}

// withSession loads the browser's session, serves, and commits the session before the first byte of the answer leaves. An
// answer whose session could not be kept is replaced by a refusal: nobody is told "signed in" who is not.
func (rt *Router) withSession(w http.ResponseWriter, raw *http.Request, serve func(http.ResponseWriter, *Request)) {
	w.Header().Add("Vary", "Cookie")
	token := ""
	if cookie, err := raw.Cookie(rt.sessions.Cookie.Name); err == nil {
		token = cookie.Value
	}
	ctx, err := rt.sessions.Load(raw.Context(), token)
	if err != nil {
		rt.refuse(w, rt.request(raw), fault.New(fault.Unavailable, "page.unavailable.session").Because(err))
		return
	}
	raw = raw.WithContext(ctx)
	r := rt.request(raw)
	r.session = true
	answer := &sessionAnswer{ResponseWriter: w, router: rt, raw: raw}
	serve(answer, r)
	answer.commit()
}

// sessionAnswer commits the session once, before the answer's head is written.
type sessionAnswer struct {
	http.ResponseWriter
	router    *Router
	raw       *http.Request
	committed bool
	failed    bool
}

func (a *sessionAnswer) commit() {
	if a.committed {
		return
	}
	a.committed = true
	sessions, ctx := a.router.sessions, a.raw.Context()
	switch sessions.Status(ctx) {
	case scs.Modified:
		token, expiry, err := sessions.Commit(ctx)
		if err != nil {
			a.failed = true
			a.Header().Del("Location")
			a.router.refuse(a.ResponseWriter, a.router.request(a.raw), fault.New(fault.Unavailable, "page.unavailable.session").Because(err))
			return
		}
		sessions.WriteSessionCookie(ctx, a.ResponseWriter, token, expiry)
		a.Header().Set("Cache-Control", "no-store")
	case scs.Destroyed:
		sessions.WriteSessionCookie(ctx, a.ResponseWriter, "", time.Time{})
		a.Header().Set("Cache-Control", "no-store")
	case scs.Unmodified:
	}
}

func (a *sessionAnswer) WriteHeader(status int) {
	if a.commit(); !a.failed {
		a.ResponseWriter.WriteHeader(status)
	}
}

func (a *sessionAnswer) Write(raw []byte) (int, error) {
	if a.commit(); a.failed {
		return len(raw), nil
	}
	return a.ResponseWriter.Write(raw)
}

// Unwrap lets http.ResponseController reach the writer below.
func (a *sessionAnswer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// SignIn starts a signed-in session under a new session token, so that one planted beforehand is worth nothing. The
// sign-in token is what Config.Authenticate will be asked about.
func (r *Request) SignIn(token string) error {
	if err := r.router.sessions.RenewToken(r.Context()); err != nil {
		return err
	}
	r.router.sessions.Put(r.Context(), tokenKey, token)
	return nil
}

// SignInToken is the token of the current sign-in, for the act that ends it; empty when nobody is signed in.
func (r *Request) SignInToken() string { return r.router.sessions.GetString(r.Context(), tokenKey) }

// SignOut ends the browser's session. Ending the sign-in itself is the caller's act. The browser is told to drop what it
// cached, also the pages that its back button shows. "storage" is not cleared: these pages store nothing, and on a phone
// on which an officer lets a resident sign in, records of visits made without network may wait there to be handed in.
func (r *Request) SignOut(w http.ResponseWriter) error {
	w.Header().Set("Clear-Site-Data", `"cache"`)
	return r.router.sessions.Destroy(r.Context())
}

// Keep keeps a short text in the session (a half-finished sign-in, say); never personal data that a draft should hold.
func (r *Request) Keep(name, text string) { r.router.sessions.Put(r.Context(), "kept-"+name, text) }

// Kept gives what Keep kept, or nothing.
func (r *Request) Kept(name string) string {
	return r.router.sessions.GetString(r.Context(), "kept-"+name)
}

// Forget removes what Keep kept.
func (r *Request) Forget(name string) { r.router.sessions.Remove(r.Context(), "kept-"+name) }

// storeOf fits our store to the session library's. The library's calls without context are never made by it for a store
// that has the others.
type storeOf struct{ SessionStore }

func (s storeOf) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	return s.FindSession(ctx, token)
}

func (s storeOf) CommitCtx(ctx context.Context, token string, content []byte, expiry time.Time) error {
	return s.KeepSession(ctx, token, content, expiry)
}

func (s storeOf) DeleteCtx(ctx context.Context, token string) error { return s.DropSession(ctx, token) }

func (s storeOf) Find(token string) ([]byte, bool, error) {
	return s.FindSession(context.Background(), token)
}

func (s storeOf) Commit(token string, content []byte, expiry time.Time) error {
	return s.KeepSession(context.Background(), token, content, expiry)
}

func (s storeOf) Delete(token string) error { return s.DropSession(context.Background(), token) }
