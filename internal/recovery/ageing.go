package recovery

import (
	"chengxin/internal/money"
	"chengxin/internal/period"
)

// Bucket is how long something is late, or why it is not.
type Bucket string

// The buckets, in the order of the report.
const (
	NotLate    Bucket = "not_late" // running, in instalments on time, deferred
	To30       Bucket = "to_30"    // 1 to 30 days late
	To90       Bucket = "to_90"
	To180      Bucket = "to_180"
	To365      Bucket = "to_365"
	Beyond     Bucket = "beyond"
	StandStill Bucket = "still" // stayed, waiting for an answer or not served: nobody is late
)

// Buckets lists them.
func Buckets() []Bucket { return []Bucket{NotLate, To30, To90, To180, To365, Beyond, StandStill} }

// BucketOf says in which bucket an order lies; none for one that owes nothing or is asked for nothing.
func BucketOf(s Standing, today period.Day) (Bucket, bool) {
	switch s.State {
	case Cancelled, Settled, Halted:
		return "", false
	case Stayed, Pending, Unserved:
		return StandStill, true
	case Running, Planned, Deferred:
		return NotLate, true
	case Overdue:
	}
	switch days := s.Since.DaysUntil(today); {
	case days <= 30:
		return To30, true
	case days <= 90:
		return To90, true
	case days <= 180:
		return To180, true
	case days <= 365:
		return To365, true
	}
	return Beyond, true
}

// Line is one line of the ageing report: how many orders, how much is owed, and how much of it is late.
type Line struct {
	Orders     int
	Owed, Late money.Fen
}

// Ageing is the report of a place on a day.
type Ageing struct {
	On      period.Day
	Lines   map[Bucket]Line
	All     Line // what is owed
	Orders  int  // every order, also those that owe nothing
	Settled int
	Charged, Kept,
	Written, Credit money.Fen
}

// Report adds up where orders stand.
func Report(standings []Standing, today period.Day) Ageing {
	report := Ageing{On: today, Lines: map[Bucket]Line{}}
	for _, s := range standings {
		report.Orders++
		report.Charged += s.Sum.Charged
		report.Kept += s.Sum.Kept()
		report.Written += min(s.Sum.Written, s.Sum.Charged)
		report.Credit += s.Credit
		if s.Owed == 0 {
			report.Settled++
		}
		bucket, owes := BucketOf(s, today)
		if !owes {
			continue
		}
		line := report.Lines[bucket]
		line.Orders, line.Owed, line.Late = line.Orders+1, line.Owed+s.Owed, line.Late+s.Late
		report.Lines[bucket] = line
		report.All.Orders, report.All.Owed, report.All.Late = report.All.Orders+1, report.All.Owed+s.Owed, report.All.Late+s.Late
	}
	return report
}
