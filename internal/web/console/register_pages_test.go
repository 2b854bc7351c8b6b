package console_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casefile"
	"chengxin/internal/casework"
	"chengxin/internal/casework/outbox"
	pledgesteps "chengxin/internal/casework/pledge"
	"chengxin/internal/casework/register"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/region"
	"chengxin/internal/storage"
	"chengxin/internal/storage/sqlite"
	"chengxin/internal/vault"
	"chengxin/internal/web/console"
	"chengxin/internal/web/page"
)

type noTexts struct{}

func (noTexts) Terms(context.Context, region.Code, period.Day) (pledge.Terms, error) {
	return pledge.Terms{}, nil
}

// registerDesk is the register's pages on real SQLite, with one household in 大滩村.
type registerDesk struct {
	*testing.T
	db     *storage.DB
	server *httptest.Server
	asked  []string // the addresses that the server was asked for
	now    time.Time
	home   register.Registered

	compared *comparisons          // what the step of comparing holds about the household
	printed  []console.PrintedFile // the files that were printed
}

// PrintFile notes what is printed.
func (d *registerDesk) PrintFile(_ context.Context, _ region.Code, file console.PrintedFile) ([]byte, error) {
	d.printed = append(d.printed, file)
	return []byte("%PDF-1.7"), nil
}

var deskNumber = household.InventedID("990422", period.MustDay("1970-01-01"), 11)

func newRegisterDesk(t *testing.T) *registerDesk {
	t.Helper()
	d := &registerDesk{T: t, compared: comparedHousehold(t, everyState()), now: time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return d.now }
	engine, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "desk.db"))
	d.must(err)
	_, err = engine.Migrate(t.Context())
	d.must(err)
	v, err := vault.Create(filepath.Join(t.TempDir(), "vault.json"), vault.Default, d.now)
	d.must(err)
	db := storage.New(engine, v)
	d.db = db
	actors := map[string]access.Actor{}
	for id, grant := range map[string]access.Grant{
		"case": {Role: access.CaseOfficer, Region: jiqiang}, "beside": {Role: access.VillageOfficer, Region: "640422100200"},
		"system": {Role: access.SystemAdmin, Region: xiji},
	} {
		actors[id] = access.Actor{Kind: access.Officer, ID: id, Name: id, County: xiji, Unit: grant.Region, Session: "s-" + id, Grants: []access.Grant{grant}}
	}
	runner := casework.NewRunner(db, clock)
	router := page.New(page.Config{
		Now: clock, Log: slog.New(slog.DiscardHandler), Sessions: storage.BrowserSessions{DB: db, Clock: clock},
		Authenticate: func(_ context.Context, token string) (access.Actor, bool, error) {
			actor, known := actors[token]
			return actor, known, nil
		},
		Refused: func(ctx context.Context, actor access.Actor, refused casework.Refused) error {
			return casework.KeepRefused(ctx, runner, actor, refused)
		},
	})
	router.Handle("GET /as/{who}", access.Public, func(w http.ResponseWriter, r *page.Request) error {
		if err := r.SignIn(r.PathValue("who")); err != nil {
			return err
		}
		return r.SeeOther(w, "/console")
	})
	acts := register.Acts{Runner: runner, NewID: storage.NewID}
	pledges, declared := pledgesteps.Acts{Runner: runner, Reads: db.Read(), Editions: noTexts{}}, declarations(runner, db)
	file := func(id string) string { return "/console/households/" + id }
	(&console.RegisterPages{
		Files: &casefile.Reader{Runner: runner, Store: db.Read()}, Acts: acts, Outbox: outbox.Acts{Runner: runner, NewID: storage.NewID},
		Pledge: pledges, Declaration: declared, Comparison: d.compared, FilePrinter: d,
	}).Routes(router)
	console.Declare{Acts: declared, File: file, Paper: func(id string) string { return "/console/papers/" + id }}.Routes(router)
	d.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.asked = append(d.asked, r.URL.String()+" "+r.Referer())
		router.ServeHTTP(w, r)
	}))
	t.Cleanup(func() {
		d.server.Close()
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	d.home, err = acts.RegisterHousehold(t.Context(), actors["case"], register.Registration{
		Household: household.Household{County: xiji, Region: datan, Address: "group 3", Kind: household.Recipient},
		Members:   []household.Member{{Name: "\u9a6c\u5fd7\u5f3a", IDNumber: deskNumber, Relation: household.HeadOfHousehold, Phone: "19900001111", Account: "9900000000001234", Health: "asthma"}},
	})
	d.must(err)
	d.compared.view.Household.ID, d.compared.view.Household.Number = d.home.Household, d.home.Number
	return d
}

func (d *registerDesk) must(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

// as is a browser in which somebody is signed in; it answers a path, posting values when there are any.
func (d *registerDesk) as(who string) func(path string, pairs ...string) (status int, body, at string) {
	d.Helper()
	jar, err := cookiejar.New(nil)
	d.must(err)
	client := &http.Client{Jar: jar}
	ask := func(path string, pairs ...string) (int, string, string) {
		method, values := http.MethodGet, url.Values{}
		for i := 0; i+1 < len(pairs); i += 2 {
			method = http.MethodPost
			values.Add(pairs[i], pairs[i+1])
		}
		request, err := http.NewRequestWithContext(d.Context(), method, d.server.URL+path, strings.NewReader(values.Encode()))
		d.must(err)
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		answer, err := client.Do(request)
		d.must(err)
		defer func() { _ = answer.Body.Close() }()
		raw, err := io.ReadAll(answer.Body)
		d.must(err)
		return answer.StatusCode, string(raw), answer.Request.URL.Path
	}
	ask("/as/" + who)
	return ask
}

var fullValues = regexp.MustCompile(`990422\d{11}[\dX]|19900001111|9900000000001234|asthma|\x{9a6c}\x{5fd7}\x{5f3a}`)

func TestNoPageOfTheRegisterShowsAFullValueUnasked(t *testing.T) {
	d := newRegisterDesk(t)
	ask := d.as("case")
	file := "/console/households/" + d.home.Household
	if status, body, _ := ask(file); status != http.StatusOK || !strings.Contains(body, `name="purpose"`) {
		t.Fatalf("the file opens without a purpose: %d", status)
	}
	if status, _, _ := ask(file, "purpose", ""); status != http.StatusUnprocessableEntity {
		t.Errorf("opened for nothing: %d", status)
	}
	if status, _, at := ask(file, "purpose", "question"); status != http.StatusOK || at != file {
		t.Fatalf("not opened: %d %s", status, at)
	}
	member := file + "/members/" + d.home.Members[0]
	for _, path := range []string{
		"/console", "/console/households", "/console/places/640422100202", "/console/places/640422100",
		file, file + "?part=timeline", file + "?part=members", file + "?part=papers", file + "?part=opened", file + "?on=2026-11-23&then=1",
		file + "/reveal", file + "/members/new", member + "/correct", member + "/end", file + "/kinship", "/console/outbox", "/console/households/new",
	} {
		status, body, _ := ask(path)
		if status != http.StatusOK {
			t.Errorf("%s: %d", path, status)
		}
		if leak := fullValues.FindString(body); leak != "" {
			t.Errorf("%s shows %s", path, leak)
		}
		if missing := regexp.MustCompile(`>\s*(console|casefile|outbox|register|household)\.[a-z_.]+\s*<`).FindString(body); missing != "" {
			t.Errorf("%s shows a key of the catalogue: %s", path, missing)
		}
	}
	for _, typed := range []string{"mzq", "\u9a6c\u5fd7\u5f3a", string(deskNumber), d.home.Number[:6]} {
		status, body, at := ask("/console/households", "q", typed)
		if status != http.StatusOK || at != "/console/households" || !strings.Contains(body, d.home.Number) {
			t.Errorf("%s finds nothing: %d", typed, status)
		}
		if leak := fullValues.FindString(strings.ReplaceAll(body, `value="`+typed+`"`, "")); leak != "" {
			t.Errorf("the results show %s", leak)
		}
	}
	if status, _, _ := ask(file+"/reveal", "member", d.home.Members[0], "field", "phone", "reason", "x"); status != http.StatusUnprocessableEntity {
		t.Errorf("revealed without a reason: %d", status)
	}
	if _, body, _ := ask(file+"/reveal", "member", d.home.Members[0], "field", "phone", "reason", "to call the family"); !strings.Contains(body, "19900001111") || strings.Contains(body, string(deskNumber)) {
		t.Error("one value was asked for, and one is shown")
	}
	if _, body, _ := ask(file + "?part=opened"); !strings.Contains(body, "to call the family") {
		t.Error("the reason is not in the list of openings")
	}
}

func TestAnotherVillagesOfficerIsTurnedAwayFromEveryPage(t *testing.T) {
	d := newRegisterDesk(t)
	file := "/console/households/" + d.home.Household
	for _, who := range []string{"beside", "system"} {
		ask := d.as(who)
		for _, path := range []string{file + "/reveal", "/console/places/640422100202", "/console/places/640422", file + "/kinship", file + "/members/new"} {
			if status, body, _ := ask(path); status == http.StatusOK && strings.Contains(body, d.home.Number) {
				t.Errorf("%s sees %s", who, path)
			}
		}
		if status, body, _ := ask(file, "purpose", "question"); status != http.StatusForbidden || strings.Contains(body, d.home.Number) {
			t.Errorf("%s opens the file: %d", who, status)
		}
		if _, body, _ := ask("/console/households", "q", "mz"); strings.Contains(body, d.home.Number) {
			t.Errorf("%s finds the household", who)
		}
		if status, _, _ := ask("/console"); status != http.StatusOK {
			t.Errorf("%s has no front page: %d", who, status)
		}
	}
}

func TestAHouseholdIsRegisteredAndItsMemberCorrectedByForms(t *testing.T) {
	d := newRegisterDesk(t)
	ask := d.as("case")
	form := []string{"rows", "3", "region", string(datan), "address", "group 4", "kind", "recipient", "name_1", "\u5355\u79c0\u82b1", "relation_1", "02", "id_number_1", "990422197001010000"}
	status, body, at := ask("/console/households/new", form...)
	if status != http.StatusOK || !strings.HasPrefix(at, "/console/households/0") || !strings.Contains(body, "\u5355*\u82b1") {
		t.Fatalf("not registered: %d at %s", status, at)
	}
	if status, body, _ := ask("/console/households/new", append(form, "more", "1")...); status != http.StatusOK || !strings.Contains(body, "name_4") {
		t.Errorf("no further member: %d", status)
	}
	twice := []string{"rows", "3", "region", string(datan), "address", "x", "kind", "recipient", "name_1", "\u7530\u6d77", "relation_1", "02", "name_3", "\u9a6c\u5fd7\u5f3a", "relation_3", "10", "id_number_3", string(deskNumber)}
	if status, body, _ := ask("/console/households/new", twice...); status != http.StatusUnprocessableEntity || !strings.Contains(body, "#id_number_3") {
		t.Errorf("a member of another household: %d", status)
	}
	member := regexp.MustCompile(`/members/([0-9a-f-]{36})/correct`).FindStringSubmatch(body)[1]
	if status, _, _ := ask(at+"/members/"+member+"/correct", "kind", "wrong", "reason", "a wrong digit"); status != http.StatusUnprocessableEntity {
		t.Errorf("corrected nothing: %d", status)
	}
	status, body, _ = ask(at+"/members/"+member+"/correct", "kind", "wrong", "reason", "a wrong character", "name", "\u5355\u79c0\u534e")
	if status != http.StatusOK || !strings.Contains(body, "\u5355*\u534e") {
		t.Errorf("not corrected: %d", status)
	}
}
