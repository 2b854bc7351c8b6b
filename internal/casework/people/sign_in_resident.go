package people

import (
	"context"
	"crypto/subtle"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

// ResidentSignIn is what a resident types: the code on the notice and the last digits of the own identity number. The day
// of birth is asked only when two members share those digits.
type ResidentSignIn struct {
	County region.Code // as the notice's link says it; empty for this machine's own
	Code   string
	Tail   string
	BornOn period.Day
}

// SignInResident opens a session for an adult member of the household whose code was typed, or for the registered proxy
// whose own code it is. A wrong code and wrong digits are refused in the same words. Tries are limited by code, household
// and address; the refusal says until when.
func (a *Acts) SignInResident(ctx context.Context, typed ResidentSignIn, visitor Visitor) (Opened, error) {
	plain, codeOK := access.ReadCode(typed.Code)
	tail, tailOK := access.ReadTail(typed.Tail)
	var slips fault.List
	if !codeOK { // a slip of the finger: nothing is looked up and nothing counted
		key := "signin.resident.code_form"
		if access.CodeLength(typed.Code) {
			key = "signin.resident.code_slip"
		}
		slips = append(slips, fault.Field("code", key))
	}
	if !tailOK {
		slips = append(slips, fault.Field("tail", "signin.resident.tail_form"))
	}
	if err := slips.OrNil(); err != nil {
		return Opened{}, err
	}
	if typed.County == "" {
		var err error
		if typed.County, err = a.Home(ctx); err != nil {
			return Opened{}, err
		}
	}
	now := a.Runner.Now()
	codeTry := Try{Scope: "code", Value: string(typed.County) + plain, Limit: access.CodeLimit}
	tries := []Try{codeTry, addressTry(visitor)}
	code, err := a.Reader.AccessCode(ctx, typed.County, plain)
	unknown := err != nil && fault.KindOf(err) == fault.NotFound
	if err != nil && !unknown {
		return Opened{}, err
	}
	if !unknown {
		tries = append(tries, householdTry(code.Household))
	}
	until, reached, err := a.Door.TakeTries(ctx, now, tries...)
	if err != nil {
		return Opened{}, err
	}
	if !until.IsZero() {
		a.countRefused(refusedWaiting)
		return Opened{}, blocked("signin.resident.blocked", until)
	}
	wrong := fault.New(fault.Invalid, "signin.resident.wrong")
	if unknown || !code.Good(now) {
		// A replaced or expired code gets the same words; they tell how to get a new one.
		return Opened{}, a.refuseResident(ctx, code, reached, wrong)
	}
	session, person, err := a.whoSignsIn(ctx, code, tail, typed.BornOn, period.DayOf(now))
	if err != nil {
		if fault.KindOf(err) == fault.Invalid {
			err = a.refuseResident(ctx, code, reached, err)
		}
		return Opened{}, err
	}
	actor := residentActor(session, person)
	if session.Proxy != "" {
		actor.Proxy = &access.Proxy{ID: session.Proxy}
	}
	act := casework.Act{Kind: "ResidentSignedIn", Permission: access.SignedIn, County: code.County, Household: code.Household, Looks: true}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, w *casework.Work) (Opened, error) {
		store := casework.As[Store](w.Tx)
		current, err := store.AccessCode(ctx, code.County, plain)
		if err != nil {
			return Opened{}, err
		}
		if !current.Good(w.Now) {
			return Opened{}, wrong
		}
		opened, token, err := a.newSession(code.County, access.Resident, person.Member, visitor, w.Now)
		if err != nil {
			return Opened{}, err
		}
		opened.Household, opened.Proxy, opened.Code = code.Household, session.Proxy, code.ID
		if err := store.ClearTries(ctx, codeTry, householdTry(code.Household)); err != nil {
			return Opened{}, err
		}
		if err := store.UndoTry(ctx, addressTry(visitor)); err != nil {
			return Opened{}, err
		}
		if current.FirstUsed.IsZero() {
			if err := store.UseAccessCode(ctx, code.County, code.ID, w.Now); err != nil {
				return Opened{}, err
			}
			if session.Proxy != "" {
				w.Send(casework.Message{Household: code.Household, Topic: "people.told.proxy_signed_in", Detail: map[string]string{"day": w.Today.Chinese()}})
			}
		}
		w.Note("session", opened.ID)
		w.Note("code", code.ID)
		return Opened{Token: token, Until: w.Now.Add(access.ResidentSession.Most)}, store.AddSession(ctx, opened)
	})
}

func householdTry(id string) Try {
	return Try{Scope: "household", Value: id, Limit: access.HouseholdLimit}
}

// whoSignsIn finds the adult member or the proxy behind the last digits. It compares with every member of the household,
// so that the time taken tells nothing.
func (a *Acts) whoSignsIn(ctx context.Context, code AccessCode, tail string, bornOn, today period.Day) (Session, Person, error) {
	session := Session{County: code.County, Household: code.Household, Proxy: code.Proxy, Code: code.ID}
	wrong := fault.New(fault.Invalid, "signin.resident.wrong")
	people, err := a.Reader.Residents(ctx, code.County, code.Household, today)
	if err != nil {
		return session, Person{}, err
	}
	if code.Proxy != "" {
		proxies, err := a.Reader.Proxies(ctx, code.County, code.Household)
		if err != nil {
			return session, Person{}, err
		}
		for _, proxy := range proxies {
			if proxy.ID != code.Proxy || !proxy.Stands(today) || !same(proxy.Tail, tail) {
				continue
			}
			for _, person := range people {
				if person.Member == proxy.Member {
					session.Person = person.Member
					return session, person, nil
				}
			}
		}
		return session, Person{}, wrong
	}
	var adults []Person
	minor := false
	for _, person := range people {
		if !same(person.Tail, tail) {
			continue
		}
		switch {
		case !bornOn.IsZero() && person.BornOn != bornOn:
		case person.Adult(today):
			adults = append(adults, person)
		default:
			minor = true
		}
	}
	switch {
	case len(adults) == 1:
		session.Person = adults[0].Member
		return session, adults[0], nil
	case len(adults) > 1:
		return session, Person{}, fault.Field("born_on", "signin.resident.born_on")
	case minor:
		return session, Person{}, fault.Field("tail", "signin.resident.minor")
	}
	return session, Person{}, wrong
}

func same(one, other string) bool {
	return subtle.ConstantTimeCompare([]byte(one), []byte(other)) == 1
}

// refuseResident counts the wrong try, writes one entry for each limit that this wrong try has reached, and gives the refusal.
func (a *Acts) refuseResident(ctx context.Context, code AccessCode, reached []string, refusal error) error {
	a.countRefused(refusedResident)
	county := code.County
	if len(reached) > 0 && county == "" {
		var err error
		if county, err = a.Home(ctx); err != nil {
			return err
		}
	}
	for _, scope := range reached {
		act := casework.Act{Kind: "SignInBlocked", Permission: access.Public, County: county}
		if code.Household != "" && scope != "address" {
			act.Household, act.Looks = code.Household, true
		}
		_, err := casework.Do(ctx, a.Runner, access.Actor{Kind: access.Nobody}, act, func(_ context.Context, w *casework.Work) (struct{}, error) {
			w.Note("scope", scope)
			if act.Household != "" {
				w.Note("code", code.ID)
				w.Send(casework.Message{Household: code.Household, Topic: "people.told.code_blocked", Detail: map[string]string{"day": w.Today.Chinese()}})
			}
			return struct{}{}, nil
		})
		if err != nil {
			return err
		}
	}
	return refusal
}
