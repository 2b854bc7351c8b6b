// Package recovery holds the acts by which overpaid money comes back (追缴): the order out of an effective decision's refund measure, its
// service, what arrives and is given back, relief that one asks for and another decides, reminders, what the county writes off, the import
// of an older list and of receipts, and the ageing report.
//
// It promises: an order lives and falls with its decision, in the same transaction; every act books its lines in the ledger before it is
// kept; whoever owes reads all of it and nobody else of the household does; rows of a file are acts of their own, each asked for its
// place and kinship. It refuses what internal/recovery refuses, an order of a measure that does not run, and an order without a legal
// basis on its day.
package recovery
