package resident

import (
	"net/http"

	"chengxin/internal/web/page"
)

// notice shows the notice in force and takes the confirmation that it was read.
func (p PledgePages) notice(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	terms, err := p.Acts.OpenNotice(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		err := p.Acts.ReadNotice(r.Context(), r.Actor, f.Key(), f.Text("hash"))
		if err == nil {
			return r.SeeOther(w, UnderstandingPath)
		}
		if err := take(f, err); err != nil {
			return err
		}
	}
	return r.RenderForm(w, f, noticeView(r, f, p.Home, terms.Notice))
}
