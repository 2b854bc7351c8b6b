package console

import (
	"net/http"

	"chengxin/internal/access"
	"chengxin/internal/casework/people"
	"chengxin/internal/region"
	"chengxin/internal/web/page"
)

// officers lists the county's accounts.
func (p *People) officers(w http.ResponseWriter, r *page.Request) error {
	found, err := p.Reads.Officers(r.Context(), r.Actor.County)
	if err != nil {
		return err
	}
	roles, err := p.Reads.Roles(r.Context(), r.Actor.County, "")
	if err != nil {
		return err
	}
	byOfficer := map[string][]people.HeldRole{}
	for _, role := range roles {
		byOfficer[role.Officer] = append(byOfficer[role.Officer], role)
	}
	return r.Render(w, officersView(r, found, byOfficer))
}

func officerRows(r *page.Request, officers []people.Officer, roles map[string][]people.HeldRole) [][]page.Cell {
	rows := make([][]page.Cell, len(officers))
	for i, officer := range officers {
		rows[i] = []page.Cell{
			{Text: officer.Login, Path: "/console/officers/" + officer.ID, Header: true},
			{Text: officer.Name},
			{Text: region.FullName(officer.Unit)},
			{Body: rolesHeld(r, roles[officer.ID], r.T("people.officers.no_role"))},
			{Body: stateTag(r, officer)},
		}
	}
	return rows
}

func stateOf(officer people.Officer) (key string, colour page.Colour) {
	switch {
	case officer.Locked:
		return "people.state.locked", page.Danger
	case !officer.Ready:
		return "people.state.invited", page.Waiting
	}
	return "people.state.open", page.Success
}

// officer shows one account with its roles, and what the reader may do with it.
func (p *People) officer(w http.ResponseWriter, r *page.Request) error {
	found, err := p.Reads.Officer(r.Context(), r.Actor.County, r.PathValue("officer"))
	if err != nil {
		return err
	}
	roles, err := p.Reads.Roles(r.Context(), r.Actor.County, found.ID)
	if err != nil {
		return err
	}
	all, err := p.Reads.Officers(r.Context(), r.Actor.County)
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, one := range all {
		names[one.ID] = one.Name
	}
	return r.Render(w, officerView(r, found, roles, names))
}

// officerActions are the links to what the reader may do with an account; nothing with one's own.
func officerActions(r *page.Request, officer people.Officer) []page.Link {
	if officer.ID == r.Actor.ID {
		return nil
	}
	path := "/console/officers/" + officer.ID
	var links []page.Link
	add := func(may access.Permission, when bool, name, key string) {
		if when && r.Actor.MayAnywhere(may) {
			links = append(links, page.Link{Text: r.T(key), Path: path + name})
		}
	}
	add(access.OfficerGrant, officer.Ready, "/grant", "people.officer.grant")
	add(access.OfficerCreate, true, "/correct", "people.officer.correct")
	add(access.OfficerCreate, !officer.Ready, "/invite", "people.officer.invite")
	add(access.OfficerUnlock, !officer.Locked, "/lock", "people.officer.lock")
	add(access.OfficerUnlock, true, "/unlock", "people.officer.unlock")
	add(access.OfficerUnlock, officer.Ready, "/reset", "people.officer.reset")
	add(access.SessionEnd, true, "/end-sessions", "people.officer.end_sessions")
	return links
}

func grantRows(r *page.Request, officer people.Officer, roles []people.HeldRole, names map[string]string) [][]page.Cell {
	rows := make([][]page.Cell, len(roles))
	for i, role := range roles {
		by := names[role.By]
		if by == "" {
			by = r.T("people.officer.by_setup")
		}
		rows[i] = []page.Cell{
			{Text: roleName(r, role.Role), Header: true},
			{Text: region.FullName(role.Region)},
			{Text: at(r, role.At)},
			{Text: by},
			{Body: grantState(r, officer, role)},
		}
	}
	return rows
}
