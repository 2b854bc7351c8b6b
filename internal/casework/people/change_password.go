package people

import (
	"context"
	"strconv"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
)

// ChangePassword replaces one's own password and ends one's other sessions.
func (a *Acts) ChangePassword(ctx context.Context, actor access.Actor, current, password string) error {
	if actor.Kind != access.Officer {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
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
	before, err := a.Reader.OfficerSecret(ctx, actor.County, actor.ID)
	if err != nil {
		return err
	}
	right, err := a.matches(ctx, before.Password, current)
	if err != nil {
		return err
	}
	if !right {
		a.countRefused(refusedPassword)
		if err := a.logBlocked(ctx, officer, reached); err != nil {
			return err
		}
		return fault.Field("current", "people.password.current_wrong")
	}
	if err := a.Door.ReturnTry(ctx, ownTry(officer.Login)); err != nil {
		return err
	}
	if current == password {
		return fault.Field("password", "people.password.same")
	}
	if err := a.checkPassword(ctx, password, officer); err != nil {
		return err
	}
	hashed, err := a.hash(ctx, password)
	if err != nil {
		return err
	}
	act := casework.Act{Kind: "PasswordChanged", Permission: access.OwnAccount, County: actor.County}
	_, err = casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, w *casework.Work) (struct{}, error) {
		none := struct{}{}
		store := casework.As[Store](w.Tx)
		secret, err := store.TakeOfficer(ctx, w.County, actor.ID)
		if err != nil {
			return none, err
		}
		if secret.Password != before.Password {
			return none, fault.New(fault.Conflict, "fault.changed_meanwhile")
		}
		secret.Password, secret.PasswordAt = hashed, w.Now
		if err := store.KeepSecret(ctx, w.County, actor.ID, secret); err != nil {
			return none, err
		}
		ended, err := store.EndSessions(ctx, w.County, actor.ID, actor.Session, w.Now, actor.ID)
		w.Note("sessions", strconv.Itoa(ended))
		return none, err
	})
	return err
}

// RenewRecoveryCodes replaces one's recovery codes and gives the new ones, once.
func (a *Acts) RenewRecoveryCodes(ctx context.Context, actor access.Actor) ([]string, error) {
	codes, err := access.NewRecoveryCodes(a.Random)
	if err != nil {
		return nil, err
	}
	act := casework.Act{Kind: "RecoveryCodesRenewed", Permission: access.OwnAccount, County: actor.County, StepUp: true}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, w *casework.Work) ([]string, error) {
		return codes, casework.As[Store](w.Tx).KeepRecoveryCodes(ctx, w.County, actor.ID, codes)
	})
}

// PasswordDue says whether the county's policy wants the actor's password changed.
func (a *Acts) PasswordDue(ctx context.Context, actor access.Actor) (bool, error) {
	if a.Passwords.RotateAfter == 0 || actor.Kind != access.Officer {
		return false, nil
	}
	secret, err := a.Reader.OfficerSecret(ctx, actor.County, actor.ID)
	return err == nil && a.Passwords.Due(secret.PasswordAt, a.Runner.Now()), err
}
