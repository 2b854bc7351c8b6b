package app

import (
	"context"

	"chengxin/internal/access"
)

// compare lets an officer ask for the comparison of the whole town, and goes through the households that wait for it as the
// served program does beside its pages.
func (p *demoPlay) compare(ctx context.Context) error {
	p.on(demoCompareDay, 9)
	if _, err := p.app.Acts.Comparison.AskRegion(ctx, p.actor(access.CaseOfficer), demoCounty, demoTownship, "demo-region"); err != nil {
		return err
	}
	for done := 0; ; {
		n, err := p.app.CompareDue(ctx)
		if err != nil {
			return err
		}
		if n == 0 {
			break
		}
		done += n
		p.progress("app.demo.compare", done, len(p.households))
	}
	for {
		n, err := p.app.OpenClues(ctx)
		if err != nil || n == 0 {
			return err
		}
	}
}

// newSlips gives those who have done nothing yet, and the household that the demonstration shows as done, new slips before the town is
// opened: the first ones have run out.
func (p *demoPlay) newSlips(ctx context.Context) error {
	p.on(demoDays-1, 9)
	done := p.first(declared)
	return p.each(ctx, "app.demo.slips", func(h *demoHousehold) bool { return h.idle() || h == done }, func(ctx context.Context, h *demoHousehold) error {
		slips, err := p.app.Acts.Pledge.IssueSlips(ctx, p.actor(access.CaseOfficer), p.pledgeAt(h))
		h.slips = slips
		return err
	})
}

// idle says whether the household of the village has been told and has done nothing more.
func (h *demoHousehold) idle() bool {
	way := h.family.way
	return h.family.place == demoVillage && !way.reads && !way.signs && !way.signsInk
}
