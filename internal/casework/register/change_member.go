package register

import (
	"context"
	"fmt"
	"slices"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

// At says for which household an act is done, and through which form.
type At struct {
	County    region.Code
	Household string
	Key       string
}

// AddMember puts a person into the household from a day on.
func (a Acts) AddMember(ctx context.Context, actor access.Actor, at At, m household.Member) (household.Warning, error) {
	return a.change(ctx, actor, at, "MemberJoined", m, func(store Store, work *casework.Work, _ []household.Member) (household.Warning, error) {
		m.HouseholdID, m.Reason = at.Household, "joined"
		added, doubt, err := a.add(ctx, store, work, m)
		work.Note("member", added.ID)
		return doubt, err
	})
}

// CorrectMember keeps a later version of a person: what the register said was wrong (same FromOn) or has changed (later
// FromOn). The reason says which, in the officer's own words.
func (a Acts) CorrectMember(ctx context.Context, actor access.Actor, at At, m household.Member) (household.Warning, error) {
	return a.change(ctx, actor, at, "MemberCorrected", m, func(store Store, work *casework.Work, versions []household.Member) (household.Warning, error) {
		if m.Reason == "" {
			return "", fault.Field("reason", "register.reason")
		}
		latest, err := latestOf(versions, m.ID)
		if err != nil {
			return "", err
		}
		if err := household.CheckName("name", m.Name); err != nil {
			return "", err
		}
		if err := household.CheckPhone("phone", m.Phone); err != nil {
			return "", err
		}
		m.HouseholdID, m.Seq, m.RecordedAt, m.RecordedBy = at.Household, latest.Seq+1, work.Now, work.Actor.ID
		if m.FromOn.IsZero() {
			m.FromOn = latest.FromOn
		}
		m = complete(m)
		work.Note("member", m.ID)
		return m.IDNumber.Check(), store.AddMember(ctx, at.County, a.NewID(), m)
	})
}

// EndMembership says that a person no longer belongs to the household from a day on.
func (a Acts) EndMembership(ctx context.Context, actor access.Actor, at At, member string, on period.Day, reason string) error {
	_, err := a.change(ctx, actor, at, "MemberLeft", [3]string{member, on.String(), reason}, func(store Store, work *casework.Work, versions []household.Member) (household.Warning, error) {
		latest, err := latestOf(versions, member)
		if err != nil {
			return "", err
		}
		switch {
		case reason == "":
			return "", fault.Field("reason", "register.reason")
		case on.IsZero() || on.Before(latest.FromOn):
			return "", fault.Field("until", "register.until")
		}
		latest.Seq, latest.UntilOn, latest.Reason, latest.RecordedAt, latest.RecordedBy = latest.Seq+1, on, reason, work.Now, work.Actor.ID
		work.Note("member", member)
		work.Note("until", on.String())
		return "", store.AddMember(ctx, at.County, a.NewID(), latest)
	})
	return err
}

func (a Acts) change(ctx context.Context, actor access.Actor, at At, kind string, content any,
	do func(Store, *casework.Work, []household.Member) (household.Warning, error),
) (household.Warning, error) {
	act := casework.Act{Kind: kind, Permission: access.HouseholdCorrect, County: at.County, Household: at.Household, Key: at.Key, Content: fmt.Sprintf("%+v", content)}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (household.Warning, error) {
		store := casework.As[Store](work.Tx)
		versions, err := store.MemberVersions(ctx, at.County, at.Household)
		if err != nil {
			return "", err
		}
		return do(store, work, versions)
	})
}

func latestOf(versions []household.Member, member string) (household.Member, error) {
	of := slices.DeleteFunc(slices.Clone(versions), func(m household.Member) bool { return m.ID != member })
	if len(of) == 0 {
		return household.Member{}, fault.New(fault.NotFound, "fault.not_found")
	}
	return slices.MaxFunc(of, func(x, y household.Member) int { return int(x.Seq - y.Seq) }), nil
}
