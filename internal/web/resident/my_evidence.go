package resident

import (
	"context"
	"net/http"
	"net/url"

	"chengxin/internal/access"
	"chengxin/internal/casefile"
	visitsteps "chengxin/internal/casework/homevisit"
	pledgesteps "chengxin/internal/casework/pledge"
	"chengxin/internal/fault"
	"chengxin/internal/homevisit"
	"chengxin/internal/pledge"
	"chengxin/internal/web/page"
)

// EvidencePath is where a resident looks at the pictures and signed papers of the own file.
const EvidencePath = FilePath + "/evidence"

// PhotoActs open a picture of a visit.
type PhotoActs interface {
	OpenPhoto(ctx context.Context, actor access.Actor, at visitsteps.At, id string) ([]byte, homevisit.Photo, error)
}

// ScanActs open the scan of a signed paper.
type ScanActs interface {
	OpenScan(ctx context.Context, actor access.Actor, at pledgesteps.At, paper string, delegation bool) ([]byte, pledge.Scan, error)
}

// evidence lists what of the pictures and signed papers the resident may look at.
func (p FilePages) evidence(w http.ResponseWriter, r *page.Request) error {
	mine, err := p.Files.Mine(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	return r.Render(w, myEvidenceView(r, mine))
}

// oneEvidence shows one of them, larger on demand.
func (p FilePages) oneEvidence(w http.ResponseWriter, r *page.Request) error {
	mine, err := p.Files.Mine(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	one, found := mine.Find(casefile.EvidenceKind(r.PathValue("kind")), r.PathValue("within"), r.PathValue("one"))
	if !found {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	return r.Render(w, myOneEvidenceView(r, one))
}

// picture gives the picture or scan itself; the look stands in the log, and no browser keeps it.
func (p FilePages) picture(w http.ResponseWriter, r *page.Request) error {
	within, id := r.PathValue("within"), r.PathValue("one")
	var raw []byte
	var form string
	switch kind := casefile.EvidenceKind(r.PathValue("kind")); kind {
	case casefile.PhotoOfHome, casefile.SheetOfAVisit:
		content, photo, err := p.Photos.OpenPhoto(r.Context(), r.Actor, visitsteps.At{County: r.Actor.County, Household: r.Actor.Household, Assignment: within}, id)
		if err != nil {
			return err
		}
		raw, form = content, photo.Type
	case casefile.SignedPaper, casefile.Delegation:
		content, scan, err := p.Scans.OpenScan(r.Context(), r.Actor, pledgesteps.At{County: r.Actor.County, Household: r.Actor.Household}, id, kind == casefile.Delegation)
		if err != nil {
			return err
		}
		raw, form = content, scan.Type
	case casefile.SheetOfDeclaring: // it has an address of its own beside what was typed from it
		return fault.New(fault.NotFound, "fault.not_found")
	default:
		return fault.New(fault.NotFound, "fault.not_found")
	}
	w.Header().Set("X-Content-Type-Options", "nosniff")
	return r.Send(w, page.Content{Name: "chengxin-" + id, Type: form, Body: raw, Inline: form != "application/pdf"})
}

// evidenceAt is the page of one of them.
func evidenceAt(one casefile.Evidence) string {
	return EvidencePath + "/" + string(one.Kind) + "/" + url.PathEscape(one.Within) + "/" + url.PathEscape(one.ID)
}

// evidenceSource is where the picture or scan itself comes from.
func evidenceSource(one casefile.Evidence) string {
	if one.Kind == casefile.SheetOfDeclaring {
		return SheetsPath + "/" + url.PathEscape(one.ID) + "/scan"
	}
	return evidenceAt(one) + "/picture"
}

func evidenceWords(r *page.Request, one casefile.Evidence) string {
	words := r.T("casefile.evidence.kind." + string(one.Kind))
	if one.Caption != "" {
		words = r.T("casefile.evidence.caption", "what", words, "caption", one.Caption)
	}
	return words
}
