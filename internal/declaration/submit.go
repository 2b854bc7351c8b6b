package declaration

import (
	"errors"
	"time"

	"chengxin/internal/fault"
	"chengxin/internal/period"
)

// Kind says how a declaration relates to the one before it (after Cúram).
type Kind string

// A correction has the effective day of the one it corrects: the earlier answer was wrong. A succession has a later day:
// circumstances changed. Which one it is decides between an inaccuracy and normal dynamic management.
const (
	First      Kind = "first"
	Correction Kind = "correction"
	Succession Kind = "succession"
)

// Channel says how a declaration came in.
type Channel string

// The channels. Paper is entered by an officer from a signed sheet; Oral is taken down by an officer from what is said.
const (
	Online Channel = "online"
	Paper  Channel = "paper"
	Oral   Channel = "oral"
)

// Standing is what the pledge step says of a household: which pledge and authorisation hold, and who has not signed.
type Standing struct {
	Valid   bool
	Texts   []string // the hashes of the texts in force that were signed
	Missing []string // members who have not signed them
}

// Declaration is what a household has declared. It is a fact: a later one replaces it, nothing changes it.
type Declaration struct {
	ID          string
	Household   string
	Number      int64 // the household's first, second, … declaration
	Kind        Kind
	Follows     string // the declaration that it corrects or succeeds; empty for the first
	EffectiveOn period.Day
	SubmittedAt time.Time
	SubmittedBy string // the member, or the officer for paper and oral ones
	Declarant   string // the member who declares, whoever types
	Proxy       string // the proxy's registration, when a proxy declares
	Channel     Channel
	Sheet       string // the paper sheet's number, for paper
	Edition     string
	Texts       []string // the hashes of the pledge and the authorisation under which it is made
	Lines       []Line
}

// Submission is what a declaration is made of.
type Submission struct {
	ID        string
	Draft     Draft
	Declarant string
	By        string
	Proxy     string
	Channel   Channel
	Sheet     string
	At        time.Time
	Effective period.Day // for a succession: the day from which it holds; zero means the draft's, and then the day of submission
}

// Submit makes a declaration of a draft. It refuses, with one fault for each: a household without a valid pledge, a question
// that is not answered or not asked, a wrong member, an effective day in the future or before the one that it succeeds, and a
// correction of anything but the latest declaration.
func Submit(questions []Question, persons []Person, standing Standing, earlier []Declaration, s Submission) (Declaration, error) {
	if !standing.Valid {
		return Declaration{}, fault.New(fault.Invalid, "declaration.no_pledge")
	}
	var refused fault.List
	asked := map[string]Question{}
	for _, question := range questions {
		asked[question.Code] = question
	}
	seen := map[key]bool{}
	for _, line := range s.Draft.Lines {
		question, known := asked[line.Item]
		switch {
		case !known:
			refused = append(refused, fault.Field(line.Item, "declaration.line.not_asked", "item", line.Item))
		case seen[key{line.Item, line.Member}]:
			refused = append(refused, fault.Field(line.Item, "declaration.line.contradiction"))
		default:
			var wrong *fault.Error
			if err := line.Check(question, persons); errors.As(err, &wrong) {
				refused = append(refused, wrong)
			} else if err != nil {
				return Declaration{}, err
			}
		}
		seen[key{line.Item, line.Member}] = true
	}
	for _, want := range Path(questions, persons) {
		if !seen[key{want.Question.Code, want.Member}] {
			refused = append(refused, fault.Field(want.Question.Code, "declaration.line.unanswered"))
		}
	}
	if err := refused.OrNil(); err != nil {
		return Declaration{}, err
	}
	made := Declaration{
		ID: s.ID, Household: s.Draft.Household, Number: int64(len(earlier)) + 1, Kind: First,
		EffectiveOn: s.Effective, SubmittedAt: s.At, SubmittedBy: s.By, Declarant: s.Declarant, Proxy: s.Proxy,
		Channel: s.Channel, Sheet: s.Sheet, Edition: s.Draft.Edition, Texts: standing.Texts, Lines: sorted(s.Draft.Lines),
	}
	today := period.DayOf(s.At)
	if made.EffectiveOn.IsZero() {
		made.EffectiveOn = s.Draft.Effective
	}
	if made.EffectiveOn.IsZero() {
		made.EffectiveOn = today
	}
	if made.EffectiveOn.After(today) {
		return Declaration{}, fault.Field("effective", "declaration.effective.future")
	}
	if len(earlier) == 0 {
		if s.Draft.Corrects != "" {
			return Declaration{}, fault.New(fault.Conflict, "declaration.corrects_stale")
		}
		return made, nil
	}
	latest := Latest(earlier)
	made.Follows = latest.ID
	if s.Draft.Corrects != "" {
		if s.Draft.Corrects != latest.ID {
			return Declaration{}, fault.New(fault.Conflict, "declaration.corrects_stale")
		}
		made.Kind, made.EffectiveOn = Correction, latest.EffectiveOn
		return made, nil
	}
	made.Kind = Succession
	if !made.EffectiveOn.After(latest.EffectiveOn) {
		return Declaration{}, fault.Field("effective", "declaration.effective.not_later", "day", latest.EffectiveOn.Chinese())
	}
	return made, nil
}

// Latest is the declaration that speaks for the household now: the one with the highest number. It panics on none.
func Latest(all []Declaration) Declaration {
	latest := all[0]
	for _, one := range all[1:] {
		if one.Number > latest.Number {
			latest = one
		}
	}
	return latest
}

// Difference is one answer that a later declaration gives otherwise.
type Difference struct {
	Item, Member string
	Before, Now  Line
	HadBefore    bool
	HasNow       bool
}

// Compare lists the answers in which two declarations differ, in the order of item and member.
func Compare(before, now Declaration) []Difference {
	var differ []Difference
	for _, line := range now.Lines {
		old, had := find(before.Lines, line.Item, line.Member)
		if !had || old.State != line.State || old.Amount != line.Amount || old.Length != line.Length {
			differ = append(differ, Difference{Item: line.Item, Member: line.Member, Before: old, Now: line, HadBefore: had, HasNow: true})
		}
	}
	for _, line := range before.Lines {
		if _, has := find(now.Lines, line.Item, line.Member); !has {
			differ = append(differ, Difference{Item: line.Item, Member: line.Member, Before: line, HadBefore: true})
		}
	}
	return differ
}
