package storagetest

import (
	"reflect"
	"testing"

	"chengxin/internal/homevisit"
	"chengxin/internal/period"
	"chengxin/internal/storage"
)

// A visit comes back as it was kept, in both databases: assignment, attempt, form, observation, confirmation, picture, sample.
func TestAVisitIsReadAsItWasKept(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		addHousehold(t, db, "h", "640422100202")
		addHousehold(t, db, "far", "640422101201")
		day, moment := period.MustDay("2026-11-23"), noon.In(period.Shanghai)
		form := homevisit.Form{
			AsOf: day, Present: []string{"m"}, Others: "邻居", Place: &homevisit.Place{Latitude: "35.9", Longitude: "105.7", Metres: 12}, Asked: true,
			Lines: []homevisit.Line{{
				Item: "I101", Member: "m", Seen: homevisit.Seen{State: homevisit.Found, Amount: 120000, Length: period.Month, Said: "1200"}, Since: day.AddDays(-9),
				Before: &homevisit.Seen{State: homevisit.None}, Why: "后来说的",
			}},
			Neighbours: []homevisit.Neighbour{{House: "12", Said: "在外打工"}}, Signatures: []homevisit.Signature{{By: "m", Way: homevisit.Drawn, Ink: []byte{1, 2}}},
		}
		want := homevisit.Progress{
			Assignment: homevisit.Assignment{ID: "a", Household: "h", Region: "640422100202", On: day, Officers: [2]string{"one", "two"}, Method: homevisit.FirstVisit, AssignedAt: moment, AssignedBy: "three"},
			Attempts:   []homevisit.Attempt{{ID: "t", Assignment: "a", Household: "h", Outcome: homevisit.Absent, On: day, Reason: "锁门", Left: "留条", NextOn: day.AddDays(3), At: moment, By: "one"}},
			Observations: []homevisit.Observation{
				{ID: "o", Assignment: "a", Household: "h", Method: homevisit.FirstVisit, Officers: [2]string{"one", "two"}, Edition: "e", Form: form, RecordedAt: moment, RecordedBy: "one"},
			},
			Confirmations: []homevisit.Confirmation{{ID: "c", Observation: "o", Agrees: true, Reason: "是", Signature: homevisit.Signature{By: "two", Officer: true, Way: homevisit.Typed}, At: moment, By: "two"}},
			Disputes: []homevisit.Dispute{
				{ID: "q1", Observation: "o", Assignment: "a", Household: "h", Words: "没有这回事", At: moment, By: "m", Answer: &homevisit.Answer{ID: "w", Words: "已核实", At: moment, By: "three"}},
				{ID: "q2", Observation: "o", Assignment: "a", Household: "h", Words: "还是不对", At: moment, By: "m"},
			},
			Drafted: true,
		}
		draft := homevisit.Draft{ID: "d", Assignment: "a", Household: "h", StartedBy: "one", Edition: "e", Replaces: "o", Form: form, UpdatedAt: moment}
		photo := homevisit.Photo{ID: "p", Assignment: "a", Household: "h", Kind: homevisit.OfHome, Caption: "堂屋", Hash: "x", Type: "image/jpeg", Size: 7, At: moment, By: "one"}
		sample := homevisit.Sample{ID: "s", Region: "640422100", Plan: homevisit.Plan{Population: homevisit.Registered, Design: homevisit.Simple, Confidence: 95, Margin: 50}, Seed: "x", DrawnAt: moment, DrawnBy: "one"}
		sample.Frame = []homevisit.Drawable{{Household: "h", Number: "n-h", Region: "640422100202"}}
		sample.Chosen = sample.Frame
		err := db.Write(t.Context(), func(tx *storage.Tx) error {
			ctx := t.Context()
			for _, keep := range []func() error{
				func() error { return tx.AddVisitAssignment(ctx, county, want.Assignment) },
				func() error { return tx.AddVisitAttempt(ctx, county, want.Attempts[0]) },
				func() error {
					return tx.KeepVisitDraft(ctx, county, homevisit.Draft{ID: "earlier", Assignment: "a", Household: "h", UpdatedAt: noon})
				},
				func() error { return tx.KeepVisitDraft(ctx, county, draft) },
				func() error { return tx.AddVisit(ctx, county, want.Observations[0]) },
				func() error { return tx.AddVisitConfirmation(ctx, county, "h", want.Confirmations[0]) },
				func() error { return tx.AddVisitDispute(ctx, county, want.Disputes[0]) },
				func() error { return tx.AddVisitDispute(ctx, county, want.Disputes[1]) },
				func() error { return tx.AddVisitAnswer(ctx, county, want.Disputes[0], *want.Disputes[0].Answer) },
				func() error { return tx.AddVisitPhoto(ctx, county, photo) },
				func() error { return tx.AddVisitSample(ctx, county, sample) },
			} {
				if err := keep(); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		read := db.Read()
		same := func(what string, got, want any, err error) {
			t.Helper()
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s: %v\n got %+v\nwant %+v", what, err, got, want)
			}
		}
		all, err := read.HouseholdVisits(t.Context(), county, "h")
		draft.StartedBy = "" // whoever began it stays
		same("visits", all, []homevisit.Progress{want}, err)
		kept, found, err := read.VisitDraft(t.Context(), county, "a")
		if !found {
			t.Error("no draft")
		}
		same("draft", kept, draft, err)
		photos, err := read.VisitPhotos(t.Context(), county, "a")
		same("photos", photos, []homevisit.Photo{photo}, err)
		drawn, err := read.VisitSample(t.Context(), county, "s")
		same("sample", drawn, sample, err)
		for _, c := range []struct {
			from, until period.Day
			rows        int
		}{{period.Day{}, period.Day{}, 1}, {day, day, 1}, {day.AddDays(3), day.AddDays(3), 1}, {day.AddDays(1), day.AddDays(2), 0}} {
			rows, err := read.Assignments(t.Context(), county, "640422100", c.from, c.until, 9)
			if err != nil || len(rows) != c.rows || len(rows) == 1 && (rows[0].Number != "n-h" || rows[0].Stage() != homevisit.Done || len(rows) == 1 && !rows[0].Disputed()) {
				t.Errorf("%s to %s: %+v %v", c.from, c.until, rows, err)
			}
		}
		frame, err := read.VisitFrame(t.Context(), county, county, homevisit.Visited)
		same("frame", frame, sample.Frame, err)
		if frame, err := read.VisitFrame(t.Context(), county, county, homevisit.Registered); err != nil || len(frame) != 2 {
			t.Errorf("%+v %v", frame, err)
		}
		targets, err := read.VisitTargets(t.Context(), county, "640422100202")
		if err != nil || len(targets) != 1 || targets[0].Visits != 1 || targets[0].Open {
			t.Errorf("%+v %v", targets, err)
		}
		if rows, err := read.Assignments(t.Context(), "640423", "", period.Day{}, period.Day{}, 9); err != nil || len(rows) != 0 {
			t.Errorf("another county reads it: %+v %v", rows, err)
		}
		var exported []homevisit.Row
		items := []homevisit.Item{{Code: "I101", Unit: homevisit.Fen, ByMember: true, Periodic: true}}
		err = read.VisitRows(t.Context(), county, "640422100", items, func(row homevisit.Row) error { exported = append(exported, row); return nil })
		if err != nil || len(exported) != 1 || exported[0].Value != 1440000 || exported[0].HouseholdID != "n-h" {
			t.Errorf("%+v %v", exported, err)
		}
	})
}
