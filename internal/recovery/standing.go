package recovery

import (
	"slices"
	"time"

	"chengxin/internal/deadline"
	"chengxin/internal/determination"
	"chengxin/internal/money"
	"chengxin/internal/period"
)

// Terms are what the edition and the calendar say of recovery.
type Terms struct {
	Span       deadline.Span // from the service to the last day
	Table      deadline.Table
	Reminders  []int    // calendar days before the last day
	MostMonths int      // an instalment plan's longest length
	Relief     bool     // deferral and write-off are possible
	Grounds    []string // for which something may be written off
}

// Hold is what the decision behind an order does to it. An order of a list has none.
type Hold struct {
	Stayed bool             // an objection goes on
	Ended  bool             // the measure was lifted by a person, or holds no more
	Pauses []deadline.Pause // by objections and disputes
}

// State is where an order stands.
type State string

// The states, the first that holds.
const (
	Cancelled State = "cancelled" // the decision was revoked: nothing is asked
	Settled   State = "settled"   // nothing is owed
	Halted    State = "halted"    // the measure was lifted: nothing more is asked
	Stayed    State = "stayed"    // an objection goes on
	Unserved  State = "unserved"  // it has not reached the person
	Pending   State = "pending"   // a request for relief waits for its answer
	Deferred  State = "deferred"
	Overdue   State = "overdue"
	Planned   State = "planned" // in instalments, on time
	Running   State = "running" // before its last day
)

// States lists them in the order in which pages show them.
func States() []State {
	return []State{Overdue, Pending, Unserved, Running, Planned, Deferred, Stayed, Halted, Settled, Cancelled}
}

// Standing is where an order stands on a day.
type Standing struct {
	State   State
	NextOn  period.Day // the next last day; zero: there is none
	Owed    money.Fen
	Late    money.Fen  // of it, what should have been paid
	Since   period.Day // the last day that has passed
	Credit  money.Fen  // paid too much, owed back to the person
	Sum     Sums
	Remind  bool // a reminder is due
	Plan    []Part
	PlanHad money.Fen // what had been paid when the plan was made
}

// Covered says whether an instalment is paid.
func (s Standing) Covered(n int) bool {
	var sum money.Fen
	for _, part := range s.Plan[:n+1] {
		sum += part.Fen
	}
	return s.Owed == 0 || s.Sum.Kept() >= s.PlanHad+sum
}

// ServedOn is the day on which the order was handed over or left on paper; zero before.
func (o Order) ServedOn() period.Day {
	for _, record := range o.Records {
		if served, is := record.What.(Served); is && (served.Proof.Way == determination.InPerson || served.Proof.Way == determination.OnPaper) {
			return period.DayOf(served.Proof.At)
		}
	}
	return period.Day{}
}

// Open is the request for relief that waits for its answer.
func (o Order) Open() (Record, Asked, bool) {
	for _, record := range slices.Backward(o.Records) {
		if asked, is := record.What.(Asked); is {
			return record, asked, !o.answered(record.ID)
		}
	}
	return Record{}, Asked{}, false
}

func (o Order) answered(request string) bool {
	return slices.ContainsFunc(o.Records, func(r Record) bool {
		decided, is := r.What.(Decided)
		return is && decided.Of == request
	})
}

// OpenWriteOff is the proposal to write off that waits for the county.
func (o Order) OpenWriteOff() (Record, Proposed, bool) {
	for _, record := range slices.Backward(o.Records) {
		proposed, is := record.What.(Proposed)
		if !is {
			continue
		}
		return record, proposed, !slices.ContainsFunc(o.Records, func(r Record) bool {
			written, is := r.What.(Written)
			return is && written.Of == record.ID
		})
	}
	return Record{}, Proposed{}, false
}

// granted is the relief that was granted last.
func (o Order) granted() (Decided, bool) {
	for _, record := range slices.Backward(o.Records) {
		if decided, is := record.What.(Decided); is && decided.Granted {
			return decided, true
		}
	}
	return Decided{}, false
}

// pauses are the days that do not count: those of the decision, and from each request for relief to its answer.
func (o Order) pauses(hold Hold) []deadline.Pause {
	pauses := slices.Clone(hold.Pauses)
	for _, record := range o.Records {
		if _, is := record.What.(Asked); !is {
			continue
		}
		pause := deadline.Pause{From: period.DayOf(record.At).AddDays(1), Of: deadline.OfAgency, Reason: "relief"}
		for _, answer := range o.Records {
			if decided, is := answer.What.(Decided); is && decided.Of == record.ID {
				pause.Until = period.DayOf(answer.At).AddDays(1)
			}
		}
		pauses = append(pauses, pause)
	}
	return pauses
}

// Standing derives where the order stands on a day.
func (o Order) Standing(terms Terms, hold Hold, today period.Day) Standing {
	s := Standing{Owed: o.Balance(), Credit: o.Overpaid(), Sum: o.Sums()}
	s.due(o, terms, hold, today)
	_, _, pending := o.Open()
	relief, granted := o.granted()
	switch {
	case s.Sum.Charged == 0:
		s.State = Cancelled
	case s.Owed == 0:
		s.State = Settled
	case hold.Ended:
		s.State = Halted
	case hold.Stayed:
		s.State = Stayed
	case o.ServedOn().IsZero() && o.DueOn.IsZero():
		s.State = Unserved
	case pending:
		s.State = Pending
	case granted && relief.For == Deferral && s.Late == 0:
		s.State = Deferred
	case s.Late > 0:
		s.State = Overdue
	case granted && relief.For == Instalments:
		s.State = Planned
	default:
		s.State = Running
	}
	switch s.State {
	case Overdue, Running, Planned, Deferred:
		s.Remind = o.remind(s, terms, today)
	case Cancelled, Settled:
		s.NextOn, s.Since, s.Late = period.Day{}, period.Day{}, 0
	case Halted, Stayed, Unserved, Pending:
		s.Since, s.Late = period.Day{}, 0 // nobody is late
	}
	return s
}

// due finds the next last day and what is late.
func (s *Standing) due(o Order, terms Terms, hold Hold, today period.Day) {
	pauses := o.pauses(hold)
	relief, granted := o.granted()
	if granted && relief.For == Instalments {
		s.Plan, s.PlanHad = relief.Parts, relief.Paid
		want := relief.Paid
		for _, part := range relief.Parts {
			want += part.Fen
			last := deadline.Due(part.DueOn, deadline.Span{Unit: deadline.Calendar}, pauses, terms.Table)
			missing := min(s.Owed, want-s.Sum.Kept())
			if missing <= 0 {
				continue
			}
			if last.Passed(today) {
				s.Late = missing
				if s.Since.IsZero() {
					s.Since = last.On
				}
				continue
			}
			if s.NextOn.IsZero() {
				s.NextOn = last.On
			}
		}
		return
	}
	last := deadline.Result{}
	switch served := o.ServedOn(); {
	case granted:
		last = deadline.Due(relief.Until, deadline.Span{Unit: deadline.Calendar}, pauses, terms.Table)
	case !o.DueOn.IsZero():
		last = deadline.Due(o.DueOn, deadline.Span{Unit: deadline.Calendar}, pauses, terms.Table)
	case !served.IsZero():
		last = deadline.Due(served, terms.Span, pauses, terms.Table)
	}
	if s.NextOn = last.On; !last.On.IsZero() && last.Passed(today) {
		s.Late, s.Since, s.NextOn = s.Owed, last.On, period.Day{}
	}
}

// againAfter is how many days pass between two reminders of what is late.
const againAfter = 30

// remind says whether a reminder is due: on the edition's days before the last day, and every thirty days after it.
func (o Order) remind(s Standing, terms Terms, today period.Day) bool {
	var last period.Day
	for _, record := range o.Records {
		if reminded, is := record.What.(Reminded); is && reminded.On.After(last) {
			last = reminded.On
		}
	}
	if s.Late > 0 {
		return last.IsZero() || !last.After(s.Since) || last.DaysUntil(today) >= againAfter
	}
	if s.NextOn.IsZero() {
		return false
	}
	for _, before := range terms.Reminders {
		if from := s.NextOn.AddDays(-before); !today.Before(from) && last.Before(from) {
			return true
		}
	}
	return false
}

// Parts divides what is owed into monthly instalments, equal but for the last, which takes what is left over.
func Parts(owed money.Fen, first period.Day, months int) []Part {
	parts := make([]Part, 0, months)
	for n := range months {
		fen := owed / money.Fen(months)
		if n == months-1 {
			fen = owed - fen*money.Fen(months-1)
		}
		parts = append(parts, Part{DueOn: first.AddMonths(n), Fen: fen})
	}
	return parts
}

// SettledAt is when nothing was owed any more, by the last entry that moved anything; zero while something is owed.
func (o Order) SettledAt() time.Time {
	if o.Balance() != 0 {
		return time.Time{}
	}
	for _, record := range slices.Backward(o.Records) {
		if len(record.Entries) > 0 {
			return record.At
		}
	}
	return o.At
}
