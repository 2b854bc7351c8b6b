package deadline

import (
	"cmp"
	"strconv"

	"chengxin/internal/period"
)

// Unit is what a span is counted in.
type Unit string

// The units.
const (
	Working  Unit = "working"  // working days
	Calendar Unit = "calendar" // calendar days
	Months   Unit = "months"   // months, to the day of the same number, clamped to the month's end (民法典 202)
)

// Span is a length of time. Less than one counts as none: the deadline is the start day, rolled on.
type Span struct {
	Count int
	Unit  Unit
}

// spare is how many working days a provisional deadline keeps in hand for a holiday that nobody can foresee; the two of
// 3 and 4 September 2015 are the most that a notice has added.
const spare = 2

// Result is when something is due, and why then.
type Result struct {
	On          period.Day // the last day; zero while a pause without an end stands
	Paused      bool       // a pause without an end stands: there is no last day yet
	Provisional bool       // a year on the way has no announced holidays: the final day may come earlier, never later
	Explain     []Reason
}

// Passed says whether the last day lies before today. A standing pause has not passed, and neither has a provisional
// deadline: it becomes final before anybody is late.
func (r Result) Passed(today period.Day) bool {
	return !r.Paused && !r.Provisional && today.After(r.On)
}

// Due counts a span from a start day, which is itself not counted. Days within a pause do not count, whatever their order
// in the list; a last day that does not work or lies in a pause rolls on. Adding a pause never makes the result earlier.
func Due(start period.Day, span Span, pauses []Pause, table Table) Result {
	stopped := settle(pauses, table)
	result := Result{Explain: []Reason{{"deadline.reason.start", []any{"day", start.Chinese()}}}}
	result.Explain = append(result.Explain, Reason{"deadline.reason.span." + string(span.Unit), []any{"count", max(0, span.Count)}})
	for _, pause := range stopped {
		result.Explain = append(result.Explain, pause.reason())
	}
	day, open := count(start, span, stopped, table)
	rolled := day
	for !open {
		if open = stopped.open(rolled); open || !stopped.cover(rolled) && works(table, rolled) {
			break
		}
		rolled = rolled.AddDays(1)
	}
	if open {
		result.Paused = true
		result.Explain = append(result.Explain, Reason{"deadline.reason.open", nil})
		return result
	}
	if rolled != day {
		result.Explain = append(result.Explain, Reason{"deadline.reason.rolled", []any{"from", day.Chinese(), "to", rolled.Chinese()}})
	}
	if missing := unannounced(start, rolled, table); missing != "" {
		result.Provisional = true
		for left := spare; left > 0; {
			rolled = rolled.AddDays(1)
			if open = stopped.open(rolled); open {
				return Result{Paused: true, Provisional: true, Explain: append(result.Explain, Reason{"deadline.reason.open", nil})}
			}
			if !stopped.cover(rolled) && works(table, rolled) {
				left--
			}
		}
		result.Explain = append(result.Explain, Reason{"deadline.reason.provisional", []any{"years", missing}})
	}
	result.On = rolled
	result.Explain = append(result.Explain, Reason{"deadline.reason.due", []any{"day", rolled.Chinese()}})
	return result
}

// count walks to the last day, without rolling on; open when a pause without an end stands on the way.
func count(start period.Day, span Span, stopped stops, table Table) (last period.Day, open bool) {
	left := max(0, span.Count)
	if span.Unit == Months {
		left = start.DaysUntil(start.AddMonths(left))
	}
	if len(stopped) == 0 && span.Unit != Working {
		return start.AddDays(left), false
	}
	for last = start; left > 0; {
		last = last.AddDays(1)
		if stopped.open(last) {
			return last, true
		}
		if !stopped.cover(last) && (span.Unit != Working || works(table, last)) {
			left--
		}
	}
	return last, false
}

func works(table Table, day period.Day) bool {
	does, _ := table.Works(day)
	return does
}

// unannounced names the years on the way whose holidays are not announced, 2027 or 2027-2029; empty when all are.
func unannounced(start, end period.Day, table Table) string {
	var first, last int
	for year := noticeYear(start); year <= noticeYear(end); year++ {
		if !table.Known(year) {
			first, last = cmp.Or(first, year), year
		}
	}
	switch first {
	case 0:
		return ""
	case last:
		return strconv.Itoa(first)
	}
	return strconv.Itoa(first) + "-" + strconv.Itoa(last)
}
