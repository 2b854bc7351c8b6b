package page

import (
	"bytes"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/a-h/templ"

	"chengxin/internal/access"
	"chengxin/internal/period"
	"chengxin/internal/wording"
)

// Request is a request with what pages need to know. The actor is handed on as a parameter, never through the context.
type Request struct {
	*http.Request
	Actor    access.Actor
	Language wording.Language
	Size     Size      // the size of type that the reader chose
	Now      time.Time // the moment of the request, for every rule that needs one

	router    *Router
	reference string
	session   bool // whether a session is loaded
}

func (rt *Router) request(raw *http.Request) *Request {
	return &Request{
		Request: raw, Language: languageOf(raw), Size: sizeOf(raw), Now: rt.config.Now(), router: rt, reference: referenceOf(raw),
	}
}

// T is a text of the catalogue in the reader's language.
func (r *Request) T(key string, pairs ...any) string { return wording.T(r.Language, key, pairs...) }

// OnDay is a day as readers of the page's language write it: 2026年11月23日, or 2026-11-23 in English.
func (r *Request) OnDay(day period.Day) string {
	if r.Language == wording.English {
		return day.String()
	}
	return day.Chinese()
}

// SignedIn says whether somebody is signed in.
func (r *Request) SignedIn() bool { return r.Actor.Kind != access.Nobody }

// Demo says whether the data is invented.
func (r *Request) Demo() bool { return r.router.config.Demo }

// LargeType says whether the reader chose a larger size of type.
func (r *Request) LargeType() bool { return r.Size != SizeNormal }

// Reference is the request's number, which an error page shows and the log keeps.
func (r *Request) Reference() string { return r.reference }

// Query is one value of the address's query, trimmed.
func (r *Request) Query(name string) string { return strings.TrimSpace(r.URL.Query().Get(name)) }

// With is the request's own address with some query values changed, for links that sort, page and filter: pairs of name and
// value; an empty value removes the name.
func (r *Request) With(pairs ...string) string {
	query := r.URL.Query()
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			query.Del(pairs[i])
		} else {
			query.Set(pairs[i], pairs[i+1])
		}
	}
	if len(query) == 0 {
		return r.URL.Path
	}
	return r.URL.Path + "?" + query.Encode()
}

// Address is the client's network address, for rate limits; the network part only for IPv6, where one subscriber has many.
func (r *Request) Address() string { return addressOf(r.Request, r.router.config.Proxy) }

func addressOf(raw *http.Request, proxied bool) string {
	host, _, err := net.SplitHostPort(raw.RemoteAddr)
	if err != nil {
		host = raw.RemoteAddr
	}
	if proxied {
		all := strings.Split(strings.Join(raw.Header.Values("X-Forwarded-For"), ","), ",")
		if last := strings.TrimSpace(all[len(all)-1]); net.ParseIP(last) != nil {
			host = last
		}
	}
	ip := net.ParseIP(host)
	if ip != nil && ip.To4() == nil {
		return ip.Mask(net.CIDRMask(64, 128)).String()
	}
	return host
}

// Flash keeps a sentence for the next page that this reader sees: what was done.
func (r *Request) Flash(text string) { r.router.sessions.Put(r.Context(), flashKey, text) }

func (r *Request) takeFlash() string {
	if !r.session {
		return ""
	}
	return r.router.sessions.PopString(r.Context(), flashKey)
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Render answers with a page. Nothing is sent before the page is whole, so that a failure gives an error page.
func (r *Request) Render(w http.ResponseWriter, body templ.Component) error {
	return r.render(w, http.StatusOK, body)
}

// RenderForm answers with a form: at 422 when it holds errors, so that browsers and tests see the refusal.
func (r *Request) RenderForm(w http.ResponseWriter, f *Form, body templ.Component) error {
	if f.Valid() {
		return r.render(w, http.StatusOK, body)
	}
	return r.render(w, http.StatusUnprocessableEntity, body)
}

func (r *Request) render(w http.ResponseWriter, status int, body templ.Component) error {
	buffer, _ := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buffer)
	buffer.Reset()
	if err := body.Render(r.Context(), buffer); err != nil {
		return err
	}
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	if header.Get("Cache-Control") == "" {
		header.Set("Cache-Control", "no-cache, private")
	}
	w.WriteHeader(status)
	_, _ = w.Write(buffer.Bytes()) // the reader went away: nobody is left to tell
	return nil
}

// SeeOther sends the reader to another page of ours after a post. A path that would leave this site goes to the front page.
func (r *Request) SeeOther(w http.ResponseWriter, path string) error {
	http.Redirect(w, r.Request, Local(path), http.StatusSeeOther) // #nosec G710 -- Local lets through only a path of this site
	return nil
}

// Local is a path on this site: what somebody typed or handed over as "next" is kept only when it cannot lead elsewhere.
func Local(path string) string {
	target, err := url.Parse(path)
	if err != nil || target.Scheme != "" || target.Host != "" || target.User != nil || target.Opaque != "" ||
		!strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		return "/"
	}
	return target.String()
}
