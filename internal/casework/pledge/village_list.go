package pledge

import (
	"context"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/fault"
	"chengxin/internal/pledge"
	"chengxin/internal/region"
)

// ListRow is one household in the village's list. Names are the caller's to mask.
type ListRow struct {
	InVillage
	Notice     pledge.NoticeStanding
	Valid      bool
	Waiting    int // members for whom something is still owed
	Unchecked  int // paper records that wait for a second person
	Understood int // adults who answered every question
	issuedNow  bool
}

// Counts sums a village up.
type Counts struct {
	All, Told, Earlier, NotTold, Valid, NotValid, Unchecked, Slips int
}

// Filter picks rows of the village's list.
type Filter string

// The filters.
const (
	Everybody    Filter = ""
	OnlyNotTold  Filter = "not_told"
	OnlyTold     Filter = "told"
	OnlyNotValid Filter = "not_pledged"
	OnlyValid    Filter = "pledged"
	OnlyToCheck  Filter = "to_check"
)

// Filters lists them in the order in which the page shows them.
func Filters() []Filter {
	return []Filter{Everybody, OnlyNotTold, OnlyTold, OnlyNotValid, OnlyValid, OnlyToCheck}
}

func (f Filter) picks(row ListRow) bool {
	switch f {
	case OnlyNotTold:
		return row.Notice.State != pledge.ToldNow
	case OnlyTold:
		return row.Notice.State == pledge.ToldNow
	case OnlyNotValid:
		return !row.Valid
	case OnlyValid:
		return row.Valid
	case OnlyToCheck:
		return row.Unchecked > 0
	case Everybody:
	}
	return true
}

// List lists a village's households with their standing, and counts them all before the filter. Masked lists are not
// logged row by row. It refuses (Forbidden) a village outside the officer's region.
func (a Acts) List(ctx context.Context, actor access.Actor, county, village region.Code, filter Filter) ([]ListRow, Counts, error) {
	if !actor.May(access.HouseholdSearch, village) {
		return nil, Counts{}, fault.New(fault.Forbidden, "fault.out_of_region")
	}
	all, err := a.village(ctx, county, village, a.Runner.Now())
	if err != nil {
		return nil, Counts{}, err
	}
	var counts Counts
	var rows []ListRow
	for _, row := range all {
		counts.add(row)
		if filter.picks(row) {
			rows = append(rows, row)
		}
	}
	return rows, counts, nil
}

func (c *Counts) add(row ListRow) {
	c.All++
	switch row.Notice.State {
	case pledge.ToldNow:
		c.Told++
	case pledge.ToldBefore:
		c.Earlier++
		c.NotTold++
	case pledge.NotIssued, pledge.NotServed:
		c.NotTold++
	}
	if row.Valid {
		c.Valid++
	} else {
		c.NotValid++
	}
	c.Unchecked += row.Unchecked
	c.Slips += row.Slips
}

func (a Acts) village(ctx context.Context, county, village region.Code, now time.Time) ([]ListRow, error) {
	terms, err := a.Editions.Terms(ctx, county, today(now))
	if err != nil {
		return nil, err
	}
	found, err := a.Reads.VillageTold(ctx, county, village, today(now))
	if err != nil {
		return nil, err
	}
	current := terms.Notice.Hash
	rows := make([]ListRow, 0, len(found))
	for _, one := range found {
		standing := pledge.StandingOf(terms, one.Persons, one.Facts, now)
		row := ListRow{
			InVillage: one, Notice: pledge.NoticeStandingOf(terms, one.Told), Valid: standing.Valid, Waiting: len(standing.Waiting()),
			Unchecked: len(one.Facts.Papers) - len(one.Facts.Checks),
		}
		for _, issue := range one.Told.Issues {
			row.issuedNow = row.issuedNow || issue.Hash == current
		}
		for _, person := range one.Persons {
			if person.Adult(today(now)) && pledge.ProgressOf(terms, one.Told.Answers, person.Member).Done {
				row.Understood++
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}
