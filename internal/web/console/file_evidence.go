package console

import (
	"net/http"
	"net/url"

	"chengxin/internal/access"
	"chengxin/internal/casefile"
	"chengxin/internal/fault"
	"chengxin/internal/web/page"
)

// evidence shows one picture or scan of an open file, larger on demand. The picture itself comes by its step's own address,
// which puts the look into the log and lets no browser keep it.
func (p *RegisterPages) evidence(w http.ResponseWriter, r *page.Request) error {
	id := r.PathValue("household")
	purpose, open, err := p.Files.Standing(r.Context(), r.Actor, r.Actor.County, id)
	if err != nil {
		return err
	}
	if !open {
		return r.SeeOther(w, page.Local(fileAt(id, "")))
	}
	file, err := p.Files.Open(r.Context(), r.Actor, r.Actor.County, id, purpose, casefile.AsOf{})
	if err != nil {
		return err
	}
	one, found := file.Find(casefile.EvidenceKind(r.PathValue("kind")), r.PathValue("within"), r.PathValue("one"))
	if !found {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	return r.Render(w, evidenceView(r, openFile{File: file, Part: "evidence"}, one))
}

// evidenceAt is the page of one piece of evidence.
func evidenceAt(household string, one casefile.Evidence) string {
	return fileAt(household, "/evidence/"+string(one.Kind)+"/"+url.PathEscape(one.Within)+"/"+url.PathEscape(one.ID))
}

// evidenceSource is where the picture or scan itself comes from.
func evidenceSource(household string, one casefile.Evidence) string {
	switch one.Kind {
	case casefile.PhotoOfHome, casefile.SheetOfAVisit:
		return visitPage(household, url.PathEscape(one.Within)) + "/photos/" + url.PathEscape(one.ID)
	case casefile.Delegation:
		return fileAt(household, "/pledge/paper/"+url.PathEscape(one.ID)+"/scan?which=delegation")
	case casefile.SheetOfDeclaring:
		return sheetAt(household, url.PathEscape(one.ID)) + "/scan"
	case casefile.SignedPaper:
	}
	return fileAt(household, "/pledge/paper/"+url.PathEscape(one.ID)+"/scan")
}

// evidenceWords say what it is and whose, with the words that were put beside it.
func evidenceWords(r *page.Request, v openFile, one casefile.Evidence) string {
	words := r.T("casefile.evidence.kind." + string(one.Kind))
	if name := v.Names[one.Member]; name != "" {
		words = r.T("casefile.event.of", "name", name, "event", words)
	}
	if one.Caption != "" {
		words = r.T("casefile.evidence.caption", "what", words, "caption", one.Caption)
	}
	return words
}

func evidenceGrid(r *page.Request, v openFile) page.Grid {
	grid := page.Grid{
		Caption: r.T("casefile.evidence.title"), Empty: r.T("casefile.evidence.none"),
		Columns: []page.Column{{Text: r.T("casefile.evidence.what")}, {Text: r.T("casefile.evidence.form")}, {Text: r.T("casefile.evidence.at")}, {Text: r.T("casefile.evidence.by")}},
	}
	for _, one := range v.Evidence {
		form := r.T("casefile.evidence.picture")
		if !one.Picture() {
			form = r.T("casefile.evidence.pdf")
		}
		grid.Rows = append(grid.Rows, []page.Cell{
			{Text: evidenceWords(r, v, one), Path: evidenceAt(v.id(), one), Header: true}, {Text: form}, {Text: at(r, one.At)}, {Text: deskOf(r, v.File, access.Officer, one.By)},
		})
	}
	return grid
}

// visitPage is the page of one visit.
func visitPage(household, assignment string) string {
	return visitsPath + "/" + household + "/" + assignment
}
