package register

import (
	"context"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/household"
)

// DiscloseKinship records a household's kinship with an official (近亲属备案): it recuses the official at once and is nobody's
// fault. An officer may disclose the own kinship; that is the one act that a relative must not be recused from.
func (a Acts) DiscloseKinship(ctx context.Context, actor access.Actor, at At, k household.Kinship) (string, error) {
	act := casework.Act{Kind: "KinshipDisclosed", Permission: access.KinshipRecord, County: at.County, Household: at.Household, Key: at.Key, Content: k}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (string, error) {
		k, err := k.Checked()
		if err != nil {
			return "", err
		}
		k.ID, k.HouseholdID, k.RecordedAt, k.RecordedBy = a.NewID(), at.Household, work.Now, actor.ID
		if k.FromOn.IsZero() {
			k.FromOn = work.Today
		}
		work.Note("kinship", k.ID)
		work.Note("post", string(k.Post))
		work.Note("officer", k.OfficerID)
		return k.ID, casework.As[Store](work.Tx).AddKinship(ctx, at.County, k)
	})
}
