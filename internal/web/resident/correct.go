package resident

import (
	"net/http"

	steps "chengxin/internal/casework/declaration"
	"chengxin/internal/declaration"
	"chengxin/internal/web/page"
)

// correct asks, in plain words, why somebody wants to declare again: the last one was wrong, or things have changed since.
func (d Declare) correct(w http.ResponseWriter, r *page.Request) error {
	return d.handlerOf(w, r, func(f *page.Form, view steps.View) error {
		if len(view.Declarations) == 0 {
			return r.SeeOther(w, d.Home)
		}
		latest := declaration.Latest(view.Declarations)
		if r.Method == http.MethodPost {
			why := f.RequireChoice("why", r.T("declare.correct.label"), string(declaration.Correction), string(declaration.Succession))
			since := f.Day("effective")
			if why == string(declaration.Succession) && !since.Given() && f.Wrong("effective") == "" {
				f.Refuse("effective", "page.form.answer", "label", r.T("declare.correct.since"))
			}
			if why == string(declaration.Correction) || f.Valid() {
				err := d.startAgain(r, f, why, since)
				if err == nil {
					return r.SeeOther(w, CheckPath)
				}
				if err := takeHere(f, err, nil); err != nil {
					return err
				}
			}
		}
		return r.RenderForm(w, f, correctView(r, f, d.Home, latest, view.HasDraft))
	})
}

func (d Declare) startAgain(r *page.Request, f *page.Form, why string, since page.Day) error {
	if why == string(declaration.Correction) {
		_, err := d.Acts.StartCorrection(r.Context(), r.Actor, own(r, f))
		return err
	}
	_, err := d.Acts.StartSuccession(r.Context(), r.Actor, own(r, f), since.Day)
	return err
}
