// Package homevisit holds the home visit (入户核查): who goes where on which day, what two officers saw item by item, who was
// asked next door, attempts at which nobody opened or the household did not want it, re-visits and the samples for them.
//
// It promises that what was seen is put down before the declared figure is shown, and that a figure changed afterwards keeps
// the first one beside it; that found, none, unavailable and not asked stay four different answers; that an observation is
// never changed but only named and replaced by another with a reason; that it counts only after the second officer has
// confirmed it; and that a sample can be drawn again by anybody from its recorded frame and seed. It refuses one officer in
// two roles, a relative, and a neighbour's name without his consent. An absence or a refusal never becomes anything else here:
// there is no function that makes non-cooperation of it. It has no clock and does no I/O.
package homevisit
