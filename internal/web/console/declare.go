package console

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"chengxin/internal/access"
	declarationsteps "chengxin/internal/casework/declaration"
	"chengxin/internal/declaration"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/region"
	"chengxin/internal/web/page"
)

// DeclareActs are what officers do and read in this step. Opening a household's declarations is logged with its purpose.
type DeclareActs interface {
	Open(ctx context.Context, actor access.Actor, at declarationsteps.At, purpose string) (declarationsteps.View, error)
	KeepEntry(ctx context.Context, actor access.Actor, at declarationsteps.At, entry declarationsteps.Entry) (declaration.Draft, error)
	ContinueDraft(ctx context.Context, actor access.Actor, at declarationsteps.At) (declaration.Draft, error)
	EnterDeclaration(ctx context.Context, actor access.Actor, at declarationsteps.At, sheet declarationsteps.Sheet, entry declarationsteps.Entry) (declarationsteps.Done, error)
	ReportChange(ctx context.Context, actor access.Actor, at declarationsteps.At, sheet declarationsteps.Sheet, change declaration.Change) (declarationsteps.Done, error)
	AskExit(ctx context.Context, actor access.Actor, at declarationsteps.At, sheet declarationsteps.Sheet, words string) (declarationsteps.Done, error)
	RevokeExit(ctx context.Context, actor access.Actor, at declarationsteps.At, exit string) error
	CallBackExit(ctx context.Context, actor access.Actor, at declarationsteps.At, exit string, result declaration.ExitEvent, words string) error
	ExitsToCall(ctx context.Context, actor access.Actor) ([]declarationsteps.WaitingExit, error)
	NeedsHelp(ctx context.Context, actor access.Actor) ([]declarationsteps.HelpWanted, error)
	SheetActs
}

// Declare are the desk's pages of declarations: entering a sheet, a change or an exit, calling back, and whom to help.
type Declare struct {
	Acts  DeclareActs
	Paper func(document string) string  // the address of a document's PDF
	File  func(household string) string // the address of a household's file
	// Officer is the name of an officer; empty when there is none.
	Officer func(ctx context.Context, county region.Code, id string) string
	// Draw draws printed forms into one PDF.
	Draw declarationsteps.Drawer
	// Twice says that every sheet is typed a second time, and never only compared.
	Twice bool
}

// declareBase is where the pages of one household stand.
const (
	declareBase = "/console/households/{household}"
	exitsPath   = "/console/exits"
	helpPath    = "/console/help"
)

// Why a file is opened, as the log keeps it.
const (
	forDeclaration = "declaration"
	forChange      = "change"
)

// Routes adds the pages.
func (d Declare) Routes(r *page.Router) {
	both := func(path string, permission access.Permission, handler page.Handler, options ...page.Option) {
		r.Handle("GET "+path, permission, handler, options...)
		r.Handle("POST "+path, permission, handler, options...)
	}
	both(declareBase+"/declaration", access.DeclarationEnter, d.enterDeclaration, page.Body(maxScans), page.Within(2*time.Minute))
	both(declareBase+"/forms", access.DeclarationEnter, d.householdForms, page.Within(time.Minute))
	both(sheetsPath, access.DeclarationEnter, d.sheets)
	r.Handle("GET "+sheetOpenPath+"/{sheet}", access.DeclarationEnter, d.openPrinted)
	both(sheetsPath+"/{household}/{entry}", access.DeclarationEnter, d.sheet)
	r.Handle("GET "+sheetsPath+"/{household}/{entry}/scan", access.HouseholdOpen, d.sheetScan)
	both(formsPath, access.DeclarationEnter, d.forms)
	both(formsPath+"/{run}", access.DeclarationEnter, d.formRun, page.Within(2*time.Minute))
	both(declareBase+"/change", access.ChangeEnter, d.enterChange)
	both(declareBase+"/exit", access.ExitEnter, d.enterExit)
	r.Handle("GET "+exitsPath, access.ExitCallBack, d.exitsToCall)
	both(exitsPath+"/{household}/{exit}", access.ExitCallBack, d.callBackExit)
	r.Handle("GET "+helpPath, access.DeclarationEnter, d.needsHelp)
}

func declareAt(r *page.Request, key string) declarationsteps.At {
	return declarationsteps.At{County: r.Actor.County, Household: r.PathValue("household"), Key: key}
}

func declarePath(r *page.Request, rest string) string {
	return strings.Replace(declareBase, "{household}", r.PathValue("household"), 1) + rest
}

// declareHead says whose file is open: the masked name of the head, the file number and the place. A name in full is
// shown on the file's page for one value and a reason, and nowhere else.
func (d Declare) declareHead(r *page.Request, view declarationsteps.View, title string, f *page.Form) page.Head {
	head := page.Head{Title: title, Back: d.File(view.Household.ID), Form: f, Identity: &page.Identity{
		Title: view.Household.Number, Detail: region.FullName(view.Household.Region),
	}}
	if len(view.Persons) > 0 {
		head.Identity.Title = household.MaskName(view.Persons[0].Name) + " " + view.Household.Number
	}
	return head
}

// takeDeclare shows a refusal in the form; a conflict, or that another office must call, says what to do, so it is shown too.
func takeDeclare(f *page.Form, err error) error {
	err = f.Take(err)
	var one *fault.Error
	if errors.As(err, &one) && strings.HasPrefix(one.Key, "declaration.") && (one.Kind == fault.Conflict || one.Kind == fault.Forbidden) {
		f.Refuse(one.Field, one.Key, one.Pairs...)
		return nil
	}
	return err
}

// opened reads the form and opens the household's declarations.
func (d Declare) opened(r *page.Request, purpose string) (*page.Form, declarationsteps.View, error) {
	f, err := r.ReadForm()
	if err != nil {
		return nil, declarationsteps.View{}, err
	}
	view, err := d.Acts.Open(r.Context(), r.Actor, declareAt(r, ""), purpose)
	return f, view, err
}

// sheetOf reads how an officer came by what is entered.
func sheetOf(f *page.Form) declarationsteps.Sheet {
	return declarationsteps.Sheet{Channel: declaration.Channel(f.Text("channel")), Number: f.Text("sheet"), Declarant: f.Text("declarant")}
}

func channelChoices(r *page.Request) []page.Choice {
	var choices []page.Choice
	for _, channel := range []declaration.Channel{declaration.Paper, declaration.Oral} {
		choices = append(choices, page.Choice{Value: string(channel), Label: r.T("declare.enter.channel." + string(channel))})
	}
	return choices
}

// declarants are the adults who speak for themselves.
func declarants(r *page.Request, view declarationsteps.View) []page.Choice {
	choices := []page.Choice{{Label: r.T("declare.enter.choose")}}
	for _, person := range view.Persons {
		if person.Speaks() {
			choices = append(choices, page.Choice{Value: person.Member, Label: household.MaskName(person.Name)})
		}
	}
	return choices
}

// enteredDone goes on to the receipt's address with a word of success.
func (d Declare) enteredDone(w http.ResponseWriter, r *page.Request, done declarationsteps.Done, key string) error {
	r.Flash(r.T(key, "number", done.Number))
	return r.SeeOther(w, r.URL.Path+"?paper="+done.Paper)
}
