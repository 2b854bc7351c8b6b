package people

import (
	"context"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/region"
)

// SetDemoAccount gives an officer of the demonstration a known password and a fixed second factor. It refuses everywhere
// but where the office's own row says that it is a demonstration, and everybody but the command line.
func (a *Acts) SetDemoAccount(ctx context.Context, actor access.Actor, county region.Code, officer, password, factor string) error {
	hashed, err := a.hash(ctx, password)
	if err != nil {
		return err
	}
	act := casework.Act{Kind: "DemoAccountSet", Permission: access.OfficerCreate, County: county}
	_, err = casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, w *casework.Work) (struct{}, error) {
		none := struct{}{}
		store := casework.As[Store](w.Tx)
		office, err := store.Office(ctx, county)
		if err != nil {
			return none, err
		}
		if !office.Demo || actor.Kind != access.Setup {
			return none, fault.New(fault.Forbidden, "people.demo.only")
		}
		secret, err := store.TakeOfficer(ctx, county, officer)
		if err != nil {
			return none, err
		}
		if err := store.EndInvitations(ctx, county, officer, w.Now); err != nil {
			return none, err
		}
		secret.Password, secret.PasswordAt, secret.Factor, secret.Step = hashed, w.Now, factor, 0
		w.Note("officer", officer)
		return none, store.KeepSecret(ctx, county, officer, secret)
	})
	return err
}
