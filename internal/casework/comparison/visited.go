package comparison

import (
	"context"

	"chengxin/internal/casework"
	"chengxin/internal/homevisit"
	"chengxin/internal/region"
)

// Visits is the storage that ReadVisited reads.
type Visits interface {
	HouseholdVisits(ctx context.Context, county region.Code, household string) ([]homevisit.Progress, error)
}

// ReadVisited reads what two officers saw at a household last: the latest visit that the second of them has confirmed. A visit
// that nobody has confirmed, an absence and a refusal state nothing: the source is missing, and never a zero.
func ReadVisited(ctx context.Context, tx casework.Tx, county region.Code, household string) ([]Stated, error) {
	all, err := casework.As[Visits](tx).HouseholdVisits(ctx, county, household)
	if err != nil {
		return nil, err
	}
	latest, counts := homevisit.LatestCounting(all)
	if !counts {
		return nil, nil
	}
	return VisitedOf(latest), nil
}

// VisitedOf is what an observation states, as of the day of the visit. What could not be told and what was not asked set their key
// aside. People seen there who are not on the register stand one by one, as in the long form.
func VisitedOf(o homevisit.Observation) []Stated {
	ofMembers := map[string]bool{}
	for _, line := range o.Lines {
		ofMembers[line.Item] = ofMembers[line.Item] || line.Member != ""
	}
	var items []homevisit.Item
	for code, membership := range ofMembers {
		items = append(items, homevisit.Item{Code: code, Membership: membership})
	}
	var stated []Stated
	for _, row := range o.Rows("", items, func(member string) string { return member }) {
		stated = append(stated, Stated{Item: row.Item, Member: row.MemberIDNo, Value: row.Value, AsOf: row.AsOf, Since: row.Since, SetAside: !row.HasValue})
	}
	return stated
}
