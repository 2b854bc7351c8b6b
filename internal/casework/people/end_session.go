package people

import (
	"context"
	"slices"
	"strconv"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/region"
)

// SignOut ends the actor's own session.
func (a *Acts) SignOut(ctx context.Context, actor access.Actor) error {
	act := casework.Act{Kind: "SignedOut", Permission: access.SignedIn, County: actor.County, Household: actor.Household, Looks: true}
	_, err := casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, w *casework.Work) (struct{}, error) {
		w.Note("session", actor.Session)
		return struct{}{}, casework.As[Store](w.Tx).EndSession(ctx, w.County, actor.Session, w.Now, actor.ID)
	})
	return err
}

// EndSession ends a session from afar: one's own, or anybody's by an administrator. It holds from the next request on.
func (a *Acts) EndSession(ctx context.Context, actor access.Actor, county region.Code, id string) error {
	act := casework.Act{Kind: "SessionEnded", Permission: access.SessionEnd, County: county}
	own, err := a.owns(ctx, actor, id)
	if err != nil {
		return err
	}
	if own {
		act.Permission = access.SignedIn
		act.Household, act.Looks = actor.Household, true
	}
	_, err = casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, w *casework.Work) (struct{}, error) {
		w.Note("session", id)
		return struct{}{}, casework.As[Store](w.Tx).EndSession(ctx, county, id, w.Now, actor.ID)
	})
	return err
}

func (a *Acts) owns(ctx context.Context, actor access.Actor, id string) (bool, error) {
	if actor.ID == "" {
		return false, nil
	}
	sessions, err := a.OwnSessions(ctx, actor)
	return slices.ContainsFunc(sessions, func(s Session) bool { return s.ID == id }), err
}

// EndSessions ends all sessions of an officer; how many there were.
func (a *Acts) EndSessions(ctx context.Context, actor access.Actor, county region.Code, officer string) (int, error) {
	act := casework.Act{Kind: "SessionsEnded", Permission: access.SessionEnd, County: county}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, w *casework.Work) (int, error) {
		ended, err := casework.As[Store](w.Tx).EndSessions(ctx, county, officer, "", w.Now, actor.ID)
		w.Note("officer", officer)
		w.Note("sessions", strconv.Itoa(ended))
		return ended, err
	})
}

// Sessions lists the sessions that are alive now, latest first; of one person unless empty.
func (a *Acts) Sessions(ctx context.Context, county region.Code, person string) ([]Session, error) {
	now := a.Runner.Now()
	found, err := a.Reader.Sessions(ctx, county, person, now.Add(-access.ResidentSession.Most))
	if err != nil {
		return nil, err
	}
	alive := found[:0]
	for _, session := range found {
		if session.Alive(now) && !session.Half {
			alive = append(alive, session)
		}
	}
	return alive, nil
}

// StepUp notes that the officer has shown the second factor again; it is good for access.StepUpLasts.
func (a *Acts) StepUp(ctx context.Context, actor access.Actor, typed string) error {
	officer, err := a.Reader.Officer(ctx, actor.County, actor.ID)
	if err != nil {
		return err
	}
	until, reached, err := a.Door.TakeTries(ctx, a.Runner.Now(), ownTry(officer.Login))
	if err != nil {
		return err
	}
	if !until.IsZero() {
		a.countRefused(refusedWaiting)
		return blocked("signin.blocked", until)
	}
	act := casework.Act{Kind: "SteppedUp", Permission: access.OwnAccount, County: actor.County}
	_, err = casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, w *casework.Work) (struct{}, error) {
		store := casework.As[Store](w.Tx)
		factor, err := a.useFactor(ctx, w, store, actor.ID, typed)
		if err != nil {
			return struct{}{}, err
		}
		w.Note("factor", factor)
		w.Note("session", actor.Session)
		if err := store.UndoTry(ctx, ownTry(officer.Login)); err != nil {
			return struct{}{}, err
		}
		return struct{}{}, store.StepUpSession(ctx, w.County, actor.Session, w.Now)
	})
	if err != nil && fault.KindOf(err) == fault.Invalid {
		a.countRefused(refusedSecondFactor)
		if logged := a.logBlocked(ctx, officer, reached); logged != nil {
			return logged
		}
	}
	return err
}
