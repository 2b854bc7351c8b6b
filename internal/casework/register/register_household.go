package register

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/numbering"
	"chengxin/internal/period"
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
		store := casework.As[Store](work.Tx)
		for i, member := range r.Members {
			if err := refuseKnown(ctx, store, work, member); err != nil {
				return Registered{}, ofMember(err, i)
			}
		}
		one, err := a.ready(store, r.Household, r.Members, work.Now, work.Actor.ID)
		if err != nil {
			return Registered{}, err
		}
		all, err := a.register(ctx, store, work, []entry{one})
		if err != nil {
			return Registered{}, err
		}
		done := all[0]
		work.Note("household", done.Household)
		work.Note("number", done.Number)
		work.Note("members", fmt.Sprint(len(done.Members)))
		return done, nil
	})
}

// entry is a household with its people, sealed and ready for the register. It lacks its file number only.
type entry struct {
	house  household.Household
	people []Sealed
	doubts []household.Warning
}

// ready makes an entry of a household and its members, the head first: with ids, sealed. Nothing is written.
func (a Acts) ready(sealer Sealer, h household.Household, members []household.Member, now time.Time, by string) (entry, error) {
	if h.Region.Level() < region.Township || h.Region.County() != h.County {
		return entry{}, fault.Field("region", "register.region")
	}
	if len(members) == 0 {
		return entry{}, fault.Field("name", "register.no_member")
	}
	if _, headed := household.Head(members); !headed || !members[0].Relation.Head() {
		return entry{}, fault.Field("relation", "register.no_head")
	}
	h.ID, h.RegisteredOn = a.NewID(), period.DayOf(now)
	e := entry{house: h}
	people := make([]Version, len(members))
	for i, member := range members {
		member.HouseholdID, member.Reason = h.ID, "registered"
		added, doubt, err := a.first(member, now, by)
		if err != nil {
			return entry{}, ofMember(err, i)
		}
		people[i] = Version{Row: a.NewID(), Place: h.Region, Member: added}
		if doubt != "" {
			e.doubts = append(e.doubts, doubt)
		}
	}
	var err error
	e.people, err = sealer.SealMembers(h.County, people)
	return e, err
}

// register puts households on file within an act, in their order. File numbers are taken as a document's are: without gaps,
// and never twice however many register at once; places in order, so that two acts never wait for each other.
func (a Acts) register(ctx context.Context, store Store, work *casework.Work, all []entry) ([]Registered, error) {
	wanted := map[region.Code]int64{}
	for _, e := range all {
		wanted[e.house.Region]++
	}
	next := map[region.Code]int64{}
	for _, place := range slices.Sorted(maps.Keys(wanted)) {
		first, err := store.TakeNumbers(ctx, work.County, numbering.Series("file-"+string(place)), 0, wanted[place])
		if err != nil {
			return nil, err
		}
		next[place] = first
	}
	registered := make([]Registered, len(all))
	houses := make([]household.Household, len(all))
	var people []Sealed
	for n, e := range all {
		h := e.house
		h.Number = household.FileNumber(h.Region, int(next[h.Region]))
		next[h.Region]++
		houses[n] = h
		registered[n] = Registered{Household: h.ID, Number: h.Number, Doubts: e.doubts}
		for _, person := range e.people {
			registered[n].Members = append(registered[n].Members, person.Member.ID)
		}
		people = append(people, e.people...)
	}
	if err := store.AddHouseholds(ctx, work.County, houses); err != nil {
		return nil, err
	}
	return registered, store.AddMembers(ctx, work.County, people)
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

// refuseKnown refuses a person who is in a household of the county today.
func refuseKnown(ctx context.Context, store Store, work *casework.Work, m household.Member) error {
	if m.IDNumber == "" {
		return nil
	}
	known, err := store.HouseholdOfID(ctx, work.County, m.IDNumber)
	if err != nil {
		return err
	}
	there, err := present(ctx, store, work.County, known, work.Today)
	if err == nil && there {
		err = fault.Field("id_number", "register.already_member")
	}
	return err
}

// first makes a new person's first version, with what is to be verified of the identity number.
func (a Acts) first(m household.Member, now time.Time, by string) (household.Member, household.Warning, error) {
	if err := household.CheckName("name", m.Name); err != nil {
		return m, "", err
	}
	if err := household.CheckPhone("phone", m.Phone); err != nil {
		return m, "", err
	}
	m.ID, m.Seq, m.RecordedAt, m.RecordedBy = a.NewID(), 1, now, by
	if m.FromOn.IsZero() {
		m.FromOn = period.DayOf(now)
	}
	m = complete(m)
	return m, m.IDNumber.Check(), nil
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
