package resident

import (
	"mime"
	"net/http"

	steps "chengxin/internal/casework/declaration"
	"chengxin/internal/numbering"
	"chengxin/internal/period"
	"chengxin/internal/web/page"
	"chengxin/internal/wording"
)

// papers lists the household's papers and the reader's own, the newest first.
func (d Declare) papers(w http.ResponseWriter, r *page.Request) error {
	papers, err := d.Papers(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	return r.Render(w, papersView(r, d, papers))
}

// paper gives one of the household's own papers as PDF, in large type for whoever reads in large type.
func (d Declare) paper(w http.ResponseWriter, r *page.Request) error {
	name, pdf, err := d.Print(r.Context(), r.Actor, r.PathValue("document"), r.LargeType())
	if err != nil {
		return err
	}
	header := w.Header()
	header.Set("Content-Type", "application/pdf")
	header.Set("Content-Disposition", mime.FormatMediaType("inline", map[string]string{"filename": name + ".pdf"}))
	header.Set("Cache-Control", "no-store")
	_, _ = w.Write(pdf) // the reader went away: nobody is left to tell
	return nil
}

// paperTitle names a paper by its kind; a kind that has no name here is a letter.
func paperTitle(r *page.Request, paper numbering.Issued) string {
	key := "casefile.paper." + paper.Kind
	if !wording.Has(wording.Chinese, key) {
		key = "casefile.paper.letter"
	}
	return r.T(key)
}

// message is something that the household was told.
type message struct{ Text, On string }

// messages lists what the household was told, the newest first.
func (d Declare) messages(w http.ResponseWriter, r *page.Request) error {
	view, err := d.Acts.Mine(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	return r.Render(w, messagesView(r, d.Home, messagesOf(r, view, len(view.Messages))))
}

func messagesOf(r *page.Request, view steps.View, most int) []message {
	var all []message
	for _, told := range view.Messages[:min(most, len(view.Messages))] {
		pairs := []any{}
		for name, value := range told.Detail {
			if key := "declare.act." + value; name == "act" && wording.Has(wording.Chinese, key) {
				value = r.T(key)
			}
			pairs = append(pairs, name, value)
		}
		all = append(all, message{Text: r.T(told.Topic, pairs...), On: dayWords(r, period.DayOf(told.At))})
	}
	return all
}
