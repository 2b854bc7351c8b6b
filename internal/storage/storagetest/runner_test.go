package storagetest

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/audit"
	"chengxin/internal/casework"
	steps "chengxin/internal/casework/declaration"
	"chengxin/internal/declaration"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/storage"
)

const county = region.Code("640422")

var (
	noon    = time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)
	officer = access.Actor{
		Kind: access.Officer, ID: "officer-1", County: county, Unit: "640422100",
		Grants: []access.Grant{{Role: access.CaseOfficer, Region: "640422100"}},
	}
)

func runner(db *storage.DB) *casework.Runner {
	return casework.NewRunner(db, func() time.Time { return noon })
}

func addHousehold(t *testing.T, db *storage.DB, id string, in region.Code) {
	t.Helper()
	err := db.Write(t.Context(), func(tx *storage.Tx) error {
		h := household.Household{County: county, ID: id, Number: "n-" + id, Region: in, RegisteredOn: period.MustDay("2026-01-01")}
		if err := tx.AddHousehold(t.Context(), h); err != nil {
			return err
		}
		_, err := tx.AppendEntry(t.Context(), audit.Entry{County: county, At: noon, Kind: "HouseholdRegistered", ActorKind: "setup", ActorID: "test", Household: id, Region: in})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func reportedChange(id string) declaration.Change {
	return declaration.Change{ID: id, Household: "h", Kind: declaration.IncomeUp, HappenedOn: period.MustDay("2026-11-01"), ReportedAt: noon, Words: "x"}
}

func act(household, key string) casework.Act {
	return casework.Act{Kind: "Tried", Permission: access.ChangeEnter, County: county, Household: household, Key: key, Content: key}
}

// try writes one fact through the runner.
func try(ctx context.Context, db *storage.DB, actor access.Actor, a casework.Act, id string, fail error) (string, error) {
	return casework.Do(ctx, runner(db), actor, a, func(ctx context.Context, work *casework.Work) (string, error) {
		if err := casework.As[steps.Store](work.Tx).AddChange(ctx, county, reportedChange(id)); err != nil {
			return "", err
		}
		work.Send(casework.Message{Household: "h", Topic: "outbox.test"})
		return id, fail
	})
}

func changes(t *testing.T, db *storage.DB) []string {
	t.Helper()
	all, err := db.Read().Changes(t.Context(), county, "h")
	if err != nil {
		t.Fatal(err)
	}
	ids := make([]string, len(all))
	for i, c := range all {
		ids[i] = c.ID
	}
	return ids
}

func verify(t *testing.T, db *storage.DB) audit.Report {
	t.Helper()
	source, done, err := db.LogSnapshot(t.Context(), county)
	if err != nil {
		t.Fatal(err)
	}
	report, err := audit.Verify(t.Context(), county, source, audit.Options{})
	if err := errors.Join(err, done()); err != nil {
		t.Fatal(err)
	}
	return report
}

func TestAnActIsKeptWholeWithItsEntryOrNotAtAll(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		addHousehold(t, db, "h", "640422100202")
		if _, err := try(t.Context(), db, officer, act("h", ""), "kept", nil); err != nil {
			t.Fatal(err)
		}
		boom := errors.New("boom")
		if _, err := try(t.Context(), db, officer, act("h", ""), "failed", boom); !errors.Is(err, boom) {
			t.Fatal(err)
		}
		if got := changes(t, db); !slices.Equal(got, []string{"kept"}) {
			t.Errorf("kept %v", got)
		}
		if report := verify(t, db); !report.OK() || report.Entries != 2 || report.Facts != 2 {
			t.Errorf("%+v", report)
		}
	})
}

func TestARefusedActorChangesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		addHousehold(t, db, "h", "640422100202")
		elsewhere := officer
		elsewhere.Grants = []access.Grant{{Role: access.CaseOfficer, Region: "640422101"}}
		resident := access.Actor{Kind: access.Resident, ID: "m", County: county, Household: "other"}
		self := act("h", "")
		self.Permission = access.SelfChange
		for name, refused := range map[string]struct {
			actor access.Actor
			act   casework.Act
			want  fault.Kind
		}{
			"another township's officer":        {elsewhere, act("h", ""), fault.Forbidden},
			"nobody":                            {access.Actor{}, act("h", ""), fault.Forbidden},
			"another household's resident":      {resident, self, fault.NotFound},
			"a household that is not there":     {officer, act("none", ""), fault.NotFound},
			"an act that needs a second factor": {officer, func() casework.Act { a := act("h", ""); a.StepUp = true; return a }(), fault.Forbidden},
		} {
			if _, err := try(t.Context(), db, refused.actor, refused.act, "x", nil); fault.KindOf(err) != refused.want {
				t.Errorf("%s: %v", name, err)
			}
		}
		if got := changes(t, db); len(got) != 0 {
			t.Errorf("kept %v", got)
		}
	})
}

func TestAnOfficerWhoIsKinIsRecused(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		addHousehold(t, db, "h", "640422100202")
		err := db.Write(t.Context(), func(tx *storage.Tx) error {
			if err := tx.AddKinship(t.Context(), county, household.Kinship{ID: "k", HouseholdID: "h", OfficerID: officer.ID, FromOn: period.MustDay("2026-01-01"), RecordedAt: noon}); err != nil {
				return err
			}
			_, err := tx.AppendEntry(t.Context(), audit.Entry{County: county, At: noon, Kind: "KinshipRecorded"})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = try(t.Context(), db, officer, act("h", ""), "x", nil)
		var refused *fault.Error
		if !errors.As(err, &refused) || refused.Key != "fault.recused" {
			t.Errorf("got %v", err)
		}
	})
}

func TestTheSameFormSentTwiceIsOneAct(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		addHousehold(t, db, "h", "640422100202")
		answers := make([]string, 8)
		var group sync.WaitGroup
		for i := range answers {
			group.Go(func() {
				answer, err := try(context.Background(), db, officer, act("h", "form-1"), "change-"+threeDigits(i), nil)
				if err != nil {
					t.Error(err)
				}
				answers[i] = answer
			})
		}
		group.Wait()
		if len(slices.Compact(answers)) != 1 || len(changes(t, db)) != 1 {
			t.Errorf("answers %v, kept %v", answers, changes(t, db))
		}
		other := act("h", "form-1")
		other.Content = "something else"
		if _, err := try(t.Context(), db, officer, other, "y", nil); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a key used again for something else passed: %v", err)
		}
	})
}

func TestManyActsAtOnceAllEndAndTheLogIsWhole(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		const households, each = 16, 8
		for i := range households {
			addHousehold(t, db, "h"+threeDigits(i), "640422100202")
		}
		boom := errors.New("boom")
		var group sync.WaitGroup
		for i := range households {
			group.Go(func() {
				for n := range each {
					var fail error
					if n%4 == 3 {
						fail = boom // a neighbour's failure must not fail the others
					}
					_, err := try(context.Background(), db, officer, act("h"+threeDigits(i), ""), threeDigits(i)+"-"+threeDigits(n), fail)
					if (fail == nil) != (err == nil) {
						t.Errorf("%d/%d: %v", i, n, err)
					}
				}
			})
		}
		group.Wait()
		if got := len(changes(t, db)); got != households*each*3/4 {
			t.Errorf("kept %d", got)
		}
		if report := verify(t, db); !report.OK() || report.Entries != households+households*each*3/4 {
			t.Errorf("%+v", report)
		}
	})
}

func TestAPanicUndoesItsActAlone(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		addHousehold(t, db, "h", "640422100202")
		_, err := casework.Do(t.Context(), runner(db), officer, act("h", ""), func(ctx context.Context, work *casework.Work) (int, error) {
			if err := casework.As[steps.Store](work.Tx).AddChange(ctx, county, reportedChange("x")); err != nil {
				return 0, err
			}
			panic("a defect")
		})
		if err == nil || len(changes(t, db)) != 0 {
			t.Errorf("%v, kept %v", err, changes(t, db))
		}
		if _, err := try(t.Context(), db, officer, act("h", ""), "after", nil); err != nil {
			t.Error(err)
		}
	})
}

// What a hand inside the database does is found; an old backup put back is found with the witness outside.
func TestTamperingIsFound(t *testing.T) {
	for _, c := range []struct {
		name, statement string
		seq             int64 // of the entry that is named as the first bad one
	}{
		{"an edited fact", `UPDATE change_report SET kind = 'income_down' WHERE county = '640422' AND id = 'c003'`, 4},
		{"a deleted fact", `DELETE FROM change_report WHERE county = '640422' AND id = 'c003'`, 4},
		{"a swapped ciphertext", `UPDATE change_report SET words = (SELECT words FROM change_report WHERE county = '640422' AND id = 'c001') WHERE county = '640422' AND id = 'c003'`, 4},
		{"an invented fact", `INSERT INTO change_report SELECT county, 'invented', household, kind, happened_on, reported_at, reported_by, declarant, proxy, channel, words, edition FROM change_report WHERE county = '640422' AND id = 'c003'`, audit.NoEntry},
		{"a household moved to another village", `UPDATE household SET region = '640422100203' WHERE county = '640422' AND id = 'h'`, 0},
		{"an invented household", `INSERT INTO household SELECT county, 'invented', 'n-invented', region, address, kind, registered_on, version FROM household WHERE county = '640422' AND id = 'h'`, audit.NoEntry},
		{"a deleted household", `DELETE FROM household WHERE county = '640422' AND id = 'h'`, 0},
		{"an edited entry", `UPDATE log_entry SET actor_id = 'somebody' WHERE county = '640422' AND seq = 3`, 3},
		{"a deleted entry", `DELETE FROM log_entry WHERE county = '640422' AND seq = 3`, 3},
		{"a truncated log", `DELETE FROM log_entry WHERE county = '640422' AND seq >= 3`, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, db *storage.DB) {
				addHousehold(t, db, "h", "640422100202")
				for i := range 6 {
					if _, err := try(t.Context(), db, officer, act("h", ""), "c"+threeDigits(i), nil); err != nil {
						t.Fatal(err)
					}
				}
				if report := verify(t, db); !report.OK() {
					t.Fatalf("%+v", report)
				}
				err := db.Engine().Write(t.Context(), func(ctx context.Context, q storage.Querier) error {
					_, err := q.ExecContext(ctx, c.statement)
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
				report := verify(t, db)
				if report.OK() {
					t.Fatal("not found")
				}
				if first := report.First(); first.Seq != c.seq {
					t.Errorf("the first bad entry is named as %d: %s", first.Seq, first.Message("en"))
				}
			})
		})
	}
}

func TestAnOldBackupPutBackIsFoundByTheWitness(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		addHousehold(t, db, "h", "640422100202")
		keys, err := audit.CreateSigningKeys(filepath.Join(t.TempDir(), "signing.json"), noon)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 4 {
			if _, err := try(t.Context(), db, officer, act("h", ""), "c"+threeDigits(i), nil); err != nil {
				t.Fatal(err)
			}
		}
		frontier, err := db.Read().LogHead(t.Context(), county)
		if err != nil {
			t.Fatal(err)
		}
		signed, err := keys.Sign(frontier.Checkpoint(county))
		if err != nil {
			t.Fatal(err)
		}
		// The database goes back to the state after its second act, consistently, as a restored backup would.
		older := opened(t, newSQLite(t))
		addHousehold(t, older, "h", "640422100202")
		for i := range 2 {
			if _, err := try(t.Context(), older, officer, act("h", ""), "c"+threeDigits(i), nil); err != nil {
				t.Fatal(err)
			}
		}
		source, done, err := older.LogSnapshot(t.Context(), county)
		if err != nil {
			t.Fatal(err)
		}
		known, err := keys.Verifiers(county)
		if err != nil {
			t.Fatal(err)
		}
		report, err := audit.Verify(t.Context(), county, source, audit.Options{Known: known, Witnessed: []string{signed}})
		if err := errors.Join(err, done()); err != nil {
			t.Fatal(err)
		}
		if report.OK() || report.First().Reason != audit.CheckpointAhead {
			t.Errorf("%+v", report)
		}
	})
}
