package people

import (
	"context"
	"strings"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

// tries are what a sign-in to an account is counted on, the one at the account first. A browser that was signed in to the account
// before is counted by itself: whoever tries from elsewhere cannot let it wait. Any other is counted by its address, and together with
// all others at the account and all other tries of the address.
func (a *Acts) tries(login string, visitor Visitor) []Try {
	if known := a.Door.KnowsBrowser(login, visitor.Browser, a.Runner.Now()); known != "" {
		return []Try{{Scope: "account", Value: login, Part: "browser " + known, Limit: access.AccountLimit}}
	}
	return []Try{
		{Scope: "account", Value: login, Part: "address " + visitor.Address, Limit: access.AccountLimit},
		{Scope: "elsewhere", Value: login, Limit: access.ElsewhereLimit},
		addressTry(visitor),
	}
}

// ownTry counts the tries of somebody who is signed in to the account already.
func ownTry(login string) Try {
	return Try{Scope: "account", Value: login, Part: "signed in", Limit: access.AccountLimit}
}

// accountTries are all tries at an account, wherever they came from.
func accountTries(login string) []Try {
	return []Try{{Scope: "account", Value: login, Limit: access.AccountLimit}, {Scope: "elsewhere", Value: login, Limit: access.ElsewhereLimit}}
}

func addressTry(visitor Visitor) Try {
	return Try{Scope: "address", Value: visitor.Address, Limit: access.AddressLimit}
}

// blocked is the refusal while tries are blocked. It says until when, and the same for accounts that do not exist.
func blocked(key string, until time.Time) error {
	until = until.In(period.Shanghai).Add(time.Minute - 1).Truncate(time.Minute) // never too early
	return fault.New(fault.Forbidden, key, "time", until.Format("15:04"))
}

// CheckPassword is the first half of an officer's sign-in: it opens a half session, good for the second factor only.
// A wrong login name, a wrong password and an account without a password are refused in the same words, after the same
// work (Invalid); after too many tries from there everybody there waits (Forbidden, with the time). The last free try is logged once.
func (a *Acts) CheckPassword(ctx context.Context, login, password string, visitor Visitor) (Opened, error) {
	login = strings.ToLower(strings.TrimSpace(login))
	now := a.Runner.Now()
	tries := a.tries(login, visitor)
	until, reached, err := a.Door.TakeTries(ctx, now, tries...)
	if err != nil {
		return Opened{}, err
	}
	if !until.IsZero() {
		a.countRefused(refusedWaiting)
		return Opened{}, blocked("signin.blocked", until)
	}
	officer, err := a.Reader.OfficerByLogin(ctx, login)
	unknown := err != nil && fault.KindOf(err) == fault.NotFound
	if err != nil && !unknown {
		return Opened{}, err
	}
	var secret Secret
	if !unknown {
		if secret, err = a.Reader.OfficerSecret(ctx, officer.County, officer.ID); err != nil {
			return Opened{}, err
		}
	}
	right, err := a.matches(ctx, secret.Password, password)
	if err != nil {
		return Opened{}, err
	}
	if !right || !secret.Ready() {
		a.countRefused(refusedPassword)
		if err := a.logBlocked(ctx, officer, reached); err != nil {
			return Opened{}, err
		}
		return Opened{}, fault.New(fault.Invalid, "signin.wrong")
	}
	if officer.Locked { // told only to whoever knows the password
		a.countRefused(refusedPassword)
		return Opened{}, fault.New(fault.Forbidden, "signin.locked")
	}
	// The right password gives its try back but clears nothing: the tries at the second factor count on.
	for _, try := range tries {
		if err := a.Door.ReturnTry(ctx, try); err != nil {
			return Opened{}, err
		}
	}
	session, token, err := a.newSession(officer.County, access.Officer, officer.ID, visitor, now)
	if err != nil {
		return Opened{}, err
	}
	session.Half = true
	return Opened{Token: token, Until: now.Add(access.HalfSession.Most)}, a.Door.OpenHalf(ctx, session)
}

// CheckSecondFactor is the second half: the one-time password of the app, or a recovery code once. It ends the half
// session and opens a whole one under a new token. A one-time password that was used before is refused like a wrong one.
func (a *Acts) CheckSecondFactor(ctx context.Context, half, typed string, visitor Visitor) (Opened, error) {
	now := a.Runner.Now()
	pending, officer, err := a.pending(ctx, half)
	if err != nil {
		return Opened{}, err
	}
	tries := a.tries(officer.Login, visitor)
	until, reached, err := a.Door.TakeTries(ctx, now, tries...)
	if err != nil {
		return Opened{}, err
	}
	if !until.IsZero() {
		a.countRefused(refusedWaiting)
		return Opened{}, blocked("signin.blocked", until)
	}
	roles, err := a.Reader.Roles(ctx, officer.County, officer.ID)
	if err != nil {
		return Opened{}, err
	}
	actor := officerActor(officer, roles)
	act := casework.Act{Kind: "SignedIn", Permission: access.SignedIn, County: officer.County, Region: officer.Unit}
	opened, err := casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, w *casework.Work) (Opened, error) {
		store := casework.As[Store](w.Tx)
		factor, err := a.useFactor(ctx, w, store, actor.ID, typed)
		if err != nil {
			return Opened{}, err
		}
		if err := store.EndSession(ctx, w.County, pending.ID, w.Now, actor.ID); err != nil {
			return Opened{}, err
		}
		session, token, err := a.newSession(w.County, access.Officer, actor.ID, visitor, w.Now)
		if err != nil {
			return Opened{}, err
		}
		session.SteppedAt = w.Now
		if err := store.ClearTries(ctx, tries[0]); err != nil {
			return Opened{}, err
		}
		for _, try := range tries[1:] { // what others tried stays counted
			if err := store.UndoTry(ctx, try); err != nil {
				return Opened{}, err
			}
		}
		w.Note("session", session.ID)
		w.Note("factor", factor)
		browser := a.Door.NameBrowser(officer.Login, visitor.Browser, w.Now)
		return Opened{Token: token, Until: w.Now.Add(access.OfficerSession.Most), Browser: browser}, store.AddSession(ctx, session)
	})
	if err != nil && fault.KindOf(err) == fault.Invalid {
		a.countRefused(refusedSecondFactor)
		if logged := a.logBlocked(ctx, officer, reached); logged != nil {
			return Opened{}, logged
		}
	}
	return opened, err
}

// HalfOpen gives the officer whose second factor is awaited: what the page of the second half asks first. Forbidden when
// the time is over.
func (a *Acts) HalfOpen(ctx context.Context, half string) (Officer, error) {
	_, officer, err := a.pending(ctx, half)
	return officer, err
}

func (a *Acts) pending(ctx context.Context, half string) (Session, Officer, error) {
	over := fault.New(fault.Forbidden, "signin.half_over")
	county, hash, ok := access.ReadToken(half)
	if !ok {
		return Session{}, Officer{}, over
	}
	session, err := a.Reader.Session(ctx, county, hash)
	if err != nil && fault.KindOf(err) == fault.NotFound {
		return Session{}, Officer{}, over
	}
	if err != nil {
		return Session{}, Officer{}, err
	}
	if !session.Half || !session.Alive(a.Runner.Now()) {
		return Session{}, Officer{}, over
	}
	officer, err := a.Reader.Officer(ctx, county, session.Person)
	if err == nil && officer.Locked {
		return Session{}, Officer{}, over
	}
	return session, officer, err
}

// useFactor takes a one-time password or a recovery code, so that it is never taken again. The officer's row is taken, so
// that of two tries with the same password at once, one wins.
func (a *Acts) useFactor(ctx context.Context, w *casework.Work, store Store, officer, typed string) (string, error) {
	secret, err := store.TakeOfficer(ctx, w.County, officer)
	if err != nil {
		return "", err
	}
	if secret.Factor != "" {
		if step, ok := access.StepOf(secret.Factor, typed, w.Now, secret.Step); ok {
			secret.Step = step
			return "one_time_password", store.KeepSecret(ctx, w.County, officer, secret)
		}
	}
	if code, ok := access.ReadRecoveryCode(typed); ok {
		used, err := store.UseRecoveryCode(ctx, w.County, officer, code, w.Now)
		if err != nil {
			return "", err
		}
		if used {
			w.Send(casework.Message{Officer: officer, Topic: "people.told.recovery_code_used"})
			return "recovery_code", nil
		}
	}
	return "", fault.Field("one_time", "signin.one_time_wrong")
}

// newSession makes a session and its token; nothing is kept yet.
func (a *Acts) newSession(county region.Code, kind access.Kind, person string, visitor Visitor, now time.Time) (Session, string, error) {
	token, err := access.NewToken(county, a.Random)
	if err != nil {
		return Session{}, "", err
	}
	_, hash, _ := access.ReadToken(token)
	return Session{
		County: county, ID: a.NewID(), Hash: hash, Kind: kind, Person: person, MadeAt: now, SeenAt: now,
		Address: shorten(visitor.Address), Device: shorten(visitor.Device),
	}, token, nil
}

// longestWords bounds what a browser can make us keep, in runes.
const longestWords = 200

func shorten(text string) string {
	runes := []rune(strings.ToValidUTF8(text, ""))
	return string(runes[:min(len(runes), longestWords)])
}

// logBlocked writes one entry when the last free try was wrong: one for the account, one for the address, one for all tries from elsewhere, not one a try.
func (a *Acts) logBlocked(ctx context.Context, officer Officer, reached []string) error {
	county := officer.County
	if len(reached) > 0 && county == "" {
		var err error
		if county, err = a.Home(ctx); err != nil {
			return err
		}
	}
	for _, scope := range reached {
		actor := access.Actor{Kind: access.Nobody, County: county}
		act := casework.Act{Kind: "SignInBlocked", Permission: access.Public, County: county}
		_, err := casework.Do(ctx, a.Runner, actor, act, func(_ context.Context, w *casework.Work) (struct{}, error) {
			w.Note("scope", scope)
			if scope != "address" && officer.ID != "" {
				w.Note("officer", officer.ID)
				w.Send(casework.Message{Officer: officer.ID, Topic: "people.told.sign_in_blocked"})
			}
			return struct{}{}, nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
