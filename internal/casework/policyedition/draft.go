package policyedition

import (
	"slices"
	"time"

	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/policy"
)

// Draft is a registered draft: what it calls itself, and the digest over all its files.
type Draft struct {
	ID           string
	Name         string // of the edition; empty when its check cannot read it
	Title        string
	Version      string
	Digest       string // SHA-256, hex (policy.Digest)
	Source       string // where the files came from: upload, or the name of a folder
	Files        int
	Size         int64 // bytes
	RegisteredAt time.Time
	RegisteredBy string
}

// Consultation is a period for comments (征求意见), from its first to its last day.
type Consultation struct {
	ID       string
	Draft    string
	OpensOn  period.Day
	ClosesOn period.Day // the last day
	Words    string     // what is asked, and how to comment otherwise
	At       time.Time
	By       string
}

// Comment is an officer's comment on an article; an empty anchor means the whole draft.
type Comment struct {
	ID     string
	Draft  string
	Anchor string
	Words  string
	At     time.Time
	By     string
}

// Answer is what the draft's side makes of a comment.
type Answer struct {
	ID      string
	Draft   string
	Comment string
	Taken   bool // the comment is taken up (in a further draft); otherwise Words say why not
	Words   string
	At      time.Time
	By      string
}

// Proposal asks for the adoption of a draft from a day on.
type Proposal struct {
	ID          string
	Draft       string
	Digest      string
	EffectiveOn period.Day
	Reason      string
	At          time.Time
	By          string
}

// Adoption puts a draft in force from a day on. It names both people.
type Adoption struct {
	ID          string
	Draft       string
	Proposal    string
	Name        string
	Digest      string
	EffectiveOn period.Day
	ProposedBy  string
	At          time.Time
	By          string
}

// InForce is the edition in force on a day: an adopted draft, or the edition that the county was set up with.
type InForce struct {
	Draft       string // empty: the edition of the setup
	Name        string
	Digest      string // of an adopted draft
	EffectiveOn period.Day

	OpinionEvents int // how many events of legal opinions the county has: without one there is nothing to read
}

// The events of a legal opinion.
const (
	Filed     = "filed"
	Withdrawn = "withdrawn"
)

// Opinion is one event of a county's legal opinion on a measure: filed, or withdrawn with a reason.
type Opinion struct {
	ID      string
	Measure string
	Event   string
	Number  string // 文号
	DatedOn period.Day
	Office  string // who gave it
	Scan    pledge.Scan
	Reason  string // of a withdrawal
	Demo    bool
	At      time.Time
	By      string

	Review *OpinionReview // of a filing; nil while it waits for another person
}

// OpinionReview is another person's word on a filed opinion: confirmed, it counts; returned, with a reason, it never does.
type OpinionReview struct {
	ID        string
	Opinion   string
	Scan      string // the hash of the scan that this person read
	Confirmed bool
	Reason    string
	At        time.Time
	By        string
}

// Standing gives the opinions that count: of each measure the latest filing that another person confirmed, unless it was
// withdrawn since. Events are oldest first.
func Standing(events []Opinion) []Opinion {
	return latest(events, func(o Opinion) bool { return o.Review != nil && o.Review.Confirmed })
}

// Waiting gives the filings that wait for another person: of each measure the latest, unless it was reviewed or withdrawn.
func Waiting(events []Opinion) []Opinion {
	waiting := latest(events, func(Opinion) bool { return true })
	return slices.DeleteFunc(waiting, func(o Opinion) bool { return o.Review != nil })
}

// latest gives the last filing of each measure that counts and was not withdrawn since.
func latest(events []Opinion, counts func(Opinion) bool) []Opinion {
	var last []Opinion
	for _, event := range events {
		if event.Event == Filed && !counts(event) {
			continue
		}
		last = slices.DeleteFunc(last, func(o Opinion) bool { return o.Measure == event.Measure })
		if event.Event == Filed {
			last = append(last, event)
		}
	}
	return last
}

// ForPolicy is the opinions as an edition takes them.
func ForPolicy(standing []Opinion) []policy.LegalOpinion {
	opinions := make([]policy.LegalOpinion, len(standing))
	for i, o := range standing {
		opinions[i] = policy.LegalOpinion{Measure: o.Measure, Number: o.Number, DatedOn: o.DatedOn, By: o.Office, ScanDigest: o.Scan.Hash, Demo: o.Demo}
	}
	return opinions
}

// Course is everything that happened to a draft, each list oldest first.
type Course struct {
	Draft         Draft
	Consultations []Consultation
	Comments      []Comment
	Answers       []Answer
	Proposals     []Proposal
	Adoption      *Adoption // nil while it is a draft
}

// State is where a draft stands.
type State string

// The states, as docs/states.md draws them.
const (
	Drafted  State = "drafted"
	Open     State = "open"     // comments are taken today
	Closed   State = "closed"   // the period is over: answer, then propose
	Proposed State = "proposed" // waits for another person
	Adopted  State = "adopted"  // adopted for a later day
	Applying State = "in_force" // adopted, and its day has come
)

// State derives where the draft stands on a day. That an adopted edition was replaced by a later one is for whoever sees
// all adoptions (Pick).
func (c Course) State(today period.Day) State {
	switch {
	case c.Adoption != nil && c.Adoption.EffectiveOn.After(today):
		return Adopted
	case c.Adoption != nil:
		return Applying
	case c.OpenOn(today) != nil:
		return Open
	case c.Proposal() != nil:
		return Proposed
	case len(c.Consultations) > 0:
		return Closed
	}
	return Drafted
}

// OpenOn is the period in which comments are taken on a day; nil when none is.
func (c Course) OpenOn(today period.Day) *Consultation {
	for i, one := range c.Consultations {
		if !today.Before(one.OpensOn) && !today.After(one.ClosesOn) {
			return &c.Consultations[i]
		}
	}
	return nil
}

// Proposal is the latest proposal; nil when there is none, or when the draft was opened for comment again after it.
func (c Course) Proposal() *Proposal {
	if len(c.Proposals) == 0 {
		return nil
	}
	last := &c.Proposals[len(c.Proposals)-1]
	for _, one := range c.Consultations {
		if one.At.After(last.At) {
			return nil
		}
	}
	return last
}

// AnswerTo is the answer to a comment; nil while it waits.
func (c Course) AnswerTo(comment string) *Answer {
	for i, one := range c.Answers {
		if one.Comment == comment {
			return &c.Answers[i]
		}
	}
	return nil
}

// Unanswered counts the comments that wait for an answer.
func (c Course) Unanswered() int {
	count := 0
	for _, comment := range c.Comments {
		if c.AnswerTo(comment.ID) == nil {
			count++
		}
	}
	return count
}

// Pick finds the adoption in force on a day: the latest effective day that has come, and of one day the latest act.
func Pick(adoptions []Adoption, on period.Day) *Adoption {
	var picked *Adoption
	for i, one := range adoptions {
		if one.EffectiveOn.After(on) {
			continue
		}
		if picked == nil || one.EffectiveOn.After(picked.EffectiveOn) || one.EffectiveOn == picked.EffectiveOn && one.At.After(picked.At) {
			picked = &adoptions[i]
		}
	}
	return picked
}
