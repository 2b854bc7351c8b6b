package page

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
)

// Handler answers one route. It returns nil after writing an answer, or an error before writing anything: the router turns
// the error into a page.
type Handler func(w http.ResponseWriter, r *Request) error

// MenuItem is one entry of the officers' main menu, shown to those who hold its permission somewhere.
type MenuItem struct {
	Path       string // where it leads; it is the current one on this path and below it
	Key        string // its words in the catalogue
	Group      string // the words of the group that it stands in, with its neighbours of the same group; empty: it stands alone
	Permission access.Permission
}

// Config is what the pages need from the program.
type Config struct {
	Place string // whose system it is, as the header shows it: the county's civil affairs bureau
	Phone string // where residents can ask: at the foot of their pages; empty for none
	Demo  bool   // every page then carries the banner of invented data
	TLS   bool   // the browser speaks TLS to us or to the proxy before us: Secure cookies with the __Host- prefix, HSTS

	// Proxy says that a reverse proxy of ours is the only way in: the client's address is then the last of X-Forwarded-For.
	Proxy bool

	Now      func() time.Time
	Log      *slog.Logger
	Sessions SessionStore

	// Authenticate finds who holds a sign-in token; false when it is unknown, ended or idle for too long. It is called once
	// a request, and never for a browser without a session. Keeping "last seen" is its business.
	Authenticate func(ctx context.Context, token string) (access.Actor, bool, error)

	// Refused writes down that an officer wanted something without the right to it, there or at all; nil writes nothing. The
	// refusal itself does not wait for its success.
	Refused func(ctx context.Context, actor access.Actor, refused casework.Refused) error

	// SignIn gives the sign-in page for a path that needs one; nil means /sign-in for all.
	SignIn func(path string) string

	Menu []MenuItem // the officers' main menu

	// About gives a line about the current sign-in for the foot of the desk: since when, from where, the one before. Nil
	// means none.
	About func(r *Request) string
}

// Route is one line of the router's table.
type Route struct {
	Pattern    string
	Permission access.Permission
}

// Router hands requests to handlers. Every route names the permission that it needs.
type Router struct {
	config   Config
	mux      *http.ServeMux
	routes   []Route
	sessions *scs.SessionManager
	outer    http.Handler
}

// Option changes how one route is served.
type Option func(*settings)

type settings struct {
	maxBody     int64
	timeout     time.Duration
	sessionless bool
}

// Body lets a route take a larger body than DefaultMaxBody, in bytes: for uploads.
func Body(limit int64) Option { return func(s *settings) { s.maxBody = limit } }

// Within lets a route take longer than DefaultTimeout.
func Within(limit time.Duration) Option { return func(s *settings) { s.timeout = limit } }

// WithoutSession is for what needs no session and no actor: assets, probes of health.
func WithoutSession() Option { return func(s *settings) { s.sessionless = true } }

// What a route may take unless it says otherwise.
const (
	DefaultMaxBody = 1 << 20 // bytes
	DefaultTimeout = 30 * time.Second
)

// New makes a router. It panics when the configuration lacks a part that pages cannot do without.
func New(config Config) *Router {
	if config.Now == nil || config.Log == nil || config.Sessions == nil || config.Authenticate == nil {
		panic("page.New: Now, Log, Sessions and Authenticate are required")
	}
	if config.SignIn == nil {
		config.SignIn = func(string) string { return "/sign-in" }
	}
	r := &Router{config: config, mux: http.NewServeMux()}
	r.sessions = r.newSessions()
	r.outer = r.guard(http.HandlerFunc(r.dispatch))
	r.Handle("GET /assets/{file}", access.Public, serveAsset, WithoutSession())
	r.Handle("GET /preferences", access.Public, showPreferences)
	r.Handle("POST /preferences", access.Public, keepPreferences)
	return r
}

// Handle adds a route. The pattern is net/http's, with a method. It panics on a route without permission or method: such a
// route must never reach a running program.
func (rt *Router) Handle(pattern string, permission access.Permission, handler Handler, options ...Option) {
	if permission == "" {
		panic(fmt.Sprintf("route %q names no permission", pattern))
	}
	if method, _, found := strings.Cut(pattern, " "); !found || strings.Contains(method, "/") {
		panic(fmt.Sprintf("route %q names no method", pattern))
	}
	set := settings{maxBody: DefaultMaxBody, timeout: DefaultTimeout}
	for _, option := range options {
		option(&set)
	}
	rt.routes = append(rt.routes, Route{Pattern: pattern, Permission: permission})
	rt.mux.HandleFunc(pattern, func(w http.ResponseWriter, raw *http.Request) {
		ctx, cancel := context.WithTimeout(raw.Context(), set.timeout)
		defer cancel()
		raw = raw.WithContext(ctx)
		if raw.Body != nil {
			raw.Body = http.MaxBytesReader(w, raw.Body, set.maxBody)
		}
		serve := func(w http.ResponseWriter, r *Request) {
			err := rt.admit(w, r, permission)
			if err == nil {
				err = handler(w, r)
			}
			if err != nil {
				rt.keepRefused(r, permission, err)
				rt.refuse(w, r, err)
			}
		}
		if set.sessionless {
			serve(w, rt.request(raw))
			return
		}
		rt.withSession(w, raw, serve)
	})
}

// Routes lists all routes in the order of their patterns, for the test that walks them.
func (rt *Router) Routes() []Route {
	routes := slices.Clone(rt.routes)
	slices.SortFunc(routes, func(a, b Route) int { return strings.Compare(a.Pattern, b.Pattern) })
	return routes
}

// ServeHTTP answers one request.
func (rt *Router) ServeHTTP(w http.ResponseWriter, r *http.Request) { rt.outer.ServeHTTP(w, r) }

// admit finds the actor and holds the route's permission against it. Where exactly somebody may act is the runner's
// question: the region is known only once the matter is.
func (rt *Router) admit(w http.ResponseWriter, r *Request, permission access.Permission) error {
	if !r.session {
		if permission == access.Public {
			return nil
		}
		return fault.New(fault.Internal, "fault.internal").Because(errors.New("a route without session must be public"))
	}
	if token := rt.sessions.GetString(r.Context(), tokenKey); token != "" {
		actor, known, err := rt.config.Authenticate(r.Context(), token)
		switch {
		case err != nil:
			return fault.New(fault.Unavailable, "page.unavailable.session").Because(err)
		case known:
			r.Actor = actor
		default:
			rt.sessions.Remove(r.Context(), tokenKey)
		}
	}
	if r.SignedIn() {
		w.Header().Set("Cache-Control", "no-store")
		note(r.Request, r.Actor)
	}
	if r.Actor.MayAnywhere(permission) {
		return nil
	}
	if !r.SignedIn() {
		return signInFirst{}
	}
	return fault.New(fault.Forbidden, "fault.forbidden")
}

// dispatch answers what no route matches with a page of ours.
func (rt *Router) dispatch(w http.ResponseWriter, raw *http.Request) {
	handler, pattern := rt.mux.Handler(raw)
	if pattern != "" {
		rt.mux.ServeHTTP(w, raw)
		return
	}
	found := &probe{header: http.Header{}}
	handler.ServeHTTP(found, raw)
	r := rt.request(raw)
	if found.status == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", found.header.Get("Allow"))
		rt.refuse(w, r, wrongMethod{})
		return
	}
	rt.refuse(w, r, fault.New(fault.NotFound, "fault.not_found"))
}

// probe learns what the standard router would answer, without answering.
type probe struct {
	header http.Header
	status int
}

func (p *probe) Header() http.Header           { return p.header }
func (p *probe) WriteHeader(status int)        { p.status = status }
func (p *probe) Write(raw []byte) (int, error) { return len(raw), nil }
