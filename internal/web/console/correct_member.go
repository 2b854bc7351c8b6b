package console

import (
	"net/http"
	"slices"

	"chengxin/internal/casefile"
	"chengxin/internal/casework/register"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/web/page"
)

func registerAt(r *page.Request, f *page.Form) register.At {
	return register.At{County: r.Actor.County, Household: r.PathValue("household"), Key: f.Key()}
}

// finished leads back to the file after an act; a doubtful identity number is said there, and refuses nobody.
func finished(w http.ResponseWriter, r *page.Request, done string, doubt household.Warning) error {
	if text := doubt.Message(r.Language); text != "" {
		done += " " + text
	}
	r.Flash(done)
	return r.SeeOther(w, fileAt(r.PathValue("household"), "?part=members"))
}

// addMember puts a person into the household from a day on.
func (p *RegisterPages) addMember(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	file, led, err := p.opened(w, r)
	if err != nil || led {
		return err
	}
	if r.Method == http.MethodPost {
		member, given := memberOf(r, f, "")
		if !given {
			f.Refuse("name", "household.name.empty")
		}
		member.FromOn = f.RequireDay("from", r.T("casefile.member.from")).Day
		if f.Valid() {
			doubt, err := p.Acts.AddMember(r.Context(), r.Actor, registerAt(r, f), member)
			if err == nil {
				return finished(w, r, r.T("console.member.added"), doubt)
			}
			if err := takeAct(f, err); err != nil {
				return err
			}
		}
	}
	return r.RenderForm(w, f, addMemberView(r, f, file))
}

// memberIn finds the member whom a page is about, masked. NotFound.
func memberIn(file casefile.File, id string) (casefile.Person, error) {
	at := slices.IndexFunc(file.Members, func(p casefile.Person) bool { return p.ID == id })
	if at < 0 {
		return casefile.Person{}, fault.New(fault.NotFound, "fault.not_found")
	}
	return file.Members[at], nil
}

// correctMember corrects what was wrong, or records what has changed from a day on. What is left empty stays as it is, so
// that nothing has to be unmasked for it; the word for "none" takes a value away.
func (p *RegisterPages) correctMember(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	file, led, err := p.opened(w, r)
	if err != nil || led {
		return err
	}
	member, err := memberIn(file, r.PathValue("member"))
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		correction := correctionOf(r, f, member)
		if f.Valid() {
			doubt, err := p.Acts.CorrectMember(r.Context(), r.Actor, registerAt(r, f), correction)
			if err == nil {
				if correction.IDNumber == nil {
					doubt = household.Fine
				}
				return finished(w, r, r.T("console.member.corrected"), doubt)
			}
			if err := takeAct(f, err); err != nil {
				return err
			}
		}
	}
	return r.RenderForm(w, f, correctMemberView(r, f, file, member))
}

func correctionOf(r *page.Request, f *page.Form, member casefile.Person) register.Correction {
	c := register.Correction{Member: member.ID, Reason: f.Text("reason"), Relation: household.Relation(f.Text("relation")), Capacity: household.Capacity(f.Text("capacity"))}
	if f.RequireChoice("kind", r.T("console.member.kind"), "wrong", "changed") == "changed" {
		c.FromOn = f.RequireDay("from", r.T("console.member.changed_on")).Day
		if !c.FromOn.IsZero() && !c.FromOn.After(member.FromOn) {
			f.Refuse("from", "console.member.not_later")
		}
	}
	text := func(name string) *string {
		typed := f.Text(name)
		switch typed {
		case "":
			return nil
		case r.T("console.member.none_word"):
			typed = ""
		}
		return &typed
	}
	if name := household.ReadName(f.Text("name")); name != "" {
		c.Name = &name
	}
	if typed := household.ReadIDNumber(f.Text("id_number")); typed != "" {
		c.IDNumber = &typed
	}
	c.Phone, c.Account, c.Health = text("phone"), text("account"), text("health")
	return c
}

// endMembership says that a person no longer belongs to the household from a day on.
func (p *RegisterPages) endMembership(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	file, led, err := p.opened(w, r)
	if err != nil || led {
		return err
	}
	member, err := memberIn(file, r.PathValue("member"))
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		day := f.RequireDay("until", r.T("console.member.until"))
		if f.Valid() {
			err := p.Acts.EndMembership(r.Context(), r.Actor, registerAt(r, f), member.ID, day.Day, f.Text("reason"))
			if err == nil {
				return finished(w, r, r.T("console.member.ended"), household.Fine)
			}
			if err := takeAct(f, err); err != nil {
				return err
			}
		}
	}
	return r.RenderForm(w, f, endMemberView(r, f, file, member))
}
