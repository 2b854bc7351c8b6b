package application

import (
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
