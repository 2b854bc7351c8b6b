package people

import (
	"context"
	"slices"
	"strconv"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
)

// OwnSessions lists one's own sign-ins that are alive now, latest first. A resident sees those of the proxies who sign in
// for the resident too; a proxy sees the proxy's own only.
func (a *Acts) OwnSessions(ctx context.Context, actor access.Actor) ([]Session, error) {
	if actor.ID == "" || (actor.Kind != access.Officer && actor.Kind != access.Resident) {
		return nil, fault.New(fault.Forbidden, "fault.forbidden")
	}
	all, err := a.Sessions(ctx, actor.County, actor.ID)
	return slices.DeleteFunc(all, func(s Session) bool {
		return s.Kind != actor.Kind || actor.Proxy != nil && s.Proxy != actor.Proxy.ID
	}), err
}

// EndOtherSessions ends all of one's own sign-ins but the one in use, and says how many there were. They hold no longer
// from their next request on.
func (a *Acts) EndOtherSessions(ctx context.Context, actor access.Actor) (int, error) {
	own, err := a.OwnSessions(ctx, actor)
	if err != nil {
		return 0, err
	}
	act := casework.Act{Kind: "SessionsEnded", Permission: access.SignedIn, County: actor.County, Household: actor.Household, Looks: true}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, w *casework.Work) (int, error) {
		store, ended := casework.As[Store](w.Tx), 0
		for _, session := range own {
			if session.ID == actor.Session {
				continue
			}
			err := store.EndSession(ctx, w.County, session.ID, w.Now, actor.ID)
			switch {
			case err == nil:
				ended++
			case fault.KindOf(err) != fault.NotFound: // one that ended meanwhile is ended
				return 0, err
			}
		}
		w.Note("sessions", strconv.Itoa(ended))
		return ended, nil
	})
}
