package storage

import (
	"context"

	"chengxin/internal/casefile"
	"chengxin/internal/region"
)

// shownComparisons is how many of a household's comparisons its file tells of.
const shownComparisons = 200

// Comparisons lists a household's comparisons in counts, the newest first.
func (tx *Tx) Comparisons(ctx context.Context, county region.Code, household string) ([]casefile.Compared, error) {
	runs, err := tx.Runs(ctx, county, household, shownComparisons)
	all := make([]casefile.Compared, len(runs))
	for i, run := range runs {
		counts := run.Found.Counts()
		all[i] = casefile.Compared{
			ID: run.ID, Cause: string(run.Cause), At: run.At, By: run.By,
			Counted: counts.Counted, Changed: counts.Changed, Late: counts.Late, Incomparable: counts.Incomparable,
		}
	}
	return all, err
}
