package console

import (
	"net/http"
	"slices"

	visitsteps "chengxin/internal/casework/homevisit"
	"chengxin/internal/fault"
	"chengxin/internal/homevisit"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/web/page"
)

// confirm is the second officer's page: he reads what the first has recorded, and agrees or says what is different.
func (v Visits) confirm(w http.ResponseWriter, r *page.Request) error {
	f, view, err := v.opened(r)
	if err != nil {
		return err
	}
	latest, recorded := view.Progress.Latest()
	if !recorded {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	if latest.Other() != r.Actor.ID {
		return fault.New(fault.Forbidden, "visit.not_yours")
	}
	if r.Method == http.MethodGet {
		f.Set("officer_way", string(homevisit.Typed))
		return r.Render(w, visitConfirmView(r, f, v, view, latest))
	}
	agrees := f.RequireChoice("agrees", r.T("visit.confirm.question"), "yes", "no")
	if f.Text("visit") != latest.ID {
		f.Refuse("", "visit.confirm.changed")
	}
	if f.Valid() {
		given := homevisit.Confirmation{Agrees: agrees == "yes", Reason: f.Text("reason")}
		if given.Agrees {
			given.Signature = homevisit.Signature{Way: homevisit.Way(f.Text("officer_way")), Ink: inkOf(f, "officer_ink")}
		}
		err := v.Acts.ConfirmVisit(r.Context(), r.Actor, visitAt(r, f.Key()), latest.ID, given)
		if err == nil {
			r.Flash(r.T("visit.confirm.done." + agrees))
			return r.SeeOther(w, v.here(r, ""))
		}
		if err := takeVisit(f, err); err != nil {
			return err
		}
	}
	return r.RenderForm(w, f, visitConfirmView(r, f, v, view, latest))
}

// attempt records that nobody was met, or that the household did not want the visit.
func (v Visits) attempt(w http.ResponseWriter, r *page.Request) error {
	f, view, err := v.opened(r)
	if err != nil {
		return err
	}
	if !view.Progress.Assignment.Names(r.Actor.ID) {
		return fault.New(fault.Forbidden, "visit.not_yours")
	}
	if r.Method == http.MethodGet {
		f.SetDay("tried_on", period.DayOf(r.Now))
		return r.Render(w, visitAttemptView(r, f, v, view))
	}
	made := homevisit.Attempt{
		Outcome: homevisit.Outcome(f.Text("outcome")), On: f.Day("tried_on").Day, Reason: f.Text("reason"), Left: f.Text("left"), NextOn: f.Day("next_on").Day,
	}
	if f.Valid() {
		err := v.Acts.RecordAttempt(r.Context(), r.Actor, visitAt(r, f.Key()), made)
		if err == nil {
			r.Flash(r.T("visit.attempt.done"))
			return r.SeeOther(w, v.here(r, ""))
		}
		if err := takeVisit(f, err); err != nil {
			return err
		}
	}
	return r.RenderForm(w, f, visitAttemptView(r, f, v, view))
}

// photos shows the pictures of a visit and takes another.
func (v Visits) photos(w http.ResponseWriter, r *page.Request) error {
	f, view, err := v.opened(r)
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		file, given := f.File("photo", photoMost)
		if !given && f.Valid() {
			f.Refuse("photo", "visit.photo.missing")
		}
		if f.Valid() {
			made := homevisit.Photo{Kind: homevisit.PhotoKind(f.Text("kind")), Caption: f.Text("caption")}
			err := v.Acts.AddPhoto(r.Context(), r.Actor, visitAt(r, f.Key()), file.Content, made, f.Ticked("consent"))
			if err == nil {
				r.Flash(r.T("visit.photo.done"))
				return r.SeeOther(w, r.URL.Path)
			}
			if err := takeVisit(f, err); err != nil {
				return err
			}
		}
	} else {
		f.Set("kind", string(homevisit.OfHome))
	}
	return r.RenderForm(w, f, visitPhotosView(r, f, v, view))
}

// photo gives one picture; a PDF is only for download.
func (v Visits) photo(w http.ResponseWriter, r *page.Request) error {
	raw, photo, err := v.Acts.OpenPhoto(r.Context(), r.Actor, visitAt(r, ""), r.PathValue("photo"))
	if err != nil {
		return err
	}
	w.Header().Set("X-Content-Type-Options", "nosniff")
	return r.Send(w, page.Content{Name: "visit-photo", Type: photo.Type, Body: raw, Inline: photo.Type != "application/pdf"})
}

// correct opens the form with what was recorded, to be put right.
func (v Visits) correct(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	if _, err := v.Acts.StartCorrection(r.Context(), r.Actor, visitAt(r, f.Key()), f.Text("visit")); err != nil {
		return v.refusedVisit(w, r, f, err)
	}
	return r.SeeOther(w, v.here(r, ""))
}

// answer answers a household that disputes what was seen.
func (v Visits) answer(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	if err := v.Acts.AnswerDispute(r.Context(), r.Actor, visitAt(r, f.Key()), f.Text("dispute"), f.Text("words")); err != nil {
		return v.refusedVisit(w, r, f, err)
	}
	r.Flash(r.T("visit.dispute.done"))
	return r.SeeOther(w, v.here(r, ""))
}

// sheet is the printed form of one visit.
func (v Visits) sheet(w http.ResponseWriter, r *page.Request) error {
	view, err := v.Acts.Open(r.Context(), r.Actor, visitAt(r, ""))
	if err != nil {
		return err
	}
	raw, err := v.Sheets.Sheet(r.Context(), view)
	if err != nil {
		return err
	}
	return r.Send(w, page.Content{Name: r.T("visit.sheet.file") + " " + view.Household.Number + ".pdf", Type: "application/pdf", Body: raw, Inline: true})
}

// sheets are the printed forms of a village's open visits in one file.
func (v Visits) sheets(w http.ResponseWriter, r *page.Request) error {
	rows, err := v.Acts.Assignments(r.Context(), r.Actor, placeQuery(r), period.Day{}, period.Day{})
	if err != nil {
		return err
	}
	rows = slices.DeleteFunc(rows, func(row visitsteps.Row) bool {
		stage := row.Stage()
		return stage == homevisit.Replaced || stage == homevisit.Done || stage == homevisit.Waiting || stage == homevisit.Disagreed
	})
	if len(rows) == 0 {
		return fault.New(fault.NotFound, "visit.sheet.nothing")
	}
	raw, err := v.Sheets.Village(r.Context(), r.Actor, rows)
	if err != nil {
		return err
	}
	return r.Send(w, page.Content{Name: r.T("visit.sheet.file") + " " + shortPlace(placeQuery(r)) + ".pdf", Type: "application/pdf", Body: raw, Inline: true})
}

func signerChoices(r *page.Request, view visitsteps.View) []page.Choice {
	choices := []page.Choice{{Label: r.T("visit.choose")}}
	for _, person := range view.Persons {
		if person.Speaks() {
			choices = append(choices, page.Choice{Value: person.Member, Label: household.MaskName(person.Name)})
		}
	}
	return choices
}

func presentChoices(view visitsteps.View) []page.Choice {
	var choices []page.Choice
	for _, person := range view.Persons {
		choices = append(choices, page.Choice{Value: person.Member, Label: household.MaskName(person.Name)})
	}
	return choices
}

// listChoices are the choices of a list of words under a prefix of the catalogue.
func listChoices[S ~string](r *page.Request, prefix string, values []S) []page.Choice {
	choices := make([]page.Choice, 0, len(values))
	for _, value := range values {
		choices = append(choices, page.Choice{Value: string(value), Label: r.T(prefix + string(value))})
	}
	return choices
}
