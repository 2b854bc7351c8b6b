package homevisit_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"path/filepath"
	"testing"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/blob"
	"chengxin/internal/casework"
	steps "chengxin/internal/casework/homevisit"
	"chengxin/internal/casework/people"
	"chengxin/internal/fault"
	"chengxin/internal/homevisit"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/storage"
	"chengxin/internal/storage/sqlite"
	"chengxin/internal/vault"
)

const (
	county   = region.Code("990001")
	township = region.Code("990001100")
	village  = region.Code("990001100202")
)

// world is a county on a real SQLite file with families of a village; its officers have accounts and roles.
type world struct {
	steps.Acts
	db  *storage.DB
	now time.Time
}

func (w *world) VisitTerms(context.Context, region.Code, period.Day) (steps.Terms, error) {
	item := func(code, class string, item homevisit.Item) steps.Item {
		item.Code = code
		return steps.Item{Item: item, Label: code, Class: class}
	}
	return steps.Terms{Edition: "test", Items: []steps.Item{
		item("MEMB", "MEMB", homevisit.Item{Unit: homevisit.Count, ByMember: true, Membership: true}),
		item("I101", "I", homevisit.Item{Unit: homevisit.Fen, ByMember: true, Periodic: true, Tolerance: homevisit.Tolerance{Amount: 60000, Numerator: 1, Denominator: 10}}),
		item("P101", "P", homevisit.Item{Unit: homevisit.Count}),
	}}, nil
}

func newWorld(t *testing.T) *world {
	t.Helper()
	dir := t.TempDir()
	w := &world{now: time.Date(2026, 11, 23, 10, 0, 0, 0, period.Shanghai)}
	engine, err := sqlite.Open(t.Context(), filepath.Join(dir, "county.db"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := engine.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	keys, err := vault.Create(filepath.Join(dir, "keys.json"), "sm4", w.now)
	if err != nil {
		t.Fatal(err)
	}
	w.db = storage.New(engine, keys)
	t.Cleanup(func() {
		if err := w.db.Close(); err != nil {
			t.Error(err)
		}
	})
	w.Acts = steps.Acts{
		Runner: casework.NewRunner(w.db, func() time.Time { return w.now }), Reads: w.db.Read(), Scheme: w,
		Pictures: blob.NewFolder(filepath.Join(dir, "blobs"), keys), NewID: storage.NewID,
	}
	err = w.db.Write(t.Context(), func(tx *storage.Tx) error {
		if err := tx.KeepOffice(t.Context(), casework.Office{County: county, Agency: "某县民政局", CodeWord: "某民", Demo: true}); err != nil {
			return err
		}
		for _, who := range []access.Actor{clerk, helper, cadre, second, desk, abroad} {
			if err := tx.AddOfficer(t.Context(), people.Officer{County: county, ID: who.ID, Login: who.ID, Name: who.Name, Unit: who.Unit, MadeAt: w.now}); err != nil {
				return err
			}
			for i, grant := range who.Grants {
				if err := tx.AddRole(t.Context(), county, people.HeldRole{ID: fmt.Sprint(who.ID, i), Officer: who.ID, Role: grant.Role, Region: grant.Region, At: w.now}); err != nil {
					return err
				}
			}
		}
		for n := range 12 {
			id := fmt.Sprintf("h%d", n)
			home := household.Household{County: county, ID: id, Number: fmt.Sprintf("n-%02d", n), Region: village, Kind: household.Recipient, RegisteredOn: period.MustDay("2026-01-01")}
			if err := tx.AddHousehold(t.Context(), home); err != nil {
				return err
			}
			for i, m := range []household.Member{
				{ID: id + "-head", Name: "马国强", Relation: household.HeadOfHousehold, BornOn: period.MustDay("1970-05-01")},
				{ID: id + "-wife", Name: "李秀英", Relation: household.Spouse, BornOn: period.MustDay("1972-05-01")},
			} {
				m.HouseholdID, m.Seq = id, 1
				if err := tx.AddMember(t.Context(), county, fmt.Sprint(id, "-row-", i), m); err != nil {
					return err
				}
			}
		}
		return tx.AddKinship(t.Context(), county, household.Kinship{
			ID: "k", HouseholdID: "h1", MemberID: "h1-head", Official: "村干部", OfficerID: "cadre", Post: household.VillageCommittee, Relation: "堂弟", RecordedAt: w.now,
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func officer(id string, role access.Role, unit region.Code) access.Actor {
	return access.Actor{Kind: access.Officer, ID: id, Name: id, County: county, Unit: unit, Session: "s-" + id, Grants: []access.Grant{{Role: role, Region: unit}}}
}

var (
	clerk  = officer("clerk", access.CaseOfficer, township)
	helper = officer("helper", access.CaseOfficer, township)
	cadre  = officer("cadre", access.VillageOfficer, village)
	second = officer("second", access.VillageOfficer, village)
	desk   = officer("desk", access.CountyOfficer, county)
	abroad = officer("abroad", access.CaseOfficer, "990001101")
	head   = access.Actor{Kind: access.Resident, ID: "h0-head", County: county, Household: "h0", Session: "r"}
	wife   = access.Actor{Kind: access.Resident, ID: "h0-wife", County: county, Household: "h0", Session: "q"}
)

func must[R any](t *testing.T) func(R, error) R {
	return func(r R, err error) R {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
}

func refused(t *testing.T, err error, kind fault.Kind, key string) {
	t.Helper()
	var list fault.List
	if errors.As(err, &list) && len(list) > 0 {
		err = list[0]
	}
	var one *fault.Error
	if !errors.As(err, &one) || one.Kind != kind || one.Key != key {
		t.Errorf("got %v, want %s", err, key)
	}
}

// assigned sends the clerk and the cadre.
func (w *world) assigned(t *testing.T, id string, method homevisit.Method, sample string) steps.At {
	t.Helper()
	made := must[homevisit.Assignment](t)(w.AssignVisit(t.Context(), clerk, steps.At{County: county, Household: id}, steps.Wanted{
		On: period.DayOf(w.now), Officers: [2]string{"clerk", "helper"}, Method: method, Sample: sample,
	}))
	return steps.At{County: county, Household: id, Assignment: made.ID}
}

func lines(id string, wage int64) []homevisit.Line {
	line := func(item, member string, seen homevisit.Seen) homevisit.Line {
		return homevisit.Line{Item: item, Member: member, Seen: seen}
	}
	there, none := homevisit.Seen{State: homevisit.Found, Amount: 1, Said: "1"}, homevisit.Seen{State: homevisit.None}
	earned := none
	if wage > 0 {
		earned = homevisit.Seen{State: homevisit.Found, Amount: wage, Length: period.Month, Said: fmt.Sprint(wage / 100)}
	}
	return []homevisit.Line{
		line("MEMB", id+"-head", there), line("MEMB", id+"-wife", there), line("MEMB", "", none),
		line("I101", id+"-head", earned), line("I101", id+"-wife", homevisit.Seen{State: homevisit.Unavailable}), line("P101", "", there),
	}
}

func ink(t *testing.T) []byte {
	t.Helper()
	drawn := image.NewNRGBA(image.Rect(0, 0, 60, 30))
	for i := range 50 {
		drawn.Set(i, i/2, color.Black)
		drawn.Set(i, i/2+1, color.Black)
	}
	var out bytes.Buffer
	if err := png.Encode(&out, drawn); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// signatures are the household's and the recording officer's.
func signatures(t *testing.T, id, by string) []homevisit.Signature {
	return []homevisit.Signature{{By: id + "-head", Way: homevisit.Drawn, Ink: ink(t)}, {By: by, Officer: true, Way: homevisit.Typed}}
}

// seen lets the clerk visit, record, and the helper confirm.
func (w *world) seen(t *testing.T, at steps.At, wage int64) string {
	t.Helper()
	sent := w.filled(t, at, wage)
	recorded := must[steps.Recorded](t)(w.RecordVisit(t.Context(), clerk, at, sent))
	w.now = w.now.Add(time.Minute)
	if err := w.ConfirmVisit(t.Context(), helper, at, recorded.Visit, homevisit.Confirmation{Agrees: true, Signature: homevisit.Signature{Way: homevisit.Typed}}); err != nil {
		t.Fatal(err)
	}
	return recorded.Visit
}

func (w *world) filled(t *testing.T, at steps.At, wage int64) steps.Sent {
	t.Helper()
	must[homevisit.Draft](t)(w.BeginVisit(t.Context(), clerk, at))
	draft := must[homevisit.Draft](t)(w.KeepVisit(t.Context(), clerk, at, steps.Part{Lines: lines(at.Household, wage)}))
	draft.Signatures = signatures(t, at.Household, "clerk")
	return steps.Sent{ID: draft.ID, Form: draft.Form}
}

func photo(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, image.NewRGBA(image.Rect(0, 0, 30, 20)), nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
