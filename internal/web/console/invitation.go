package console

import (
	"fmt"
	"net/http"

	"github.com/skip2/go-qrcode"

	"chengxin/internal/access"
	"chengxin/internal/casework/people"
	"chengxin/internal/fault"
	"chengxin/internal/web/page"
)

// acceptInvitation sets an account's password and second factor over its one-time link, and shows the recovery codes.
func (p *People) acceptInvitation(w http.ResponseWriter, r *page.Request) error {
	noStore(w)
	token := r.PathValue("token")
	invited, err := p.Acts.OpenInvitation(r.Context(), token)
	if err != nil {
		return err
	}
	if invited.Invitation.Purpose != people.ForAccount {
		return fault.New(fault.NotFound, "people.link.closed")
	}
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	if r.Method == http.MethodGet {
		return r.Render(w, invitationView(r, f, invited, token, p.Acts.Passwords.MinRunes))
	}
	password := f.Typed("password")
	if password == "" {
		f.Refuse("password", "page.form.required", "label", r.T("people.invitation.password"))
	}
	if f.Typed("repeat") != password {
		f.Refuse("repeat", "people.password.repeat_wrong")
	}
	oneTime := f.Require("one_time", r.T("people.invitation.one_time"))
	if f.Valid() {
		codes, err := p.Acts.AcceptInvitation(r.Context(), token, password, oneTime)
		if err == nil {
			return r.Render(w, recoveryCodesView(r, codes, r.T("people.recovery.go"), "/staff/sign-in"))
		}
		if err := f.Take(err); err != nil {
			return err
		}
	}
	return r.RenderForm(w, f, invitationView(r, f, invited, token, p.Acts.Passwords.MinRunes))
}

// pictureSize is the width of a QR picture in pixels: large enough for an old phone's camera.
const pictureSize = 264

// invitationPicture is the QR picture of the second factor that the link offers.
func (p *People) invitationPicture(w http.ResponseWriter, r *page.Request) error {
	invited, err := p.Acts.OpenInvitation(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	if invited.Invitation.Purpose != people.ForAccount {
		return fault.New(fault.NotFound, "people.link.closed")
	}
	return picture(w, access.SecretAddress(p.Acts.Issuer, invited.Officer.Login, invited.Invitation.Factor))
}

func picture(w http.ResponseWriter, text string) error {
	png, err := qrcode.Encode(text, qrcode.Medium, pictureSize)
	if err != nil {
		return err
	}
	noStore(w)
	w.Header().Set("Content-Type", "image/png")
	_, _ = w.Write(png) // the reader went away: nobody is left to tell
	return nil
}

// nameAdministrators uses the first start's link up: it names three people and shows their three links.
func (p *People) nameAdministrators(w http.ResponseWriter, r *page.Request) error {
	noStore(w)
	token := r.PathValue("token")
	invited, err := p.Acts.OpenInvitation(r.Context(), token)
	if err != nil {
		return err
	}
	if invited.Invitation.Purpose != people.ForSetup {
		return fault.New(fault.NotFound, "people.link.closed")
	}
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	if r.Method == http.MethodGet {
		return r.Render(w, setupView(r, f, token))
	}
	var three [3]people.NewOfficer
	for i := range three {
		three[i] = people.NewOfficer{
			Login: f.Text(fmt.Sprintf("login_%d", i)), Name: f.Text(fmt.Sprintf("name_%d", i)), Phone: f.Text(fmt.Sprintf("phone_%d", i)),
		}
	}
	made, err := p.Acts.NameAdministrators(r.Context(), token, three)
	if err == nil {
		links := make([]oneLink, len(made))
		for i, role := range people.Administrators() {
			links[i] = oneLink{title: r.T("access.role." + string(role)), name: three[i].Name, url: p.BaseURL + "/staff/invitation/" + made[i].Token}
		}
		return r.Render(w, setupDoneView(r, links))
	}
	if err := f.Take(err); err != nil {
		return err
	}
	return r.RenderForm(w, f, setupView(r, f, token))
}

// oneLink is a one-time link as it is shown once.
type oneLink struct{ title, name, url string }
