package page

import (
	"net/http"
	"strings"

	"chengxin/internal/wording"
)

// Size is the size of type that a reader chose. The sizes are those of the large-type mode: at least 18 pt, up to 30 pt.
type Size string

// The sizes of type: the browser's own, 18 pt, 24 pt and 30 pt.
const (
	SizeNormal  Size = ""
	SizeLarge   Size = "18"
	SizeLarger  Size = "24"
	SizeLargest Size = "30"
)

// Sizes lists the sizes from small to large.
func Sizes() []Size { return []Size{SizeNormal, SizeLarge, SizeLarger, SizeLargest} }

const (
	languageCookie = "language"
	sizeCookie     = "type-size"
	yearInSeconds  = 365 * 24 * 60 * 60
)

// languageOf is the reader's language: ?lang= for this page, else the cookie, else Chinese. A browser's own setting is not
// asked: shared phones and computers in offices are often set to English.
func languageOf(raw *http.Request) wording.Language {
	if asked := raw.URL.Query().Get("lang"); asked != "" {
		return language(asked)
	}
	if cookie, err := raw.Cookie(languageCookie); err == nil {
		return language(cookie.Value)
	}
	return wording.Chinese
}

func language(text string) wording.Language {
	if strings.EqualFold(text, string(wording.English)) {
		return wording.English
	}
	return wording.Chinese
}

func sizeOf(raw *http.Request) Size {
	cookie, err := raw.Cookie(sizeCookie)
	if err != nil {
		return SizeNormal
	}
	return size(cookie.Value)
}

func size(text string) Size {
	for _, known := range Sizes() {
		if string(known) == text {
			return known
		}
	}
	return SizeNormal
}

const browserCookie = "browser"

func (rt *Router) browserCookie() string {
	if rt.config.TLS {
		return "__Host-" + browserCookie
	}
	return browserCookie
}

// Browser is what an earlier sign-in left with the browser; empty when there was none.
func (r *Request) Browser() string {
	cookie, err := r.Cookie(r.router.browserCookie())
	if err != nil {
		return ""
	}
	return cookie.Value
}

// KeepBrowser leaves with the browser by what it is known again. It is no session: it opens nothing, and outlives signing out.
func (r *Request) KeepBrowser(w http.ResponseWriter, value string) {
	http.SetCookie(w, &http.Cookie{ // #nosec G124 -- Secure wherever the site is served over TLS; see the session's own cookie
		Name: r.router.browserCookie(), Value: value, Path: "/", MaxAge: yearInSeconds, HttpOnly: true, Secure: r.router.config.TLS, SameSite: http.SameSiteStrictMode,
	})
}

// showPreferences is the page on which language and size are chosen.
func showPreferences(w http.ResponseWriter, r *Request) error {
	return r.Render(w, preferences(r, Local(r.Query("next"))))
}

// keepPreferences keeps what was chosen in cookies and goes back to where the reader was. It needs no session.
func keepPreferences(w http.ResponseWriter, r *Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	keep := func(name, value string) {
		http.SetCookie(w, &http.Cookie{ // #nosec G124 -- Secure wherever the site is served over TLS; a language and a letter size are no secret
			Name: name, Value: value, Path: "/", MaxAge: yearInSeconds, HttpOnly: true, Secure: r.router.config.TLS, SameSite: http.SameSiteLaxMode,
		})
	}
	if f.Has("size") {
		keep(sizeCookie, string(size(f.Text("size"))))
	}
	if f.Has("language") {
		keep(languageCookie, string(language(f.Text("language"))))
	}
	return r.SeeOther(w, f.Text("next"))
}
