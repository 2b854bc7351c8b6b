package policy

import "slices"

// coverage refuses a grade that some part of the loop does not cover.
func (c *checker) coverage() {
	if len(c.content.Grades) == 0 {
		c.wrong([]any{"grades"}, "missing", "field", "grades")
	}
	covered := map[string]func(Grade) bool{
		"clauses": func(g Grade) bool {
			return slices.ContainsFunc(c.content.Clauses, func(x Clause) bool { return x.Grade == g })
		},
		"measures": func(g Grade) bool {
			return slices.ContainsFunc(c.content.Measures, func(x Measure) bool { return x.Grade == g })
		},
		"evidence":  covers(c.content.Evidence, func(x EvidenceDemand) Grade { return x.Grade }),
		"authority": covers(c.content.Authority, func(x Authority) Grade { return x.Grade }),
		"reviewers": covers(c.content.Reviewers, func(x ReviewerChain) Grade { return x.Grade }),
		"repair":    covers(c.content.Repair, func(x Repair) Grade { return x.Grade }),
		"retention": covers(c.content.Retention, func(x Retention) Grade { return x.Grade }),
	}
	parts := []string{"clauses", "measures", "evidence", "authority", "reviewers", "repair", "retention"}
	for i, grade := range c.content.Grades {
		for _, part := range parts {
			if !covered[part](grade.Code) {
				c.wrong([]any{"grades", i}, "uncovered_grade", "grade", grade.Code, "part", part)
			}
		}
	}
}

func covers[T any](all []T, gradeOf func(T) Grade) func(Grade) bool {
	return func(grade Grade) bool {
		return slices.ContainsFunc(all, func(one T) bool { return gradeOf(one) == grade })
	}
}

// limits checks numbers against the floor that every edition stands on, and against each other.
func (c *checker) limits() {
	for i, x := range c.content.Evidence {
		path := []any{"evidence", i}
		c.knownGrade(x.Grade, append(path, "grade"))
		if x.VerifiedPrimary < 1 || x.Investigators < 2 || x.Independent < x.VerifiedPrimary {
			c.wrong(path, "weak_evidence", "grade", x.Grade)
		}
	}
	for i, x := range c.content.Authority {
		path := []any{"authority", i}
		c.knownGrade(x.Grade, append(path, "grade"))
		oneOf(c, append(path, "proposes"), x.Proposes, TownshipOffice, CountySection, CountyPanel, CountyOffice)
		oneOf(c, append(path, "decides"), x.Decides, TownshipOffice, CountySection, CountyPanel, CountyOffice)
		if x.Persons < 2 {
			c.wrong(path, "one_person_decides", "grade", x.Grade)
		}
	}
	for i, x := range c.content.Reviewers {
		c.reviewers(x, []any{"reviewers", i})
	}
	c.deadlines()
	for i, x := range c.content.Repair {
		c.knownGrade(x.Grade, []any{"repair", i, "grade"})
		retention, _ := ofGrade(c.content.Retention, x.Grade, func(r Retention) Grade { return r.Grade })
		if x.AfterMonths < 0 || x.AfterMonths > retention.Months {
			c.wrong([]any{"repair", i, "after_months"}, "repair_too_late", "grade", x.Grade, "months", x.AfterMonths, "life", retention.Months)
		}
		for j, need := range x.Needs {
			oneOf(c, []any{"repair", i, "needs", j}, need, NeedInterview, NeedCorrection, NeedRefundOrPlan, NeedNewPledge)
		}
	}
	ceiling := c.content.RetentionCeiling.Months
	if ceiling < 1 || ceiling > 60 {
		c.wrong([]any{"retention_ceiling", "months"}, "out_of_range", "value", ceiling, "least", 1, "most", 60)
	}
	for i, x := range c.content.Retention {
		c.knownGrade(x.Grade, []any{"retention", i, "grade"})
		if x.Months < 1 || x.Months > ceiling {
			c.wrong([]any{"retention", i, "months"}, "out_of_range", "value", x.Months, "least", 1, "most", ceiling)
		}
	}
	if c.content.Recovery.AutomaticOffset || c.content.Recovery.StaffErrorIsBreach || c.content.Recovery.InstalmentsMonths < 1 {
		c.wrong([]any{"recovery"}, "recovery_unsafe")
	}
}

// reviewers refuses an empty chain, and one whose first station is the office that decided.
func (c *checker) reviewers(x ReviewerChain, path []any) {
	c.knownGrade(x.Grade, append(path, "grade"))
	if len(x.Chain) == 0 {
		c.wrong(path, "empty_chain", "grade", x.Grade)
		return
	}
	for j, station := range x.Chain {
		at := append(append([]any{}, path...), "chain", j)
		oneOf(c, append(at, "office"), station.Office, TownshipOffice, CountySection, CountyPanel, CountyOffice)
		c.filled(station.Label, append(at, "label")...)
	}
	authority, _ := ofGrade(c.content.Authority, x.Grade, func(a Authority) Grade { return a.Grade })
	for j, station := range x.Chain {
		if station.Office == authority.Decides {
			c.wrong(append(path, "chain", j), "reviewer_decided", "grade", x.Grade, "office", station.Office)
		}
	}
}

func (c *checker) deadlines() {
	given := map[string]bool{}
	for i, x := range c.content.Deadlines {
		given[x.Name] = true
		path := []any{"deadlines", i}
		c.filled(x.Label, append(path, "label")...)
		c.filled(x.Starts, append(path, "starts")...)
		oneOf(c, append(path, "of"), x.Of, OfHousehold, OfAgency)
		if (x.Days > 0) == (x.Months > 0) || x.Days < 0 || x.Months < 0 || x.Days > 366 || x.Months > 60 || x.Working && x.Months > 0 ||
			x.Max != 0 && x.Max < x.Days+x.Months {
			c.wrong(path, "impossible_deadline", "name", x.Name)
		}
		// 行政处罚法 Art. 64 gives five working days at the least.
		if x.Name == Defence && (!x.Working || x.Days < 5) {
			c.wrong(path, "defence_too_short", "days", x.Days)
		}
	}
	for _, name := range DeadlineNames() {
		if !given[name] {
			c.wrong([]any{"deadlines"}, "deadline_missing", "name", name)
		}
	}
}

// cases warns where a clause has fewer than two worked cases, and refuses a case that names what the edition does not know.
func (c *checker) cases(cases []Case) {
	count := map[string]int{}
	for _, one := range cases {
		count[one.Then.Clause]++
		if one.Then.Clause != "" && !slices.ContainsFunc(c.content.Clauses, func(x Clause) bool { return x.Code == one.Then.Clause }) {
			c.findings = append(c.findings, Finding{File: one.File, Line: one.Line, Problem: "case_unknown_clause", Pairs: []any{"clause", one.Then.Clause}})
		}
		if one.On.IsZero() || one.Sentence == "" {
			c.findings = append(c.findings, Finding{File: one.File, Line: one.Line, Problem: "case_incomplete"})
		}
	}
	for i, clause := range c.content.Clauses {
		if count[clause.Code] < 2 {
			c.warn([]any{"clauses", i}, "few_cases", "code", clause.Code, "name", c.inWords(each{path: []any{"clauses", i}, code: clause.Code, rule: clause.Rule}), "count", count[clause.Code])
		}
	}
}
