package console

import (
	"net/http"
	"slices"
	"strings"

	"chengxin/internal/casefile"
	"chengxin/internal/household"
	"chengxin/internal/web/page"
)

// discloseKinship records that a member is kin of an official. It is nobody's fault: it recuses the official.
func (p *RegisterPages) discloseKinship(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	file, led, err := p.opened(w, r)
	if err != nil || led {
		return err
	}
	if r.Method == http.MethodPost {
		kin := household.Kinship{
			MemberID: f.Text("member"), OfficerID: f.Text("officer"), Official: household.ReadName(f.Text("official")),
			Post: household.Post(f.Text("post")), Relation: f.Text("relation"), DisclosedBy: f.Text("disclosed_by"), FromOn: f.Day("from").Day,
		}
		if kin.Official == "" { // an officer with an account has a name already
			kin.Official = file.Desks[kin.OfficerID].Name
		}
		if f.Valid() {
			_, err := p.Acts.DiscloseKinship(r.Context(), r.Actor, registerAt(r, f), kin)
			if err == nil {
				r.Flash(r.T("console.kinship.done"))
				if kin.OfficerID == r.Actor.ID { // the file is closed to its own relative from now on
					return r.SeeOther(w, "/console")
				}
				return r.SeeOther(w, fileAt(file.Household.ID, ""))
			}
			if err := takeAct(f, err); err != nil {
				return err
			}
		}
	}
	return r.RenderForm(w, f, kinshipView(r, f, file))
}

func postChoices(r *page.Request) []page.Choice {
	var choices []page.Choice
	for _, post := range household.Posts() {
		choices = append(choices, page.Choice{Value: string(post), Label: post.Label(r.Language)})
	}
	return choices
}

// officerChoices lists the county's officers by office: whoever has an account here is recused by it.
func officerChoices(r *page.Request, file casefile.File) []page.Choice {
	var choices []page.Choice
	for id, desk := range file.Desks {
		choices = append(choices, page.Choice{Value: id, Label: placeIn(desk.Unit) + " " + desk.Name})
	}
	slices.SortFunc(choices, func(a, b page.Choice) int { return strings.Compare(a.Label, b.Label) })
	return append([]page.Choice{{Label: r.T("console.kinship.no_account")}}, choices...)
}
