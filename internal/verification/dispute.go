package verification

import (
	"slices"
	"strings"
	"time"

	"chengxin/internal/deadline"
	"chengxin/internal/fault"
	"chengxin/internal/period"
)

// Channel is how a dispute reached us; all are equal.
type Channel string

// The channels.
const (
	Online Channel = "online"
	Paper  Channel = "paper"
	Oral   Channel = "oral"
)

// Channels lists those through which an officer enters a dispute.
func Channels() []Channel { return []Channel{Paper, Oral} }

// Dispute is a person's word that one result of one source is not right (数据异议). Until it is answered the result is set
// aside.
type Dispute struct {
	ID        string
	Household string
	Report    string
	Source    Source
	Member    string
	Item      string
	Words     string // the person's own, or as an officer put them down
	Channel   Channel
	At        time.Time
	By        string // who brought it: the member, or the officer who wrote it down
	Answer    *Answer
}

// Outcome is what the source said when it was asked again.
type Outcome string

// The outcomes.
const (
	Corrected Outcome = "corrected"
	Stands    Outcome = "stands"
)

// Answer is what an officer answers after asking the source.
type Answer struct {
	ID      string
	Outcome Outcome
	Asked   string // whom at the source was asked, and when
	Words   string // the reasons, in plain words
	State   State  // with Corrected: what is right
	Value   int64
	At      time.Time
	By      string

	Document string // the letter to the person
	Number   string
}

// MaxWords is how many runes a dispute and an answer may have.
const MaxWords = 1000

// CorrectionLimit is within what a source corrects its data (政务数据共享条例 26).
var CorrectionLimit = deadline.Span{Count: 10, Unit: deadline.Working}

// CheckDispute refuses words that are missing or too long, a result that does not stand (NotFound), and a second dispute while
// one waits (Conflict).
func CheckDispute(made Dispute, standing []Result) error {
	at := slices.IndexFunc(standing, func(r Result) bool {
		return r.Report == made.Report && r.Member == made.Member && r.Item == made.Item && !r.Hidden
	})
	switch {
	case at < 0:
		return fault.New(fault.NotFound, "fault.not_found")
	case standing[at].Open():
		return fault.New(fault.Conflict, "verification.dispute.open")
	case strings.TrimSpace(made.Words) == "":
		return fault.Field("words", "verification.dispute.words")
	case len([]rune(made.Words)) > MaxWords:
		return fault.Field("words", "verification.dispute.too_long", "most", MaxWords)
	}
	return nil
}

// CheckAnswer refuses a second answer (Conflict), an answer by whoever wrote the dispute down (Forbidden), and one without an
// outcome, without whom was asked, without reasons, or corrected to nothing that can be kept.
func CheckAnswer(to Dispute, given Answer) error {
	switch {
	case to.Answer != nil:
		return fault.New(fault.Conflict, "verification.dispute.answered")
	case to.By == given.By:
		return fault.New(fault.Forbidden, "verification.dispute.own")
	}
	var wrong fault.List
	if given.Outcome != Corrected && given.Outcome != Stands {
		wrong = append(wrong, fault.Field("outcome", "verification.dispute.outcome"))
	}
	if strings.TrimSpace(given.Asked) == "" || len([]rune(given.Asked)) > MaxWords {
		wrong = append(wrong, fault.Field("asked", "verification.dispute.asked"))
	}
	if strings.TrimSpace(given.Words) == "" {
		wrong = append(wrong, fault.Field("words", "verification.dispute.answer"))
	} else if len([]rune(given.Words)) > MaxWords {
		wrong = append(wrong, fault.Field("words", "verification.dispute.too_long", "most", MaxWords))
	}
	if given.Outcome == Corrected {
		switch {
		case !slices.Contains(States(), given.State) || given.State == NotAsked:
			wrong = append(wrong, fault.Field("state", "verification.dispute.state"))
		case given.State == Found && (given.Value <= 0 || given.Value > mostValue):
			wrong = append(wrong, fault.Field("value", "verification.dispute.value"))
		}
	}
	return wrong.OrNil()
}

// AnswerDue is when a dispute is to be answered.
func AnswerDue(d Dispute, table deadline.Table) deadline.Result {
	return deadline.Due(period.DayOf(d.At), CorrectionLimit, nil, table)
}
