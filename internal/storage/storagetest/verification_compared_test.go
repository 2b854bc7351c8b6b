package storagetest

import (
	"context"
	"testing"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/audit"
	"chengxin/internal/casework"
	comparing "chengxin/internal/casework/comparison"
	verifying "chengxin/internal/casework/verification"
	"chengxin/internal/declaration"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/region"
	"chengxin/internal/storage"
	"chengxin/internal/verification"
)

// verifiedScheme has one item that the social insurance knows.
type verifiedScheme struct{ visitScheme }

func (verifiedScheme) VerificationTerms(context.Context, region.Code, period.Day) (verifying.Terms, error) {
	return verifying.Terms{
		Items:  []verification.Item{{Code: "I401", Label: "养老金", Class: "I", Unit: "fen", ByMember: true, Periodic: true}},
		Pledge: pledge.Terms{Authorisation: pledge.Text{Kind: pledge.AuthorisationText, Hash: "words"}},
	}, nil
}

// verifiedLetters writes letters of one line.
type verifiedLetters struct{}

func (verifiedLetters) Enquiry(_ context.Context, _ casework.Tx, paper casework.Paper, _ verification.Enquiry) ([]byte, error) {
	return []byte(paper.Number), nil
}

func (verifiedLetters) DisputeAnswer(_ context.Context, _ casework.Tx, paper casework.Paper, _ verification.Dispute, _ verification.Answer) ([]byte, error) {
	return []byte(paper.Number), nil
}

// A source's file is compared with the declaration by itself: what differs is found. A dispute sets it aside, so that nothing differs
// any more, until the source has been asked again.
func TestWhatASourceStatesIsComparedAndADisputeSetsItAside(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		now, ctx := noon, t.Context()
		runner := casework.NewRunner(db, func() time.Time { return now })
		desk := verifying.Acts{Runner: runner, Reads: db.Read(), Scheme: verifiedScheme{}, Letters: verifiedLetters{}, NewID: storage.NewID}
		items := func(ctx context.Context, in region.Code) ([]verification.Item, period.Day, error) {
			terms, err := verifiedScheme{}.VerificationTerms(ctx, in, period.DayOf(now))
			return terms.Items, period.DayOf(now), err
		}
		compared := comparing.Acts{
			Runner: runner, Reads: db.Read(), Queue: db, Scheme: verifiedScheme{}, NewID: storage.NewID,
			Sources: [3]comparing.Reader{comparing.ReadDeclared, comparing.ReadVisited, comparing.ReadVerified(items)},
		}
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		officer := func(id string) access.Actor {
			return access.Actor{Kind: access.Officer, ID: id, Name: id, County: county, Session: "s-" + id, Grants: []access.Grant{{Role: access.CaseOfficer, Region: "640422100"}}}
		}
		today := period.DayOf(now)
		head := household.Member{ID: "head", HouseholdID: "h", Seq: 1, Name: "马国强", Relation: household.HeadOfHousehold, BornOn: period.MustDay("1950-05-01")}
		head.IDNumber = household.InventedID("990422", head.BornOn, 1)
		must(db.Write(ctx, func(tx *storage.Tx) error {
			if err := tx.KeepOffice(ctx, casework.Office{County: county, Agency: "某局", CodeWord: "某"}); err != nil {
				return err
			}
			if err := tx.AddHousehold(ctx, household.Household{County: county, ID: "h", Number: "n-h", Region: "640422100202", RegisteredOn: period.MustDay("2026-01-01")}); err != nil {
				return err
			}
			if err := tx.AddMember(ctx, county, "row", head); err != nil {
				return err
			}
			err := tx.AddSignature(ctx, county, pledge.Signature{
				ID: "s", Household: "h", Text: pledge.AuthorisationText, Hash: "words", Member: "head", Signer: "head", SignerName: head.Name,
				Capacity: pledge.OwnHand, Method: pledge.Typed, SignedAt: now.AddDate(0, -1, 0), RecordedBy: "head",
			})
			if err != nil {
				return err
			}
			err = tx.AddDeclaration(ctx, county, declaration.Declaration{
				ID: "d", Household: "h", Number: 1, EffectiveOn: today.AddDays(-9), SubmittedAt: now, Declarant: "head", Channel: declaration.Online,
				Lines: []declaration.Line{{Item: "MEMB", Member: "head", State: declaration.Given, Amount: 1}, {Item: "I401", Member: "head", State: declaration.None}},
			})
			if err != nil {
				return err
			}
			_, err = tx.AppendEntry(ctx, audit.Entry{County: county, At: now, Kind: "HouseholdRegistered", ActorKind: "setup", ActorID: "test", Region: county})
			return err
		}))
		latest := func() (comparing.Run, comparing.Line) {
			t.Helper()
			now = now.Add(time.Minute)
			for {
				n, err := compared.CompareDue(ctx, county)
				must(err)
				if n == 0 {
					break
				}
			}
			runs, err := db.Read().Runs(ctx, county, "h", 9)
			if err != nil || len(runs) == 0 {
				t.Fatalf("%+v %v", runs, err)
			}
			for _, line := range runs[0].Found.Lines {
				if line.Item == "I401" && line.Member == "head" {
					return runs[0], line
				}
			}
			return runs[0], comparing.Line{}
		}

		mapping := verification.Mapping{Source: verification.SocialInsurance, Item: "I401"}
		mapping.Headings[verification.ColumnIDNumber], mapping.Headings[verification.ColumnValue] = "身份证号", "年养老金"
		must(desk.SaveMapping(ctx, officer("one"), "m", mapping))
		row := verification.Row{Line: 2}
		row.Text[verification.ColumnIDNumber], row.Text[verification.ColumnValue] = string(head.IDNumber), "9600"
		file, err := desk.ImportFile(ctx, officer("one"), verifying.Upload{
			Key: "f", Region: "640422100", Source: verification.SocialInsurance, AsOf: today, Name: "x.csv", Content: []byte("x"), Form: "utf-8", Rows: []verification.Row{row},
		})
		if err != nil || file.Tally.Recorded != 1 {
			t.Fatalf("%+v %v", file, err)
		}
		run, line := latest()
		if run.Cause != comparing.Verified || line.Kind != "INCOME_UNDER" || line.Sums[0].Value != 0 || line.Sums[2].Value != 960000 || line.AsOf[2] != today {
			t.Errorf("the planted pension: %s %+v", run.Cause, line)
		}

		reports, err := db.Read().VerificationReports(ctx, county, "h")
		must(err)
		resident := access.Actor{Kind: access.Resident, ID: "head", County: county, Household: "h", Session: "r"}
		made, err := desk.DisputeResult(ctx, resident, "dispute", verifying.Result{Report: reports[0].ID, Member: "head", Item: "I401"}, "早已停发")
		must(err)
		if run, line := latest(); line.Kind != "" || line.Item != "" && !line.Sums[2].Missing {
			t.Errorf("disputed, and still a difference: %+v %+v", run.Found.Missing, line)
		}
		answer := verification.Answer{Outcome: verification.Stands, Asked: "社保中心", Words: "仍在发放"}
		must(desk.AnswerDispute(ctx, officer("two"), verifying.At{County: county, Household: "h", Key: "answer"}, made.ID, answer))
		disputes, err := db.Read().VerificationDisputes(ctx, county, "h")
		must(err)
		if letter := disputes[0].Answer; letter == nil || letter.Number == "" || letter.Document == "" {
			t.Errorf("the answer has no letter: %+v", letter)
		}
		if _, line := latest(); line.Kind != "INCOME_UNDER" {
			t.Errorf("it stands: %+v", line)
		}
		if report := verify(t, db); !report.OK() {
			t.Errorf("%+v", report)
		}
	})
}
