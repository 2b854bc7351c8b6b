package verification_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/blob"
	"chengxin/internal/casework"
	"chengxin/internal/casework/people"
	steps "chengxin/internal/casework/verification"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/region"
	"chengxin/internal/storage"
	"chengxin/internal/storage/sqlite"
	"chengxin/internal/vault"
	"chengxin/internal/verification"
)

const (
	county   = region.Code("990001")
	township = region.Code("990001100")
	village  = region.Code("990001100202")
	text     = "the exact words"
)

// world is a county on a real SQLite file. Of its families, h0 and h1 have authorised the verification with both adults, in h2 only
// the head has, h3 is another township's, and h4's head is the clerk's kin.
type world struct {
	steps.Acts
	db  *storage.DB
	now time.Time
}

func (w *world) VerificationTerms(context.Context, region.Code, period.Day) (steps.Terms, error) {
	return steps.Terms{
		Items: []verification.Item{
			{Code: "I401", Label: "养老金", Class: "I", Unit: "fen", ByMember: true, Periodic: true, Months: 6},
			{Code: "I101", Label: "务工收入", Class: "I", Unit: "fen", ByMember: true, Periodic: true},
			{Code: "I102", Label: "零工收入", Class: "I", Unit: "fen", ByMember: true, Periodic: true},
		},
		Pledge: pledge.Terms{Authorisation: pledge.Text{Kind: pledge.AuthorisationText, Version: "1", Hash: text}},
	}, nil
}

// Enquiry is the letter, in plain bytes.
func (w *world) Enquiry(_ context.Context, _ casework.Tx, paper casework.Paper, e verification.Enquiry) ([]byte, error) {
	return []byte(paper.Number + " " + e.Agency), nil
}

func (w *world) DisputeAnswer(_ context.Context, _ casework.Tx, paper casework.Paper, to verification.Dispute, _ verification.Answer) ([]byte, error) {
	return []byte(paper.Number + " " + to.Item), nil
}

func idOf(home int, wife bool) household.IDNumber {
	n := 2*home + 1
	if wife {
		n++
	}
	return household.InventedID("990422", period.MustDay("1950-01-01"), n)
}

func newWorld(t testing.TB) *world {
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
		Runner: casework.NewRunner(w.db, func() time.Time { return w.now }), Reads: w.db.Read(), Scheme: w, Letters: w,
		Scans: blob.NewFolder(filepath.Join(dir, "blobs"), keys), NewID: storage.NewID,
	}
	if err := w.db.Write(t.Context(), func(tx *storage.Tx) error { return w.fill(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
	mapping := verification.Mapping{Source: verification.SocialInsurance, Item: "I401", Measure: map[string]verification.Measure{"I401": verification.YuanMonth}}
	mapping.Headings[verification.ColumnIDNumber], mapping.Headings[verification.ColumnValue] = "身份证号", "月养老金"
	if err := w.SaveMapping(t.Context(), clerk, "", mapping); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) fill(ctx context.Context, tx *storage.Tx) error {
	if err := tx.KeepOffice(ctx, casework.Office{County: county, Agency: "某县民政局", CodeWord: "某民", Demo: true}); err != nil {
		return err
	}
	for _, who := range []access.Actor{clerk, helper, desk, abroad} {
		if err := tx.AddOfficer(ctx, people.Officer{County: county, ID: who.ID, Login: who.ID, Name: who.Name, Unit: who.Unit, MadeAt: w.now}); err != nil {
			return err
		}
	}
	for n := range 5 {
		id, where := fmt.Sprintf("h%d", n), village
		if n == 3 {
			where = "990001101201"
		}
		home := household.Household{County: county, ID: id, Number: fmt.Sprintf("n-%02d", n), Region: where, Kind: household.Recipient, RegisteredOn: period.MustDay("2026-01-01")}
		if err := tx.AddHousehold(ctx, home); err != nil {
			return err
		}
		for i, m := range []household.Member{
			{ID: id + "-head", Name: "马国强", Relation: household.HeadOfHousehold, IDNumber: idOf(n, false)},
			{ID: id + "-wife", Name: "李秀英", Relation: household.Spouse, IDNumber: idOf(n, true)},
		} {
			m.HouseholdID, m.Seq, m.BornOn = id, 1, period.MustDay("1950-01-01")
			if m.ID == "h1-wife" {
				m.Hukou = "640121004"
			}
			if err := tx.AddMember(ctx, county, fmt.Sprint(id, "-row-", i), m); err != nil {
				return err
			}
			if n == 2 && i == 1 {
				continue
			}
			signed := pledge.Signature{
				ID: "s-" + m.ID, Household: id, Text: pledge.AuthorisationText, Version: "1", Hash: text, Member: m.ID, Signer: m.ID, SignerName: m.Name,
				Capacity: pledge.OwnHand, Method: pledge.Typed, SignedAt: w.now.AddDate(0, -1, 0), RecordedBy: m.ID,
			}
			if err := tx.AddSignature(ctx, county, signed); err != nil {
				return err
			}
		}
	}
	return tx.AddKinship(ctx, county, household.Kinship{
		ID: "k", HouseholdID: "h4", MemberID: "h4-head", Official: "经办人", OfficerID: "clerk", Post: household.VillageCommittee, Relation: "堂弟", RecordedAt: w.now,
	})
}

func officer(id string, role access.Role, unit region.Code) access.Actor {
	return access.Actor{Kind: access.Officer, ID: id, Name: id, County: county, Unit: unit, Session: "s-" + id, Grants: []access.Grant{{Role: role, Region: unit}}}
}

var (
	clerk  = officer("clerk", access.CaseOfficer, township)
	helper = officer("helper", access.CaseOfficer, township)
	desk   = officer("desk", access.CountyOfficer, county)
	abroad = officer("abroad", access.CaseOfficer, "990001101")
	head   = access.Actor{Kind: access.Resident, ID: "h0-head", County: county, Household: "h0", Session: "r"}
	wife   = access.Actor{Kind: access.Resident, ID: "h0-wife", County: county, Household: "h0", Session: "q"}
)

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

// pensions is a file of the social insurance: pairs of an identity number and yuan a month, from line 2 on.
func (w *world) pensions(name string, cells ...string) steps.Upload {
	up := steps.Upload{
		Key: name, Region: township, Source: verification.SocialInsurance, AsOf: period.DayOf(w.now).AddDays(-2), Name: name, Content: []byte(name), Form: "utf-8",
	}
	for i := 0; i+1 < len(cells); i += 2 {
		row := verification.Row{Line: len(up.Rows) + 2}
		row.Text[verification.ColumnIDNumber], row.Text[verification.ColumnValue] = cells[i], cells[i+1]
		up.Rows = append(up.Rows, row)
	}
	return up
}

func (w *world) imported(t *testing.T, up steps.Upload) steps.File {
	t.Helper()
	f, err := w.ImportFile(t.Context(), clerk, up)
	if err != nil {
		t.Fatal(err)
	}
	w.now = w.now.Add(time.Minute)
	return f
}
