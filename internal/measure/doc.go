// Package measure holds what follows from a decision (奖惩): sanctions with their hardship check, the application bar that the
// calendar ends, and incentives with their public list. It is pure.
//
// It promises: a measure runs only while its decision is in force, its legal basis stands, hardship was checked and not found,
// and no objection goes on (H5, H6); a bar is [d, d + its months), never longer for whatever happens; members without fault
// keep what is theirs; a public list holds masked names with consent and nothing by which anybody could be found (H11).
package measure
