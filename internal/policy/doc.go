// Package policy loads, checks and evaluates a policy edition (方案): one folder with text.md (the articles, an anchor each),
// edition.yaml (dated rules, each citing its anchor and its legal basis or saying that none was found) and cases/*.yaml
// (worked cases). Another county's scheme is another folder and no code.
//
// It promises that an edition with a missing citation, an unknown field, an impossible window, an uncovered grade or an empty
// reviewer chain is refused with file, line and remedy; that evaluation is pure and explains itself in words; and that no
// edition can switch off the floor of safeguards.md: without proven intent, verified primary evidence, a hearing and a
// responsible adult there is no grade, whatever its clauses say. It decides nothing: an outcome is a suggestion to an officer.
package policy
