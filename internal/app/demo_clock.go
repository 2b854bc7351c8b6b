package app

import (
	"sync/atomic"
	"time"
)

// demoClock is the injected clock of the demonstration: it stands on the day that is being played, and follows the real
// one once the town is served.
type demoClock struct{ at atomic.Pointer[time.Time] }

func (c *demoClock) now() time.Time {
	if at := c.at.Load(); at != nil {
		return *at
	}
	return time.Now()
}

// set stops the clock at a moment.
func (c *demoClock) set(at time.Time) { c.at.Store(&at) }

// run lets the clock follow the real one.
func (c *demoClock) run() { c.at.Store(nil) }
