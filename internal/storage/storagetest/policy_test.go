package storagetest

import (
	"errors"
	"reflect"
	"testing"
	"time"

	auditacts "chengxin/internal/casework/audit"

	"chengxin/internal/audit"
	"chengxin/internal/casework"
	"chengxin/internal/casework/calendar"
	"chengxin/internal/casework/policyedition"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/storage"
)

func TestEditionsAreReadAsTheyWereWritten(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		ctx, day := t.Context(), period.MustDay("2026-11-23")
		draft := policyedition.Draft{ID: "d", Name: "n", Title: "方案", Version: "1", Digest: "x", Source: "zip", Files: 2, Size: 7, RegisteredAt: pledgeMoment(0), RegisteredBy: "one"}
		files := []policyedition.File{{Path: "cases/a.yaml", Content: []byte("case: x")}, {Path: "text.md", Content: []byte("## 一 {#a}\n")}}
		course := policyedition.Course{
			Draft:         draft,
			Consultations: []policyedition.Consultation{{ID: "o", Draft: "d", OpensOn: day, ClosesOn: day.AddDays(3), Words: "w", At: pledgeMoment(1), By: "one"}},
			Comments:      []policyedition.Comment{{ID: "c", Draft: "d", Anchor: "a", Words: "太长\U00020000", At: pledgeMoment(2), By: "two"}},
			Answers:       []policyedition.Answer{{ID: "w", Draft: "d", Comment: "c", Taken: true, Words: "好", At: pledgeMoment(3), By: "one"}},
			Proposals:     []policyedition.Proposal{{ID: "p", Draft: "d", Digest: "x", EffectiveOn: day.AddDays(4), Reason: "r", At: pledgeMoment(4), By: "one"}},
			Adoption:      &policyedition.Adoption{ID: "z", Draft: "d", Proposal: "p", Name: "n", Digest: "x", EffectiveOn: day.AddDays(4), ProposedBy: "one", At: pledgeMoment(5), By: "three"},
		}
		opinion := policyedition.Opinion{ID: "q", Measure: "bar", Event: policyedition.Filed, Number: "1", DatedOn: day, Office: "o", Scan: pledge.Scan{Hash: "h", Type: "image/png", Size: 3}, Demo: true, At: pledgeMoment(6), By: "one"}
		opinion.Review = &policyedition.OpinionReview{ID: "v", Opinion: "q", Scan: "h", Confirmed: true, Reason: "", At: pledgeMoment(7), By: "two"}
		write(t, db, func(tx *storage.Tx) error {
			return errors.Join(
				tx.KeepOffice(ctx, casework.Office{County: county, Edition: "setup"}),
				tx.AddDraft(ctx, county, draft, files), tx.TakeDraft(ctx, county, "d"), tx.AddConsultation(ctx, county, course.Consultations[0]),
				tx.AddComment(ctx, county, course.Comments[0]), tx.AddAnswer(ctx, county, course.Answers[0]), tx.AddProposal(ctx, county, course.Proposals[0]),
				tx.AddAdoption(ctx, county, *course.Adoption), tx.AddOpinion(ctx, county, opinion), tx.AddOpinionReview(ctx, county, *opinion.Review),
			)
		})
		reads := db.Read()
		if got, err := reads.Course(ctx, county, "d"); err != nil || !reflect.DeepEqual(got, course) {
			t.Errorf("%v\n%+v\n%+v", err, got, course)
		}
		if got, err := reads.DraftFiles(ctx, county, "d"); err != nil || !reflect.DeepEqual(got, files) {
			t.Errorf("%v %+v", err, got)
		}
		if got, err := reads.Opinions(ctx, county); err != nil || !reflect.DeepEqual(got, []policyedition.Opinion{opinion}) {
			t.Errorf("%v %+v", err, got)
		}
		before, err := reads.EditionInForce(ctx, county, day.AddDays(3))
		after, afterErr := reads.EditionInForce(ctx, county, day.AddDays(4))
		if err != nil || afterErr != nil || before.Name != "setup" || after.Draft != "d" || after.EffectiveOn != day.AddDays(4) {
			t.Errorf("%+v %v, %+v %v", before, err, after, afterErr)
		}
		for name, err := range map[string]error{
			"a draft of another county": func() error { _, err := reads.Course(ctx, "640423", "d"); return err }(),
			"its files":                 func() error { _, err := reads.DraftFiles(ctx, "640423", "d"); return err }(),
			"a county not set up":       func() error { _, err := reads.EditionInForce(ctx, "640423", day); return err }(),
			"taking it":                 db.Write(ctx, func(tx *storage.Tx) error { return tx.TakeDraft(ctx, "640423", "d") }),
		} {
			if err == nil || fault.KindOf(err) != fault.NotFound {
				t.Errorf("%s: %v", name, err)
			}
		}
		for name, again := range map[string]func(tx *storage.Tx) error{
			"a second review": func(tx *storage.Tx) error {
				return tx.AddOpinionReview(ctx, county, policyedition.OpinionReview{ID: "v2", Opinion: "q", At: noon})
			},
			"a second answer": func(tx *storage.Tx) error {
				return tx.AddAnswer(ctx, county, policyedition.Answer{ID: "w2", Draft: "d", Comment: "c", At: noon})
			},
			"a second adoption": func(tx *storage.Tx) error {
				return tx.AddAdoption(ctx, county, policyedition.Adoption{ID: "z2", Draft: "d", EffectiveOn: day, At: noon})
			},
		} {
			if err := db.Write(ctx, again); err == nil || fault.KindOf(err) != fault.Conflict {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestTheCalendarIsReadAsItWasWritten(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		ctx, day := t.Context(), period.MustDay("2027-01-01")
		days := []calendar.Day{{ID: "a", On: day, Mark: calendar.Holiday, Name: "元旦", Reason: "r", Notice: "y", At: pledgeMoment(0), By: "one"}}
		years := []calendar.Year{{ID: "y", Year: 2027, Source: "s", Days: 1, At: pledgeMoment(0), By: "one"}}
		write(t, db, func(tx *storage.Tx) error {
			return errors.Join(tx.AddCalendarDay(ctx, county, days[0]), tx.AddCalendarYear(ctx, county, years[0]))
		})
		gotDays, err := db.Read().CalendarDays(ctx, county)
		gotYears, yearsErr := db.Read().CalendarYears(ctx, county)
		if err != nil || yearsErr != nil || !reflect.DeepEqual(gotDays, days) || !reflect.DeepEqual(gotYears, years) {
			t.Errorf("%+v %v, %+v %v", gotDays, err, gotYears, yearsErr)
		}
		err = db.Write(ctx, func(tx *storage.Tx) error {
			return tx.AddCalendarYear(ctx, county, calendar.Year{ID: "y2", Year: 2027, At: noon})
		})
		if err == nil || fault.KindOf(err) != fault.Conflict {
			t.Errorf("a year twice: %v", err)
		}
	})
}

func TestTheLogIsListedByWhatIsAskedFor(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		ctx := t.Context()
		for i := range 6 {
			write(t, db, func(tx *storage.Tx) error {
				_, err := tx.AppendEntry(ctx, audit.Entry{
					County: county, At: noon.Add(time.Duration(i) * time.Hour), Kind: []string{"A", "B"}[i%2], ActorKind: "officer", ActorID: []string{"one", "two", "three"}[i%3],
					Household: []string{"", "h"}[i/3], Region: county,
				})
				return err
			})
		}
		for name, c := range map[string]struct {
			wanted auditacts.Wanted
			seqs   []int64
		}{
			"everything":                {auditacts.Wanted{}, []int64{5, 4, 3, 2, 1, 0}},
			"a kind":                    {auditacts.Wanted{Kind: "A"}, []int64{4, 2, 0}},
			"an actor":                  {auditacts.Wanted{Actor: "two"}, []int64{4, 1}},
			"an actor's kind":           {auditacts.Wanted{Actor: "two", Kind: "B"}, []int64{1}},
			"a household":               {auditacts.Wanted{Household: "h"}, []int64{5, 4, 3}},
			"a household, an actor":     {auditacts.Wanted{Household: "h", Actor: "one"}, []int64{3}},
			"a household's kind":        {auditacts.Wanted{Household: "h", Kind: "A"}, []int64{4}},
			"before an entry":           {auditacts.Wanted{Before: 2}, []int64{1, 0}},
			"from a moment":             {auditacts.Wanted{From: noon.Add(4 * time.Hour)}, []int64{5, 4}},
			"until, without the moment": {auditacts.Wanted{Until: noon.Add(time.Hour)}, []int64{0}},
			"nothing":                   {auditacts.Wanted{Kind: "C"}, nil},
		} {
			lines, err := db.Read().LogLines(ctx, county, c.wanted, 10)
			var seqs []int64
			for _, line := range lines {
				seqs = append(seqs, line.Seq)
			}
			if err != nil || !reflect.DeepEqual(seqs, c.seqs) {
				t.Errorf("%s: %v %v, want %v", name, seqs, err, c.seqs)
			}
		}
		kinds, err := db.Read().LogKinds(ctx, county)
		if err != nil || !reflect.DeepEqual(kinds, []string{"A", "B"}) {
			t.Error(kinds, err)
		}
		record, err := db.Read().LogRecord(ctx, county, 3)
		if err != nil || record.Kind != "B" || len(record.Payload) == 0 || !record.At.Equal(noon.Add(3*time.Hour)) {
			t.Errorf("%+v %v", record, err)
		}
		if _, err := db.Read().LogRecord(ctx, county, 9); fault.KindOf(err) != fault.NotFound {
			t.Error(err)
		}
		for size := int64(1); size <= 3; size++ {
			if err := db.KeepCheckpoint(ctx, county, size, "note", noon); err != nil {
				t.Fatal(err)
			}
		}
		notes, err := db.Read().RecentCheckpoints(ctx, county, 3, 1)
		if err != nil || len(notes) != 1 || notes[0].Size != 2 || !notes[0].At.Equal(noon) {
			t.Errorf("%+v %v", notes, err)
		}
	})
}
