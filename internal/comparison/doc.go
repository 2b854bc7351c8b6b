// Package comparison sets what a household declared beside what was seen at its home and what the platform answered, and names
// the differences. It decides nothing: a discrepancy is a clue, whose cause an officer asks for.
//
// It promises one set of rules, compiled once from the edition's item catalogue, for one household in the program, for a
// county, and for files larger than memory; exact integers; and an answer that does not depend on the order of the rows. What
// is missing is never taken for zero: a source without rows, a key set aside, an item that a source cannot know, a row that
// could not be read. It refuses sums beyond its limits (LimitError) instead of rounding or wrapping them, and knows neither
// clock nor file.
package comparison
