package people

import (
	"context"
	"strings"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/region"
)

// GrantRole gives an officer a role for a region: the security administrator's act. It refuses a grant to oneself, to an
// account that nobody has taken into use (a puppet with a role could be waiting for its link), for a region wider than the
// role's own, and next to an incompatible role. The command line may grant before the account is in use: whoever is on
// the machine itself holds the keys anyway, and the log shows it.
func (a *Acts) GrantRole(ctx context.Context, actor access.Actor, county region.Code, officer string, role access.Role, where region.Code) (string, error) {
	place := where
	if place == "" || !county.Contains(place) {
		place = county // refused with its field, below
	}
	act := casework.Act{Kind: "RoleGranted", Permission: access.OfficerGrant, County: county, Region: place, StepUp: true}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, w *casework.Work) (string, error) {
		if officer == actor.ID {
			return "", fault.New(fault.Forbidden, "people.grant.self")
		}
		var wrong fault.List
		if !role.Known() {
			wrong = append(wrong, fault.Field("role", "people.grant.role_missing"))
		}
		if _, known := region.Name(where); !known || !county.Contains(where) {
			wrong = append(wrong, fault.Field("region", "people.grant.region_missing"))
		} else if role.Known() && !role.Fits(where) {
			wrong = append(wrong, fault.Field("region", "people.grant.region_too_wide", "role", role.Label()))
		}
		if err := wrong.OrNil(); err != nil {
			return "", err
		}
		store := casework.As[Store](w.Tx)
		// Taking the officer's row first: of two grants at once, the second sees the first.
		secret, err := store.TakeOfficer(ctx, county, officer)
		if err != nil {
			return "", err
		}
		if !secret.Ready() && actor.Kind != access.Setup {
			return "", fault.New(fault.Conflict, "people.grant.not_ready")
		}
		roles, err := store.Roles(ctx, county, officer)
		if err != nil {
			return "", err
		}
		held := Held(roles)
		for _, grant := range held {
			if grant.Role == role && grant.Region.Contains(where) {
				return "", fault.Field("role", "people.grant.already", "role", role.Label())
			}
		}
		if err := access.Compatible(held, role); err != nil {
			return "", err
		}
		id := a.NewID()
		w.Note("officer", officer)
		w.Note("role", string(role))
		w.Send(casework.Message{Officer: officer, Topic: "people.told.role_granted", Detail: map[string]string{"role": role.Label()}})
		return id, store.AddRole(ctx, county, HeldRole{ID: id, Officer: officer, Role: role, Region: where, At: w.Now, By: actor.ID})
	})
}

// WithdrawRole takes a role back, at once. It refuses one's own and the last holder of an administrator's role: then
// nobody could grant any more.
func (a *Acts) WithdrawRole(ctx context.Context, actor access.Actor, county region.Code, officer, grant, reason string) error {
	act := casework.Act{Kind: "RoleWithdrawn", Permission: access.OfficerGrant, County: county, StepUp: true}
	roles, err := a.Reader.Roles(ctx, county, officer)
	if err != nil {
		return err
	}
	for _, role := range roles {
		if role.ID == grant {
			act.Region = role.Region
		}
	}
	_, err = casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, w *casework.Work) (struct{}, error) {
		none := struct{}{}
		reason = strings.TrimSpace(reason)
		if officer == actor.ID {
			return none, fault.New(fault.Forbidden, "people.withdraw.self")
		}
		if reason == "" {
			return none, fault.Field("reason", "people.reason_missing")
		}
		store := casework.As[Store](w.Tx)
		if _, err := store.TakeOfficer(ctx, county, officer); err != nil {
			return none, err
		}
		everybody, err := store.Roles(ctx, county, "")
		if err != nil {
			return none, err
		}
		var found HeldRole
		others := 0
		for _, role := range everybody {
			if role.ID == grant && role.Officer == officer && role.Held() {
				found = role
			}
		}
		if found.ID == "" {
			return none, fault.New(fault.NotFound, "fault.not_found")
		}
		for _, role := range everybody {
			if role.ID != grant && role.Role == found.Role && role.Held() {
				others++
			}
		}
		if found.Role.Administers() && others == 0 {
			return none, fault.New(fault.Conflict, "people.withdraw.last", "role", found.Role.Label())
		}
		found.WithdrawnAt, found.WithdrawnBy, found.Reason = w.Now, actor.ID, reason
		w.Note("officer", officer)
		w.Note("role", string(found.Role))
		return none, store.AddRoleWithdrawal(ctx, county, a.NewID(), found)
	})
	return err
}
