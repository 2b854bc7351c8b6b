package pledge_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"path/filepath"
	"testing"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/blob"
	"chengxin/internal/casework"
	steps "chengxin/internal/casework/pledge"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/region"
	"chengxin/internal/storage"
	"chengxin/internal/storage/sqlite"
	"chengxin/internal/vault"
)

const (
	county  = region.Code("990001")
	village = region.Code("990001100202")
)

// world is a county on a real SQLite file, with one family: two adults, a child, and an adult without full capacity.
type world struct {
	steps.Acts
	db    *storage.DB
	path  string
	vault *vault.Vault
	now   time.Time
	terms pledge.Terms
	codes int
}

func (w *world) Terms(context.Context, region.Code, period.Day) (pledge.Terms, error) {
	return w.terms, nil
}

func (w *world) IssueAccessCode(context.Context, *casework.Work) (steps.AccessCode, error) {
	return steps.AccessCode{Code: "ABCD-2345", Until: w.now.Add(time.Hour)}, nil
}

// letters writes papers that only say what they are.
type letters struct{}

func (letters) Notice(p casework.Paper, to steps.Addressee, text pledge.Text) ([]byte, error) {
	return fmt.Appendf(nil, "notice %s %s %s", p.Number, to.Head, text.Hash), nil
}

func (letters) ProofOfService(p casework.Paper, _ steps.Addressee, _ pledge.Text, _ string, s pledge.Service, _ string) ([]byte, error) {
	return fmt.Appendf(nil, "service %s %s", p.Number, s.Receiver), nil
}

func (letters) Signed(p casework.Paper, _ steps.Addressee, text pledge.Text, lines []steps.Line) ([]byte, error) {
	return fmt.Appendf(nil, "signed %s %s %d", p.Number, text.Kind, len(lines)), nil
}

func (letters) Form(p casework.Paper, _ steps.Addressee, text pledge.Text, persons []pledge.Person) ([]byte, error) {
	return fmt.Appendf(nil, "form %s %s %d", p.Number, text.Kind, len(persons)), nil
}

func newWorld(t *testing.T) *world {
	t.Helper()
	dir := t.TempDir()
	w := &world{now: time.Date(2026, 11, 23, 10, 0, 0, 0, period.Shanghai), path: filepath.Join(dir, "county.db"), terms: terms()}
	engine, err := sqlite.Open(t.Context(), w.path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := engine.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if w.vault, err = vault.Create(filepath.Join(dir, "keys.json"), "sm4", w.now); err != nil {
		t.Fatal(err)
	}
	w.db = storage.New(engine, w.vault)
	t.Cleanup(func() {
		if err := w.db.Close(); err != nil {
			t.Error(err)
		}
	})
	scans := blob.NewFolder(filepath.Join(dir, "scans"), w.vault)
	w.Acts = steps.Acts{
		Runner: casework.NewRunner(w.db, func() time.Time { return w.now }), Reads: w.db.Read(), Editions: w, Codes: w, Letters: letters{},
		Scans: scans, NewID: storage.NewID,
		NewCode: func() string { w.codes++; return fmt.Sprintf("%06d", w.codes) },
	}
	err = w.db.Write(t.Context(), func(tx *storage.Tx) error {
		return tx.KeepOffice(t.Context(), casework.Office{County: county, Agency: "某县民政局", CodeWord: "某民", Demo: true})
	})
	if err != nil {
		t.Fatal(err)
	}
	w.family(t, "h", village)
	return w
}

// family registers a household and its members through the storage: registering is another step's act.
func (w *world) family(t *testing.T, id string, in region.Code) {
	t.Helper()
	err := w.db.Write(t.Context(), func(tx *storage.Tx) error {
		home := household.Household{County: county, ID: id, Number: "n-" + id, Region: in, Kind: household.Recipient, RegisteredOn: period.MustDay("2026-01-01")}
		if err := tx.AddHousehold(t.Context(), home); err != nil {
			return err
		}
		for i, m := range []household.Member{
			{ID: "wife", Name: "李秀英", Relation: household.Spouse, BornOn: period.MustDay("1972-05-01")},
			{ID: "head", Name: "马国强", Relation: household.HeadOfHousehold, BornOn: period.MustDay("1970-05-01"), Capacity: household.FullCapacity},
			{ID: "child", Name: "马小明", Relation: household.Son, BornOn: period.MustDay("2015-05-01")},
			{ID: "ward", Name: "马国庆", Relation: "70", BornOn: period.MustDay("1980-05-01"), Capacity: household.LimitedCapacity},
		} {
			m.ID, m.HouseholdID, m.Seq = id+"-"+m.ID, id, 1
			if err := tx.AddMember(t.Context(), county, fmt.Sprint("row-", id, i), m); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func terms() pledge.Terms {
	text := func(kind pledge.Kind, words string) pledge.Text {
		return pledge.Text{Kind: kind, Version: "1", Title: words, Hash: string(kind) + "-1", Parts: []pledge.Part{{Paragraphs: []string{words}}}}
	}
	return pledge.Terms{
		Edition: "test", Notice: text(pledge.NoticeText, "告知书"), Pledge: text(pledge.PledgeText, "承诺书"),
		Authorisation: text(pledge.AuthorisationText, "授权书"),
		Questions: []pledge.Question{
			{ID: "q1", Options: []pledge.Option{{ID: "1", Right: true}, {ID: "2"}}},
			{ID: "q2", Options: []pledge.Option{{ID: "1"}, {ID: "2", Right: true}}},
		},
	}
}

func officer(id string, role access.Role) access.Actor {
	return access.Actor{Kind: access.Officer, ID: id, Name: id, County: county, Grants: []access.Grant{{Role: role, Region: "990001100"}}}
}

func resident(member string) access.Actor {
	return access.Actor{Kind: access.Resident, ID: "h-" + member, County: county, Household: "h", Session: "session"}
}

var (
	one  = officer("one", access.CaseOfficer)
	two  = officer("two", access.CaseOfficer)
	home = steps.At{County: county, Household: "h"}
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

func (w *world) hashes() map[pledge.Kind]string {
	return map[pledge.Kind]string{pledge.PledgeText: w.terms.Pledge.Hash, pledge.AuthorisationText: w.terms.Authorisation.Hash}
}

func (w *world) signing(name string, wards ...string) pledge.Signing {
	return pledge.Signing{
		Name: name, Wards: wards, Method: pledge.Typed, Hashes: w.hashes(),
		Agreed: map[pledge.Kind]bool{pledge.PledgeText: true, pledge.AuthorisationText: true},
	}
}

func (w *world) scan(t *testing.T) []byte {
	t.Helper()
	page := image.NewRGBA(image.Rect(0, 0, 300, 400))
	page.Set(5, 5, color.RGBA{0, 0, 0, 255})
	var out bytes.Buffer
	if err := png.Encode(&out, page); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// told issues the notice and serves it by hand; it gives the slips.
func (w *world) told(t *testing.T) []steps.Slip {
	t.Helper()
	issued := must[steps.NoticeIssued](t)(w.IssueNotice(t.Context(), one, home, steps.Wanted{Channel: pledge.OnPaper}))
	w.now = w.now.Add(time.Hour)
	must[steps.Done](t)(w.RecordNoticeService(t.Context(), one, home, w.service()))
	return issued.Slips
}

func (w *world) service() pledge.Service {
	return pledge.Service{Method: pledge.HandedOver, ServedAt: w.now, Receiver: "马国强", Mark: pledge.Thumbprint, Language: pledge.Dialect}
}

func (w *world) valid(t *testing.T) bool {
	t.Helper()
	view, err := w.Mine(t.Context(), resident("head"))
	if err != nil {
		t.Fatal(err)
	}
	return view.Standing.Valid
}

// rows counts rows of a table by a plain statement.
func (w *world) rows(t *testing.T, query string) int {
	t.Helper()
	file, err := sql.Open("sqlite", "file:"+w.path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var n int
	if err := file.QueryRowContext(t.Context(), query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func today(w *world) period.Day { return period.DayOf(w.now) }
