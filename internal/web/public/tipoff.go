package public

import (
	"errors"
	"net/http"

	"chengxin/internal/access"
	"chengxin/internal/casework/tipoff"
	"chengxin/internal/fault"
	domain "chengxin/internal/tipoff"

	"chengxin/internal/region"
	"chengxin/internal/web/page"
)

// TipOffs are the pages on which anybody tells the office something, and asks by the code what came of it. They know no session: who is
// signed in is not looked at, no cookie is set, and the server's log holds neither address nor name.
type TipOffs struct {
	Acts tipoff.Acts
	Home region.Code // the county of this machine
	// Tells slows down whoever tells much, Tries whoever tries codes.
	Tells, Tries *page.Limiter
}

const (
	tipOffPath = "/tipoff"
	askedPath  = "/tipoff/ask"
	addPath    = "/tipoff/add"
)

// Routes adds the pages.
func (p TipOffs) Routes(r *page.Router) {
	r.Handle("GET "+tipOffPath, access.Public, p.tell, page.WithoutSession())
	r.Handle("POST "+tipOffPath, access.Public, p.tell, page.WithoutSession())
	r.Handle("GET "+askedPath, access.Public, p.ask, page.WithoutSession())
	r.Handle("POST "+askedPath, access.Public, p.ask, page.WithoutSession())
	r.Handle("POST "+addPath, access.Public, p.add, page.WithoutSession())
}

// tell takes a tip-off and shows its code, once: nobody can show it again.
func (p TipOffs) tell(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		if err := p.Tells.Allow(r.Now, r.Address(), ""); err != nil {
			return err
		}
		code, err := p.Acts.Report(r.Context(), p.Home, f.Key(), readTipOff(f))
		if err == nil {
			w.Header().Set("Cache-Control", "no-store")
			return r.Render(w, toldView(r, code))
		}
		if err := f.Take(err); err != nil {
			return err
		}
	}
	return r.RenderForm(w, f, tellView(r, f, places(p.Home)))
}

// readTipOff reads what was typed. Whoever chose to give no name gives none, whatever stands in the boxes.
func readTipOff(f *page.Form) tipoff.Received {
	in := tipoff.Received{TipOff: domain.TipOff{
		Region: region.Code(f.Text("place")), Target: domain.Target(f.Text("target")), About: f.Text("about"), Words: f.Text("words"),
	}}
	if f.Text("named") == "yes" {
		in.Reporter = &domain.Reporter{Name: f.Text("name"), Phone: f.Text("phone"), Relation: f.Text("relation"), Reach: f.Text("reach")}
	}
	return in
}

// places are the townships of the county with their villages.
func places(home region.Code) []page.Choice {
	var choices []page.Choice
	for _, township := range region.Children(home) {
		choices = append(choices, page.Choice{Value: string(township), Label: region.FullName(township)})
		for _, village := range region.Children(township) {
			choices = append(choices, page.Choice{Value: string(village), Label: region.FullName(village)})
		}
	}
	return choices
}

// ask shows what came of a tip-off to whoever has its code. The code is posted: it stands in no address.
func (p TipOffs) ask(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	if r.Method != http.MethodPost {
		return r.RenderForm(w, f, askTipOffView(r, f))
	}
	return p.shown(w, r, f, false)
}

func (p TipOffs) shown(w http.ResponseWriter, r *page.Request, f *page.Form, added bool) error {
	if err := p.Tries.Allow(r.Now, r.Address(), ""); err != nil {
		return err
	}
	found, err := p.Acts.Ask(r.Context(), p.Home, f.Typed("code"))
	if err != nil && fault.KindOf(err) == fault.NotFound {
		f.Refuse("code", "tipoff.code.unknown")
		return r.RenderForm(w, f, askTipOffView(r, f))
	}
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return r.RenderForm(w, f, answerView(r, f, found, added))
}

// add keeps further words of whoever has the code.
func (p TipOffs) add(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	if err := p.Tells.Allow(r.Now, r.Address(), ""); err != nil {
		return err
	}
	err = p.Acts.Add(r.Context(), p.Home, f.Key(), f.Typed("code"), f.Text("words"))
	if err != nil && !errors.As(err, &fault.List{}) && fault.KindOf(err) == fault.NotFound {
		f.Refuse("code", "tipoff.code.unknown")
		return r.RenderForm(w, f, askTipOffView(r, f))
	}
	if err != nil {
		if err := f.Take(err); err != nil {
			return err
		}
	}
	return p.shown(w, r, f, err == nil)
}
