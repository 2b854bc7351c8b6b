// Package pledge holds the rules of the first two steps of the loop: 明确告知 (the notice of duties) and 自觉承诺 (the
// integrity pledge and the verification authorisation).
//
// It promises that a telling, an answer and a signature are each bound to one exact text by its SHA-256 hash; that a
// changed text makes every earlier one "of an earlier version"; and that a household's pledge is valid on a day only if
// each member who must has an unwithdrawn, unexpired signature on the current text, a paper one only after a second
// person has checked it. Whether it is valid is derived from facts in one place, StandingOf, and stored nowhere.
//
// It refuses a signature on a text that is not the one in force, for somebody who must be represented by a guardian, or
// by somebody who may not represent. It knows no clock, no storage and no page.
package pledge
