package resident_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/blob"
	"chengxin/internal/casework"
	steps "chengxin/internal/casework/pledge"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/region"
	"chengxin/internal/storage"
	"chengxin/internal/storage/sqlite"
	"chengxin/internal/vault"
	"chengxin/internal/web/console"
	"chengxin/internal/web/page"
	"chengxin/internal/web/resident"
)

const (
	county  = region.Code("640422")
	village = region.Code("640422100202")
)

// pledgeWorld is one family of 大滩村 on a real SQLite file behind the pages of both sides.
type pledgeWorld struct {
	t      *testing.T
	router http.Handler
	acts   steps.Acts
	runs   *steps.Batches
	now    time.Time
	terms  pledge.Terms
	jar    map[string]string
	made   int
	ids    int
}

type noSessions struct{ kept map[string][]byte }

func (s noSessions) FindSession(_ context.Context, hashed string) ([]byte, bool, error) {
	content, found := s.kept[hashed]
	return content, found, nil
}

func (s noSessions) KeepSession(_ context.Context, hashed string, content []byte, _ time.Time) error {
	s.kept[hashed] = content
	return nil
}

func (s noSessions) DropSession(_ context.Context, hashed string) error {
	delete(s.kept, hashed)
	return nil
}

func (w *pledgeWorld) Terms(context.Context, region.Code, period.Day) (pledge.Terms, error) {
	return w.terms, nil
}

func (w *pledgeWorld) IssueAccessCode(context.Context, *casework.Work) (steps.AccessCode, error) {
	return steps.AccessCode{Code: "ABCD-2345", Until: w.now.Add(time.Hour)}, nil
}

type plainLetters struct{}

func (plainLetters) Notice(p casework.Paper, _ steps.Addressee, _ pledge.Text) ([]byte, error) {
	return []byte("notice " + p.Number), nil
}

func (plainLetters) ProofOfService(p casework.Paper, _ steps.Addressee, _ pledge.Text, _ string, _ pledge.Service, _ string) ([]byte, error) {
	return []byte("service " + p.Number), nil
}

func (plainLetters) Signed(p casework.Paper, _ steps.Addressee, _ pledge.Text, _ []steps.Line) ([]byte, error) {
	return []byte("signed " + p.Number), nil
}

func (plainLetters) Form(p casework.Paper, _ steps.Addressee, _ pledge.Text, _ []pledge.Person) ([]byte, error) {
	return []byte("form " + p.Number), nil
}

func (plainLetters) AccessSlips(context.Context, region.Code, []steps.Slip) ([]byte, error) {
	return []byte("%PDF-1.4 slips"), nil
}

func pledgeActor(token string) (access.Actor, bool) {
	name, isMember := strings.CutPrefix(token, "member-")
	if isMember {
		return access.Actor{Kind: access.Resident, ID: name, Name: "马*强", County: county, Household: "h", Session: "s"}, true
	}
	role := map[string]access.Role{"one": access.CaseOfficer, "two": access.CaseOfficer, "auditor": access.Auditor}[token]
	return access.Actor{Kind: access.Officer, ID: token, Name: token, County: county, Grants: []access.Grant{{Role: role, Region: "640422100"}}}, role != ""
}

func newPledgeWorld(t *testing.T) *pledgeWorld {
	t.Helper()
	dir := t.TempDir()
	w := &pledgeWorld{t: t, now: time.Date(2026, 11, 23, 10, 0, 0, 0, period.Shanghai), terms: pledgeTerms(), jar: map[string]string{}}
	engine, err := sqlite.Open(t.Context(), filepath.Join(dir, "county.db"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := engine.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	keys, err := vault.Create(filepath.Join(dir, "keys.json"), "sm4", w.now)
	if err != nil {
		t.Fatal(err)
	}
	db := storage.New(engine, keys)
	t.Cleanup(func() { _ = db.Close() })
	clock := func() time.Time { return w.now }
	w.acts = steps.Acts{
		Runner: casework.NewRunner(db, clock), Reads: db.Read(), Editions: w, Codes: w, Letters: plainLetters{},
		Scans: blob.NewFolder(filepath.Join(dir, "scans"), keys), NewID: func() string { w.ids++; return fmt.Sprintf("id-%04d", w.ids) },
		NewCode: func() string { w.made++; return fmt.Sprintf("%06d", w.made) },
	}
	w.runs = steps.NewBatches(t.Context(), w.acts)
	err = db.Write(t.Context(), func(tx *storage.Tx) error {
		if err := tx.KeepOffice(t.Context(), casework.Office{County: county, Agency: "西吉县民政局", CodeWord: "西民", Demo: true}); err != nil {
			return err
		}
		if err := tx.AddHousehold(t.Context(), household.Household{County: county, ID: "h", Number: "640422100202-0001", Region: village, RegisteredOn: period.MustDay("2026-01-01")}); err != nil {
			return err
		}
		for i, m := range []household.Member{
			{ID: "head", Name: "马国强", Relation: household.HeadOfHousehold, BornOn: period.MustDay("1970-05-01")},
			{ID: "wife", Name: "李秀英", Relation: household.Spouse, BornOn: period.MustDay("1972-05-01")},
			{ID: "child", Name: "马小明", Relation: household.Son, BornOn: period.MustDay("2015-05-01")},
		} {
			m.HouseholdID, m.Seq = "h", 1
			if err := tx.AddMember(t.Context(), county, fmt.Sprint("row", i), m); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	router := page.New(page.Config{
		Place: "西吉县民政局", Demo: true, Log: slog.New(slog.DiscardHandler), Now: clock, Sessions: noSessions{map[string][]byte{}},
		Authenticate: func(_ context.Context, token string) (access.Actor, bool, error) {
			actor, found := pledgeActor(token)
			return actor, found, nil
		},
	})
	router.Handle("GET /as/{who}", access.Public, func(answer http.ResponseWriter, r *page.Request) error {
		if err := r.SignIn(r.PathValue("who")); err != nil {
			return err
		}
		return r.SeeOther(answer, "/")
	})
	paper := func(document string) string { return "/papers/" + document }
	resident.PledgePages{Acts: w.acts, Paper: paper, Home: "/r"}.Routes(router)
	console.PledgePages{Acts: w.acts, Batches: w.runs, Slips: plainLetters{}, Paper: paper, File: func(id string) string { return "/console/households/" + id }, Officer: func(_ context.Context, _ region.Code, id string) string { return id }}.Routes(router)
	w.router = router
	return w
}

func pledgeTerms() pledge.Terms {
	return pledge.Terms{
		Edition: "test",
		Notice: pledge.Text{
			Kind: pledge.NoticeText, Version: "1", Title: "最低生活保障诚信事项告知书", Hash: "notice-1",
			Parts: []pledge.Part{{Heading: "您的义务", Paragraphs: []string{"如实申报家庭情况。", "有变化及时告诉我们。"}}},
		},
		Pledge: pledge.Text{
			Kind: pledge.PledgeText, Version: "1", Title: "最低生活保障对象诚信承诺书", Hash: "pledge-1",
			Parts: []pledge.Part{{Paragraphs: []string{"申报的信息真实完整。", "变化及时报告。"}, Numbered: true}},
		},
		Authorisation: pledge.Text{
			Kind: pledge.AuthorisationText, Version: "1", Title: "授权核对书", Hash: "authorisation-1",
			Parts: []pledge.Part{{Paragraphs: []string{"社保：是否领取养老金。"}, Numbered: true}, {Paragraphs: []string{"可以随时撤回。"}}},
		},
		Questions: []pledge.Question{
			{ID: "change", Text: "家里收入变了，怎么办？", Explanation: "有变化要及时说，说了就不算失信。", Options: []pledge.Option{{ID: "1", Text: "告诉村里", Right: true}, {ID: "2", Text: "不用说"}}},
			{ID: "mistake", Text: "填错了会停发吗？", Explanation: "填错了可以改，不会因此停发。", Options: []pledge.Option{{ID: "1", Text: "会"}, {ID: "2", Text: "不会，可以改", Right: true}}},
		},
	}
}

func (w *pledgeWorld) as(who string) *pledgeWorld {
	w.jar = map[string]string{}
	w.do(http.MethodGet, "/as/"+who, nil)
	return w
}

func (w *pledgeWorld) do(method, path string, values url.Values) *httptest.ResponseRecorder {
	w.t.Helper()
	var body io.Reader
	if values != nil {
		body = strings.NewReader(values.Encode())
	}
	return w.send(httptest.NewRequest(method, path, body), values != nil)
}

func (w *pledgeWorld) send(raw *http.Request, form bool) *httptest.ResponseRecorder {
	if form {
		raw.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for name, value := range w.jar {
		raw.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	answer := httptest.NewRecorder()
	w.router.ServeHTTP(answer, raw)
	for _, cookie := range answer.Result().Cookies() {
		w.jar[cookie.Name] = cookie.Value
	}
	return answer
}

// see gets a page and fails unless it says all of the words.
func (w *pledgeWorld) see(path string, words ...string) string {
	w.t.Helper()
	answer := w.do(http.MethodGet, path, nil)
	html := answer.Body.String()
	if answer.Code != http.StatusOK {
		w.t.Fatalf("%s: %d %s", path, answer.Code, answer.Header().Get("Location"))
	}
	for _, word := range words {
		if !strings.Contains(html, word) {
			w.t.Fatalf("%s does not say %q:\n%s", path, word, html)
		}
	}
	return html
}

// post posts a form and fails unless it leads where it should.
func (w *pledgeWorld) post(path, leads string, values url.Values) {
	w.t.Helper()
	answer := w.do(http.MethodPost, path, values)
	if answer.Code != http.StatusSeeOther || answer.Header().Get("Location") != leads {
		w.t.Fatalf("%s: %d, leads to %q\n%s", path, answer.Code, answer.Header().Get("Location"), answer.Body)
	}
}

// refused posts a form and fails unless it comes back with the words.
func (w *pledgeWorld) refused(path, words string, values url.Values) {
	w.t.Helper()
	answer := w.do(http.MethodPost, path, values)
	if answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.Body.String(), words) {
		w.t.Fatalf("%s: %d, wanted %q\n%s", path, answer.Code, words, answer.Body)
	}
}
