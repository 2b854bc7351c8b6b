package policy

import (
	"cmp"
	"strings"
)

// each is one rule of the edition with its path and code.
type each struct {
	path    []any
	code    string
	rule    Rule
	adverse bool // it takes something from a household: without a basis it needs a filed legal opinion
}

// eachRule lists every rule of the edition.
func (c *content) eachRule() []each {
	var all []each
	add := func(rule Rule, code string, adverse bool, path ...any) {
		all = append(all, each{path, code, rule, adverse})
	}
	add(c.Scope.Rule, "scope", false, "scope")
	for i, x := range c.Cohorts {
		add(x.Rule, x.Code, false, "cohorts", i)
	}
	for i, x := range c.Goals {
		add(x.Rule, x.Code, false, "goals", i)
	}
	for i, x := range c.NotCounted {
		add(x.Rule, x.Code, false, "not_counted", i)
	}
	for i, x := range c.Standard {
		add(x.Rule, x.Code, false, "standard", i)
	}
	for i, x := range c.Items {
		add(x.Rule, x.Code, false, "items", i)
	}
	for i, x := range c.Notices {
		add(x.Rule, x.Version, false, "notices", i)
	}
	for i, x := range c.Understanding.Questions {
		add(x.Rule, x.Code, false, "understanding", "questions", i)
	}
	for name, pledge := range map[string]PledgeText{"pledge": c.Pledge, "staff_pledge": c.StaffPledge} {
		add(pledge.Rule, name, false, name)
		for i, x := range pledge.Promises {
			add(x.Rule, x.Code, false, name, "promises", i)
		}
	}
	add(c.Authorisation.Rule, "authorisation", false, "authorisation")
	add(c.ObligorAuthorisation.Rule, "obligor_authorisation", false, "obligor_authorisation")
	for i, x := range c.Grades {
		add(x.Rule, string(x.Code), false, "grades", i)
	}
	for i, x := range c.Clauses {
		add(x.Rule, x.Code, x.Conduct == Breach, "clauses", i)
	}
	for i, x := range c.Measures {
		add(x.Rule, x.Code, x.Kind.Adverse(), "measures", i)
	}
	for i, x := range c.Incentives {
		add(x.Rule, x.Code, false, "incentives", i)
	}
	for i, x := range c.Evidence {
		add(x.Rule, string(x.Grade), false, "evidence", i)
	}
	for i, x := range c.Authority {
		add(x.Rule, string(x.Grade), false, "authority", i)
	}
	for i, x := range c.Reviewers {
		add(x.Rule, string(x.Grade), false, "reviewers", i)
	}
	for i, x := range c.Deadlines {
		add(x.Rule, x.Name, false, "deadlines", i)
	}
	for i, x := range c.Repair {
		add(x.Rule, string(x.Grade), false, "repair", i)
	}
	for i, x := range c.Retention {
		add(x.Rule, string(x.Grade), false, "retention", i)
	}
	add(c.RetentionCeiling.Rule, "retention_ceiling", false, "retention_ceiling")
	add(c.Recovery.Rule, "recovery", false, "recovery")
	for i, x := range c.PublicLists {
		add(x.Rule, x.Code, false, "public_lists", i)
	}
	for i, x := range c.Outreach {
		add(x.Rule, x.Code, false, "outreach", i)
	}
	return all
}

// inWords names a rule for whoever adopts an edition and knows none of its codes: its own words or label, shortened, or what its article
// is about; its code where it has neither.
func (c *checker) inWords(one each) string {
	const longest = 30 // runes
	at := 0
	if len(one.path) > 1 {
		at, _ = one.path[1].(int)
	}
	name := ""
	switch one.path[0] {
	case "clauses":
		name = c.content.Clauses[at].Words
	case "measures":
		name = c.gradeLabel(c.content.Measures[at].Grade) + c.content.Measures[at].Label
	case "items":
		name = c.content.Items[at].Label
	case "standard":
		name = c.content.Standard[at].Label
	case "deadlines":
		name = c.content.Deadlines[at].Label
	case "not_counted":
		name = c.content.NotCounted[at].Label
	case "outreach":
		name = c.content.Outreach[at].Label
	case "grades":
		name = c.content.Grades[at].Label
	case "evidence", "authority", "reviewers", "repair", "retention":
		name = c.gradeLabel(Grade(one.code))
	}
	if heading := c.headings[one.rule.Anchor()]; heading != "" && (name == "" || name == c.gradeLabel(Grade(one.code))) {
		name = strings.TrimSpace(heading + " " + name)
	}
	if runes := []rune(name); len(runes) > longest {
		name = string(runes[:longest]) + "\u2026"
	}
	return cmp.Or(name, one.code)
}

func (c *checker) gradeLabel(grade Grade) string {
	for _, rule := range c.content.Grades {
		if rule.Code == grade && grade != "" {
			return rule.Label
		}
	}
	return ""
}

// rules checks what every rule must have: an article that exists, a stated basis, possible days; and warns where the law is
// silent, ended, or not yet begun.
func (c *checker) rules() {
	seen := map[string]bool{}
	for _, one := range c.content.eachRule() {
		c.citation(one)
		c.window(one)
		c.legalWarnings(one)
		if key := kindOf(one.path) + "/" + one.code; one.code != "" && seen[key] {
			c.wrong(one.path, "duplicate_code", "code", one.code)
		} else {
			seen[key] = true
		}
		if one.code == "" {
			c.wrong(one.path, "missing", "field", "code")
		}
	}
	for i, point := range c.content.OpenPoints {
		c.filled(point.Label, "open_points", i, "label")
		if anchor := (Rule{Article: point.Article}).Anchor(); !c.articles[anchor] {
			c.wrong([]any{"open_points", i, "article"}, "unknown_anchor", "anchor", anchor)
		}
		c.warn([]any{"open_points", i}, "open_point", "label", point.Label)
	}
}

func kindOf(path []any) string {
	kind, _ := path[0].(string)
	return kind
}

func (c *checker) citation(one each) {
	switch anchor := one.rule.Anchor(); {
	case one.rule.Article == "":
		c.wrong(one.path, "missing_article", "code", one.code)
	case one.rule.Article != textFile+"#"+anchor || !c.articles[anchor]:
		c.wrong(append(one.path, "article"), "unknown_anchor", "anchor", one.rule.Article)
	}
	if !one.rule.LegalBasis.Said() {
		c.wrong(append(one.path, "legal_basis"), "missing_basis", "code", one.code)
	}
	for i, citation := range one.rule.LegalBasis.All {
		if _, known := c.content.Laws[citation.Law]; !known {
			c.wrong(append(one.path, "legal_basis", i), "unknown_law", "law", citation.Law)
		}
		if citation.At == "" {
			c.wrong(append(one.path, "legal_basis", i), "missing", "field", "at")
		}
	}
}

func (c *checker) window(one each) {
	from, until := one.rule.From, one.rule.Until
	if from.IsZero() {
		from = c.content.From
	}
	if !until.IsZero() && until.Before(from) {
		c.wrong(append(one.path, "until"), "impossible_window", "from", from, "until", until)
	}
	if !c.content.Until.IsZero() && from.After(c.content.Until) {
		c.wrong(append(one.path, "from"), "impossible_window", "from", from, "until", c.content.Until)
	}
}

func (c *checker) legalWarnings(one each) {
	name := c.inWords(one)
	switch {
	case one.rule.LegalBasis.None && one.adverse:
		c.warn(one.path, "no_basis_adverse", "code", one.code, "name", name)
	case one.rule.LegalBasis.None && one.rule.Support == "":
		c.warn(one.path, "no_basis", "code", one.code, "name", name)
	}
	if !one.rule.Until.IsZero() {
		c.warn(append(one.path, "until"), "ends", "code", one.code, "name", name, "until", one.rule.Until)
	}
	for _, citation := range one.rule.LegalBasis.All {
		if _, known := c.content.Laws[citation.Law]; !known {
			return // already refused
		}
	}
	startsOn, endsOn := gaps(c.content.Laws, one.rule, c.content.From)
	if !startsOn.IsZero() {
		c.warn(append(one.path, "legal_basis"), "basis_later", "code", one.code, "name", name, "day", startsOn)
	}
	if !endsOn.IsZero() {
		c.warn(append(one.path, "legal_basis"), "basis_ends", "code", one.code, "name", name, "day", endsOn)
	}
}
