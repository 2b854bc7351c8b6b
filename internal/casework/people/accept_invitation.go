package people

import (
	"context"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/region"
)

// Invited is what the page behind a one-time link shows.
type Invited struct {
	Invitation Invitation
	Officer    Officer // empty for the setup
}

// OpenInvitation reads a one-time link. A used, expired, replaced or unknown one gives NotFound in the same words.
func (a *Acts) OpenInvitation(ctx context.Context, token string) (Invited, error) {
	return openLink(ctx, a.Reader, token, a.Runner.Now())
}

func openLink(ctx context.Context, reader Reader, token string, now time.Time) (Invited, error) {
	closed := fault.New(fault.NotFound, "people.link.closed")
	county, hash, ok := access.ReadToken(token)
	if !ok {
		return Invited{}, closed
	}
	link, err := reader.Invitation(ctx, county, hash)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return Invited{}, closed
	}
	if err != nil {
		return Invited{}, err
	}
	if !link.Open(now) {
		return Invited{}, closed
	}
	invited := Invited{Invitation: link}
	if link.Officer != "" {
		invited.Officer, err = reader.Officer(ctx, county, link.Officer)
		if err == nil && invited.Officer.Locked {
			return Invited{}, closed
		}
	}
	return invited, err
}

// AcceptInvitation sets the password and the second factor of the invited officer and gives the recovery codes, once.
// oneTime is what the authenticator app shows: it proves that the picture was scanned.
func (a *Acts) AcceptInvitation(ctx context.Context, token, password, oneTime string) ([]string, error) {
	invited, err := a.OpenInvitation(ctx, token)
	if err != nil {
		return nil, err
	}
	if invited.Invitation.Purpose != ForAccount {
		return nil, fault.New(fault.NotFound, "people.link.closed")
	}
	if err := a.checkPassword(ctx, password, invited.Officer); err != nil {
		return nil, err
	}
	hashed, err := a.hash(ctx, password)
	if err != nil {
		return nil, err
	}
	codes, err := access.NewRecoveryCodes(a.Random)
	if err != nil {
		return nil, err
	}
	actor := access.Actor{Kind: access.Officer, ID: invited.Officer.ID, Name: invited.Officer.Name, County: invited.Officer.County}
	act := casework.Act{Kind: "InvitationAccepted", Permission: access.OwnAccount, County: invited.Officer.County}
	_, err = casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, w *casework.Work) (struct{}, error) {
		store := casework.As[Store](w.Tx)
		// Read again inside: of two browsers that open the same link, one wins.
		current, err := openLink(ctx, store, token, w.Now)
		if err != nil {
			return struct{}{}, err
		}
		secret, err := store.TakeOfficer(ctx, w.County, actor.ID)
		if err != nil {
			return struct{}{}, err
		}
		step, ok := access.StepOf(current.Invitation.Factor, oneTime, w.Now, 0)
		if !ok {
			return struct{}{}, fault.Field("one_time", "signin.one_time_wrong")
		}
		secret.Password, secret.PasswordAt, secret.Factor, secret.Step = hashed, w.Now, current.Invitation.Factor, step
		if err := store.KeepSecret(ctx, w.County, actor.ID, secret); err != nil {
			return struct{}{}, err
		}
		if err := store.KeepRecoveryCodes(ctx, w.County, actor.ID, codes); err != nil {
			return struct{}{}, err
		}
		if _, err := store.EndSessions(ctx, w.County, actor.ID, "", w.Now, actor.ID); err != nil {
			return struct{}{}, err
		}
		w.Note("invitation", current.Invitation.ID)
		return struct{}{}, store.UseInvitation(ctx, w.County, current.Invitation.ID, w.Now)
	})
	if err != nil {
		return nil, err
	}
	return codes, nil
}

// FirstStart makes the setup link of a county that has no account yet; token is empty when it has. Earlier setup links
// end: only their hashes are kept, so a lost one cannot be printed again.
func (a *Acts) FirstStart(ctx context.Context, county region.Code) (token string, err error) {
	officers, err := a.Reader.Officers(ctx, county)
	if err != nil || len(officers) > 0 {
		return "", err
	}
	actor := access.Actor{Kind: access.Setup, ID: "first-start", County: county}
	act := casework.Act{Kind: "SetupLinkMade", Permission: access.OfficerCreate, County: county}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, w *casework.Work) (string, error) {
		return a.newLink(ctx, w, casework.As[Store](w.Tx), ForSetup, "")
	})
}
