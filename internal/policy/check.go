package policy

import (
	"cmp"
	"io/fs"
	"slices"
	"strings"
)

// Check reads an edition's folder and reports everything that is wrong with it, quoting file, line and remedy, and every
// legal warning that an adopter must read. A folder that cannot be read at all gives one error.
func Check(dir fs.FS) Report {
	_, report := read(dir, true)
	return report
}

// checker walks one edition and collects findings.
type checker struct {
	at       place
	content  *content
	articles map[string]bool
	headings map[string]string // what each article is called, by its anchor
	findings []Finding
}

func (c *checker) wrong(path []any, problem string, pairs ...any) {
	c.findings = append(c.findings, Finding{File: c.at.file, Line: c.at.line(path...), Problem: problem, Pairs: pairs})
}

func (c *checker) warn(path []any, problem string, pairs ...any) {
	c.findings = append(c.findings, Finding{File: c.at.file, Line: c.at.line(path...), Warning: true, Problem: problem, Pairs: pairs})
}

// read does everything between a folder and a checked edition. The cases are read for a check only: nothing else needs them.
func read(folder fs.FS, withCases bool) (*Edition, Report) {
	edition := &Edition{folder: folder}
	var report Report
	refuse := func(findings ...Finding) (*Edition, Report) {
		report.Findings = append(report.Findings, findings...)
		return nil, report
	}
	unreadable := func(file string, err error) Finding {
		return Finding{File: file, Line: 1, Problem: "unreadable", Pairs: []any{"detail", err.Error()}}
	}
	raw, err := readFile(folder, editionFile)
	if err != nil {
		return refuse(unreadable(editionFile, err))
	}
	text, err := readFile(folder, textFile)
	if err != nil {
		return refuse(unreadable(textFile, err))
	}
	at, problem := parse(editionFile, raw)
	if problem != nil {
		return refuse(*problem)
	}
	if bad := at.badDays(); len(bad) > 0 {
		return refuse(bad...)
	}
	if err := decode(at, &edition.content); err != nil {
		return refuse(*decodeFinding(editionFile, err))
	}
	report.Edition = edition.content.Name
	edition.articles = readArticles(string(text))
	check := &checker{at: at, content: &edition.content, articles: map[string]bool{}, headings: map[string]string{}}
	check.texts(edition.articles)
	check.head()
	check.rules()
	check.standard()
	check.items()
	check.words()
	check.conduct()
	check.coverage()
	check.limits()
	if withCases {
		cases, caseFindings := readCases(folder)
		check.findings = append(check.findings, caseFindings...)
		check.cases(cases)
	}
	if edition.digest, err = digestOf(folder); err != nil {
		return refuse(unreadable(".", err))
	}
	edition.content.complete()
	slices.SortStableFunc(check.findings, func(a, b Finding) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	report.Findings = check.findings
	return edition, report
}

// complete fills what the edition leaves to its general rules, and the hashes of its texts.
func (c *content) complete() {
	months := 0
	for _, deadline := range c.Deadlines {
		if deadline.Name == ReportChange {
			months = deadline.Months
		}
	}
	for i := range c.Items {
		if c.Items[i].ReportingMonths == 0 {
			c.Items[i].ReportingMonths = months
		}
	}
	slices.SortStableFunc(c.Grades, func(a, b GradeRule) int { return a.Rank - b.Rank })
	c.hashTexts()
}

// texts checks text.md: it has articles, and no anchor stands twice.
func (c *checker) texts(articles []Article) {
	if len(articles) == 0 {
		c.findings = append(c.findings, Finding{File: textFile, Line: 1, Problem: "no_articles"})
	}
	for _, article := range articles {
		c.headings[article.Anchor] = article.Heading
		if c.articles[article.Anchor] {
			c.findings = append(c.findings, Finding{File: textFile, Line: article.Line, Problem: "anchor_twice", Pairs: []any{"anchor", article.Anchor}})
		}
		c.articles[article.Anchor] = true
	}
}

// head checks the edition's own name, county and days.
func (c *checker) head() {
	for field, value := range map[string]string{
		"name": c.content.Name, "title": c.content.Title, "version": c.content.Version, "county_name": c.content.CountyName,
	} {
		c.filled(value, field)
	}
	if !isCode(c.content.County, 6) {
		c.wrong([]any{"county"}, "not_a_county", "value", c.content.County)
	}
	if c.content.From.IsZero() {
		c.wrong([]any{"from"}, "missing", "field", "from")
	}
	if !c.content.Until.IsZero() && c.content.Until.Before(c.content.From) {
		c.wrong([]any{"until"}, "impossible_window", "from", c.content.From, "until", c.content.Until)
	}
	for key, law := range c.content.Laws {
		c.filled(law.Title, "laws", key, "title")
		if law.From.IsZero() {
			c.wrong([]any{"laws", key, "from"}, "missing", "field", "from")
		}
		if !law.Until.IsZero() && law.Until.Before(law.From) {
			c.wrong([]any{"laws", key}, "impossible_window", "from", law.From, "until", law.Until)
		}
	}
	for i, code := range c.content.Scope.Regions {
		c.region(code, "scope", "regions", i)
	}
	if len(c.content.Scope.Regions) == 0 {
		c.wrong([]any{"scope"}, "missing", "field", "regions")
	}
	for i, cohort := range c.content.Cohorts {
		for j, code := range cohort.Regions {
			c.region(code, "cohorts", i, "regions", j)
		}
	}
}

func (c *checker) region(code string, path ...any) {
	if !strings.HasPrefix(code, c.content.County) || !isCode(code, 6) && !isCode(code, 9) && !isCode(code, 12) {
		c.wrong(path, "not_a_region", "value", code, "county", c.content.County)
	}
}

func isCode(code string, length int) bool {
	return len(code) == length && strings.Trim(code, "0123456789") == ""
}

// filled refuses an empty text.
func (c *checker) filled(value string, path ...any) {
	if strings.TrimSpace(value) == "" {
		c.wrong(path, "missing", "field", path[len(path)-1])
	}
}
