package worklist

import (
	"cmp"
	"context"
	"slices"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

// Item is one thing that waits. Nothing of what it is about stands in it.
type Item struct {
	Ref        string // the case
	Of         string // the objection or measure within it; empty for the case itself
	What       string // the catalogue's work.what.<What>
	Household  string
	Region     region.Code
	Permission access.Permission // who may do it, there
	Officer    string            // the only one who may; empty for anybody with the permission
	NotBy      []string          // who may not, for it would be the own work
	Since      time.Time         // since when it waits
	From       period.Day        // the first day on which it can be done; zero for at once
	Due        period.Day        // the last day; zero where there is none
	Family     bool              // the household is to answer: an officer only sees until when
}

// Row is an item as its list shows it.
type Row struct {
	Item
	Number string // of the household's file
}

// Overdue says whether its last day is over.
func (i Item) Overdue(today period.Day) bool { return !i.Due.IsZero() && i.Due.Before(today) }

// Store keeps and reads items.
type Store interface {
	// ReplaceWork puts a household's items in place of those that it had.
	ReplaceWork(ctx context.Context, county region.Code, household string, items []Item) error
	// Work lists what may be done in a place by somebody with any of some permissions, what falls due first in front.
	Work(ctx context.Context, county, place region.Code, permissions []access.Permission, on period.Day, limit int) ([]Row, error)
}

// Acts read the list.
type Acts struct {
	Runner *casework.Runner
	Reads  casework.Tx
}

// Most is how many items one list shows.
const Most = 200

// List is what waits for an officer.
type List struct {
	Mine    []Row // what the officer may do now, what falls due first in front
	Family  []Row // what a household may answer still
	More    bool  // not everything is in it
	Overdue int
}

// permissions are those whose work the list knows.
var permissions = []access.Permission{
	access.CaseHandle, access.CaseServe, access.CaseDecide, access.LegalReview, access.ObjectionAssign, access.ObjectionReview, access.ObjectionCallBack, access.MeasureHandle,
}

// Knows says whether an officer has work of these kinds anywhere.
func Knows(actor access.Actor) bool {
	return slices.ContainsFunc(permissions, actor.MayAnywhere)
}

// Mine lists what waits for an officer, in all the officer's places.
func (a Acts) Mine(ctx context.Context, actor access.Actor) (List, error) {
	var list List
	if actor.Kind != access.Officer {
		return list, fault.New(fault.Forbidden, "fault.forbidden")
	}
	today := period.DayOf(a.Runner.Now())
	places := map[region.Code][]access.Permission{}
	for _, permission := range permissions {
		for _, place := range actor.Where(permission) {
			places[place] = append(places[place], permission)
		}
	}
	seen := map[identity]bool{}
	for place, may := range places {
		rows, err := casework.As[Store](a.Reads).Work(ctx, actor.County, place, may, today, Most+1)
		if err != nil {
			return list, err
		}
		list.More = list.More || len(rows) > Most
		rows, err = casework.WithoutKin(ctx, a.Reads, actor, today, rows[:min(Most, len(rows))], func(row Row) string { return row.Household })
		if err != nil {
			return list, err
		}
		for _, row := range rows {
			if seen[row.key()] {
				continue
			}
			seen[row.key()] = true
			switch {
			case row.Family && row.Overdue(today): // the day is over: what follows is somebody's work
			case row.Family:
				list.Family = append(list.Family, row)
			case row.Officer != "" && row.Officer != actor.ID || slices.Contains(row.NotBy, actor.ID):
			default:
				list.Mine = append(list.Mine, row)
				if row.Overdue(today) {
					list.Overdue++
				}
			}
		}
	}
	slices.SortStableFunc(list.Mine, sooner)
	slices.SortStableFunc(list.Family, sooner)
	return list, nil
}

// identity tells items apart.
type identity struct{ ref, of, what string }

func (i Item) key() identity { return identity{i.Ref, i.Of, i.What} }

// sooner puts what falls due first in front, what has no last day behind, and the longest waiting before others.
func sooner(a, b Row) int {
	if a.Due.IsZero() != b.Due.IsZero() {
		if a.Due.IsZero() {
			return 1
		}
		return -1
	}
	return cmp.Or(a.Due.Compare(b.Due), a.Since.Compare(b.Since))
}
