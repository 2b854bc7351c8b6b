// Package tipoff holds the acts on tip-offs: anybody reports over the public form, officers take down what is said by telephone, on
// paper or at the desk, the custodian hands it to somebody whom it is not about, that officer looks into it and ends it, the reporter
// is told. A clue comes from it by a person's act only (internal/casework/determination).
//
// It promises: whoever is reported, or is kin of a reported household, learns of no tip-off about them, not even that there is one;
// who the reporter is is read by the custodian alone, for a purpose and a reason, and each time stands in the log before it is shown;
// no entry names a household, so that none of it shows in a file. It refuses what internal/tipoff refuses.
package tipoff
