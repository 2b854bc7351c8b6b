// Package determination takes what may be a breach from a clue (线索) over hearing (陈述申辩) to a decision (行为认定), and finds
// trustworthy conduct. It is pure: facts in, the next facts or a refusal out.
//
// It promises: nothing follows from a clue by itself (H1); no decision without a hearing that was served in two channels, one of
// them in person or on paper, and whose days are over (H4); a proposal states act, cause, intent and reasons, and the edition
// derives clause, grade and measures; another person of the right office confirms with reasons of their own. Whatever is
// missing is a refusal that says what to do.
package determination
