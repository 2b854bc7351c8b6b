package homevisit

import (
	"slices"
	"time"

	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

// Method says why a household is visited.
type Method string

// The methods. A re-visit goes to a household that was visited before; a sampled one was drawn by a recorded plan.
const (
	FirstVisit Method = "first"
	Revisit    Method = "revisit"
	Sampled    Method = "sampled"
)

// Methods lists the methods in the order in which pages offer them.
func Methods() []Method { return []Method{FirstVisit, Revisit, Sampled} }

// Assignment sends two officers to a household on a day. It is a fact: another day or other officers are a new assignment that
// names the one it replaces.
type Assignment struct {
	ID         string
	Household  string
	Region     region.Code // the village
	On         period.Day
	Officers   [2]string
	Method     Method
	Sample     string // the sample it was drawn by
	Of         string // of a re-visit: the earlier observation
	Replaces   string // the assignment in whose place it stands
	AssignedAt time.Time
	AssignedBy string
}

// Names says whether the officer is one of the two.
func (a Assignment) Names(officer string) bool {
	return officer != "" && slices.Contains(a.Officers[:], officer)
}

// Other is the other of the two officers.
func (a Assignment) Other(officer string) string {
	if a.Officers[0] == officer {
		return a.Officers[1]
	}
	return a.Officers[0]
}

// Officer is what this step knows of somebody who shall visit.
type Officer struct {
	ID       string
	MayVisit bool // holds the permission in the household's place, and the account is open
	Kin      bool // disclosed as kin of the household, or otherwise recused
	Outside  bool // works for the township or the county, not for the village itself
}

// Assign checks an assignment. It refuses, with fault.Invalid at the field: one officer twice (57号 16: at least two), somebody
// who may not visit there, a relative, two people of the village itself (a cadre alone could invent a visit), a day that is
// over, and a re-visit without an earlier visit.
func Assign(made Assignment, officers [2]Officer, visitedBefore bool, today period.Day) error {
	var refused fault.List
	if made.Officers[0] == "" || made.Officers[1] == "" || made.Officers[0] == made.Officers[1] {
		return fault.Field("second", "visit.assign.two")
	}
	for i, field := range []string{"first", "second"} {
		switch {
		case officers[i].Kin:
			refused = append(refused, fault.Field(field, "visit.assign.kin"))
		case !officers[i].MayVisit:
			refused = append(refused, fault.Field(field, "visit.assign.may_not"))
		}
	}
	if len(refused) == 0 && !officers[0].Outside && !officers[1].Outside {
		refused = append(refused, fault.Field("second", "visit.assign.outside"))
	}
	switch {
	case made.On.IsZero():
		refused = append(refused, fault.Field("on", "visit.assign.day"))
	case made.On.Before(today):
		refused = append(refused, fault.Field("on", "visit.assign.past"))
	}
	switch {
	case !slices.Contains(Methods(), made.Method):
		refused = append(refused, fault.Field("method", "visit.assign.method"))
	case made.Method == Revisit && !visitedBefore:
		refused = append(refused, fault.Field("method", "visit.assign.nothing_before"))
	case made.Method == Sampled && made.Sample == "":
		refused = append(refused, fault.Field("method", "visit.assign.no_sample"))
	}
	return refused.OrNil()
}
