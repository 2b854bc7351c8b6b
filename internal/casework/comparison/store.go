package comparison

import (
	"context"
	"time"

	"chengxin/internal/casework"
	"chengxin/internal/comparison"
	"chengxin/internal/period"
	"chengxin/internal/policy"
	"chengxin/internal/region"
)

// Stated is what one source states of one item, as it is kept with a run: enough to compare again.
type Stated struct {
	Item     string     `json:"item"`
	Member   string     `json:"member,omitempty"` // the member's id; empty for a household item
	Value    int64      `json:"value"`            // fen a year for income and expenditure, fen, 0.01 m², a count, or 0/1
	AsOf     period.Day `json:"as_of"`
	Since    period.Day `json:"since"` // the day from which it holds, where the source knows
	Period   string     `json:"period,omitempty"`
	SetAside bool       `json:"set_aside,omitempty"` // unavailable, not asked, or "I do not know": missing, never zero
}

// Inputs are what the three sources state, in the order of comparison.Sources. Nil means that the source has nothing.
type Inputs [3][]Stated

// Reader reads what one source states of a household today, through the transaction it is given.
type Reader func(ctx context.Context, tx casework.Tx, county region.Code, household string) ([]Stated, error)

// Rules are an edition's rules, compiled.
type Rules struct {
	*comparison.Rules
	Edition, Digest string
	Standard        Standard
	Labels          map[string]Label
}

// Standard is what a person needs a year by the edition; the zero Standard when the edition names none.
type Standard struct {
	Amount  int64  `json:"amount"` // fen a year and person
	Label   string `json:"label"`
	Assumed bool   `json:"assumed,omitempty"` // not yet the published figure
}

// Label is how an item is shown, with the tolerance that its difference exceeded.
type Label struct {
	Text, Unit, Class string
	Counter           string // the word by which it is counted, as 套 or 辆
	Tolerance         policy.Tolerance
	Months            int // within how many months a change of it is reported
}

// Scheme gives the rules of the edition in force.
type Scheme interface {
	ComparisonRules(ctx context.Context, county region.Code, on period.Day) (Rules, error)
}

// Cause says why a run was made.
type Cause string

// The causes. Declared, Visited and Verified are set by the acts through which a source arrives.
const (
	Declared Cause = "declaration"
	Visited  Cause = "visit"
	Verified Cause = "platform"
	Asked    Cause = "asked"  // an officer asked for this household
	Batch    Cause = "region" // an officer asked for a region
)

// Run is one comparison of one household.
type Run struct {
	ID, Household   string
	Region          region.Code
	Edition, Digest string
	Cause           Cause
	Batch           string
	Inputs          Inputs
	Found           Found
	At              time.Time
	By              string
}

// Found is what a run found, in codes, so that it can be read when the edition is no longer in force.
type Found struct {
	Lines    []Line               `json:"lines"` // every key, by member and item
	Missing  [3]comparison.Reason `json:"missing"`
	Income   [3]comparison.Amount `json:"income"`
	Members  int                  `json:"members"`
	Compared bool                 `json:"compared"`
	Effect   *comparison.Effect   `json:"effect,omitempty"`   // advice; nil where nothing can be said
	Standard *Standard            `json:"standard,omitempty"` // what the effect was weighed against
}

// Line is one key in the three sources.
type Line struct {
	Item   string               `json:"item"`
	Member string               `json:"member,omitempty"`
	Sums   [3]comparison.Amount `json:"sums"`
	AsOf   [3]period.Day        `json:"as_of"`
	Kind   comparison.Kind      `json:"kind,omitempty"`
	Since  period.Day           `json:"since"` // of CHANGED_SINCE and REPORTED_LATE: from when the found fact holds
	Seen   period.Day           `json:"seen"`  // and when it was found last
	Hidden bool                 `json:"-"`     // another adult's own: nothing of it is shown
}

// Counts are a run's kinds, counted: what lists and batches show. No name and no amount is in them.
type Counts struct {
	Counted, Changed, Late, Incomparable int
	Compared                             bool
	Missing                              [3]bool
}

// Counts counts the lines.
func (f Found) Counts() Counts {
	c := Counts{Compared: f.Compared}
	for i, reason := range f.Missing {
		c.Missing[i] = reason != ""
	}
	for _, line := range f.Lines {
		switch line.Kind {
		case "":
		case comparison.ChangedSince:
			c.Changed++
		case comparison.ReportedLate:
			c.Late++
		case comparison.NotComparable:
			c.Incomparable++
		default:
			c.Counted++
		}
	}
	return c
}

// Due is a household that waits to be compared.
type Due struct {
	Household string
	Cause     Cause
	Batch     string
	Since     time.Time
	Tries     int
	Failure   string // the key of the last failure's message; empty when it was never tried
}

// RegionBatch is a region's comparison that an officer asked for.
type RegionBatch struct {
	ID         string
	Region     region.Code
	Households int // how many were to be compared
	At         time.Time
	By         string
	Left       int // how many still wait
	Failed     int // how many of those were tried in vain
}

// Standing is a household's latest run, as lists show it.
type Standing struct {
	Household, Number string
	Region            region.Code
	Run               string
	Counts            Counts
	At                time.Time
}

// Totals count the households of a place by their latest run.
type Totals struct {
	Households, Compared, Differing, Changed, Late, Incomparable, Unvisited, Unverified int
}

// Filter chooses households of a list.
type Filter string

// The filters of the list.
const (
	All          Filter = ""
	Differing    Filter = "differing"
	ReportedLate Filter = "late"
	ChangedSince Filter = "changed"
	Incomparable Filter = "incomparable"
	NotCompared  Filter = "not_compared"
)

// Filters lists them in the order in which pages show them.
func Filters() []Filter {
	return []Filter{All, Differing, ReportedLate, ChangedSince, Incomparable, NotCompared}
}

// Store is what these acts keep and read. Reading methods give empty results, never NotFound, for a household without any.
type Store interface {
	AddRun(ctx context.Context, county region.Code, run Run) error
	// Runs lists a household's runs, the newest first, at most so many.
	Runs(ctx context.Context, county region.Code, household string, limit int) ([]Run, error)

	AddBatch(ctx context.Context, county region.Code, batch RegionBatch) error
	// MarkRegionDue lets every household of a place wait for its comparison, and says how many do.
	MarkRegionDue(ctx context.Context, county, place region.Code, batch string, at time.Time) (int, error)
	// Due lists households whose turn has come, those that failed before last, then the longest waiting first.
	Due(ctx context.Context, county region.Code, now time.Time, limit int) ([]Due, error)
	// DueInVain lists households of a place that were tried in vain and wait on.
	DueInVain(ctx context.Context, county, place region.Code, limit int) ([]Due, error)
	DropDue(ctx context.Context, county region.Code, household string, since time.Time) error
	// Batches lists a county's batches, the newest first, with how many households of each still wait.
	Batches(ctx context.Context, county region.Code, limit int) ([]RegionBatch, error)

	// Standings lists households of a place by their latest run, by number, after a number.
	Standings(ctx context.Context, county, place region.Code, filter Filter, after string, limit int) ([]Standing, error)
	ComparisonTotals(ctx context.Context, county, place region.Code) (Totals, error)
}
