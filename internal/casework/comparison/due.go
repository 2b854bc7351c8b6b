package comparison

import (
	"context"
	"errors"

	"golang.org/x/sync/errgroup"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/region"
)

// How many households are compared at once, and how many are taken at a time: acts that run together share a commit.
const (
	together = 64
	atATime  = 256
)

// CompareDue compares households of a county that wait for it, as the rule's act: one of their sources has arrived, or an
// officer has asked for their region. What fails waits on behind the others and is shown with its reason. It says how many
// it went through, 0 when none waits or all that wait have failed before and their turn has not come.
func (a Acts) CompareDue(ctx context.Context, county region.Code) (int, error) {
	waiting, err := casework.As[Store](a.Reads).Due(ctx, county, a.Runner.Now(), atATime)
	if err != nil {
		return 0, err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(together)
	for _, due := range waiting {
		group.Go(func() error {
			err := a.compareOne(ctx, county, due)
			if err == nil || ctx.Err() != nil {
				return err
			}
			return a.Queue.DueFailed(ctx, county, due.Household, failureKey(err), a.Runner.Now())
		})
	}
	return len(waiting), group.Wait()
}

// compareOne looks first whether there is anything to keep: a batch over what has not changed leaves no entries.
func (a Acts) compareOne(ctx context.Context, county region.Code, due Due) error {
	act := casework.Act{Kind: actCompared, Permission: access.ComparisonRun, County: county, Household: due.Household}
	read := a.read(county)
	ahead, err := casework.ReadAhead(ctx, a.Runner, a.Reads, act, read)
	if err != nil {
		return err
	}
	if ahead.Value.same || ahead.Value.empty {
		return a.Queue.DropDue(ctx, county, due.Household, due.Since)
	}
	rule := access.Actor{Kind: access.Rule, ID: "source-arrived", County: county}
	_, err = casework.DoWith(ctx, a.Runner, rule, act, ahead, read, a.keep(due))
	return err
}

// failureKey is what the waiting list shows of a failure: its message, never its cause.
func failureKey(err error) string {
	var refusal *fault.Error
	if errors.As(err, &refusal) {
		return refusal.Key
	}
	return "fault.internal"
}
