package page

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/fault"
)

// security are the headers of every answer. Nothing inline runs, nothing comes from elsewhere, nobody frames us.
var security = map[string]string{
	"Content-Security-Policy": "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
		"connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
	"X-Content-Type-Options":       "nosniff",
	"X-Frame-Options":              "DENY",
	"Referrer-Policy":              "same-origin",
	"Permissions-Policy":           "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
}

// trace is what the layers of one request tell each other: never the actor for use, only for the log.
type trace struct {
	reference string
	actor     string
	kind      access.Kind
}

type traceKey struct{}

// guard wraps the router: reference, log, recovery, headers, compression, refusal of posts from other sites.
func (rt *Router) guard(next http.Handler) http.Handler {
	crossOrigin := http.NewCrossOriginProtection()
	crossOrigin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, raw *http.Request) {
		rt.refuse(w, rt.request(raw), fault.New(fault.Forbidden, "page.refused.cross_origin"))
	}))
	inner := crossOrigin.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, raw *http.Request) {
		began := rt.config.Now()
		t := &trace{reference: newReference()}
		raw = raw.WithContext(context.WithValue(raw.Context(), traceKey{}, t))
		header := w.Header()
		for name, value := range security {
			header.Set(name, value)
		}
		header.Set("X-Request-Id", t.reference)
		if rt.config.TLS {
			header.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		answer := compressing(w, raw)
		defer func() {
			if caught := recover(); caught != nil {
				if caught == http.ErrAbortHandler { //nolint:errorlint // a sentinel that is panicked as it is
					panic(caught)
				}
				rt.recovered(answer, raw, caught)
			}
			answer.close()
			rt.logAccess(raw, t, answer, rt.config.Now().Sub(began))
		}()
		inner.ServeHTTP(answer, raw)
	})
}

func (rt *Router) recovered(answer *compressed, raw *http.Request, caught any) {
	rt.config.Log.ErrorContext(raw.Context(), "panic", slog.String("reference", referenceOf(raw)), slog.Any("panic", caught), slog.String("stack", string(debug.Stack())))
	if answer.status == 0 {
		rt.refuse(answer, rt.request(raw), fault.New(fault.Internal, "fault.internal").Because(fmt.Errorf("panic: %v", caught)))
	}
}

// logAccess writes one line a request: the route's pattern, never the path or the query, which may name people.
func (rt *Router) logAccess(raw *http.Request, t *trace, answer *compressed, took time.Duration) {
	_, pattern := rt.mux.Handler(raw)
	rt.config.Log.LogAttrs(raw.Context(), slog.LevelInfo, "answered",
		slog.String("reference", t.reference), slog.String("method", raw.Method), slog.String("route", pattern),
		slog.Int("status", answer.status), slog.Int64("bytes", answer.sent), slog.Duration("took", took),
		slog.String("actor_kind", string(t.kind)), slog.String("actor", t.actor))
}

// note tells the access log who asked: an officer's or a member's number, never a name.
func note(raw *http.Request, actor access.Actor) {
	if t, traced := raw.Context().Value(traceKey{}).(*trace); traced {
		t.kind, t.actor = actor.Kind, actor.ID
	}
}

func referenceOf(raw *http.Request) string {
	if t, traced := raw.Context().Value(traceKey{}).(*trace); traced {
		return t.reference
	}
	return ""
}

// newReference is a number short enough to read over the telephone: ABCD-EFGH, 40 bits.
func newReference() string {
	text := rand.Text()
	return text[:4] + "-" + text[4:8]
}

// Server is an HTTP server with the limits that keep slow or greedy clients from holding it.
func Server(address string, handler http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Addr: address, Handler: handler,
		ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 2 * time.Minute, WriteTimeout: 5 * time.Minute, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 32 << 10,
		ErrorLog:       slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
}
