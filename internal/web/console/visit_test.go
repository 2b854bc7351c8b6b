package console_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/blob"
	"chengxin/internal/casework"
	visitsteps "chengxin/internal/casework/homevisit"
	"chengxin/internal/casework/people"
	"chengxin/internal/declaration"
	"chengxin/internal/homevisit"
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

// visitDesk is a village with its officers and one family that has declared, behind the pages of the visit of both sides.
type visitDesk struct {
	*registerDesk
	ids int
}

func (d *visitDesk) VisitTerms(context.Context, region.Code, period.Day) (visitsteps.Terms, error) {
	return visitsteps.Terms{Edition: "test", Items: []visitsteps.Item{
		{Item: homevisit.Item{Code: "MEMB", Unit: homevisit.Count, ByMember: true, Membership: true}, Label: "家庭成员", Class: "MEMB", Counter: "人"},
		{Item: homevisit.Item{Code: "I101", Unit: homevisit.Fen, ByMember: true, Periodic: true}, Label: "务工收入", Class: "I"},
		{Item: homevisit.Item{Code: "P102", Unit: homevisit.Area}, Label: "住房面积", Class: "P"},
		{Item: homevisit.Item{Code: "P201", Unit: homevisit.YesNo}, Label: "车辆", Class: "P"},
	}}, nil
}

// Sheet and Village stand for the printing, which internal/app does.
func (d *visitDesk) Sheet(context.Context, visitsteps.View) ([]byte, error) {
	return []byte("%PDF-1.7"), nil
}

func (d *visitDesk) Village(_ context.Context, _ access.Actor, rows []visitsteps.Row) ([]byte, error) {
	return []byte(fmt.Sprintf("%%PDF-1.7 %d", len(rows))), nil
}

func newVisitDesk(t *testing.T) *visitDesk {
	t.Helper()
	d := &visitDesk{registerDesk: &registerDesk{T: t, now: time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)}}
	clock := func() time.Time { return d.now }
	dir := t.TempDir()
	engine, err := sqlite.Open(t.Context(), filepath.Join(dir, "visit.db"))
	d.must(err)
	_, err = engine.Migrate(t.Context())
	d.must(err)
	keys, err := vault.Create(filepath.Join(dir, "vault.json"), vault.Default, d.now)
	d.must(err)
	d.db = storage.New(engine, keys)
	actors := map[string]access.Actor{"head": {Kind: access.Resident, ID: "head", Name: "马*强", County: xiji, Household: "h", Session: "r"}}
	for id, grant := range map[string]access.Grant{
		"li": {Role: access.CaseOfficer, Region: jiqiang}, "ma": {Role: access.VillageOfficer, Region: datan},
		"zhang": {Role: access.CountyOfficer, Region: xiji}, "elsewhere": {Role: access.CaseOfficer, Region: "640422101"},
	} {
		actors[id] = access.Actor{Kind: access.Officer, ID: id, Name: "姓" + id, County: xiji, Unit: grant.Region, Session: "s-" + id, Grants: []access.Grant{grant}}
	}
	acts := visitsteps.Acts{
		Runner: casework.NewRunner(d.db, clock), Reads: d.db.Read(), Scheme: d, Pictures: blob.NewFolder(filepath.Join(dir, "blobs"), keys),
		NewID: func() string { d.ids++; return fmt.Sprintf("id-%03d", d.ids) },
	}
	router := page.New(page.Config{
		Now: clock, Log: slog.New(slog.DiscardHandler), Sessions: storage.BrowserSessions{DB: d.db, Clock: clock},
		Authenticate: func(_ context.Context, token string) (access.Actor, bool, error) {
			actor, known := actors[token]
			return actor, known, nil
		},
	})
	router.Handle("GET /as/{who}", access.Public, func(w http.ResponseWriter, r *page.Request) error {
		if err := r.SignIn(r.PathValue("who")); err != nil {
			return err
		}
		return r.SeeOther(w, "/")
	})
	console.Visits{Acts: acts, Sheets: d, File: func(id string) string { return "/console/households/" + id }}.Routes(router)
	resident.VisitPages{Acts: acts, Home: "/r"}.Routes(router)
	d.server = httptest.NewServer(router)
	t.Cleanup(func() {
		d.server.Close()
		if err := d.db.Close(); err != nil {
			t.Error(err)
		}
	})
	d.must(d.db.Write(t.Context(), func(tx *storage.Tx) error { return d.village(t.Context(), tx, actors) }))
	return d
}

// village registers the officers and the family, with a declaration of 700 yuan a month.
func (d *visitDesk) village(ctx context.Context, tx *storage.Tx, actors map[string]access.Actor) error {
	for _, who := range actors {
		if who.Kind != access.Officer {
			continue
		}
		if err := tx.AddOfficer(ctx, people.Officer{County: xiji, ID: who.ID, Login: who.ID, Name: who.Name, Unit: who.Unit, MadeAt: d.now}); err != nil {
			return err
		}
		for i, grant := range who.Grants {
			if err := tx.AddRole(ctx, xiji, people.HeldRole{ID: fmt.Sprint(who.ID, i), Officer: who.ID, Role: grant.Role, Region: grant.Region, At: d.now}); err != nil {
				return err
			}
		}
	}
	home := household.Household{County: xiji, ID: "h", Number: "640422100202-0001", Region: datan, Kind: household.Recipient, RegisteredOn: period.MustDay("2026-01-01")}
	if err := tx.AddHousehold(ctx, home); err != nil {
		return err
	}
	for i, m := range []household.Member{
		{ID: "head", Name: "马国强", Relation: household.HeadOfHousehold, BornOn: period.MustDay("1970-05-01")},
		{ID: "wife", Name: "李秀英", Relation: household.Spouse, BornOn: period.MustDay("1972-05-01")},
	} {
		m.HouseholdID, m.Seq = "h", 1
		if err := tx.AddMember(ctx, xiji, fmt.Sprint("row-", i), m); err != nil {
			return err
		}
	}
	return tx.AddDeclaration(ctx, xiji, declaration.Declaration{
		ID: "d", Household: "h", Number: 1, EffectiveOn: period.MustDay("2026-11-01"), SubmittedAt: d.now, Declarant: "head", Channel: declaration.Online,
		Lines: []declaration.Line{{Item: "I101", Member: "head", State: declaration.Given, Amount: 77700, Length: period.Month, Said: "777"}},
	})
}

const onePath = "/console/visits/h/id-001"

// shows asks for a page that must stand as its golden copy.
func (d *visitDesk) shows(ask func(string, ...string) (int, string, string), name, path string, pairs ...string) string {
	d.Helper()
	status, body, _ := ask(path, pairs...)
	if status != http.StatusOK && status != http.StatusUnprocessableEntity {
		d.Fatalf("%s: %d\n%s", path, status, body)
	}
	d.stands("visit_"+name, body)
	return body
}

// assigned sends li and ma today.
func (d *visitDesk) assigned(ask func(string, ...string) (int, string, string)) {
	d.Helper()
	d.ids = 0
	status, body, at := ask("/console/visits/plan?place=640422100202", "on", "2026", "on-month", "11", "on-day", "23", "first", "li", "second", "ma", "method", "first", "households", "h")
	if status != http.StatusOK || at != "/console/visits" {
		d.Fatalf("%d %s\n%s", status, at, body)
	}
}

func TestAVisitIsPlannedMadeConfirmedAndReadByTheHousehold(t *testing.T) {
	d := newVisitDesk(t)
	li, ma, zhang, head := d.as("li"), d.as("ma"), d.as("zhang"), d.as("head")
	d.shows(li, "list_empty", "/console/visits")
	d.shows(li, "plan_place", "/console/visits/plan")
	d.shows(li, "plan", "/console/visits/plan?place=640422100202")
	if _, body, _ := li("/console/visits/plan?place=640422100202&show=all"); !strings.Contains(body, `value="first"`) || strings.Contains(body, `value="first" checked`) {
		t.Error("why a household goes on the list that may have been visited before is chosen for the officer")
	}
	d.shows(li, "plan_refused", "/console/visits/plan?place=640422100202", "on", "2026", "on-month", "11", "on-day", "20", "first", "li", "second", "li", "method", "first", "households", "h")
	d.assigned(li)
	d.shows(li, "list", "/console/visits")
	d.shows(head, "mine_coming", "/r/visits")
	d.shows(zhang, "not_mine", onePath)

	d.shows(li, "start", onePath)
	if status, _, at := li(onePath, "begin", "1"); status != http.StatusOK || at != onePath {
		t.Fatalf("not begun: %d %s", status, at)
	}
	d.shows(li, "tasks", onePath)
	if body := d.shows(li, "part", onePath+"/part/I-head"); strings.Contains(body, "777") {
		t.Error("the declared figure is shown before anything was kept")
	}
	if _, body, _ := li(onePath+"/part/I-head", "I101_head-state", "found", "I101_head", "x"); strings.Contains(body, "777") {
		t.Error("a figure that could not be read shows the declared one")
	}
	li(onePath+"/part/I-head", "I101_head-state", "found", "I101_head", "1500", "I101_head-per", "month")
	if body := d.shows(li, "part_kept", onePath+"/part/I-head"); !strings.Contains(body, "777") {
		t.Error("the declared figure is not shown after what was seen is kept")
	}
	d.shows(li, "part_why", onePath+"/part/I-head", "I101_head-state", "found", "I101_head", "777", "I101_head-per", "month")
	li(onePath+"/part/MEMB", "MEMB_head-state", "found", "MEMB_wife-state", "found", "MEMB-state", "none")
	li(onePath+"/part/I-wife", "I101_wife-state", "unavailable")
	d.shows(li, "home", onePath+"/home")
	li(onePath+"/home", "causes", "illness", "fittings", "plain", "livestock", "羊 3 只")
	d.shows(li, "neighbours", onePath+"/neighbours")
	li(onePath+"/neighbours", "house1", "7组3号", "said1", "过年才回来")
	d.shows(li, "finish_open", onePath+"/finish", "visit", "id-002", "as_of", "2026", "as_of-month", "11", "as_of-day", "23", "household_way", "declined", "sign_reason", "手受伤了", "officer_way", "typed")
	li(onePath+"/part/P-household", "P102-state", "found", "P102", "80.5", "P201-state", "not_asked")
	if status, body, at := li(onePath+"/finish", "visit", "id-002", "as_of", "2026", "as_of-month", "11", "as_of-day", "23", "present", "wife", "household_way", "declined", "sign_reason", "手受伤了", "officer_way", "typed"); at != onePath {
		t.Fatalf("not recorded: %d %s\n%s", status, at, body)
	}
	d.shows(li, "recorded", onePath)
	if status, _, _ := li(onePath + "/confirm"); status != http.StatusForbidden {
		t.Errorf("whoever recorded it may confirm it: %d", status)
	}
	d.shows(ma, "confirm", onePath+"/confirm")
	d.shows(ma, "confirm_refused", onePath+"/confirm", "visit", "id-002", "agrees", "no")
	if _, body, at := ma(onePath+"/confirm", "visit", "id-002", "agrees", "yes", "officer_way", "typed"); at != onePath {
		t.Fatalf("not confirmed: %s\n%s", at, body)
	}
	d.shows(ma, "done", onePath)

	d.shows(head, "mine", "/r/visits")
	if body := d.shows(head, "mine_one", "/r/visits/id-002"); strings.Contains(body, "过年才回来") || !strings.Contains(body, "1,500.00") {
		t.Error("the household reads what a neighbour said, or not what was seen")
	}
	d.shows(head, "mine_dispute", "/r/visits/id-002/dispute", "words", "")
	head("/r/visits/id-002/dispute", "words", "一年只有四个月")
	d.shows(head, "mine_disputed", "/r/visits/id-002")
	body := d.shows(zhang, "disputed", onePath)
	found := regexp.MustCompile(`name="dispute" value="([^"]+)"`).FindStringSubmatch(body)
	if !strings.Contains(body, "一年只有四个月") || found == nil {
		t.Fatal("the desk does not read the dispute, or cannot answer")
	}
	dispute := found[1]
	if _, body, _ := li(onePath+"/answer", "dispute", dispute, "words", "没有错"); !strings.Contains(body, says("visit.dispute.own")) {
		t.Error("one of the two officers answers for the own visit")
	}
	zhang(onePath+"/answer", "dispute", dispute, "words", "已核实，会更正")
	if _, body, _ := head("/r/visits/id-002"); !strings.Contains(body, "已核实，会更正") {
		t.Error("the household does not read the answer")
	}
	d.shows(li, "of_household", "/console/households/h/visits")
	d.shows(li, "list_all", "/console/visits?all=1")
}

func TestAbsencesPhotosAndAnotherDayHaveTheirPages(t *testing.T) {
	d := newVisitDesk(t)
	li, elsewhere := d.as("li"), d.as("elsewhere")
	d.assigned(li)
	d.shows(li, "attempt_refused", onePath+"/attempt", "outcome", "absent", "tried_on", "2026", "tried_on-month", "11", "tried_on-day", "23")
	li(onePath+"/attempt", "outcome", "absent", "tried_on", "2026", "tried_on-month", "11", "tried_on-day", "23", "reason", "锁着门", "left", "留了条子", "next_on", "2026", "next_on-month", "11", "next_on-day", "26")
	d.shows(li, "absent", onePath)
	d.shows(li, "photos", onePath+"/photos")
	d.shows(li, "move", onePath+"/move")
	if _, _, at := li(onePath+"/move", "on", "2026", "on-month", "11", "on-day", "27", "first", "li", "second", "zhang", "method", "first"); at == onePath+"/move" {
		t.Error("not moved")
	}
	if status, body, _ := li("/console/visits/sheets?place=640422100202"); status != http.StatusOK || body != "%PDF-1.7 1" {
		t.Errorf("the village's forms hold what was moved: %d %s", status, body)
	}
	for _, path := range []string{onePath, onePath + "/sheet", onePath + "/part/MEMB", "/console/households/h/visits"} {
		if status, body, _ := elsewhere(path); status != http.StatusForbidden || strings.Contains(body, "640422100202-0001") {
			t.Errorf("%s answers another township with %d", path, status)
		}
	}
}

func TestASampleIsDrawnFromThePageWithItsFrame(t *testing.T) {
	d := newVisitDesk(t)
	zhang, li := d.as("zhang"), d.as("li")
	d.shows(zhang, "samples_none", "/console/visits/samples")
	d.shows(zhang, "sample_refused", "/console/visits/samples/new", "place", "640422100202", "population", "visited", "design", "simple", "confidence", "95", "margin", "5")
	if status, _, _ := li("/console/visits/samples/new"); status != http.StatusForbidden {
		t.Errorf("a case officer draws the sample that checks the own visits: %d", status)
	}
	_, body, at := zhang("/console/visits/samples/new", "place", "640422100202", "population", "registered", "design", "stratified", "confidence", "95", "margin", "5")
	if !strings.HasPrefix(at, "/console/visits/samples/id-") || !strings.Contains(body, "1/1") {
		t.Fatalf("%s\n%s", at, body)
	}
	if _, frame, _ := zhang(at + "/frame"); !strings.HasPrefix(frame, "number,village,sha256,chosen\n640422100202-0001,640422100202,") {
		t.Errorf("the frame is %s", frame)
	}
}
