package audit

import (
	"context"
	"sync"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/audit"
	"chengxin/internal/fault"
	"chengxin/internal/region"
)

// Verifier walks a county's log against its witness outside the database. progress is told how many entries were walked.
type Verifier interface {
	VerifyLog(ctx context.Context, county region.Code, progress func(entries int64)) (audit.Report, error)
}

// Check is a check of the log: under way, or done.
type Check struct {
	By        string
	StartedAt time.Time
	EndedAt   time.Time // zero while it runs
	Walked    int64
	Report    audit.Report
	Failed    bool // the log could not be read; that is not a finding
}

// Checks runs one check a county at a time, and keeps the last until the program ends.
type Checks struct {
	Acts     Acts
	Verifier Verifier
	Life     context.Context // ends running checks with the program

	mu   sync.Mutex
	last map[region.Code]*Check
}

// Start begins a check, which is logged. Conflict while one runs.
func (c *Checks) Start(ctx context.Context, actor access.Actor) error {
	county := actor.County
	c.mu.Lock()
	if last := c.last[county]; last != nil && last.EndedAt.IsZero() {
		c.mu.Unlock()
		return fault.New(fault.Conflict, "auditlog.check.running")
	}
	if c.last == nil {
		c.last = map[region.Code]*Check{}
	}
	before, check := c.last[county], &Check{By: actor.ID, StartedAt: c.Acts.Runner.Now()}
	c.last[county] = check
	c.mu.Unlock()
	if err := c.Acts.look(ctx, actor, "AuditLogChecked"); err != nil {
		c.mu.Lock()
		c.last[county] = before
		c.mu.Unlock()
		return err
	}
	go func() {
		report, err := c.Verifier.VerifyLog(c.Life, county, func(entries int64) {
			c.mu.Lock()
			defer c.mu.Unlock()
			check.Walked = entries
		})
		c.mu.Lock()
		defer c.mu.Unlock()
		check.Report, check.Failed, check.EndedAt = report, err != nil, c.Acts.Runner.Now()
	}()
	return nil
}

// Last is the check that runs or ran last; false when there was none since the program began.
func (c *Checks) Last(county region.Code) (Check, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if last := c.last[county]; last != nil {
		return *last, true
	}
	return Check{}, false
}
