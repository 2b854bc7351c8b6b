package homevisit

import (
	"context"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/homevisit"
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/wording"
)

func notFound() error { return fault.New(fault.NotFound, "fault.not_found") }

// Wanted is a visit as it shall be assigned.
type Wanted struct {
	On       period.Day
	Officers [2]string
	Method   homevisit.Method
	Sample   string // of a sampled visit
	Replaces string // the assignment in whose place it shall stand
}

// AssignVisit sends two officers to a household. Besides what homevisit.Assign refuses, it refuses a second assignment while one
// is open (Conflict), unless the new one names it, and one in the place of a visit that was recorded (Conflict).
func (a Acts) AssignVisit(ctx context.Context, actor access.Actor, at At, wanted Wanted) (homevisit.Assignment, error) {
	act := casework.Act{Kind: "VisitAssigned", Permission: access.VisitAssign, County: at.County, Household: at.Household, Key: at.Key, Content: wanted}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (homevisit.Assignment, error) {
		store := casework.As[Store](work.Tx)
		made := homevisit.Assignment{
			ID: a.NewID(), Household: at.Household, Region: work.Region, On: wanted.On, Officers: wanted.Officers, Method: wanted.Method,
			Sample: wanted.Sample, Replaces: wanted.Replaces, AssignedAt: work.Now, AssignedBy: actor.ID,
		}
		officers, names, err := a.officers(ctx, store, work, wanted.Officers)
		if err != nil {
			return made, err
		}
		earlier, err := store.HouseholdVisits(ctx, at.County, at.Household)
		if err != nil {
			return made, err
		}
		if err := free(earlier, wanted.Replaces); err != nil {
			return made, err
		}
		if wanted.Sample != "" {
			if err := drawnBy(ctx, store, at, wanted.Sample); err != nil {
				return made, err
			}
		}
		counting := homevisit.Counting(everyObservation(earlier))
		if len(counting) > 0 {
			made.Of = counting[0].ID
		}
		if err := homevisit.Assign(made, officers, len(counting) > 0, work.Today); err != nil {
			return made, err
		}
		if err := store.AddVisitAssignment(ctx, at.County, made); err != nil {
			return made, err
		}
		work.Note("assignment", made.ID)
		work.Note("day", made.On.String())
		work.Note("first", made.Officers[0])
		work.Note("second", made.Officers[1])
		work.Note("method", string(made.Method))
		for _, officer := range made.Officers {
			if officer != actor.ID {
				work.Send(casework.Message{Officer: officer, Topic: "outbox.visit_assigned", Detail: map[string]string{"day": made.On.Chinese()}, Once: true})
			}
		}
		topic := "outbox.visit_appointment"
		if made.Replaces != "" {
			topic = "outbox.visit_moved"
		}
		work.Send(casework.Message{Household: at.Household, Topic: topic, Detail: map[string]string{
			"day": made.On.Chinese(), "names": names[0] + wording.T(wording.Chinese, "page.list.separator") + names[1],
		}})
		return made, nil
	})
}

// officers reads what is known of the two who shall go, and their names, by which the household knows who may come in.
func (a Acts) officers(ctx context.Context, store Store, work *casework.Work, ids [2]string) (officers [2]homevisit.Officer, names [2]string, err error) {
	for i, id := range ids {
		officers[i].ID = id
		if id == "" {
			continue
		}
		visitor, found, err := store.Visitor(ctx, work.County, id)
		if err != nil {
			return officers, names, err
		}
		if found {
			names[i], officers[i].MayVisit, officers[i].Outside = visitor.Name, visitor.visits(work.Region), visitor.outside(work.Region)
		}
		if officers[i].Kin, err = work.Tx.Recused(ctx, work.County, work.Household.ID, id, work.Today); err != nil {
			return officers, names, err
		}
	}
	return officers, names, nil
}

// free refuses a further assignment while one is open that it does not name.
func free(earlier []homevisit.Progress, replaces string) error {
	named := replaces == ""
	for _, one := range earlier {
		if one.Assignment.ID == replaces {
			if len(one.Observations) > 0 || one.Replaced {
				return fault.New(fault.Conflict, "visit.assign.replaced")
			}
			named = true
			continue
		}
		if stage := one.Stage(); stage != homevisit.Done && stage != homevisit.Replaced {
			return fault.New(fault.Conflict, "visit.assign.open", "day", one.On().Chinese())
		}
	}
	if !named {
		return notFound()
	}
	return nil
}

func drawnBy(ctx context.Context, store Store, at At, id string) error {
	sample, err := store.VisitSample(ctx, at.County, id)
	if err != nil {
		return err
	}
	for _, one := range sample.Chosen {
		if one.Household == at.Household {
			return nil
		}
	}
	return fault.Field("method", "visit.assign.not_drawn")
}

// Assigned is what became of one household of a list.
type Assigned struct {
	Household string
	Err       error // why it was not assigned; nil when it was
}

// AssignMany assigns the same day and officers to many households of a village, each in an act of its own: one refusal (a
// relative, a visit under way) leaves the others. The key makes sending the form again the same acts.
func (a Acts) AssignMany(ctx context.Context, actor access.Actor, county region.Code, households []string, wanted Wanted, key string) []Assigned {
	results := make([]Assigned, 0, len(households))
	for _, household := range households {
		at := At{County: county, Household: household}
		if key != "" {
			at.Key = key + " " + household
		}
		_, err := a.AssignVisit(ctx, actor, at, wanted)
		results = append(results, Assigned{Household: household, Err: err})
		if ctx.Err() != nil {
			break
		}
	}
	return results
}
