package console_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/wording"
)

func says(key string, pairs ...any) string { return wording.T(wording.Chinese, key, pairs...) }

func TestTheFirstLinkLeadsThreePeopleToTheirAccounts(t *testing.T) {
	o := newOffice(t)
	token, err := o.acts.FirstStart(t.Context(), xiji)
	o.must(err)
	b := o.browser()
	path := "/staff/setup/" + token
	b.get(path).shows(http.StatusOK, path).looks("setup")
	b.post(path, "login_0", "sys", "name_0", "A", "phone_0", "1", "login_1", "sys", "name_1", "A", "phone_1", "1").
		shows(http.StatusUnprocessableEntity, path, says("people.setup.same_login"), says("people.setup.same_name"), says("people.setup.phone_missing")).looks("setup_refused")
	b.post(path, "login_0", "sys", "name_0", "A", "phone_0", "1", "login_1", "sec", "name_1", "B", "phone_1", "2", "login_2", "aud", "name_2", "C", "phone_2", "3").
		shows(http.StatusOK, path).looks("setup_done")
	links := regexp.MustCompile(`/staff/invitation/[^<]+`).FindAllString(b.body, -1)
	if len(links) != 3 {
		t.Fatalf("%d links are shown", len(links))
	}
	b.get(path).shows(http.StatusNotFound, path, says("people.link.closed"))

	c := o.browser()
	c.get(links[0]).shows(http.StatusOK, links[0]).looks("invitation")
	secret := regexp.MustCompile(`<code>([A-Z2-7]{32})</code>`).FindStringSubmatch(c.body)[1]
	c.get(links[0] + "/code.png")
	if c.status != http.StatusOK || !strings.HasPrefix(c.body, "\x89PNG") {
		t.Error("no QR picture is served")
	}
	c.post(links[0], "password", "password123456", "repeat", "other", "one_time", "").
		shows(http.StatusUnprocessableEntity, links[0], says("people.password.repeat_wrong"))
	if strings.Contains(c.body, "password123456") {
		t.Error("the refused form gives the password back")
	}
	c.post(links[0], "password", "password123456", "repeat", "password123456", "one_time", o.oneTime(secret)).
		shows(http.StatusUnprocessableEntity, links[0], says("people.password.common")).looks("invitation_refused")
	c.post(links[0], "password", password, "repeat", password, "one_time", o.oneTime(secret)).
		shows(http.StatusOK, links[0], says("people.recovery.title")).looks("recovery_codes")
	c.get(links[0]).shows(http.StatusNotFound, links[0])
}

func TestAnOfficerSignsInInTwoHalvesAndOut(t *testing.T) {
	o := newOffice(t)
	_, factor := o.officer("case", jiqiang, access.Grant{Role: access.CaseOfficer, Region: jiqiang})
	b := o.browser()
	b.get("/console/account").shows(http.StatusOK, "/staff/sign-in").looks("sign_in")
	b.post("/staff/sign-in", "login", "case", "password", "wrong").shows(http.StatusUnprocessableEntity, "/staff/sign-in", says("signin.wrong")).looks("sign_in_refused")
	known := b.body
	b.post("/staff/sign-in", "login", "case", "password", "wrong")
	unknown := o.browser().post("/staff/sign-in", "login", "nobody", "password", "wrong")
	strip := func(page string) string {
		return regexp.MustCompile(`value="[^"]*"`).ReplaceAllString(page, "")
	}
	if strip(known) != strip(unknown.body) {
		t.Error("an unknown account reads otherwise than a wrong password")
	}
	b.get("/staff/sign-in/factor").shows(http.StatusOK, "/staff/sign-in") // no half session yet
	b.post("/staff/sign-in", "login", "case", "password", password, "next", "/console/account").shows(http.StatusOK, "/staff/sign-in/factor").looks("second_factor")
	b.get("/console/account").shows(http.StatusOK, "/staff/sign-in") // half a session opens nothing
	b.post("/staff/sign-in/factor", "one_time", "000000").shows(http.StatusUnprocessableEntity, "/staff/sign-in/factor", says("signin.one_time_wrong"))
	b.post("/staff/sign-in/factor", "one_time", o.oneTime(factor), "next", "//evil.example/").shows(http.StatusNotFound, "/console") // the desk is not among these pages
	b.get("/console/account").shows(http.StatusOK, "/console/account", says("people.account.pledge_remind")).looks("account")
	b.post("/sign-out").shows(http.StatusOK, "/signed-out").looks("signed_out")
	b.get("/console/account").shows(http.StatusOK, "/staff/sign-in")
}

func TestWaitingAfterWrongTriesIsSaidWithItsTime(t *testing.T) {
	o := newOffice(t)
	b := o.browser()
	for range access.AccountLimit.Free {
		b.post("/staff/sign-in", "login", "nobody", "password", "wrong")
	}
	b.post("/staff/sign-in", "login", "nobody", "password", "wrong").shows(http.StatusUnprocessableEntity, "/staff/sign-in", says("signin.blocked", "time", "09:01")).looks("sign_in_blocked")
}

func TestWhoeverTriesAnAccountElsewhereNeverLetsItsOwnBrowserWait(t *testing.T) {
	o := newOffice(t)
	_, factor := o.officer("case", jiqiang)
	own, stranger := o.browser().signIn("case", factor), o.browser()
	own.post("/sign-out").shows(http.StatusOK, "/signed-out")
	for range access.AccountLimit.Free {
		stranger.post("/staff/sign-in", "login", "case", "password", "wrong")
	}
	stranger.post("/staff/sign-in", "login", "case", "password", password).shows(http.StatusUnprocessableEntity, "/staff/sign-in", says("signin.blocked", "time", "09:03"))
	own.post("/staff/sign-in", "login", "case", "password", password).shows(http.StatusOK, "/staff/sign-in/factor")
}

func TestTheOwnAccountIsMinded(t *testing.T) {
	o := newOffice(t)
	_, factor := o.officer("case", jiqiang)
	b, other := o.browser().signIn("case", factor), o.browser().signIn("case", factor)
	b.get("/console/account/password").shows(http.StatusOK, "/console/account/password").looks("password")
	b.post("/console/account/password", "current", "wrong", "password", "seven goats on the ridge", "repeat", "seven goats on the ridge").
		shows(http.StatusUnprocessableEntity, "/console/account/password", says("people.password.current_wrong"))
	b.post("/console/account/password", "current", password, "password", "seven goats on the ridge", "repeat", "seven goats on the ridge").
		shows(http.StatusOK, "/console/account", says("people.password.saved"))
	other.get("/console/account").shows(http.StatusOK, "/staff/sign-in")

	b.get("/console/account/pledge").shows(http.StatusOK, "/console/account/pledge").looks("staff_pledge")
	b.post("/console/account/pledge", "hash", "hash-1").shows(http.StatusUnprocessableEntity, "/console/account/pledge", says("people.pledge.tick_missing"))
	b.post("/console/account/pledge", "hash", "hash-0", "promise", "yes").shows(http.StatusUnprocessableEntity, "/console/account/pledge", says("people.staff_pledge.changed"))
	b.post("/console/account/pledge", "hash", "hash-1", "promise", "yes").shows(http.StatusOK, "/console/account", says("people.pledge.signed"))
	b.get("/console/account/pledge").shows(http.StatusOK, "/console/account/pledge").looks("staff_pledge_signed")

	o.now = o.now.Add(access.StepUpLasts + time.Minute)
	b.get("/console/account/recovery-codes").shows(http.StatusOK, "/console/step-up").looks("step_up")
	b.post("/console/step-up", "one_time", o.oneTime(factor), "next", "/console/account/recovery-codes").shows(http.StatusOK, "/console/account/recovery-codes").looks("renew_recovery_codes")
	b.post("/console/account/recovery-codes").shows(http.StatusOK, "/console/account/recovery-codes", says("people.recovery.title"))
}

func TestTwoAdministratorsTogetherMakeAnOfficer(t *testing.T) {
	o := newOffice(t)
	_, systemFactor := o.officer("sys", xiji, access.Grant{Role: access.SystemAdmin, Region: xiji})
	_, securityFactor := o.officer("sec", xiji, access.Grant{Role: access.SecurityAdmin, Region: xiji})
	system, security := o.browser().signIn("sys", systemFactor), o.browser().signIn("sec", securityFactor)

	system.get("/console/officers").shows(http.StatusOK, "/console/officers").looks("officers")
	system.get("/console/officers/new").shows(http.StatusOK, "/console/officers/new").looks("create_officer")
	system.post("/console/officers/new", "login", "X", "unit", "110101").shows(http.StatusUnprocessableEntity, "/console/officers/new",
		says("people.officer.login_form"), says("people.officer.name_missing"), says("people.officer.unit_unknown"))
	system.post("/console/officers/new", "login", "village", "name", "V", "unit", string(datan)).shows(http.StatusOK, "/console/officers/new").looks("link")
	id := regexp.MustCompile(`/console/officers/([0-9a-f-]{36})`).FindStringSubmatch(system.body)[1]
	link := regexp.MustCompile(`/staff/invitation/([^<]+)`).FindStringSubmatch(system.body)[1]
	officer := "/console/officers/" + id
	security.get("/console/officers/new").shows(http.StatusForbidden, "/console/officers/new")
	system.get(officer+"/grant").shows(http.StatusForbidden, officer+"/grant")

	security.post(officer+"/grant", "role", "village_officer", "region", string(datan)).shows(http.StatusUnprocessableEntity, officer+"/grant", says("people.grant.not_ready"))
	invited, err := o.acts.OpenInvitation(t.Context(), link)
	o.must(err)
	_, err = o.acts.AcceptInvitation(t.Context(), link, password, o.oneTime(invited.Invitation.Factor))
	o.must(err)
	security.get(officer+"/grant?township="+string(jiqiang)).shows(http.StatusOK, officer+"/grant").looks("grant_role")
	security.post(officer+"/grant", "role", "village_officer", "region", string(xiji)).shows(http.StatusUnprocessableEntity, officer+"/grant", says("people.grant.region_too_wide", "role", says("access.role.village_officer")))
	security.post(officer+"/grant", "role", "village_officer", "region", string(datan)).shows(http.StatusOK, officer, says("people.officer.granted")).looks("officer")
	security.post(officer+"/grant", "role", "county_approver", "region", string(xiji)).shows(http.StatusUnprocessableEntity, officer+"/grant",
		says("access.incompatible", "held", says("access.role.village_officer"), "added", says("access.role.county_approver")))

	withdraw := regexp.MustCompile(officer + `/withdraw/[0-9a-f-]{36}`).FindString(security.get(officer).body)
	security.get(withdraw).shows(http.StatusOK, withdraw).looks("withdraw_role")
	security.post(withdraw).shows(http.StatusUnprocessableEntity, withdraw, says("people.reason_missing"))
	security.post(withdraw, "reason", "moved").shows(http.StatusOK, officer, says("people.officer.withdrawn"))

	o.now = o.now.Add(time.Minute)
	village := o.browser().signIn("village", invited.Invitation.Factor)
	o.must(o.db.WriteSeen(t.Context()))
	security.get("/console/sessions").shows(http.StatusOK, "/console/sessions").looks("sessions")
	security.post(officer+"/end-sessions").shows(http.StatusOK, officer, says("people.officer.sessions_ended", "count", 1))
	village.get("/console/account").shows(http.StatusOK, "/staff/sign-in")
	security.get(officer+"/lock").shows(http.StatusOK, officer+"/lock").looks("lock_officer")
	security.post(officer+"/lock", "reason", "left").shows(http.StatusOK, officer, says("people.state.locked"))
	security.post(officer+"/unlock", "reason", "back").shows(http.StatusOK, officer, says("people.state.open"))
	security.post(officer+"/reset", "reason", "lost").shows(http.StatusOK, officer, says("people.state.invited"))
	system.post(officer+"/invite").shows(http.StatusOK, officer+"/invite", "/staff/invitation/")

	security.get(officer+"/correct").shows(http.StatusForbidden, officer+"/correct")
	system.get(officer+"/correct").shows(http.StatusOK, officer+"/correct", `value="V"`, `value="`+string(datan)+`" selected`).looks("correct_officer")
	system.post(officer+"/correct", "name", "", "unit", string(datan)).shows(http.StatusUnprocessableEntity, officer+"/correct", says("people.officer.name_missing"))
	system.post(officer+"/correct", "name", "Corrected Name", "unit", string(jiqiang)).shows(http.StatusOK, officer, says("people.officer.corrected"), "Corrected Name")
}

func TestAResidentSignsInWithTheCodeOnPaperAndRegistersAProxy(t *testing.T) {
	o := newOffice(t)
	_, factor := o.officer("case", jiqiang, access.Grant{Role: access.CaseOfficer, Region: jiqiang})
	desk := o.browser().signIn("case", factor)
	const at = "/console/households/h"
	desk.get(at+"/access-code").shows(http.StatusOK, at+"/access-code").looks("ask_code")
	desk.post(at+"/access-code").shows(http.StatusOK, at+"/access-code").looks("code")
	code := regexp.MustCompile(`\d{4} \d{4} \d{4}`).FindString(desk.body)

	b := o.browser()
	b.get("/r/proxies").shows(http.StatusOK, "/r/sign-in")
	b.get("/r/sign-in?code="+strings.ReplaceAll(code, " ", "")).shows(http.StatusOK, "/r/sign-in", code).looks("resident_sign_in")
	b.post("/r/sign-in", "code", "1", "tail", "").shows(http.StatusUnprocessableEntity, "/r/sign-in", says("signin.resident.code_form"), says("signin.resident.tail_form"))
	b.post("/r/sign-in", "code", code, "tail", "9999").shows(http.StatusUnprocessableEntity, "/r/sign-in", says("signin.resident.wrong")).looks("resident_refused")
	b.post("/r/sign-in", "code", code, "tail", "123x").shows(http.StatusOK, "/r/proxies").looks("resident_proxies_none")
	b.get("/r/proxies/new").shows(http.StatusOK, "/r/proxies/new").looks("resident_proxy")
	b.post("/r/proxies/new", "name", "N").shows(http.StatusUnprocessableEntity, "/r/proxies/new", says("people.proxy.relation_missing"), says("people.proxy.scope_missing"))
	b.post("/r/proxies/new", "name", "N", "relation", "D", "tail", "5678", "scope", "self.declare", "until", "2027", "until-month", "3", "until-day", "1")
	if !strings.HasSuffix(b.path, "/code") {
		t.Fatalf("after registering the browser is at %s: %s", b.path, b.body)
	}
	path := b.path
	b.post(path).shows(http.StatusOK, path, says("people.code.title")).looks("resident_proxy_code")
	proxyCode := regexp.MustCompile(`\d{4} \d{4} \d{4}`).FindString(b.body)
	b.get("/r/proxies").shows(http.StatusOK, "/r/proxies").looks("resident_proxies")

	proxy := o.browser()
	proxy.post("/r/sign-in", "code", proxyCode, "tail", "5678").shows(http.StatusForbidden, "/r/proxies") // a proxy makes no proxies
	desk.get(at+"/proxies").shows(http.StatusOK, at+"/proxies").looks("proxies")
	desk.get(at+"/proxies/new").shows(http.StatusOK, at+"/proxies/new").looks("register_proxy")
	end := regexp.MustCompile(at + `/proxies/[0-9a-f-]{36}/end`).FindString(desk.get(at + "/proxies").body)
	desk.post(end).shows(http.StatusUnprocessableEntity, end, says("people.reason_missing"))
	desk.post(end, "reason", "asked").shows(http.StatusOK, at+"/proxies", says("people.proxies.was_ended"))
	proxy.get("/r/proxies").shows(http.StatusOK, "/r/sign-in")

	_, elsewhere := o.officer("neighbour", "640422101", access.Grant{Role: access.CaseOfficer, Region: "640422101"})
	o.browser().signIn("neighbour", elsewhere).get(at+"/proxies").shows(http.StatusForbidden, at+"/proxies", says("fault.out_of_region"))
}

func TestNoTokenIsKeptReadableInTheBrowsersSession(t *testing.T) {
	o := newOffice(t)
	_, factor := o.officer("case", jiqiang)
	o.browser().signIn("case", factor)
	rows, err := o.db.Engine().Readers().QueryContext(t.Context(), `SELECT content FROM browser_session`)
	o.must(err)
	defer func() { _ = rows.Close() }()
	n := 0
	for rows.Next() {
		var content []byte
		o.must(rows.Scan(&content))
		if n++; strings.Contains(string(content), string(xiji)+".") {
			t.Error("a sign-in token is readable")
		}
	}
	o.must(rows.Err())
	if n == 0 {
		t.Error("no browser session is kept")
	}
	if left, err := o.acts.Sessions(t.Context(), xiji, ""); err != nil || len(left) != 1 || left[0].Kind != access.Officer || left[0].Rule() != access.OfficerSession {
		t.Errorf("the sessions are %v, %v", left, err)
	}
}
