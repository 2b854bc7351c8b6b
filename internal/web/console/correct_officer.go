package console

import (
	"net/http"

	"chengxin/internal/casework/people"
	"chengxin/internal/region"
	"chengxin/internal/web/page"
)

// correctOfficer corrects an officer's name, unit and telephone, over what is on file now.
func (p *People) correctOfficer(w http.ResponseWriter, r *page.Request) error {
	if asked, err := needsStepUp(w, r); asked || err != nil {
		return err
	}
	officer, err := p.Reads.Officer(r.Context(), r.Actor.County, r.PathValue("officer"))
	if err != nil {
		return err
	}
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	if r.Method == http.MethodGet {
		f.Set("name", officer.Name).Set("unit", string(officer.Unit)).Set("phone", officer.Phone)
		return r.Render(w, correctOfficerView(r, f, officer))
	}
	given := people.NewOfficer{Name: f.Text("name"), Unit: region.Code(f.Text("unit")), Phone: f.Text("phone")}
	err = p.Acts.CorrectOfficer(r.Context(), r.Actor, r.Actor.County, officer.ID, given)
	if err == nil {
		r.Flash(r.T("people.officer.corrected"))
		return r.SeeOther(w, "/console/officers/"+officer.ID)
	}
	if err := takeConflict(f, err); err != nil {
		return err
	}
	return r.RenderForm(w, f, correctOfficerView(r, f, officer))
}

// townshipOf is the township that a place lies in; nowhere for a county.
func townshipOf(place region.Code) region.Code {
	for _, one := range place.Ancestors() {
		if one.Level() == region.Township {
			return one
		}
	}
	return ""
}
