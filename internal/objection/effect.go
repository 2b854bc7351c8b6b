package objection

import (
	"chengxin/internal/determination"
	"chengxin/internal/period"
	"chengxin/internal/policy"
)

// Effect is what a decision is worth on a day.
type Effect struct {
	On      period.Day            // the first day on which it holds; zero: not yet, or never
	Stayed  bool                  // an objection goes on: every measure stands still
	Undone  period.Day            // the day on which it was revoked; zero: it was not
	Derived determination.Derived // what holds of it, after every answer

	UndoneWith string // the decision that it counts and that was revoked; empty when it was revoked itself
}

// InForce says whether measures may run.
func (e Effect) InForce(today period.Day) bool {
	return !e.On.IsZero() && !e.On.After(today) && !e.Stayed && e.Undone.IsZero()
}

// EffectOf derives what a decision is worth from the case and its objections, the oldest first: it takes effect after its last internal
// review, at the earliest when the days for an objection are over. A late objection stays it again from its day on, and moves no
// day that has come: what ends by the calendar never ends later for it.
func EffectOf(c determination.Case, objections []Objection, ground determination.Ground) Effect {
	decision, decided := c.Decision()
	if !decided {
		return Effect{}
	}
	effect := Effect{Derived: Standing(decision.Derived, objections...)}
	due := FileDue(c, ground)
	over := due.Passed(ground.Today)
	if over {
		effect.On = due.On.AddDays(1)
	}
	for _, one := range objections {
		ended := one.EndedOn(decision.Derived.Grade, ground)
		if one.Stage() == Revoked {
			effect.Undone = ended
		}
		effect.Stayed = effect.Stayed || ended.IsZero()
		late := over && period.DayOf(one.At).After(due.On)
		switch {
		case late:
		case ended.IsZero():
			effect.On, over = period.Day{}, false
		case over && ended.After(effect.On):
			effect.On = ended
		}
	}
	return effect
}

// PastOf is a decision as escalation counts it: one that is stayed has no effective day, and does not count.
func PastOf(c determination.Case, effect Effect, repairedOn period.Day, usedBy string) policy.Past {
	past := policy.Past{
		ID: c.ID, Clause: effect.Derived.Clause, Grade: effect.Derived.Grade, EffectiveOn: effect.On, RevokedOn: effect.Undone,
		RepairedOn: repairedOn, UsedBy: usedBy,
	}
	if decision, decided := c.Decision(); decided {
		past.Number = decision.Number
	}
	if effect.Stayed {
		past.EffectiveOn = period.Day{}
	}
	return past
}

// Standing is what holds of a decision after the answers to its objections, the oldest first: nothing when it was undone.
func Standing(decided determination.Derived, objections ...Objection) determination.Derived {
	for _, one := range objections {
		for _, record := range one.Records {
			answer, is := record.What.(Answer)
			switch {
			case is && answer.Outcome == Changed:
				decided = *answer.Derived
			case is && answer.Outcome == Undone:
				return determination.Derived{Edition: decided.Edition, Digest: decided.Digest}
			}
		}
	}
	return decided
}
