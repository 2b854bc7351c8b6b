package resident

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	steps "chengxin/internal/casework/declaration"
	"chengxin/internal/declaration"
	"chengxin/internal/fault"
	"chengxin/internal/money"
	"chengxin/internal/period"
	"chengxin/internal/web/page"
)

// checkAnswers shows everything that was answered, says what handing in means, and hands in. The same form sent twice is
// one declaration; a draft that changed after it was read is shown again. What is handed in is read inside the act; the
// household is read for a page only when one is shown.
func (d Declare) checkAnswers(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	var refused error
	if r.Method == http.MethodPost {
		if !f.Ticked("true") {
			f.Refuse("true", "declare.check.tick_missing")
		}
		if f.Valid() {
			at := own(r, f)
			at.Seen = f.Text("seen")
			done, err := d.Acts.Submit(r.Context(), r.Actor, at, steps.Sheet{}, period.Day{})
			if err == nil {
				return r.SeeOther(w, DonePath+"?paper="+done.Paper)
			}
			refused = err
		}
	}
	view, err := d.Acts.Mine(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	if refused != nil {
		if err := takeHere(f, openQuestions(r, view, refused), nil); err != nil {
			return err
		}
	}
	if path, ask := mustAsk(view); ask && r.Method != http.MethodPost {
		return r.SeeOther(w, path)
	}
	return r.RenderForm(w, f, checkView(r, f, d.checkOf(r, view)))
}

// openQuestions makes one sentence of the many refusals of unanswered questions: each stands in the list with its link.
func openQuestions(r *page.Request, view steps.View, err error) error {
	var list fault.List
	if !errors.As(err, &list) {
		return err
	}
	p := progressOf(view, step{})
	if p.Answered < p.All {
		return fault.New(fault.Invalid, "declare.check.open", "count", p.All-p.Answered)
	}
	return list
}

// checkPage is what the check page shows.
type checkPage struct {
	Back     string
	Groups   []answerGroup
	Kind     declaration.Kind
	Since    string // from which day a succession holds
	Pledged  bool
	Others   string // who else has to sign, by name; empty when the reader, or somebody the reader signs for, has to
	Open     int    // pages without an answer
	Next     string // the first of them
	Seen     string
	Withheld bool
	Proxy    string
}

// answerGroup is a class of items with its answers; Total is only a conversion, and left out where an answer is not shown.
type answerGroup struct {
	Title string
	Rows  []page.Row
	Total string
}

func (d Declare) checkOf(r *page.Request, view steps.View) checkPage {
	p := progressOf(view, step{})
	shown := checkPage{
		Back: d.Home, Groups: groupsOf(r, view, view.Draft.Lines, true), Pledged: view.Standing.Valid,
		Open: p.All - p.Answered, Next: nextOpen(view, step{}), Seen: view.Draft.Mark(), Kind: declaration.First,
	}
	if !shown.Pledged {
		shown.Others = othersToSign(r, view)
	}
	for _, line := range view.Draft.Lines {
		shown.Withheld = shown.Withheld || line.State == declaration.Withheld
	}
	switch {
	case view.Draft.Corrects != "":
		shown.Kind = declaration.Correction
	case len(view.Declarations) > 0:
		shown.Kind = declaration.Succession
		if !view.Draft.Effective.IsZero() {
			shown.Since = dayWords(r, view.Draft.Effective)
		}
	}
	if r.Actor.Proxy != nil {
		shown.Proxy = r.Actor.Proxy.Name
	}
	return shown
}

// othersToSign names the adults who have not signed where the reader has; empty when the reader or a ward is among those missing.
func othersToSign(r *page.Request, view steps.View) string {
	var names []string
	for _, person := range view.Persons {
		if !slices.Contains(view.Standing.Missing, person.Member) {
			continue
		}
		if person.Member == r.Actor.ID || person.Ward {
			return ""
		}
		names = append(names, person.Name)
	}
	return strings.Join(names, r.T("page.list.separator"))
}

// groupsOf shows answers by class, in the order in which they are asked.
func groupsOf(r *page.Request, view steps.View, lines []declaration.Line, change bool) []answerGroup {
	answers := declaration.Draft{Lines: lines}
	var groups []answerGroup
	place := map[string]int{}
	total, whole := map[string]int64{}, map[string]bool{}
	for _, asked := range view.Path() {
		item, _ := view.Terms.Item(asked.Question.Code)
		i, known := place[item.Class]
		if !known {
			i = len(groups)
			place[item.Class], whole[item.Class] = i, true
			groups = append(groups, answerGroup{Title: r.T("declare.class." + item.Class)})
		}
		row, line := answerRow(r, view, item, asked, answers)
		if change && line.State != declaration.Withheld {
			row.Change = step{Asked: asked, Members: asked.Question.Membership}.path() + "?from=check"
		}
		groups[i].Rows = append(groups[i].Rows, row)
		if item.Periodic {
			total[item.Class] += line.Yearly()
		}
		whole[item.Class] = whole[item.Class] && line.State != declaration.Withheld && item.Periodic
	}
	for class, i := range place {
		if whole[class] && total[class] > 0 {
			groups[i].Total = r.T("declare.check.total", "class", groups[i].Title, "amount", money.Fen(total[class]).String())
		}
	}
	return groups
}

func answerRow(r *page.Request, view steps.View, item steps.Item, asked declaration.Asked, answers declaration.Draft) (page.Row, declaration.Line) {
	row := page.Row{Key: item.Label}
	if asked.Member != "" {
		row.Key = r.T("declare.check.of", "item", item.Label, "name", who(view, asked.Member))
	}
	line, found := answers.Get(item.Code, asked.Member)
	switch {
	case !found:
		row.Value, row.Verb = r.T("declare.state.open"), r.T("declare.check.answer")
		return row, line
	case item.Membership && asked.Member == "":
		row.Key = r.T("declare.members.others_short")
		row.Value = r.T("declare.state." + string(line.State))
		if line.State == declaration.Given {
			row.Value = r.T("declare.said.people", "amount", line.Amount)
		}
	case item.Membership:
		row.Key, row.Value = who(view, asked.Member), r.T("declare.members.state."+string(line.State))
	default:
		row.Value = said(r, item, line)
	}
	if !line.Since.IsZero() {
		row.Value += r.T("declare.check.since", "day", dayWords(r, line.Since))
	}
	if line.Note != "" {
		row.Value += r.T("declare.check.note", "note", line.Note)
	}
	return row, line
}

// declared shows the latest declaration as it was handed in.
func (d Declare) declared(w http.ResponseWriter, r *page.Request) error {
	view, err := d.Acts.Mine(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	if len(view.Declarations) == 0 {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	latest := declaration.Latest(view.Declarations)
	return r.Render(w, declaredView(r, d.Home, latest, sheetOf(view, latest), groupsOf(r, view, latest.Lines, false), true))
}

// done confirms the handing in, with the receipt.
func (d Declare) done(w http.ResponseWriter, r *page.Request) error {
	view, err := d.Acts.Mine(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	for _, paper := range view.Papers {
		if paper.ID == r.Query("paper") {
			return r.Render(w, doneView(r, d, paper, len(view.Declarations)))
		}
	}
	return fault.New(fault.NotFound, "fault.not_found")
}

// declaredTitle is the heading of a declaration's page.
func declaredTitle(r *page.Request, shown declaration.Declaration, last bool) string {
	if last {
		return r.T("declare.declared.title")
	}
	return r.T("declare.history.one", "number", shown.Number)
}
