package homevisit

import (
	"context"
	"slices"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/homevisit"
	"chengxin/internal/period"
)

// Mine is what a resident reads of the visits to the own household.
type Mine struct {
	Terms    Terms
	Persons  []homevisit.Person
	Coming   []Appointment // soonest first
	Visits   []MyVisit     // newest first
	Attempts []homevisit.Attempt
}

// Appointment is a visit that is to come: who may come in, and when.
type Appointment struct {
	On       period.Day
	Officers [2]string // their names
	Method   homevisit.Method
	Waiting  bool // it was made; the second officer has not confirmed yet what was seen
}

// MyVisit is a visit that counts, as the household reads it: what was seen of other adults withheld, and of the neighbours only
// how many were asked, so that nobody is made to answer for what was said.
type MyVisit struct {
	homevisit.Observation
	Officers  [2]string // their names
	Asked     int       // how many neighbours
	Photos    int
	Corrects  bool // it replaced an earlier record
	Confirmed period.Day
	Disputes  []homevisit.Dispute // another member's words are withheld
}

// Disputed says whether a dispute waits for its answer.
func (v MyVisit) Disputed() bool { return homevisit.Progress{Disputes: v.Disputes}.Disputed() }

// Mine reads a resident's own household's visits.
func (a Acts) Mine(ctx context.Context, actor access.Actor) (Mine, error) {
	var mine Mine
	if actor.Kind != access.Resident || !actor.MayAnywhere(access.SelfView) {
		return mine, fault.New(fault.Forbidden, "fault.forbidden")
	}
	store, today := casework.As[Store](a.Reads), period.DayOf(a.Runner.Now())
	all, err := store.HouseholdVisits(ctx, actor.County, actor.Household)
	if err != nil || len(all) == 0 {
		return mine, err
	}
	if mine.Terms, err = a.Scheme.VisitTerms(ctx, actor.County, today); err != nil {
		return mine, err
	}
	persons, err := store.PledgePersons(ctx, actor.County, actor.Household, today)
	if err != nil {
		return mine, err
	}
	mine.Persons = PersonsOf(persons, today)
	visitors, err := store.Visitors(ctx, actor.County)
	if err != nil {
		return mine, err
	}
	names := map[string]string{}
	for _, one := range visitors {
		names[one.ID] = one.Name
	}
	seen, confirmed := everyObservation(all)
	for _, one := range homevisit.Counting(seen, confirmed) {
		visit := MyVisit{Observation: one, Asked: len(one.Neighbours), Corrects: one.Replaces != ""}
		for i, officer := range one.Officers {
			visit.Officers[i] = names[officer]
		}
		for _, c := range confirmed {
			if c.Observation == one.ID && c.Agrees {
				visit.Confirmed = period.DayOf(c.At)
			}
		}
		photos, err := store.VisitPhotos(ctx, actor.County, one.Assignment)
		if err != nil {
			return mine, err
		}
		visit.Photos = len(photos)
		visit.Lines = homevisit.Shown(one.Lines, actor.ID, mine.Terms.Seen(), mine.Persons)
		visit.Neighbours, visit.Signatures, visit.Place = nil, nil, nil
		visit.Disputes = ownDisputes(all, one.ID, actor.ID)
		mine.Visits = append([]MyVisit{visit}, mine.Visits...)
	}
	for _, one := range all {
		mine.Attempts = append(mine.Attempts, one.Attempts...)
		coming := Appointment{On: one.On(), Method: one.Assignment.Method, Officers: [2]string{names[one.Assignment.Officers[0]], names[one.Assignment.Officers[1]]}}
		switch one.Stage() {
		case homevisit.Planned, homevisit.Begun, homevisit.Unmet, homevisit.Declining:
			mine.Coming = append(mine.Coming, coming)
		case homevisit.Waiting, homevisit.Disagreed:
			coming.Waiting = true
			mine.Coming = append(mine.Coming, coming)
		case homevisit.Done, homevisit.Replaced:
		}
	}
	slices.SortStableFunc(mine.Coming, func(a, b Appointment) int { return a.On.Compare(b.On) })
	return mine, nil
}

// ownDisputes are the disputes of one observation; only the own words are given, and the answers to them.
func ownDisputes(all []homevisit.Progress, observation, member string) []homevisit.Dispute {
	var own []homevisit.Dispute
	for _, one := range all {
		for _, dispute := range one.Disputes {
			if dispute.Observation != observation {
				continue
			}
			if dispute.By != member {
				dispute.Words = ""
				if dispute.Answer != nil {
					dispute.Answer = &homevisit.Answer{At: dispute.Answer.At}
				}
			}
			own = append(own, dispute)
		}
	}
	return own
}
