package resident

import (
	"net/http"
	"strconv"

	steps "chengxin/internal/casework/declaration"
	"chengxin/internal/declaration"
	"chengxin/internal/web/page"
)

// members asks who lives together: of everybody on the register, and whether somebody is missing there. What is said is an
// answer; the register itself is put right by an officer.
func (d Declare) members(w http.ResponseWriter, r *page.Request) error {
	return d.handlerOf(w, r, func(f *page.Form, view steps.View) error {
		if path, ask := mustAsk(view); ask {
			return r.SeeOther(w, path)
		}
		all := stepsOf(view)
		if len(all) == 0 || !all[0].Members {
			return r.SeeOther(w, nextOpen(view, step{}))
		}
		code := all[0].Asked.Question.Code
		shown := membersPage{Step: all[0], Back: d.Home, Progress: progressOf(view, all[0])}
		for i, person := range view.Persons {
			shown.People = append(shown.People, onList{Field: "lives-" + strconv.Itoa(i+1), Person: person})
		}
		if r.Method == http.MethodGet {
			fillMembers(f, code, shown.People, view.Draft)
			return r.Render(w, membersView(r, f, shown))
		}
		lines := readMembers(r, f, code, shown.People)
		if f.Valid() {
			if _, err := d.Acts.KeepAnswers(r.Context(), r.Actor, own(r, f), lines); err == nil {
				return d.goOn(w, r, f, shown.Step)
			} else if err := takeHere(f, err, nil); err != nil {
				return err
			}
		}
		return r.RenderForm(w, f, membersView(r, f, shown))
	})
}

// membersPage is what the page about the people shows.
type membersPage struct {
	Step     step
	Back     string
	Progress progress
	People   []onList
}

// onList is somebody on the register, with the field that asks about the person.
type onList struct {
	Field  string
	Person declaration.Person
}

func fillMembers(f *page.Form, code string, people []onList, draft declaration.Draft) {
	for _, one := range people {
		if line, found := draft.Get(code, one.Person.Member); found {
			f.Set(one.Field, string(line.State))
		}
	}
	if line, found := draft.Get(code, ""); found {
		f.Set("others", string(line.State))
		f.Set("note", line.Note)
		if line.State == declaration.Given {
			f.Set("count", strconv.FormatInt(line.Amount, 10))
		}
	}
}

// mostOthers is how many people may be missing on the register.
const mostOthers = 20

func readMembers(r *page.Request, f *page.Form, code string, people []onList) []declaration.Line {
	var lines []declaration.Line
	for _, one := range people {
		state := declaration.State(f.RequireChoice(one.Field, r.T("declare.members.still", "name", one.Person.Name), string(declaration.Given), string(declaration.None), string(declaration.DontKnow)))
		line := declaration.Line{Item: code, Member: one.Person.Member, State: state}
		if state == declaration.Given {
			line.Amount, line.Said = 1, "1"
		}
		lines = append(lines, line)
	}
	others := declaration.Line{Item: code, Note: f.Text("note")}
	others.State = declaration.State(f.RequireChoice("others", r.T("declare.members.others_label"),
		string(declaration.None), string(declaration.Given), string(declaration.DontKnow), string(declaration.NeedsHelp)))
	if others.State == declaration.Given {
		count, given := f.Whole("count", mostOthers)
		if !given || count == 0 {
			if f.Wrong("count") == "" {
				f.Refuse("count", "page.form.answer", "label", r.T("declare.members.count"))
			}
		}
		others.Amount, others.Said = int64(count), strconv.Itoa(count)
		if others.Note == "" {
			f.Refuse("note", "page.form.answer", "label", r.T("declare.members.note"))
		}
	}
	return append(lines, others)
}

// goOn leads on after an answer: back to the check page when the question was opened from there, else to the next open one.
func (d Declare) goOn(w http.ResponseWriter, r *page.Request, f *page.Form, at step) error {
	if f.Text("from") == "check" {
		return r.SeeOther(w, CheckPath)
	}
	view, err := d.Acts.Mine(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	return r.SeeOther(w, nextOpen(view, at))
}
