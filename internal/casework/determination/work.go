package determination

import (
	"context"
	"slices"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/casework/worklist"
	"chengxin/internal/deadline"
	"chengxin/internal/determination"
	"chengxin/internal/measure"
	"chengxin/internal/objection"
	"chengxin/internal/period"
	"chengxin/internal/policy"
	"chengxin/internal/region"
)

// KeepWork works out what waits in a household's cases after an act, and keeps it for the worklists.
func KeepWork(ctx context.Context, work *casework.Work, scheme Scheme) error {
	return RefreshWork(ctx, work.Tx, scheme, work.County, work.Household, work.Today)
}

// RefreshWork works out anew what waits in a household's cases: days pass without an act.
func RefreshWork(ctx context.Context, tx casework.Tx, scheme Scheme, county region.Code, household casework.HouseholdRow, today period.Day) error {
	docket, err := ReadDocket(ctx, casework.As[Docketed](tx), scheme, county, household.ID, today)
	if err != nil {
		return err
	}
	items := docket.Work(today)
	for i := range items {
		items[i].Household, items[i].Region = household.ID, household.Region
	}
	return casework.As[worklist.Store](tx).ReplaceWork(ctx, county, household.ID, items)
}

// Work is what waits in the cases, by whom it is to be done and until when.
func (d Docket) Work(today period.Day) []worklist.Item {
	var items []worklist.Item
	for _, m := range d.Matters {
		items = append(items, m.work()...)
		if !m.Effect.Undone.IsZero() {
			continue
		}
		for _, o := range m.Objections {
			items = append(items, m.objectionWork(o, today)...)
		}
		for _, one := range m.Measures {
			items = append(items, m.measureWork(one, today)...)
		}
	}
	return items
}

// item begins an item of the case.
func (m Matter) item(what string, permission access.Permission, since time.Time, due deadline.Result) worklist.Item {
	return worklist.Item{Ref: m.ID, What: what, Permission: permission, Since: since, Due: due.On}
}

// last is when something last happened in the case.
func (m Matter) last() time.Time {
	if n := len(m.Records); n > 0 {
		return m.Records[n-1].At
	}
	return m.At
}

// involved are those for whom the decision would be the own work.
func (m Matter) involved() []string {
	people := []string{m.By}
	for _, record := range m.Records {
		people = append(people, record.By)
		if proposed, is := record.What.(determination.ProposedFinding); is {
			people = append(people, proposed.Finding.Investigators...)
		}
	}
	return slices.DeleteFunc(distinctIDs(people), func(id string) bool { return !m.Involved(id) })
}

func distinctIDs(ids []string) []string {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	return slices.Compact(ids)
}

// work is what waits in the case itself.
func (m Matter) work() []worklist.Item {
	none := deadline.Result{}
	switch m.Stage() {
	case determination.Gathering:
		item := m.item("gather", access.CaseHandle, m.last(), none)
		if due, talked := m.CorrectionDue(m.Ground); talked {
			item.What, item.From = "after_correction", dayAfter(due)
			return []worklist.Item{item, m.family("correcting", m.last(), due)}
		}
		return []worklist.Item{item}
	case determination.Hearing:
		if m.NoticeServedOn().IsZero() {
			return []worklist.Item{m.item("serve_notice", access.CaseServe, m.last(), none)}
		}
		due := m.DefenceDue(m.Ground)
		propose := m.item("propose", access.CaseHandle, m.last(), none)
		propose.From = dayAfter(due)
		return []worklist.Item{propose, m.family("defence", m.last(), due)}
	case determination.Proposed:
		proposal, record, _ := m.Proposal()
		authority, _ := m.Ground.Edition.Authority(proposal.Derived.Grade)
		decide := m.item("decide", access.CaseDecide, record.At, none)
		decide.NotBy = m.involved()
		items := []worklist.Item{decide}
		if authority.LegalReview && !m.agreed(record.At) {
			items[0].What = "legal_review"
			items[0].Permission = access.LegalReview
		}
		return items
	case determination.Decided:
		if m.DecisionServedOn().IsZero() {
			return []worklist.Item{m.item("serve_decision", access.CaseServe, m.last(), none)}
		}
		if due := objection.FileDue(m.Case, m.Ground); len(m.Objections) == 0 && !due.Passed(m.Ground.Today) {
			return []worklist.Item{m.family("object", m.last(), due)}
		}
	case determination.Ended:
	}
	return nil
}

// agreed says whether the law office has agreed since a proposal.
func (m Matter) agreed(since time.Time) bool {
	return slices.ContainsFunc(m.Records, func(r determination.Record) bool {
		review, is := r.What.(determination.Reviewed)
		return is && review.Agrees && !r.At.Before(since)
	})
}

// family is something that the household may do until a day.
func (m Matter) family(what string, since time.Time, due deadline.Result) worklist.Item {
	item := m.item(what, access.CaseHandle, since, due)
	item.Family = true
	return item
}

// dayAfter is the first day on which a deadline is over; a day that never comes while it stands still.
func dayAfter(due deadline.Result) period.Day {
	if due.Paused || due.On.IsZero() {
		return never
	}
	return due.On.AddDays(1)
}

// never is later than every day of a worklist.
var never = period.MustDay("9999-12-31")

// objectionWork is what waits about an objection. What we have not answered in time goes to whoever gives it to a reviewer: the measures
// stay stayed.
func (m Matter) objectionWork(o objection.Objection, today period.Day) []worklist.Item {
	begin := func(what string, permission access.Permission, due deadline.Result) worklist.Item {
		since := o.At
		if n := len(o.Records); n > 0 {
			since = o.Records[n-1].At
		}
		item := m.item(what, permission, since, due)
		item.Of = o.ID
		return item
	}
	switch o.Stage() {
	case objection.Filed:
		due := o.AnswerDue(m.Ground)
		reviewer := o.Reviewer()
		if reviewer == "" {
			return []worklist.Item{begin("assign", access.ObjectionAssign, due)}
		}
		answer := begin("answer", access.ObjectionReview, due)
		answer.Officer = reviewer
		late := begin("late_answer", access.ObjectionAssign, due)
		late.From = dayAfter(due)
		return []worklist.Item{answer, late}
	case objection.Answered, objection.Revoked:
		if o.EndedOn(m.grade(), m.Ground).IsZero() && !o.Served() {
			return []worklist.Item{begin("serve_answer", access.CaseServe, deadline.Result{})}
		}
		if due := o.ReviewDue(m.Ground); o.Stage() == objection.Answered && !due.Passed(today) && o.EndedOn(m.grade(), m.Ground).IsZero() {
			item := begin("further", access.CaseHandle, due)
			item.Family = true
			return []worklist.Item{item}
		}
	case objection.Withdrawing:
		if !o.CalledBack() {
			return []worklist.Item{begin("call_back", access.ObjectionCallBack, deadline.Result{})}
		}
	}
	return nil
}

func (m Matter) grade() policy.Grade {
	decision, _ := m.Decision()
	return decision.Derived.Grade
}

// measureWork is what waits about a measure.
func (m Matter) measureWork(one measure.Measure, today period.Day) []worklist.Item {
	decision, _ := m.Decision()
	begin := func(what string, from period.Day, notBy ...string) []worklist.Item {
		item := m.item(what, access.MeasureHandle, decision.At, deadline.Result{})
		item.Of, item.From, item.NotBy = one.ID, from, notBy
		return []worklist.Item{item}
	}
	switch standing := one.Standing(m.Effect, today); standing.State {
	case measure.Waiting:
		if m.Effect.On.IsZero() || one.Heavy() {
			return begin("check_hardship", m.inEffect(), decision.By)
		}
		return begin("carry_out", m.inEffect())
	case measure.Unchecked:
		return begin("check_hardship", period.Day{}, decision.By)
	case measure.Unimposed:
		return begin("impose", period.Day{})
	case measure.Active:
		if !one.Drawn.Kind.Adverse() {
			return begin("carry_out", period.Day{})
		}
	case measure.Undone, measure.Lapsed, measure.LiftedNow, measure.NoBasis, measure.Stayed, measure.Hard, measure.CarriedOut:
	}
	return nil
}

// inEffect is the day on which the decision takes effect as far as is known; never while it is not.
func (m Matter) inEffect() period.Day {
	if !m.Effect.On.IsZero() {
		return m.Effect.On
	}
	if due := objection.FileDue(m.Case, m.Ground); len(m.Objections) == 0 {
		return dayAfter(due)
	}
	return never
}
