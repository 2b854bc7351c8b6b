package determination

import (
	"context"
	"slices"

	"chengxin/internal/casework"
	"chengxin/internal/deadline"
	"chengxin/internal/determination"
	"chengxin/internal/fault"
	"chengxin/internal/measure"
	"chengxin/internal/objection"
	"chengxin/internal/period"
	"chengxin/internal/policy"
	"chengxin/internal/region"
)

// Matter is a case with everything that hangs on it, as it stands on a day.
type Matter struct {
	determination.Case
	Ground     determination.Ground
	Objections []objection.Objection
	Effect     objection.Effect
	Measures   []measure.Measure
}

// Docket is everything that is judged about a household, the oldest case first.
type Docket struct {
	Matters []Matter
}

// disputePause is how long the dispute of a source stops the household's clocks at most (rules.md §8).
var disputePause = deadline.Span{Count: 10, Unit: deadline.Working}

// ReadDocket reads what is judged about a household on a day. Each case is judged by the edition that was in force on the day of its
// conduct.
func ReadDocket(ctx context.Context, reads Docketed, scheme Scheme, county region.Code, household string, today period.Day) (Docket, error) {
	cases, err := reads.Matters(ctx, county, household)
	if err != nil || len(cases) == 0 {
		return Docket{}, err
	}
	objections, err := reads.Objections(ctx, county, household)
	if err != nil {
		return Docket{}, err
	}
	measures, err := reads.Measures(ctx, county, household)
	if err != nil {
		return Docket{}, err
	}
	pauses, err := disputes(ctx, reads, county, household)
	if err != nil {
		return Docket{}, err
	}
	var docket Docket
	for _, c := range cases {
		terms, err := scheme.CaseTerms(ctx, county, c.ConductOn)
		if err != nil {
			return docket, err
		}
		m := Matter{Case: c, Ground: determination.Ground{Edition: terms.Edition, Table: terms.Table, Pauses: pauses, Today: today}}
		for _, one := range objections {
			if one.Case == c.ID {
				m.Objections = append(m.Objections, one)
			}
		}
		for _, one := range measures {
			if one.Case == c.ID {
				m.Measures = append(m.Measures, one)
			}
		}
		m.Effect = objection.EffectOf(c, m.Objections, m.Ground)
		docket.Matters = append(docket.Matters, m)
	}
	for i := range docket.Matters {
		docket.follow(&docket.Matters[i])
	}
	for i := range docket.Matters {
		docket.Matters[i].Ground.History = docket.history(docket.Matters[i])
	}
	return docket, nil
}

// follow takes a decision that counts others as far as they hold: one that was revoked or eased to another grade undoes it, one that is
// contested stays it.
func (d Docket) follow(m *Matter) {
	if _, decided := m.Decision(); !decided {
		return
	}
	for _, id := range m.Counted {
		counted, err := d.Find(id)
		if err != nil {
			continue // a household's cases are never parted
		}
		m.Effect.Stayed = m.Effect.Stayed || counted.Effect.Stayed
		if gone := counted.goneOn(); !gone.IsZero() && (m.Effect.Undone.IsZero() || gone.Before(m.Effect.Undone)) {
			m.Effect.Undone, m.Effect.UndoneWith = gone, id
			m.Effect.Derived = determination.Derived{Edition: m.Effect.Derived.Edition, Digest: m.Effect.Derived.Digest}
		}
	}
}

// goneOn is the day from which a decision cannot be counted as what it was; zero while it can.
func (m Matter) goneOn() period.Day {
	if !m.Effect.Undone.IsZero() {
		return m.Effect.Undone
	}
	decision, _ := m.Decision()
	if m.Effect.Derived.Grade == decision.Derived.Grade {
		return period.Day{}
	}
	for _, one := range m.Objections {
		for _, record := range one.Records {
			if answer, is := record.What.(objection.Answer); is && answer.Outcome == objection.Changed && answer.Derived.Grade != decision.Derived.Grade {
				return period.DayOf(record.At)
			}
		}
	}
	return period.Day{}
}

// Resting are the decisions in effect or on their way that count a case's decision.
func (d Docket) Resting(on string) []Matter {
	var all []Matter
	for _, m := range d.Matters {
		if _, decided := m.Decision(); decided && m.Effect.Undone.IsZero() && slices.Contains(m.Counted, on) {
			all = append(all, m)
		}
	}
	return all
}

// history are the other findings about the same person. A finding that an escalation has counted is not counted again.
func (d Docket) history(of Matter) []policy.Past {
	var history []policy.Past
	for _, other := range d.Matters {
		if _, decided := other.Decision(); !decided || other.Member != of.Member || other.ID == of.ID {
			continue
		}
		used := ""
		for _, one := range d.Matters {
			_, decided := one.Decision()
			if decided && one.ID != of.ID && one.Effect.Undone.IsZero() && slices.Contains(one.Counted, other.ID) {
				used = one.ID
			}
		}
		history = append(history, objection.PastOf(other.Case, other.Effect, period.Day{}, used))
	}
	return history
}

// disputes are the pauses that the household's disputes of a source make.
func disputes(ctx context.Context, reads Docketed, county region.Code, household string) ([]deadline.Pause, error) {
	all, err := reads.VerificationDisputes(ctx, county, household)
	var pauses []deadline.Pause
	for _, dispute := range all {
		pause := deadline.Pause{From: period.DayOf(dispute.At).AddDays(1), Limit: disputePause, Of: deadline.OfHousehold, Reason: "verification_dispute"}
		if dispute.Answer != nil {
			pause.Until = period.DayOf(dispute.Answer.At).AddDays(1)
		}
		pauses = append(pauses, pause)
	}
	return pauses, err
}

// Find gives one case. NotFound.
func (d Docket) Find(id string) (Matter, error) {
	at := slices.IndexFunc(d.Matters, func(m Matter) bool { return m.ID == id })
	if at < 0 {
		return Matter{}, fault.New(fault.NotFound, "fault.not_found")
	}
	return d.Matters[at], nil
}

// OfMeasure gives the case of a measure, with the measure. NotFound.
func (d Docket) OfMeasure(id string) (Matter, measure.Measure, error) {
	for _, m := range d.Matters {
		for _, one := range m.Measures {
			if one.ID == id {
				return m, one, nil
			}
		}
	}
	return Matter{}, measure.Measure{}, fault.New(fault.NotFound, "fault.not_found")
}

// OfObjection gives the case of an objection, with the objection. NotFound.
func (d Docket) OfObjection(id string) (Matter, objection.Objection, error) {
	for _, m := range d.Matters {
		for _, one := range m.Objections {
			if one.ID == id {
				return m, one, nil
			}
		}
	}
	return Matter{}, objection.Objection{}, fault.New(fault.NotFound, "fault.not_found")
}

// Docket reads what is judged about a household, for whoever may see it; the opening is logged, or covered by one that stands.
func (a Acts) Docket(ctx context.Context, work *casework.Work) (Docket, error) {
	return ReadDocket(ctx, casework.As[Docketed](work.Tx), a.Scheme, work.County, work.Household.ID, work.Today)
}
