package people

import (
	"context"
	"fmt"
	"strings"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
)

// Administrators is the order in which the three are named and their links told.
func Administrators() [3]access.Role {
	return [3]access.Role{access.SystemAdmin, access.SecurityAdmin, access.AuditAdmin}
}

// NameAdministrators uses the setup link up: it makes three accounts of three people, one for each administrator, and
// gives each account's own one-time link. No account of the three can be used by whoever named it: each sets password and
// second factor over its own link (docs/decisions: three administrators from the first minute).
func (a *Acts) NameAdministrators(ctx context.Context, token string, three [3]NewOfficer) ([3]Created, error) {
	invited, err := a.OpenInvitation(ctx, token)
	if err != nil {
		return [3]Created{}, err
	}
	if invited.Invitation.Purpose != ForSetup {
		return [3]Created{}, fault.New(fault.NotFound, "people.link.closed")
	}
	county := invited.Invitation.County
	var wrong fault.List
	for i, one := range three {
		if one.Unit == "" {
			one.Unit = county
		}
		tidy, err := one.tidy(county)
		wrong = append(wrong, numbered(i, err)...)
		if tidy.Phone == "" {
			wrong = append(wrong, fault.Field(fmt.Sprintf("phone_%d", i), "people.setup.phone_missing"))
		}
		three[i] = tidy // #nosec G602 -- i ranges over the three themselves
		for j := range i {
			if tidy.Login != "" && tidy.Login == three[j].Login {
				wrong = append(wrong, fault.Field(fmt.Sprintf("login_%d", i), "people.setup.same_login"))
			}
			if tidy.Name != "" && tidy.Name == three[j].Name {
				wrong = append(wrong, fault.Field(fmt.Sprintf("name_%d", i), "people.setup.same_name"))
			}
			if tidy.Phone != "" && strings.EqualFold(tidy.Phone, three[j].Phone) {
				wrong = append(wrong, fault.Field(fmt.Sprintf("phone_%d", i), "people.setup.same_phone"))
			}
		}
	}
	if err := wrong.OrNil(); err != nil {
		return [3]Created{}, err
	}
	actor := access.Actor{Kind: access.Setup, ID: "first-start", County: county}
	act := casework.Act{Kind: "AdministratorsNamed", Permission: access.OfficerGrant, County: county}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, w *casework.Work) ([3]Created, error) {
		store := casework.As[Store](w.Tx)
		var created [3]Created
		if _, err := openLink(ctx, store, token, w.Now); err != nil {
			return created, err
		}
		for i, role := range Administrators() {
			var err error
			if created[i], err = a.create(ctx, w, three[i]); err != nil {
				if list := numbered(i, err); len(list) > 0 {
					err = list
				}
				return created, err
			}
			held := HeldRole{ID: a.NewID(), Officer: created[i].Officer, Role: role, Region: county, At: w.Now, By: actor.ID}
			if err := store.AddRole(ctx, county, held); err != nil {
				return created, err
			}
			w.Note(string(role), created[i].Officer)
		}
		return created, store.UseInvitation(ctx, county, invited.Invitation.ID, w.Now)
	})
}

// numbered gives the refusals of one person's fields that person's number, as the form names them.
func numbered(i int, err error) fault.List {
	var list fault.List
	switch found := err.(type) { //nolint:errorlint // a form's own validation, not wrapped
	case nil:
	case fault.List:
		list = found
	case *fault.Error:
		list = fault.List{found}
	}
	named := make(fault.List, 0, len(list))
	for _, one := range list {
		with := *one
		if with.Field != "" {
			with.Field = fmt.Sprintf("%s_%d", one.Field, i)
		}
		named = append(named, &with)
	}
	return named
}
