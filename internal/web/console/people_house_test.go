package console_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/casework/people"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/storage"
	"chengxin/internal/storage/sqlite"
	"chengxin/internal/vault"
	"chengxin/internal/web/console"
	"chengxin/internal/web/page"
	"chengxin/internal/web/resident"
)

var updatePeople = flag.Bool("update-people", false, "write the golden pages about people anew")

const (
	xiji     = region.Code("640422")
	jiqiang  = region.Code("640422100")
	datan    = region.Code("640422100202")
	password = "three goats on the ridge"
)

// office is the pages about people on real SQLite, with browsers that keep cookies.
type office struct {
	*testing.T
	db     *storage.DB
	acts   *people.Acts
	server *httptest.Server
	now    time.Time
}

type onePledge struct{}

func (onePledge) StaffPledge(context.Context, region.Code) (people.Text, error) {
	return people.Text{Edition: "test", Title: "\u5de5\u4f5c\u4eba\u5458\u627f\u8bfa\u4e66", Paragraphs: []string{"\u6211\u627f\u8bfa\u79c9\u516c\u529e\u7406\u3002"}, Hash: "hash-1"}, nil
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{T: t, now: time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)}
	engine, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "people.db"))
	o.must(err)
	_, err = engine.Migrate(t.Context())
	o.must(err)
	v, err := vault.Create(filepath.Join(t.TempDir(), "vault.json"), vault.Default, o.now)
	o.must(err)
	o.db = storage.New(engine, v)
	clock := func() time.Time { return o.now }
	o.acts = people.New(people.Parts{
		Runner: casework.NewRunner(o.db, clock), Reader: o.db.Read(), Door: o.db, Pledges: onePledge{},
		Home: func(context.Context) (region.Code, error) { return xiji, nil }, Passwords: access.DefaultPasswords(), Random: rand.Reader, NewID: storage.NewID, Issuer: "chengxin",
	})
	router := page.New(page.Config{
		Now: clock, Log: slog.New(slog.DiscardHandler), Sessions: storage.BrowserSessions{DB: o.db, Clock: clock}, Authenticate: o.acts.Authenticate,
		SignIn: func(path string) string {
			if strings.HasPrefix(path, "/console") {
				return "/staff/sign-in"
			}
			return "/r/sign-in"
		},
	})
	o.server = httptest.NewServer(router)
	t.Cleanup(func() {
		o.server.Close()
		if err := o.db.Close(); err != nil {
			t.Error(err)
		}
	})
	(&console.People{Acts: o.acts, Reads: o.db.Read(), BaseURL: o.server.URL}).Routes(router)
	(&resident.SignIn{Acts: o.acts, Reads: o.db.Read(), Home: "/r/proxies", BaseURL: o.server.URL}).Routes(router)
	o.must(o.db.Write(t.Context(), func(tx *storage.Tx) error {
		if err := tx.AddHousehold(t.Context(), household.Household{County: xiji, ID: "h", Number: "n-1", Region: datan, RegisteredOn: period.MustDay("2026-01-01")}); err != nil {
			return err
		}
		return tx.AddMember(t.Context(), xiji, storage.NewID(), household.Member{
			ID: "m", HouseholdID: "h", Name: "\u9a6c\u5efa\u56fd", IDNumber: "99000019700101123X", BornOn: period.MustDay("1970-01-01"), FromOn: period.MustDay("2026-01-01"), Seq: 1, RecordedAt: o.now,
		})
	}))
	return o
}

func (o *office) must(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

var byMachine = access.Actor{Kind: access.Setup, ID: "test", County: xiji}

// officer makes an account in use.
func (o *office) officer(login string, unit region.Code, grants ...access.Grant) (id, factor string) {
	o.Helper()
	created, err := o.acts.CreateOfficer(o.Context(), byMachine, xiji, people.NewOfficer{Login: login, Name: "Name of " + login, Unit: unit})
	o.must(err)
	invited, err := o.acts.OpenInvitation(o.Context(), created.Token)
	o.must(err)
	_, err = o.acts.AcceptInvitation(o.Context(), created.Token, password, o.oneTime(invited.Invitation.Factor))
	o.must(err)
	for _, grant := range grants {
		_, err := o.acts.GrantRole(o.Context(), byMachine, xiji, created.Officer, grant.Role, grant.Region)
		o.must(err)
	}
	o.now = o.now.Add(time.Minute)
	return created.Officer, invited.Invitation.Factor
}

func (o *office) oneTime(factor string) string {
	o.Helper()
	typed, err := access.PasswordAt(factor, o.now)
	o.must(err)
	return typed
}

// browser is one person's browser.
type browser struct {
	*office
	client *http.Client
	path   string
	status int
	body   string
}

func (o *office) browser() *browser {
	jar, err := cookiejar.New(nil)
	o.must(err)
	return &browser{office: o, client: &http.Client{Jar: jar}}
}

func (b *browser) get(path string) *browser {
	b.Helper()
	request, err := http.NewRequestWithContext(b.Context(), http.MethodGet, b.server.URL+path, nil)
	b.must(err)
	return b.send(request)
}

func (b *browser) post(path string, pairs ...string) *browser {
	b.Helper()
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	request, err := http.NewRequestWithContext(b.Context(), http.MethodPost, b.server.URL+path, strings.NewReader(values.Encode()))
	b.must(err)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.send(request)
}

// upload posts values with one file.
func (b *browser) upload(path, field, name string, content []byte, pairs ...string) *browser {
	b.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i+1 < len(pairs); i += 2 {
		b.must(form.WriteField(pairs[i], pairs[i+1]))
	}
	part, err := form.CreateFormFile(field, name)
	b.must(err)
	_, err = part.Write(content)
	b.must(errors.Join(err, form.Close()))
	request, err := http.NewRequestWithContext(b.Context(), http.MethodPost, b.server.URL+path, &body)
	b.must(err)
	request.Header.Set("Content-Type", form.FormDataContentType())
	return b.send(request)
}

func (b *browser) send(request *http.Request) *browser {
	b.Helper()
	request.Header.Set("User-Agent", "test browser")
	answer, err := b.client.Do(request)
	b.must(err)
	defer func() { _ = answer.Body.Close() }()
	raw, err := io.ReadAll(answer.Body)
	b.must(err)
	b.path, b.status, b.body = answer.Request.URL.Path, answer.StatusCode, string(raw)
	return b
}

// shows checks where the browser is, and a text on the page.
func (b *browser) shows(status int, path string, texts ...string) *browser {
	b.Helper()
	if b.status != status || b.path != path {
		b.Fatalf("the browser is at %s with %d, not at %s with %d", b.path, b.status, path, status)
	}
	for _, text := range texts {
		if !strings.Contains(b.body, text) {
			b.Errorf("%s does not say %q", path, text)
		}
	}
	return b
}

func (b *browser) signIn(login, factor string) *browser {
	b.Helper()
	b.post("/staff/sign-in", "login", login, "password", password).shows(http.StatusOK, "/staff/sign-in/factor")
	b.now = b.now.Add(30 * time.Second)
	return b.post("/staff/sign-in/factor", "one_time", b.oneTime(factor), "next", "/console/account").shows(http.StatusOK, "/console/account")
}

var changing = []*regexp.Regexp{
	regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}`),
	regexp.MustCompile(`640422\.[A-Za-z0-9_-]{43}`),
	regexp.MustCompile(`name="idempotency-key" value="[^"]*"`),
	regexp.MustCompile(`-[0-9a-f]{12}\.(css|js|svg)`),
	regexp.MustCompile(`<code>[A-Z2-7]{32}</code>`),
	regexp.MustCompile(`[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}`),
	regexp.MustCompile(`http://127\.0\.0\.1:\d+`),
	regexp.MustCompile(`\d{4} \d{4} \d{4}`),
	regexp.MustCompile(`code=\d{12}`),
	regexp.MustCompile(`value="\d{6}"`),
	regexp.MustCompile(`<path d="[^"]*"`),
}

// looks compares the page with its golden copy.
func (b *browser) looks(name string) *browser {
	b.Helper()
	page := b.body
	if main := regexp.MustCompile(`(?s)<main.*</main>`).FindString(page); main != "" {
		page = main
	}
	for _, one := range changing {
		page = one.ReplaceAllString(page, "…")
	}
	page = strings.ReplaceAll(page, "><", ">\n<") + "\n"
	file := filepath.Join("testdata", "people", name+".html")
	if *updatePeople {
		b.must(os.MkdirAll(filepath.Dir(file), 0o750))
		b.must(os.WriteFile(file, []byte(page), 0o600))
	}
	want, err := os.ReadFile(file) // #nosec G304 -- a golden file
	b.must(err)
	if page != string(want) {
		b.Errorf("%s has changed; look at it, then run the test with -update-people:\n%s", name, page)
	}
	return b
}
