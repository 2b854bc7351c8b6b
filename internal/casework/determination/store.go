package determination

import (
	"context"
	"time"

	comparisonsteps "chengxin/internal/casework/comparison"
	"chengxin/internal/determination"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/region"
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
	// CluesDue lists households whose latest comparison found something that the rule has not looked at.
	CluesDue(ctx context.Context, county region.Code, limit int) ([]string, error)

	Runs(ctx context.Context, county region.Code, household string, limit int) ([]comparisonsteps.Run, error)
	PledgePersons(ctx context.Context, county region.Code, household string, on period.Day) ([]pledge.Person, error)
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
