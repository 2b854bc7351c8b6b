package people

import (
	"context"

	"chengxin/internal/access"
	"chengxin/internal/fault"
	"chengxin/internal/period"
)

// Authenticate gives the actor behind a cookie's token; ok is false when there is none: an unknown, ended, expired or
// half-open session, a locked account, a replaced code, a member who has left, a proxy whose registration is over. Roles
// are read anew at every request, so that a withdrawal holds from the next one on.
func (a *Acts) Authenticate(ctx context.Context, token string) (access.Actor, bool, error) {
	nobody := access.Actor{}
	county, hash, ok := access.ReadToken(token)
	if !ok {
		return nobody, false, nil
	}
	now := a.Runner.Now()
	session, err := a.Reader.Session(ctx, county, hash)
	if err != nil {
		return nobody, false, unlessNotFound(err)
	}
	if session.Half || !session.Alive(now) {
		return nobody, false, nil
	}
	var actor access.Actor
	if session.Kind == access.Officer {
		actor, ok, err = a.officerOf(ctx, session)
	} else {
		actor, ok, err = a.residentOf(ctx, session, period.DayOf(now))
	}
	if err != nil || !ok {
		return nobody, false, unlessNotFound(err)
	}
	actor.Session, actor.SteppedUpAt = session.ID, session.SteppedAt
	if now.Sub(session.SeenAt) >= access.SeenEvery {
		a.Door.Seen(county, session.ID, now)
	}
	return actor, true, nil
}

func unlessNotFound(err error) error {
	if err != nil && fault.KindOf(err) == fault.NotFound {
		return nil
	}
	return err
}

func (a *Acts) officerOf(ctx context.Context, session Session) (access.Actor, bool, error) {
	officer, err := a.Reader.Officer(ctx, session.County, session.Person)
	if err != nil || officer.Locked || !officer.Ready {
		return access.Actor{}, false, err
	}
	roles, err := a.Reader.Roles(ctx, session.County, officer.ID)
	return officerActor(officer, roles), err == nil, err
}

func officerActor(officer Officer, roles []HeldRole) access.Actor {
	return access.Actor{
		Kind: access.Officer, ID: officer.ID, Name: officer.Name, County: officer.County, Unit: officer.Unit, Grants: Held(roles),
	}
}

func (a *Acts) residentOf(ctx context.Context, session Session, today period.Day) (access.Actor, bool, error) {
	people, err := a.Reader.Residents(ctx, session.County, session.Household, today)
	if err != nil {
		return access.Actor{}, false, err
	}
	for _, person := range people {
		if person.Member != session.Person {
			continue
		}
		actor := residentActor(session, person)
		if session.Proxy == "" {
			return actor, true, nil
		}
		proxies, err := a.Reader.Proxies(ctx, session.County, session.Household)
		if err != nil {
			return access.Actor{}, false, err
		}
		for _, proxy := range proxies {
			if proxy.ID == session.Proxy && proxy.Stands(today) {
				actor.Proxy = &access.Proxy{ID: proxy.ID, Name: proxy.Name, Relation: proxy.Relation, Scope: proxy.Scope}
				return actor, true, nil
			}
		}
	}
	return access.Actor{}, false, nil
}

func residentActor(session Session, person Person) access.Actor {
	return access.Actor{
		Kind: access.Resident, ID: person.Member, Name: person.Name, County: session.County, Household: session.Household,
	}
}
