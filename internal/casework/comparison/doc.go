// Package comparison holds the acts of comparing: one household's three sources when one of them has arrived or an officer
// asks, and a region's as a batch. Each run keeps the edition, the inputs it saw and what it found.
//
// It promises that a run is repeatable from what it kept, and that what is missing stays missing. It judges nobody: what
// differs is for an officer to ask about, and nothing follows from it by itself. It refuses officers without the permission
// there, and those who are kin.
package comparison
