package determination

import (
	"context"
	"time"

	"chengxin/internal/casework"
	comparisonsteps "chengxin/internal/casework/comparison"
	"chengxin/internal/deadline"
	"chengxin/internal/determination"
	"chengxin/internal/measure"
	"chengxin/internal/objection"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/policy"
	"chengxin/internal/region"
	"chengxin/internal/verification"
)

// Store is what these acts keep and read. Reading methods give empty results, never NotFound, for a household without any.
type Store interface {
	AddClue(ctx context.Context, county region.Code, place region.Code, clue determination.Clue) error
	AddClueEvent(ctx context.Context, county region.Code, household string, event determination.ClueEvent) error
	AddInterference(ctx context.Context, county region.Code, one determination.Interference) error
	// KeepClueTurn notes that a household's differences up to a run have been looked at by the rule.
	KeepClueTurn(ctx context.Context, county region.Code, household, run string) error

	// Clues reads a household's clues with what was done with each, oldest first.
	Clues(ctx context.Context, county region.Code, household string) ([]determination.Clue, error)
	// ClueHousehold says whose a clue is. NotFound.
	ClueHousehold(ctx context.Context, county region.Code, clue string) (string, error)
	// Interferences reads what was said outside the procedure about a household, newest first.
	Interferences(ctx context.Context, county region.Code, household string) ([]determination.Interference, error)
	// ClueRows lists clues of a place by how long they have waited, after one (its id; empty from the start).
	ClueRows(ctx context.Context, county, place region.Code, filter Filter, after string, limit int) ([]Row, error)
	// ClueCounts counts a place's clues by state.
	ClueCounts(ctx context.Context, county, place region.Code) (map[determination.ClueState]int, error)
	// Repeated lists households in which more than one decision is about the same person.
	Repeated(ctx context.Context, county region.Code) ([]string, error)
	// CluesDue lists households whose latest comparison found something that the rule has not looked at.
	CluesDue(ctx context.Context, county region.Code, limit int) ([]string, error)

	AddMatter(ctx context.Context, county, place region.Code, c determination.Case) error
	AddMatterRecord(ctx context.Context, county region.Code, household, matter string, r determination.Record) error
	AddMeasure(ctx context.Context, county region.Code, m measure.Measure) error
	Docketed
	// MatterRows lists a place's cases with what happened in each, the newest first, before one (its id; empty from the start).
	MatterRows(ctx context.Context, county, place region.Code, before string, limit int) ([]CaseRow, error)

	Runs(ctx context.Context, county region.Code, household string, limit int) ([]comparisonsteps.Run, error)
	PledgePersons(ctx context.Context, county region.Code, household string, on period.Day) ([]pledge.Person, error)
}

// Docketed reads everything that is judged about a household.
type Docketed interface {
	// Matters, Objections and Measures read a household's, with what happened to each, oldest first.
	Matters(ctx context.Context, county region.Code, household string) ([]determination.Case, error)
	Objections(ctx context.Context, county region.Code, household string) ([]objection.Objection, error)
	Measures(ctx context.Context, county region.Code, household string) ([]measure.Measure, error)
	// VerificationDisputes reads a household's disputes of what a source said, oldest first.
	VerificationDisputes(ctx context.Context, county region.Code, household string) ([]verification.Dispute, error)
}

// Terms are what a case is judged by on a day.
type Terms struct {
	Edition *policy.Edition
	Table   deadline.Table
}

// Scheme gives the edition that was in force on the day of a conduct, and the calendar.
type Scheme interface {
	CaseTerms(ctx context.Context, county region.Code, conduct period.Day) (Terms, error)
}

// Letters composes the letters of a case: the content that is kept whole, and printed.
type Letters interface {
	IntendedFinding(ctx context.Context, tx casework.Tx, paper casework.Paper, m Matter, notice determination.NoticeIssued) ([]byte, error)
	Decision(ctx context.Context, tx casework.Tx, paper casework.Paper, m Matter, proposal determination.ProposedFinding, confirmed determination.Confirmed) ([]byte, error)
}

// CaseRow is a case as lists show it, without any content.
type CaseRow struct {
	Case      string
	Household string
	Number    string
	Region    region.Code
	Member    string
	Kinds     []determination.Kind // what happened, oldest first
	At        time.Time
	LastAt    time.Time
	LastBy    string
	Contested bool // somebody has objected
}

// Row is a clue as lists show it, without what it is about.
type Row struct {
	Clue      string
	Household string
	Number    string
	Region    region.Code
	Origin    determination.Origin
	State     determination.ClueState
	Cause     determination.Cause // of the latest assessment
	At        time.Time
	By        string // who dealt with it last; empty when nobody has
}

// Filter chooses clues by state.
type Filter string

// The filters.
const (
	Waiting  Filter = "waiting" // not closed and in no case
	Open     Filter = "open"
	Assessed Filter = "assessed"
	Ended    Filter = "ended"
	InCase   Filter = "in_case"
	All      Filter = "all"
)

// Filters lists them in the order in which pages offer them.
func Filters() []Filter { return []Filter{Waiting, Open, Assessed, InCase, Ended, All} }
