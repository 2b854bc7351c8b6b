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
	"chengxin/internal/numbering"
	"chengxin/internal/region"
)

// Registration is a household with the people it is registered with.
type Registration struct {
	Key       string // the form's idempotency key
	Household household.Household
	Members   []household.Member // ids are given by the act; FromOn zero means the day of registration
}

// Registered is what a registration gives.
type Registered struct {
	Household string              `json:"household"`
	Number    string              `json:"number"`
	Members   []string            `json:"members"`
	Doubts    []household.Warning `json:"doubts"` // identity numbers to be verified, never refused
}

// RegisterHousehold puts a household on file in its village and gives it its file number. It refuses a household without
// members or without a head, a name that is none, and a person who is already in another household of the county.
func (a Acts) RegisterHousehold(ctx context.Context, actor access.Actor, r Registration) (Registered, error) {
	act := casework.Act{
		Kind: "HouseholdRegistered", Permission: access.HouseholdRegister, County: r.Household.County, Region: r.Household.Region,
		Key: r.Key, Content: r.Household.Address + string(r.Household.Region),
	}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (Registered, error) {
		done, err := a.register(ctx, casework.As[Store](work.Tx), work, r.Household, r.Members)
		if err != nil {
			return Registered{}, err
		}
		work.Note("household", done.Household)
		work.Note("number", done.Number)
		work.Note("members", fmt.Sprint(len(done.Members)))
		return done, nil
	})
}

// register puts one household on file within an act.
func (a Acts) register(ctx context.Context, store Store, work *casework.Work, h household.Household, members []household.Member) (Registered, error) {
	if h.Region.Level() < region.Township || h.Region.County() != h.County {
		return Registered{}, fault.Field("region", "register.region")
	}
	if len(members) == 0 {
		return Registered{}, fault.Field("name", "register.no_member")
	}
	if _, headed := household.Head(members); !headed || !members[0].Relation.Head() {
		return Registered{}, fault.Field("relation", "register.no_head")
	}
	// A file number is taken as a document's is: without gaps, and never twice however many register at once.
	seq, err := store.TakeNumber(ctx, h.County, numbering.Series("file-"+string(h.Region)), 0)
	if err != nil {
		return Registered{}, err
	}
	h.ID, h.RegisteredOn = a.NewID(), work.Today
	h.Number = household.FileNumber(h.Region, int(seq))
	if err := store.AddHousehold(ctx, h); err != nil {
		return Registered{}, err
	}
	done := Registered{Household: h.ID, Number: h.Number}
	for i, member := range members {
		member.HouseholdID, member.Reason = h.ID, "registered"
		added, doubt, err := a.add(ctx, store, work, member)
		if err != nil {
			return Registered{}, ofMember(err, i)
		}
		done.Members = append(done.Members, added.ID)
		if doubt != "" {
			done.Doubts = append(done.Doubts, doubt)
		}
	}
	return done, nil
}

// ofMember says which of several members a refusal is about: the pair "order", from 0.
func ofMember(err error, order int) error {
	var one *fault.Error
	if !errors.As(err, &one) {
		return err
	}
	with := *one
	with.Pairs = append(slices.Clone(one.Pairs), "order", order)
	return &with
}

// add keeps a new person's first version.
func (a Acts) add(ctx context.Context, store Store, work *casework.Work, m household.Member) (household.Member, household.Warning, error) {
	if err := household.CheckName("name", m.Name); err != nil {
		return m, "", err
	}
	if err := household.CheckPhone("phone", m.Phone); err != nil {
		return m, "", err
	}
	if m.IDNumber != "" {
		known, err := store.HouseholdOfID(ctx, work.County, m.IDNumber)
		if err != nil {
			return m, "", err
		}
		for _, hit := range known {
			versions, err := store.MemberVersions(ctx, work.County, hit.Household)
			if err != nil {
				return m, "", err
			}
			for _, other := range household.Members(versions, work.Today) {
				if other.ID == hit.Member {
					return m, "", fault.Field("id_number", "register.already_member")
				}
			}
		}
	}
	m.ID, m.Seq, m.RecordedAt, m.RecordedBy = a.NewID(), 1, work.Now, work.Actor.ID
	if m.FromOn.IsZero() {
		m.FromOn = work.Today
	}
	m = complete(m)
	return m, m.IDNumber.Check(), store.AddMember(ctx, work.County, a.NewID(), m)
}

// complete takes birthday and sex from the identity number where they were not given.
func complete(m household.Member) household.Member {
	m.BornOn = m.Birthday()
	if m.Sex == "" {
		m.Sex = m.IDNumber.Sex()
	}
	if m.Capacity == "" {
		m.Capacity = household.FullCapacity
	}
	return m
}
