package storagetest

import (
	"errors"
	"reflect"
	"testing"
	"time"

	steps "chengxin/internal/casework/pledge"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/storage"
)

func pledgeMoment(hours int) time.Time {
	return noon.Add(time.Duration(hours) * time.Hour).In(period.Shanghai)
}

func write(t *testing.T, db *storage.DB, do func(tx *storage.Tx) error) {
	t.Helper()
	if err := db.Write(t.Context(), do); err != nil {
		t.Fatal(err)
	}
}

func TestWhatWasToldAndSignedIsReadAsItWasWritten(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		addHousehold(t, db, "h", "640422100202")
		told := pledge.Told{
			Issues: []pledge.Issue{{ID: "i", Household: "h", Edition: "e", Version: "1", Hash: "n", Channel: pledge.OnPaper, Language: pledge.Dialect, Document: "d", IssuedAt: pledgeMoment(0), IssuedBy: "one"}},
			Services: []pledge.Service{{
				ID: "s", Household: "h", Issue: "i", Version: "1", Hash: "n", Method: pledge.LeftWithAdult, ServedAt: pledgeMoment(1), Receiver: "马\u00b7\U00020000", Relation: "儿子",
				Mark: pledge.Refused, Witness: "王会计", Language: pledge.Other, Spoken: "x", ReadAloudBy: "王干事", Document: "d2", RecordedAt: pledgeMoment(2), RecordedBy: "one",
			}},
			Readings: []pledge.Reading{{ID: "r", Household: "h", Member: "m", Version: "1", Hash: "n", Confirmed: true, Channel: pledge.ByProxy, Proxy: "p", At: pledgeMoment(3)}},
			Answers: []pledge.Answer{{
				ID: "a", Household: "h", Member: "m", Version: "1", Hash: "n", Question: "q", Choice: "2", Right: true, First: true, Channel: pledge.InPerson,
				Language: pledge.Dialect, ReadAloudBy: "王干事", At: pledgeMoment(4), By: "one",
			}},
		}
		facts := pledge.Facts{
			Signatures: []pledge.Signature{{
				ID: "g", Household: "h", Text: pledge.PledgeText, Edition: "e", Version: "1", Hash: "t", Member: "m", Signer: "m", SignerName: "马国强", Capacity: pledge.OwnHand,
				Method: pledge.Drawn, Ink: []byte{0, 1, 255}, InkHash: "x", Code: "c", Session: "z", ValidUntil: period.MustDay("2027-01-31"), SignedAt: pledgeMoment(5), RecordedBy: "m", Document: "d3",
			}},
			Papers: []pledge.Paper{{
				ID: "p", Household: "h", Edition: "e", Texts: pledge.Signed(), Hash: map[pledge.Kind]string{pledge.PledgeText: "t", pledge.AuthorisationText: "u"}, Members: []string{"m", "k"},
				Signer: "m", SignerName: "马国强", Capacity: pledge.AsGuardian, Relation: "父", Method: pledge.InkedThumb, CannotRead: true, ReadAloudBy: "王干事", Witness: "王会计",
				Reason: "住院", SignedOn: period.MustDay("2026-11-23"), Scan: pledge.Scan{Hash: "f", Type: "image/png", Size: 9}, Delegation: pledge.Scan{Hash: "g", Type: "application/pdf", Size: 8},
				RecordedAt: pledgeMoment(6), RecordedBy: "one",
			}},
			Checks:      []pledge.Check{{ID: "k", Household: "h", Paper: "p", Agrees: false, Reason: "名字不同", CheckedAt: pledgeMoment(7), CheckedBy: "two"}},
			Withdrawals: []pledge.Withdrawal{{ID: "w", Household: "h", Member: "m", Text: pledge.PledgeText, Channel: pledge.Online, Reason: "不想了", At: pledgeMoment(8), By: "m"}},
		}
		write(t, db, func(tx *storage.Tx) error {
			ctx := t.Context()
			return errors.Join(
				tx.AddNoticeIssue(ctx, county, told.Issues[0]), tx.AddNoticeService(ctx, county, told.Services[0]), tx.AddNoticeReading(ctx, county, told.Readings[0]),
				tx.AddUnderstandingAnswer(ctx, county, "h", told.Answers[0]),
				tx.AddUnderstanding(ctx, county, steps.Understood{ID: "u", Household: "h", Member: "m", Hash: "n", Total: 2, FirstRight: 1, At: noon}),
				tx.AddSignature(ctx, county, facts.Signatures[0]), tx.AddPaper(ctx, county, facts.Papers[0]),
				tx.AddPaperCheck(ctx, county, facts.Checks[0]), tx.AddPledgeWithdrawal(ctx, county, facts.Withdrawals[0]),
			)
		})
		gotTold, err := db.Read().Told(t.Context(), county, "h")
		if err != nil || !reflect.DeepEqual(gotTold, told) {
			t.Errorf("told: %v\n%+v\n%+v", err, gotTold, told)
		}
		gotFacts, err := db.Read().SignedFacts(t.Context(), county, "h", true)
		if err != nil || !reflect.DeepEqual(gotFacts, facts) {
			t.Errorf("signed: %v\n%+v\n%+v", err, gotFacts, facts)
		}
		if other, err := db.Read().SignedFacts(t.Context(), "640423", "h", true); err != nil || len(other.Signatures) != 0 {
			t.Error("another county reads nothing", other, err)
		}
		err = db.Write(t.Context(), func(tx *storage.Tx) error {
			return tx.AddPaperCheck(t.Context(), county, pledge.Check{ID: "k2", Household: "h", Paper: "p", Agrees: true, CheckedBy: "three", CheckedAt: noon})
		})
		if fault.KindOf(err) != fault.Conflict {
			t.Error("a paper has one check", err)
		}
		rows, err := db.Read().VillageTold(t.Context(), county, "640422100202", period.MustDay("2026-11-23"))
		if err != nil || len(rows) != 1 || len(rows[0].Facts.Signatures) != 1 || len(rows[0].Told.Answers) != 1 || rows[0].Facts.Checks[0].CheckedBy != "two" {
			t.Error(rows, err)
		}
	})
}

func TestSigningCodesAreHashedCountedAndUsedOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		code := pledge.NewSigningCode("h", "m", pledge.PrintedOnSlip, "one", pledgeMoment(0))
		code.ID = "c1"
		write(t, db, func(tx *storage.Tx) error { return tx.KeepSigningCode(t.Context(), county, code, "012345") })
		read := func(digits string) (pledge.SigningCode, bool) {
			t.Helper()
			found, right, err := db.Read().SigningCode(t.Context(), county, "h", "m", digits)
			if err != nil {
				t.Fatal(err)
			}
			return found, right
		}
		if _, right := read("012346"); right {
			t.Error("a wrong code")
		}
		found, right := read(" 012 345")
		if !right || !reflect.DeepEqual(found, code) {
			t.Errorf("%v %+v", right, found)
		}
		write(t, db, func(tx *storage.Tx) error { return tx.CountCodeTry(t.Context(), county, found) })
		if again, _ := read(""); again.Tries != 1 {
			t.Error(again)
		}
		write(t, db, func(tx *storage.Tx) error {
			return tx.UseSigningCode(t.Context(), county, "c1", "key", pledgeMoment(1))
		})
		if used, _ := read(""); used.UsedAt.IsZero() || used.UsedFor != "key" {
			t.Error(used)
		}
		err := db.Write(t.Context(), func(tx *storage.Tx) error {
			return tx.UseSigningCode(t.Context(), county, "c1", "other", noon)
		})
		if fault.KindOf(err) != fault.Conflict {
			t.Error("used twice", err)
		}
		code.ID = "c2"
		write(t, db, func(tx *storage.Tx) error { return tx.KeepSigningCode(t.Context(), county, code, "777777") })
		if fresh, right := read("777777"); !right || fresh.ID != "c2" || fresh.Tries != 0 || !fresh.UsedAt.IsZero() {
			t.Error(fresh, right)
		}
		if _, _, err := db.Read().SigningCode(t.Context(), county, "h", "nobody", ""); fault.KindOf(err) != fault.NotFound {
			t.Error(err)
		}
	})
}

func TestSlipsWaitSealedAndAreTakenOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		addHousehold(t, db, "h", "640422100202")
		addHousehold(t, db, "i", "640422100203")
		for _, slip := range []steps.Slip{{ID: "1", Household: "h", Member: "m", SigningCode: "1"}, {ID: "2", Household: "h", Member: "m", SigningCode: "2"}, {ID: "3", Household: "i", Member: "n"}} {
			write(t, db, func(tx *storage.Tx) error { return tx.KeepSlip(t.Context(), county, slip) })
		}
		var slips []steps.Slip
		take := func(tx *storage.Tx) (err error) {
			slips, err = tx.TakeSlips(t.Context(), county, "640422100202", "")
			return err
		}
		write(t, db, take)
		if len(slips) != 1 || slips[0].SigningCode != "2" {
			t.Error("the newest slip of the village alone", slips)
		}
		write(t, db, take)
		if len(slips) != 0 {
			t.Error("taken twice", slips)
		}
	})
}

func TestPersonsOfADayComeHeadFirst(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		addHousehold(t, db, "h", "640422100202")
		write(t, db, func(tx *storage.Tx) error {
			return errors.Join(
				tx.AddMember(t.Context(), county, "v1", household.Member{ID: "a", HouseholdID: "h", Name: "马小明", Relation: household.Son, BornOn: period.MustDay("2015-05-01"), Seq: 1}),
				tx.AddMember(t.Context(), county, "v2", household.Member{ID: "b", HouseholdID: "h", Name: "马国强", Relation: household.HeadOfHousehold, Seq: 1}),
				tx.AddMember(t.Context(), county, "v3", household.Member{ID: "c", HouseholdID: "h", Name: "马国庆", Capacity: household.NoCapacity, Seq: 1, UntilOn: period.MustDay("2026-06-01")}),
			)
		})
		persons, err := db.Read().PledgePersons(t.Context(), county, "h", period.MustDay("2026-11-23"))
		want := []pledge.Person{{Member: "b", Name: "马国强"}, {Member: "a", Name: "马小明", BornOn: period.MustDay("2015-05-01")}}
		if err != nil || !reflect.DeepEqual(persons, want) {
			t.Error(persons, err)
		}
		if persons, err = db.Read().PledgePersons(t.Context(), county, "h", period.MustDay("2026-05-31")); err != nil || len(persons) != 3 {
			t.Error(persons, err)
		}
	})
}
