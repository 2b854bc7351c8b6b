package page

import (
	"context"
	"flag"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/a-h/templ"

	"chengxin/internal/access"
	"chengxin/internal/fault"
	"chengxin/internal/period"
)

var (
	update = flag.Bool("update", false, "write the golden files")
	serve  = flag.String("serve", "", "serve the gallery on this address until the test times out")
)

// now is the moment of every test: 2026-11-22 09:30 in Shanghai.
var now = time.Date(2026, 11, 22, 9, 30, 0, 0, period.Shanghai)

// remembered is a session store in memory.
type remembered struct {
	mu   sync.Mutex
	kept map[string][]byte
	fail error
}

func (m *remembered) FindSession(_ context.Context, hashed string) ([]byte, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	content, found := m.kept[hashed]
	return content, found, nil
}

func (m *remembered) KeepSession(_ context.Context, hashed string, content []byte, _ time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail != nil {
		return m.fail
	}
	m.kept[hashed] = content
	return nil
}

func (m *remembered) DropSession(_ context.Context, hashed string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.kept, hashed)
	return nil
}

var officer = access.Actor{
	Kind: access.Officer, ID: "officer-1", Name: "田经办", County: "640522",
	Grants: []access.Grant{{Role: access.CaseOfficer, Region: "640522"}},
}

func testConfig() Config {
	return Config{
		Place: "海原县民政局", Demo: true, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return now },
		Sessions: &remembered{kept: map[string][]byte{}},
		Authenticate: func(_ context.Context, token string) (access.Actor, bool, error) {
			switch token {
			case "officer":
				return officer, true, nil
			case "resident":
				return access.Actor{Kind: access.Resident, ID: "member-1", Name: "马*强", County: "640522", Household: "household-1"}, true, nil
			}
			return access.Actor{}, false, nil
		},
		Menu: []MenuItem{
			{Path: "/console", Key: "page.problem.home", Permission: access.HouseholdSearch},
			{Path: "/console/list", Key: "page.filter.title", Permission: access.HouseholdOpen},
			{Path: "/console/officers", Key: "page.user.account", Permission: access.OfficerCreate},
		},
		SignIn: func(path string) string {
			if strings.HasPrefix(path, "/console") {
				return "/console/sign-in"
			}
			return "/sign-in"
		},
	}
}

// gallery is a router with every component and every error page, and a way to be signed in.
func gallery(config Config) *Router {
	r := New(config)
	r.Handle("GET /sign-in-as/{who}", access.Public, func(w http.ResponseWriter, r *Request) error {
		if err := r.SignIn(r.PathValue("who")); err != nil {
			return err
		}
		return r.SeeOther(w, r.Query("next"))
	})
	for path, view := range map[string]func(*Request, *Form) templ.Component{
		"/": galleryStart, "/question": galleryQuestion, "/fields": galleryFields, "/answers": galleryAnswers, "/done": galleryDone, "/sign": gallerySign,
	} {
		handler := func(w http.ResponseWriter, r *Request) error {
			f, err := r.ReadForm()
			if err != nil {
				return err
			}
			if r.Method == http.MethodPost {
				galleryCheck(f)
				if f.Valid() {
					r.Flash(r.T("page.banner.success"))
					return r.SeeOther(w, "/")
				}
			}
			return r.RenderForm(w, f, view(r, f))
		}
		get := path
		if path == "/" {
			get = "/{$}"
		}
		r.Handle("GET "+get, access.Public, handler)
		r.Handle("POST "+get, access.Public, handler, Body(64<<10))
	}
	r.Handle("GET /console/list", access.HouseholdSearch, func(w http.ResponseWriter, r *Request) error {
		f, err := r.ReadForm()
		if err != nil {
			return err
		}
		return r.Render(w, galleryList(r, f))
	})
	r.Handle("GET /console/file", access.HouseholdOpen, func(w http.ResponseWriter, r *Request) error {
		return r.Render(w, galleryFile(r))
	})
	r.Handle("GET /console/officers", access.OfficerCreate, func(w http.ResponseWriter, r *Request) error { return nil })
	for path, err := range map[string]error{
		"invalid": fault.Field("wage", "page.form.amount.unreadable"), "not_found": fault.New(fault.NotFound, "fault.not_found"),
		"forbidden": fault.New(fault.Forbidden, "fault.out_of_region"), "conflict": fault.New(fault.Conflict, "fault.changed_meanwhile"),
		"unavailable": fault.New(fault.Unavailable, "fault.busy"), "internal": io.ErrUnexpectedEOF, "too_many": TooMany(90 * time.Second),
		"list": fault.List{fault.Field("a", "fault.busy"), fault.Field("b", "fault.not_found")},
	} {
		r.Handle("GET /problem/"+path, access.Public, func(http.ResponseWriter, *Request) error { return err })
	}
	r.Handle("GET /problem/panic", access.Public, func(http.ResponseWriter, *Request) error { panic("a defect") })
	return r
}

func galleryCheck(f *Form) {
	f.RequireAmount("wage", f.r.T("page.form.yuan"))
	f.RequireDay("since", f.r.T("page.form.day"))
	f.RequireChoice("kind", f.r.T("page.filter.title"), "farm", "wage")
	f.Require("name", f.r.T("page.product"))
	if f.Has("refuse-whole") {
		f.Refuse("", "fault.changed_meanwhile")
	}
}

type browser struct {
	t      *testing.T
	router http.Handler
	jar    map[string]string
	header map[string]string
}

func newBrowser(t *testing.T) *browser {
	t.Helper()
	return &browser{t: t, router: gallery(testConfig()), jar: map[string]string{}, header: map[string]string{}}
}

func (b *browser) do(method, path string, values url.Values) *httptest.ResponseRecorder {
	b.t.Helper()
	var body io.Reader
	if values != nil {
		body = strings.NewReader(values.Encode())
	}
	raw := httptest.NewRequest(method, path, body)
	if values != nil {
		raw.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for name, value := range b.header {
		raw.Header.Set(name, value)
	}
	for name, value := range b.jar {
		raw.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	answer := httptest.NewRecorder()
	b.router.ServeHTTP(answer, raw)
	for _, cookie := range answer.Result().Cookies() {
		b.jar[cookie.Name] = cookie.Value
	}
	return answer
}

func (b *browser) get(path string) *httptest.ResponseRecorder { return b.do(http.MethodGet, path, nil) }

var (
	referenceInPage = regexp.MustCompile(`app-reference">[^<]*`)
	keyInPage       = regexp.MustCompile(`name="idempotency-key" value="[^"]*"`)
	hashInPage      = regexp.MustCompile(`(/assets/[a-z]+)-[0-9a-f]{12}`)
)

// steady takes out what is new on every rendering or every build.
func steady(html string) string {
	html = referenceInPage.ReplaceAllString(html, `app-reference">ABCD-EFGH`)
	html = keyInPage.ReplaceAllString(html, `name="idempotency-key" value="KEY"`)
	html = hashInPage.ReplaceAllString(html, `$1-HASH`)
	return strings.ReplaceAll(html, "><", ">\n<") + "\n"
}

func galleryPages() map[string]string {
	return map[string]string{
		"start": "/", "question": "/question", "fields": "/fields", "answers": "/answers", "done": "/done", "sign": "/sign",
		"console_list": "/console/list?sort=-due&q=%E9%A9%AC", "console_file": "/console/file", "preferences": "/preferences?next=/question",
		"problem_invalid": "/problem/invalid", "problem_not_found": "/problem/not_found", "problem_forbidden": "/problem/forbidden",
		"problem_conflict": "/problem/conflict", "problem_unavailable": "/problem/unavailable", "problem_internal": "/problem/internal",
		"problem_too_many": "/problem/too_many", "problem_list": "/problem/list", "english": "/fields?lang=en",
	}
}

func TestEveryGalleryPageIsAsItWas(t *testing.T) {
	for name, path := range galleryPages() {
		t.Run(name, func(t *testing.T) {
			b := newBrowser(t)
			if strings.HasPrefix(name, "console") {
				b.get("/sign-in-as/officer")
			}
			golden(t, name, steady(b.get(path).Body.String()))
		})
	}
	t.Run("fields_refused", func(t *testing.T) {
		answer := newBrowser(t).do(http.MethodPost, "/fields", url.Values{"wage": {"abc"}, "since": {"2026"}, "refuse-whole": {"1"}})
		golden(t, "fields_refused", steady(answer.Body.String()))
	})
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".html")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s changed: look at it, then go test ./internal/web/page -update\n%s", path, firstDifference(string(want), got))
	}
}

func firstDifference(want, got string) string {
	was, is := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range was {
		if i >= len(is) || was[i] != is[i] {
			line := "(end)"
			if i < len(is) {
				line = is[i]
			}
			return "was: " + was[i] + "\nis:  " + line
		}
	}
	return "longer than before"
}

func TestNoPageHasInlineScriptOrStyle(t *testing.T) {
	files, err := filepath.Glob("testdata/*.html")
	if err != nil || len(files) < 15 {
		t.Fatalf("golden files: %d, %v", len(files), err)
	}
	inline := regexp.MustCompile(`(?i)\s(style|on[a-z]+)=|<style|<script(?:[^>]*)>[^<\s]|javascript:|href="data:`)
	for _, file := range files {
		content, err := os.ReadFile(file) // #nosec G304 -- our golden files
		if err != nil {
			t.Fatal(err)
		}
		if found := inline.Find(content); found != nil {
			t.Errorf("%s holds %q", file, found)
		}
	}
}

// TestGalleryServes shows the gallery in a browser: go test ./internal/web/page -run GalleryServes -serve 127.0.0.1:8099.
// ?size=30 shows a size of type, ?as=officer signs in.
func TestGalleryServes(t *testing.T) {
	if *serve == "" {
		return
	}
	router := gallery(testConfig())
	show := http.HandlerFunc(func(w http.ResponseWriter, raw *http.Request) {
		query := raw.URL.Query()
		if size := query.Get("size"); size != "" {
			raw.AddCookie(&http.Cookie{Name: sizeCookie, Value: size})
		}
		if as := query.Get("as"); as != "" {
			signIn := httptest.NewRecorder()
			router.ServeHTTP(signIn, httptest.NewRequest(http.MethodGet, "/sign-in-as/"+as, nil))
			for _, cookie := range signIn.Result().Cookies() {
				raw.AddCookie(cookie)
			}
		}
		if query.Has("wrong") {
			raw.Method = http.MethodPost
			raw.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			raw.Body = io.NopCloser(strings.NewReader("wage=abc&since=2026&since-month=2&since-day=30"))
		}
		router.ServeHTTP(w, raw)
	})
	server := Server(*serve, show, slog.New(slog.DiscardHandler))
	t.Log(server.ListenAndServe())
}
