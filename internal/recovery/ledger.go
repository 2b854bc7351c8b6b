package recovery

import (
	"slices"

	"chengxin/internal/money"
)

// Credit is the account of what a person has paid too much; the others are months.
const Credit = ""

// Entry is one line of the ledger. Its amount raises what the person owes in that month, or lowers it; on the account of what was paid too
// much it stands below zero.
type Entry struct {
	Month string    `json:"month,omitempty"`
	Fen   money.Fen `json:"fen"`
}

// Sums are what the records of an order come to.
type Sums struct {
	Charged  money.Fen // what is asked in all, after every change of the decision
	Received money.Fen // less what was booked wrongly
	Returned money.Fen // given back to the person
	Written  money.Fen // approved to be written off
}

// Sums adds up what happened. The order of the records does not matter.
func (o Order) Sums() Sums {
	sums := Sums{Charged: Total(o.Months)}
	moved := map[string]What{}
	for _, record := range o.Records {
		switch what := record.What.(type) {
		case Received:
			sums.Received += what.Fen
			moved[record.ID] = what
		case PaidBack:
			sums.Returned += what.Fen
			moved[record.ID] = what
		case Written:
			if what.Approved {
				sums.Written += what.Fen
			}
		case Lowered:
			sums.Charged = min(sums.Charged, max(0, what.To))
		}
	}
	for _, record := range o.Records {
		reversed, is := record.What.(Reversed)
		if !is {
			continue
		}
		switch what := moved[reversed.Record].(type) {
		case Received:
			sums.Received -= what.Fen
		case PaidBack:
			sums.Returned -= what.Fen
		}
		delete(moved, reversed.Record)
	}
	return sums
}

// Kept is what was paid and not given back.
func (s Sums) Kept() money.Fen { return s.Received - s.Returned }

// Share is how one month stands.
type Share struct {
	Month                  string
	Charged, Paid, Written money.Fen
}

// Owed is what the month still owes.
func (s Share) Owed() money.Fen { return s.Charged - s.Paid - s.Written }

// Shares puts what was paid to the oldest months first, and what was written off to the newest; beyond gives what was paid too much. A
// month from which the decision took everything stays, with nothing charged.
func (o Order) Shares() (shares []Share, beyond money.Fen) {
	sums := o.Sums()
	months := slices.Clone(o.Months)
	slices.SortStableFunc(months, func(a, b Month) int { return compareMonths(a.Month, b.Month) })
	charged := map[string]money.Fen{}
	for _, one := range Owed(months, sums.Charged) {
		charged[one.Month] = one.Fen
	}
	for _, one := range months {
		shares = append(shares, Share{Month: one.Month, Charged: charged[one.Month]})
	}
	written := min(sums.Written, sums.Charged)
	for i := len(shares) - 1; i >= 0; i-- {
		shares[i].Written = min(written, shares[i].Charged)
		written -= shares[i].Written
	}
	beyond = sums.Kept()
	for i := range shares {
		shares[i].Paid = min(beyond, shares[i].Charged-shares[i].Written)
		beyond -= shares[i].Paid
	}
	return shares, beyond
}

// target is what every account should hold.
func (o Order) target() []Entry {
	shares, beyond := o.Shares()
	entries := make([]Entry, 0, len(shares)+1)
	for _, share := range shares {
		entries = append(entries, Entry{Month: share.Month, Fen: share.Owed()})
	}
	return append(entries, Entry{Month: Credit, Fen: -beyond})
}

// Opening are the first entries: what the order charges.
func (o Order) Opening() []Entry {
	entries := make([]Entry, len(o.Months))
	for i, one := range o.Months {
		entries[i] = Entry{Month: one.Month, Fen: one.Fen}
	}
	return entries
}

// Balances are the sum of every entry, by account.
func (o Order) Balances() map[string]money.Fen {
	balances := map[string]money.Fen{}
	add := func(entries []Entry) {
		for _, one := range entries {
			balances[one.Month] += one.Fen
		}
	}
	add(o.Opening())
	for _, record := range o.Records {
		add(record.Entries)
	}
	return balances
}

// Balance is what is owed in all, by the entries.
func (o Order) Balance() money.Fen {
	var owed money.Fen
	for account, fen := range o.Balances() {
		if account != Credit {
			owed += fen
		}
	}
	return owed
}

// Overpaid is what was paid too much and not given back yet, by the entries.
func (o Order) Overpaid() money.Fen { return -o.Balances()[Credit] }

// book gives the entries by which a record, the last of the order, moves every account to where it belongs.
func (o Order) book() []Entry {
	before := o.Balances()
	var entries []Entry
	for _, one := range o.target() {
		if moved := one.Fen - before[one.Month]; moved != 0 {
			entries = append(entries, Entry{Month: one.Month, Fen: moved})
		}
	}
	return entries
}

// With gives the order with one more record, booked.
func (o Order) With(record Record) Order {
	o.Records = append(slices.Clone(o.Records), record)
	last := &o.Records[len(o.Records)-1]
	last.Entries = nil
	last.Entries = o.book()
	return o
}

// Last is the newest record.
func (o Order) Last() Record { return o.Records[len(o.Records)-1] }
