package storagetest

import (
	"reflect"
	"testing"
	"time"

	steps "chengxin/internal/casework/verification"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/storage"
	"chengxin/internal/verification"
)

// What a source's file brings comes back as it was kept, in both databases: mapping, file with its parts and turns, reports, a
// dispute with its answer, an enquiry with its reply. A place reads its own; a file taken back counts for nothing.
func TestAVerificationIsReadAsItWasKept(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		addHousehold(t, db, "h", "640422100202")
		addHousehold(t, db, "far", "640422101201")
		day, at := period.MustDay("2026-11-01"), noon.In(period.Shanghai)
		mapping := steps.SavedMapping{ID: "m", Mapping: verification.Mapping{Source: verification.SocialInsurance, Item: "I401"}, At: at, By: "one"}
		mapping.Headings[verification.ColumnIDNumber], mapping.Headings[verification.ColumnValue] = "身份证号", "月养老金"
		older := mapping
		older.ID, older.Item, older.At = "older", "I101", at.Add(-time.Second)
		file := steps.File{
			ID: "f", County: county, Region: "640422100", Source: verification.SocialInsurance, AsOf: day, Mapping: "m", Name: "马某的养老金.xlsx", Hash: "hash", Bytes: 7,
			Form: "xlsx", Rows: 5, Good: 2, Households: 1, Unknown: 1, Unauthorised: 1, Wrong: 1, Follows: "e", At: at, By: "one",
		}
		ordered := steps.Turn{ID: "t", File: "f", Turn: steps.TurnOrdered, Reason: "", At: at, By: "one"}
		bytes := steps.Part{ID: "b", File: "f", Kind: steps.PartFile, Number: 1, State: steps.PartKept, Content: []byte("content")}
		good := steps.Part{ID: "g", File: "f", Kind: steps.PartGood, Number: 1, State: steps.PartWaiting, Households: 1, Content: []byte("{}")}
		report := verification.Report{ID: "r", File: "f", Source: verification.SocialInsurance, Household: "h", AsOf: day, At: at, Lines: []verification.Line{
			{Row: 3, Member: "m1", Item: "I401", State: verification.Found, Value: 144000, AsOf: day, Since: day.AddMonths(-3)},
			{Row: 4, Member: "m2", Item: "I401", State: verification.Over, AsOf: day},
		}}
		dispute := verification.Dispute{ID: "d", Household: "h", Report: "r", Source: verification.SocialInsurance, Member: "m1", Item: "I401", Words: "早停发了", Channel: verification.Oral, At: at, By: "one"}
		answer := verification.Answer{ID: "a", Outcome: verification.Corrected, Asked: "社保中心", Words: "已更正", State: verification.Found, Value: 72000, At: at, By: "two"}
		enquiry := verification.Enquiry{ID: "q", Household: "h", Region: "640422100202", Member: "m1", Other: "640121", Agency: "永宁县民政局", Reason: "户籍在那里", Asked: []string{"I401"}, DueOn: day.AddDays(21), Document: "doc", Number: "协查〔2026〕1号", At: at, By: "one"}
		reply := verification.EnquiryEvent{ID: "y", Enquiry: "q", Kind: verification.Replied, Words: "未领取", Scan: "s", Type: "image/jpeg", Size: 3, On: day.AddDays(9), At: at, By: "two"}
		ctx := t.Context()
		write := func(keep ...func(*storage.Tx) error) error {
			return db.Write(ctx, func(tx *storage.Tx) error {
				for _, one := range keep {
					if err := one(tx); err != nil {
						return err
					}
				}
				return nil
			})
		}
		err := write(
			func(tx *storage.Tx) error { return tx.AddVerificationMapping(ctx, county, older) },
			func(tx *storage.Tx) error { return tx.AddVerificationMapping(ctx, county, mapping) },
			func(tx *storage.Tx) error { return tx.AddVerificationFile(ctx, file) },
			func(tx *storage.Tx) error { return tx.AddVerificationPart(ctx, county, bytes) },
			func(tx *storage.Tx) error { return tx.AddVerificationPart(ctx, county, good) },
			func(tx *storage.Tx) error { return tx.AddVerificationTurn(ctx, county, ordered) },
			func(tx *storage.Tx) error { return tx.AddVerificationReport(ctx, county, report) },
			func(tx *storage.Tx) error {
				return tx.AddVerificationDispute(ctx, county, "640422100202", "f", dispute)
			},
			func(tx *storage.Tx) error { return tx.AddVerificationAnswer(ctx, county, dispute, answer) },
			func(tx *storage.Tx) error { return tx.AddEnquiry(ctx, county, enquiry) },
			func(tx *storage.Tx) error { return tx.AddEnquiryEvent(ctx, county, "h", reply) },
		)
		if err != nil {
			t.Fatal(err)
		}
		read := db.Read()
		same := func(what string, got, want any, err error) {
			t.Helper()
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s: %v\n got %+v\nwant %+v", what, err, got, want)
			}
		}
		mappings, err := read.VerificationMappings(ctx, county)
		same("mappings", mappings, []steps.SavedMapping{mapping}, err)
		one, err := read.VerificationMapping(ctx, county, "older")
		same("a mapping", one, older, err)

		file.Turns = []steps.Turn{ordered}
		file.Tally = steps.Tally{Waiting: 1, Kept: 1}
		kept, err := read.VerificationFile(ctx, county, "f")
		same("file", kept, file, err)
		kept, err = read.VerificationFileOf(ctx, county, "hash")
		same("file by its hash", kept, file, err)
		var parts []steps.Part
		err = read.VerificationParts(ctx, county, "f", steps.PartGood, steps.PartWaiting, func(p steps.Part) (bool, error) {
			parts = append(parts, p)
			return true, nil
		})
		same("parts", parts, []steps.Part{good}, err)
		reports, err := read.VerificationReports(ctx, county, "h")
		same("reports", reports, []verification.Report{report}, err)
		dispute.Answer = &answer
		disputes, err := read.VerificationDisputes(ctx, county, "h")
		// An answer's moment is kept in its content, in the county's time.
		if len(disputes) == 1 && disputes[0].Answer != nil && disputes[0].Answer.At.Equal(answer.At) {
			disputes[0].Answer.At = answer.At
		}
		same("disputes", disputes, []verification.Dispute{dispute}, err)
		enquiry.Events = []verification.EnquiryEvent{reply}
		asked, err := read.Enquiry(ctx, county, "q")
		same("enquiry", asked, enquiry, err)

		for place, want := range map[region.Code]int{"640422100": 1, "640422101": 0, county: 1} {
			files, err := read.VerificationFiles(ctx, county, place, 9)
			if err != nil || len(files) != want {
				t.Errorf("files of %s: %+v %v", place, files, err)
			}
			disputes, err := read.DisputesIn(ctx, county, place, 9)
			if err != nil || len(disputes) != want || want == 1 && (disputes[0].Number != "n-h" || disputes[0].Answer == nil || disputes[0].Words != "") {
				t.Errorf("disputes of %s: %+v %v", place, disputes, err)
			}
			enquiries, err := read.EnquiriesIn(ctx, county, place, 9)
			if err != nil || len(enquiries) != want {
				t.Errorf("enquiries of %s: %+v %v", place, enquiries, err)
			}
		}
		if n, err := read.FileDisputes(ctx, county, "f"); err != nil || n != 1 {
			t.Errorf("%d disputes of the file, %v", n, err)
		}
		if _, err := read.VerificationFile(ctx, "640423", "f"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("another county reads it: %v", err)
		}
		if err := write(func(tx *storage.Tx) error { return tx.AddVerificationReport(ctx, county, report) }); err == nil {
			t.Error("a file states twice about one household")
		}
		if err := write(func(tx *storage.Tx) error {
			return tx.AddVerificationTurn(ctx, county, steps.Turn{ID: "again", File: "f", Turn: steps.TurnOrdered, At: at})
		}); err == nil {
			t.Error("a file is ordered twice")
		}
		done := good
		done.State, done.Content = steps.PartDone, nil
		turn := func(tx *storage.Tx) error { return tx.TurnVerificationPart(ctx, county, done, steps.PartWaiting) }
		if err := write(turn); err != nil {
			t.Fatal(err)
		}
		if err := write(turn); err == nil {
			t.Error("a part is recorded twice")
		}
		touched := 0
		err = write(func(tx *storage.Tx) (err error) {
			touched, err = tx.TouchVerified(ctx, county, "f", "platform", at)
			return err
		})
		due, waits := read.Due(ctx, county, at, 9)
		if err != nil || waits != nil || touched != 1 || len(due) != 1 || due[0].Household != "h" {
			t.Errorf("waits for its comparison: %d %+v %v %v", touched, due, err, waits)
		}

		stale, err := read.StaleVerificationFiles(ctx, county, at.Add(time.Second))
		same("stale", stale, []string{"f"}, err)
		err = write(
			func(tx *storage.Tx) error { return tx.EraseVerificationParts(ctx, county, "f") },
			func(tx *storage.Tx) error {
				return tx.AddVerificationTurn(ctx, county, steps.Turn{ID: "u", File: "f", Turn: steps.TurnUndone, Reason: "另一县的", At: at, By: "two"})
			},
		)
		if err != nil {
			t.Fatal(err)
		}
		if stale, err := read.StaleVerificationFiles(ctx, county, at.Add(time.Second)); err != nil || len(stale) != 0 {
			t.Errorf("erased, and still held: %v %v", stale, err)
		}
		if reports, err := read.VerificationReports(ctx, county, "h"); err != nil || len(reports) != 0 {
			t.Errorf("taken back, and still counts: %+v %v", reports, err)
		}
		if kept, err := read.VerificationFile(ctx, county, "f"); err != nil || kept.State() != steps.Undone || kept.Hash != "hash" {
			t.Errorf("%+v %v", kept, err)
		}
	})
}
