package storagetest

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/casework/register"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/storage"
	"chengxin/internal/wording"
)

const importTown = region.Code("640422100")

// importDesk is an officer of one township at work on imports.
type importDesk struct {
	*testing.T
	db      *storage.DB
	now     time.Time
	imports register.Imports
	officer access.Actor
}

func newImportDesk(t *testing.T, db *storage.DB) *importDesk {
	d := &importDesk{T: t, db: db, now: noon}
	runner := casework.NewRunner(db, func() time.Time { return d.now })
	d.imports = register.Imports{Acts: register.Acts{Runner: runner, NewID: storage.NewID}, Reads: db.Read()}
	d.officer = access.Actor{Kind: access.Officer, ID: "case", County: county, Grants: []access.Grant{{Role: access.CaseOfficer, Region: importTown}}}
	return d
}

func importID(n int) household.IDNumber {
	return household.InventedID("990422", period.MustDay("1960-01-01").AddDays(n), 1)
}

// rowsOf makes households of one person each; change edits them as mistakes do.
func rowsOf(n int, change func(i int, texts []string)) []register.Row {
	var rows []register.Row
	for i := range n {
		texts := []string{
			fmt.Sprint(i + 1), "大滩村", "三组", household.Recipient.Label(wording.Chinese), "马志强", household.HeadOfHousehold.Label(wording.Chinese),
			string(importID(i)), "", "", "", "", "",
		}
		if change != nil {
			change(i, texts)
		}
		rows = append(rows, register.Row{Line: i + 2, Text: texts})
	}
	return rows
}

func (d *importDesk) stage(content string, rows []register.Row, follows string) string {
	d.Helper()
	id, err := d.imports.StageImport(d.Context(), d.officer, register.Upload{Region: importTown, Name: "a.xlsx", Content: []byte(content), Form: "xlsx", Rows: rows, Follows: follows})
	if err != nil {
		d.Fatal(err)
	}
	return id
}

func (d *importDesk) look(id string) register.Import {
	d.Helper()
	i, err := d.db.Read().Import(d.Context(), county, id)
	if err != nil {
		d.Fatal(err)
	}
	return i
}

func (d *importDesk) run(do func() (int64, error)) (parts int64) {
	d.Helper()
	for {
		some, err := do()
		if err != nil {
			d.Fatal(err)
		}
		if some == 0 {
			return parts
		}
		parts += some
	}
}

func (d *importDesk) step(id string) func() (int64, error) {
	return func() (int64, error) { return d.imports.StepImport(d.Context(), d.officer, county, id) }
}

func (d *importDesk) order(id string, all bool) {
	d.Helper()
	if err := d.imports.OrderImport(d.Context(), d.officer, county, id, "", all); err != nil {
		d.Fatal(err)
	}
}

func (d *importDesk) households() (n int64) {
	d.Helper()
	counts, err := d.db.Read().CountHouseholds(d.Context(), county, importTown)
	if err != nil {
		d.Fatal(err)
	}
	for _, some := range counts {
		n += some
	}
	return n
}

// oddlyNamed gives three households names that are questioned and refuse nobody.
func oddlyNamed(i int, texts []string) {
	switch i {
	case 9:
		texts[register.ColumnName] = `=HYPERLINK("http://example.org","1")`
	case 10:
		texts[register.ColumnName] = "<script>alert(1)</script>"
	case 11:
		texts[register.ColumnName] = "马国强2"
	}
}

func TestAnImportIsCheckedAndOnlyGoodHouseholdsAreRegistered(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		d := newImportDesk(t, db)
		wrong := func(i int, texts []string) {
			switch i {
			case 1:
				texts[register.ColumnRegion] = "没有的村"
			case 2:
				texts[register.ColumnIDNumber] = string(importID(3))
			case 4:
				texts[register.ColumnIDNumber] = texts[register.ColumnIDNumber][:17] + "Z" // a doubt, no error
			case 5:
				texts[register.ColumnRelation] = household.Spouse.Label(wording.Chinese)
			case 6:
				texts[register.ColumnIDNumber] = "6.40422E+17"
			}
			oddlyNamed(i, texts)
		}
		id := d.stage("first", rowsOf(860, wrong), "")
		if i := d.look(id); i.State() != register.StateStaged || i.Households != 860 || i.Good != 855 || i.Doubts != 4 || d.households() != 0 {
			t.Fatalf("%+v, %d on file", i, d.households())
		}
		issues, total, err := d.imports.Preview(t.Context(), d.officer, county, id, 100)
		if err != nil || total != len(issues) {
			t.Fatal(total, issues, err)
		}
		said := map[int]string{}
		for _, issue := range issues {
			said[issue.Line] += issue.Message(wording.Chinese)
		}
		for line, word := range map[int]string{3: "没有这个村", 4: "第5行重复", 5: "第4行重复", 6: "请", 7: "没有户主", 8: "后几位已经丢失"} {
			if !strings.Contains(said[line], word) {
				t.Errorf("line %d: %q", line, said[line])
			}
		}
		if err := d.imports.OrderImport(t.Context(), d.officer, county, id, "", true); fault.KindOf(err) != fault.Invalid {
			t.Errorf("ordered all although some are wrong: %v", err)
		}
		d.order(id, false)
		if jobs, err := db.Read().JobsOf(t.Context(), county, register.JobRegister, id); err != nil || len(jobs) != 1 || jobs[0].Total != 3 {
			t.Errorf("%+v %v", jobs, err)
		}
		// Somebody registers one of them meanwhile: that household fails, the others of its part do not.
		_, err = d.imports.RegisterHousehold(t.Context(), d.officer, register.Registration{
			Household: household.Household{County: county, Region: "640422100202", Address: "a", Kind: household.Recipient},
			Members:   []household.Member{{Name: "马志强", IDNumber: importID(20), Relation: household.HeadOfHousehold}},
		})
		if err != nil {
			t.Fatal(err)
		}
		if parts := d.run(d.step(id)); parts != 3 {
			t.Errorf("%d parts", parts)
		}
		i := d.look(id)
		if i.State() != register.StateRegistered || i.Tally.Registered != 854 || i.Tally.Failed != 1 || d.households() != 855 {
			t.Errorf("%+v, %d on file", i.Tally, d.households())
		}
		opened, err := d.imports.OpenImport(t.Context(), d.officer, county, id, "test")
		if err != nil || string(opened.Content) != "first" || len(opened.Failed()) != 6 {
			t.Errorf("%d failed, %q, %v", len(opened.Failed()), opened.Content, err)
		}
		// The whole table comes again, corrected: what is registered is left out, the rest is checked.
		again := d.stage("second", rowsOf(860, func(i int, texts []string) {
			if i == 20 {
				texts[register.ColumnIDNumber] = string(importID(2000))
			}
			oddlyNamed(i, texts)
		}), id)
		if i := d.look(again); i.Earlier != 854 || i.Households != 6 || i.Good != 6 {
			t.Errorf("%+v", i)
		}
	})
}

func TestAnImportIsTakenBackWhileNothingDependsOnIt(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		d := newImportDesk(t, db)
		id := d.stage("file", rowsOf(30, nil), "")
		d.order(id, true)
		d.run(d.step(id))
		all, err := db.Read().ImportedIn(t.Context(), county, id, 0)
		if err != nil || len(all) != 30 {
			t.Fatal(len(all), err)
		}
		if _, err := d.imports.DiscloseKinship(t.Context(), d.officer, register.At{County: county, Household: all[4].Household}, household.Kinship{
			Official: "张三", Relation: "弟弟", Post: household.Posts()[0],
		}); err != nil {
			t.Fatal(err)
		}
		err = d.imports.UndoImport(t.Context(), d.officer, county, id, "", "传错了表")
		if fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), all[4].Number) || !strings.Contains(err.Error(), "近亲属备案") {
			t.Errorf("taken back, or not said why not: %v", err)
		}
		if d.look(id).State() != register.StateRegistered {
			t.Error("a refused undo left something behind")
		}
		other := d.stage("other", []register.Row{rowsOf(41, nil)[40]}, "")
		d.order(other, true)
		d.run(d.step(other))
		if err := d.imports.UndoImport(t.Context(), d.officer, county, other, "", ""); fault.KindOf(err) != fault.Invalid {
			t.Errorf("taken back without a reason: %v", err)
		}
		if err := d.imports.UndoImport(t.Context(), d.officer, county, other, "", "传错了表"); err != nil {
			t.Fatal(err)
		}
		d.run(func() (int64, error) { return d.imports.StepUndo(t.Context(), d.officer, county, other) })
		if i := d.look(other); i.State() != register.StateUndone || i.Tally.Undone != 1 || d.households() != 30 {
			t.Errorf("%+v, %d on file", i, d.households())
		}
		if found, err := db.Read().FindID(t.Context(), county, importID(40)); err != nil || len(found) != 0 {
			t.Errorf("still found: %v %v", found, err)
		}
		if n, err := db.RebuildNames(t.Context(), county); err != nil || n != 30 {
			t.Errorf("names of %d, %v", n, err)
		}
		// The same file may come again, and the same person be registered again.
		once := d.stage("other", []register.Row{rowsOf(41, nil)[40]}, "")
		if i := d.look(once); i.Good != 1 {
			t.Errorf("%+v", i)
		}
	})
}

func TestAnImportStaysInItsPlaceAndItsTurns(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		d := newImportDesk(t, db)
		id := d.stage("file", rowsOf(2, func(i int, texts []string) {
			if i == 1 {
				texts[register.ColumnRegion] = "640422101200" // another township's
			}
		}), "")
		if i := d.look(id); i.Good != 1 {
			t.Errorf("a village outside was taken: %+v", i)
		}
		stranger := d.officer
		stranger.ID, stranger.Grants = "other", []access.Grant{{Role: access.CaseOfficer, Region: "640422101"}}
		for name, act := range map[string]func() error{
			"order":   func() error { return d.imports.OrderImport(t.Context(), stranger, county, id, "", false) },
			"discard": func() error { return d.imports.DiscardImport(t.Context(), stranger, county, id, "") },
			"open": func() error {
				_, err := d.imports.OpenImport(t.Context(), stranger, county, id, "x")
				return err
			},
			"stage": func() error {
				_, err := d.imports.StageImport(t.Context(), stranger, register.Upload{Region: importTown, Content: []byte("x"), Rows: rowsOf(1, nil)})
				return err
			},
		} {
			if kind := fault.KindOf(act()); kind != fault.Forbidden && kind != fault.NotFound {
				t.Errorf("%s by somebody from elsewhere: %v", name, kind)
			}
		}
		if _, err := d.imports.StageImport(t.Context(), d.officer, register.Upload{Region: importTown, Content: []byte("file"), Rows: rowsOf(1, nil)}); fault.KindOf(err) != fault.Conflict {
			t.Errorf("the same file twice: %v", err)
		}
		if parts, err := d.imports.StepImport(t.Context(), d.officer, county, id); parts != 0 || err != nil {
			t.Errorf("registered without an order: %d %v", parts, err)
		}
		if err := d.imports.DiscardImport(t.Context(), d.officer, county, id, ""); err != nil {
			t.Fatal(err)
		}
		if i := d.look(id); i.State() != register.StateDiscarded || i.Tally.Kept != 0 {
			t.Errorf("%+v", i)
		}
		if err := d.imports.OrderImport(t.Context(), d.officer, county, id, "", false); fault.KindOf(err) != fault.Conflict {
			t.Errorf("ordered after it was discarded: %v", err)
		}
		left := d.stage("left", rowsOf(2, nil), "")
		d.now = noon.Add(register.KeptFor + time.Hour)
		if n, err := d.imports.EraseStale(t.Context(), county); err != nil || n != 1 {
			t.Errorf("erased %d, %v", n, err)
		}
		if i := d.look(left); i.State() != register.StateLapsed || i.Tally.Kept != 0 {
			t.Errorf("%+v", i)
		}
		if n, err := d.imports.EraseStale(t.Context(), county); err != nil || n != 0 {
			t.Errorf("erased %d again, %v", n, err)
		}
	})
}

func TestAJobIsHeldByOneAndTakenOverWhenItsHolderDied(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		ctx := t.Context()
		err := db.Write(ctx, func(tx *storage.Tx) error {
			return tx.AddJob(ctx, casework.Job{ID: "j", County: county, Kind: "k", Subject: "s", Officer: "o", Total: 3, AskedAt: noon})
		})
		if err != nil {
			t.Fatal(err)
		}
		lease := func(holder string, at time.Time) (casework.Job, bool) {
			t.Helper()
			job, found, err := db.LeaseJob(ctx, county, holder, at, at.Add(time.Minute))
			if err != nil {
				t.Fatal(err)
			}
			return job, found
		}
		job, found := lease("first", noon)
		if !found {
			t.Fatal("not leased")
		}
		if _, found := lease("second", noon.Add(time.Second)); found {
			t.Error("two hold it")
		}
		job.Done = 1
		if err := db.KeepJob(ctx, job, "first", noon, noon.Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		job, found = lease("second", noon.Add(2*time.Minute))
		if !found || job.Done != 1 {
			t.Errorf("not taken over: %+v", job)
		}
		if err := db.KeepJob(ctx, job, "first", noon, noon); err == nil {
			t.Error("the dead holder still writes")
		}
		job.Tries = 5
		if err := db.KeepJob(ctx, job, "second", noon, noon); err != nil {
			t.Fatal(err)
		}
		if jobs, err := db.Read().JobsOf(ctx, county, "k", "s"); err != nil || len(jobs) != 1 || jobs[0].State != casework.JobFailed {
			t.Errorf("%+v %v", jobs, errors.Join(err))
		}
	})
}
