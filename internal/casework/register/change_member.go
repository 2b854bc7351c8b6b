package register

import (
	"context"
	"errors"
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
		if err := refuseKnown(ctx, store, work, m); err != nil {
			return "", err
		}
		added, doubt, err := a.first(m, work.Now, work.Actor.ID)
		if err != nil {
			return "", err
		}
		work.Note("member", added.ID)
		return doubt, store.AddMember(ctx, at.County, a.NewID(), added)
	})
}

// Correction is what an officer changes of a person. A nil text keeps what is recorded; an empty one takes it away.
type Correction struct {
	Member   string
	FromOn   period.Day // zero: the register was wrong from the start of the version; later: circumstances changed on that day
	Reason   string     // in the officer's own words
	Name     *string
	IDNumber *household.IDNumber
	Phone    *string
	Account  *string
	Health   *string
	Relation household.Relation // empty keeps
	Capacity household.Capacity // empty keeps
}

// CorrectMember keeps a later version of a person: what the register said was wrong (same FromOn) or has changed (later
// FromOn). It refuses a correction without a reason or without anything to correct, a day before the recorded one or after
// today, and a person who is not in the household (NotFound).
func (a Acts) CorrectMember(ctx context.Context, actor access.Actor, at At, c Correction) (household.Warning, error) {
	return a.change(ctx, actor, at, "MemberCorrected", contentOf(c), func(store Store, work *casework.Work, versions []household.Member) (household.Warning, error) {
		latest, err := latestOf(versions, c.Member)
		if err != nil {
			return "", err
		}
		m := c.on(latest)
		var refused fault.List
		if c.Reason == "" {
			refused = append(refused, fault.Field("reason", "register.reason"))
		}
		if m == latest && m.FromOn == latest.FromOn {
			refused = append(refused, fault.Field("name", "register.nothing_changed"))
		}
		if m.FromOn.Before(latest.FromOn) || m.FromOn.After(work.Today) {
			refused = append(refused, fault.Field("from", "register.from"))
		}
		for _, err := range []error{household.CheckName("name", m.Name), household.CheckPhone("phone", m.Phone)} {
			var one *fault.Error
			if errors.As(err, &one) {
				refused = append(refused, one)
			}
		}
		if err := refused.OrNil(); err != nil {
			return "", err
		}
		m.HouseholdID, m.Reason = at.Household, c.Reason
		m.Seq, m.RecordedAt, m.RecordedBy = latest.Seq+1, work.Now, work.Actor.ID
		m = complete(m)
		work.Note("member", m.ID)
		work.Note("from", m.FromOn.String())
		return m.IDNumber.Check(), store.AddMember(ctx, at.County, a.NewID(), m)
	})
}

// on puts the correction on what is recorded.
func (c Correction) on(m household.Member) household.Member {
	for _, text := range []struct {
		given *string
		into  *string
	}{{c.Name, &m.Name}, {c.Phone, &m.Phone}, {c.Account, &m.Account}, {c.Health, &m.Health}} {
		if text.given != nil {
			*text.into = *text.given
		}
	}
	if c.IDNumber != nil && *c.IDNumber != m.IDNumber {
		m.IDNumber = *c.IDNumber
		m.BornOn, m.Sex = period.Day{}, "" // they are the new number's
	}
	if c.Relation != "" {
		m.Relation = c.Relation
	}
	if c.Capacity != "" {
		m.Capacity = c.Capacity
	}
	if !c.FromOn.IsZero() {
		m.FromOn = c.FromOn
	}
	return m
}

// contentOf writes a correction's values out: what the idempotency key stands for.
func contentOf(c Correction) string {
	var empty household.Member
	return fmt.Sprintf("%+v %s %v", c.on(empty), c.Reason, []bool{c.Name == nil, c.IDNumber == nil, c.Phone == nil, c.Account == nil, c.Health == nil}) + c.Member
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
