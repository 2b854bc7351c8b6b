// Package verification says what the data sources of the county's platform (核对) state about a household: read row by row
// from a source's file through a saved mapping, kept apart as found, none, unavailable and not asked, with "over the limit"
// flags that are no numbers, each as of its source's day.
//
// It promises that what could not be read, was not asked, is disputed or is only a flag is missing, never zero; that a
// person without a valid authorisation is refused by name of that rule; and that whoever sees a result sees its age. It asks
// no clock and does no I/O.
package verification
