package people

import (
	"context"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/region"
)

// LookAtHousehold opens a household for the pages about its proxies and codes: place and kinship are checked and the look
// is logged, before anything is shown.
func (a *Acts) LookAtHousehold(ctx context.Context, actor access.Actor, county region.Code, household string, permission access.Permission, purpose string) (casework.HouseholdRow, error) {
	act := casework.Act{Kind: "AccessOpened", Permission: permission, County: county, Household: household, Looks: true, Purpose: purpose}
	return casework.Do(ctx, a.Runner, actor, act, func(_ context.Context, w *casework.Work) (casework.HouseholdRow, error) {
		return w.Household, nil
	})
}
