// Package determination holds the acts by which what may be a breach is looked into. Clues come first: the rule opens one when a
// comparison finds what nobody has looked at, officers report what they see, an officer assesses and closes each with reasons.
//
// It promises: nothing here changes anything for a household; whoever is kin of it does nothing with its clues; every act
// stands in the log under a name. It refuses what internal/determination refuses.
package determination
