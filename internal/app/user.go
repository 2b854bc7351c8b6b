package app

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"chengxin/internal/access"
	"chengxin/internal/casework/people"
	"chengxin/internal/fault"
	"chengxin/internal/region"
	"chengxin/internal/wording"
)

// commandLine is who acts when an operator uses the command line on the machine itself; its acts are in the log.
func commandLine(county region.Code) access.Actor {
	return access.Actor{Kind: access.Setup, ID: "command-line", County: county}
}

// UserInvitation is what `chengxin user invite` is told. Role is optional; Unit defaults to the county.
type UserInvitation struct {
	County region.Code
	Login  string
	Name   string
	Phone  string
	Unit   region.Code
	Role   access.Role
	Region region.Code // of the role; defaults to the unit
}

// InviteUser makes an account, or a new link for one that nobody holds, and prints its one-time link.
func (a *App) InviteUser(ctx context.Context, wanted UserInvitation, out io.Writer) error {
	if wanted.Unit == "" {
		wanted.Unit = wanted.County
	}
	if wanted.Region == "" {
		wanted.Region = wanted.Unit
	}
	actor := commandLine(wanted.County)
	officer, err := a.userByLogin(ctx, wanted.County, wanted.Login)
	known := err == nil
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	created := people.Created{Officer: officer.ID}
	if known {
		created.Token, err = a.Acts.People.Invite(ctx, actor, wanted.County, officer.ID)
	} else {
		created, err = a.Acts.People.CreateOfficer(ctx, actor, wanted.County, people.NewOfficer{Login: wanted.Login, Name: wanted.Name, Unit: wanted.Unit, Phone: wanted.Phone})
	}
	if err != nil {
		return err
	}
	if wanted.Role != "" {
		if _, err := a.Acts.People.GrantRole(ctx, actor, wanted.County, created.Officer, wanted.Role, wanted.Region); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintln(out, a.Config.BaseURL+"/staff/invitation/"+created.Token)
	return err
}

// ListUsers prints a county's accounts with their roles.
func (a *App) ListUsers(ctx context.Context, county region.Code, out io.Writer) error {
	officers, err := a.DB.Read().Officers(ctx, county)
	if err != nil {
		return err
	}
	roles, err := a.DB.Read().Roles(ctx, county, "")
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, officer := range officers {
		state := "people.state.open"
		switch {
		case officer.Locked:
			state = "people.state.locked"
		case !officer.Ready:
			state = "people.state.invited"
		}
		var held []string
		for _, role := range roles {
			if role.Officer == officer.ID && role.Held() {
				held = append(held, role.Role.Label()+" "+region.FullName(role.Region))
			}
		}
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", officer.Login, officer.Name, region.FullName(officer.Unit), wording.T(wording.Chinese, state), strings.Join(held, ", "))
	}
	return table.Flush()
}

// LockUser closes an account and ends its sessions.
func (a *App) LockUser(ctx context.Context, county region.Code, login, reason string) error {
	officer, err := a.userByLogin(ctx, county, login)
	if err != nil {
		return err
	}
	return a.Acts.People.LockOfficer(ctx, commandLine(county), county, officer.ID, reason)
}

// UnlockUser opens an account again and forgets the wrong tries on it.
func (a *App) UnlockUser(ctx context.Context, county region.Code, login, reason string) error {
	officer, err := a.userByLogin(ctx, county, login)
	if err != nil {
		return err
	}
	return a.Acts.People.UnlockOfficer(ctx, commandLine(county), county, officer.ID, reason)
}

// ResetSecondFactor makes an account unusable until a new link is accepted, and prints that link: on the machine itself
// the two administrators' halves are one, which the log shows.
func (a *App) ResetSecondFactor(ctx context.Context, county region.Code, login, reason string, out io.Writer) error {
	officer, err := a.userByLogin(ctx, county, login)
	if err != nil {
		return err
	}
	if err := a.Acts.People.ResetSecondFactor(ctx, commandLine(county), county, officer.ID, reason); err != nil {
		return err
	}
	token, err := a.Acts.People.Invite(ctx, commandLine(county), county, officer.ID)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, a.Config.BaseURL+"/staff/invitation/"+token)
	return err
}

// EndUserSessions ends all sign-ins of an account and prints how many there were.
func (a *App) EndUserSessions(ctx context.Context, county region.Code, login string, out io.Writer) error {
	officer, err := a.userByLogin(ctx, county, login)
	if err != nil {
		return err
	}
	ended, err := a.Acts.People.EndSessions(ctx, commandLine(county), county, officer.ID)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, wording.T(wording.Chinese, "people.officer.sessions_ended", "count", ended))
	return err
}

// userByLogin finds an account of one county. NotFound.
func (a *App) userByLogin(ctx context.Context, county region.Code, login string) (people.Officer, error) {
	officer, err := a.DB.Read().OfficerByLogin(ctx, strings.ToLower(strings.TrimSpace(login)))
	if err == nil && officer.County != county {
		return people.Officer{}, fault.New(fault.NotFound, "fault.not_found")
	}
	return officer, err
}
