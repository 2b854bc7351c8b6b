package access

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

var testLimit = Limit{Free: 3, First: time.Minute, Most: 10 * time.Minute, Forget: time.Hour}

func TestWaitingGrowsWithEveryTryAndIsForgottenAfterAPause(t *testing.T) {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	var tries Tries
	for i, wait := range []time.Duration{0, 0, time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 10 * time.Minute, 10 * time.Minute} {
		tries = testLimit.Take(tries, now)
		until, waits := tries.Blocked(now)
		if waits != (wait > 0) || waits && until.Sub(now) != wait {
			t.Errorf("try %d waits %v, not %v", i+1, until.Sub(now), wait)
		}
		if wait > 0 {
			now = until
		}
	}
	now = now.Add(testLimit.Forget + time.Second)
	if tries = testLimit.Take(tries, now); tries.Count != 1 {
		t.Errorf("after a long pause %d tries are remembered", tries.Count)
	}
}

func TestARightTryTakesOnlyItselfBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
		var tries Tries
		wrong := rapid.IntRange(0, 2*testLimit.Free).Draw(t, "wrong")
		for range wrong {
			if until, waits := tries.Blocked(now); waits {
				now = until
			}
			tries = testLimit.Take(tries, now)
		}
		if until, waits := tries.Blocked(now); waits {
			now = until
		}
		for range rapid.IntRange(0, 20).Draw(t, "right") {
			tries = testLimit.Undo(testLimit.Take(tries, now))
			if _, waits := tries.Blocked(now); waits {
				t.Fatal("right tries block")
			}
		}
		if tries.Count != wrong {
			t.Fatalf("%d wrong tries became %d", wrong, tries.Count)
		}
	})
}
