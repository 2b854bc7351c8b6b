package storagetest

import (
	"slices"
	"testing"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casefile"
	"chengxin/internal/casework"
	"chengxin/internal/casework/outbox"
	"chengxin/internal/casework/register"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/storage"
)

func registered(t *testing.T, db *storage.DB, in region.Code, name string, number household.IDNumber) register.Registered {
	t.Helper()
	clerk := officer
	clerk.Grants = []access.Grant{{Role: access.CountyOfficer, Region: county}}
	done, err := register.Acts{Runner: runner(db), NewID: storage.NewID}.RegisterHousehold(t.Context(), clerk, register.Registration{
		Household: household.Household{County: county, Region: in, Address: "x", Kind: household.Recipient},
		Members:   []household.Member{{Name: name, IDNumber: number, Relation: household.HeadOfHousehold}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return done
}

func TestTheRegisterIsSearchedInsideOnePlace(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		number := household.InventedID("990422", period.MustDay("1970-01-01"), 11)
		here := registered(t, db, "640422100202", "\u9a6c\u5fd7\u5f3a", number)
		there := registered(t, db, "640422101200", "\u9a6c\u660e", "")
		read := db.Read()
		for key, want := range map[string]int{"\u9a6c": 2, "ma": 2, "mzq": 1, "\u9a6c\u660e": 1, "x": 0} {
			hits, err := read.FindName(t.Context(), county, key, county, casefile.Hit{}, 10)
			if err != nil || len(hits) != want {
				t.Errorf("%q: %v %v", key, hits, err)
			}
		}
		hits, err := read.FindName(t.Context(), county, "ma", "640422100", casefile.Hit{}, 10)
		if err != nil || len(hits) != 1 || hits[0].Household != here.Household {
			t.Errorf("%v %v", hits, err)
		}
		hits, err = read.FindID(t.Context(), county, number)
		if err != nil || len(hits) != 1 || hits[0].Household != here.Household {
			t.Errorf("by number: %v %v", hits, err)
		}
		first, err := read.FindPlace(t.Context(), county, county, casefile.Hit{}, 1)
		if err != nil || len(first) != 1 {
			t.Fatal(first, err)
		}
		rest, err := read.FindPlace(t.Context(), county, county, first[0], 10)
		if err != nil || len(rest) != 1 || rest[0].Household != there.Household {
			t.Errorf("the second page: %v %v", rest, err)
		}
		shown, err := read.Shown(t.Context(), county, append(first, rest...), period.DayOf(noon))
		if err != nil || len(shown) != 2 || shown[0].Head != "\u9a6c*\u5f3a" || shown[0].Persons != 1 {
			t.Errorf("%+v %v", shown, err)
		}
		counts, err := read.PlaceCounts(t.Context(), county, county)
		if err != nil || counts["640422100202"] != 1 || counts["640422101200"] != 1 {
			t.Errorf("%v %v", counts, err)
		}
		if err := db.RebuildCounts(t.Context(), county); err != nil {
			t.Fatal(err)
		}
		if _, err := db.RebuildNames(t.Context(), county); err != nil {
			t.Fatal(err)
		}
		if again, _ := read.PlaceCounts(t.Context(), county, county); len(again) != len(counts) {
			t.Errorf("rebuilt counts: %v", again)
		}
		if hits, _ := read.FindName(t.Context(), county, "mzq", county, casefile.Hit{}, 10); len(hits) != 1 {
			t.Errorf("rebuilt names: %v", hits)
		}
		// A person who is called otherwise is found by the new name only.
		renamed := "\u674e\u56db"
		clerk := officer
		clerk.Grants = []access.Grant{{Role: access.CountyOfficer, Region: county}}
		_, err = register.Acts{Runner: runner(db), NewID: storage.NewID}.CorrectMember(t.Context(), clerk,
			register.At{County: county, Household: here.Household}, register.Correction{Member: here.Members[0], Reason: "x", Name: &renamed})
		if err != nil {
			t.Fatal(err)
		}
		for key, want := range map[string]int{"mzq": 0, "lisi": 1, "\u674e": 1} {
			if hits, err := read.FindName(t.Context(), county, key, county, casefile.Hit{}, 10); err != nil || len(hits) != want {
				t.Errorf("after another name, %q: %v %v", key, hits, err)
			}
		}
	})
}

// A copy of the database must not tell who is on file: neither names nor their pinyin stand in what names are found by.
func TestSearchKeysAreBlind(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		registered(t, db, "640422100202", "\u9a6c\u5fd7\u5f3a", "")
		rows, err := db.Engine().Readers().QueryContext(t.Context(), `SELECT first FROM member_name WHERE county = $1`, string(county))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = rows.Close() }()
		keys := 0
		for rows.Next() {
			var key string
			if err := rows.Scan(&key); err != nil {
				t.Fatal(err)
			}
			if keys++; len(key) < 16 {
				t.Errorf("a key that can be read: %q", key)
			}
		}
		if err := rows.Err(); err != nil || keys != 1 {
			t.Error(keys, err)
		}
	})
}

func TestOpeningsAreFoundInTheLog(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		addHousehold(t, db, "h", "640422100202")
		clerk := officer
		clerk.Session = "s"
		files := &casefile.Reader{Runner: runner(db), Store: db.Read()}
		file, err := files.Open(t.Context(), clerk, county, "h", "question", casefile.AsOf{})
		if err != nil || len(file.Looks) != 1 || file.Looks[0].Purpose != "question" {
			t.Fatalf("%+v %v", file.Looks, err)
		}
		made, err := db.Read().OpeningsSince(t.Context(), county, "h", clerk.ID, noon.Add(-time.Minute), []string{casework.FileOpened})
		if err != nil || len(made) != 1 || made[0].Session != "s" || made[0].Purpose != "question" {
			t.Errorf("%+v %v", made, err)
		}
		if made, _ := db.Read().OpeningsSince(t.Context(), county, "h", clerk.ID, noon, []string{casework.FileOpened}); len(made) != 0 {
			t.Error("an opening that is not later was found")
		}
		if made, _ := db.Read().OpeningsSince(t.Context(), county, "h", clerk.ID, noon.Add(-time.Minute), []string{"AccessOpened"}); len(made) != 0 {
			t.Error("an opening of another kind was found")
		}
		if _, err := files.OpenPaper(t.Context(), clerk, county, "none"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a paper that is not there: %v", err)
		}
		if report := verify(t, db); !report.OK() || report.Entries != 2 {
			t.Errorf("%+v", report)
		}
	})
}

func TestAMessageIsToldOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		addHousehold(t, db, "h", "640422100202")
		err := db.InTx(t.Context(), func(tx casework.Tx) error {
			return tx.Enqueue(t.Context(), county, casework.Message{Household: "h", Topic: "outbox.test", Detail: map[string]string{"day": "x"}}, noon)
		})
		if err != nil {
			t.Fatal(err)
		}
		waiting, err := db.Read().Waiting(t.Context(), county, "640422100", casefile.Message{}, 10)
		if err != nil || len(waiting) != 1 || waiting[0].Detail["day"] != "x" {
			t.Fatalf("%+v %v", waiting, err)
		}
		if elsewhere, _ := db.Read().Waiting(t.Context(), county, "640422101", casefile.Message{}, 10); len(elsewhere) != 0 {
			t.Errorf("another township's: %+v", elsewhere)
		}
		acts := outbox.Acts{Runner: runner(db), NewID: storage.NewID}
		for _, way := range []outbox.Way{outbox.NotReached, outbox.InPerson} {
			if err := acts.TellHousehold(t.Context(), officer, county, "h", waiting[0].ID, "", way, "x"); err != nil {
				t.Fatal(err)
			}
		}
		if err := acts.TellHousehold(t.Context(), officer, county, "h", waiting[0].ID, "", outbox.ByPhone, ""); fault.KindOf(err) != fault.NotFound {
			t.Errorf("told again: %v", err)
		}
		tries, err := db.Read().Tries(t.Context(), county, "h")
		if err != nil || len(tries) != 2 || !slices.ContainsFunc(tries, func(t casefile.Try) bool { return t.Way == "in_person" }) {
			t.Errorf("%+v %v", tries, err)
		}
		if report := verify(t, db); !report.OK() || report.Facts != 3 {
			t.Errorf("%+v", report)
		}
	})
}

// A message that is sent once stands once while it is unread, and again when it was read.
func TestAMessageForAnOfficerStandsOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		send := func(message casework.Message) {
			t.Helper()
			if err := db.Write(t.Context(), func(tx *storage.Tx) error { return tx.Enqueue(t.Context(), county, message, noon) }); err != nil {
				t.Fatal(err)
			}
		}
		visit := casework.Message{Officer: "second", Topic: "outbox.visit_assigned", Detail: map[string]string{"day": "11月24日"}, Once: true}
		other := visit
		other.Detail = map[string]string{"day": "11月25日"}
		for _, message := range []casework.Message{visit, visit, other, visit} {
			send(message)
		}
		unread := func() []casefile.Message {
			t.Helper()
			all, err := db.Read().OfficerMessages(t.Context(), county, []string{"second"}, 10)
			if err != nil {
				t.Fatal(err)
			}
			return all
		}
		waiting := unread()
		if len(waiting) != 2 {
			t.Fatalf("%+v", waiting)
		}
		err := db.Write(t.Context(), func(tx *storage.Tx) error {
			return tx.MarkTold(t.Context(), county, waiting[0].ID, "second", outbox.Read, noon)
		})
		if err != nil {
			t.Fatal(err)
		}
		send(visit)
		send(other)
		if len(unread()) != 2 {
			t.Errorf("what was read comes again, what stands does not: %+v", unread())
		}
	})
}
