package resident

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"chengxin/internal/access"
	steps "chengxin/internal/casework/declaration"
	pledgesteps "chengxin/internal/casework/pledge"
	"chengxin/internal/declaration"
	"chengxin/internal/fault"
	"chengxin/internal/money"
	"chengxin/internal/numbering"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/region"
	"chengxin/internal/web/page"
)

// DeclareActs are what a resident does and reads in this step.
type DeclareActs interface {
	Mine(ctx context.Context, actor access.Actor) (steps.View, error)
	KeepAnswers(ctx context.Context, actor access.Actor, at steps.At, lines []declaration.Line) (declaration.Draft, error)
	StartCorrection(ctx context.Context, actor access.Actor, at steps.At) (declaration.Draft, error)
	StartSuccession(ctx context.Context, actor access.Actor, at steps.At, since period.Day) (declaration.Draft, error)
	Submit(ctx context.Context, actor access.Actor, at steps.At, sheet steps.Sheet, effective period.Day) (steps.Done, error)
	ReportChange(ctx context.Context, actor access.Actor, at steps.At, sheet steps.Sheet, change declaration.Change) (steps.Done, error)
	AskExit(ctx context.Context, actor access.Actor, at steps.At, sheet steps.Sheet, words string) (steps.Done, error)
	RevokeExit(ctx context.Context, actor access.Actor, at steps.At, exit string) error
	OpenSheetScan(ctx context.Context, actor access.Actor, at steps.At, entry string) ([]byte, pledge.Scan, error)
}

// PledgeView tells how far the household has come before it may declare.
type PledgeView interface {
	Mine(ctx context.Context, actor access.Actor) (pledgesteps.View, error)
}

// Declare are the resident's home and the pages of the declaration, the change and the exit.
type Declare struct {
	Acts    DeclareActs
	Pledges PledgeView
	Home    string                       // the address of the task list
	Paper   func(document string) string // the address of a document's PDF
	// Officer names an officer.
	Officer func(ctx context.Context, county region.Code, id string) string
	// Papers lists what the resident may read of the household's papers, newest first.
	Papers func(ctx context.Context, actor access.Actor) ([]numbering.Issued, error)
	// Print gives one of them as PDF. NotFound for any other.
	Print func(ctx context.Context, actor access.Actor, document string, large bool) (name string, pdf []byte, err error)
}

// The addresses of the step's pages.
const (
	MembersPath     = "/r/declare/members"
	QuestionPath    = "/r/declare/question/" // + item, or item/member
	CheckPath       = "/r/declare/check"
	DeclarationPath = "/r/declaration"
	DonePath        = "/r/declaration/done"
	CorrectPath     = "/r/correct"
	ChangePath      = "/r/change"
	ExitPath        = "/r/exit"
	RevokeExitPath  = "/r/exit/revoke"
	PapersPath      = "/r/papers"
	MessagesPath    = "/r/messages"
)

// Routes adds the pages.
func (d Declare) Routes(r *page.Router) {
	both := func(path string, permission access.Permission, handler page.Handler) {
		r.Handle("GET "+path, permission, handler)
		r.Handle("POST "+path, permission, handler)
	}
	r.Handle("GET "+d.Home, access.SelfView, d.home)
	both(MembersPath, access.SelfDeclare, d.members)
	both(QuestionPath+"{item}", access.SelfDeclare, d.question)
	both(QuestionPath+"{item}/{member}", access.SelfDeclare, d.question)
	both(CheckPath, access.SelfDeclare, d.checkAnswers)
	r.Handle("GET "+DeclarationPath, access.SelfView, d.declared)
	r.Handle("GET "+HistoryPath, access.SelfView, d.history)
	r.Handle("GET "+HistoryPath+"/{declaration}", access.SelfView, d.pastOne)
	r.Handle("GET "+DonePath, access.SelfView, d.done)
	both(CorrectPath, access.SelfDeclare, d.correct)
	both(ChangePath, access.SelfChange, d.reportChange)
	r.Handle("GET "+ChangePath+"/done", access.SelfView, d.changeDone)
	both(ExitPath, access.SelfExit, d.askExit)
	both(RevokeExitPath, access.SelfExit, d.revokeExit)
	r.Handle("GET "+PapersPath, access.SelfView, d.papers)
	r.Handle("GET "+PapersPath+"/{document}", access.SelfView, d.paper)
	r.Handle("GET "+SheetsPath, access.SelfView, d.sheets)
	r.Handle("GET "+SheetsPath+"/{entry}", access.SelfView, d.sheet)
	r.Handle("GET "+SheetsPath+"/{entry}/scan", access.SelfView, d.sheetScan)
	r.Handle("GET "+MessagesPath, access.SelfView, d.messages)
}

// own is the resident's own household, as acts want it.
func own(r *page.Request, f *page.Form) steps.At {
	return steps.At{County: r.Actor.County, Household: r.Actor.Household, Key: f.Key()}
}

// step is one page of the questionnaire: who lives together, or one question to one person.
type step struct {
	Asked   declaration.Asked
	Members bool // the page about who lives together
}

// stepsOf are the pages of the questionnaire in their order; the page about the people comes first.
func stepsOf(view steps.View) []step {
	var all []step
	for _, asked := range view.Path() {
		if asked.Question.Membership {
			if len(all) == 0 || !all[0].Members {
				all = append([]step{{Asked: asked, Members: true}}, all...)
			}
			continue
		}
		all = append(all, step{Asked: asked})
	}
	return all
}

// path is the page's address.
func (s step) path() string {
	switch {
	case s.Members:
		return MembersPath
	case s.Asked.Member == "":
		return QuestionPath + s.Asked.Question.Code
	}
	return QuestionPath + s.Asked.Question.Code + "/" + s.Asked.Member
}

// answered says whether nothing on the page is open.
func (s step) answered(view steps.View) bool {
	if !s.Members {
		_, found := view.Draft.Get(s.Asked.Question.Code, s.Asked.Member)
		return found
	}
	for _, asked := range view.Path() {
		if _, found := view.Draft.Get(asked.Question.Code, asked.Member); asked.Question.Membership && !found {
			return false
		}
	}
	return true
}

// progress is where somebody is in the questionnaire.
type progress struct{ At, All, Answered int }

func progressOf(view steps.View, at step) progress {
	all := stepsOf(view)
	p := progress{All: len(all)}
	for i, one := range all {
		if one == at {
			p.At = i + 1
		}
		if one.answered(view) {
			p.Answered++
		}
	}
	return p
}

// nextOpen is the first page without an answer after one, going round once; the check page when all are answered.
func nextOpen(view steps.View, after step) string {
	all := stepsOf(view)
	at := slices.Index(all, after)
	for i := range all {
		if one := all[(at+1+i)%len(all)]; !one.answered(view) {
			return one.path()
		}
	}
	return CheckPath
}

// beside gives the addresses before and after a page, answered or not.
func (d Declare) beside(view steps.View, at step) (before, after string) {
	all := stepsOf(view)
	before, after = d.Home, CheckPath
	i := slices.Index(all, at)
	if i > 0 {
		before = all[i-1].path()
	}
	if i+1 < len(all) {
		after = all[i+1].path()
	}
	return before, after
}

// mustAsk sends somebody who has declared already, and has not said why again, to say so first.
func mustAsk(view steps.View) (string, bool) {
	if len(view.Declarations) > 0 && !view.HasDraft {
		return CorrectPath, true
	}
	return "", false
}

// who names a member; somebody who has left has no name here.
func who(view steps.View, member string) string {
	person, _ := view.Person(member)
	return person.Name
}

// said is an answer in words: as it was said, and converted beside it.
func said(r *page.Request, item steps.Item, line declaration.Line) string {
	if item.Unit == declaration.YesNo && line.State == declaration.None {
		return r.T("declare.answer.kinship.none") // somebody is no relative: nothing is missing
	}
	switch line.State {
	case declaration.None, declaration.DontKnow, declaration.NeedsHelp, declaration.Withheld:
		return r.T("declare.state." + string(line.State))
	case declaration.Given:
	}
	switch item.Unit {
	case declaration.Fen:
		amount := money.Fen(line.Amount).String()
		switch line.Length {
		case period.Month:
			return r.T("declare.said.month", "amount", amount, "year", money.Fen(line.Yearly()).String())
		case period.Year:
			return r.T("declare.said.year", "amount", amount)
		case period.Unsaid:
		}
		return r.T("declare.said.fen", "amount", amount)
	case declaration.Area:
		return r.T("declare.said.area", "amount", money.Fen(line.Amount).String())
	case declaration.Count:
		return r.T("declare.said.count", "amount", line.Amount, "counter", item.Counter)
	case declaration.YesNo:
	}
	return r.T("declare.said.yes")
}

func dayWords(r *page.Request, day period.Day) string { return r.OnDay(day) }

// takeHere shows a refusal in the form under this page's field names; a conflict says what to do, so it is shown too.
func takeHere(f *page.Form, err error, fields map[string]string) error {
	rename := func(one *fault.Error) *fault.Error {
		if name, known := fields[one.Field]; known {
			with := *one
			with.Field = name
			return &with
		}
		return one
	}
	var list fault.List
	var one *fault.Error
	switch {
	case errors.As(err, &list):
		renamed := make(fault.List, len(list))
		for i := range list {
			renamed[i] = rename(list[i])
		}
		return take(f, renamed)
	case errors.As(err, &one):
		if one.Kind == fault.Forbidden && strings.HasPrefix(one.Key, "declaration.") {
			f.Refuse("", one.Key, one.Pairs...)
			return nil
		}
		return take(f, rename(one))
	}
	return err
}

// handlerOf reads the form and the household, as every page of this step does.
func (d Declare) handlerOf(w http.ResponseWriter, r *page.Request, then func(*page.Form, steps.View) error) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	view, err := d.Acts.Mine(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	return then(f, view)
}
