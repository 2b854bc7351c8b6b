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
	ahead, _ := ReadAhead(ctx, r, readers, act, read) // what could not be read ahead is read again inside, and fails there
	return DoWith(ctx, r, actor, act, ahead, read, do)
}

// Ahead is what was read of a household before an act, and of which state of it.
type Ahead[A any] struct {
	Value   A
	version int64
	on      period.Day
	read    bool
}

// ReadAhead reads what an act on a household will need, for a caller who wants to look at it first.
func ReadAhead[A any](ctx context.Context, r *Runner, readers Tx, act Act, read func(context.Context, Tx, HouseholdRow, period.Day) (A, error)) (Ahead[A], error) {
	row, err := readers.Household(ctx, act.County, act.Household)
	if err != nil {
		return Ahead[A]{}, err
	}
	ahead := Ahead[A]{version: row.Version, on: period.DayOf(r.clock())}
	ahead.Value, err = read(ctx, readers, row, ahead.on)
	ahead.read = err == nil
	return ahead, err
}

// DoWith runs one act like DoAhead, with what ReadAhead gave for it.
func DoWith[A, R any](ctx context.Context, r *Runner, actor access.Actor, act Act, ahead Ahead[A],
	read func(context.Context, Tx, HouseholdRow, period.Day) (A, error), do func(context.Context, *Work, A) (R, error),
) (R, error) {
	return Do(ctx, r, actor, act, func(ctx context.Context, work *Work) (R, error) {
		value := ahead.Value
		if !ahead.read || work.Household.Version != ahead.version+1 || work.Today != ahead.on {
			var err error
			if value, err = read(ctx, work.Tx, work.Household, work.Today); err != nil {
				var none R
				return none, err
			}
		}
		return do(ctx, work, value)
	})
}
