package console_test

import (
	"net/http"
	"strings"
	"testing"

	"chengxin/internal/audit"
	auditacts "chengxin/internal/casework/audit"
)

// kept reads the log's entries of a kind, the newest first.
func (d *registerDesk) kept(kind string) []audit.Entry {
	d.Helper()
	lines, err := d.db.Read().LogLines(d.Context(), xiji, auditacts.Wanted{Kind: kind}, 50)
	d.must(err)
	var all []audit.Entry
	for _, line := range lines {
		record, err := d.db.Read().LogRecord(d.Context(), xiji, line.Seq)
		d.must(err)
		if strings.Contains(string(record.Payload), "\u9a6c\u5fd7\u5f3a") || strings.Contains(string(record.Payload), string(deskNumber)) {
			d.Errorf("the log holds who was searched for: %s", record.Payload)
		}
		entry, err := audit.ParseEntry(record.Payload)
		d.must(err)
		all = append(all, entry)
	}
	return all
}

func TestASearchStandsInTheLogOnceAndWithoutItsWords(t *testing.T) {
	d := newRegisterDesk(t)
	ask := d.as("case")
	_, _, at := ask("/console/households", "q", "\u9a6c\u5fd7\u5f3a")
	ask(at) // a reload is no further search
	ask("/console/households", "q", string(deskNumber))
	ask("/console/households", "q", "\u4e0d\u5728")
	ask("/console/households", "q", "m") // refused: too short
	all := d.kept("HouseholdsSearched")
	if len(all) != 3 {
		t.Fatalf("%d entries, want 3", len(all))
	}
	none, number, name := all[0], all[1], all[2]
	if name.ActorID != "case" || name.Region != jiqiang || name.Detail["by"] != "name" || name.Detail["found"] != "1" || name.Detail["households"] != d.home.Household {
		t.Errorf("%+v", name)
	}
	if number.Detail["by"] != "id_number" || number.Detail["found"] != "1" || none.Detail["found"] != "0" || none.Detail["households"] != "" {
		t.Errorf("%+v %+v", number, none)
	}
	if name.Detail["mark"] == "" || name.Detail["mark"] == none.Detail["mark"] {
		t.Error("the marks of different searches are the same")
	}
}

func TestWhoIsRefusedForWantOfARightStandsInTheLog(t *testing.T) {
	d := newRegisterDesk(t)
	path := "/console/households/" + d.home.Household
	if status, _, _ := d.as("beside")(path); status != http.StatusForbidden {
		t.Fatal(status)
	}
	if status, _, _ := d.as("system")("/console/households", "q", "\u9a6c\u5fd7\u5f3a"); status != http.StatusForbidden {
		t.Fatal(status)
	}
	if status, _, _ := d.as("beside")("/console/households/\u9a6c\u5fd7\u5f3a/member"); status == http.StatusOK {
		t.Fatal(status)
	}
	all := d.kept("ActRefused")
	if len(all) != 2 {
		t.Fatalf("%d entries, want 2", len(all))
	}
	system, beside := all[0], all[1]
	if beside.ActorID != "beside" || beside.Detail["why"] != "fault.out_of_region" || beside.Detail["household"] != d.home.Household || beside.Detail["route"] != "GET /console/households/{household}" {
		t.Errorf("%+v", beside)
	}
	if system.ActorID != "system" || system.Detail["why"] != "fault.forbidden" || system.Detail["route"] != "POST /console/households" || system.Household != "" {
		t.Errorf("%+v", system)
	}
}
