package casework

import (
	"context"

	"chengxin/internal/access"
	"chengxin/internal/period"
)

// DoAhead runs one act like Do, but reads what it needs of its household before the transaction begins, so that acts which
// wait for the one writer do not wait for each other's reading. What was read counts only while nothing has changed: every
// act on a household raises its row's version, so that the same version inside the transaction means the same household,
// and the same day the same standing. Otherwise, and where reading ahead failed, the act reads again inside its
// transaction; who may act is checked there too, before anything that was read is looked at.
//
// read must ask only the household's own facts and the edition, through the transaction it is given, and change nothing.
func DoAhead[A, R any](ctx context.Context, r *Runner, readers Tx, actor access.Actor, act Act,
	read func(context.Context, Tx, HouseholdRow, period.Day) (A, error), do func(context.Context, *Work, A) (R, error),
) (R, error) {
	var ahead A
	fresh := func(*Work) bool { return false }
	if row, err := readers.Household(ctx, act.County, act.Household); err == nil {
		today := period.DayOf(r.clock())
		if ahead, err = read(ctx, readers, row, today); err == nil {
			fresh = func(work *Work) bool { return work.Household.Version == row.Version+1 && work.Today == today }
		}
	}
	return Do(ctx, r, actor, act, func(ctx context.Context, work *Work) (R, error) {
		if !fresh(work) {
			var err error
			if ahead, err = read(ctx, work.Tx, work.Household, work.Today); err != nil {
				var none R
				return none, err
			}
		}
		return do(ctx, work, ahead)
	})
}
