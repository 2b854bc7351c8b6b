package people_test

import (
	"context"
	"crypto/rand"
	"errors"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/audit"
	"chengxin/internal/casework"
	"chengxin/internal/casework/people"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/storage"
	"chengxin/internal/storage/sqlite"
	"chengxin/internal/vault"
)

const (
	county   = region.Code("640422")
	jiqiang  = region.Code("640422100")
	datan    = region.Code("640422100202")
	goodWord = "three goats on the ridge"
)

// house is a county on real SQLite with a clock that tests turn.
type house struct {
	*testing.T
	db   *storage.DB
	v    *vault.Vault
	acts *people.Acts
	now  time.Time
	turn sync.Mutex
}

func (h *house) clock() time.Time {
	h.turn.Lock()
	defer h.turn.Unlock()
	return h.now
}

func (h *house) wait(d time.Duration) {
	h.must(h.db.WriteSeen(h.Context())) // by then what gathered has been written
	h.turn.Lock()
	defer h.turn.Unlock()
	h.now = h.now.Add(d)
}

type pledgeText struct{}

func (pledgeText) StaffPledge(context.Context, region.Code) (people.Text, error) {
	return people.Text{Edition: "test-2026", Title: "pledge", Paragraphs: []string{"I keep to the rules."}, Hash: "hash-1"}, nil
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{T: t, now: time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)}
	engine, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "people.db"))
	h.must(err)
	_, err = engine.Migrate(t.Context())
	h.must(err)
	h.v, err = vault.Create(filepath.Join(t.TempDir(), "vault.json"), vault.Default, h.now)
	h.must(err)
	h.db = storage.New(engine, h.v)
	t.Cleanup(func() {
		if err := h.db.Close(); err != nil {
			t.Error(err)
		}
	})
	h.must(h.db.Write(t.Context(), func(tx *storage.Tx) error {
		return tx.KeepOffice(t.Context(), casework.Office{County: county, Agency: "a", CodeWord: "c", Demo: true, Edition: "test-2026"})
	}))
	h.acts = people.New(people.Parts{
		Runner: casework.NewRunner(h.db, h.clock), Reader: h.db.Read(), Door: h.db, Pledges: pledgeText{}, Home: func(context.Context) (region.Code, error) { return county, nil },
		Passwords: access.DefaultPasswords(), Random: rand.Reader, NewID: storage.NewID, Issuer: "chengxin",
	})
	return h
}

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// refused checks a refusal by its message key.
func (h *house) refused(err error, key string) {
	h.Helper()
	var one *fault.Error
	var list fault.List
	if errors.As(err, &list) {
		for _, one := range list {
			if one.Key == key {
				return
			}
		}
	}
	if !errors.As(err, &one) || one.Key != key {
		h.Errorf("got %v, not the refusal %s", err, key)
	}
}

var setup = access.Actor{Kind: access.Setup, ID: "cli", County: county}

// officer makes an account that is in use, with roles, and gives its second factor's secret.
func (h *house) officer(login string, unit region.Code, grants ...access.Grant) (id, factor string) {
	h.Helper()
	created, err := h.acts.CreateOfficer(h.Context(), setup, county, people.NewOfficer{Login: login, Name: "Name of " + login, Unit: unit, Phone: "13800001234"})
	h.must(err)
	factor = h.accept(created.Token)
	for _, grant := range grants {
		_, err := h.acts.GrantRole(h.Context(), setup, county, created.Officer, grant.Role, grant.Region)
		h.must(err)
	}
	return created.Officer, factor
}

func (h *house) accept(token string) (factor string) {
	h.Helper()
	invited, err := h.acts.OpenInvitation(h.Context(), token)
	h.must(err)
	codes, err := h.acts.AcceptInvitation(h.Context(), token, goodWord, h.oneTime(invited.Invitation.Factor))
	h.must(err)
	if len(codes) != 10 {
		h.Errorf("%d recovery codes", len(codes))
	}
	h.wait(time.Minute)
	return invited.Invitation.Factor
}

func (h *house) oneTime(factor string) string {
	h.Helper()
	typed, err := access.PasswordAt(factor, h.clock())
	h.must(err)
	return typed
}

var here = people.Visitor{Address: "192.0.2.1", Device: "browser"}

// signIn goes through both halves and gives the token.
func (h *house) signIn(login, factor string) string {
	h.Helper()
	half, err := h.acts.CheckPassword(h.Context(), login, goodWord, here)
	h.must(err)
	opened, err := h.acts.CheckSecondFactor(h.Context(), half.Token, h.oneTime(factor), here)
	h.must(err)
	h.wait(time.Minute)
	return opened.Token
}

func (h *house) actor(token string) access.Actor {
	h.Helper()
	actor, ok, err := h.acts.Authenticate(h.Context(), token)
	h.must(err)
	if !ok {
		h.Fatal("the session is not taken")
	}
	return actor
}

func (h *house) signedOut(token string) {
	h.Helper()
	if _, ok, err := h.acts.Authenticate(h.Context(), token); err != nil || ok {
		h.Errorf("the session is still taken (%v)", err)
	}
}

// entries lists the kinds in the county's log.
func (h *house) entries() []audit.Entry {
	h.Helper()
	var found []audit.Entry
	rows, err := h.db.Engine().Readers().QueryContext(h.Context(), `SELECT payload FROM log_entry WHERE county = $1 ORDER BY seq`, string(county))
	h.must(err)
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var payload []byte
		h.must(rows.Scan(&payload))
		entry, err := audit.ParseEntry(payload)
		h.must(err)
		found = append(found, entry)
	}
	h.must(rows.Err())
	return found
}

func (h *house) logged(kind string) []audit.Entry {
	return slices.DeleteFunc(h.entries(), func(e audit.Entry) bool { return e.Kind != kind })
}

// told lists the topics in the outbox for a household or an officer.
func (h *house) told(whom string) []string {
	h.Helper()
	var topics []string
	rows, err := h.db.Engine().Readers().QueryContext(h.Context(), `SELECT topic FROM outbox WHERE county = $1 AND (household = $2 OR officer = $2) ORDER BY id`, string(county), whom)
	h.must(err)
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var topic string
		h.must(rows.Scan(&topic))
		topics = append(topics, topic)
	}
	h.must(rows.Err())
	return topics
}

// household registers a household with members: id, last digits of the number, day of birth.
func (h *house) household(id string, in region.Code, members ...[3]string) {
	h.Helper()
	h.must(h.db.Write(h.Context(), func(tx *storage.Tx) error {
		err := tx.AddHousehold(h.Context(), household.Household{County: county, ID: id, Number: "n-" + id, Region: in, RegisteredOn: period.MustDay("2026-01-01")})
		for i, member := range members {
			err = errors.Join(err, tx.AddMember(h.Context(), county, storage.NewID(), household.Member{
				ID: member[0], HouseholdID: id, Name: "Name of " + member[0], IDNumber: household.IDNumber("99000019700101" + member[1]),
				BornOn: period.MustDay(member[2]), FromOn: period.MustDay("2026-01-01"), Seq: int64(i + 1), RecordedAt: h.now,
			}))
		}
		return err
	}))
}

// disclose records that an officer is kin of a household.
func (h *house) disclose(officer, id string) {
	h.Helper()
	h.must(h.db.Write(h.Context(), func(tx *storage.Tx) error {
		return tx.AddKinship(h.Context(), county, household.Kinship{ID: storage.NewID(), HouseholdID: id, OfficerID: officer, FromOn: period.MustDay("2026-01-01"), RecordedAt: h.now})
	}))
}
