package casework

import (
	"context"
	"strings"

	"chengxin/internal/access"
)

// Refused is something that an officer wanted and had no right to.
type Refused struct {
	Route      string // the address without what was filled in: POST /console/households/{household}/exit
	Permission access.Permission
	Why        string // fault.forbidden, fault.out_of_region, fault.recused
	Household  string // as the address named it
	Place      string // as the address named it
}

// KeepRefused writes down that an officer was refused, in a transaction of its own: what was refused left nothing. What an address
// holds is kept only where it can be nothing but an id or a code of a place: whatever else was typed there is nobody's business.
func KeepRefused(ctx context.Context, r *Runner, actor access.Actor, refused Refused) error {
	act := Act{Kind: "ActRefused", Permission: access.SignedIn, County: actor.County, Region: actor.Unit}
	_, err := Do(ctx, r, actor, act, func(_ context.Context, work *Work) (struct{}, error) {
		work.Note("route", refused.Route)
		work.Note("needed", string(refused.Permission))
		work.Note("why", refused.Why)
		work.Note("session", actor.Session)
		if id := refused.Household; id != "" && len(id) <= 36 && strings.Trim(id, "0123456789abcdef-") == "" {
			work.Note("household", id)
		}
		if place := refused.Place; place != "" && len(place) <= 12 && strings.Trim(place, "0123456789") == "" {
			work.Note("place", place)
		}
		return struct{}{}, nil
	})
	return err
}
