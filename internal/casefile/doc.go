// Package casefile is the read side: searching, lists by place, a household's file as a timeline and as of any day, my own
// file, who opened it, and the papers. It promises that nothing personal leaves it unmasked except a single value revealed
// for a typed reason, that a file is shown only after its opening stands durably in the log with its purpose, and that
// place and kinship are checked at every reading, whatever was opened before. It refuses writing: what it shows was put
// there by the acts of internal/casework.
package casefile
