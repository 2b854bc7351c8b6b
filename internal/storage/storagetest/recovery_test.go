package storagetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	steps "chengxin/internal/casework/determination"
	objectionsteps "chengxin/internal/casework/objection"
	recoverysteps "chengxin/internal/casework/recovery"
	"chengxin/internal/deadline"
	"chengxin/internal/determination"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/measure"
	"chengxin/internal/objection"
	"chengxin/internal/period"
	"chengxin/internal/policy"
	"chengxin/internal/recovery"
	"chengxin/internal/region"
	"chengxin/internal/storage"
)

// treasury is a court whose decisions ask for money back.
type treasury struct {
	*court
	acts  recoverysteps.Acts
	basis []string
}

// RecoveryRules are the edition's, with the basis that the test leaves standing.
func (c *treasury) RecoveryRules(context.Context, region.Code, period.Day) (recoverysteps.Rules, error) {
	rule := c.edition.Recovery()
	return recoverysteps.Rules{Basis: c.basis, Terms: recovery.Terms{
		Span: c.edition.Deadline(policy.Refund).Span(), Table: deadline.Base(), Reminders: rule.RemindersDays, MostMonths: rule.InstalmentsMonths, Relief: rule.HardshipRelief, Grounds: rule.WriteOffReasons,
	}}, nil
}

// recoveryPapers say only what they are.
type recoveryPapers struct{}

func (recoveryPapers) Order(context.Context, casework.Tx, casework.Paper, recovery.Order, steps.Matter, recoverysteps.Rules) ([]byte, error) {
	return []byte("order"), nil
}

func (recoveryPapers) Receipt(context.Context, casework.Tx, casework.Paper, recovery.Order, recovery.Received) ([]byte, error) {
	return []byte("receipt"), nil
}

func (recoveryPapers) Sheet(context.Context, casework.Tx, casework.Paper, recovery.Order, recovery.Standing) ([]byte, error) {
	return []byte("sheet"), nil
}

func newTreasury(t *testing.T, db *storage.DB) *treasury {
	t.Helper()
	c := &treasury{court: newCourt(t, db), basis: []string{"《社会救助暂行办法》第六十八条"}}
	c.acts = recoverysteps.Acts{Runner: c.cases.Runner, Reads: db.Read(), Scheme: c, Cases: c, Letters: recoveryPapers{}, NewID: storage.NewID}
	c.objections.After = c.acts.Follow
	return c
}

func (c *treasury) here() recoverysteps.At {
	return recoverysteps.At{County: county, Household: "h"}
}

func (c *treasury) county() access.Actor { return c.as("county", access.CountyOfficer, county) }

// refunded brings a case to an effective decision with a refund order: 52,000 and 48,000 fen of two months, of which nothing came back.
func (c *treasury) refunded() (id string, refund measure.Measure) {
	c.Helper()
	id = c.opened()
	c.do(c.officer(), id, determination.Educated{Words: "讲明存款应当申报，请补报并退回", Proof: c.proof(determination.InPerson)})
	c.on("2026-03-30")
	finding := c.finding()
	finding.Overpaid = []determination.Overpaid{{Month: "2026-01", Fen: 52000, Words: "按标准重算"}, {Month: "2026-02", Fen: 48000, Words: "按标准重算"}}
	c.do(c.officer(), id, determination.NoticeIssued{Intended: finding})
	c.do(c.officer(), id, determination.NoticeServed{Proof: c.proof(determination.InPerson)})
	c.do(c.officer(), id, determination.NoticeServed{Proof: c.proof(determination.Orally)})
	c.on("2026-04-30")
	c.do(c.officer(), id, determination.ProposedFinding{Finding: finding})
	c.do(c.as("lawyer", access.LegalReviewer, county), id, determination.Reviewed{Agrees: true, Reason: "事实清楚，依据正确，程序合法"})
	c.do(c.approver(), id, determination.Confirmed{Reason: "两份独立的证据互相印证"})
	c.do(c.officer(), id, determination.DecisionServed{Proof: c.proof(determination.InPerson)})
	c.do(c.officer(), id, determination.DecisionServed{Proof: c.proof(determination.OnPaper)})
	refund = measureOf(c.court, id, policy.RefundOrder)
	if refund.ID == "" {
		c.Fatalf("no refund: %+v", c.matter(id).Measures)
	}
	return id, refund
}

// ordered brings it to a served order.
func (c *treasury) ordered() (id string, order recoverysteps.Done) {
	c.Helper()
	id, refund := c.refunded()
	refuse := func(why string) {
		c.Helper()
		if _, err := c.acts.Order(c.Context(), c.officer(), c.here(), refund.ID); fault.KindOf(err) != fault.Conflict {
			c.Errorf("an order %s: %v", why, err)
		}
	}
	refuse("before the decision takes effect")
	c.on("2026-06-10")
	refuse("before somebody let the measure begin")
	_, err := c.measures.Record(c.Context(), c.officer(), c.at, refund.ID, measure.Imposed{Words: "从今天起执行"})
	c.must(err)
	laws := c.basis
	c.basis = nil
	refuse("without a law")
	c.basis = laws
	c.now = c.now.Add(time.Minute)
	tired := c.officer()
	tired.SteppedUpAt = time.Time{}
	if _, err := c.acts.Order(c.Context(), tired, c.here(), refund.ID); fault.KindOf(err) != fault.Forbidden {
		c.Errorf("an order without the second factor: %v", err)
	}
	if _, err := c.acts.Order(c.Context(), c.as("elsewhere", access.CaseOfficer, "640422101"), c.here(), refund.ID); fault.KindOf(err) != fault.Forbidden {
		c.Errorf("another township orders: %v", err)
	}
	order, err = c.acts.Order(c.Context(), c.officer(), c.here(), refund.ID)
	c.must(err)
	c.now = c.now.Add(time.Minute)
	refuse("a second time")
	c.record(c.officer(), order.ID, recovery.Served{Proof: c.proof(determination.InPerson)})
	return id, order
}

func (c *treasury) record(actor access.Actor, id string, what recovery.What) recoverysteps.Done {
	c.Helper()
	c.now = c.now.Add(time.Minute)
	done, err := c.acts.Record(c.Context(), actor, c.here(), id, what)
	if err != nil {
		c.Fatalf("%s: %v", what.Kind(), err)
	}
	return done
}

func (c *treasury) refused(actor access.Actor, id string, what recovery.What, want fault.Kind, why string) {
	c.Helper()
	c.now = c.now.Add(time.Minute)
	if _, err := c.acts.Record(c.Context(), actor, c.here(), id, what); fault.KindOf(err) != want {
		c.Errorf("%s: %v", why, err)
	}
}

func (c *treasury) shown(id string) recoverysteps.Shown {
	c.Helper()
	view, err := c.acts.Open(c.Context(), c.officer(), c.here())
	c.must(err)
	one, err := view.Find(id)
	c.must(err)
	return one
}

func TestMoneyIsOrderedBackPaidReturnedAndReadByThePersonAlone(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		c := newTreasury(t, db)
		_, order := c.ordered()
		one := c.shown(order.ID)
		if one.Owed != 100000 || one.State != recovery.Running || len(one.Months) != 2 || one.Number == "" || one.NextOn != period.MustDay("2026-07-10") {
			t.Fatalf("%+v", one)
		}
		mine, err := c.acts.Mine(t.Context(), c.resident("one"))
		if err != nil || len(mine.Orders) != 1 || mine.Orders[0].Owed != 100000 {
			t.Errorf("the person reads %+v, %v", mine, err)
		}
		if others, err := c.acts.Mine(t.Context(), c.resident("two")); err != nil || len(others.Orders) != 0 {
			t.Errorf("another adult reads %+v, %v", others, err)
		}
		c.refused(c.resident("two"), order.ID, recovery.Asked{For: recovery.Deferral, Until: period.MustDay("2026-12-01"), Words: "家里有人住院，现在拿不出来"}, fault.NotFound, "another adult asks")
		c.record(c.resident("one"), order.ID, recovery.Asked{For: recovery.Instalments, Months: 4, First: period.MustDay("2026-07-01"), Words: "家里有人住院，现在拿不出来"})
		if one := c.shown(order.ID); one.State != recovery.Pending {
			t.Errorf("asked: %s", one.State)
		}
		c.refused(c.officer(), order.ID, recovery.Decided{Granted: true, Reason: "情况属实，同意分四个月退"}, fault.Forbidden, "whoever collects decides on relief")
		c.record(c.county(), order.ID, recovery.Decided{Granted: true, Reason: "情况属实，同意分四个月退"})
		if mine, _ := c.acts.Mine(t.Context(), c.resident("one")); len(mine.Orders[0].Plan) != 4 || mine.Orders[0].State != recovery.Planned {
			t.Errorf("the person reads the plan: %+v", mine.Orders[0].Standing)
		}
		paid := c.record(c.officer(), order.ID, recovery.Received{On: period.MustDay("2026-06-10"), Fen: 60000, Way: recovery.ByBank, Voucher: "银01"})
		if paid.Number == "" || paid.Document == "" {
			t.Errorf("no receipt: %+v", paid)
		}
		wrong := c.record(c.officer(), order.ID, recovery.Received{On: period.MustDay("2026-06-10"), Fen: 70000, Way: recovery.InCash, Voucher: "现02"})
		if one := c.shown(order.ID); one.Owed != 0 || one.Credit != 30000 || one.State != recovery.Settled {
			t.Errorf("%+v", one.Standing)
		}
		c.record(c.officer(), order.ID, recovery.Reversed{Record: wrong.ID, Reason: "录到别人名下的钱了，冲回"})
		one = c.shown(order.ID)
		shares, _ := one.Shares()
		if one.Owed != 40000 || one.Credit != 0 || shares[0].Paid != 52000 || shares[1].Paid != 8000 {
			t.Errorf("after the reversal %+v %+v", one.Standing, shares)
		}
		letters, err := db.Read().CaseLetters(t.Context(), county, "h")
		if err != nil || letters[order.Document] != "one" || letters[paid.Document] != "one" {
			t.Errorf("whose papers: %v %v", letters, err)
		}
		c.record(c.officer(), order.ID, recovery.Proposed{Fen: 40000, Ground: c.edition.Recovery().WriteOffReasons[1], Reason: "家里有人重病，查明无力退回"})
		c.refused(c.county(), order.ID, recovery.Written{Approved: true, Reason: "材料齐全，同意减免"}, fault.Forbidden, "a county officer without the approval")
		c.refused(c.as("approver", access.CountyApprover, "640423"), order.ID, recovery.Written{Approved: true, Reason: "材料齐全，同意减免"}, fault.Forbidden, "another county")
		c.record(c.approver(), order.ID, recovery.Written{Approved: true, Reason: "材料齐全，同意减免"})
		list, err := c.acts.List(t.Context(), c.approver(), county, county)
		if err != nil || len(list.Rows) != 1 || list.Report.Settled != 1 || list.Report.Kept != 60000 || list.Report.Written != 40000 || list.Report.All.Owed != 0 {
			t.Errorf("%+v %v", list.Report, err)
		}
		if _, err := c.acts.List(t.Context(), c.as("elsewhere", access.CaseOfficer, "640422101"), county, county); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("a township lists the county: %v", err)
		}
	})
}

// A late objection leaves nobody late; a revoked decision takes the order back to the fen, in the same transaction, and owes the person what was
// paid.
func TestARevokedDecisionTakesTheOrderBackToTheFen(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		c := newTreasury(t, db)
		id, order := c.ordered()
		c.record(c.officer(), order.ID, recovery.Received{On: period.MustDay("2026-06-10"), Fen: 12345, Way: recovery.ByMobile, Voucher: "微03"})
		c.on("2026-08-20")
		if one := c.shown(order.ID); one.State != recovery.Overdue || one.Late != 87655 || !one.Remind {
			t.Fatalf("%+v", one.Standing)
		}
		contested, err := c.objections.File(t.Context(), c.resident("one"), c.at, id, objection.Filing{Words: "银行存款是我兄弟的", Late: "在外地打工，刚回来看到"})
		c.must(err)
		if one := c.shown(order.ID); one.State != recovery.Stayed || one.Late != 0 || one.Remind {
			t.Errorf("under an objection: %+v", one.Standing)
		}
		c.refused(c.officer(), order.ID, recovery.Reminded{Way: determination.Orally, On: period.MustDay("2026-08-20"), Words: "打电话催缴，请尽快退回"}, fault.Conflict, "a reminder under an objection")
		c.now = c.now.Add(time.Minute)
		answer, err := c.objections.Answer(t.Context(), c.as("reviewer", access.ObjectionReviewer, county), c.at, contested, objectionsteps.Response{Outcome: objection.Undone, Reason: "银行确认开户人是他兄弟"})
		c.must(err)
		one := c.shown(order.ID)
		if one.State != recovery.Cancelled || one.Owed != 0 || one.Credit != 12345 || one.Sum.Charged != 0 || answer.Number == "" {
			t.Errorf("%+v", one.Standing)
		}
		if last := one.Last(); last.What.Kind() != recovery.KindLowered || len(last.Entries) != 3 || last.By != "reviewer" {
			t.Errorf("the entry that takes it back: %+v", last)
		}
		mine, err := c.acts.Mine(t.Context(), c.resident("one"))
		if err != nil || mine.Orders[0].State != recovery.Cancelled || mine.Orders[0].Credit != 12345 {
			t.Errorf("the person reads %+v, %v", mine, err)
		}
		c.record(c.officer(), order.ID, recovery.PaidBack{On: period.MustDay("2026-08-20"), Fen: 12345, Voucher: "退01", Words: "原路退回到本人账户"})
		if one := c.shown(order.ID); one.Credit != 0 || one.Owed != 0 {
			t.Errorf("%+v", one.Standing)
		}
	})
}

// An answer that lowers what is asked lowers the order to the fen.
func TestAnEasedDecisionLowersTheOrder(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		c := newTreasury(t, db)
		id, order := c.ordered()
		contested, err := c.objections.File(t.Context(), c.resident("one"), c.at, id, objection.Filing{Words: "有一个月算错了", Late: "在外地打工，刚回来看到"})
		c.must(err)
		c.now = c.now.Add(time.Minute)
		_, err = c.objections.Answer(t.Context(), c.as("reviewer", access.ObjectionReviewer, county), c.at, contested, objectionsteps.Response{Outcome: objection.Changed, Reason: "一月份重算，少退一些", Refund: 48001})
		c.must(err)
		if one := c.shown(order.ID); one.Owed != 48001 || one.Sum.Charged != 48001 || one.State != recovery.Stayed {
			t.Errorf("%+v", one.Standing)
		}
	})
}

func TestAListAndReceiptsAreBroughtInOnceRowByRow(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		c := newTreasury(t, db)
		c.on("2026-06-10")
		row := func(line int, pairs ...string) recovery.Row {
			r := recovery.Row{Line: line, Text: map[recovery.Column]string{
				recovery.ColumnRef: fmt.Sprint("追", line), recovery.ColumnFile: "n-h", recovery.ColumnName: "马志强", recovery.ColumnFrom: "2025-03", recovery.ColumnTo: "2025年5月", recovery.ColumnMonthly: "300.5",
				recovery.ColumnTotal: "901.50", recovery.ColumnPaid: "100", recovery.ColumnOn: "2025/9/1", recovery.ColumnDue: "2025-10-09", recovery.ColumnBasis: "《社会救助暂行办法》第六十八条",
			}}
			for i := 0; i < len(pairs); i += 2 {
				r.Text[recovery.Column(pairs[i])] = pairs[i+1]
			}
			return r
		}
		rows := []recovery.Row{
			row(2), row(3, "total", "900"), row(4, "file", "n-none"), row(5, "name", "马志"), row(6, "ref", "追2"), row(7, "to", "2025-02"), row(8, "monthly", "很多"),
		}
		place := recoverysteps.Place(c.county())
		id, err := c.acts.StageFile(t.Context(), c.county(), "", recoverysteps.File{Region: place, Kind: recovery.OrderTable, Name: "追缴名单.xlsx", Content: []byte("PK rows")}, len(rows))
		c.must(err)
		if file, err := c.acts.File(t.Context(), c.county(), id); err != nil || file.Name != "追缴名单.xlsx" || string(file.Content) != "PK rows" {
			t.Errorf("%+v %v", file, err)
		}
		if _, err := c.acts.File(t.Context(), c.officer(), id); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a township reads the county's file: %v", err)
		}
		taken, err := c.acts.Take(t.Context(), c.county(), id, rows)
		c.must(err)
		wrong := map[int]recovery.Column{3: "total", 4: "file", 5: "name", 6: "ref", 7: "to", 8: "monthly"}
		if taken.Recorded != 1 || len(taken.Problems) != len(wrong) {
			t.Fatalf("%+v", taken)
		}
		for _, one := range taken.Problems {
			if wrong[one.Line] != one.Column {
				t.Errorf("line %d: %s, %v", one.Line, one.Column, one.Err)
			}
		}
		if again, err := c.acts.Take(t.Context(), c.county(), id, rows); err != nil || again.Recorded != 0 || again.Already != 1 {
			t.Errorf("again: %+v %v", again, err)
		}
		mine, err := c.acts.Mine(t.Context(), c.resident("one"))
		if err != nil || len(mine.Orders) != 1 || mine.Orders[0].Owed != 80150 || mine.Orders[0].State != recovery.Overdue || mine.Orders[0].Sum.Received != 10000 {
			t.Fatalf("the person reads %+v, %v", mine, err)
		}
		pay := recovery.Row{Line: 2, Text: map[recovery.Column]string{
			recovery.ColumnRef: "追2", recovery.ColumnName: "马志强", recovery.ColumnDay: "2026-06-01", recovery.ColumnAmount: "1,000", recovery.ColumnWay: recovery.ByBank.Title(), recovery.ColumnVoucher: "银9",
		}}
		preview, err := c.acts.Check(t.Context(), c.officer(), recovery.ReceiptTable, []recovery.Row{pay, {Line: 3, Text: pay.Text}})
		if err != nil || len(preview.Ready) != 1 || len(preview.Problems) != 1 {
			t.Fatalf("%+v %v", preview, err)
		}
		if elsewhere, err := c.acts.Check(t.Context(), c.as("elsewhere", access.CaseOfficer, "640422101"), recovery.ReceiptTable, []recovery.Row{pay}); err != nil || len(elsewhere.Ready) != 0 {
			t.Errorf("another township finds the order: %+v %v", elsewhere, err)
		}
		id, err = c.acts.StageFile(t.Context(), c.officer(), "", recoverysteps.File{Region: recoverysteps.Place(c.officer()), Kind: recovery.ReceiptTable, Name: "回款.csv", Content: []byte("x")}, 1)
		c.must(err)
		if taken, err := c.acts.Take(t.Context(), c.officer(), id, []recovery.Row{pay}); err != nil || taken.Recorded != 1 {
			t.Fatalf("%+v %v", taken, err)
		}
		if mine, _ := c.acts.Mine(t.Context(), c.resident("one")); mine.Orders[0].Owed != 0 || mine.Orders[0].Credit != 19850 {
			t.Errorf("paid too much is owed back: %+v", mine.Orders[0].Standing)
		}
		// Whoever is kin of the household brings in nothing about it.
		c.must(db.Write(t.Context(), func(tx *storage.Tx) error {
			return tx.AddKinship(t.Context(), county, household.Kinship{ID: "k", HouseholdID: "h", OfficerID: "officer", Official: "officer", Post: household.Posts()[0], Relation: "兄弟", FromOn: period.MustDay("2026-01-01"), RecordedAt: c.now, RecordedBy: "county"})
		}))
		pay.Text[recovery.ColumnVoucher] = "银10"
		if taken, err := c.acts.Take(t.Context(), c.officer(), id, []recovery.Row{pay}); err != nil || taken.Recorded != 0 || len(taken.Problems) != 1 {
			t.Errorf("kin: %+v %v", taken, err)
		}
	})
}
