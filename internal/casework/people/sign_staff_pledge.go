package people

import (
	"context"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
)

// SignStaffPledge signs the staff pledge of the edition in force, whose text the officer saw by its hash. Conflict when
// another text has come into force meanwhile.
func (a *Acts) SignStaffPledge(ctx context.Context, actor access.Actor, hash string) error {
	act := casework.Act{Kind: "StaffPledgeSigned", Permission: access.StaffPledge, County: actor.County}
	_, err := casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, w *casework.Work) (struct{}, error) {
		none := struct{}{}
		if actor.Kind != access.Officer {
			return none, fault.New(fault.Forbidden, "fault.forbidden")
		}
		text, err := a.Pledges.StaffPledge(ctx, w.County)
		if err != nil {
			return none, err
		}
		if text.Hash != hash {
			return none, fault.New(fault.Conflict, "people.staff_pledge.changed")
		}
		store := casework.As[Store](w.Tx)
		signed, err := store.StaffPledges(ctx, w.County, actor.ID)
		if err != nil {
			return none, err
		}
		for _, one := range signed {
			if one.Hash == hash {
				return none, fault.New(fault.Conflict, "people.staff_pledge.already")
			}
		}
		w.Note("edition", text.Edition)
		w.Note("hash", text.Hash)
		return none, store.AddStaffPledge(ctx, w.County, SignedStaffPledge{ID: a.NewID(), Officer: actor.ID, Edition: text.Edition, Hash: text.Hash, At: w.Now})
	})
	return err
}

// StaffPledgeState is the pledge of the edition in force and the officer's signature under it; signed is nil, and the desk
// reminds, until there is one.
func (a *Acts) StaffPledgeState(ctx context.Context, actor access.Actor) (text Text, signed *SignedStaffPledge, err error) {
	if text, err = a.Pledges.StaffPledge(ctx, actor.County); err != nil {
		return text, nil, err
	}
	all, err := a.Reader.StaffPledges(ctx, actor.County, actor.ID)
	for i := range all {
		if all[i].Hash == text.Hash {
			signed = &all[i]
		}
	}
	return text, signed, err
}
