package pledge

import (
	"slices"
	"time"

	"chengxin/internal/fault"
)

// Answer is one answer to an understanding question. All are kept: the first measures awareness, the rest show that the
// question was asked until it was understood.
type Answer struct {
	ID, Household, Member string
	Version, Hash         string // of the notice that the question is about
	Question, Choice      string
	Right, First          bool
	Channel               Channel
	Language              Speech
	ReadAloudBy           string // who read the question aloud, when it was asked in person
	At                    time.Time
	By                    string // the member, the proxy's registration or the officer who asked
}

// Progress is how far a member has come through the questions on the text in force.
type Progress struct {
	Next       string // the question to ask now; empty when done
	Number     int    // its number, from 1
	Right      int    // questions answered rightly by now
	FirstRight int    // questions whose first answer was right
	Total      int
	Done       bool
}

// ProgressOf derives one member's progress from all the household's answers, in any order. The next question is the
// first, in the edition's order, without a right answer.
func ProgressOf(terms Terms, answers []Answer, member string) Progress {
	current := terms.Notice.Hash
	progress := Progress{Total: len(terms.Questions)}
	for i, question := range terms.Questions {
		right := false
		for _, answer := range answers {
			if answer.Member != member || answer.Hash != current || answer.Question != question.ID {
				continue
			}
			right = right || answer.Right
			if answer.First && answer.Right {
				progress.FirstRight++
			}
		}
		switch {
		case right:
			progress.Right++
		case progress.Next == "":
			progress.Next, progress.Number = question.ID, i+1
		}
	}
	progress.Done = progress.Right == progress.Total
	return progress
}

// AnswerQuestion judges one answer. The result carries whether it was right and whether it was the member's first answer
// to that question on this text. It refuses an unknown question (NotFound) and a choice that the question does not offer.
func AnswerQuestion(terms Terms, earlier []Answer, member, question, choice string) (Answer, error) {
	asked, known := terms.Question(question)
	if !known {
		return Answer{}, fault.New(fault.NotFound, "fault.not_found")
	}
	at := slices.IndexFunc(asked.Options, func(o Option) bool { return o.ID == choice })
	if at < 0 {
		return Answer{}, fault.Field("choice", "notice.question.choose")
	}
	hash := terms.Notice.Hash
	first := !slices.ContainsFunc(earlier, func(a Answer) bool {
		return a.Member == member && a.Question == question && a.Hash == hash
	})
	return Answer{
		Member: member, Version: terms.Notice.Version, Hash: hash,
		Question: question, Choice: choice, Right: asked.Options[at].Right, First: first,
	}, nil
}
