package recovery_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"chengxin/internal/deadline"
	"chengxin/internal/determination"
	"chengxin/internal/money"
	"chengxin/internal/period"
	"chengxin/internal/recovery"
)

var histories = flag.Int("histories", 3000, "random histories of the ledger's property tests")

const words = "理由写在这里，写得足够长"

var (
	began = period.MustDay("2026-03-02").Start().Add(10 * time.Hour)
	terms = recovery.Terms{
		Span: deadline.Span{Count: 30, Unit: deadline.Calendar}, Table: deadline.Base(), Reminders: []int{7, 1}, MostMonths: 36, Relief: true, Grounds: []string{"经查明无力退回"},
	}
)

func order(fen ...money.Fen) recovery.Order {
	o := recovery.Order{ID: "o", Household: "h", Member: "one", Origin: recovery.OfDecision, Measure: "m", Basis: "社会救助暂行办法第六十八条", On: period.DayOf(began), At: began, By: "officer"}
	for i, one := range fen {
		o.Months = append(o.Months, recovery.Month{Month: fmt.Sprintf("2025-%02d", i+1), Fen: one})
	}
	return o
}

// proven is the same sum worked out from the records alone, another way than the ledger's.
func proven(t *testing.T, o recovery.Order) (owed, credit money.Fen) {
	t.Helper()
	taken := map[string]bool{}
	for _, r := range o.Records {
		if reversed, is := r.What.(recovery.Reversed); is {
			taken[reversed.Record] = true
		}
	}
	charged, paid, written := recovery.Total(o.Months), money.Fen(0), money.Fen(0)
	for _, r := range o.Records {
		switch what := r.What.(type) {
		case recovery.Received:
			if !taken[r.ID] {
				paid += what.Fen
			}
		case recovery.PaidBack:
			if !taken[r.ID] {
				paid -= what.Fen
			}
		case recovery.Written:
			if what.Approved {
				written += what.Fen
			}
		case recovery.Lowered:
			charged = min(charged, what.To)
		}
	}
	asked := max(0, charged-written)
	return max(0, asked-paid), max(0, paid-asked)
}

// check holds what must hold of every ledger at every moment.
func check(t *testing.T, o recovery.Order) {
	t.Helper()
	owed, credit := proven(t, o)
	if o.Balance() != owed || o.Overpaid() != credit {
		t.Fatalf("the entries come to %d owed and %d too much; the records to %d and %d: %+v", o.Balance(), o.Overpaid(), owed, credit, o.Records)
	}
	shares, beyond := o.Shares()
	balances := o.Balances()
	var paid money.Fen
	open := false
	for i, share := range shares {
		if balances[share.Month] != share.Owed() || share.Owed() < 0 || share.Paid < 0 || share.Written < 0 || share.Charged > o.Months[i].Fen {
			t.Fatalf("month %s: %+v, entries %d", share.Month, share, balances[share.Month])
		}
		if open && share.Paid > 0 {
			t.Fatalf("a newer month was paid before an older one: %+v", shares)
		}
		open = open || share.Owed() > 0
		paid += share.Paid
	}
	if paid > recovery.Total(o.Months) {
		t.Fatalf("more was recovered than proven: %d of %d", paid, recovery.Total(o.Months))
	}
	if kept := o.Sums().Kept(); paid+beyond != kept || beyond != o.Overpaid() || kept < 0 {
		t.Fatalf("%d paid and %d beyond are not the %d that were kept", paid, beyond, kept)
	}
}

// Whatever happens in whatever order, every balance is the sum of its entries and what the records come to; never is more recovered than was
// proven; and what was paid too much is owed back.
func TestEveryBalanceIsTheSumOfItsEntriesAndNothingIsRecoveredBeyondWhatWasProven(t *testing.T) {
	random := rand.New(rand.NewPCG(41, 2026)) // #nosec G404 -- a test that can be repeated
	done := map[recovery.Kind]int{}
	for range *histories {
		o, at := order(1+money.Fen(random.IntN(60000)), 1+money.Fen(random.IntN(60000)), 1+money.Fen(random.IntN(60000))), began
		for n := range 14 {
			at = at.Add(time.Duration(1+random.IntN(200)) * time.Hour)
			today, some := period.DayOf(at), money.Fen(random.IntN(90000))
			which := ""
			if all := o.Reversible(); len(all) > 0 {
				which = all[random.IntN(len(all))].ID
			}
			what := []recovery.What{
				recovery.Received{On: today, Fen: some, Way: recovery.ByBank, Voucher: fmt.Sprint("v", n)},
				recovery.Received{On: today, Fen: some, Way: recovery.InCash, Voucher: fmt.Sprint("w", n)},
				recovery.Reversed{Record: which, Reason: words},
				recovery.PaidBack{On: today, Fen: min(some, o.Overpaid()), Voucher: "b", Words: words},
				recovery.Proposed{Fen: some, Ground: terms.Grounds[0], Reason: words},
				recovery.Written{Approved: random.IntN(3) > 0, Reason: words},
				recovery.Lowered{To: some},
				recovery.Asked{For: recovery.Instalments, Months: 2 + random.IntN(10), First: today.AddDays(20), Words: words, Way: determination.Online},
				recovery.Decided{Granted: random.IntN(2) > 0, Reason: words},
			}[random.IntN(9)]
			before := o
			next, err := o.Do(what, fmt.Sprint("r", n), recovery.Hand{By: []string{"officer", "other"}[random.IntN(2)]}, at, terms, recovery.Hold{})
			if err != nil {
				check(t, before)
				continue
			}
			o = next
			done[what.Kind()]++
			check(t, o)
			if len(before.Records) > 0 && before.Balance() != (recovery.Order{Months: o.Months, Records: o.Records[:len(o.Records)-1]}).Balance() {
				t.Fatal("an earlier entry changed")
			}
		}
	}
	for _, kind := range []recovery.Kind{recovery.KindReceived, recovery.KindReversed, recovery.KindPaidBack, recovery.KindProposed, recovery.KindWritten, recovery.KindLowered, recovery.KindAsked, recovery.KindDecided} {
		if done[kind] < 50 {
			t.Errorf("%s happened %d times: the histories do not reach it", kind, done[kind])
		}
	}
}

// The same payments and changes in another order leave every account at the same fen.
func TestTheOrderOfEventsChangesNoBalance(t *testing.T) {
	random := rand.New(rand.NewPCG(42, 2026)) // #nosec G404 -- a test that can be repeated
	for range *histories {
		var records []recovery.Record
		for n := range 6 {
			id := fmt.Sprint("r", n)
			what := []recovery.What{
				recovery.Received{Fen: money.Fen(1 + random.IntN(40000))}, recovery.Written{Approved: true, Fen: money.Fen(random.IntN(20000))}, recovery.Lowered{To: money.Fen(random.IntN(120000))},
			}[min(2, random.IntN(5)/2)]
			records = append(records, recovery.Record{ID: id, What: what})
		}
		play := func() recovery.Order {
			o := order(30000, 20000, 50000)
			for _, record := range records {
				o = o.With(record)
				check(t, o)
			}
			return o
		}
		first := play()
		random.Shuffle(len(records), func(i, j int) { records[i], records[j] = records[j], records[i] })
		second := play()
		for account, fen := range first.Balances() {
			if second.Balances()[account] != fen {
				t.Fatalf("account %q: %d in one order, %d in another", account, fen, second.Balances()[account])
			}
		}
	}
}

// A payment that is taken back leaves every account exactly where it would be without it, and both stay visible.
func TestAReversalRestoresEveryAccountToTheFen(t *testing.T) {
	random := rand.New(rand.NewPCG(43, 2026)) // #nosec G404 -- a test that can be repeated
	for range *histories {
		o, without := order(30001, 19999, 50000), order(30001, 19999, 50000)
		for n := range 4 {
			r := recovery.Record{ID: fmt.Sprint("r", n), What: recovery.Received{Fen: money.Fen(1 + random.IntN(60000))}}
			o, without = o.With(r), without.With(r)
		}
		wrong := recovery.Record{ID: "wrong", What: recovery.Received{Fen: money.Fen(1 + random.IntN(90000))}}
		o = o.With(wrong)
		o = o.With(recovery.Record{ID: "back", What: recovery.Reversed{Record: "wrong"}})
		for account, fen := range without.Balances() {
			if o.Balances()[account] != fen {
				t.Fatalf("account %q holds %d, and %d without the payment", account, o.Balances()[account], fen)
			}
		}
		if len(o.Records) != 6 || len(o.Records[5].Entries) == 0 {
			t.Fatalf("the reversal left no entry of its own: %+v", o.Records)
		}
	}
}

// A revoked decision takes everything back, and what was paid is owed to the person.
func TestARevokedDecisionOwesThePersonWhatWasPaid(t *testing.T) {
	o := order(30000, 20000).With(recovery.Record{ID: "paid", What: recovery.Received{Fen: 35000}}).With(recovery.Record{ID: "gone", What: recovery.Lowered{Revoked: true}})
	if o.Balance() != 0 || o.Overpaid() != 35000 {
		t.Errorf("%d owed and %d owed back", o.Balance(), o.Overpaid())
	}
	if s := o.Standing(terms, recovery.Hold{}, period.MustDay("2026-09-01")); s.State != recovery.Cancelled || s.Remind || s.Late != 0 || s.Credit != 35000 {
		t.Errorf("%+v", s)
	}
}
