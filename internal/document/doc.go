// Package document turns what was decided or said into paper: A4, Chinese, numbered, with a QR picture that opens the
// document's check page and the head of the county's log at the foot, so that whoever holds the paper holds a witness.
//
// A Content is the document itself: plain data with one canonical encoding, which is what is kept whole and hashed on
// issue. Render lays it out (GB/T 9704 margins, Chinese line breaking, figures never split) and writes a PDF; the same
// Content gives the same bytes. It refuses, with fault.Invalid, a character that no font has, rather than print a gap in
// somebody's name. It knows no storage, no clock and no web: builders take plain arguments, and every legal sentence
// comes from those arguments (the edition's own texts) or from the catalogue.
package document
