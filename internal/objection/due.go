package objection

import (
	"slices"

	"chengxin/internal/deadline"
	"chengxin/internal/determination"
	"chengxin/internal/period"
	"chengxin/internal/policy"
)

// FileDue is the last day for an objection to a decision; no day while the decision has not reached the household.
func FileDue(c determination.Case, ground determination.Ground) deadline.Result {
	return dueFrom(c.DecisionServedOn(), policy.FileObjection, 0, ground)
}

// MarkDue is when the objection must stand in every list.
func (o Objection) MarkDue(ground determination.Ground) deadline.Result {
	return dueFrom(period.DayOf(o.At), policy.MarkObjection, 0, ground)
}

// AnswerDue is when the station where the objection is must have answered.
func (o Objection) AnswerDue(ground determination.Ground) deadline.Result {
	records, at := o.sinceStation()
	name := policy.AnswerObjection
	if o.Station() > 0 {
		name = policy.DecideReview
	}
	more := 0
	for _, record := range records {
		if extended, is := record.What.(Extended); is {
			more += extended.Days
		}
	}
	return dueFrom(period.DayOf(at), name, more, ground)
}

// ReviewDue is the last day for taking the latest answer to the next station; no day while it has not reached the household.
func (o Objection) ReviewDue(ground determination.Ground) deadline.Result {
	return dueFrom(o.servedOn(), policy.FileReview, 0, ground)
}

func dueFrom(start period.Day, name string, more int, ground determination.Ground) deadline.Result {
	if start.IsZero() {
		return deadline.Result{Paused: true}
	}
	span := ground.Edition.Deadline(name).Span()
	span.Count += more
	return deadline.Due(start, span, ground.Pauses, ground.Table)
}

// WithdrawnOn is the first day on which a withdrawal holds: confirmed by the call back, and its days to take it back are over. Zero
// before.
func (o Objection) WithdrawnOn(ground determination.Ground) period.Day {
	if o.Stage() != Withdrawing {
		return period.Day{}
	}
	for _, record := range slices.Backward(o.Records) {
		if call, is := record.What.(CalledBack); is && call.Confirms {
			if due := dueFrom(period.DayOf(record.At), policy.RevokeExit, 0, ground); due.Passed(ground.Today) {
				return due.On.AddDays(1)
			}
			return period.Day{}
		}
		if _, is := record.What.(Withdrawal); is {
			return period.Day{}
		}
	}
	return period.Day{}
}

// EndedOn is the first day after the objection's end: a withdrawal holds, the decision is undone, the last station's answer has reached
// the household, or the days for taking an answer further are over. Zero while it goes on: until then every measure is
// stayed, however late we are.
func (o Objection) EndedOn(grade policy.Grade, ground determination.Ground) period.Day {
	switch o.Stage() {
	case Revoked:
		_, record, _ := o.LatestAnswer()
		return period.DayOf(record.At)
	case Withdrawing:
		return o.WithdrawnOn(ground)
	case Answered:
		served := o.servedOn()
		chain, _ := ground.Edition.Reviewers(grade)
		if served.IsZero() {
			return period.Day{}
		}
		if o.Station()+1 >= len(chain.Chain) {
			return served.AddDays(1)
		}
		if due := o.ReviewDue(ground); due.Passed(ground.Today) {
			return due.On.AddDays(1)
		}
	case Filed:
	}
	return period.Day{}
}
