package resident

import (
	"encoding/base64"
	"errors"
	"net/http"
	"strings"

	steps "chengxin/internal/casework/pledge"

	"chengxin/internal/fault"
	"chengxin/internal/pledge"
	"chengxin/internal/web/page"
)

// mine gives the resident's own view once the household has been told; before, the page leads to the notice.
func (p PledgePages) mine(w http.ResponseWriter, r *page.Request) (view steps.View, led bool, err error) {
	view, err = p.Acts.Mine(r.Context(), r.Actor)
	if err == nil && view.Notice.State != pledge.ToldNow {
		return view, true, r.SeeOther(w, NoticePath)
	}
	return view, false, err
}

// pledge shows the pledge's exact text, promise by promise.
func (p PledgePages) pledge(w http.ResponseWriter, r *page.Request) error {
	view, led, err := p.mine(w, r)
	if err != nil || led {
		return err
	}
	return r.Render(w, pledgeView(r, UnderstandingPath, view.Terms.Pledge, AuthorisationPath, r.T("pledge.text.next")))
}

// authorisation shows the authorisation's exact text: sources, items, purpose, validity and how to take it back.
func (p PledgePages) authorisation(w http.ResponseWriter, r *page.Request) error {
	view, led, err := p.mine(w, r)
	if err != nil || led {
		return err
	}
	return r.Render(w, pledgeView(r, PledgePath, view.Terms.Authorisation, SignPath, r.T("pledge.authorisation.next")))
}

// sign takes one signature for both texts: two ticks, the wards, a drawing or the typed name, and the confirmation code.
func (p PledgePages) sign(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	view, led, err := p.mine(w, r)
	if err != nil || led {
		return err
	}
	own, found := view.Standing.Of(r.Actor.ID)
	if !found || own.Ward {
		return r.Render(w, guardianView(r, p.Home))
	}
	if r.Method == http.MethodPost {
		if f.Text("code") == "" {
			if err := f.Take(checkSigning(r, view, signingOf(f))); err != nil {
				return err
			}
			f.Require("code", r.T("pledge.sign.code"))
		}
		if f.Valid() {
			_, err := p.Acts.SignPledge(r.Context(), r.Actor, f.Key(), signingOf(f), f.Text("code"))
			if err == nil {
				return r.SeeOther(w, SignedPath)
			}
			if err := take(f, err); err != nil {
				return err
			}
		}
	}
	return r.RenderForm(w, f, signView(r, f, view, own.Person))
}

// checkSigning says what else is wrong with a signing that lacks its code, so that everything is said at once.
func checkSigning(r *page.Request, view steps.View, signing pledge.Signing) error {
	signing.Signer = r.Actor.ID
	var persons []pledge.Person
	for _, member := range view.Standing.Members {
		persons = append(persons, member.Person)
	}
	_, err := pledge.Sign(view.Terms, persons, signing, r.Now)
	var wrong fault.List
	if errors.As(err, &wrong) {
		return wrong
	}
	return nil // the rest is for the signing itself to refuse
}

// signingOf reads the form: a drawing counts before a typed name.
func signingOf(f *page.Form) pledge.Signing {
	signing := pledge.Signing{
		Name: f.Text("name"), Wards: f.Choices("wards"), Method: pledge.Typed,
		Hashes: map[pledge.Kind]string{}, Agreed: map[pledge.Kind]bool{},
	}
	for _, kind := range pledge.Signed() {
		signing.Hashes[kind] = f.Text("hash_" + string(kind))
		signing.Agreed[kind] = f.Ticked("agree_" + string(kind))
	}
	if drawn, ok := strings.CutPrefix(f.Typed("ink"), "data:image/png;base64,"); ok {
		signing.Method = pledge.Drawn
		signing.Ink, _ = base64.StdEncoding.DecodeString(drawn) // what does not decode is refused as an empty drawing
	}
	return signing
}

// wardsOf lists for whom the signer may sign as guardian, with those ticked who have nobody's signature yet.
func wardsOf(r *page.Request, view steps.View) []page.Choice {
	var wards []page.Choice
	for _, member := range view.Standing.Members {
		if !member.Ward {
			continue
		}
		hint := ""
		if member.Complete {
			hint = r.T("pledge.sign.ward_done")
		}
		wards = append(wards, page.Choice{Value: member.Person.Member, Label: member.Person.Name, Hint: hint})
	}
	return wards
}

// signed shows what this member signed, the prints to take along, and who has still to sign.
func (p PledgePages) signed(w http.ResponseWriter, r *page.Request) error {
	view, err := p.Acts.Mine(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	return r.Render(w, signedView(r, p, view, TasksOf(view, r.Actor.ID)))
}

// mySignatures lists what counts now of what this member signed, each print once.
func mySignatures(view steps.View, member string) []pledge.Signature {
	var mine []pledge.Signature
	for _, kind := range pledge.Signed() {
		if own, found := view.Standing.Of(member); found && own.State[kind] == pledge.Valid {
			mine = append(mine, own.Signature[kind])
		}
	}
	return mine
}

// withdraw explains what a withdrawal does and does not do, and takes it.
func (p PledgePages) withdraw(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	view, err := p.Acts.Mine(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		member, kind, _ := strings.Cut(f.Text("what"), "/")
		if !f.Ticked("sure") {
			f.Refuse("sure", "pledge.withdraw.sure_missing")
		}
		if f.Text("what") == "" {
			f.Refuse("what", "pledge.withdraw.text_missing")
		}
		if f.Valid() {
			err := p.Acts.WithdrawPledge(r.Context(), r.Actor, f.Key(), member, pledge.Kind(kind), f.Text("reason"))
			if err == nil {
				r.Flash(r.T("pledge.withdraw.done"))
				return r.SeeOther(w, SignedPath)
			}
			if err := take(f, err); err != nil {
				return err
			}
		}
	}
	return r.RenderForm(w, f, withdrawView(r, f, withdrawable(r, view)))
}

// withdrawable lists what this member may take back: the own signatures and those for wards.
func withdrawable(r *page.Request, view steps.View) []page.Choice {
	var choices []page.Choice
	for _, member := range view.Standing.Members {
		if member.Person.Member != r.Actor.ID && !member.Ward {
			continue
		}
		for _, kind := range pledge.Signed() {
			if state := member.State[kind]; state == pledge.Valid || state == pledge.Unchecked {
				label := view.Terms.Of(kind).Title
				if member.Person.Member != r.Actor.ID {
					label = r.T("pledge.withdraw.for", "title", label, "name", member.Person.Name)
				}
				choices = append(choices, page.Choice{Value: member.Person.Member + "/" + string(kind), Label: label})
			}
		}
	}
	return choices
}
