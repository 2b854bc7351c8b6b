package resident_test

import (
	"context"
	"flag"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casefile"
	"chengxin/internal/casework"
	declaring "chengxin/internal/casework/declaration"
	pledging "chengxin/internal/casework/pledge"
	"chengxin/internal/deadline"
	"chengxin/internal/declaration"
	"chengxin/internal/period"
	"chengxin/internal/policy"
	"chengxin/internal/region"
	"chengxin/internal/web/console"
	"chengxin/internal/web/page"
	"chengxin/internal/web/resident"
)

var (
	updateDeclare = flag.Bool("update-declare", false, "write the golden files of home and declaration")
	serveDeclare  = flag.String("serve-declare", "", "serve the pages of home and declaration on this address until the test times out")
)

// declareWorld is the pledge's family with the pages of home, declaration, change and exit, on the edition's own items.
type declareWorld struct {
	*pledgeWorld
	declaring declaring.Acts
	files     *casefile.Reader
	pages     *page.Router
}

func (w *declareWorld) DeclarationTerms(context.Context, region.Code, period.Day) (declaring.Terms, error) {
	edition, err := policy.Load("jiqiang-2022")
	if err != nil {
		return declaring.Terms{}, err
	}
	terms := declaring.Terms{Edition: edition.Name(), ReportingMonths: edition.ReportingMonths()}
	for _, item := range edition.Items() {
		terms.Items = append(terms.Items, declaring.Item{
			Question: declaration.Question{
				Code: item.Code, Unit: declaration.Unit(item.Unit), ByMember: item.ByMember,
				Periodic: item.Period == policy.PerYear, Membership: item.Class == policy.Membership,
			},
			Label: item.Label, Help: item.Help, Class: string(item.Class), Counter: item.CountedBy(),
		})
	}
	return terms, nil
}

func (w *declareWorld) ExitDays(_ context.Context, _ region.Code, from period.Day) (callBackBy, revokeBy period.Day, err error) {
	span := func(days int) period.Day {
		return deadline.Due(from, deadline.Span{Count: days, Unit: deadline.Working}, nil, deadline.Base()).On
	}
	return span(5), span(10), nil
}

func (w *declareWorld) Standing(ctx context.Context, tx casework.Tx, county region.Code, household string, now time.Time) (declaration.Standing, []declaration.Person, error) {
	terms, found, err := w.acts.StandingOf(ctx, casework.As[pledging.Store](tx), county, household, now)
	standing := declaration.Standing{Valid: found.Valid, Texts: []string{terms.Pledge.Hash}}
	var persons []declaration.Person
	for _, member := range found.Members {
		today := period.DayOf(now)
		persons = append(persons, declaration.Person{Member: member.Person.Member, Name: member.Person.Name, Adult: member.Person.Adult(today), Ward: member.Person.Ward(today)})
	}
	for _, waiting := range found.Waiting() {
		standing.Missing = append(standing.Missing, waiting.Person.Member)
	}
	return standing, persons, err
}

type plainReceipts struct{}

func (plainReceipts) Receipt(context.Context, casework.Tx, region.Code, casework.HouseholdRow, period.Day) (declaring.ReceiptWriter, error) {
	return func(p casework.Paper, _ declaration.Declaration) ([]byte, error) {
		return []byte("receipt " + p.Number), nil
	}, nil
}

func (plainReceipts) ChangeReceipt(_ context.Context, _ casework.Tx, p casework.Paper, _ casework.HouseholdRow, _ declaration.Change, _ period.Day, _ bool) ([]byte, error) {
	return []byte("change " + p.Number), nil
}

func (plainReceipts) ExitAcknowledgement(_ context.Context, _ casework.Tx, p casework.Paper, _ casework.HouseholdRow, _ declaration.ExitFact, _ period.Day) ([]byte, error) {
	return []byte("exit " + p.Number), nil
}

func declareActor(token string) (access.Actor, bool) {
	switch token {
	case "clerk":
		return access.Actor{Kind: access.Officer, ID: token, Name: "\u7530\u7ecf\u529e", County: county, Unit: "640422100", Grants: []access.Grant{{Role: access.CaseOfficer, Region: "640422100"}}}, true
	case "desk":
		return access.Actor{Kind: access.Officer, ID: token, Name: "\u53bf\u7ecf\u529e", County: county, Unit: county, Grants: []access.Grant{{Role: access.CountyOfficer, Region: county}}}, true
	case "auditor":
		return access.Actor{Kind: access.Officer, ID: token, Name: token, County: county, Unit: county, Grants: []access.Grant{{Role: access.Auditor, Region: county}}}, true
	case "member-proxy":
		actor, found := pledgeActor("member-head")
		actor.Proxy = &access.Proxy{ID: "proxy-1", Name: "\u9a6c\u5c0f\u5170", Scope: []access.Permission{access.SelfDeclare}}
		return actor, found
	}
	return pledgeActor(token)
}

func newDeclareWorld(t *testing.T) *declareWorld {
	t.Helper()
	w := &declareWorld{pledgeWorld: newPledgeWorld(t)}
	store, ok := w.acts.Reads.(casefile.Store)
	if !ok {
		t.Fatal("the readers do not read files")
	}
	w.files = &casefile.Reader{Runner: w.acts.Runner, Store: store}
	reads, ok := w.acts.Reads.(casework.Tx)
	if !ok {
		t.Fatal("the readers are no transaction")
	}
	scans, ok := w.acts.Scans.(declaring.Scans)
	if !ok {
		t.Fatal("the scans of pledges are kept otherwise than those of sheets")
	}
	w.declaring = declaring.Acts{Runner: w.acts.Runner, Reads: reads, Scheme: w, Pledges: w, Letters: plainReceipts{}, NewID: w.acts.NewID, Scans: scans}
	w.pages = page.New(page.Config{
		Place: "\u897f\u5409\u53bf\u6c11\u653f\u5c40", Demo: true, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return w.now },
		Sessions: noSessions{map[string][]byte{}}, Menu: []page.MenuItem{{Path: "/console/help", Key: "declare.menu.help", Permission: access.DeclarationEnter}},
		Authenticate: func(_ context.Context, token string) (access.Actor, bool, error) {
			actor, found := declareActor(token)
			return actor, found, nil
		},
	})
	w.pages.Handle("GET /as/{who}", access.Public, func(answer http.ResponseWriter, r *page.Request) error {
		if err := r.SignIn(r.PathValue("who")); err != nil {
			return err
		}
		return r.SeeOther(answer, "/r")
	})
	paper := func(document string) string { return "/r/papers/" + document }
	resident.PledgePages{Acts: w.acts, Paper: paper, Home: "/r"}.Routes(w.pages)
	resident.Declare{
		Acts: w.declaring, Pledges: w.acts, Home: "/r", Paper: paper,
		Papers: w.files.MyPapers,
		Officer: func(_ context.Context, _ region.Code, id string) string {
			officer, _ := declareActor(id)
			return officer.Name
		},
		Print: func(ctx context.Context, actor access.Actor, document string, large bool) (string, []byte, error) {
			paper, err := w.files.MyPaper(ctx, actor, document)
			if err == nil && large {
				return paper.ID, []byte("%PDF large"), nil
			}
			return paper.ID, []byte("%PDF"), err
		},
	}.Routes(w.pages)
	console.Declare{Acts: w.declaring, Paper: paper, File: func(id string) string { return "/console/households/" + id }}.Routes(w.pages)
	w.router = w.pages
	return w
}

func (w *declareWorld) as(who string) *declareWorld {
	w.pledgeWorld.as(who)
	return w
}

// signs has everybody sign the pledge: told by the clerk, then each on the own phone.
func (w *declareWorld) signs() {
	w.t.Helper()
	actor, _ := declareActor("clerk")
	at := pledging.At{County: county, Household: "h"}
	if _, err := w.acts.IssueNotice(w.t.Context(), actor, at, pledging.Wanted{Channel: "paper"}); err != nil {
		w.t.Fatal(err)
	}
	w.as("member-head").post(resident.NoticePath, resident.UnderstandingPath, url.Values{"hash": {"notice-1"}})
	w.post(resident.SignPath, resident.SignedPath, signForm("\u9a6c\u56fd\u5f3a", "000001", url.Values{"wards": {"child"}}))
	w.as("member-wife").post(resident.SignPath, resident.SignedPath, signForm("\u674e\u79c0\u82f1", "000002", nil))
}

var (
	uuids    = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}`)
	bareKeys = regexp.MustCompile(`[>"](declare|declaration|page|outbox)\.[a-z_.]+[<"]`)
)

// look compares a page with its golden file.
func (w *declareWorld) look(t *testing.T, name, html string) {
	t.Helper()
	for _, one := range volatile {
		html = one.form.ReplaceAllString(html, one.with)
	}
	html = strings.ReplaceAll(uuids.ReplaceAllString(html, "UUID"), "><", ">\n<") + "\n"
	for _, key := range bareKeys.FindAllString(html, -1) {
		t.Errorf("%s: a key without words: %s", name, key)
	}
	path := filepath.Join("testdata", "declare", name+".html")
	if *updateDeclare {
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(html), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path) // #nosec G304 -- our golden files
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != html {
		t.Errorf("%s changed: look at it, then go test ./internal/web/resident -update-declare", path)
	}
}
