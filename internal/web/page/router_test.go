package page

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"

	"chengxin/internal/access"
)

func TestRouteWithoutPermissionOrMethodNeverStarts(t *testing.T) {
	for _, route := range []struct {
		pattern    string
		permission access.Permission
	}{{"GET /a", ""}, {"/a", access.Public}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%q with %q was accepted", route.pattern, route.permission)
				}
			}()
			New(testConfig()).Handle(route.pattern, route.permission, nil)
		}()
	}
}

func TestRoutesListsEveryRouteWithItsPermission(t *testing.T) {
	routes := gallery(testConfig()).Routes()
	found := map[string]access.Permission{}
	for _, route := range routes {
		if route.Permission == "" {
			t.Errorf("%s names no permission", route.Pattern)
		}
		found[route.Pattern] = route.Permission
	}
	if found["GET /console/file"] != access.HouseholdOpen || found["GET /assets/{file}"] != access.Public {
		t.Errorf("routes: %v", found)
	}
}

func TestEveryProblemHasItsStatus(t *testing.T) {
	for path, want := range map[string]int{
		"/problem/invalid": 422, "/problem/list": 422, "/problem/not_found": 404, "/problem/forbidden": 403, "/problem/conflict": 409,
		"/problem/unavailable": 503, "/problem/internal": 500, "/problem/too_many": 429, "/problem/panic": 500, "/nowhere": 404,
		"/assets/none.css": 404,
	} {
		answer := newBrowser(t).get(path)
		if answer.Code != want {
			t.Errorf("%s answers %d, want %d", path, answer.Code, want)
		}
		if !strings.Contains(answer.Body.String(), "govuk-heading-l") {
			t.Errorf("%s is not a page of ours: %s", path, answer.Body)
		}
	}
	answer := newBrowser(t).do(http.MethodDelete, "/fields", nil)
	if answer.Code != http.StatusMethodNotAllowed || !strings.Contains(answer.Header().Get("Allow"), "POST") {
		t.Errorf("DELETE answers %d, Allow %q", answer.Code, answer.Header().Get("Allow"))
	}
}

func TestCausesStayInTheLog(t *testing.T) {
	var log bytes.Buffer
	config := testConfig()
	config.Log = slog.New(slog.NewTextHandler(&log, nil))
	b := &browser{t: t, router: gallery(config), jar: map[string]string{}}
	answer := b.get("/problem/internal?name=secret-name")
	reference := answer.Header().Get("X-Request-Id")
	if strings.Contains(answer.Body.String(), "unexpected EOF") || !strings.Contains(answer.Body.String(), reference) {
		t.Error("the page must show the reference and not the cause")
	}
	if !strings.Contains(log.String(), "unexpected EOF") || !strings.Contains(log.String(), reference) {
		t.Errorf("log: %s", log.String())
	}
	b.get("/sign-in-as/officer?next=/secret-path")
	if strings.Contains(log.String(), "secret") || !strings.Contains(log.String(), "GET /sign-in-as/{who}") {
		t.Errorf("the log holds a path or query: %s", log.String())
	}
}

func TestPermissionIsAsked(t *testing.T) {
	b := newBrowser(t)
	if answer := b.get("/console/list?sort=due"); answer.Code != 303 || answer.Header().Get("Location") != "/console/sign-in?next=%2Fconsole%2Flist%3Fsort%3Ddue" {
		t.Errorf("nobody: %d %s", answer.Code, answer.Header().Get("Location"))
	}
	b.get("/sign-in-as/resident")
	if answer := b.get("/console/list"); answer.Code != http.StatusForbidden {
		t.Errorf("resident: %d", answer.Code)
	}
	b.get("/sign-in-as/officer")
	if answer := b.get("/console/list"); answer.Code != http.StatusOK || answer.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("officer: %d, %s", answer.Code, answer.Header().Get("Cache-Control"))
	}
	if answer := b.get("/console/officers"); answer.Code != http.StatusForbidden {
		t.Errorf("an officer who may not: %d", answer.Code)
	}
	b.get("/sign-in-as/ended")
	if answer := b.get("/console/list"); answer.Code != http.StatusSeeOther {
		t.Errorf("an ended sign-in: %d", answer.Code)
	}
}

func TestSigningInChangesTheSessionToken(t *testing.T) {
	b := newBrowser(t)
	b.get("/sign-in-as/resident")
	before := b.jar["chengxin"]
	b.get("/sign-in-as/officer")
	if before == "" || b.jar["chengxin"] == before {
		t.Error("a session planted before signing in stays good")
	}
}

func TestSessionThatCannotBeKeptIsNotAnnounced(t *testing.T) {
	config := testConfig()
	config.Sessions = &remembered{kept: map[string][]byte{}, fail: errors.New("disk full")}
	b := &browser{t: t, router: gallery(config), jar: map[string]string{}}
	answer := b.get("/sign-in-as/officer")
	if answer.Code != http.StatusServiceUnavailable || answer.Header().Get("Location") != "" || len(answer.Result().Cookies()) != 0 {
		t.Errorf("%d %v", answer.Code, answer.Header())
	}
}

func TestUnreachableSignInStoreIsSaid(t *testing.T) {
	config := testConfig()
	config.Authenticate = func(context.Context, string) (access.Actor, bool, error) {
		return access.Actor{}, false, io.ErrClosedPipe
	}
	b := &browser{t: t, router: gallery(config), jar: map[string]string{}}
	b.get("/sign-in-as/officer")
	if answer := b.get("/"); answer.Code != http.StatusServiceUnavailable {
		t.Errorf("%d", answer.Code)
	}
}

func TestEveryAnswerCarriesTheHeaders(t *testing.T) {
	config := testConfig()
	config.TLS = true
	b := &browser{t: t, router: gallery(config), jar: map[string]string{}}
	for _, path := range []string{"/", "/nowhere", "/problem/panic", Asset("chengxin.css")} {
		header := b.get(path).Header()
		policy := header.Get("Content-Security-Policy")
		if !strings.HasPrefix(policy, "default-src 'self'") || strings.Contains(policy, "unsafe") || strings.Contains(policy, "data:") {
			t.Errorf("%s: policy %q", path, policy)
		}
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Strict-Transport-Security": "max-age=31536000; includeSubDomains", "X-Frame-Options": "DENY",
		} {
			if header.Get(name) != want {
				t.Errorf("%s: %s is %q", path, name, header.Get(name))
			}
		}
	}
	cookie := b.get("/sign-in-as/officer").Result().Cookies()[0]
	if cookie.Name != "__Host-chengxin" || !cookie.Secure || !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" {
		t.Errorf("cookie: %v", cookie)
	}
}

func TestPostFromAnotherSiteIsRefused(t *testing.T) {
	b := newBrowser(t)
	b.header["Sec-Fetch-Site"] = "cross-site"
	answer := b.do(http.MethodPost, "/fields", url.Values{"wage": {"1"}})
	if answer.Code != http.StatusForbidden || !strings.Contains(answer.Body.String(), "govuk-heading-l") {
		t.Errorf("%d", answer.Code)
	}
}

func TestBodyLargerThanTheRouteAllowsIsRefused(t *testing.T) {
	answer := newBrowser(t).do(http.MethodPost, "/fields", url.Values{"note": {strings.Repeat("x", 65<<10)}})
	if answer.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("%d", answer.Code)
	}
}

func TestPagesAreCompressedExceptForOtherSites(t *testing.T) {
	b := newBrowser(t)
	plain := keyInPage.ReplaceAllString(b.get("/fields").Body.String(), "")
	b.header["Accept-Encoding"] = "br, gzip;q=0.8"
	answer := b.get("/fields")
	if answer.Header().Get("Content-Encoding") != "gzip" || !strings.Contains(strings.Join(answer.Header().Values("Vary"), ","), "Accept-Encoding") {
		t.Fatalf("headers: %v", answer.Header())
	}
	reader, err := gzip.NewReader(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	unpacked, err := io.ReadAll(reader)
	if err != nil || keyInPage.ReplaceAllString(string(unpacked), "") != plain {
		t.Errorf("the unpacked page differs: %v", err)
	}
	b.header["Sec-Fetch-Site"] = "cross-site"
	if b.get("/fields").Header().Get("Content-Encoding") != "" {
		t.Error("a page that another site asks for must not be compressed")
	}
}

func TestAssetsAreCachedForEverAndPacked(t *testing.T) {
	b := newBrowser(t)
	plain := b.get(Asset("chengxin.css"))
	if plain.Header().Get("Cache-Control") != "public, max-age=31536000, immutable" || plain.Header().Get("Set-Cookie") != "" {
		t.Errorf("headers: %v", plain.Header())
	}
	b.header["Accept-Encoding"] = "gzip, br"
	packed := b.get(Asset("chengxin.css"))
	unpacked, err := io.ReadAll(brotli.NewReader(packed.Body))
	if err != nil || packed.Header().Get("Content-Encoding") != "br" || !bytes.Equal(unpacked, plain.Body.Bytes()) {
		t.Errorf("brotli: %v %v", packed.Header(), err)
	}
}

// unlike takes out what may differ between sizes of type: the class of the page and the switch in the header.
var unlike = regexp.MustCompile(`(?s)<html[^>]*>|<form class="app-header__form" method="post" action="/preferences" aria-label.*?</form>`)

func TestLargeTypeShowsTheSamePage(t *testing.T) {
	for name, path := range galleryPages() {
		b := newBrowser(t)
		b.get("/sign-in-as/officer")
		normal := b.get(path).Body.String()
		b.jar[sizeCookie] = "30"
		large := b.get(path).Body.String()
		if !strings.Contains(large, "app-type-30") {
			t.Errorf("%s: no large type", name)
		}
		if name != "preferences" && unlike.ReplaceAllString(steady(large), "") != unlike.ReplaceAllString(steady(normal), "") {
			t.Errorf("%s differs: %s", name, firstDifference(steady(normal), steady(large)))
		}
	}
}

func TestPreferencesAreKeptWithoutScript(t *testing.T) {
	b := newBrowser(t)
	answer := b.do(http.MethodPost, "/preferences", url.Values{"size": {"24"}, "language": {"en"}, "next": {"/question"}})
	if answer.Code != 303 || answer.Header().Get("Location") != "/question" {
		t.Fatalf("%d %v", answer.Code, answer.Header())
	}
	html := b.get("/question").Body.String()
	if !strings.Contains(html, `lang="en"`) || !strings.Contains(html, "app-type-24") {
		t.Error("the choice was not kept")
	}
	b.do(http.MethodPost, "/preferences", url.Values{"size": {"999\""}, "language": {"xx"}, "next": {"https://elsewhere.example/"}})
	if b.jar[sizeCookie] != "" || b.jar[languageCookie] != "zh-CN" {
		t.Errorf("kept what is not on offer: %v", b.jar)
	}
}

func TestNextNeverLeavesTheSite(t *testing.T) {
	for path, want := range map[string]string{
		"/a?b=c": "/a?b=c", "": "/", "https://x.example/": "/", "//x.example": "/", "/\\x.example": "/", "a": "/", "/a\r\nb": "/", "javascript:x": "/",
	} {
		if got := Local(path); got != want {
			t.Errorf("Local(%q) = %q, want %q", path, got, want)
		}
	}
}

func TestLimiterCountsAddressesAndSubjectsAndForgets(t *testing.T) {
	limiter := NewLimiter(time.Minute, 3)
	allowed := 0
	for range 10 {
		if limiter.Allow(now, "203.0.113.1", "household-1") == nil {
			allowed++
		}
	}
	if allowed != 3 {
		t.Errorf("%d attempts went through", allowed)
	}
	if limiter.Allow(now, "203.0.113.2", "household-1") == nil {
		t.Error("another address may go on guessing the same household")
	}
	if err := limiter.Allow(now, "203.0.113.2", "household-2"); err != nil {
		t.Error("a refused attempt was counted against its address")
	}
	if err := limiter.Allow(now.Add(time.Minute), "203.0.113.1", "household-1"); err != nil {
		t.Error("waiting does not help")
	}
	limiter.most = 4
	for i := range 100 {
		_ = limiter.Allow(now, string(rune('a'+i)), "")
	}
	if len(limiter.buckets) > 6 || limiter.byRecent.Len() != len(limiter.buckets) {
		t.Errorf("memory is not bounded: %d", len(limiter.buckets))
	}
}

func TestAddressTrustsOnlyOurProxy(t *testing.T) {
	raw := httptest.NewRequest(http.MethodGet, "/", nil)
	raw.RemoteAddr = "203.0.113.9:1234"
	raw.Header.Set("X-Forwarded-For", "1.1.1.1, 198.51.100.7")
	if got := addressOf(raw, false); got != "203.0.113.9" {
		t.Error(got)
	}
	if got := addressOf(raw, true); got != "198.51.100.7" {
		t.Error(got)
	}
	raw.RemoteAddr = "[2001:db8:1:2:3:4:5:6]:1"
	if got := addressOf(raw, false); got != "2001:db8:1:2::" {
		t.Error(got)
	}
}
