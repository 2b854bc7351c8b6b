package deadline

import (
	"chengxin/internal/period"
	"chengxin/internal/wording"
)

// Status is where a deadline stands on a day.
type Status string

// The statuses.
const (
	Running Status = "running"
	Paused  Status = "paused"
	InTime  Status = "in_time" // done, on the last day or before
	Late    Status = "late"    // done after the last day
	Overdue Status = "overdue" // not done, and the last day has passed
)

// Statuses lists the statuses.
func Statuses() []Status { return []Status{Running, Paused, InTime, Late, Overdue} }

// Label is the status in a person's language.
func (s Status) Label(language wording.Language) string {
	return wording.T(language, "deadline.status."+string(s))
}

// Standing is what a deadline means on a day.
type Standing struct {
	Status   Status
	DaysLeft int  // calendar days to the last day; negative when it has passed; 0 while paused
	Escalate bool // the agency is overdue: the case goes up, and whatever was stayed stays stayed
	Hear     bool // the household is overdue or was late: what it brings is still taken, with its reason, and nothing lapses by itself
}

// Stand says where a deadline of a party stands: done is the day on which the thing was done (zero: not yet). A provisional
// deadline is never overdue.
func Stand(of Party, due Result, done, today period.Day) Standing {
	var standing Standing
	switch {
	case !done.IsZero() && due.Passed(done):
		standing.Status = Late
	case !done.IsZero():
		standing.Status = InTime
	case due.Paused:
		standing.Status = Paused
	case due.Passed(today):
		standing.Status = Overdue
	default:
		standing.Status = Running
	}
	if !due.Paused {
		standing.DaysLeft = today.DaysUntil(due.On)
	}
	standing.Escalate = standing.Status == Overdue && of == OfAgency
	standing.Hear = (standing.Status == Overdue || standing.Status == Late) && of == OfHousehold
	return standing
}
