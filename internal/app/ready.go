package app

import (
	"context"
	"fmt"
	"math/rand/v2"

	"chengxin/internal/access"
	declarationsteps "chengxin/internal/casework/declaration"
	pledgesteps "chengxin/internal/casework/pledge"
	"chengxin/internal/casework/register"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
)

// ReadyResident is an invented resident who has nothing left to do but hand in.
type ReadyResident struct{ County, Code, Tail string }

// Ready fills an empty database with invented residents, one a household, up to the moment before they hand in: what
// the benchmark of submissions and load tests begin with. It refuses a database that has a county.
func (a *App) Ready(ctx context.Context, n int) ([]ReadyResident, error) {
	clock := &demoClock{}
	play := &demoPlay{
		app: a, clock: clock, dice: rand.New(rand.NewPCG(1, 1)), // #nosec G404 -- a repeatable load
		start: period.DayOf(a.clock()), progress: func(string, int, int) {},
	}
	if err := a.KeepOffice(ctx, play.office()); err != nil {
		return nil, err
	}
	if err := play.hire(ctx); err != nil {
		return nil, err
	}
	var town []demoFamily
	for i := range n {
		if len(town) == 0 {
			town = demoTown(int64(i), demoVillageHouseholds, play.start)
		}
		family := town[0]
		town = town[1:]
		family.people = family.people[:1]
		family.people[0].member.Capacity = household.FullCapacity
		family.people[0].member.IDNumber = household.InventedID(demoIDRegion, play.start.AddMonths(-12*30).AddDays(-i/900), i%900)
		family.people[0].member.Phone = fmt.Sprintf("1990000%04d", i%10000)
		play.households = append(play.households, &demoHousehold{family: family, number: fmt.Sprint(i)})
	}
	err := play.each(ctx, "", all, func(ctx context.Context, h *demoHousehold) error {
		done, err := a.Acts.Register.RegisterHousehold(ctx, play.actor(access.CaseOfficer), register.Registration{
			Household: household.Household{County: demoCounty, Region: demoVillage, Address: h.family.address, Kind: household.Recipient},
			Members:   []household.Member{h.family.people[0].member},
		})
		if err != nil {
			return err
		}
		h.id, h.number, h.family.people[0].member.ID = done.Household, done.Number, done.Members[0]
		return play.readyOne(ctx, h)
	})
	ready := make([]ReadyResident, len(play.households))
	for i, h := range play.households {
		if len(h.slips) > 0 {
			ready[i] = ReadyResident{County: string(demoCounty), Code: h.slips[0].AccessCode, Tail: h.family.people[0].member.IDNumber.LastFour()}
		}
	}
	return ready, err
}

// readyOne tells one household, lets it sign and answers every question.
func (p *demoPlay) readyOne(ctx context.Context, h *demoHousehold) error {
	issued, err := p.app.Acts.Pledge.IssueNotice(ctx, p.actor(access.CaseOfficer), p.pledgeAt(h), pledgesteps.Wanted{Channel: pledge.InPerson})
	if err != nil {
		return err
	}
	h.slips = issued.Slips
	if err := p.serveOne(ctx, h); err != nil {
		return err
	}
	if err := p.signOnPhone(ctx, h); err != nil {
		return err
	}
	lines, err := p.answers(ctx, h, everybody)
	if err != nil {
		return err
	}
	_, err = p.app.Acts.Declaration.KeepAnswers(ctx, p.resident(h, 0), declarationsteps.At{County: demoCounty, Household: h.id}, lines)
	return err
}
