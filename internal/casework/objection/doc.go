// Package objection holds the acts by which a household contests a decision (异议调处), and by which it is answered.
//
// It promises: whatever way an objection comes, it is kept in the act that takes it and stays every measure from then on; who
// reviews is neither the decider nor of the same office; an answer is a numbered letter, and undoes or eases in the same
// transaction; a withdrawal counts only after another office has called back. It refuses what internal/objection refuses.
package objection
