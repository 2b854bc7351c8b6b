// Package declaration holds what a household says of itself (自主申报): the draft that it fills one question at a time, the
// declaration that it signs, the correction of an earlier one, the change of circumstances, and the voluntary exit.
//
// It promises that an amount is kept as it was said, with its own period, and only shown converted; that "none", "I don't
// know" and "nobody asked" stay three different answers; that a correction (same effective day: the earlier answer was
// wrong) and a succession (a later day: circumstances changed) are told apart; and that nothing is submitted without a valid
// pledge. It refuses an answer to an item that the edition does not ask. It has no clock and does no I/O.
package declaration
