package page

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
)

// signInFirst sends somebody who is not signed in to the sign-in page, and back afterwards.
type signInFirst struct{}

func (signInFirst) Error() string { return "sign in first" }

// wrongMethod says that the page exists but takes another method.
type wrongMethod struct{}

func (wrongMethod) Error() string { return "method not allowed" }

// tooMany says that somebody tries too often.
type tooMany struct{ wait time.Duration }

func (tooMany) Error() string { return "too many attempts" }

// TooMany refuses somebody who tries too often; the page says how long to wait.
func TooMany(wait time.Duration) error { return tooMany{wait} }

// problem is what an error page says.
type problem struct {
	status int
	title  string
	text   string
	next   string // what to do now
}

// Status is the HTTP status of an error, for those who answer something else than a page (the API).
func Status(err error) int {
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &signInFirst{}):
		return http.StatusUnauthorized
	case errors.As(err, &wrongMethod{}):
		return http.StatusMethodNotAllowed
	case errors.As(err, &tooMany{}):
		return http.StatusTooManyRequests
	case errors.As(err, &large):
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return http.StatusServiceUnavailable
	}
	switch fault.KindOf(err) {
	case fault.Invalid:
		return http.StatusUnprocessableEntity
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Forbidden:
		return http.StatusForbidden
	case fault.Conflict:
		return http.StatusConflict
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	case fault.Internal:
	}
	return http.StatusInternalServerError
}

// titles names the words of each error page: <name>.title and <name>.next in the catalogue.
var problemNames = map[int]string{
	http.StatusMethodNotAllowed:      "page.problem.method",
	http.StatusTooManyRequests:       "page.problem.too_many",
	http.StatusRequestEntityTooLarge: "page.problem.too_large",
	http.StatusUnprocessableEntity:   "page.problem.invalid",
	http.StatusNotFound:              "page.problem.not_found",
	http.StatusForbidden:             "page.problem.forbidden",
	http.StatusConflict:              "page.problem.conflict",
	http.StatusServiceUnavailable:    "page.problem.unavailable",
	http.StatusInternalServerError:   "page.problem.internal",
}

// refuse turns an error into a page that says what happened, what to do and which number to name. The cause goes to the log
// only. When the answer has begun, all that is left is to log.
func (rt *Router) refuse(w http.ResponseWriter, r *Request, err error) {
	if errors.As(err, &signInFirst{}) {
		rt.sendToSignIn(w, r)
		return
	}
	status := Status(err)
	rt.logProblem(r, status, err)
	name := problemNames[status]
	p := problem{status: status, title: r.T(name + ".title"), next: r.T(name + ".next")}
	var list fault.List
	var refusal *fault.Error
	switch {
	case errors.As(err, &list):
		for i, one := range list {
			if i > 0 {
				p.text += " "
			}
			p.text += one.Message(r.Language)
		}
	case errors.As(err, &refusal) && refusal.Kind != fault.Internal:
		p.text = refusal.Message(r.Language)
	}
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		p.text = r.T("page.problem.too_large.most", "megabytes", max(1, large.Limit>>20))
	}
	var many tooMany
	if errors.As(err, &many) && many.wait > 0 {
		seconds := int(math.Ceil(many.wait.Seconds()))
		w.Header().Set("Retry-After", strconv.Itoa(seconds))
		p.text = r.T("page.problem.too_many.wait", "minutes", (seconds+59)/60)
	}
	if renderErr := r.render(w, status, problemPage(r, p)); renderErr != nil {
		rt.config.Log.ErrorContext(r.Context(), "an error page failed", slog.String("reference", r.reference), slog.Any("error", renderErr))
		http.Error(w, p.title+" "+r.reference, status)
	}
}

// rights are the refusals for want of a right: of the permission, in that place, or because of kinship.
var rights = []string{"fault.forbidden", "fault.out_of_region", "fault.recused"}

// keepRefused writes an officer's refusal down where it was for want of a right.
func (rt *Router) keepRefused(r *Request, needed access.Permission, err error) {
	var refusal *fault.Error
	if rt.config.Refused == nil || r.Actor.Kind != access.Officer || !errors.As(err, &refusal) || !slices.Contains(rights, refusal.Key) {
		return
	}
	place := r.PathValue("place")
	if place == "" {
		place = r.Query("place")
	}
	refused := casework.Refused{Route: r.Pattern, Permission: needed, Why: refusal.Key, Household: r.PathValue("household"), Place: place}
	if err := rt.config.Refused(r.Context(), r.Actor, refused); err != nil {
		rt.config.Log.ErrorContext(r.Context(), "a refusal was not written down", slog.String("reference", r.reference), slog.Any("error", err))
	}
}

func (rt *Router) sendToSignIn(w http.ResponseWriter, r *Request) {
	target := rt.config.SignIn(r.URL.Path)
	if r.Method == http.MethodGet {
		target += "?" + url.Values{"next": {r.URL.RequestURI()}}.Encode()
	}
	_ = r.SeeOther(w, target)
}

func (rt *Router) logProblem(r *Request, status int, err error) {
	level := slog.LevelInfo
	if status >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	rt.config.Log.LogAttrs(r.Context(), level, "refused",
		slog.String("reference", r.reference), slog.String("route", r.Pattern), slog.Int("status", status), slog.String("error", causes(err)))
}

// causes writes an error for the log: keys of the catalogue rather than messages, which may name people, and the causes.
func causes(err error) string {
	var list fault.List
	if errors.As(err, &list) {
		text := ""
		for _, one := range list {
			text += causes(one) + "; "
		}
		return text
	}
	var refusal *fault.Error
	if !errors.As(err, &refusal) {
		return err.Error()
	}
	text := refusal.Key
	if refusal.Field != "" {
		text += " (" + refusal.Field + ")"
	}
	if refusal.Cause != nil {
		text += ": " + refusal.Cause.Error()
	}
	return text
}
