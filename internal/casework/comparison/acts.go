package comparison

import (
	"context"
	"strconv"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

// Acts are the acts of this step.
type Acts struct {
	Runner  *casework.Runner
	Reads   casework.Tx
	Queue   Queue
	Scheme  Scheme
	Sources [3]Reader // in the order of comparison.Sources
	NewID   func() string
}

// Queue is the waiting list, outside of acts: that a household no longer waits is nothing that happened to it.
type Queue interface {
	// DropDue ends a household's waiting, unless something arrived after the given moment.
	DropDue(ctx context.Context, county region.Code, household string, since time.Time) error
	// DueFailed notes that a household's comparison was tried in vain: it waits on, behind the others.
	DueFailed(ctx context.Context, county region.Code, household, failure string, now time.Time) error
}

// At says which household an act is about.
type At struct {
	County    region.Code
	Household string
	Key       string // idempotency key
}

// Done is the answer of a comparison.
type Done struct {
	Run string `json:"run"` // empty when nothing has changed since the last run
}

const actCompared = "HouseholdCompared"

// Compare compares a household because an officer asks for it. The same inputs under the same edition are not kept twice.
func (a Acts) Compare(ctx context.Context, actor access.Actor, at At) (Done, error) {
	act := casework.Act{Kind: actCompared, Permission: access.ComparisonRun, County: at.County, Household: at.Household, Key: at.Key}
	return casework.DoAhead(ctx, a.Runner, a.Reads, actor, act, a.read(at.County), a.keep(Due{Household: at.Household, Cause: Asked}))
}

// keep keeps what was compared.
func (a Acts) keep(due Due) func(context.Context, *casework.Work, comparing) (Done, error) {
	return func(ctx context.Context, work *casework.Work, read comparing) (Done, error) {
		store := casework.As[Store](work.Tx)
		work.Note("cause", string(due.Cause))
		if due.Batch != "" {
			work.Note("batch", due.Batch)
		}
		if err := store.DropDue(ctx, work.County, work.Household.ID, work.Now); err != nil {
			return Done{}, err
		}
		if read.same {
			work.Note("unchanged", read.run.ID)
			return Done{}, nil
		}
		run := read.run
		run.ID, run.Cause, run.Batch, run.At, run.By = a.NewID(), due.Cause, due.Batch, work.Now, work.Actor.ID
		work.Note("run", run.ID)
		work.Note("edition", run.Digest)
		work.Note("counted", strconv.Itoa(run.Found.Counts().Counted))
		return Done{Run: run.ID}, store.AddRun(ctx, work.County, run)
	}
}

// comparing is a comparison before it is kept.
type comparing struct {
	run   Run
	same  bool // the run is the last one: the same inputs under the same edition
	empty bool // neither a visit nor the platform has anything yet
}

// read reads a household's three sources as they stand, and compares them.
func (a Acts) read(county region.Code) func(context.Context, casework.Tx, casework.HouseholdRow, period.Day) (comparing, error) {
	return func(ctx context.Context, tx casework.Tx, row casework.HouseholdRow, today period.Day) (comparing, error) {
		rules, err := a.Scheme.ComparisonRules(ctx, county, today)
		if err != nil {
			return comparing{}, err
		}
		var inputs Inputs
		for i, read := range a.Sources {
			if inputs[i], err = read(ctx, tx, county, row.ID); err != nil {
				return comparing{}, err
			}
		}
		inputs.align(rules.Labels)
		inputs.sort()
		last, err := casework.As[Store](tx).Runs(ctx, county, row.ID, 1)
		if err != nil {
			return comparing{}, err
		}
		found, err := Find(rules, inputs)
		if err == nil && len(last) > 0 && last[0].Digest == rules.Digest && last[0].Inputs.equal(inputs) && last[0].Found.by(found.Standard) {
			return comparing{run: last[0], same: true}, nil
		}
		return comparing{
			run:   Run{Household: row.ID, Region: row.Region, Edition: rules.Edition, Digest: rules.Digest, Inputs: inputs, Found: found},
			empty: len(inputs[1])+len(inputs[2]) == 0 && len(last) == 0,
		}, err
	}
}

// AskRegion lets every household of a place be compared, as a batch that goes on behind the pages and after a restart.
func (a Acts) AskRegion(ctx context.Context, actor access.Actor, county, place region.Code, key string) (RegionBatch, error) {
	act := casework.Act{Kind: "RegionComparisonAsked", Permission: access.ComparisonRun, County: county, Region: place, Key: key, Content: string(place)}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (RegionBatch, error) {
		if !county.Contains(place) {
			return RegionBatch{}, fault.Field("region", "compare.region.elsewhere")
		}
		store := casework.As[Store](work.Tx)
		batch := RegionBatch{ID: a.NewID(), Region: place, At: work.Now, By: actor.ID}
		var err error
		if batch.Households, err = store.MarkRegionDue(ctx, county, place, batch.ID, work.Now); err != nil {
			return batch, err
		}
		if batch.Households == 0 {
			return batch, fault.Field("region", "compare.region.empty")
		}
		work.Note("batch", batch.ID)
		work.Note("households", strconv.Itoa(batch.Households))
		return batch, store.AddBatch(ctx, county, batch)
	})
}
