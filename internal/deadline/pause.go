package deadline

import (
	"cmp"
	"slices"
	"strings"

	"chengxin/internal/period"
)

// Party is whose doing something is, or whose time runs.
type Party string

// The parties.
const (
	OfHousehold Party = "household"
	OfAgency    Party = "agency"
	OfOthers    Party = "others" // a source department, a hospital, the weather
)

// Pause is a time in which a clock stands still. It is recorded with its reason and whose doing it is; whoever that is, a
// pause only ever gives time.
type Pause struct {
	From   period.Day // the first day that does not count
	Until  period.Day // the first day that counts again; zero: it still stands
	Limit  Span       // it ends by itself after so long at the latest, counted from the day before From; zero: no limit
	Reason string     // in words, for the file
	Of     Party
}

// stops are pauses with their limits applied, in order.
type stops []Pause

// settle applies each pause's own limit and drops those that hold no day. The order of the list does not matter.
func settle(pauses []Pause, table Table) stops {
	var all stops
	for _, pause := range pauses {
		if pause.Limit.Count > 0 {
			last := Due(pause.From.AddDays(-1), pause.Limit, nil, table).On.AddDays(1)
			if pause.Until.IsZero() || last.Before(pause.Until) {
				pause.Until = last
			}
		}
		if !pause.From.IsZero() && (pause.Until.IsZero() || pause.Until.After(pause.From)) {
			all = append(all, pause)
		}
	}
	slices.SortFunc(all, func(a, b Pause) int {
		return cmp.Or(a.From.Compare(b.From), a.Until.Compare(b.Until), strings.Compare(string(a.Of), string(b.Of)), strings.Compare(a.Reason, b.Reason))
	})
	return all
}

// cover says whether a day lies in a pause.
func (s stops) cover(day period.Day) bool {
	return slices.ContainsFunc(s, func(p Pause) bool {
		return !day.Before(p.From) && (p.Until.IsZero() || day.Before(p.Until))
	})
}

// open says whether a day lies in a pause without an end.
func (s stops) open(day period.Day) bool {
	return slices.ContainsFunc(s, func(p Pause) bool { return p.Until.IsZero() && !day.Before(p.From) })
}

func (p Pause) reason() Reason {
	of := p.Of
	if of != OfHousehold && of != OfAgency {
		of = OfOthers
	}
	if p.Until.IsZero() {
		return Reason{"deadline.reason.paused_open." + string(of), []any{"from", p.From.Chinese(), "reason", p.Reason}}
	}
	return Reason{"deadline.reason.paused." + string(of), []any{"from", p.From.Chinese(), "until", p.Until.AddDays(-1).Chinese(), "reason", p.Reason}}
}

// Delay turns the agency's own missed deadline into a pause of the household's: from the day after it was due until the
// day on which it was done (zero: it is still waited for). False when nothing was late. So our lateness never runs against
// the household (safeguards, H5).
func Delay(due Result, done, today period.Day, reason string) (Pause, bool) {
	until := done
	if done.IsZero() {
		until = today
	}
	if !due.Passed(until) {
		return Pause{}, false
	}
	pause := Pause{From: due.On.AddDays(1), Reason: reason, Of: OfAgency}
	if !done.IsZero() {
		pause.Until = done.AddDays(1)
	}
	return pause, true
}
