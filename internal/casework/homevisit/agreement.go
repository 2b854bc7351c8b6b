package homevisit

import (
	"context"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/homevisit"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

// Agreement is how re-visits agree with first visits, in counts.
type Agreement struct {
	Drawn     int // households of the sample; 0 for a place
	Visited   int // households whose re-visit counts
	Same      int // of those: every item that could be compared agrees
	ByItem    map[string]*homevisit.Tally
	Items     []Item // those of ByItem, in the order of the catalogue
	All       homevisit.Tally
	Met       int // drawn households whose re-visit was met with somebody at home
	Absent    int // drawn households at which nobody has been met so far
	Declining int
}

// AgreementIn compares the re-visits of a sample's households with their first visits, or of every household of a place
// (sample ""). No household and no amount is in the answer.
func (a Acts) AgreementIn(ctx context.Context, actor access.Actor, place region.Code, sample string) (Agreement, error) {
	result := Agreement{ByItem: map[string]*homevisit.Tally{}}
	if !actor.May(access.HouseholdSearch, place) {
		return result, fault.New(fault.Forbidden, "fault.out_of_region")
	}
	store := casework.As[Store](a.Reads)
	terms, err := a.Scheme.VisitTerms(ctx, actor.County, period.DayOf(a.Runner.Now()))
	if err != nil {
		return result, err
	}
	rows, err := store.Assignments(ctx, actor.County, place, period.Day{}, period.Day{}, 0)
	if err != nil {
		return result, err
	}
	households := map[string]bool{}
	for _, row := range rows {
		if row.Assignment.Method != homevisit.FirstVisit && (sample == "" || row.Assignment.Sample == sample) {
			households[row.Assignment.Household] = true
			switch row.Stage() {
			case homevisit.Unmet:
				result.Absent++
			case homevisit.Declining:
				result.Declining++
			case homevisit.Waiting, homevisit.Disagreed, homevisit.Done:
				result.Met++
			case homevisit.Planned, homevisit.Begun, homevisit.Replaced:
			}
		}
	}
	if sample != "" {
		drawn, err := store.VisitSample(ctx, actor.County, sample)
		if err != nil {
			return result, err
		}
		result.Drawn = len(drawn.Chosen)
	}
	var all [][]homevisit.Compared
	for household := range households {
		visits, err := store.HouseholdVisits(ctx, actor.County, household)
		if err != nil {
			return result, err
		}
		compared, visited := revisited(terms.Seen(), visits, sample)
		if !visited {
			continue
		}
		result.Visited++
		var tally homevisit.Tally
		for _, one := range compared {
			tally.Add(one.Verdict)
			result.All.Add(one.Verdict)
		}
		if tally.Different == 0 {
			result.Same++
		}
		all = append(all, compared)
	}
	result.ByItem = homevisit.TallyByItem(all)
	for _, item := range terms.Items {
		if result.ByItem[item.Code] != nil {
			result.Items = append(result.Items, item)
		}
	}
	return result, nil
}

// revisited compares a household's latest counting re-visit with the visit that it is a re-visit of.
func revisited(items []homevisit.Item, visits []homevisit.Progress, sample string) ([]homevisit.Compared, bool) {
	assignments := map[string]homevisit.Assignment{}
	for _, one := range visits {
		assignments[one.Assignment.ID] = one.Assignment
	}
	counting := homevisit.Counting(everyObservation(visits))
	for i := len(counting) - 1; i > 0; i-- {
		again := counting[i]
		assigned := assignments[again.Assignment]
		if assigned.Method == homevisit.FirstVisit || sample != "" && assigned.Sample != sample {
			continue
		}
		for _, first := range counting[:i] {
			if first.Assignment != again.Assignment {
				return homevisit.Agree(items, first, again), true
			}
		}
	}
	return nil, false
}
