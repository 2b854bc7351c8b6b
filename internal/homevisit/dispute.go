package homevisit

import (
	"slices"
	"strings"
	"time"

	"chengxin/internal/fault"
)

// Dispute is a household's word that what two officers saw is not right. It changes nothing by itself: the officers may correct
// the observation, and somebody else answers.
type Dispute struct {
	ID          string
	Observation string
	Assignment  string
	Household   string
	Words       string // the household's own
	At          time.Time
	By          string // the member
	Answer      *Answer
}

// Answer is what an officer who was not one of the two says to a dispute.
type Answer struct {
	ID    string
	Words string
	At    time.Time
	By    string
}

// CheckDispute refuses words that are missing or too long, an observation that does not count (NotFound), and a second dispute
// while one waits for its answer (Conflict).
func CheckDispute(made Dispute, counting []Observation, earlier []Dispute) error {
	switch {
	case !slices.ContainsFunc(counting, func(o Observation) bool { return o.ID == made.Observation }):
		return fault.New(fault.NotFound, "fault.not_found")
	case slices.ContainsFunc(earlier, func(d Dispute) bool { return d.Observation == made.Observation && d.Answer == nil }):
		return fault.New(fault.Conflict, "visit.dispute.open")
	case strings.TrimSpace(made.Words) == "":
		return fault.Field("words", "visit.dispute.words")
	case len([]rune(made.Words)) > MaxWords:
		return fault.Field("words", "visit.words.too_long", "max", MaxWords)
	}
	return nil
}

// CheckAnswer refuses an answer by one of the two officers (Forbidden: nobody judges the own work), a second one (Conflict), and
// words that are missing or too long.
func CheckAnswer(assignment Assignment, to Dispute, given Answer) error {
	switch {
	case assignment.Names(given.By):
		return fault.New(fault.Forbidden, "visit.dispute.own")
	case to.Answer != nil:
		return fault.New(fault.Conflict, "visit.dispute.answered")
	case strings.TrimSpace(given.Words) == "":
		return fault.Field("words", "visit.dispute.answer_missing")
	case len([]rune(given.Words)) > MaxWords:
		return fault.Field("words", "visit.words.too_long", "max", MaxWords)
	}
	return nil
}
