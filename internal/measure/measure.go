package measure

import (
	"slices"
	"time"

	"chengxin/internal/determination"
	"chengxin/internal/fault"
	"chengxin/internal/objection"
	"chengxin/internal/period"
	"chengxin/internal/policy"
)

// Measure is one measure of a decision. Whether it runs is derived, never stored.
type Measure struct {
	ID        string
	Household string
	Case      string
	Member    string // whose conduct it answers; other members are not touched
	Drawn     determination.MeasureDrawn
	At        time.Time
	By        string
	Records   []Record
}

// Record is one thing that happened to a measure.
type Record struct {
	ID   string
	At   time.Time
	By   string
	What What
}

// What is the content of a record.
type What interface{ Kind() Kind }

// Kind names what happened.
type Kind string

// The kinds.
const (
	KindChecked Kind = "hardship_checked"
	KindImposed Kind = "imposed"
	KindDone    Kind = "done"
	KindLifted  Kind = "lifted"
)

// Hardship is a reason for which nobody's payment is stopped and nobody is barred (safeguards H6).
type Hardship string

// The hardships that every check asks for.
const (
	Minors        Hardship = "minors"          // 家中有未成年人
	ElderlyAlone  Hardship = "elderly_alone"   // 独居老人
	Illness       Hardship = "illness"         // 重病或者重残
	Pregnancy     Hardship = "pregnancy"       // 孕产期
	NoOtherIncome Hardship = "no_other_income" // 没有其他收入
	Disaster      Hardship = "disaster"        // 受灾
)

// Hardships lists them in the order in which forms ask.
func Hardships() []Hardship {
	return []Hardship{Minors, ElderlyAlone, Illness, Pregnancy, NoOtherIncome, Disaster}
}

// Checked is a hardship check: every question answered, with what was seen.
type Checked struct {
	Found map[Hardship]bool `json:"found"` // every hardship has an answer
	Words string            `json:"words"`
	On    period.Day        `json:"on"`
}

// Kind is KindChecked.
func (Checked) Kind() Kind { return KindChecked }

// Any says whether a hardship was found.
func (c Checked) Any() bool {
	for _, found := range c.Found {
		if found {
			return true
		}
	}
	return false
}

// Imposed lets a measure begin, by a named person.
type Imposed struct {
	Document string `json:"document"`
	Number   string `json:"number"`
	Words    string `json:"words"`
}

// Kind is KindImposed.
func (Imposed) Kind() Kind { return KindImposed }

// Done says that a measure which is an act, such as a talk, was carried out, with its proof.
type Done struct {
	On    period.Day          `json:"on"`
	Words string              `json:"words"`
	Proof determination.Proof `json:"proof"`
}

// Kind is KindDone.
func (Done) Kind() Kind { return KindDone }

// Lifted ends a measure before its time.
type Lifted struct {
	Reason string `json:"reason"`
}

// Kind is KindLifted.
func (Lifted) Kind() Kind { return KindLifted }

// State is what a measure is on a day.
type State string

// The states, the first that holds.
const (
	Undone     State = "undone"      // the decision was revoked, or an answer took the measure away
	Lapsed     State = "lapsed"      // the calendar has ended it
	LiftedNow  State = "lifted"      // a person has ended it
	NoBasis    State = "no_basis"    // not in force: the legal basis is missing
	Stayed     State = "stayed"      // an objection goes on
	Waiting    State = "waiting"     // for the decision to take effect
	Unchecked  State = "unchecked"   // for the hardship check
	Hard       State = "hardship"    // hardship was found: it is not imposed
	Unimposed  State = "unimposed"   // for a named person to let it begin
	Active     State = "active"      // it runs
	CarriedOut State = "carried_out" // what was to be done is done
)

// Standing is what a measure is on a day, and between which days it runs.
type Standing struct {
	State State
	From  period.Day // the first day, inclusive
	Until period.Day // the first day on which it does not run any more; zero: it has no end of its own
}

// latest gives the newest record with a content of one type.
func latest[W What](m Measure) (W, Record, bool) {
	for _, record := range slices.Backward(m.Records) {
		if what, is := record.What.(W); is {
			return what, record, true
		}
	}
	var none W
	return none, Record{}, false
}

// heavy says whether a kind of measure needs a hardship check: it stops money, a procedure or applications.
func heavy(kind policy.MeasureKind) bool {
	switch kind {
	case policy.StopPayment, policy.SuspendProcessing, policy.ApplicationBar:
		return true
	case policy.Reminder, policy.CorrectiveTalk, policy.Education, policy.Correction, policy.RefundOrder:
		return false
	}
	return true
}

// Standing derives what a measure is on a day. A bar begins with its decision's effect, whenever somebody records it, and ends by the
// calendar: neither an objection nor an unpaid refund moves its last day.
func (m Measure) Standing(effect objection.Effect, today period.Day) Standing {
	var standing Standing
	drawn, kept := m.Drawn, false
	for _, one := range effect.Derived.Measures {
		if one.Code == m.Drawn.Code {
			drawn, kept = one, true
		}
	}
	if drawn.Kind == policy.ApplicationBar && !effect.On.IsZero() {
		standing.From, standing.Until = effect.On, effect.On.AddMonths(drawn.Months)
	} else {
		standing.From = effect.On
	}
	checked, _, hasChecked := latest[Checked](m)
	_, imposed, hasImposed := latest[Imposed](m)
	_, lifted, isLifted := latest[Lifted](m)
	_, _, done := latest[Done](m)
	switch {
	case !effect.Undone.IsZero() || !kept:
		standing.State = Undone
	case !standing.Until.IsZero() && !today.Before(standing.Until):
		standing.State = Lapsed
	case isLifted && (!hasImposed || !lifted.At.Before(imposed.At)):
		standing.State, standing.Until = LiftedNow, period.DayOf(lifted.At)
	case done:
		standing.State = CarriedOut
	case !drawn.InForce:
		standing.State = NoBasis
	case effect.Stayed:
		standing.State = Stayed
	case !effect.InForce(today):
		standing.State = Waiting
	case heavy(drawn.Kind) && !hasChecked:
		standing.State = Unchecked
	case heavy(drawn.Kind) && checked.Any():
		standing.State = Hard
	case drawn.Kind.Adverse() && !hasImposed:
		standing.State = Unimposed
	default:
		standing.State = Active
	}
	return standing
}

// Heavy says whether somebody else than the decider looks for hardship before the measure begins.
func (m Measure) Heavy() bool { return heavy(m.Drawn.Kind) }

// Runs says whether a measure runs on a day for a member: only for whose conduct it answers.
func (m Measure) Runs(member string, effect objection.Effect, today period.Day) bool {
	return member == m.Member && m.Standing(effect, today).State == Active
}

// Do checks something before it becomes a record of the measure. It refuses (Conflict) a measure to begin that may not run yet or any
// more, saying why, (Forbidden) whoever decided to be the only one who checks hardship, and (Invalid) what is incomplete.
func (m Measure) Do(what What, by string, now time.Time, decidedBy string, effect objection.Effect) (Record, error) {
	record := Record{At: now, By: by, What: what}
	today := period.DayOf(now)
	state := m.Standing(effect, today).State
	switch what := what.(type) {
	case Checked:
		if by == decidedBy {
			return record, fault.New(fault.Forbidden, "measure.check.own")
		}
		wrong := determination.Typed("words", what.Words)
		for _, one := range Hardships() {
			if _, answered := what.Found[one]; !answered {
				wrong = append(wrong, fault.Field("hardship-"+string(one), "measure.check.unanswered"))
			}
		}
		if what.On.IsZero() || what.On.After(today) {
			wrong = append(wrong, fault.Field("on", "measure.check.on"))
		}
		return record, wrong.OrNil()
	case Imposed:
		if state != Unimposed {
			return record, fault.New(fault.Conflict, "measure.impose."+string(state))
		}
		return record, determination.Typed("words", what.Words).OrNil()
	case Done:
		if m.Drawn.Kind.Adverse() || state != Active {
			return record, fault.New(fault.Conflict, "measure.impose."+string(state))
		}
		wrong := determination.Typed("words", what.Words)
		if what.On.IsZero() || what.On.After(today) {
			wrong = append(wrong, fault.Field("on", "measure.check.on"))
		}
		return record, wrong.OrNil()
	case Lifted:
		if state != Active {
			return record, fault.New(fault.Conflict, "measure.lift", "state", string(state))
		}
		return record, determination.Typed("reason", what.Reason).OrNil()
	}
	return record, nil
}
