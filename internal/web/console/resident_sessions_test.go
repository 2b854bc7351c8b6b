package console_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"chengxin/internal/access"
)

func TestAResidentSeesAndEndsOwnSignIns(t *testing.T) {
	o := newOffice(t)
	_, factor := o.officer("case", jiqiang, access.Grant{Role: access.CaseOfficer, Region: jiqiang})
	desk := o.browser().signIn("case", factor).post("/console/households/h/access-code")
	code := regexp.MustCompile(`\d{4} \d{4} \d{4}`).FindString(desk.body)
	signIn := func() *browser {
		b := o.browser()
		return b.post("/r/sign-in", "code", code, "tail", "123X").shows(http.StatusOK, "/r/proxies")
	}
	own, lent, third := signIn(), signIn(), signIn()
	own.get("/r/sessions").shows(http.StatusOK, "/r/sessions", says("signin.sessions.this"), says("signin.sessions.device_other"), says("signin.sessions.end_others")).looks("resident_sessions")
	if strings.Contains(own.body, "test browser") || strings.Count(own.body, "/end\"") != 2 {
		t.Errorf("the list is wrong:\n%s", own.body)
	}
	at := strings.Index(own.body, `action="/r/sessions/`) + len(`action="`)
	own.post(own.body[at:at+strings.Index(own.body[at:], `"`)]).shows(http.StatusOK, "/r/sessions", says("signin.sessions.ended"))
	own.post("/r/sessions/end-others").shows(http.StatusOK, "/r/sessions", says("signin.sessions.others_ended", "count", 1)).looks("resident_sessions_one")
	for _, b := range []*browser{lent, third} {
		b.get("/r/proxies").shows(http.StatusOK, "/r/sign-in")
	}
	own.post("/r/sessions/not-mine/end").shows(http.StatusForbidden, "/r/sessions/not-mine/end")
}
