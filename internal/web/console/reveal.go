package console

import (
	"net/http"

	"chengxin/internal/access"
	"chengxin/internal/casefile"
	"chengxin/internal/web/page"
)

// opened is the file as it stands open in this sign-in; without an opening the reader is led to open it first.
func (p *RegisterPages) opened(w http.ResponseWriter, r *page.Request) (file casefile.File, led bool, err error) {
	id := r.PathValue("household")
	purpose, open, err := p.Files.Standing(r.Context(), r.Actor, r.Actor.County, id)
	if err != nil {
		return file, false, err
	}
	if !open {
		return file, true, r.SeeOther(w, fileAt(id, ""))
	}
	file, err = p.Files.Open(r.Context(), r.Actor, r.Actor.County, id, purpose, casefile.AsOf{})
	return file, false, err
}

// actHead is the head of an act's page about an open file.
func actHead(r *page.Request, file casefile.File, title string, f *page.Form) page.Head {
	head := fileHead(r, openFile{File: file}, title)
	return page.Head{Title: title, Form: f, Identity: head.Identity, Back: fileAt(file.Household.ID, "")}
}

// reveal unmasks one value for a typed reason; the reason stands in the log, and the household sees it.
func (p *RegisterPages) reveal(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	file, led, err := p.opened(w, r)
	if err != nil || led {
		return err
	}
	var shown *casefile.Revealed
	if r.Method == http.MethodPost {
		member, field := f.Text("member"), casefile.Field(f.Text("field"))
		if member == "" && field != casefile.FieldAddress {
			f.Refuse("member", "casefile.reveal.member_missing")
		}
		if f.Valid() {
			revealed, err := p.Files.Reveal(r.Context(), r.Actor, r.Actor.County, file.Household.ID, member, field, f.Text("reason"))
			if err := takeAct(f, err); err != nil {
				return err
			}
			if f.Valid() {
				shown = &revealed
				noStore(w)
			}
		}
	} else {
		f.Set("member", r.Query("member"))
	}
	return r.RenderForm(w, f, revealView(r, f, file, shown))
}

func personChoices(r *page.Request, persons []casefile.Person, empty string) []page.Choice {
	choices := []page.Choice{{Label: empty}}
	for _, person := range persons {
		choices = append(choices, page.Choice{Value: person.ID, Label: r.T("console.list.member", "name", person.Name, "relation", person.Relation.Label(r.Language))})
	}
	return choices
}

func fieldChoices(r *page.Request) []page.Choice {
	var choices []page.Choice
	for _, field := range append(casefile.Fields(), casefile.FieldAddress) {
		choices = append(choices, page.Choice{Value: string(field), Label: r.T("casefile.field." + string(field))})
	}
	return choices
}

func mayReveal(r *page.Request, file casefile.File) bool {
	return r.Actor.May(access.HouseholdReveal, file.Household.Region)
}
