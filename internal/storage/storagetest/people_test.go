package storagetest

import (
	"context"
	"crypto/rand"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework/people"
	"chengxin/internal/fault"
	"chengxin/internal/region"
	"chengxin/internal/storage"
)

var machine = access.Actor{Kind: access.Setup, ID: "machine", County: county}

func peopleActs(db *storage.DB) *people.Acts {
	return people.New(people.Parts{
		Runner: runner(db), Reader: db.Read(), Door: db, Home: func(context.Context) (region.Code, error) { return county, nil },
		Passwords: access.DefaultPasswords(), Random: rand.Reader, NewID: storage.NewID,
	})
}

func createdOfficer(t *testing.T, acts *people.Acts, login string) people.Created {
	t.Helper()
	created, err := acts.CreateOfficer(t.Context(), machine, county, people.NewOfficer{Login: login, Name: login, Unit: county, Phone: "13800001234"})
	if err != nil {
		t.Fatal(err)
	}
	return created
}

// atOnce runs a function several times at the same time and counts how often it succeeds.
func atOnce(t *testing.T, times int, do func(i int) error) (succeeded int) {
	t.Helper()
	var group sync.WaitGroup
	var n atomic.Int64
	for i := range times {
		group.Go(func() {
			switch err := do(i); {
			case err == nil:
				n.Add(1)
			case fault.KindOf(err) == fault.Internal:
				t.Error(err)
			}
		})
	}
	group.Wait()
	return int(n.Load())
}

func TestOfTwoIncompatibleGrantsAtOnceOneIsRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		acts := peopleActs(db)
		officer := createdOfficer(t, acts, "two-hats").Officer
		roles := []access.Role{access.SystemAdmin, access.SecurityAdmin, access.AuditAdmin}
		granted := atOnce(t, len(roles), func(i int) error {
			_, err := acts.GrantRole(context.WithoutCancel(t.Context()), machine, county, officer, roles[i], county)
			return err
		})
		held, err := db.Read().Roles(t.Context(), county, officer)
		if err != nil || granted != 1 || len(held) != 1 {
			t.Errorf("%d of three administrators' roles were granted at once: %v, %v", granted, held, err)
		}
	})
}

func TestALoginNameIsTakenOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		acts := peopleActs(db)
		made := atOnce(t, 4, func(int) error {
			_, err := acts.CreateOfficer(context.WithoutCancel(t.Context()), machine, county, people.NewOfficer{Login: "same", Name: "n", Unit: county})
			return err
		})
		officers, err := db.Read().Officers(t.Context(), county)
		if err != nil || made != 1 || len(officers) != 1 || officers[0].Phone != "" || officers[0].Ready {
			t.Errorf("%d accounts were made: %v, %v", made, officers, err)
		}
	})
}

func TestALinkOpensItsAccountOnceHoweverManyTryAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		acts := peopleActs(db)
		created := createdOfficer(t, acts, "linked")
		invited, err := acts.OpenInvitation(t.Context(), created.Token)
		if err != nil {
			t.Fatal(err)
		}
		oneTime, err := access.PasswordAt(invited.Invitation.Factor, noon)
		if err != nil {
			t.Fatal(err)
		}
		opened := atOnce(t, 3, func(int) error {
			_, err := acts.AcceptInvitation(context.WithoutCancel(t.Context()), created.Token, "three goats on the ridge", oneTime)
			return err
		})
		if opened != 1 {
			t.Errorf("the link opened the account %d times", opened)
		}
		officer, err := db.Read().Officer(t.Context(), county, created.Officer)
		if err != nil || !officer.Ready || officer.Phone != "13800001234" {
			t.Errorf("the account is %+v, %v", officer, err)
		}
	})
}

func TestTriesAtOnceAreAllCounted(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		try := people.Try{Scope: "account", Value: "somebody", Limit: access.Limit{Free: 5, First: time.Minute, Most: time.Hour, Forget: time.Hour}}
		let := atOnce(t, 12, func(int) error {
			until, _, err := db.TakeTries(context.WithoutCancel(t.Context()), noon, try)
			if err == nil && !until.IsZero() {
				return fault.New(fault.Forbidden, "signin.blocked")
			}
			return err
		})
		if let != 5 {
			t.Errorf("%d of 12 tries at once were let through; 5 are free", let)
		}
	})
}

func TestABrowsersSessionIsSealedFoundAndGoneAfterItsTime(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		now := noon
		sessions := storage.BrowserSessions{DB: db, Clock: func() time.Time { return now }}
		for _, content := range []string{"first", "second"} {
			if err := sessions.KeepSession(t.Context(), "hash", []byte(content), noon.Add(time.Hour)); err != nil {
				t.Fatal(err)
			}
		}
		if content, found, err := sessions.FindSession(t.Context(), "hash"); err != nil || !found || string(content) != "second" {
			t.Errorf("found %q, %v, %v", content, found, err)
		}
		now = noon.Add(2 * time.Hour)
		if _, found, err := sessions.FindSession(t.Context(), "hash"); err != nil || found {
			t.Errorf("an expired session is found: %v", err)
		}
		if err := db.SweepSessions(t.Context(), county, now); err != nil {
			t.Fatal(err)
		}
		now = noon
		if _, found, err := sessions.FindSession(t.Context(), "hash"); err != nil || found {
			t.Errorf("a swept session is found: %v", err)
		}
	})
}

func TestGrantsAreFactsOfTheLog(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		acts := peopleActs(db)
		officer := createdOfficer(t, acts, "granted").Officer
		if _, err := acts.GrantRole(t.Context(), machine, county, officer, access.Auditor, county); err != nil {
			t.Fatal(err)
		}
		if report := verify(t, db); !report.OK() {
			t.Fatalf("before: %v", report)
		}
		err := db.Engine().Write(t.Context(), func(ctx context.Context, q storage.Querier) error {
			_, err := q.ExecContext(ctx, `UPDATE officer_grant SET role = 'county_approver' WHERE county = $1`, string(county))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if report := verify(t, db); report.OK() {
			t.Error("a role swapped in the database is not found")
		}
	})
}
