package homevisit

import (
	"strings"
	"time"

	"chengxin/internal/fault"
	"chengxin/internal/period"
)

// Outcome is why a visit did not take place.
type Outcome string

// The outcomes. Neither is non-cooperation: an absence asks for another appointment, a refusal is kept with its reason.
const (
	Absent  Outcome = "absent"
	Refused Outcome = "refused"
)

// Outcomes lists the outcomes in the order in which pages offer them.
func Outcomes() []Outcome { return []Outcome{Absent, Refused} }

// Attempt is a visit that did not take place.
type Attempt struct {
	ID         string
	Assignment string
	Household  string
	Outcome    Outcome
	On         period.Day
	Reason     string     // what was found, or the household's own words
	Left       string     // how the next appointment was told: a note, a call, a neighbour asked to tell
	NextOn     period.Day // the next appointment; owed after an absence, offered after a refusal
	At         time.Time
	By         string
}

// CheckAttempt refuses an attempt by somebody else than the two officers (Forbidden), without a reason, on a day to come, and an
// absence without another appointment and how it was told.
func CheckAttempt(assignment Assignment, made Attempt, today period.Day) error {
	if !assignment.Names(made.By) {
		return fault.New(fault.Forbidden, "visit.not_yours")
	}
	var refused fault.List
	if made.Outcome != Absent && made.Outcome != Refused {
		refused = append(refused, fault.Field("outcome", "visit.attempt.outcome"))
	}
	if strings.TrimSpace(made.Reason) == "" {
		refused = append(refused, fault.Field("reason", "visit.attempt.reason"))
	}
	if len([]rune(made.Reason)) > MaxWords || len([]rune(made.Left)) > MaxWords {
		refused = append(refused, fault.Field("reason", "visit.words.too_long", "max", MaxWords))
	}
	switch {
	case made.On.IsZero():
		refused = append(refused, fault.Field("tried_on", "visit.attempt.day"))
	case made.On.After(today):
		refused = append(refused, fault.Field("tried_on", "visit.as_of.future"))
	}
	if made.Outcome == Absent && made.NextOn.IsZero() {
		refused = append(refused, fault.Field("next_on", "visit.attempt.next"))
	}
	if !made.NextOn.IsZero() && !made.NextOn.After(made.On) {
		refused = append(refused, fault.Field("next_on", "visit.attempt.next_later"))
	}
	if made.Outcome == Absent && strings.TrimSpace(made.Left) == "" {
		refused = append(refused, fault.Field("left", "visit.attempt.left"))
	}
	return refused.OrNil()
}

// LeastTries is how many absences on different days must be documented before anything at all may be said of them, where the
// edition names no higher number. No edition can go below it.
const LeastTries = 3

// Documented counts the days on which nobody was met, and says whether there are enough that an officer may mention them. That
// is all that follows from absences here.
func Documented(attempts []Attempt, edition int) (days int, enough bool) {
	seen := map[period.Day]bool{}
	for _, one := range attempts {
		if one.Outcome == Absent {
			seen[one.On] = true
		}
	}
	return len(seen), len(seen) >= max(edition, LeastTries)
}
