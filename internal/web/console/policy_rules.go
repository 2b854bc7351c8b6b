package console

import (
	"strings"

	"chengxin/internal/casework/policyedition"
	"chengxin/internal/period"
	"chengxin/internal/policy"
	"chengxin/internal/web/page"
)

// ruleColumns are those of every table of rules: what it says, its article, its legal basis.
func ruleColumns(r *page.Request) []page.Column {
	return []page.Column{{Text: r.T("edition.rule")}, {Text: r.T("edition.words")}, {Text: r.T("edition.article")}, {Text: r.T("edition.basis")}}
}

// ruleRow is one rule with its article and its legal basis on a day, or the plain statement that none was found.
func ruleRow(r *page.Request, e *policy.Edition, name, words string, rule policy.Rule, on period.Day) []page.Cell {
	basis := strings.Join(e.Basis(rule, on), "\u3001")
	if basis == "" {
		basis = r.T("edition.no_basis")
	}
	article, _ := e.Article(rule.Anchor())
	return []page.Cell{{Text: name, Header: true}, {Text: words}, {Text: article.Heading}, {Text: basis}}
}

func clauseGrid(r *page.Request, e *policy.Edition, on period.Day) page.Grid {
	grid := page.Grid{Caption: r.T("edition.clauses"), Columns: ruleColumns(r)}
	for _, clause := range e.Clauses(on) {
		label := e.GradeLabel(clause.Grade)
		if clause.Conduct == policy.Trustworthy {
			label = r.T("policy.show.trustworthy")
		}
		grid.Rows = append(grid.Rows, ruleRow(r, e, label, clause.Words, clause.Rule, on))
	}
	return grid
}

// measureGrid lists the measures; one that needs an opinion says whether it has one.
func measureGrid(r *page.Request, e *policy.Edition, opinions []policyedition.Opinion, on period.Day) page.Grid {
	grid := page.Grid{Caption: r.T("edition.measures"), Columns: append(ruleColumns(r), page.Column{Text: r.T("edition.measure_state")})}
	for _, measure := range e.Measures(on) {
		row := ruleRow(r, e, e.GradeLabel(measure.Grade)+" "+measure.Label, measure.Words, measure.Rule, on)
		grid.Rows = append(grid.Rows, append(row, page.Cell{Body: measureState(r, measure, opinionOn(opinions, measure.Code))}))
	}
	return grid
}

func opinionOn(opinions []policyedition.Opinion, measure string) *policyedition.Opinion {
	for i := range opinions {
		if opinions[i].Measure == measure {
			return &opinions[i]
		}
	}
	return nil
}

func deadlineGrid(r *page.Request, e *policy.Edition, on period.Day) page.Grid {
	grid := page.Grid{Caption: r.T("edition.deadlines"), Columns: ruleColumns(r)}
	for _, one := range e.Deadlines() {
		grid.Rows = append(grid.Rows, ruleRow(r, e, one.Label, one.Length(r.Language)+" "+one.Starts, one.Rule, on))
	}
	return grid
}

func itemGrid(r *page.Request, e *policy.Edition, on period.Day) page.Grid {
	grid := page.Grid{Caption: r.T("edition.items"), Columns: ruleColumns(r)}
	for _, item := range e.Items() {
		grid.Rows = append(grid.Rows, ruleRow(r, e, item.Label, item.Help, item.Rule, on))
	}
	return grid
}

// stateOfDraft is where a draft stands, in words and colour.
func stateOfDraft(course policyedition.Course, today period.Day) (key string, colour page.Colour) {
	state := course.State(today)
	switch state {
	case policyedition.Open, policyedition.Closed:
		colour = page.Running
	case policyedition.Proposed, policyedition.Adopted:
		colour = page.Waiting
	case policyedition.Applying:
		colour = page.Success
	case policyedition.Drafted:
		colour = page.Neutral
	}
	return "edition.state." + string(state), colour
}

func findingGrid(r *page.Request, caption string, findings []policy.Finding) page.Grid {
	grid := page.Grid{Caption: r.T(caption), Columns: []page.Column{{Text: r.T("edition.at")}, {Text: r.T("edition.what")}, {Text: r.T("edition.remedy")}}, Empty: r.T("edition.none_found")}
	for _, finding := range findings {
		grid.Rows = append(grid.Rows, []page.Cell{
			{Text: finding.File + ":" + number(finding.Line), Header: true}, {Text: finding.Message(r.Language)}, {Text: finding.Remedy(r.Language)},
		})
	}
	return grid
}
