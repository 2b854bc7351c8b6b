package casefile

import (
	"context"
	"math"

	"chengxin/internal/access"
	"chengxin/internal/fault"
	"chengxin/internal/region"
)

// AccessLog reads who was shown something of a household, when, why, and from which office and role; newest first, one page
// before an entry (0: from the newest). The household's own residents read it, and officers who have the file open.
func (r *Reader) AccessLog(ctx context.Context, actor access.Actor, county region.Code, household string, before int64) ([]Look, error) {
	switch actor.Kind {
	case access.Resident:
		if actor.Household != household || actor.County != county || !actor.May(access.SelfView, county) {
			return nil, fault.New(fault.NotFound, "fault.not_found")
		}
	case access.Officer:
		_, open, err := r.Standing(ctx, actor, county, household)
		if err != nil {
			return nil, err
		}
		in := false
		if open {
			if in, err = r.admitted(ctx, actor, county, household); err != nil {
				return nil, err
			}
		}
		if !in {
			return nil, fault.New(fault.Forbidden, "casefile.not_open")
		}
	case access.Nobody, access.Rule, access.System, access.Setup:
		return nil, fault.New(fault.Forbidden, "fault.forbidden")
	}
	desks, err := r.Store.Desks(ctx, county)
	if err != nil {
		return nil, err
	}
	return r.looks(ctx, county, household, desks, before)
}

func (r *Reader) looks(ctx context.Context, county region.Code, household string, desks map[string]Desk, before int64) ([]Look, error) {
	if before <= 0 {
		before = math.MaxInt64
	}
	looks, err := r.Store.Looks(ctx, county, household, before, Page)
	for i := range looks {
		looks[i].Desk = desks[looks[i].Actor]
		looks[i].Role = looks[i].Desk.RoleAt(looks[i].Permission, looks[i].Region, looks[i].At)
	}
	return looks, err
}
