package people

import (
	"context"

	"chengxin/internal/access"
	"chengxin/internal/fault"
	"chengxin/internal/region"
)

// ActingAs is the actor for long work that an officer has ordered: the officer with the roles of now. It refuses (Forbidden)
// an officer who is locked or has not taken up the account: what such a person ordered is not carried on.
func (a *Acts) ActingAs(ctx context.Context, county region.Code, officer string) (access.Actor, error) {
	known, err := a.Reader.Officer(ctx, county, officer)
	if err != nil {
		return access.Actor{}, err
	}
	if known.Locked || !known.Ready {
		return access.Actor{}, fault.New(fault.Forbidden, "fault.forbidden")
	}
	roles, err := a.Reader.Roles(ctx, county, known.ID)
	return officerActor(known, roles), err
}
