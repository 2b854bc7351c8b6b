package console_test

import "testing"

// stands compares a page of the register with its golden copy.
func (d *registerDesk) stands(name, body string) {
	d.Helper()
	(&browser{office: &office{T: d.T}, body: body}).looks(name)
}

func TestTheHouseholdsFileLooksAsItDid(t *testing.T) {
	d := newRegisterDesk(t)
	d.declare()
	ask := d.as("case")
	_, body, _ := ask("/console/households/" + d.home.Household)
	d.stands("file_purpose", body)
	file := d.open(ask)
	for _, part := range []string{"overview", "timeline", "members", "declarations", "sources", "evidence", "papers", "opened"} {
		_, body, _ := ask(file + "?part=" + part)
		d.stands("file_"+part, body)
	}
	_, body, _ = ask("/console/households", "q", "mzq")
	d.stands("search", body)
}

func TestThePagesOfEditionsAndOfTheLogLookAsTheyDid(t *testing.T) {
	_, drafter, _, auditor := scheme(t, 0)
	drafter.get("/console/policy").shows(200, "/console/policy").stands("policy")
	drafter.get("/console/policy/opinions/new").shows(200, "/console/policy/opinions/new").stands("policy_opinion_new")
	drafter.get("/console/calendar?year=2027").shows(200, "/console/calendar").stands("calendar_provisional")
	auditor.get("/console/audit?from=2030-01-01").shows(200, "/console/audit").stands("log_nothing")
}
