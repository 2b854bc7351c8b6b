package declaration

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"chengxin/internal/period"
)

// Draft is a declaration in the making. It is kept at every step, and only its household and the officer who helps see it.
type Draft struct {
	ID        string
	Household string
	Officer   string     // the officer who enters it; empty for the household's own
	StartedBy string     // the member, or the officer who enters a paper
	Corrects  string     // the declaration that it corrects; empty for a first one or a succession
	Effective period.Day // for a succession: the day from which it holds, as the household says it; zero for none
	Edition   string
	Lines     []Line
	UpdatedAt time.Time
}

// Mark names a state of the draft: what somebody has read before handing it in. Another answer makes another mark.
func (d Draft) Mark() string { return d.ID + "-" + strconv.FormatInt(d.UpdatedAt.UnixMicro(), 36) }

// WantsHelp counts the answers with which somebody asks for help.
func WantsHelp(lines []Line) int {
	count := 0
	for _, line := range lines {
		if line.State == NeedsHelp {
			count++
		}
	}
	return count
}

// Put keeps one answer, replacing an earlier one for the same item and member.
func (d *Draft) Put(line Line) {
	for i, earlier := range d.Lines {
		if earlier.Item == line.Item && earlier.Member == line.Member {
			d.Lines[i] = line
			return
		}
	}
	d.Lines = append(d.Lines, line)
}

// Get finds an answer.
func (d Draft) Get(item, member string) (Line, bool) { return find(d.Lines, item, member) }

func find(lines []Line, item, member string) (Line, bool) {
	for _, line := range lines {
		if line.Item == item && line.Member == member {
			return line, true
		}
	}
	return Line{}, false
}

// Asked is one question to one person, or to the household (Member empty).
type Asked struct {
	Question Question
	Member   string
}

// Path lists everything that a household is asked, in the order of the catalogue: a question asked by member is asked of
// each adult, membership of everybody and of the household. Of a child's own income an answer is taken, but none is asked.
func Path(questions []Question, persons []Person) []Asked {
	var path []Asked
	for _, question := range questions {
		if question.ByMember {
			for _, person := range persons {
				if person.Adult || question.Membership {
					path = append(path, Asked{Question: question, Member: person.Member})
				}
			}
		}
		if !question.ByMember || question.Membership {
			path = append(path, Asked{Question: question})
		}
	}
	return path
}

// Next is the first question without an answer; false when all are answered.
func (d Draft) Next(path []Asked) (Asked, bool) {
	for _, asked := range path {
		if _, answered := d.Get(asked.Question.Code, asked.Member); !answered {
			return asked, true
		}
	}
	return Asked{}, false
}

// Progress counts the questions answered, and all of them.
func (d Draft) Progress(path []Asked) (answered, all int) {
	for _, asked := range path {
		if _, found := d.Get(asked.Question.Code, asked.Member); found {
			answered++
		}
	}
	return answered, len(path)
}

// sorted orders lines by item and member, so that the same answers give the same declaration.
func sorted(lines []Line) []Line {
	ordered := slices.Clone(lines)
	slices.SortFunc(ordered, func(a, b Line) int {
		if c := strings.Compare(a.Item, b.Item); c != 0 {
			return c
		}
		return strings.Compare(a.Member, b.Member)
	})
	return ordered
}
