package app

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chengxin/internal/access"
	"chengxin/internal/casework/people"
	"chengxin/internal/exchange"
	"chengxin/internal/fault"
	"chengxin/internal/homevisit"
	"chengxin/internal/wording"
)

// visitTable writes a table of visits as an office keeps one.
func visitTable(t *testing.T, rows ...string) string {
	t.Helper()
	var titles []string
	for _, column := range exchange.VisitColumns() {
		titles = append(titles, column.Title())
	}
	path := filepath.Join(t.TempDir(), "visits.csv")
	if err := os.WriteFile(path, []byte("2024\n"+strings.Join(titles, ",")+"\n"+strings.Join(rows, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestVisitsMadeOnPaperAreBroughtInByOneOfTheTwoAndWaitForTheOther(t *testing.T) {
	h := newTransferHouse(t)
	setup := access.Actor{Kind: access.Setup, ID: "test", County: transferCounty}
	made, err := h.Acts.People.CreateOfficer(t.Context(), setup, transferCounty, people.NewOfficer{Login: "other", Name: "other", Unit: transferTown})
	h.must(err)
	_, err = h.Acts.People.GrantRole(t.Context(), setup, transferCounty, made.Officer, access.CaseOfficer, transferTown)
	h.must(err)
	h.must(h.Acts.People.SetDemoAccount(t.Context(), setup, transferCounty, made.Officer, demoPassword, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"))
	one, two := h.register(1), h.register(1)
	there, year := wording.T(wording.Chinese, "visit.paper.state.found"), wording.T(wording.Chinese, "visit.paper.year")
	row := func(number, item, state, amount, day, second string) string {
		return strings.Join([]string{number, "", item, state, amount, year, "", day, second, "2024-17"}, ",")
	}
	path := visitTable(t,
		row(one.Number, "I201", there, "5000", "2026/11/3", "other"), row(one.Number, "I202", there, "800", "2026/11/3", "other"),
		row(two.Number, "I201", there, "much", "2026-11-03", "other"),
		row("nobody", "I201", there, "1", "2026-11-03", "other"),
	)
	bring := func(path, as string, check bool) (string, error) {
		var said bytes.Buffer
		err := h.ImportVisits(t.Context(), Import{File: path, Place: transferVillage, Officer: as, Check: check, Language: wording.English}, &said)
		return said.String(), err
	}
	visits := func(id string) []homevisit.Progress {
		all, err := h.DB.Read().HouseholdVisits(t.Context(), transferCounty, id)
		h.must(err)
		return all
	}
	said, err := bring(path, "clerk", true)
	if fault.KindOf(err) != fault.Invalid || !strings.Contains(said, ":5: ") || !strings.Contains(said, ":6: ") || len(visits(one.Household)) != 0 {
		t.Fatalf("checked: %v\n%s", err, said)
	}
	for range 2 { // the same file again adds nothing
		if said, err := bring(path, "clerk", false); fault.KindOf(err) != fault.Invalid {
			t.Fatalf("%v\n%s", err, said)
		}
	}
	if len(visits(two.Household)) != 0 {
		t.Error("half a household was brought in")
	}
	all := visits(one.Household)
	if len(all) != 1 || all[0].Stage() != homevisit.Waiting {
		t.Fatalf("%+v", all)
	}
	seen := all[0].Observations[0]
	line, _ := seen.Get("I201", "")
	open, _ := seen.Get("P102", "")
	if seen.Sheet != "2024-17" || seen.AsOf.String() != "2026-11-03" || line.Amount != 500000 || open.State != homevisit.NotAsked || seen.Other() != made.Officer {
		t.Errorf("%+v", seen)
	}
	if rows := 0; h.DB.Read().VisitRows(t.Context(), transferCounty, transferVillage, nil, func(homevisit.Row) error { rows++; return nil }) != nil || rows != 0 {
		t.Error("what nobody has confirmed counts")
	}
	alone := visitTable(t, row(two.Number, "I201", there, "5000", "2026-11-03", "clerk"))
	if said, err := bring(alone, "clerk", false); err == nil || !strings.Contains(said, wording.T(wording.English, "visit.assign.two")) {
		t.Errorf("one officer alone: %v\n%s", err, said)
	}
	if _, err := bring(path, "auditor", false); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("an auditor brings visits in: %v", err)
	}
}
