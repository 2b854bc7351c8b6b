package people

import (
	"context"
	"maps"
	"strconv"
	"sync"

	"chengxin/internal/access"
	"chengxin/internal/casework"
)

// Where a try at signing in was refused.
const (
	refusedPassword     = "officer_password"
	refusedSecondFactor = "officer_second_factor"
	refusedResident     = "resident"
	refusedWaiting      = "waiting" // while tries were blocked
)

// refusedTries counts tries at signing in that were refused, whoever made them and on whatever account. An entry for each
// would let a stranger flood the log, and would take longer for an account that exists; so the counts of a while become one.
type refusedTries struct {
	mu     sync.Mutex
	counts map[string]int
}

func (t *refusedTries) add(counts map[string]int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.counts == nil {
		t.counts = map[string]int{}
	}
	for where, n := range counts {
		t.counts[where] += n
	}
}

func (t *refusedTries) take() map[string]int {
	t.mu.Lock()
	defer t.mu.Unlock()
	taken := t.counts
	t.counts = nil
	return maps.Clone(taken)
}

func (a *Acts) countRefused(where string) { a.refused.add(map[string]int{where: 1}) }

// LogRefusedTries writes one entry with how many tries were refused, and where, since the last one; none when none were.
// It holds no account, no address and no code. What cannot be written is counted again with the next.
func (a *Acts) LogRefusedTries(ctx context.Context) error {
	counts := a.refused.take()
	if len(counts) == 0 {
		return nil
	}
	county, err := a.Home(ctx)
	if err != nil {
		a.refused.add(counts)
		return err
	}
	act := casework.Act{Kind: "SignInTriesRefused", Permission: access.Public, County: county}
	_, err = casework.Do(ctx, a.Runner, access.Actor{Kind: access.Nobody, County: county}, act, func(_ context.Context, w *casework.Work) (struct{}, error) {
		for where, n := range counts {
			w.Note(where, strconv.Itoa(n))
		}
		return struct{}{}, nil
	})
	if err != nil {
		a.refused.add(counts)
	}
	return err
}
