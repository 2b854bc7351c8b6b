package console_test

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/declaration"
	"chengxin/internal/period"
	"chengxin/internal/storage"
)

// declare puts a declaration on file: everybody lives together, two more are not on the register, and a wage.
func (d *registerDesk) declare() {
	d.Helper()
	head := d.home.Members[0]
	d.must(d.db.Write(d.Context(), func(tx *storage.Tx) error {
		return tx.AddDeclaration(d.Context(), xiji, declaration.Declaration{
			ID: storage.NewID(), Household: d.home.Household, Number: 1, Kind: declaration.First, EffectiveOn: period.MustDay("2026-11-20"),
			SubmittedAt: d.now, SubmittedBy: head, Declarant: head, Channel: declaration.Online, Edition: "test",
			Lines: []declaration.Line{
				{Item: "MEMB", Member: head, State: declaration.Given, Amount: 1, Said: "1"},
				{Item: "MEMB", State: declaration.None},
				{Item: "I101", Member: head, State: declaration.Given, Amount: 150000, Length: period.Month, Said: "1500"},
			},
		})
	}))
}

func (d *registerDesk) open(ask func(string, ...string) (int, string, string)) string {
	d.Helper()
	file := "/console/households/" + d.home.Household
	if status, _, _ := ask(file, "purpose", "question"); status != 200 {
		d.Fatalf("not opened: %d", status)
	}
	return file
}

func TestTheDeskOfDeclarationsShowsNoFullName(t *testing.T) {
	d := newRegisterDesk(t)
	ask := d.as("case")
	for _, rest := range []string{"/declaration", "/change", "/exit"} {
		status, body, _ := ask("/console/households/" + d.home.Household + rest)
		if status != 200 || !strings.Contains(body, "\u9a6c*\u5f3a") {
			t.Errorf("%s: %d, or it does not say whose file it is", rest, status)
		}
		if leak := fullValues.FindString(body); leak != "" {
			t.Errorf("%s shows %s", rest, leak)
		}
	}
}

func TestTheFileSaysWhoLivesTogetherInWords(t *testing.T) {
	d := newRegisterDesk(t)
	d.declare()
	ask := d.as("case")
	_, body, _ := ask(d.open(ask) + "?part=declarations")
	cells := strings.Join(regexp.MustCompile(`<t[dh][^>]*>([^<]*)<`).FindAllString(body, -1), "")
	for _, words := range []string{says("declare.members.state.given"), says("declare.members.others_none"), says("declare.members.others_short")} {
		if !strings.Contains(cells, ">"+words+"<") {
			t.Errorf("the file does not say %s", words)
		}
	}
	if strings.Contains(cells, ">1<") {
		t.Error("a member who lives there is shown as a number")
	}
}

func TestAResidentsOwnLookHasAPurposeInWords(t *testing.T) {
	d := newRegisterDesk(t)
	own := access.Actor{Kind: access.Resident, ID: d.home.Members[0], County: xiji, Household: d.home.Household, Session: "s-own"}
	act := casework.Act{Kind: "NoticeOpened", Permission: access.SelfNotice, County: xiji, Household: d.home.Household, Looks: true}
	_, err := casework.Do(t.Context(), casework.NewRunner(d.db, func() time.Time { return d.now }), own, act, func(context.Context, *casework.Work) (string, error) { return "", nil })
	d.must(err)
	ask := d.as("case")
	file := d.open(ask)
	for _, part := range []string{"?part=timeline", "?part=opened"} {
		if _, body, _ := ask(file + part); !strings.Contains(body, says("casefile.purpose.own")) {
			t.Errorf("%s does not say that the household looked itself", part)
		}
	}
}

func TestTheDeskOfDeclarationsIsLoggedOnceAVisit(t *testing.T) {
	d := newRegisterDesk(t)
	ask := d.as("case")
	file := "/console/households/" + d.home.Household
	for _, rest := range []string{"/declaration", "/change", "/exit", "/declaration"} {
		if status, _, _ := ask(file + rest); status != 200 {
			t.Fatalf("%s: %d", rest, status)
		}
	}
	looks, err := d.db.Read().Looks(t.Context(), xiji, d.home.Household, 1<<62, 100)
	d.must(err)
	if len(looks) != 1 || looks[0].Kind != "DeclarationsOpened" {
		t.Errorf("four pages of one visit are %d entries", len(looks))
	}
}
