package homevisit

import (
	"errors"
	"slices"
	"strings"
	"time"

	"chengxin/internal/fault"
	"chengxin/internal/period"
)

// Observation is what two officers saw on a day. It is a fact: a correction is a new observation that names the one it
// replaces.
type Observation struct {
	ID         string
	Assignment string
	Household  string
	Method     Method
	Officers   [2]string
	Edition    string
	Form
	Replaces   string
	Reason     string // of a correction
	RecordedAt time.Time
	RecordedBy string
}

// Other is the officer who did not record it, and who must confirm it.
func (o Observation) Other() string { return Assignment{Officers: o.Officers}.Other(o.RecordedBy) }

// Confirmation is what the second officer says to what the first has recorded, in a session of his own.
type Confirmation struct {
	ID          string
	Observation string
	Agrees      bool
	Reason      string // of a disagreement
	Signature   Signature
	At          time.Time
	By          string
}

// Recording is what an observation is made of.
type Recording struct {
	ID       string
	Form     Form
	By       string
	At       time.Time
	Edition  string
	Replaces string // of a correction
	Reason   string
	OnPaper  bool // a scan of the signed sheet is kept with the assignment
}

// Record makes an observation. It refuses, one fault for each: somebody who is not one of the two officers (Forbidden), an item
// without an answer ("not asked" is one), a day to come, a signature that is missing; a correction without its reason, or of
// anything but an observation of this assignment that nothing has replaced yet (Conflict); and a second first observation of
// one assignment (Conflict).
func Record(items []Item, persons []Person, assignment Assignment, earlier []Observation, made Recording) (Observation, error) {
	observation := Observation{
		ID: made.ID, Assignment: assignment.ID, Household: assignment.Household, Method: assignment.Method, Officers: assignment.Officers,
		Edition: made.Edition, Form: made.Form, Replaces: made.Replaces, Reason: strings.TrimSpace(made.Reason), RecordedAt: made.At, RecordedBy: made.By,
	}
	if !assignment.Names(made.By) {
		return observation, fault.New(fault.Forbidden, "visit.not_yours")
	}
	if err := follows(assignment, earlier, observation); err != nil {
		return observation, err
	}
	today := period.DayOf(made.At)
	var refused fault.List
	if err := made.Form.check(items, persons, today); err != nil && !errors.As(err, &refused) {
		return observation, err
	}
	refused = append(refused, signed(made, persons)...)
	if made.Replaces != "" && observation.Reason == "" {
		refused = append(refused, fault.Field("reason", "visit.correct.reason"))
	}
	return observation, refused.OrNil()
}

func follows(assignment Assignment, earlier []Observation, made Observation) error {
	if made.Replaces == "" {
		if slices.ContainsFunc(earlier, func(o Observation) bool { return o.Assignment == assignment.ID }) {
			return fault.New(fault.Conflict, "visit.recorded_already")
		}
		return nil
	}
	at := slices.IndexFunc(earlier, func(o Observation) bool { return o.ID == made.Replaces && o.Assignment == assignment.ID })
	if at < 0 {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	if slices.ContainsFunc(earlier, func(o Observation) bool { return o.Replaces == made.Replaces }) {
		return fault.New(fault.Conflict, "visit.correct.stale")
	}
	return nil
}

// signed checks the signatures of the household and of the officer who records; the second officer signs by confirming.
func signed(made Recording, persons []Person) fault.List {
	var refused fault.List
	var household, recorder bool
	for _, one := range made.Form.Signatures {
		if err := one.check(made.OnPaper, made.Form.Sheet != "", persons); err != nil {
			refused = append(refused, err)
		}
		household = household || !one.Officer
		recorder = recorder || one.Officer && one.By == made.By
	}
	if !household {
		refused = append(refused, fault.Field("household_way", "visit.sign.household"))
	}
	if !recorder {
		refused = append(refused, fault.Field("officer_way", "visit.sign.officer"))
	}
	return refused
}

func (s Signature) check(paper, sheet bool, persons []Person) *fault.Error {
	field, ways := "household_way", HouseholdWays()
	if s.Officer {
		field, ways = "officer_way", OfficerWays()
	}
	if sheet {
		ways = append(ways, Kept)
	}
	known := slices.ContainsFunc(persons, func(p Person) bool { return p.Member == s.By && p.Speaks() })
	switch {
	case !slices.Contains(ways, s.Way):
		return fault.Field(field, "visit.sign.way")
	case !s.Officer && !known && s.Way != Declined && s.Way != Unable && s.Way != Kept:
		return fault.Field("signer", "visit.sign.who")
	case s.Way == Drawn && len(s.Ink) == 0:
		return fault.Field(field, "visit.sign.ink")
	case (s.Way == OnPaper || s.Way == Thumbprint) && !paper:
		return fault.Field(field, "visit.sign.scan")
	case (s.Way == Declined || s.Way == Unable) && strings.TrimSpace(s.Reason) == "":
		return fault.Field("sign_reason", "visit.sign.reason")
	case len([]rune(s.Reason)) > MaxWords:
		return fault.Field("sign_reason", "visit.words.too_long", "max", MaxWords)
	}
	return nil
}

// Confirm checks what the second officer says. It refuses whoever recorded it and everybody but the other officer (Forbidden),
// a second answer (Conflict), and a disagreement without its reason.
func Confirm(observation Observation, earlier []Confirmation, given Confirmation, paper bool) error {
	switch {
	case given.By == observation.RecordedBy:
		return fault.New(fault.Forbidden, "visit.confirm.own")
	case given.By != observation.Other():
		return fault.New(fault.Forbidden, "visit.not_yours")
	case slices.ContainsFunc(earlier, func(c Confirmation) bool { return c.Observation == observation.ID }):
		return fault.New(fault.Conflict, "visit.confirm.already")
	case !given.Agrees && strings.TrimSpace(given.Reason) == "":
		return fault.Field("reason", "visit.confirm.reason")
	case len([]rune(given.Reason)) > MaxWords:
		return fault.Field("reason", "visit.words.too_long", "max", MaxWords)
	}
	if !given.Agrees {
		return nil
	}
	given.Signature.Officer, given.Signature.By = true, given.By
	if err := given.Signature.check(paper, false, nil); err != nil {
		return err
	}
	return nil
}

// Confirmed says whether the second officer has agreed to an observation.
func Confirmed(observation string, all []Confirmation) bool {
	return slices.ContainsFunc(all, func(c Confirmation) bool { return c.Observation == observation && c.Agrees })
}

// Counting lists the observations that count, oldest first: confirmed by the second officer, and not replaced by a confirmed
// correction.
func Counting(observations []Observation, confirmations []Confirmation) []Observation {
	var counting []Observation
	for _, one := range observations {
		if Confirmed(one.ID, confirmations) && !slices.ContainsFunc(observations, func(o Observation) bool {
			return o.Replaces == one.ID && Confirmed(o.ID, confirmations)
		}) {
			counting = append(counting, one)
		}
	}
	slices.SortStableFunc(counting, func(a, b Observation) int {
		if c := a.AsOf.Compare(b.AsOf); c != 0 {
			return c
		}
		return a.RecordedAt.Compare(b.RecordedAt)
	})
	return counting
}
