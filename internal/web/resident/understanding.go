package resident

import (
	"net/http"
	"net/url"

	"chengxin/internal/fault"
	"chengxin/internal/pledge"
	"chengxin/internal/web/page"
)

// taught is what the last answer led to: shown above the next question, or above the same one again.
type taught struct {
	question pledge.Question
	right    bool
	shown    bool
}

// understanding asks the questions one a page. A wrong answer shows the explanation and the same question again; a right
// one shows it above the next.
func (p PledgePages) understanding(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	view, err := p.Acts.Mine(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	if view.Notice.State != pledge.ToldNow {
		return r.SeeOther(w, NoticePath)
	}
	if r.Method == http.MethodPost {
		question := f.Text("question")
		if f.Text("choice") == "" {
			f.Refuse("choice", "notice.question.choose")
		} else {
			answered, err := p.Acts.AnswerUnderstanding(r.Context(), r.Actor, f.Key(), question, f.Text("choice"))
			if err == nil {
				word := "wrong"
				if answered.Right {
					word = "right"
				}
				return r.SeeOther(w, UnderstandingPath+"?"+url.Values{word: {question}}.Encode())
			}
			if err := take(f, err); err != nil {
				return err
			}
		}
	}
	progress := view.Progress(r.Actor.ID)
	lesson := lessonOf(r, view.Terms)
	if progress.Done {
		return r.Render(w, understoodView(r, p.Home, progress, lesson))
	}
	asked, known := view.Terms.Question(progress.Next)
	if !known {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	return r.RenderForm(w, f, questionView(r, f, asked, progress, lesson))
}

// lessonOf finds which question was answered last; nothing else of the address is trusted.
func lessonOf(r *page.Request, terms pledge.Terms) taught {
	for _, word := range []string{"right", "wrong"} {
		if question, known := terms.Question(r.Query(word)); known {
			return taught{question: question, right: word == "right", shown: true}
		}
	}
	return taught{}
}

func choicesOf(question pledge.Question) []page.Choice {
	choices := make([]page.Choice, len(question.Options))
	for i, option := range question.Options {
		choices[i] = page.Choice{Value: option.ID, Label: option.Text}
	}
	return choices
}
