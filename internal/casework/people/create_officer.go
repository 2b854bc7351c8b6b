package people

import (
	"context"
	"regexp"
	"strings"
	"unicode/utf8"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/region"
)

// NewOfficer is what an account begins with.
type NewOfficer struct {
	Login string
	Name  string
	Unit  region.Code
	Phone string
}

// Created is a new account and the token of its one-time link, told once.
type Created struct {
	Officer string
	Token   string
}

var loginForm = regexp.MustCompile(`^[a-z][a-z0-9._-]{2,31}$`)

// longestName is the longest name in runes: the longest names on identity cards have some thirty.
const longestName = 50

// tidy brings what was typed to one spelling and lists what is wrong with it.
func (n NewOfficer) tidy(county region.Code) (NewOfficer, error) {
	n.Login = strings.ToLower(strings.TrimSpace(n.Login))
	n.Name, n.Phone = strings.TrimSpace(n.Name), strings.TrimSpace(n.Phone)
	var wrong fault.List
	if !loginForm.MatchString(n.Login) {
		wrong = append(wrong, fault.Field("login", "people.officer.login_form"))
	}
	if n.Name == "" || utf8.RuneCountInString(n.Name) > longestName {
		wrong = append(wrong, fault.Field("name", "people.officer.name_missing"))
	}
	if _, known := region.Name(n.Unit); !known || !county.Contains(n.Unit) {
		wrong = append(wrong, fault.Field("unit", "people.officer.unit_unknown"))
	}
	return n, wrong.OrNil()
}

// CreateOfficer makes an account without any role and its one-time link. The system administrator's act; the roles are
// the security administrator's (三员分立).
func (a *Acts) CreateOfficer(ctx context.Context, actor access.Actor, county region.Code, given NewOfficer) (Created, error) {
	act := casework.Act{Kind: "OfficerCreated", Permission: access.OfficerCreate, County: county, Region: given.Unit, StepUp: true}
	if !county.Contains(given.Unit) || given.Unit == "" {
		act.Region = county // refused with its field, below
	}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, w *casework.Work) (Created, error) {
		return a.create(ctx, w, given)
	})
}

func (a *Acts) create(ctx context.Context, w *casework.Work, given NewOfficer) (Created, error) {
	store := casework.As[Store](w.Tx)
	given, err := given.tidy(w.County)
	if err != nil {
		return Created{}, err
	}
	officer := Officer{
		County: w.County, ID: a.NewID(), Login: given.Login, Name: given.Name, Unit: given.Unit, Phone: given.Phone, MadeAt: w.Now, MadeBy: w.Actor.ID, Seq: 1,
	}
	if _, err := store.OfficerByLogin(ctx, given.Login); err == nil {
		return Created{}, fault.Field("login", "people.officer.login_taken")
	} else if fault.KindOf(err) != fault.NotFound {
		return Created{}, err
	}
	if err := store.AddOfficer(ctx, officer); err != nil {
		return Created{}, err
	}
	token, err := a.newLink(ctx, w, store, ForAccount, officer.ID)
	w.Note("officer", officer.ID)
	return Created{Officer: officer.ID, Token: token}, err
}

// CorrectOfficer keeps a new version of name, unit and phone. The login name stays: the log's entries hang on the account.
func (a *Acts) CorrectOfficer(ctx context.Context, actor access.Actor, county region.Code, id string, given NewOfficer) error {
	act := casework.Act{Kind: "OfficerCorrected", Permission: access.OfficerCreate, County: county, StepUp: true}
	_, err := casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, w *casework.Work) (struct{}, error) {
		store := casework.As[Store](w.Tx)
		if _, err := store.TakeOfficer(ctx, county, id); err != nil {
			return struct{}{}, err
		}
		officer, err := store.Officer(ctx, county, id)
		if err != nil {
			return struct{}{}, err
		}
		given.Login = officer.Login
		if given, err = given.tidy(county); err != nil {
			return struct{}{}, err
		}
		officer.Name, officer.Unit, officer.Phone, officer.Seq = given.Name, given.Unit, given.Phone, officer.Seq+1
		w.Note("officer", id)
		return struct{}{}, store.AddOfficerDetail(ctx, officer, w.Now, actor.ID)
	})
	return err
}

// Invite makes a new one-time link for an account that nobody holds: a new one, or one whose second factor the security
// administrator has reset. So no administrator takes over a colleague's account alone.
func (a *Acts) Invite(ctx context.Context, actor access.Actor, county region.Code, id string) (string, error) {
	act := casework.Act{Kind: "OfficerInvited", Permission: access.OfficerCreate, County: county, StepUp: true}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, w *casework.Work) (string, error) {
		store := casework.As[Store](w.Tx)
		secret, err := store.TakeOfficer(ctx, county, id)
		if err != nil {
			return "", err
		}
		if secret.Ready() {
			return "", fault.New(fault.Conflict, "people.invite.in_use")
		}
		w.Note("officer", id)
		return a.newLink(ctx, w, store, ForAccount, id)
	})
}
