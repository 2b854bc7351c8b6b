package casefile_test

import (
	"slices"
	"strings"
	"testing"

	"chengxin/internal/access"
	"chengxin/internal/casefile"
	comparisonsteps "chengxin/internal/casework/comparison"
	"chengxin/internal/comparison"
	"chengxin/internal/fault"
	"chengxin/internal/homevisit"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/storage"
)

// investigate puts a visit with a photo, the paper of a pledge and a comparison into the 马 family's file, on 11 November.
func (w *world) investigate() {
	w.Helper()
	home, head, spouse := w.ma.Household, w.ma.Members[0], w.ma.Members[1]
	w.must(w.db.Write(w.Context(), func(tx *storage.Tx) error {
		for _, add := range []func() error{
			func() error {
				return tx.AddVisitAssignment(w.Context(), county, homevisit.Assignment{
					ID: "visit", Household: home, Region: datan, On: period.MustDay("2026-11-11"), Officers: [2]string{"case-1", "village-1"},
					Method: homevisit.FirstVisit, AssignedAt: w.now, AssignedBy: "case-1",
				})
			},
			func() error {
				return tx.AddVisitAttempt(w.Context(), county, homevisit.Attempt{
					ID: "attempt", Assignment: "visit", Household: home, Outcome: homevisit.Absent, On: period.MustDay("2026-11-11"), Reason: "nobody there", Left: "a note",
					NextOn: period.MustDay("2026-11-12"), At: w.now, By: "case-1",
				})
			},
			func() error {
				return tx.AddVisit(w.Context(), county, homevisit.Observation{
					ID: "seen", Assignment: "visit", Household: home, Method: homevisit.FirstVisit, Officers: [2]string{"case-1", "village-1"}, Edition: "jiqiang-2022",
					Form: homevisit.Form{AsOf: period.MustDay("2026-11-11")}, RecordedAt: w.now, RecordedBy: "case-1",
				})
			},
			func() error {
				return tx.AddVisitConfirmation(w.Context(), county, home, homevisit.Confirmation{ID: "yes", Observation: "seen", Agrees: true, At: w.now, By: "village-1"})
			},
			func() error {
				return tx.AddVisitPhoto(w.Context(), county, homevisit.Photo{
					ID: "photo", Assignment: "visit", Household: home, Kind: homevisit.OfHome, Caption: "the roof", Hash: strings.Repeat("a", 64), Type: "image/jpeg", Size: 9, At: w.now, By: "case-1",
				})
			},
			func() error {
				return tx.AddPaper(w.Context(), county, pledge.Paper{
					ID: "paper", Household: home, Texts: []pledge.Kind{pledge.PledgeText}, Members: []string{head}, Signer: head, Method: pledge.Handwrote,
					SignedOn: period.MustDay("2026-11-11"), Scan: pledge.Scan{Hash: strings.Repeat("b", 64), Type: "application/pdf", Size: 7}, RecordedAt: w.now, RecordedBy: "case-1",
				})
			},
			func() error {
				return tx.AddRun(w.Context(), county, comparisonsteps.Run{
					ID: "run", Household: home, Region: datan, Edition: "jiqiang-2022", Digest: "d", Cause: comparisonsteps.Visited, At: w.now, By: "source-arrived",
					Found: comparisonsteps.Found{Compared: true, Lines: []comparisonsteps.Line{{Item: "P301", Member: spouse, Kind: "ASSET_UNDER"}, {Item: "I201", Kind: comparison.ReportedLate}}},
				})
			},
		} {
			if err := add(); err != nil {
				return err
			}
		}
		return nil
	}))
}

func kinds(events []casefile.Event) []string {
	var all []string
	for _, e := range events {
		all = append(all, e.Kind)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func TestTheFileTellsOfVisitsComparisonsAndEvidenceFromTheirDay(t *testing.T) {
	w := newWorld(t)
	w.investigate()
	file, err := w.files.Open(t.Context(), case1, county, w.ma.Household, "visit", casefile.AsOf{})
	w.must(err)
	told := kinds(file.Events)
	for _, kind := range []string{"visit_assigned", "visit_absent_again", "visit_recorded", "visit_confirmed", "compared", "paper_recorded"} {
		if !slices.Contains(told, kind) {
			t.Errorf("the file does not tell %s: %v", kind, told)
		}
	}
	at := slices.IndexFunc(file.Events, func(e casefile.Event) bool { return e.Kind == "compared" })
	if e := file.Events[at]; e.ByKind != access.Rule || e.Ref != "run" || e.Group != casefile.OfComparing || !slices.Contains(e.Pairs, "@compare.cause.visit") || e.Pairs[3] != "1" || e.Pairs[7] != "1" {
		t.Errorf("%+v", e)
	}
	if len(file.Evidence) != 2 {
		t.Fatalf("%+v", file.Evidence)
	}
	photo, found := file.Find(casefile.PhotoOfHome, "visit", "photo")
	if !found || !photo.Picture() || photo.Caption != "the roof" || photo.By != "case-1" {
		t.Errorf("%+v", photo)
	}
	scan, found := file.Find(casefile.SignedPaper, "paper", "paper")
	if !found || scan.Picture() || scan.Member != w.ma.Members[0] {
		t.Errorf("%+v", scan)
	}
	if _, found := file.Find(casefile.Delegation, "paper", "paper"); found {
		t.Error("a scan that was never brought is found")
	}
	before, err := w.files.Open(t.Context(), case1, county, w.ma.Household, "visit", casefile.AsOf{On: period.MustDay("2026-11-05")})
	w.must(err)
	if told := kinds(before.Events); slices.Contains(told, "visit_recorded") || slices.Contains(told, "compared") || len(before.Evidence) > 0 {
		t.Errorf("the file of 5 November knows what came later: %v %v", told, before.Evidence)
	}
}

func TestAPrintIsAnEntryOfItsOwnThatTheHouseholdReads(t *testing.T) {
	w := newWorld(t)
	if _, err := w.files.Print(t.Context(), beside, county, w.ma.Household, "visit", casefile.AsOf{}); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("another village's officer prints: %v", err)
	}
	if _, err := w.files.Print(t.Context(), case1, county, w.ma.Household, "", casefile.AsOf{}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("printed for nothing: %v", err)
	}
	file, err := w.files.Print(t.Context(), case1, county, w.ma.Household, "review", casefile.AsOf{})
	w.must(err)
	if file.Head != "\u9a6c*\u5f3a" || strings.Contains(file.Members[0].IDNumber, string(maNumber)) || file.Household.Address != "" {
		t.Errorf("the print is not masked: %+v", file.Members[0])
	}
	own := access.Actor{Kind: access.Resident, ID: w.ma.Members[1], County: county, Household: w.ma.Household}
	looks, err := w.files.AccessLog(t.Context(), own, county, w.ma.Household, 0)
	w.must(err)
	if len(looks) != 2 || looks[0].Kind != "HouseholdPrintOpened" || looks[0].Purpose != "review" || looks[1].Kind != "HouseholdOpened" {
		t.Errorf("%+v", looks)
	}
}

func TestOfTwoAdultsNeitherReadsTheOthersHealthAccountsAddressOrDifferences(t *testing.T) {
	w := newWorld(t)
	w.investigate()
	for i, other := range []int{1, 0} {
		own := access.Actor{Kind: access.Resident, ID: w.ma.Members[i], County: county, Household: w.ma.Household}
		mine, err := w.files.Mine(t.Context(), own)
		w.must(err)
		if len(mine.Members) != 1 || mine.Members[0].ID != w.ma.Members[other] {
			t.Fatalf("%+v", mine.Members)
		}
		if p := mine.Members[0]; p.Health || p.Words != "" || p.Account != "" || p.Phone != "" || p.IDNumber != "" {
			t.Errorf("adult %d reads of the other: %+v", i, p)
		}
		signed := map[int]int{0: 1, 1: 0}[i] // the first adult signed on paper: nobody else looks at that
		if len(mine.Evidence) != 1+signed || len(mine.Declarations) != 0 {
			t.Errorf("adult %d reads evidence %v and answers %v", i, mine.Evidence, mine.Declarations)
		}
		if _, found := mine.Find(casefile.PhotoOfHome, "visit", "photo"); !found {
			t.Errorf("adult %d does not see the picture of the home", i)
		}
		deputy := own
		deputy.Proxy = &access.Proxy{ID: "deputy"}
		if acted, err := w.files.Mine(t.Context(), deputy); err != nil || len(acted.Evidence) != 0 {
			t.Errorf("who acts for adult %d reads %v, %v", i, acted.Evidence, err)
		}
		told := kinds(mine.Events)
		if slices.Contains(told, "compared") || !slices.Contains(told, "compared_mine") || !slices.Contains(told, "visit_recorded") {
			t.Errorf("adult %d is told %v", i, told)
		}
		for _, e := range mine.Events {
			if e.Kind == "compared_mine" && len(e.Pairs) > 0 {
				t.Errorf("how much differs is told, which may be the other's: %v", e.Pairs)
			}
		}
	}
}
