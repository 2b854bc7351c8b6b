package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"chengxin/internal/casework"
	steps "chengxin/internal/casework/comparison"
	"chengxin/internal/fault"
	"chengxin/internal/region"
)

var (
	_ steps.Store = (*Tx)(nil)
	_ steps.Queue = (*DB)(nil)

	comparisonRunFact   = declareFact("comparison_run", "household", "region", "edition", "digest", "cause", "batch", "inputs", "found", "at", "done_by")
	comparisonBatchFact = declareFact("comparison_batch", "region", "households", "at", "done_by")
)

// AddRun keeps a run, and makes it the household's latest.
func (tx *Tx) AddRun(ctx context.Context, county region.Code, run steps.Run) error {
	sealed := func(column string, value any) ([]byte, error) {
		raw, err := json.Marshal(value)
		if err != nil {
			return nil, err
		}
		return tx.db.seal(county, "comparison_run", run.ID, column, string(raw))
	}
	inputs, err := sealed("inputs", run.Inputs)
	if err != nil {
		return err
	}
	found, err := sealed("found", run.Found)
	if err != nil {
		return err
	}
	err = tx.add(ctx, comparisonRunFact, county, run.ID, run.Household, string(run.Region), run.Edition, run.Digest, string(run.Cause), run.Batch,
		inputs, found, micros(run.At), run.By)
	if err != nil {
		return err
	}
	return tx.keepStanding(ctx, county, run)
}

func (tx *Tx) keepStanding(ctx context.Context, county region.Code, run steps.Run) error {
	row, err := tx.Household(ctx, county, run.Household)
	if err != nil {
		return err
	}
	counts := run.Found.Counts()
	_, err = tx.q.ExecContext(ctx, `INSERT INTO comparison_standing (county, household, number, region, run, compared, counted, changed, late,
			incomparable, no_declaration, no_visit, no_platform, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		ON CONFLICT (county, household) DO UPDATE SET number = excluded.number, region = excluded.region, run = excluded.run,
			compared = excluded.compared, counted = excluded.counted, changed = excluded.changed, late = excluded.late,
			incomparable = excluded.incomparable, no_declaration = excluded.no_declaration, no_visit = excluded.no_visit,
			no_platform = excluded.no_platform, at = excluded.at
		WHERE comparison_standing.county = $1`,
		string(county), run.Household, row.Number, string(row.Region), run.ID, bit(counts.Compared), int64(counts.Counted), int64(counts.Changed),
		int64(counts.Late), int64(counts.Incomparable), bit(counts.Missing[0]), bit(counts.Missing[1]), bit(counts.Missing[2]), micros(run.At))
	return err
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

const runColumns = `id, household, region, edition, digest, cause, batch, inputs, found, at, done_by`

// Runs lists a household's runs, the newest first.
func (tx *Tx) Runs(ctx context.Context, county region.Code, household string, limit int) ([]steps.Run, error) {
	return tx.runs(ctx, county, `SELECT `+runColumns+` FROM comparison_run WHERE county = $1 AND household = $2 ORDER BY at DESC, id DESC LIMIT $3`,
		string(county), household, int64(limit))
}

func (tx *Tx) runs(ctx context.Context, county region.Code, query string, args ...any) ([]steps.Run, error) {
	var all []steps.Run
	err := tx.each(ctx, query, args, func(rows *sql.Rows) error {
		var run steps.Run
		var inputs, found []byte
		var at int64
		err := rows.Scan(&run.ID, &run.Household, &run.Region, &run.Edition, &run.Digest, &run.Cause, &run.Batch, &inputs, &found, &at, &run.By)
		if err != nil {
			return err
		}
		run.At = moment(at)
		for column, part := range map[string]struct {
			sealed []byte
			into   any
		}{"inputs": {inputs, &run.Inputs}, "found": {found, &run.Found}} {
			raw, err := tx.db.open(county, "comparison_run", run.ID, column, part.sealed)
			if err != nil {
				return err
			}
			if err := json.Unmarshal([]byte(raw), part.into); err != nil {
				return err
			}
		}
		all = append(all, run)
		return nil
	})
	return all, err
}

// MarkDue lets a household wait for its comparison because a source has arrived; whoever waits already goes on waiting, and
// what failed before is tried again at once.
func (tx *Tx) MarkDue(ctx context.Context, county region.Code, household casework.HouseholdRow, cause string, at time.Time) error {
	_, err := tx.q.ExecContext(ctx, `INSERT INTO comparison_due (county, household, region, cause, batch, since, next_at, tries, failure)
		VALUES ($1, $2, $3, $4, '', $5, $5, 0, '')
		ON CONFLICT (county, household) DO UPDATE SET cause = excluded.cause, since = excluded.since, next_at = excluded.next_at, tries = 0, failure = ''
		WHERE comparison_due.county = $1`,
		string(county), household.ID, string(household.Region), cause, micros(at))
	return err
}

// MarkRegionDue lets every household of a place wait for its comparison, and says how many do.
func (tx *Tx) MarkRegionDue(ctx context.Context, county, place region.Code, batch string, at time.Time) (int, error) {
	result, err := tx.q.ExecContext(ctx, `INSERT INTO comparison_due (county, household, region, cause, batch, since, next_at, tries, failure)
		SELECT county, id, region, $4, $5, $6, $6, 0, '' FROM household WHERE county = $1 AND region >= $2 AND region < $3
		ON CONFLICT (county, household) DO UPDATE SET cause = excluded.cause, batch = excluded.batch, since = excluded.since,
			next_at = excluded.next_at, tries = 0, failure = ''
		WHERE comparison_due.county = $1`,
		string(county), string(place), upTo(string(place)), string(steps.Batch), batch, micros(at))
	if err != nil {
		return 0, err
	}
	marked, err := result.RowsAffected()
	return int(marked), err
}

const dueColumns = `household, cause, batch, since, tries, failure`

// Due lists households whose turn has come: the longest waiting first, those that failed before when their next try is due.
func (tx *Tx) Due(ctx context.Context, county region.Code, now time.Time, limit int) ([]steps.Due, error) {
	return tx.due(ctx, `SELECT `+dueColumns+` FROM comparison_due WHERE county = $1 AND next_at <= $2 ORDER BY next_at, since, household LIMIT $3`,
		string(county), micros(now), int64(limit))
}

// DueInVain lists households of a place that were tried in vain and wait on.
func (tx *Tx) DueInVain(ctx context.Context, county, place region.Code, limit int) ([]steps.Due, error) {
	return tx.due(ctx, `SELECT `+dueColumns+` FROM comparison_due WHERE county = $1 AND region >= $2 AND region < $3 AND tries > 0
		ORDER BY since, household LIMIT $4`, string(county), string(place), upTo(string(place)), int64(limit))
}

func (tx *Tx) due(ctx context.Context, query string, args ...any) ([]steps.Due, error) {
	var all []steps.Due
	err := tx.each(ctx, query, args, func(rows *sql.Rows) error {
		var one steps.Due
		var since, tries int64
		err := rows.Scan(&one.Household, &one.Cause, &one.Batch, &since, &tries, &one.Failure)
		one.Since, one.Tries = moment(since), int(tries)
		all = append(all, one)
		return err
	})
	return all, err
}

// DropDue ends a household's waiting, unless something arrived after the given moment.
func (tx *Tx) DropDue(ctx context.Context, county region.Code, household string, since time.Time) error {
	_, err := tx.q.ExecContext(ctx, `DELETE FROM comparison_due WHERE county = $1 AND household = $2 AND since <= $3`, string(county), household, micros(since))
	return err
}

// DropDue is Tx.DropDue in a transaction of its own.
func (db *DB) DropDue(ctx context.Context, county region.Code, household string, since time.Time) error {
	return db.Write(ctx, func(tx *Tx) error { return tx.DropDue(ctx, county, household, since) })
}

// The wait before a failed comparison is tried again doubles from a minute to about four hours.
const (
	dueAgain     = time.Minute
	dueDoublings = 8
)

// DueFailed notes that a household's comparison was tried in vain: it waits on, behind the others.
func (db *DB) DueFailed(ctx context.Context, county region.Code, household, failure string, now time.Time) error {
	return db.Write(ctx, func(tx *Tx) error {
		var tries int64
		err := tx.one(ctx, `SELECT tries FROM comparison_due WHERE county = $1 AND household = $2`, []any{string(county), household}, &tries)
		var missing *fault.Error
		if errors.As(err, &missing) && missing.Kind == fault.NotFound {
			return nil // it was compared meanwhile
		}
		if err != nil {
			return err
		}
		wait := dueAgain << min(tries, dueDoublings)
		_, err = tx.q.ExecContext(ctx, `UPDATE comparison_due SET tries = tries + 1, failure = $3, next_at = $4 WHERE county = $1 AND household = $2`,
			string(county), household, failure, micros(now.Add(wait)))
		return err
	})
}

// AddBatch keeps a region's comparison that was asked for.
func (tx *Tx) AddBatch(ctx context.Context, county region.Code, batch steps.RegionBatch) error {
	return tx.add(ctx, comparisonBatchFact, county, batch.ID, string(batch.Region), int64(batch.Households), micros(batch.At), batch.By)
}

// Batches lists a county's batches, the newest first, with how many households of each still wait.
func (tx *Tx) Batches(ctx context.Context, county region.Code, limit int) ([]steps.RegionBatch, error) {
	var all []steps.RegionBatch
	err := tx.each(ctx, `SELECT id, region, households, at, done_by,
			(SELECT count(*) FROM comparison_due w WHERE w.county = $1 AND w.batch = comparison_batch.id),
			(SELECT count(*) FROM comparison_due w WHERE w.county = $1 AND w.batch = comparison_batch.id AND w.tries > 0)
		FROM comparison_batch WHERE county = $1 ORDER BY at DESC, id DESC LIMIT $2`, []any{string(county), int64(limit)}, func(rows *sql.Rows) error {
		var one steps.RegionBatch
		var at int64
		err := rows.Scan(&one.ID, &one.Region, &one.Households, &at, &one.By, &one.Left, &one.Failed)
		one.At = moment(at)
		all = append(all, one)
		return err
	})
	return all, err
}

// standingFilters are the conditions of the list's filters; s is comparison_standing, absent for what was never compared.
var standingFilters = map[steps.Filter]string{
	steps.All:          ``,
	steps.Differing:    ` AND s.counted > 0`,
	steps.ReportedLate: ` AND s.late > 0`,
	steps.ChangedSince: ` AND s.changed > 0`,
	steps.Incomparable: ` AND s.incomparable > 0`,
	steps.NotCompared:  ` AND (s.compared IS NULL OR s.compared = 0)`,
}

// Standings lists households of a place by their latest run, by number, after a number.
func (tx *Tx) Standings(ctx context.Context, county, place region.Code, filter steps.Filter, after string, limit int) ([]steps.Standing, error) {
	var all []steps.Standing
	err := tx.each(ctx, `SELECT h.id, h.number, h.region, coalesce(s.run, ''), coalesce(s.compared, 0), coalesce(s.counted, 0), coalesce(s.changed, 0),
			coalesce(s.late, 0), coalesce(s.incomparable, 0), coalesce(s.no_declaration, 1), coalesce(s.no_visit, 1), coalesce(s.no_platform, 1), coalesce(s.at, 0)
		FROM household h LEFT JOIN comparison_standing s ON s.county = h.county AND s.county = $1 AND s.household = h.id
		WHERE h.county = $1 AND h.region >= $2 AND h.region < $3 AND h.number > $4`+standingFilters[filter]+` ORDER BY h.number LIMIT $5`,
		[]any{string(county), string(place), upTo(string(place)), after, int64(limit)}, func(rows *sql.Rows) error {
			var one steps.Standing
			var compared, at int64
			var missing [3]int64
			err := rows.Scan(&one.Household, &one.Number, &one.Region, &one.Run, &compared, &one.Counts.Counted, &one.Counts.Changed, &one.Counts.Late,
				&one.Counts.Incomparable, &missing[0], &missing[1], &missing[2], &at)
			one.Counts.Compared, one.At = compared == 1, moment(at)
			for i := range missing {
				one.Counts.Missing[i] = missing[i] == 1
			}
			all = append(all, one)
			return err
		})
	return all, err
}

// ComparisonTotals counts the households of a place by their latest run.
func (tx *Tx) ComparisonTotals(ctx context.Context, county, place region.Code) (steps.Totals, error) {
	var t steps.Totals
	err := tx.one(ctx, `SELECT count(*), coalesce(sum(s.compared), 0), coalesce(sum(CASE WHEN s.counted > 0 THEN 1 ELSE 0 END), 0),
			coalesce(sum(CASE WHEN s.changed > 0 THEN 1 ELSE 0 END), 0), coalesce(sum(CASE WHEN s.late > 0 THEN 1 ELSE 0 END), 0),
			coalesce(sum(CASE WHEN s.incomparable > 0 THEN 1 ELSE 0 END), 0), coalesce(sum(coalesce(s.no_visit, 1)), 0), coalesce(sum(coalesce(s.no_platform, 1)), 0)
		FROM household h LEFT JOIN comparison_standing s ON s.county = h.county AND s.county = $1 AND s.household = h.id
		WHERE h.county = $1 AND h.region >= $2 AND h.region < $3`, []any{string(county), string(place), upTo(string(place))},
		&t.Households, &t.Compared, &t.Differing, &t.Changed, &t.Late, &t.Incomparable, &t.Unvisited, &t.Unverified)
	return t, err
}

// RebuildStandings makes the list of latest runs anew from the runs, and says how many it holds.
func (db *DB) RebuildStandings(ctx context.Context, county region.Code) (households int, err error) {
	err = db.Write(ctx, func(tx *Tx) error {
		households = 0
		var ids []string
		err := tx.each(ctx, `SELECT DISTINCT household FROM comparison_run WHERE county = $1 ORDER BY household`, []any{string(county)}, func(rows *sql.Rows) error {
			var id string
			err := rows.Scan(&id)
			ids = append(ids, id)
			return err
		})
		if err != nil {
			return err
		}
		if _, err := tx.q.ExecContext(ctx, `DELETE FROM comparison_standing WHERE county = $1`, string(county)); err != nil {
			return err
		}
		for _, id := range ids {
			latest, err := tx.Runs(ctx, county, id, 1)
			if err != nil {
				return err
			}
			if err := tx.keepStanding(ctx, county, latest[0]); err != nil {
				return err
			}
			households++
		}
		return nil
	})
	return households, err
}
