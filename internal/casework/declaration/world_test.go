package declaration_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	steps "chengxin/internal/casework/declaration"
	"chengxin/internal/deadline"
	"chengxin/internal/declaration"
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

// world is a county on a real SQLite file with one family of two adults and a child; whether its pledge is valid is set.
type world struct {
	steps.Acts
	db      *storage.DB
	path    string
	now     time.Time
	pledged bool
	between func() // runs once, after a submission has read ahead and before its transaction begins
}

func (w *world) DeclarationTerms(context.Context, region.Code, period.Day) (steps.Terms, error) {
	item := func(code, class string, question declaration.Question) steps.Item {
		question.Code = code
		return steps.Item{Question: question, Label: code, Class: class}
	}
	return steps.Terms{Edition: "test", ReportingMonths: 3, Items: []steps.Item{
		item("MEMB", "MEMB", declaration.Question{Unit: declaration.Count, ByMember: true, Membership: true}),
		item("I101", "I", declaration.Question{Unit: declaration.Fen, ByMember: true, Periodic: true}),
		item("P101", "P", declaration.Question{Unit: declaration.Count}),
	}}, nil
}

func (w *world) ExitDays(_ context.Context, _ region.Code, from period.Day) (callBackBy, revokeBy period.Day, err error) {
	span := func(days int) period.Day {
		return deadline.Due(from, deadline.Span{Count: days, Unit: deadline.Working}, nil, deadline.Base()).On
	}
	return span(5), span(10), nil
}

func (w *world) Standing(ctx context.Context, tx casework.Tx, county region.Code, id string, now time.Time) (declaration.Standing, []declaration.Person, error) {
	today := period.DayOf(now)
	persons, err := casework.As[interface {
		PledgePersons(ctx context.Context, county region.Code, household string, on period.Day) ([]pledge.Person, error)
	}](tx).PledgePersons(ctx, county, id, today)
	var found []declaration.Person
	for _, p := range persons {
		found = append(found, declaration.Person{Member: p.Member, Name: p.Name, Adult: p.Adult(today), Ward: p.Ward(today)})
	}
	return declaration.Standing{Valid: w.pledged, Texts: []string{"pledge", "authorisation"}}, found, err
}

// letters writes papers that only say what they are.
type letters struct{ world *world }

func (l letters) Receipt(context.Context, casework.Tx, region.Code, casework.HouseholdRow, period.Day) (steps.ReceiptWriter, error) {
	if run := l.world.between; run != nil {
		l.world.between = nil
		run()
	}
	return func(p casework.Paper, d declaration.Declaration) ([]byte, error) {
		return fmt.Appendf(nil, "receipt %s %d", p.Number, d.Number), nil
	}, nil
}

func (letters) ChangeReceipt(_ context.Context, _ casework.Tx, p casework.Paper, _ casework.HouseholdRow, _ declaration.Change, _ period.Day, inTime bool) ([]byte, error) {
	return fmt.Appendf(nil, "change %s %t", p.Number, inTime), nil
}

func (letters) ExitAcknowledgement(_ context.Context, _ casework.Tx, p casework.Paper, _ casework.HouseholdRow, f declaration.ExitFact, by period.Day) ([]byte, error) {
	return fmt.Appendf(nil, "exit %s %s %s", p.Number, by, f.RevokeBy), nil
}

func newWorld(t *testing.T) *world {
	t.Helper()
	dir := t.TempDir()
	w := &world{now: time.Date(2026, 11, 23, 10, 0, 0, 0, period.Shanghai), path: filepath.Join(dir, "county.db"), pledged: true}
	engine, err := sqlite.Open(t.Context(), w.path)
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
		Runner: casework.NewRunner(w.db, func() time.Time { return w.now }), Reads: w.db.Read(), Scheme: w, Pledges: w,
		Letters: letters{w}, NewID: storage.NewID,
	}
	err = w.db.Write(t.Context(), func(tx *storage.Tx) error {
		if err := tx.KeepOffice(t.Context(), casework.Office{County: county, Agency: "某县民政局", CodeWord: "某民", Demo: true}); err != nil {
			return err
		}
		home := household.Household{County: county, ID: "h", Number: "n-1", Region: village, Kind: household.Recipient, RegisteredOn: period.MustDay("2026-01-01")}
		if err := tx.AddHousehold(t.Context(), home); err != nil {
			return err
		}
		for i, m := range []household.Member{
			{ID: "head", Name: "马国强", Relation: household.HeadOfHousehold, BornOn: period.MustDay("1970-05-01")},
			{ID: "wife", Name: "李秀英", Relation: household.Spouse, BornOn: period.MustDay("1972-05-01")},
			{ID: "child", Name: "马小明", Relation: household.Son, BornOn: period.MustDay("2015-05-01")},
		} {
			m.HouseholdID, m.Seq = "h", 1
			if err := tx.AddMember(t.Context(), county, fmt.Sprint("row-", i), m); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func officer(id string, role access.Role, unit region.Code) access.Actor {
	return access.Actor{Kind: access.Officer, ID: id, Name: id, County: county, Unit: unit, Grants: []access.Grant{{Role: role, Region: unit}}}
}

func resident(member string) access.Actor {
	return access.Actor{Kind: access.Resident, ID: member, County: county, Household: "h", Session: "session"}
}

var (
	clerk = officer("clerk", access.CaseOfficer, "990001100")
	desk  = officer("desk", access.CountyOfficer, "990001")
	head  = resident("head")
	wife  = resident("wife")
	home  = steps.At{County: county, Household: "h"}
	paper = steps.Sheet{Channel: declaration.Paper, Number: "7", Declarant: "head"}
)

// answers says "none" to everything but that all live together.
func answers(wage int64) []declaration.Line {
	lines := []declaration.Line{{Item: "MEMB", State: declaration.None}, {Item: "P101", State: declaration.None}}
	for _, member := range []string{"head", "wife", "child"} {
		lines = append(lines, declaration.Line{Item: "MEMB", Member: member, State: declaration.Given, Amount: 1, Said: "1"})
	}
	own := declaration.Line{Item: "I101", Member: "head", State: declaration.None}
	if wage > 0 {
		own = declaration.Line{Item: "I101", Member: "head", State: declaration.Given, Amount: wage, Length: period.Month, Said: fmt.Sprint(wage / 100)}
	}
	return append(lines, own, declaration.Line{Item: "I101", Member: "wife", State: declaration.None})
}

func must[R any](t *testing.T) func(R, error) R {
	return func(r R, err error) R {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
}

// declared lets the head fill in everything and hand in.
func (w *world) declared(t *testing.T, key string, wage int64) steps.Done {
	t.Helper()
	must[declaration.Draft](t)(w.KeepAnswers(t.Context(), head, home, answers(wage)))
	at := home
	at.Key = key
	return must[steps.Done](t)(w.Submit(t.Context(), head, at, steps.Sheet{}, period.Day{}))
}

func (w *world) mine(t *testing.T, who access.Actor) steps.View {
	t.Helper()
	return must[steps.View](t)(w.Mine(t.Context(), who))
}

// rows counts rows of a table by a plain statement.
func (w *world) rows(t *testing.T, query string, args ...any) int {
	t.Helper()
	file, err := sql.Open("sqlite", "file:"+w.path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var n int
	if err := file.QueryRowContext(t.Context(), query, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
