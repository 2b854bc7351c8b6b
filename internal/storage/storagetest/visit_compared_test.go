package storagetest

import (
	"context"
	"testing"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/audit"
	"chengxin/internal/casework"
	comparing "chengxin/internal/casework/comparison"
	visiting "chengxin/internal/casework/homevisit"
	"chengxin/internal/casework/people"
	"chengxin/internal/comparison"
	"chengxin/internal/declaration"
	"chengxin/internal/homevisit"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/policy"
	"chengxin/internal/region"
	"chengxin/internal/storage"
)

// visitScheme has two items of the default edition, and its rules.
type visitScheme struct{}

func (visitScheme) VisitTerms(context.Context, region.Code, period.Day) (visiting.Terms, error) {
	return visiting.Terms{Edition: "jiqiang-2022", Items: []visiting.Item{
		{Item: homevisit.Item{Code: "MEMB", Unit: homevisit.Count, ByMember: true, Membership: true}, Class: "MEMB"},
		{Item: homevisit.Item{Code: "I101", Unit: homevisit.Fen, ByMember: true, Periodic: true}, Class: "I"},
		{Item: homevisit.Item{Code: "I201", Unit: homevisit.Fen, Periodic: true}, Class: "I"},
	}}, nil
}

func (visitScheme) ComparisonRules(context.Context, region.Code, period.Day) (comparing.Rules, error) {
	edition, err := policy.Load("jiqiang-2022")
	if err != nil {
		return comparing.Rules{}, err
	}
	rules, err := comparison.Compile(edition.Items())
	return comparing.Rules{Rules: rules, Edition: edition.Name(), Digest: edition.Digest(), Labels: map[string]comparing.Label{}}, err
}

// A confirmed visit is compared with the declaration by itself: what differs is found, what could not be told stays missing; a visit
// that nobody has confirmed and an absence are no source at all.
func TestAConfirmedVisitIsComparedAndAnAbsenceIsNoSource(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		now := noon
		runner := casework.NewRunner(db, func() time.Time { return now })
		visits := visiting.Acts{Runner: runner, Reads: db.Read(), Scheme: visitScheme{}, NewID: storage.NewID}
		compared := comparing.Acts{
			Runner: runner, Reads: db.Read(), Queue: db, Scheme: visitScheme{}, NewID: storage.NewID,
			Sources: [3]comparing.Reader{comparing.ReadDeclared, comparing.ReadVisited, func(context.Context, casework.Tx, region.Code, string) ([]comparing.Stated, error) { return nil, nil }},
		}
		officer := func(id string) access.Actor {
			return access.Actor{Kind: access.Officer, ID: id, Name: id, County: county, Session: "s-" + id, Grants: []access.Grant{{Role: access.CaseOfficer, Region: "640422100"}}}
		}
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		today := period.DayOf(now)
		must(db.Write(t.Context(), func(tx *storage.Tx) error {
			for _, id := range []string{"one", "two"} {
				if err := tx.AddOfficer(t.Context(), people.Officer{County: county, ID: id, Login: id, Name: id, Unit: "640422100", MadeAt: now}); err != nil {
					return err
				}
				if err := tx.AddRole(t.Context(), county, people.HeldRole{ID: "r-" + id, Officer: id, Role: access.CaseOfficer, Region: "640422100", At: now}); err != nil {
					return err
				}
			}
			for _, id := range []string{"seen", "waiting", "away"} {
				home := household.Household{County: county, ID: id, Number: "n-" + id, Region: "640422100202", RegisteredOn: period.MustDay("2026-01-01")}
				if err := tx.AddHousehold(t.Context(), home); err != nil {
					return err
				}
				head := household.Member{ID: id + "-head", HouseholdID: id, Seq: 1, Name: "马国强", Relation: household.HeadOfHousehold, BornOn: period.MustDay("1970-05-01")}
				if err := tx.AddMember(t.Context(), county, "row-"+id, head); err != nil {
					return err
				}
				err := tx.AddDeclaration(t.Context(), county, declaration.Declaration{
					ID: "d-" + id, Household: id, Number: 1, EffectiveOn: today.AddDays(-9), SubmittedAt: now, Declarant: id + "-head", Channel: declaration.Online,
					Lines: []declaration.Line{
						{Item: "MEMB", Member: id + "-head", State: declaration.Given, Amount: 1},
						{Item: "I101", Member: id + "-head", State: declaration.None},
						{Item: "I201", State: declaration.Given, Amount: 500000, Length: period.Year, Said: "5000"},
					},
				})
				if err != nil {
					return err
				}
			}
			_, err := tx.AppendEntry(t.Context(), audit.Entry{County: county, At: now, Kind: "HouseholdRegistered", ActorKind: "setup", ActorID: "test", Region: county})
			return err
		}))
		sent := func(id string) visiting.At {
			at := visiting.At{County: county, Household: id}
			made, err := visits.AssignVisit(t.Context(), officer("one"), at, visiting.Wanted{On: today, Officers: [2]string{"one", "two"}, Method: homevisit.FirstVisit})
			must(err)
			at.Assignment = made.ID
			return at
		}
		recorded := func(id string) (visiting.At, visiting.Recorded) {
			at := sent(id)
			draft, err := visits.BeginVisit(t.Context(), officer("one"), at)
			must(err)
			draft, err = visits.KeepVisit(t.Context(), officer("one"), at, visiting.Part{Lines: []homevisit.Line{
				{Item: "MEMB", Member: id + "-head", Seen: homevisit.Seen{State: homevisit.Found, Amount: 1, Said: "1"}},
				{Item: "MEMB", Seen: homevisit.Seen{State: homevisit.None}},
				{Item: "I101", Member: id + "-head", Seen: homevisit.Seen{State: homevisit.Found, Amount: 300000, Length: period.Month, Said: "3000"}},
				{Item: "I201", Seen: homevisit.Seen{State: homevisit.Unavailable}},
			}})
			must(err)
			draft.Signatures = []homevisit.Signature{{Way: homevisit.Declined, Reason: "手受伤了"}, {By: "one", Officer: true, Way: homevisit.Typed}}
			done, err := visits.RecordVisit(t.Context(), officer("one"), at, visiting.Sent{ID: draft.ID, Form: draft.Form})
			must(err)
			return at, done
		}
		at, done := recorded("seen")
		must(visits.ConfirmVisit(t.Context(), officer("two"), at, done.Visit, homevisit.Confirmation{Agrees: true, Signature: homevisit.Signature{Way: homevisit.Typed}}))
		recorded("waiting")
		must(visits.RecordAttempt(t.Context(), officer("one"), sent("away"), homevisit.Attempt{Outcome: homevisit.Absent, On: today, Reason: "锁门", Left: "留条", NextOn: today.AddDays(2)}))

		now = now.Add(time.Minute)
		for {
			n, err := compared.CompareDue(t.Context(), county)
			must(err)
			if n == 0 {
				break
			}
		}
		runs, err := db.Read().Runs(t.Context(), county, "seen", 9)
		if err != nil || len(runs) != 1 || runs[0].Cause != comparing.Visited || runs[0].Found.Missing[1] != "" {
			t.Fatalf("%+v %v", runs, err)
		}
		found := map[string]comparing.Line{}
		for _, line := range runs[0].Found.Lines {
			found[line.Item] = line
		}
		if line := found["I101"]; line.Kind != "INCOME_UNDER" || line.Sums[0].Value != 0 || line.Sums[1].Value != 3600000 || line.AsOf[1] != today {
			t.Errorf("the planted wage: %+v", line)
		}
		if line := found["I201"]; line.Kind != "" || !line.Sums[1].Missing {
			t.Errorf("what could not be told is no zero: %+v", line)
		}
		for _, id := range []string{"waiting", "away"} {
			if runs, err := db.Read().Runs(t.Context(), county, id, 9); err != nil || len(runs) != 0 {
				t.Errorf("%s was compared: %+v %v", id, runs, err)
			}
			if stated, err := comparing.ReadVisited(t.Context(), db.Read(), county, id); err != nil || len(stated) != 0 {
				t.Errorf("%s states %+v %v", id, stated, err)
			}
		}
		if report := verify(t, db); !report.OK() {
			t.Errorf("%+v", report)
		}
	})
}
