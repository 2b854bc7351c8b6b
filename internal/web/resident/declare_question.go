package resident

import (
	"net/http"
	"slices"
	"strconv"

	steps "chengxin/internal/casework/declaration"
	"chengxin/internal/declaration"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/web/page"
)

// question asks one item of one person, or of the household: yes or no first, then how much, as people count.
func (d Declare) question(w http.ResponseWriter, r *page.Request) error {
	return d.handlerOf(w, r, func(f *page.Form, view steps.View) error {
		if path, ask := mustAsk(view); ask {
			return r.SeeOther(w, path)
		}
		all := stepsOf(view)
		i := slices.IndexFunc(all, func(s step) bool {
			return !s.Members && s.Asked.Question.Code == r.PathValue("item") && s.Asked.Member == r.PathValue("member")
		})
		if i < 0 {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		item, _ := view.Terms.Item(all[i].Asked.Question.Code)
		line, answered := view.Draft.Get(item.Code, all[i].Asked.Member)
		shown := questionPage{Item: item, Step: all[i], Progress: progressOf(view, all[i]), Who: who(view, all[i].Asked.Member), Self: all[i].Asked.Member == r.Actor.ID}
		shown.Back, shown.Skip = d.beside(view, all[i])
		if from(r, f) == "check" {
			shown.Back, shown.Skip = CheckPath, CheckPath
		}
		if answered && line.State == declaration.Withheld {
			return r.Render(w, withheldView(r, shown))
		}
		if r.Method == http.MethodGet {
			fillAnswer(f, line, answered)
			shown.More = answered && (line.Note != "" || !line.Since.IsZero())
			return r.Render(w, declareQuestionView(r, f, shown))
		}
		kept, err := d.readAnswer(r, f, item, all[i].Asked.Member)
		if err == nil && f.Valid() {
			_, err = d.Acts.KeepAnswers(r.Context(), r.Actor, own(r, f), []declaration.Line{kept})
		}
		if err == nil && f.Valid() {
			if kept.Length == period.Month {
				r.Flash(r.T("declare.saved_month", "item", item.Label, "said", said(r, item, kept)))
			}
			return d.goOn(w, r, f, all[i])
		}
		if err != nil {
			if err := takeHere(f, err, map[string]string{"length": "amount-per"}); err != nil {
				return err
			}
		}
		shown.More = f.Text("note") != "" || f.Wrong("since") != "" || f.Text("since") != ""
		return r.RenderForm(w, f, declareQuestionView(r, f, shown))
	})
}

// questionPage is what the page of a question shows.
type questionPage struct {
	Item       steps.Item
	Step       step
	Progress   progress
	Who        string // the member asked about; empty for the household
	Self       bool   // the reader is asked about himself
	Back, Skip string
	More       bool // a day or a remark was given: show them
}

func fillAnswer(f *page.Form, line declaration.Line, answered bool) {
	if !answered {
		return
	}
	f.Set("answer", string(line.State)).Set("note", line.Note).SetDay("since", line.Since)
	if line.State == declaration.Given {
		f.SetAmount("amount", page.Amount{Text: line.Said, Per: line.Length})
	}
}

// readAnswer reads the answer as it was typed. Nothing is judged here: what is no amount is refused by the step itself.
func (d Declare) readAnswer(r *page.Request, f *page.Form, item steps.Item, member string) (declaration.Line, error) {
	state := declaration.State(f.RequireChoice("answer", r.T("declare.answer.label"),
		string(declaration.Given), string(declaration.None), string(declaration.DontKnow), string(declaration.NeedsHelp)))
	line := declaration.Line{Item: item.Code, Member: member, State: state}
	since := f.Day("since")
	if since.Given() && since.Day.After(period.DayOf(r.Now)) {
		f.Refuse("since", "declare.since_future")
	}
	if state == declaration.Given {
		text := f.Text("amount")
		if item.Unit == declaration.YesNo {
			text = "1"
		}
		length := period.Unsaid
		if item.Periodic {
			length = period.Length(f.Text("amount-per"))
		}
		read, err := declaration.Read(item.Question, member, text, length)
		if err != nil {
			return line, err
		}
		line = read
	}
	line.Since, line.Note = since.Day, f.Text("note")
	if len([]rune(line.Note)) > declaration.MaxNote {
		return line, fault.Field("note", "declaration.note.too_long", "max", declaration.MaxNote)
	}
	return line, nil
}

// from carries along where a question was opened.
func from(r *page.Request, f *page.Form) string {
	if r.Query("from") == "check" || f.Text("from") == "check" {
		return "check"
	}
	return ""
}

func number(n int) string { return strconv.Itoa(n) }

// personHint says how a person on the register is seen; it decides nothing.
func personHint(r *page.Request, person declaration.Person) string {
	switch {
	case person.Member == r.Actor.ID:
		return r.T("declare.person.you")
	case !person.Adult:
		return r.T("declare.person.minor")
	}
	return ""
}

// title is the question in words: of whom it is asked, and what.
func (q questionPage) title(r *page.Request) string {
	switch {
	case q.Step.Asked.Member == "":
		return r.T("declare.question."+q.kind()+".household", "item", q.Item.Label)
	case q.Self:
		return r.T("declare.question."+q.kind()+".self", "item", q.Item.Label)
	}
	return r.T("declare.question."+q.kind()+".member", "item", q.Item.Label, "name", q.Who)
}

// kind is how the question is put: a kinship is no possession.
func (q questionPage) kind() string {
	if q.Item.Unit == declaration.YesNo {
		return "kinship"
	}
	return "have"
}

// numberField describes the box of an item that is counted or measured.
func (q questionPage) numberField(r *page.Request) page.Field {
	field := page.Field{Name: "amount", Label: r.T("declare.answer.count", "counter", q.Item.Counter), Width: 5, InputMode: "numeric", Suffix: q.Item.Counter}
	if q.Item.Unit == declaration.Area {
		field.Label, field.InputMode, field.Suffix = r.T("declare.answer.area"), "decimal", r.T("declare.unit.area")
	}
	return field
}

// amountHint says how to count.
func amountHint(r *page.Request, q questionPage) string {
	if q.Item.Periodic {
		return r.T("declare.answer.amount_hint")
	}
	return r.T("declare.answer.now_hint")
}
