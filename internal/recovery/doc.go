// Package recovery says how overpaid money comes back (追缴): an order with the proven overpayment month by month in fen, what was paid
// and where it was put, what was paid too much, instalments, deferral for hardship, reminders, and what is written off.
//
// It promises: the ledger only grows; balances are the sum of its entries, whatever the order in which things happened; what is paid goes
// to the oldest month first; nothing is ever asked beyond what was proven; what was paid beyond what is owed is owed back to the person and
// shown; a mistake is taken back by an entry that restores every balance to the fen. While an objection stays the decision, while
// somebody has asked for relief and has no answer, nobody is late and nobody is reminded. It refuses an order without a proven
// overpayment or without a basis, relief decided by whoever asked for it, and a debt written off by one person. Nothing is ever set
// off against a benefit: there is no act for it.
package recovery
