// Package worklist keeps what waits to be done and for whom: a list that is worked out anew with every act on a case, an objection or a
// measure, so that an officer finds in one place what falls due, and nothing is forgotten.
package worklist
