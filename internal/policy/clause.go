package policy

import "chengxin/internal/period"

// Grade is the code of a grade of breach (轻度、中度、重度), as the edition names it. The empty Grade is "no grade".
type Grade string

// Conduct is what a clause is about.
type Conduct string

// The kinds of conduct.
const (
	Trustworthy Conduct = "trustworthy" // 守信行为
	Breach      Conduct = "breach"      // 失信行为
)

// GradeRule names a grade and orders it: a higher rank is more serious.
type GradeRule struct {
	Code  Grade  `yaml:"code"`
	Label string `yaml:"label"`
	Rank  int    `yaml:"rank"`
	Rule  `yaml:",inline"`
}

// Requirement is one condition of a clause or a measure: data of the edition, in the vocabulary of facts, with the sentence
// that explains it to a person.
type Requirement struct {
	If  string `yaml:"if"`
	Say string `yaml:"say"`

	compiled condition
}

// Escalation makes a clause out of successive effective findings instead of facts.
type Escalation struct {
	From  Grade `yaml:"of"`
	Times int   `yaml:"times"`
}

// Clause is one kind of conduct in the exact words of its source.
type Clause struct {
	Code      string        `yaml:"code"`
	Conduct   Conduct       `yaml:"conduct"`
	Grade     Grade         `yaml:"grade"` // of a breach
	Words     string        `yaml:"words"`
	Requires  []Requirement `yaml:"requires"`
	Escalates *Escalation   `yaml:"escalates"`
	Rule      `yaml:",inline"`
}

// Clause finds a clause by its code.
func (e *Edition) Clause(code string) (Clause, bool) {
	for _, clause := range e.content.Clauses {
		if clause.Code == code {
			return clause, true
		}
	}
	return Clause{}, false
}

// Clauses lists the clauses in force on a day, in the edition's order.
func (e *Edition) Clauses(on period.Day) []Clause {
	return inForce(e.content.Clauses, on, func(c Clause) Rule { return c.Rule })
}

// Grades lists the grades from mild to serious.
func (e *Edition) Grades() []GradeRule { return e.content.Grades }

// GradeLabel is a grade's name for people; empty for no grade.
func (e *Edition) GradeLabel(grade Grade) string {
	for _, rule := range e.content.Grades {
		if rule.Code == grade {
			return rule.Label
		}
	}
	return ""
}

// rank orders grades; 0 for none.
func (e *Edition) rank(grade Grade) int {
	for _, rule := range e.content.Grades {
		if rule.Code == grade {
			return rule.Rank
		}
	}
	return 0
}

func inForce[T any](all []T, on period.Day, ruleOf func(T) Rule) []T {
	var found []T
	for _, one := range all {
		if ruleOf(one).InForce(on) {
			found = append(found, one)
		}
	}
	return found
}
