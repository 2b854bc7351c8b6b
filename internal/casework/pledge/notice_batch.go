package pledge

import (
	"context"
	"sync"

	"chengxin/internal/access"
	"chengxin/internal/region"
)

// Batch is a village's notices under way, or finished.
type Batch struct {
	ID       string
	Village  region.Code
	By       string // the officer who started it
	Progress Progress
	Ended    bool
	Err      error // the first failure; the other households have their notices
}

// Batches runs villages' notices beside the requests that start them. Nothing of them need be remembered: starting a
// village again goes on where an earlier run stopped, because a household with the notice in force is left alone.
type Batches struct {
	acts Acts
	ctx  context.Context //nolint:containedctx // the program's own life, which ends all runs
	mu   sync.Mutex
	runs map[string]*Batch
	done sync.WaitGroup
}

// keptBatches is how many finished runs can still be looked at.
const keptBatches = 200

// NewBatches makes the place where runs are seen; they end when the context ends.
func NewBatches(ctx context.Context, acts Acts) *Batches {
	return &Batches{acts: acts, ctx: ctx, runs: map[string]*Batch{}}
}

// Start begins a village's notices and gives the run's id. A village whose notices are under way is not begun twice.
func (b *Batches) Start(actor access.Actor, county, village region.Code, wanted Wanted) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	for id, run := range b.runs {
		if run.Village == village && !run.Ended {
			return id
		}
		if run.Ended && len(b.runs) >= keptBatches {
			delete(b.runs, id)
		}
	}
	run := &Batch{ID: b.acts.NewID(), Village: village, By: actor.ID}
	b.runs[run.ID] = run
	b.done.Add(1)
	go func() {
		defer b.done.Done()
		_, err := b.acts.IssueNotices(b.ctx, actor, county, village, wanted, func(now Progress) {
			b.mu.Lock()
			defer b.mu.Unlock()
			run.Progress = now
		})
		b.mu.Lock()
		defer b.mu.Unlock()
		run.Ended, run.Err = true, err
	}()
	return run.ID
}

// Find gives a run as it stands, to the officer who started it.
func (b *Batches) Find(actor access.Actor, id string) (Batch, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	run, found := b.runs[id]
	if !found || run.By != actor.ID {
		return Batch{}, false
	}
	return *run, true
}

// Wait returns when every run has ended: for closing the program, and for tests.
func (b *Batches) Wait() { b.done.Wait() }
