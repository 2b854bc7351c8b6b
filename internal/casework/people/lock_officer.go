package people

import (
	"context"
	"strconv"
	"strings"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/region"
)

// LockOfficer closes an account: its sessions end at once.
func (a *Acts) LockOfficer(ctx context.Context, actor access.Actor, county region.Code, officer, reason string) error {
	return a.lock(ctx, actor, county, officer, "OfficerLocked", true, reason)
}

// UnlockOfficer opens an account again and forgets the wrong tries on it.
func (a *Acts) UnlockOfficer(ctx context.Context, actor access.Actor, county region.Code, officer, reason string) error {
	return a.lock(ctx, actor, county, officer, "OfficerUnlocked", false, reason)
}

func (a *Acts) lock(ctx context.Context, actor access.Actor, county region.Code, officer, kind string, locked bool, reason string) error {
	act := casework.Act{Kind: kind, Permission: access.OfficerUnlock, County: county, StepUp: true}
	_, err := casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, w *casework.Work) (struct{}, error) {
		none := struct{}{}
		reason = strings.TrimSpace(reason)
		if officer == actor.ID {
			return none, fault.New(fault.Forbidden, "people.lock.self")
		}
		if reason == "" {
			return none, fault.Field("reason", "people.reason_missing")
		}
		store := casework.As[Store](w.Tx)
		if _, err := store.TakeOfficer(ctx, county, officer); err != nil {
			return none, err
		}
		found, err := store.Officer(ctx, county, officer)
		if err != nil {
			return none, err
		}
		w.Note("officer", officer)
		if err := store.ClearTries(ctx, accountTries(found.Login)...); err != nil {
			return none, err
		}
		if locked {
			ended, err := store.EndSessions(ctx, county, officer, "", w.Now, actor.ID)
			if err != nil {
				return none, err
			}
			w.Note("sessions", strconv.Itoa(ended))
		}
		if found.Locked == locked {
			return none, nil // unlocking an account that only waits after wrong tries ends the waiting
		}
		return none, store.AddOfficerLock(ctx, county, Lock{ID: a.NewID(), Officer: officer, Locked: locked, Reason: reason, At: w.Now, By: actor.ID})
	})
	return err
}

// ResetSecondFactor makes an account unusable until a new one-time link is accepted: the security administrator's act
// after a lost phone. The link itself is the system administrator's to make, so neither can take the account alone.
func (a *Acts) ResetSecondFactor(ctx context.Context, actor access.Actor, county region.Code, officer, reason string) error {
	act := casework.Act{Kind: "SecondFactorReset", Permission: access.OfficerUnlock, County: county, StepUp: true}
	_, err := casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, w *casework.Work) (struct{}, error) {
		none := struct{}{}
		if officer == actor.ID {
			return none, fault.New(fault.Forbidden, "people.lock.self")
		}
		if strings.TrimSpace(reason) == "" {
			return none, fault.Field("reason", "people.reason_missing")
		}
		store := casework.As[Store](w.Tx)
		secret, err := store.TakeOfficer(ctx, county, officer)
		if err != nil {
			return none, err
		}
		if err := store.KeepSecret(ctx, county, officer, Secret{Version: secret.Version}); err != nil {
			return none, err
		}
		if err := store.KeepRecoveryCodes(ctx, county, officer, nil); err != nil {
			return none, err
		}
		if err := store.EndInvitations(ctx, county, officer, w.Now); err != nil {
			return none, err
		}
		ended, err := store.EndSessions(ctx, county, officer, "", w.Now, actor.ID)
		w.Note("officer", officer)
		w.Note("sessions", strconv.Itoa(ended))
		return none, err
	})
	return err
}
