// Package verification holds the acts of the verification (核对): how a source's files are read, what a file states about
// households, disputes about single results, and enquiries to other counties.
//
// It promises that a result is kept only of a person who is on the register, in the officer's place, with a valid
// authorisation at the moment of recording; that every household's results are recorded whole in one act with its audit
// entry; and that a disputed result is set aside until it is answered by somebody else than who wrote it down.
package verification
