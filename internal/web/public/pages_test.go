package public_test

import (
	"context"
	"errors"
	"flag"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/numbering"
	"chengxin/internal/period"
	"chengxin/internal/policy"
	"chengxin/internal/region"
	"chengxin/internal/web/page"
	"chengxin/internal/web/public"
)

var update = flag.Bool("update", false, "write the golden files")

const (
	county   = region.Code("640422")
	goodCode = "abcdefghijklmnop"
	root     = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
)

// town is what the public pages read, as a test wants it.
type town struct {
	office     casework.Office
	papers     map[string]numbering.Issued
	checkpoint public.Checkpoint
	people     []public.SignIn
	down       error // what every reading answers while the database is down
	actor      access.Actor
	router     *page.Router
	jar        []*http.Cookie
}

func (w *town) Office(context.Context) (casework.Office, error) { return w.office, w.down }

func (w *town) Paper(_ context.Context, code string) (numbering.Issued, error) {
	if paper, found := w.papers[code]; found || w.down != nil {
		return paper, w.down
	}
	return numbering.Issued{}, fault.New(fault.NotFound, "fault.not_found")
}

func (w *town) MayOpen(_ context.Context, actor access.Actor, _ numbering.Issued) (bool, error) {
	return actor.MayAnywhere(access.DocumentOpen), w.down
}

func (w *town) Checkpoint(context.Context) (public.Checkpoint, error) { return w.checkpoint, w.down }

func (w *town) Root(_ context.Context, size int64) (string, error) {
	if size == 7 {
		return root, w.down
	}
	return "", fault.New(fault.NotFound, "fault.not_found")
}

func (w *town) Edition(context.Context) (*policy.Edition, error) {
	if w.down != nil {
		return nil, w.down
	}
	return policy.Load("jiqiang-2022")
}

func (w *town) Ready(context.Context) error { return w.down }

func (w *town) SignIns(time.Time) ([]public.SignIn, error) { return w.people, w.down }

func (w *town) FindSession(_ context.Context, hashed string) ([]byte, bool, error) {
	for _, cookie := range w.jar {
		if cookie.Name == hashed {
			return []byte(cookie.Value), true, nil
		}
	}
	return nil, false, nil
}

func (w *town) KeepSession(_ context.Context, hashed string, content []byte, _ time.Time) error {
	w.jar = append(w.jar, &http.Cookie{Name: hashed, Value: string(content)}) // #nosec G124 -- a test's own store
	return nil
}

func (w *town) DropSession(context.Context, string) error { return nil }

var now = time.Date(2026, 11, 23, 10, 0, 0, 0, period.Shanghai)

func newTown(t *testing.T, demo bool) *town {
	t.Helper()
	number := numbering.Number{CodeWord: "\u897f\u6c11", Series: "notice", Year: 2026, Seq: 12}
	paper := numbering.Issue(number, "paper-1", "notice", county, "h", now, []byte(`{"to":"\u9a6c\u56fd\u5f3a"}`), goodCode)
	touched := paper
	touched.Content = []byte("{}")
	w := &town{
		office: casework.Office{County: county, Agency: "\u897f\u5409\u53bf\u6c11\u653f\u5c40", Phone: "0954-000-0000", Address: "\u5409\u5f3a\u9547", Demo: demo},
		papers: map[string]numbering.Issued{goodCode: paper, "ponmlkjihgfedcba": touched},
		checkpoint: public.Checkpoint{
			Note: "chengxin/640422\n12840\n" + root + "\n\n\u2014 chengxin/640422 signature\n", Keys: []string{"chengxin/640422+0a0b0c0d+key"},
		},
	}
	w.router = page.New(page.Config{
		Place: w.office.Agency, Phone: w.office.Phone, Demo: demo, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return now }, Sessions: w,
		Authenticate: func(context.Context, string) (access.Actor, bool, error) { return w.actor, w.actor.ID != "", nil },
	})
	public.Pages{Reads: w, Papers: page.NewLimiter(10*time.Second, 10)}.Routes(w.router)
	w.router.Handle("GET /as", access.Public, func(answer http.ResponseWriter, r *page.Request) error {
		if err := r.SignIn("token"); err != nil {
			return err
		}
		return r.SeeOther(answer, "/")
	})
	return w
}

func (w *town) get(path string, cookies ...*http.Cookie) *httptest.ResponseRecorder {
	raw := httptest.NewRequest(http.MethodGet, path, nil)
	for _, cookie := range cookies {
		raw.AddCookie(cookie)
	}
	answer := httptest.NewRecorder()
	w.router.ServeHTTP(answer, raw)
	return answer
}

// see gets a page and fails unless it has the status, says all of the words, and says no key without words.
func (w *town) see(t *testing.T, path string, status int, words ...string) string {
	t.Helper()
	answer := w.get(path)
	html := answer.Body.String()
	if answer.Code != status {
		t.Errorf("%s answers %d, wanted %d\n%s", path, answer.Code, status, html)
	}
	for _, word := range words {
		if !strings.Contains(html, word) {
			t.Errorf("%s does not say %q:\n%s", path, word, html)
		}
	}
	for _, key := range bareKeys.FindAllString(html, -1) {
		t.Errorf("%s shows a key without words: %s", path, key)
	}
	return html
}

var (
	bareKeys = regexp.MustCompile(`[>"](public|page|fault)\.[a-z_.]+[<"]`)
	assets   = regexp.MustCompile(`(/assets/[a-z]+)-[0-9a-f]{12}`)
)

func TestPublicPagesAreAsTheyWere(t *testing.T) {
	w := newTown(t, false)
	pages := []struct {
		name, path string
		status     int
	}{
		{"start", "/", 200},
		{"help", "/help", 200},
		{"policy", "/policy", 200},
		{"check", "/check", 200},
		{"check_unreadable", "/check?q=12345", 200},
		{"genuine", "/d/" + goodCode, 200},
		{"unknown", "/d/aaaaaaaaaaaaaaaa", 200},
		{"touched", "/d/ponmlkjihgfedcba", 200},
		{"log", "/log", 200},
		{"log_compared", "/log?q=7", 200},
		{"english", "/help?lang=en", 200},
	}
	for _, one := range pages {
		html := w.see(t, one.path, one.status)
		html = strings.ReplaceAll(assets.ReplaceAllString(html, "$1-HASH"), "><", ">\n<") + "\n"
		file := filepath.Join("testdata", one.name+".html")
		if *update {
			if err := os.WriteFile(file, []byte(html), 0o600); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(file) // #nosec G304 -- our golden files
		if err != nil {
			t.Fatal(err)
		}
		if string(want) != html {
			t.Errorf("%s changed: look at it, then go test ./internal/web/public -update", file)
		}
	}
}

func TestACheckedPaperNamesNobody(t *testing.T) {
	html := newTown(t, false).see(t, "/d/"+goodCode, 200, "\u8fd9\u662f\u771f\u5b9e\u7b7e\u53d1\u7684\u6587\u4e66", "\u897f\u6c11\u544a\u30142026\u301512\u53f7", "2026\u5e7411\u670823\u65e5")
	for _, hidden := range []string{"\u9a6c\u56fd\u5f3a", "paper-1", "/r/papers", "/console/papers"} {
		if strings.Contains(html, hidden) {
			t.Errorf("the check page shows %q to a stranger", hidden)
		}
	}
}

func TestWhoeverMayReadAPaperIsLedToIt(t *testing.T) {
	for name, one := range map[string]struct {
		actor access.Actor
		leads string // empty: nowhere
	}{
		"the household's own": {access.Actor{Kind: access.Resident, ID: "head", Name: "\u9a6c", County: county, Household: "h"}, "/r/papers/paper-1"},
		"another household":   {access.Actor{Kind: access.Resident, ID: "other", Name: "\u674e", County: county, Household: "other"}, ""},
		"an officer who may": {access.Actor{
			Kind: access.Officer, ID: "clerk", Name: "\u7530", County: county, Grants: []access.Grant{{Role: access.CaseOfficer, Region: county}},
		}, "/console/papers/paper-1"},
		"an officer who may not": {access.Actor{Kind: access.Officer, ID: "system", Name: "\u7530", County: county}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t, false)
			w.actor = one.actor
			html := w.get("/d/"+goodCode, w.get("/as").Result().Cookies()...).Body.String()
			if one.leads != "" && !strings.Contains(html, one.leads) {
				t.Errorf("no link to %s:\n%s", one.leads, html)
			}
			if one.leads == "" && strings.Contains(html, "papers/paper-1") {
				t.Error("a link to a paper of somebody else")
			}
		})
	}
}

func TestATypedCodeLeadsToItsPaper(t *testing.T) {
	w := newTown(t, false)
	answer := w.get("/check?q=ABCD-EFGH-IJKL-MNOP")
	if answer.Code != http.StatusSeeOther || answer.Header().Get("Location") != "/d/"+goodCode {
		t.Errorf("%d, leads to %q", answer.Code, answer.Header().Get("Location"))
	}
	w.see(t, "/check?q=12345", 200, "\u8fd9\u4e0d\u662f\u6587\u4e66\u7f16\u7801", `value="12345"`)
}

func TestATouchedPaperIsNotCalledGenuine(t *testing.T) {
	html := newTown(t, false).see(t, "/d/ponmlkjihgfedcba", 200, "\u5b58\u6863\u5df2\u88ab\u6539\u52a8")
	if strings.Contains(html, "\u771f\u5b9e\u7b7e\u53d1") {
		t.Error("a touched paper is called genuine")
	}
}

func TestWhoeverTriesCodesIsSlowed(t *testing.T) {
	w := newTown(t, false)
	for range 10 {
		w.see(t, "/d/aaaaaaaaaaaaaaaa", 200)
	}
	answer := w.get("/d/" + goodCode)
	if answer.Code != http.StatusTooManyRequests || strings.Contains(answer.Body.String(), "2026") {
		t.Errorf("the eleventh try at once answers %d\n%s", answer.Code, answer.Body)
	}
}

func TestTheSchemeIsShownWholeAndReadable(t *testing.T) {
	w := newTown(t, false)
	edition, err := policy.Load("jiqiang-2022")
	if err != nil {
		t.Fatal(err)
	}
	// What stands before the first article says where the text comes from: a reader must not take it for a printed document.
	html := w.see(t, "/policy", 200, edition.Title(), edition.Digest(), "\u672c\u6587\u4e0d\u662f\u53bf\u91cc\u5370\u53d1\u7684\u6587\u4ef6", `<ul class="govuk-list govuk-list--bullet">`)
	for _, article := range edition.Articles() {
		if !strings.Contains(html, `id="`+article.Anchor+`"`) {
			t.Errorf("%s is missing", article.Heading)
		}
	}
	if strings.Contains(html, "**") || strings.Contains(html, "{#") {
		t.Error("the text shows the marks of its source")
	}
}

func TestALogWithoutCheckpointSaysSo(t *testing.T) {
	w := newTown(t, false)
	w.checkpoint = public.Checkpoint{}
	w.see(t, "/log", 200, "\u8fd8\u6ca1\u6709\u7b7e\u53d1\u8fc7\u68c0\u67e5\u70b9")
	w.see(t, "/log/checkpoint", 404)
}

func TestALetterIsComparedWithTheLogAtItsOwnSize(t *testing.T) {
	w := newTown(t, false)
	// What letters print is the first sixteen characters: they stand out, in groups that an eye can follow.
	w.see(t, "/log", 200, "12840", "<strong>47DE Qpj8 HBSa +/TI</strong> mW+5 JCeu")
	w.see(t, "/log?q=7", 200, "<strong>47DE Qpj8 HBSa +/TI</strong>", "\u90fd\u6ca1\u6709\u6539\u52a8\u8fc7")
	for _, typed := range []string{"8", "-1", "seven", "99999999999999999999"} {
		html := w.see(t, "/log?q="+typed, 200, "\u65e5\u5fd7\u6ca1\u6709\u8fc7\u8fd9\u4e48\u591a\u6761")
		if strings.Contains(html, "\u90fd\u6ca1\u6709\u6539\u52a8\u8fc7") {
			t.Errorf("%s is said to agree", typed)
		}
	}
}

func TestTheCountysTelephoneStandsWhereResidentsLook(t *testing.T) {
	w := newTown(t, false)
	html := w.see(t, "/help", 200, `href="tel:0954-000-0000"`)
	if strings.Contains(html, "\u6f14\u793a\u53f7\u7801") {
		t.Error("a real number is called invented")
	}
	w.see(t, "/", 200, `href="tel:0954-000-0000"`)
	newTown(t, true).see(t, "/help", 200, "\u6f14\u793a\u53f7\u7801")
	w.office.Phone, w.office.Address = "", ""
	if html := w.see(t, "/help", 200); strings.Contains(html, ">\u5730\u5740<") {
		t.Error("an empty address is shown")
	}
}

func TestTheCheckpointIsDownloadedAsItWasSigned(t *testing.T) {
	w := newTown(t, false)
	answer := w.get("/log/checkpoint")
	if answer.Body.String() != w.checkpoint.Note || !strings.HasPrefix(answer.Header().Get("Content-Type"), "text/plain") {
		t.Errorf("%s %q", answer.Header().Get("Content-Type"), answer.Body)
	}
}

func TestAccountsAreShownInTheDemonstrationOnly(t *testing.T) {
	someone := []public.SignIn{{Role: "\u6751\u7ea7", Name: "\u7530\u7ecf\u529e", Login: "cunzhu", Password: "a-demo-password", OneTime: "123456", Path: "/staff/sign-in"}, {Role: "\u5c45\u6c11", Name: "\u9a6c\u56fd\u5f3a", Code: "1234-5678-9012", Tail: "123X", Signing: "654321", Path: "/r/sign-in"}}
	w := newTown(t, true)
	w.people = someone
	w.see(t, "/demo", 200, "a-demo-password", "123456", "654321")
	w.see(t, "/", 200, `href="/demo"`)
	restarted := newTown(t, true) // its folder served again: its people are on the paper that was printed
	if html := restarted.see(t, "/", 200); strings.Contains(html, `href="/demo"`) {
		t.Error("a link to a page that is not there")
	}
	restarted.see(t, "/demo", 404)
	actual := newTown(t, false)
	actual.people = someone // a demonstration's accounts in a database that is none: never
	if html := actual.see(t, "/demo", 404); strings.Contains(html, "a-demo-password") {
		t.Error("a password outside the demonstration")
	}
	if html := actual.see(t, "/", 200); strings.Contains(html, `href="/demo"`) {
		t.Error("a real county leads to demonstration accounts")
	}
}

func TestADatabaseThatIsDownIsSaidOnAPage(t *testing.T) {
	w := newTown(t, false)
	w.down = fault.New(fault.Unavailable, "fault.busy").Because(errors.New("dial tcp 10.0.0.7: refused"))
	for _, path := range []string{"/help", "/policy", "/d/" + goodCode, "/log", "/log/checkpoint", "/healthz"} {
		if html := w.see(t, path, 503); strings.Contains(html, "10.0.0.7") {
			t.Errorf("%s shows the cause", path)
		}
	}
	w.see(t, "/", 200) // where to begin needs no database
	w.down = nil
	w.see(t, "/healthz", 200, "ok")
}
