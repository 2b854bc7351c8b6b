package policy

import "strings"

// conduct checks clauses, measures, incentives and public lists.
func (c *checker) conduct() {
	ranks := map[int]bool{}
	for i, grade := range c.content.Grades {
		c.filled(grade.Label, "grades", i, "label")
		if grade.Rank < 1 || ranks[grade.Rank] {
			c.wrong([]any{"grades", i, "rank"}, "bad_rank", "value", grade.Rank)
		}
		ranks[grade.Rank] = true
	}
	for i := range c.content.Clauses {
		c.clause(&c.content.Clauses[i], "clauses", i)
	}
	for i := range c.content.Measures {
		c.measure(&c.content.Measures[i], "measures", i)
	}
	for i, slot := range c.content.Incentives {
		c.filled(slot.Label, "incentives", i, "label")
		if slot.Open {
			c.warn([]any{"incentives", i}, "open_slot", "code", slot.Code, "name", slot.Label)
		} else {
			c.filled(slot.Words, "incentives", i, "words")
		}
	}
	for i, list := range c.content.PublicLists {
		c.publicList(list, "public_lists", i)
	}
}

func (c *checker) clause(clause *Clause, path ...any) {
	c.filled(clause.Words, append(path, "words")...)
	oneOf(c, append(path, "conduct"), clause.Conduct, Trustworthy, Breach)
	if clause.Conduct == Breach {
		c.knownGrade(clause.Grade, append(path, "grade"))
	} else if clause.Grade != "" {
		c.wrong(append(path, "grade"), "grade_of_trustworthy", "code", clause.Code)
	}
	rule := clause.Escalates
	switch {
	case rule == nil && len(clause.Requires) == 0:
		c.wrong(path, "no_condition", "code", clause.Code)
	case rule != nil && len(clause.Requires) > 0:
		c.wrong(append(path, "escalates"), "escalation_with_facts", "code", clause.Code)
	case rule != nil:
		c.knownGrade(rule.From, append(path, "escalates", "of"))
		if rule.Times < 2 || c.content.rankOf(rule.From) >= c.content.rankOf(clause.Grade) {
			c.wrong(append(path, "escalates"), "bad_escalation", "code", clause.Code)
		}
	}
	c.requirements(clause.Requires, path)
}

// requirements compiles each condition; a word outside the vocabulary is refused with its column.
func (c *checker) requirements(requirements []Requirement, path []any) {
	for i := range requirements {
		at := append(append([]any{}, path...), "requires", i)
		c.filled(requirements[i].Say, append(at, "say")...)
		compiled, err := compile(requirements[i].If)
		if err != nil {
			first, _, _ := strings.Cut(err.Error(), "\n")
			c.wrong(append(at, "if"), "bad_condition", "condition", requirements[i].If, "detail", first)
			continue
		}
		requirements[i].compiled = compiled
	}
}

func (c *checker) measure(measure *Measure, path ...any) {
	c.filled(measure.Label, append(path, "label")...)
	c.filled(measure.Words, append(path, "words")...)
	oneOf(c, append(path, "kind"), measure.Kind, Reminder, CorrectiveTalk, Education, Correction, SuspendProcessing, StopPayment, RefundOrder, ApplicationBar)
	for i, standing := range measure.For {
		oneOf(c, append(append([]any{}, path...), "for", i), standing, Applicant, Recipient)
	}
	if measure.Grade != "" {
		c.knownGrade(measure.Grade, append(path, "grade"))
	} else if measure.Kind.Adverse() || len(measure.Requires) == 0 {
		c.wrong(append(path, "grade"), "adverse_without_grade", "code", measure.Code)
	}
	if (measure.Kind == ApplicationBar) != (measure.Months > 0) || measure.Months > 36 {
		c.wrong(append(path, "months"), "bad_bar", "code", measure.Code)
	}
	if measure.Kind == ApplicationBar && len(measure.Exceptions) == 0 {
		c.wrong(path, "bar_without_exceptions", "code", measure.Code)
	}
	c.requirements(measure.Requires, path)
}

func (c *checker) publicList(list PublicListTemplate, path ...any) {
	if list.Conduct != Trustworthy {
		c.wrong(append(path, "conduct"), "list_of_breaches", "code", list.Code)
	}
	for i, field := range list.Fields {
		oneOf(c, append(append([]any{}, path...), "fields", i), field, MaskedName, Village, ListReason)
	}
	if !list.Consent || !list.Withdrawable || list.Minors || list.Days < 1 || list.Days > 30 || len(list.Fields) == 0 {
		c.wrong(path, "list_unsafe", "code", list.Code)
	}
}

func (c *checker) knownGrade(grade Grade, path []any) {
	if c.content.rankOf(grade) == 0 {
		c.wrong(path, "unknown_grade", "grade", grade)
	}
}

func (c *content) rankOf(grade Grade) int {
	for _, rule := range c.Grades {
		if rule.Code == grade {
			return rule.Rank
		}
	}
	return 0
}
