package app

import (
	"context"
	"fmt"

	"chengxin/internal/access"
	visitsteps "chengxin/internal/casework/homevisit"
	"chengxin/internal/comparison"
	"chengxin/internal/homevisit"
	"chengxin/internal/period"
)

// visit sends two officers to every household. Where nobody opens they come again; what one has recorded the other confirms.
func (p *demoPlay) visit(ctx context.Context) error {
	p.on(demoAssignDay, 9)
	first, second := p.actor(access.CaseOfficer), p.colleague()
	wanted := visitsteps.Wanted{On: p.start.AddDays(demoVisitDay), Officers: [2]string{first.ID, second.ID}, Method: homevisit.FirstVisit}
	err := p.each(ctx, "app.demo.assign", all, func(ctx context.Context, h *demoHousehold) error {
		made, err := p.app.Acts.Visit.AssignVisit(ctx, first, p.visitAt(h), wanted)
		h.assignment = made.ID
		return err
	})
	if err != nil {
		return err
	}
	p.on(demoVisitDay, 10)
	err = p.each(ctx, "app.demo.visit", func(h *demoHousehold) bool { return h.family.way.absent }, func(ctx context.Context, h *demoHousehold) error {
		return p.app.Acts.Visit.RecordAttempt(ctx, first, p.visitAt(h), homevisit.Attempt{
			Outcome: homevisit.Absent, On: p.start.AddDays(demoVisitDay), Reason: "\u95e8\u9501\u7740", // 门锁着
			Left: "\u8bf7\u90bb\u5c45\u8f6c\u544a", NextOn: p.start.AddDays(demoAgainDay), // 请邻居转告
		})
	})
	if err != nil {
		return err
	}
	seen := func(absent bool) error {
		return p.each(ctx, "app.demo.visit", func(h *demoHousehold) bool { return h.family.way.absent == absent }, func(ctx context.Context, h *demoHousehold) error {
			return p.seeOne(ctx, first, h)
		})
	}
	if err := seen(false); err != nil {
		return err
	}
	p.on(demoAgainDay, 10)
	if err := seen(true); err != nil {
		return err
	}
	p.on(demoAgainDay, 17)
	return p.each(ctx, "app.demo.confirm", all, func(ctx context.Context, h *demoHousehold) error {
		return p.app.Acts.Visit.ConfirmVisit(ctx, p.colleague(), p.visitAt(h), h.visit, homevisit.Confirmation{
			Agrees: true, Signature: homevisit.Signature{Way: homevisit.Typed},
		})
	})
}

func (p *demoPlay) visitAt(h *demoHousehold) visitsteps.At {
	return visitsteps.At{County: demoCounty, Household: h.id, Assignment: h.assignment}
}

// seeOne records what was seen at a household, as a device hands it in: the whole form at once, under an id of its own.
func (p *demoPlay) seeOne(ctx context.Context, actor access.Actor, h *demoHousehold) error {
	today := period.DayOf(p.clock.now())
	terms, err := p.app.Acts.Visit.Scheme.VisitTerms(ctx, demoCounty, today)
	if err != nil {
		return err
	}
	persons, place := make([]homevisit.Person, len(h.family.people)), map[string]int{}
	form := homevisit.Form{AsOf: today, Home: homevisit.Home{Done: true, Fittings: "plain"}, Asked: true}
	for i, one := range h.family.people {
		age, _ := one.member.Age(p.start)
		persons[i] = homevisit.Person{Member: one.member.ID, Name: one.member.Name, Adult: age >= 18, Ward: one.member.NeedsGuardian(p.start)}
		place[one.member.ID] = i
		if h.family.figure(comparison.Visit, demoMembership, i).amount > 0 {
			form.Present = append(form.Present, one.member.ID)
		}
	}
	for _, asked := range homevisit.Path(terms.Seen(), persons) {
		about := ofHousehold
		if asked.Member != "" {
			about = place[asked.Member]
		}
		form.Lines = append(form.Lines, h.family.seen(asked, about))
	}
	form.Signatures = []homevisit.Signature{
		{By: h.family.people[0].member.ID, Way: homevisit.Drawn, Ink: demoInk()}, {By: actor.ID, Officer: true, Way: homevisit.Typed},
	}
	recorded, err := p.app.Acts.Visit.RecordVisit(ctx, actor, p.visitAt(h), visitsteps.Sent{ID: p.app.Acts.Visit.NewID(), Form: form})
	h.visit = recorded.Visit
	return err
}

// seen is what the officers put down for one item.
func (f demoFamily) seen(asked homevisit.Asked, about int) homevisit.Line {
	item := asked.Item
	line := homevisit.Line{Item: item.Code, Member: asked.Member, Seen: homevisit.Seen{State: homevisit.None}}
	found := f.figure(comparison.Visit, item.Code, about)
	if item.Membership && about == ofHousehold {
		found = demoFigure{amount: int64(f.planted.strangers)}
	}
	switch {
	case found.unknown:
		line.State = homevisit.Unavailable
		return line
	case found.amount == 0:
		return line
	}
	line.State, line.Amount, line.Length, line.Since = homevisit.Found, found.amount, lengthOf(item.Periodic, item.ByMember, found.amount), found.since
	if line.Length == period.Month {
		line.Amount /= 12
	}
	line.Said = fmt.Sprint(line.Amount)
	if item.Unit == homevisit.Fen || item.Unit == homevisit.Area {
		line.Said = fmt.Sprintf("%d.%02d", line.Amount/100, line.Amount%100)
	}
	return line
}
