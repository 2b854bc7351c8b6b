package console

import (
	"context"
	"net/http"
	"strconv"

	"chengxin/internal/access"
	"chengxin/internal/casework/people"
	"chengxin/internal/fault"
	"chengxin/internal/region"
	"chengxin/internal/web/page"
)

// createOfficer makes an account and shows its one-time link.
func (p *People) createOfficer(w http.ResponseWriter, r *page.Request) error {
	if asked, err := needsStepUp(w, r); asked || err != nil {
		return err
	}
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	if r.Method == http.MethodGet {
		return r.Render(w, createOfficerView(r, f))
	}
	given := people.NewOfficer{Login: f.Text("login"), Name: f.Text("name"), Unit: region.Code(f.Text("unit")), Phone: f.Text("phone")}
	created, err := p.Acts.CreateOfficer(r.Context(), r.Actor, r.Actor.County, given)
	if err == nil {
		return p.showLink(w, r, created.Officer, created.Token)
	}
	if err := f.Take(err); err != nil {
		return err
	}
	return r.RenderForm(w, f, createOfficerView(r, f))
}

// showLink shows a one-time link, once.
func (p *People) showLink(w http.ResponseWriter, r *page.Request, id, token string) error {
	officer, err := p.Reads.Officer(r.Context(), r.Actor.County, id)
	if err != nil {
		return err
	}
	noStore(w)
	return r.Render(w, linkView(r, officer, p.BaseURL+"/staff/invitation/"+token))
}

// invite makes a new one-time link for an account that nobody holds.
func (p *People) invite(w http.ResponseWriter, r *page.Request) error {
	return p.onOfficer(w, r, confirmation{
		title: "people.officer.invite", text: "people.officer.invite_text", button: "people.officer.invite", path: "/invite",
		do: func(_ context.Context, officer people.Officer, _ string) (string, error) {
			token, err := p.Acts.Invite(r.Context(), r.Actor, r.Actor.County, officer.ID)
			if err != nil {
				return "", err
			}
			return "", p.showLink(w, r, officer.ID, token)
		},
		answers: true,
	})
}

// lockOfficer closes an account.
func (p *People) lockOfficer(w http.ResponseWriter, r *page.Request) error {
	return p.onOfficer(w, r, confirmation{
		title: "people.officer.lock", text: "people.officer.lock_text", button: "people.officer.lock", path: "/lock", reason: true,
		do: func(ctx context.Context, officer people.Officer, reason string) (string, error) {
			return r.T("people.officer.locked"), p.Acts.LockOfficer(ctx, r.Actor, r.Actor.County, officer.ID, reason)
		},
	})
}

// unlockOfficer opens an account again.
func (p *People) unlockOfficer(w http.ResponseWriter, r *page.Request) error {
	return p.onOfficer(w, r, confirmation{
		title: "people.officer.unlock", text: "people.officer.unlock_text", button: "people.officer.unlock", path: "/unlock", reason: true,
		do: func(ctx context.Context, officer people.Officer, reason string) (string, error) {
			return r.T("people.officer.unlocked"), p.Acts.UnlockOfficer(ctx, r.Actor, r.Actor.County, officer.ID, reason)
		},
	})
}

// resetSecondFactor makes an account unusable until a new link is accepted.
func (p *People) resetSecondFactor(w http.ResponseWriter, r *page.Request) error {
	return p.onOfficer(w, r, confirmation{
		title: "people.officer.reset", text: "people.officer.reset_text", button: "people.officer.reset", path: "/reset", reason: true,
		do: func(ctx context.Context, officer people.Officer, reason string) (string, error) {
			return r.T("people.officer.was_reset"), p.Acts.ResetSecondFactor(ctx, r.Actor, r.Actor.County, officer.ID, reason)
		},
	})
}

// endSessions ends all of an officer's sign-ins.
func (p *People) endSessions(w http.ResponseWriter, r *page.Request) error {
	return p.onOfficer(w, r, confirmation{
		title: "people.officer.end_sessions", text: "people.sessions.lead", button: "people.officer.end_sessions", path: "/end-sessions",
		do: func(ctx context.Context, officer people.Officer, _ string) (string, error) {
			ended, err := p.Acts.EndSessions(ctx, r.Actor, r.Actor.County, officer.ID)
			return r.T("people.officer.sessions_ended", "count", strconv.Itoa(ended)), err
		},
	})
}

// confirmation is a page that asks before something is done to an account.
type confirmation struct {
	title, text, button string // catalogue keys; a text already put together stands for itself
	path                string // below the officer's page
	reason              bool   // asks why
	answers             bool   // do writes the answer itself
	do                  func(ctx context.Context, officer people.Officer, reason string) (done string, err error)
}

func (p *People) onOfficer(w http.ResponseWriter, r *page.Request, c confirmation) error {
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
		return r.Render(w, confirmationView(r, f, officer, c))
	}
	done, err := c.do(r.Context(), officer, f.Text("reason"))
	if err == nil {
		if c.answers {
			return nil
		}
		r.Flash(done)
		return r.SeeOther(w, "/console/officers/"+officer.ID)
	}
	if err := takeConflict(f, err); err != nil {
		return err
	}
	return r.RenderForm(w, f, confirmationView(r, f, officer, c))
}

// grantRole gives a role for a region: role first, then the township, then one of its villages, without JavaScript.
func (p *People) grantRole(w http.ResponseWriter, r *page.Request) error {
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
	township := region.Code(or(f.Text("township"), r.Query("township")))
	if r.Method == http.MethodGet {
		return r.Render(w, grantRoleView(r, f, officer, township))
	}
	_, err = p.Acts.GrantRole(r.Context(), r.Actor, r.Actor.County, officer.ID, access.Role(f.Text("role")), region.Code(f.Text("region")))
	if err == nil {
		r.Flash(r.T("people.officer.granted"))
		return r.SeeOther(w, "/console/officers/"+officer.ID)
	}
	if err := takeConflict(f, err); err != nil {
		return err
	}
	return r.RenderForm(w, f, grantRoleView(r, f, officer, township))
}

func roleChoices(r *page.Request) []page.Choice {
	choices := make([]page.Choice, 0, len(access.Roles()))
	for _, role := range access.Roles() {
		choices = append(choices, page.Choice{Value: string(role), Label: roleName(r, role)})
	}
	return choices
}

// placeChoices lists the county and its townships, and the villages of the chosen township.
func placeChoices(r *page.Request, county, township region.Code) []page.Choice {
	choices := []page.Choice{{Value: "", Label: r.T("people.officer.unit_choose")}, {Value: string(county), Label: r.T("people.officer.grant_whole")}}
	for _, one := range region.Children(county) {
		choices = append(choices, page.Choice{Value: string(one), Label: placeName(one)})
		if one != township {
			continue
		}
		for _, village := range region.Children(one) {
			choices = append(choices, page.Choice{Value: string(village), Label: "\u3000" + placeName(village)})
		}
	}
	return choices
}

func townshipChoices(r *page.Request, county region.Code) []page.Choice {
	choices := []page.Choice{{Value: "", Label: r.T("people.officer.unit_choose")}}
	for _, one := range region.Children(county) {
		choices = append(choices, page.Choice{Value: string(one), Label: placeName(one)})
	}
	return choices
}

func placeName(code region.Code) string {
	name, known := region.Name(code)
	if !known {
		return string(code)
	}
	return name
}

// withdrawRole takes a role back.
func (p *People) withdrawRole(w http.ResponseWriter, r *page.Request) error {
	officer, err := p.Reads.Officer(r.Context(), r.Actor.County, r.PathValue("officer"))
	if err != nil {
		return err
	}
	roles, err := p.Reads.Roles(r.Context(), r.Actor.County, officer.ID)
	if err != nil {
		return err
	}
	for _, role := range roles {
		if role.ID != r.PathValue("grant") || !role.Held() {
			continue
		}
		return p.onOfficer(w, r, confirmation{
			title: "people.officer.withdraw_title", button: "people.officer.withdraw_save", path: "/withdraw/" + role.ID, reason: true,
			text: r.T("people.officer.withdraw_text", "name", officer.Name, "region", region.FullName(role.Region), "role", roleName(r, role.Role)),
			do: func(ctx context.Context, officer people.Officer, reason string) (string, error) {
				return r.T("people.officer.withdrawn"), p.Acts.WithdrawRole(ctx, r.Actor, r.Actor.County, officer.ID, role.ID, reason)
			},
		})
	}
	return fault.New(fault.NotFound, "fault.not_found")
}
