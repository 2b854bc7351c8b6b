package console_test

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"io/fs"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/audit"
	"chengxin/internal/blob"
	"chengxin/internal/casefile"
	"chengxin/internal/casework"
	auditacts "chengxin/internal/casework/audit"
	"chengxin/internal/casework/calendar"
	"chengxin/internal/casework/policyedition"
	"chengxin/internal/period"
	"chengxin/internal/policy"
	"chengxin/internal/region"
	"chengxin/internal/storage"
	"chengxin/internal/vault"
	"chengxin/internal/web/console"
	"chengxin/internal/web/page"
)

type builtIn struct{}

func (builtIn) Names() []string                 { return []string{"jiqiang-2022"} }
func (builtIn) Open(name string) (fs.FS, error) { return policy.Open(name) }

// oneLog checks and proves the log without keys: what stands on the pages is what counts here.
type oneLog struct{ db *storage.DB }

func (l oneLog) VerifyLog(ctx context.Context, county region.Code, progress func(int64)) (audit.Report, error) {
	source, done, err := l.db.LogSnapshot(ctx, county)
	if err != nil {
		return audit.Report{}, err
	}
	defer func() { _ = done() }()
	return audit.Verify(ctx, county, source, audit.Options{Progress: progress})
}

func (oneLog) Prove(context.Context, region.Code, int64) (audit.Proof, error) {
	return audit.Proof{Format: audit.ProofFormat}, nil
}

// scheme adds the pages of editions, calendar and log to an office with a drafter, an approver and an auditor, so many days
// before the office's usual day: browsers' sessions end by the machine's clock, so a test begins early rather than ends late.
func scheme(t *testing.T, before int) (o *office, drafter, approver, auditor *browser) {
	t.Helper()
	o = newOffice(t)
	o.now = o.now.AddDate(0, 0, -before)
	v, err := vault.Create(t.TempDir()+"/vault.json", vault.Default, o.now)
	o.must(err)
	o.must(o.db.Write(t.Context(), func(tx *storage.Tx) error {
		return tx.KeepOffice(t.Context(), casework.Office{County: xiji, Edition: "jiqiang-2022"})
	}))
	runner := casework.NewRunner(o.db, func() time.Time { return o.now })
	router, ok := o.server.Config.Handler.(*page.Router)
	if !ok {
		t.Fatal("the server's handler is no router")
	}
	reads := o.db.Read()
	console.PolicyPages{
		Acts: policyedition.Acts{
			Runner: runner, Reads: reads, Scans: blob.NewFolder(t.TempDir(), v), Folders: builtIn{}, NewID: storage.NewID,
			Known: func(context.Context, region.Code, string) (bool, error) { return true, nil },
		},
		Names: reads,
		Edition: func(context.Context, region.Code, period.Day) (*policy.Edition, error) {
			return policy.Load("jiqiang-2022")
		},
	}.Routes(router)
	console.CalendarPages{Acts: calendar.Acts{Runner: runner, Reads: reads, NewID: storage.NewID}, Names: reads}.Routes(router)
	acts := auditacts.Acts{Runner: runner, Reads: reads, Prover: oneLog{o.db}}
	console.AuditPages{
		Acts: acts, Checks: &auditacts.Checks{Acts: acts, Verifier: oneLog{o.db}, Life: t.Context()},
		Keys: func(*page.Request) ([]string, error) { return []string{"key"}, nil },
	}.Routes(router)
	enter := func(login string, role access.Role) *browser {
		_, factor := o.officer(login, xiji, access.Grant{Role: role, Region: xiji})
		return o.browser().signIn(login, factor)
	}
	return o, enter("drafter", access.CountyOfficer), enter("approver", access.CountyApprover), enter("auditor", access.Auditor)
}

var digests = regexp.MustCompile(`[0-9a-f]{64}`)

// stands compares the page with its golden copy, without digests, which change with every letter of the edition.
func (b *browser) stands(name string) *browser {
	b.Helper()
	b.body = digests.ReplaceAllString(b.body, "digest")
	return b.looks(name)
}

func TestAnAuditorReadsWhoSearchedForSomebody(t *testing.T) {
	o, _, _, auditor := scheme(t, 9)
	searched := func(words string, at time.Time) {
		o.must(o.db.Write(t.Context(), func(tx *storage.Tx) error {
			_, err := tx.AppendEntry(t.Context(), audit.Entry{
				County: xiji, At: at, Kind: casefile.ActSearched, ActorKind: "officer", ActorID: "somebody", Region: xiji,
				Detail: map[string]string{"by": "name", "mark": tx.SearchMark(xiji, words), "found": "1"},
			})
			return err
		}))
	}
	searched("\u9a6c \u5fd7\u5f3a", o.now)
	searched("mzq", o.now.AddDate(-2, 0, 0)) // too long ago to be looked for
	const path = "/console/audit/searches"
	auditor.get(path).shows(http.StatusOK, path, says("auditlog.searches.lead"))
	auditor.post(path, "q", "").shows(http.StatusUnprocessableEntity, path)
	auditor.post(path, "q", "\u9a6c\u5efa\u56fd").shows(http.StatusOK, path, says("auditlog.searches.none"))
	auditor.post(path, "q", "\u9a6c\u5fd7\u5f3a").shows(http.StatusOK, path, "/console/audit/entries/", says("auditlog.actor.officer"))
	auditor.post(path, "q", "mzq").shows(http.StatusOK, path, says("auditlog.searches.none"))
}

func TestADraftIsRegisteredProposedAndAdoptedOnThePages(t *testing.T) {
	_, drafter, approver, auditor := scheme(t, 9)
	drafter.get("/console/policy").shows(http.StatusOK, "/console/policy", says("edition.from_setup"), says("edition.measure.waits"), says("edition.no_basis"), says("edition.open_points"))
	drafter.get("/console/policy/drafts/new").shows(http.StatusOK, "/console/policy/drafts/new").looks("draft_new")
	drafter.post("/console/policy/drafts/new").shows(http.StatusUnprocessableEntity, "/console/policy/drafts/new", says("edition.archive.missing")).looks("draft_refused")
	drafter.post("/console/policy/drafts/new", "folder", "../etc").shows(http.StatusUnprocessableEntity, "/console/policy/drafts/new", says("edition.folder_unknown", "name", "../etc"))
	drafter.post("/console/policy/drafts/new", "folder", "jiqiang-2022")
	path := drafter.path
	drafter.shows(http.StatusOK, path, says("edition.check_passed"), says("edition.state.drafted"), says("edition.articles"))
	digest := digests.FindString(drafter.body)

	drafter.get(path + "/open").looks("draft_open")
	drafter.post(path+"/open", "closes_on", "2026", "closes_on-month", "11", "closes_on-day", "20").shows(http.StatusOK, path, says("edition.state.open"))
	auditor.get(path+"/comment").shows(http.StatusOK, path+"/comment", says("edition.whole"))
	auditor.post(path+"/comment", "words", "Too long & <b>hard</b>").shows(http.StatusOK, path, "Too long &amp; &lt;b&gt;hard&lt;/b&gt;", says("edition.answer.waits"))
	drafter.post(path+"/propose", "effective_on", "2026", "effective_on-month", "11", "effective_on-day", "23", "reason", "r").
		shows(http.StatusUnprocessableEntity, path+"/propose")
	answer := regexp.MustCompile(regexp.QuoteMeta(path) + `/answer/[0-9a-f-]+`).FindString(drafter.get(path).body)
	drafter.get(answer).shows(http.StatusOK, answer, "Too long").looks("draft_answer")
	drafter.post(answer, "taken", "no", "words", "The law wants it").shows(http.StatusOK, path, says("edition.answer.no"))

	drafter.now = drafter.now.AddDate(0, 0, 9)
	drafter, approver = drafter.again("drafter"), approver.again("approver")
	drafter.post(path+"/propose", "effective_on", "2026", "effective_on-month", "11", "effective_on-day", "22", "reason", "").
		shows(http.StatusUnprocessableEntity, path+"/propose", says("edition.effective_past", "day", "2026\u5e7411\u670823\u65e5")).looks("draft_propose_refused")
	drafter.post(path+"/propose", "effective_on", "2026", "effective_on-month", "11", "effective_on-day", "23", "reason", "r").shows(http.StatusOK, path, says("edition.state.proposed"))
	drafter.get(path+"/adopt").shows(http.StatusForbidden, path+"/adopt")
	approver.get(path+"/adopt").shows(http.StatusOK, path+"/adopt", digest, says("edition.warnings"), says("edition.adopt_warning"))
	approver.post(path+"/adopt", "digest", digest).shows(http.StatusUnprocessableEntity, path+"/adopt", says("edition.warnings_unread"))
	approver.post(path+"/adopt", "digest", digest, "warnings", "yes").shows(http.StatusOK, path, says("edition.state.in_force"))
	approver.get("/console/policy").shows(http.StatusOK, "/console/policy", "Name of drafter", "Name of approver")
}

// again signs the same person in anew, after the old sign-in ran out.
func (b *browser) again(login string) *browser {
	b.Helper()
	officer, err := b.db.Read().OfficerByLogin(b.Context(), login)
	b.must(err)
	secret, err := b.db.Read().OfficerSecret(b.Context(), xiji, officer.ID)
	b.must(err)
	return b.browser().signIn(login, secret.Factor)
}

func TestOpinionsAreFiledWithTheirScan(t *testing.T) {
	_, drafter, approver, _ := scheme(t, 0)
	drafter.get("/console/policy/opinions/new").shows(http.StatusOK, "/console/policy/opinions/new", says("edition.opinion.warning"))
	drafter.post("/console/policy/opinions/new", "measure", "moderate-bar", "dated_on", "2026", "dated_on-month", "11", "dated_on-day", "20").
		shows(http.StatusUnprocessableEntity, "/console/policy/opinions/new", says("edition.opinion.number_missing"), says("edition.opinion.office_missing"), says("edition.opinion.scan_missing"))
	approver.get("/console/policy/opinions/new").shows(http.StatusForbidden, "/console/policy/opinions/new")
	drafter.get("/console/policy/opinions/none").shows(http.StatusNotFound, "/console/policy/opinions/none")

	var scan bytes.Buffer
	drafter.must(png.Encode(&scan, image.NewGray(image.Rect(0, 0, 40, 40))))
	drafter.upload("/console/policy/opinions/new", "scan", "opinion.png", scan.Bytes(), "measure", "moderate-bar", "number", "7", "office", "Office of justice",
		"dated_on", "2026", "dated_on-month", "11", "dated_on-day", "20").shows(http.StatusOK, "/console/policy", says("edition.opinion.filed"), says("edition.opinion.waits"))
	if strings.Contains(drafter.body, says("edition.measure.opinion")) {
		t.Error("a measure is in force by the word of one person")
	}
	review := regexp.MustCompile(`/console/policy/opinions/review/[0-9a-f-]+`)
	if review.MatchString(drafter.body) {
		t.Error("who filed is led to the review")
	}
	path := review.FindString(approver.get("/console/policy").shows(http.StatusOK, "/console/policy", says("edition.opinion.waits")).body)
	drafter.get(path).shows(http.StatusForbidden, path)
	approver.get(strings.Replace(path, "/review", "", 1)).shows(http.StatusOK, strings.Replace(path, "/review", "", 1))
	approver.get(path).shows(http.StatusOK, path, "Office of justice", "Name of drafter").looks("opinion_review")
	read := digests.FindString(approver.body)
	approver.post(path).shows(http.StatusUnprocessableEntity, path)
	approver.post(path, "scan", read, "word", "confirm").shows(http.StatusUnprocessableEntity, path, says("edition.opinion.unchecked"))
	approver.post(path, "scan", read, "word", "return").shows(http.StatusUnprocessableEntity, path, says("edition.opinion.reason_hint")).looks("opinion_review_refused")
	approver.post(path, "scan", read, "word", "confirm", "checked", "yes").
		shows(http.StatusOK, "/console/policy", says("edition.opinion.word.confirmed"), says("edition.measure.opinion"))
	approver.get(path).shows(http.StatusNotFound, path, says("edition.opinion.not_waiting"))
	drafter.get("/console/policy").shows(http.StatusOK, "/console/policy", says("edition.opinion.confirmed"), "Name of approver")

	withdraw := "/console/policy/opinions/withdraw/moderate-bar"
	drafter.get(withdraw).shows(http.StatusOK, withdraw, says("edition.opinion.withdraw_title"), "Office of justice", "Name of drafter").looks("opinion_withdraw")
	drafter.post(withdraw).shows(http.StatusUnprocessableEntity, withdraw, "Office of justice")
	drafter.post(withdraw, "reason", "its source was repealed").shows(http.StatusOK, "/console/policy", says("edition.opinion.withdrawn"))
	drafter.get(withdraw).shows(http.StatusNotFound, withdraw, says("edition.opinion.not_waiting"))
	approver.get("/console/policy").shows(http.StatusOK, "/console/policy")
	if strings.Contains(approver.body, says("edition.opinion.confirmed")) {
		t.Error("a withdrawn opinion still counts for the approver")
	}
}

func TestTheCalendarSaysWhatIsProvisionalAndTakesANotice(t *testing.T) {
	_, drafter, approver, _ := scheme(t, 0)
	drafter.get("/console/calendar").shows(http.StatusOK, "/console/calendar", says("calendar.unknown", "year", 2027), says("calendar.built_in"),
		says("calendar.last_days", "next", 2027), says("calendar.tentative", "name", "\u5143\u65e6"), says("calendar.own_none")).looks("calendar")
	if strings.Contains(drafter.body, "app-empty") {
		t.Error("an empty table leaves a box on the page")
	}
	drafter.get("/console/calendar?year=2027").shows(http.StatusOK, "/console/calendar", says("calendar.provisional"))
	drafter.post("/console/calendar/day", "on", "2026", "on-month", "11", "on-day", "22", "mark", "workday", "reason", "notice").
		shows(http.StatusUnprocessableEntity, "/console/calendar/day").looks("calendar_day_refused")
	drafter.post("/console/calendar/day", "on", "2026", "on-month", "12", "on-day", "10", "mark", "holiday", "name", "x", "reason", "notice").
		shows(http.StatusOK, "/console/calendar", says("calendar.marked"), "notice")
	drafter.post("/console/calendar/import", "year", "2027", "source", "notice 7", "lines", "2027-01-01 holiday").
		shows(http.StatusUnprocessableEntity, "/console/calendar/import").looks("calendar_import_refused")
	lines := "2027-01-01~2027-01-03 holiday a\n2027-02-05~2027-02-11 holiday b\n2027-05-01~2027-05-05 holiday c\n2027-10-01~2027-10-07 holiday d\n2027-02-14 workday b"
	drafter.post("/console/calendar/import", "year", "2027", "source", "notice 7", "lines", lines).shows(http.StatusOK, "/console/calendar", says("calendar.imported", "year", 2027))
	if strings.Contains(drafter.body, says("calendar.unknown", "year", 2027)) {
		t.Error("2027 is still called provisional")
	}
	if drafter.get("/console/calendar"); strings.Contains(drafter.body, says("calendar.last_days", "next", 2027)) || strings.Contains(drafter.body, says("calendar.tentative", "name", "\u5143\u65e6")) {
		t.Error("the last days of December are still called provisional")
	}
	approver.get("/console/calendar").shows(http.StatusOK, "/console/calendar")
	approver.get("/console/calendar/import").shows(http.StatusForbidden, "/console/calendar/import")
}

func TestWhoeverReadsTheLogStandsInIt(t *testing.T) {
	o, drafter, _, auditor := scheme(t, 0)
	drafter.get("/console/audit").shows(http.StatusForbidden, "/console/audit")
	auditor.get("/console/audit").shows(http.StatusOK, "/console/audit", says("auditlog.watched"), says("auditlog.act.AuditLogRead")).stands("log")
	auditor.get("/console/audit?kind=AuditLogRead&from=yesterday").shows(http.StatusOK, "/console/audit", says("auditlog.day_wrong"))
	auditor.get("/console/audit?from=2030-01-01").shows(http.StatusOK, "/console/audit", says("auditlog.empty"))
	auditor.get("/console/audit/entries/1").shows(http.StatusOK, "/console/audit/entries/1", says("auditlog.commitment"), says("auditlog.proof"))
	auditor.get("/console/audit/entries/1/proof").shows(http.StatusOK, "/console/audit/entries/1/proof", audit.ProofFormat)
	for _, wrong := range []string{"/console/audit/entries/99999", "/console/audit/entries/x"} {
		auditor.get(wrong).shows(http.StatusNotFound, wrong)
	}
	auditor.get("/console/audit/check").shows(http.StatusOK, "/console/audit/check").looks("log_check")
	auditor.post("/console/audit/check").shows(http.StatusOK, "/console/audit/check")
	for range 100 {
		if auditor.get("/console/audit/check"); strings.Contains(auditor.body, says("auditlog.check.took")) {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	// The office's household was written without an act: the check names its own row and its member's.
	auditor.shows(http.StatusOK, "/console/audit/check", says("auditlog.check.bad", "total", 2), "<li>", says("auditlog.check.no_witness"))
	auditor.get("/console/audit/checkpoints").shows(http.StatusOK, "/console/audit/checkpoints", says("auditlog.no_checkpoints")).looks("log_checkpoints")
	kinds, err := o.db.Read().LogKinds(t.Context(), xiji)
	o.must(err)
	all := strings.Join(kinds, " ")
	for _, kind := range []string{"AuditLogRead", "AuditEntryOpened", "AuditProofTaken", "AuditLogChecked"} {
		if !strings.Contains(all, kind) {
			t.Errorf("the log does not say %s", kind)
		}
	}
}
