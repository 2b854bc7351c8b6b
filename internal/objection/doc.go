// Package objection lets a household contest a decision (异议调处) and says what a decision is worth meanwhile. It is pure.
//
// It promises: an objection stays every measure at once and by itself, until the last internal review has ended and was served (H5);
// whoever reviews has neither decided nor looked into the case, and belongs to the office that the edition names for that
// station; an answer upholds, makes milder or revokes, never more; a deadline of ours that passes changes nothing for the
// household but who must act now; a withdrawal counts only after a call back by another office and ten working days in
// which it can be taken back.
package objection
