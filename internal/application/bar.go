package application

import (
	"slices"

	"chengxin/internal/measure"
	"chengxin/internal/objection"
	"chengxin/internal/period"
	"chengxin/internal/policy"
)

// BarOf is the application bar that a measure makes, as it stands on a day; false for a measure of another kind. Whether it runs is
// derived from the measure and what its decision is worth, never kept.
func BarOf(m measure.Measure, effect objection.Effect, today period.Day) (Bar, bool) {
	if m.Drawn.Kind != policy.ApplicationBar {
		return Bar{}, false
	}
	standing := m.Standing(effect, today)
	return Bar{ID: m.ID, Measure: m.ID, Member: m.Member, From: standing.From, Until: standing.Until, Stands: standing.State == measure.Active}, true
}

// BarChange is what happens to a bar that the measures have kept for the intake.
type BarChange string

// The changes.
const (
	BarStayed  BarChange = "stayed"  // an objection goes on
	BarResumed BarChange = "resumed" // it has ended, and left the measure
	BarEnded   BarChange = "ended"   // the measure was lifted, or its decision undone
)

// Stands says whether a bar stands after its changes, the oldest first. What has ended never comes back.
func Stands(changes []BarChange) bool {
	return len(changes) == 0 || !slices.Contains(changes, BarEnded) && changes[len(changes)-1] == BarResumed
}
