package tipoff

import (
	"context"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/tipoff"
)

// List is one page of a place's tip-offs, as far as the reader may see them.
type List struct {
	Place region.Code
	Rows  []tipoff.TipOff // the newest first
	More  string          // where the next page begins; empty on the last
}

// aPage is how many tip-offs are read for a page. Those that the reader may not see are left out of it.
const aPage = 50

// List lists tip-offs of a place that the reader handles, or keeps. Nothing tells how many there are besides.
func (a Acts) List(ctx context.Context, actor access.Actor, county, place region.Code, before string) (List, error) {
	list := List{Place: place}
	if !actor.May(access.TipOffHandle, place) {
		return list, fault.New(fault.Forbidden, "fault.out_of_region")
	}
	reads, today := casework.As[Store](a.Reads), period.DayOf(a.Runner.Now())
	for len(list.Rows) == 0 { // a page of which the reader may see nothing is passed over
		all, err := reads.TipOffs(ctx, county, place, before, aPage+1)
		if err != nil {
			return list, err
		}
		if list.More = ""; len(all) > aPage {
			all = all[:aPage]
			list.More = all[aPage-1].ID
		}
		for _, one := range all {
			may, err := lets(ctx, reads, actor, county, one, today)
			if err != nil {
				return list, err
			}
			if may {
				list.Rows = append(list.Rows, one)
			}
		}
		if before = list.More; before == "" {
			break
		}
	}
	return list, nil
}

// View is a tip-off as its page shows it.
type View struct {
	tipoff.TipOff
	Custodian bool // the reader keeps it
	Number    string
	Able      []Officer // to whom it may be handed
	Officers  []Officer // who may turn out to be reported
}

// Open opens a tip-off; each opening is logged. NotFound for whoever may not see it.
func (a Acts) Open(ctx context.Context, actor access.Actor, at At) (View, error) {
	act := casework.Act{Kind: "TipOffOpened", Permission: access.TipOffHandle, Looks: true}
	if err := a.do(ctx, actor, at, act, func(context.Context, *casework.Work, tipoff.TipOff) error { return nil }); err != nil {
		return View{}, err
	}
	return a.Look(ctx, actor, at)
}

// Look reads a tip-off for the page of an act on it, which shows nothing of what was said. NotFound as Open.
func (a Acts) Look(ctx context.Context, actor access.Actor, at At) (View, error) {
	reads, today := casework.As[Store](a.Reads), period.DayOf(a.Runner.Now())
	t, err := Find(ctx, reads, actor, at.County, at.TipOff, today)
	if err != nil {
		return View{}, err
	}
	view := View{TipOff: t, Custodian: custodian(actor, t.Region)}
	if id := t.Reported().Household; id != "" {
		row, err := a.Reads.Household(ctx, at.County, id)
		if err != nil {
			return view, err
		}
		view.Number = row.Number
	}
	if view.Officers, err = reads.TipOffOfficers(ctx, at.County); err != nil {
		return view, err
	}
	view.Able, err = able(ctx, reads, at.County, t, today)
	return view, err
}
