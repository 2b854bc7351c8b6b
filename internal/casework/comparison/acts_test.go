package comparison_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	steps "chengxin/internal/casework/comparison"
	"chengxin/internal/comparison"
	"chengxin/internal/declaration"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/policy"
	"chengxin/internal/region"
	"chengxin/internal/storage"
	"chengxin/internal/storage/sqlite"
	"chengxin/internal/vault"
)

const (
	county  = region.Code("990001")
	village = region.Code("990001100202")
)

// world is a county on a real SQLite file with two households, whose visits and platform results the test states.
type world struct {
	steps.Acts
	db       *storage.DB
	now      time.Time
	visit    map[string][]steps.Stated
	platform map[string][]steps.Stated
	digest   string
	standard int64
	broken   error // what a source answers instead of rows
}

func (w *world) ComparisonRules(context.Context, region.Code, period.Day) (steps.Rules, error) {
	edition, err := policy.Load("jiqiang-2022")
	if err != nil {
		return steps.Rules{}, err
	}
	rules, err := comparison.Compile(edition.Items())
	return steps.Rules{Rules: rules, Edition: "jiqiang-2022", Digest: w.digest, Standard: steps.Standard{Amount: w.standard, Label: "rural"}}, err
}

func (w *world) read(rows *map[string][]steps.Stated) steps.Reader {
	return func(_ context.Context, _ casework.Tx, _ region.Code, household string) ([]steps.Stated, error) {
		return slices.Clone((*rows)[household]), w.broken
	}
}

func newWorld(t *testing.T) *world {
	t.Helper()
	dir := t.TempDir()
	w := &world{
		now: time.Date(2026, 11, 23, 10, 0, 0, 0, period.Shanghai), digest: "first",
		visit: map[string][]steps.Stated{}, platform: map[string][]steps.Stated{},
	}
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
		Runner: casework.NewRunner(w.db, func() time.Time { return w.now }), Reads: w.db.Read(), Queue: w.db, Scheme: w, NewID: storage.NewID,
		Sources: [3]steps.Reader{steps.ReadDeclared, w.read(&w.visit), w.read(&w.platform)},
	}
	w.write(t, func(tx *storage.Tx) error {
		for i, id := range []string{"h", "quiet"} {
			home := household.Household{County: county, ID: id, Number: fmt.Sprint("n-", i), Region: village, Kind: household.Recipient, RegisteredOn: period.MustDay("2026-01-01")}
			if err := tx.AddHousehold(t.Context(), home); err != nil {
				return err
			}
			member := household.Member{ID: "head-" + id, HouseholdID: id, Seq: 1, Name: "马国强", Relation: household.HeadOfHousehold, BornOn: period.MustDay("1970-05-01")}
			if err := tx.AddMember(t.Context(), county, "row-"+id, member); err != nil {
				return err
			}
		}
		return nil
	})
	return w
}

func (w *world) write(t *testing.T, do func(*storage.Tx) error) {
	t.Helper()
	if err := w.db.Write(t.Context(), do); err != nil {
		t.Fatal(err)
	}
}

// declare keeps a declaration of the head's wage in fen a month, and lets the household wait as the act does.
func (w *world) declare(t *testing.T, number int64, line declaration.Line) {
	t.Helper()
	w.write(t, func(tx *storage.Tx) error {
		made := declaration.Declaration{
			ID: fmt.Sprint("d", number), Household: "h", Number: number, Kind: declaration.First, EffectiveOn: period.DayOf(w.now), SubmittedAt: w.now,
			Declarant: "head-h", Channel: declaration.Online, Edition: "jiqiang-2022",
			Lines: []declaration.Line{
				{Item: "MEMB", Member: "head-h", State: declaration.Given, Amount: 1}, {Item: "MEMB", State: declaration.None}, line,
			},
		}
		if err := tx.AddDeclaration(t.Context(), county, made); err != nil {
			return err
		}
		return w.due(t, tx)
	})
}

func (w *world) due(t *testing.T, tx *storage.Tx) error {
	row, err := tx.Household(t.Context(), county, "h")
	if err != nil {
		return err
	}
	return tx.MarkDue(t.Context(), county, row, "declaration", w.now)
}

func wage(fen int64) declaration.Line {
	return declaration.Line{Item: "I101", Member: "head-h", State: declaration.Given, Amount: fen, Length: period.Month}
}

func seen(item, member string, value int64) []steps.Stated {
	return []steps.Stated{
		{Item: "MEMB", Member: "head-h", Value: 1, AsOf: period.MustDay("2026-11-20")},
		{Item: item, Member: member, Value: value, AsOf: period.MustDay("2026-11-20")},
	}
}

func officer(id string, role access.Role, unit region.Code) access.Actor {
	return access.Actor{Kind: access.Officer, ID: id, Name: id, County: county, Unit: unit, Grants: []access.Grant{{Role: role, Region: unit}}}
}

var (
	clerk   = officer("clerk", access.CaseOfficer, "990001100")
	villain = officer("villain", access.VillageOfficer, village)
	distant = officer("distant", access.CaseOfficer, "990001101")
	home    = steps.At{County: county, Household: "h"}
)

func (w *world) compareDue(t *testing.T) int {
	t.Helper()
	n, err := w.CompareDue(t.Context(), county)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func (w *world) runs(t *testing.T) []steps.Run {
	t.Helper()
	runs, err := w.db.Read().Runs(t.Context(), county, "h", 10)
	if err != nil {
		t.Fatal(err)
	}
	return runs
}

func TestAHouseholdIsComparedWhenASourceArrives(t *testing.T) {
	w := newWorld(t)
	w.declare(t, 1, wage(100000))
	if n := w.compareDue(t); n != 1 || len(w.runs(t)) != 0 {
		t.Errorf("%d taken, runs %v: there was nothing to compare with", n, w.runs(t))
	}
	w.visit["h"] = seen("I101", "head-h", 2400000)
	w.write(t, func(tx *storage.Tx) error { return w.due(t, tx) })
	w.compareDue(t)
	runs := w.runs(t)
	if len(runs) != 1 || runs[0].Cause != "declaration" || runs[0].By != "source-arrived" || runs[0].Digest != "first" {
		t.Fatalf("%+v", runs)
	}
	if counts := runs[0].Found.Counts(); counts.Counted != 1 || !counts.Compared || !counts.Missing[2] {
		t.Errorf("%+v", counts)
	}
	if n := w.compareDue(t); n != 0 {
		t.Errorf("%d wait on", n)
	}
	// What a run kept gives what it found.
	rules, err := w.ComparisonRules(t.Context(), county, period.Day{})
	if err != nil {
		t.Fatal(err)
	}
	again, err := steps.Find(rules, runs[0].Inputs)
	if err != nil || fmt.Sprint(again) != fmt.Sprint(runs[0].Found) {
		t.Errorf("%v\n%+v\n%+v", err, again, runs[0].Found)
	}
}

func TestTheSameSourcesUnderTheSameEditionAreKeptOnce(t *testing.T) {
	w := newWorld(t)
	w.declare(t, 1, wage(100000))
	w.visit["h"] = seen("I101", "head-h", 1200000)
	for i, want := range []int{1, 1, 2, 3} {
		switch i {
		case 2:
			w.digest = "second" // another edition compares anew
		case 3:
			w.standard = 600000 // and so does the day from which another standard holds
		}
		done, err := w.Compare(t.Context(), clerk, home)
		if err != nil || (done.Run == "") != (i == 1) || len(w.runs(t)) != want {
			t.Errorf("%d: %+v %v, %d runs", i, done, err, len(w.runs(t)))
		}
	}
	entries, err := w.db.Read().LogHead(t.Context(), county)
	if err != nil || entries.Size() != 4 {
		t.Errorf("%d entries, %v: each wish is in the log", entries.Size(), err)
	}
}

func TestIDoNotKnowIsNoZero(t *testing.T) {
	w := newWorld(t)
	w.declare(t, 1, declaration.Line{Item: "I101", Member: "head-h", State: declaration.DontKnow})
	w.visit["h"] = seen("I101", "head-h", 9900000)
	if _, err := w.Compare(t.Context(), clerk, home); err != nil {
		t.Fatal(err)
	}
	if counts := w.runs(t)[0].Found.Counts(); counts.Counted != 0 || !counts.Compared {
		t.Errorf("%+v", counts)
	}
}

func TestARegionIsComparedBehindThePages(t *testing.T) {
	w := newWorld(t)
	w.declare(t, 1, wage(100000))
	w.visit["h"] = seen("I101", "head-h", 2400000)
	batch, err := w.AskRegion(t.Context(), clerk, county, village, "key-of-the-form")
	if err != nil || batch.Households != 2 {
		t.Fatalf("%+v %v", batch, err)
	}
	if again, err := w.AskRegion(t.Context(), clerk, county, village, "key-of-the-form"); err != nil || again.ID != batch.ID {
		t.Errorf("the same form twice: %+v %v", again, err)
	}
	list := func() steps.List {
		t.Helper()
		list, err := w.List(t.Context(), clerk, county, "990001100", steps.All, "")
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	if before := list(); len(before.Batches) != 1 || before.Batches[0].Left != 2 {
		t.Errorf("%+v", before.Batches)
	}
	for w.compareDue(t) > 0 {
	}
	after := list()
	if after.Batches[0].Left != 0 || after.Totals != (steps.Totals{Households: 2, Compared: 1, Differing: 1, Unvisited: 1, Unverified: 2}) || len(after.Rows) != 2 {
		t.Errorf("%+v", after)
	}
	for name, refused := range map[string]error{
		"elsewhere": second(w.AskRegion(t.Context(), clerk, county, "990001101", "")),
		"no right":  second(w.AskRegion(t.Context(), villain, county, village, "")),
		"distant":   second(w.Compare(t.Context(), distant, home)),
		"village":   second(w.Compare(t.Context(), villain, home)),
		"its list":  second(w.List(t.Context(), villain, county, village, steps.All, "")),
		"opening":   second(w.Open(t.Context(), villain, home)),
		"resident":  second(w.Mine(t.Context(), clerk)),
	} {
		if fault.KindOf(refused) != fault.Forbidden {
			t.Errorf("%s: %v", name, refused)
		}
	}
}

func second[R any](_ R, err error) error { return err }

func TestWhatFailsWaitsOnAndIsShown(t *testing.T) {
	w := newWorld(t)
	w.declare(t, 1, wage(100000))
	w.broken = errors.New("a source that cannot be read")
	if n := w.compareDue(t); n != 1 {
		t.Fatalf("%d taken", n)
	}
	list, err := w.List(t.Context(), clerk, county, village, steps.All, "")
	if err != nil || len(list.Waiting) != 1 || list.Waiting[0].Failure != "fault.internal" || list.Waiting[0].Tries != 1 {
		t.Errorf("%+v %v", list.Waiting, err)
	}
	if n := w.compareDue(t); n != 0 {
		t.Errorf("%d taken before its time has come", n)
	}
	w.broken = nil
	w.visit["h"] = seen("I101", "head-h", 2400000)
	w.now = w.now.Add(time.Hour)
	if n := w.compareDue(t); n != 1 || len(w.runs(t)) != 1 {
		t.Errorf("%d taken, %d runs", n, len(w.runs(t)))
	}
}

func TestAMemberSeesNothingOfWhatConcernsAnotherAdultAlone(t *testing.T) {
	w := newWorld(t)
	w.declare(t, 1, wage(100000))
	w.visit["h"] = append(seen("I101", "head-h", 2400000), steps.Stated{Item: "P301", Member: "wife-h", Value: 90000000, AsOf: period.MustDay("2026-11-20")})
	if _, err := w.Compare(t.Context(), clerk, home); err != nil {
		t.Fatal(err)
	}
	view, err := w.Mine(t.Context(), access.Actor{Kind: access.Resident, ID: "head-h", County: county, Household: "h"})
	if err != nil {
		t.Fatal(err)
	}
	run, _ := view.Run("")
	if !run.Found.Income[0].Missing || !run.Found.Income[1].Missing || run.Found.Effect != nil {
		t.Errorf("a sum tells what others have: %+v", run.Found)
	}
	for _, line := range run.Found.Lines {
		if others := line.Member == "wife-h"; line.Hidden != others || others && (line.Kind != "" || line.Sums[1].Value != 0) {
			t.Errorf("%+v", line)
		}
		if line.Item == "I101" && line.Kind != "INCOME_UNDER" {
			t.Errorf("the own difference is not told: %+v", line)
		}
	}
	if fmt.Sprint(run.Inputs) != fmt.Sprint(steps.Inputs{}) {
		t.Error("what the sources stated lies open")
	}
}
