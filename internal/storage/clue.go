package storage

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"time"

	steps "chengxin/internal/casework/determination"
	"chengxin/internal/determination"
	"chengxin/internal/region"
)

var _ steps.Store = (*Tx)(nil)

var (
	clueFact         = declareFact("clue", "household", "region", "origin", "source", "content", "at", "done_by")
	clueEventFact    = declareFact("clue_event", "clue", "household", "done", "cause", "follow_up", "matter", "content", "at", "done_by")
	interferenceFact = declareFact("interference", "household", "content", "at", "done_by")
)

// clueContent is what a clue is about; it is sealed.
type clueContent struct {
	Points  []determination.Point `json:"points,omitempty"`
	Words   string                `json:"words,omitempty"`
	Counted []string              `json:"counted,omitempty"`
}

// AddClue keeps a clue.
func (tx *Tx) AddClue(ctx context.Context, county, place region.Code, c determination.Clue) error {
	content, err := tx.sealJSON(county, "clue", c.ID, "content", clueContent{Points: c.Points, Words: c.Words, Counted: c.Counted})
	if err != nil {
		return err
	}
	return tx.add(ctx, clueFact, county, c.ID, c.Household, string(place), string(c.Origin), c.Source, content, micros(c.At), c.By)
}

// clueWords are the parts of an event in somebody's own words.
type clueWords struct {
	Reason string                               `json:"reason,omitempty"`
	Ruled  map[determination.Alternative]string `json:"ruled,omitempty"`
}

// AddClueEvent keeps what somebody did with a clue.
func (tx *Tx) AddClueEvent(ctx context.Context, county region.Code, household string, e determination.ClueEvent) error {
	content, err := tx.sealJSON(county, "clue_event", e.ID, "content", clueWords{Reason: e.Reason, Ruled: e.Ruled})
	if err != nil {
		return err
	}
	return tx.add(ctx, clueEventFact, county, e.ID, e.Clue, household, string(e.Done), string(e.Cause), string(e.FollowUp), e.Case, content, micros(e.At), e.By)
}

// interferenceContent is what was said and by whom; it is sealed.
type interferenceContent struct {
	Who  string    `json:"who"`
	Post string    `json:"post,omitempty"`
	How  string    `json:"how,omitempty"`
	Said string    `json:"said"`
	On   time.Time `json:"on"`
}

// AddInterference keeps somebody's word outside the procedure.
func (tx *Tx) AddInterference(ctx context.Context, county region.Code, one determination.Interference) error {
	content, err := tx.sealJSON(county, "interference", one.ID, "content", interferenceContent{Who: one.Who, Post: one.Post, How: one.How, Said: one.Said, On: one.On})
	if err != nil {
		return err
	}
	return tx.add(ctx, interferenceFact, county, one.ID, one.Household, content, micros(one.At), one.By)
}

// KeepClueTurn notes up to which comparison a household's differences have been looked at by the rule.
func (tx *Tx) KeepClueTurn(ctx context.Context, county region.Code, household, run string) error {
	_, err := tx.q.ExecContext(ctx, `INSERT INTO clue_turn (county, household, run) VALUES ($1, $2, $3)
		ON CONFLICT (county, household) DO UPDATE SET run = excluded.run WHERE clue_turn.county = $1`, string(county), household, run)
	return err
}

// Clues reads a household's clues with what was done with each, oldest first.
func (tx *Tx) Clues(ctx context.Context, county region.Code, household string) ([]determination.Clue, error) {
	var all []determination.Clue
	place := map[string]int{}
	args := []any{string(county), household}
	err := tx.each(ctx, `SELECT id, origin, source, content, at, done_by FROM clue WHERE county = $1 AND household = $2 ORDER BY at, id`, args, func(rows *sql.Rows) error {
		one := determination.Clue{Household: household}
		var sealed []byte
		var at int64
		if err := rows.Scan(&one.ID, &one.Origin, &one.Source, &sealed, &at, &one.By); err != nil {
			return err
		}
		var content clueContent
		if err := tx.openJSON(county, "clue", one.ID, "content", sealed, &content); err != nil {
			return err
		}
		one.At, one.Points, one.Words, one.Counted = moment(at), content.Points, content.Words, content.Counted
		place[one.ID] = len(all)
		all = append(all, one)
		return nil
	})
	if err != nil || len(all) == 0 {
		return all, err
	}
	return all, tx.each(ctx, `SELECT id, clue, done, cause, follow_up, matter, content, at, done_by FROM clue_event
		WHERE county = $1 AND household = $2 ORDER BY at, id`, args, func(rows *sql.Rows) error {
		var one determination.ClueEvent
		var sealed []byte
		var at int64
		if err := rows.Scan(&one.ID, &one.Clue, &one.Done, &one.Cause, &one.FollowUp, &one.Case, &sealed, &at, &one.By); err != nil {
			return err
		}
		var words clueWords
		if err := tx.openJSON(county, "clue_event", one.ID, "content", sealed, &words); err != nil {
			return err
		}
		one.At, one.Reason, one.Ruled = moment(at), words.Reason, words.Ruled
		if i, found := place[one.Clue]; found {
			all[i].Events = append(all[i].Events, one)
		}
		return nil
	})
}

// ClueHousehold says whose a clue is.
func (tx *Tx) ClueHousehold(ctx context.Context, county region.Code, clue string) (string, error) {
	var household string
	err := tx.one(ctx, `SELECT household FROM clue WHERE county = $1 AND id = $2`, []any{string(county), clue}, &household)
	return household, err
}

// Interferences reads what was said outside the procedure about a household, newest first.
func (tx *Tx) Interferences(ctx context.Context, county region.Code, household string) ([]determination.Interference, error) {
	var all []determination.Interference
	err := tx.each(ctx, `SELECT id, content, at, done_by FROM interference WHERE county = $1 AND household = $2 ORDER BY at DESC, id DESC`,
		[]any{string(county), household}, func(rows *sql.Rows) error {
			one := determination.Interference{Household: household}
			var sealed []byte
			var at int64
			if err := rows.Scan(&one.ID, &sealed, &at, &one.By); err != nil {
				return err
			}
			var content interferenceContent
			if err := tx.openJSON(county, "interference", one.ID, "content", sealed, &content); err != nil {
				return err
			}
			one.At, one.Who, one.Post, one.How, one.Said, one.On = moment(at), content.Who, content.Post, content.How, content.Said, content.On
			all = append(all, one)
			return nil
		})
	return all, err
}

// What was done with a clue last tells its state: the steps of a clue are such that no two states end with the same act.
const (
	clueDone  = `coalesce((SELECT e.done FROM clue_event e WHERE e.county = $1 AND e.clue = c.id ORDER BY e.at DESC, e.id DESC LIMIT 1), '')`
	clueBy    = `coalesce((SELECT e.done_by FROM clue_event e WHERE e.county = $1 AND e.clue = c.id ORDER BY e.at DESC, e.id DESC LIMIT 1), '')`
	clueCause = `coalesce((SELECT e.cause FROM clue_event e WHERE e.county = $1 AND e.clue = c.id AND e.done = 'triaged' ORDER BY e.at DESC, e.id DESC LIMIT 1), '')`
)

// clueStates are the last acts of each state.
var clueStates = map[determination.ClueState][]string{
	determination.ClueOpen: {"", string(determination.ClueReopened)}, determination.ClueAssessed: {string(determination.ClueTriaged)},
	determination.ClueEnded: {string(determination.ClueClosed)}, determination.ClueInCase: {string(determination.ClueTaken)},
}

// stateOf is the state that a clue's last act left it in.
func stateOf(done string) determination.ClueState {
	for state, acts := range clueStates {
		if slices.Contains(acts, done) {
			return state
		}
	}
	return ""
}

func lastActs(filter steps.Filter) []string {
	switch filter {
	case steps.Waiting:
		return slices.Concat(clueStates[determination.ClueOpen], clueStates[determination.ClueAssessed])
	case steps.Open, steps.Assessed, steps.Ended, steps.InCase:
		return clueStates[determination.ClueState(filter)]
	case steps.All:
	}
	return nil
}

// ClueRows lists clues of a place, the longest waiting first, after one.
func (tx *Tx) ClueRows(ctx context.Context, county, place region.Code, filter steps.Filter, after string, limit int) ([]steps.Row, error) {
	query := `SELECT c.id, c.household, h.number, c.region, c.origin, c.at, ` + clueDone + `, ` + clueBy + `, ` + clueCause + `
		FROM clue c JOIN household h ON h.county = c.county AND h.id = c.household
		WHERE c.county = $1 AND c.region >= $2 AND c.region < $3`
	args := []any{string(county), string(place), upTo(string(place))}
	if after != "" {
		var at int64
		if err := tx.one(ctx, `SELECT at FROM clue WHERE county = $1 AND id = $2`, []any{string(county), after}, &at); err != nil {
			return nil, err
		}
		query += ` AND (c.at > $4 OR c.at = $4 AND c.id > $5)`
		args = append(args, at, after)
	}
	if acts := lastActs(filter); acts != nil {
		var list string
		list, args = among(args, acts)
		query += ` AND ` + clueDone + ` IN ` + list
	}
	args = append(args, int64(limit))
	var all []steps.Row
	err := tx.each(ctx, query+` ORDER BY c.at, c.id LIMIT $`+strconv.Itoa(len(args)), args, func(rows *sql.Rows) error {
		var one steps.Row
		var at int64
		var done string
		err := rows.Scan(&one.Clue, &one.Household, &one.Number, &one.Region, &one.Origin, &at, &done, &one.By, &one.Cause)
		one.At, one.State = moment(at), stateOf(done)
		all = append(all, one)
		return err
	})
	return all, err
}

// ClueCounts counts a place's clues by state.
func (tx *Tx) ClueCounts(ctx context.Context, county, place region.Code) (map[determination.ClueState]int, error) {
	counts := map[determination.ClueState]int{}
	err := tx.each(ctx, `SELECT `+clueDone+` FROM clue c WHERE c.county = $1 AND c.region >= $2 AND c.region < $3`,
		[]any{string(county), string(place), upTo(string(place))}, func(rows *sql.Rows) error {
			var done string
			err := rows.Scan(&done)
			counts[stateOf(done)]++
			return err
		})
	return counts, err
}

// CluesDue lists households whose latest comparison found something that the rule has not looked at.
func (tx *Tx) CluesDue(ctx context.Context, county region.Code, limit int) ([]string, error) {
	var all []string
	err := tx.each(ctx, `SELECT s.household FROM comparison_standing s LEFT JOIN clue_turn t ON t.county = s.county AND t.household = s.household
		WHERE s.county = $1 AND s.counted + s.late + s.incomparable > 0 AND (t.run IS NULL OR t.run <> s.run) ORDER BY s.household LIMIT $2`,
		[]any{string(county), int64(limit)}, func(rows *sql.Rows) error {
			var id string
			err := rows.Scan(&id)
			all = append(all, id)
			return err
		})
	return all, err
}
