package people

import (
	"context"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/region"
)

// LookAtHousehold opens a household for the pages about its proxies and codes: place and kinship are checked and the look
// is logged, or covered by one that stands, before anything is shown.
func (a *Acts) LookAtHousehold(ctx context.Context, actor access.Actor, county region.Code, household string, permission access.Permission, purpose string) (casework.HouseholdRow, error) {
	return casework.Look(ctx, a.Runner, a.Reader, actor, casework.Act{
		Kind: "AccessOpened", Permission: permission, County: county, Household: household, Purpose: purpose,
	})
}
