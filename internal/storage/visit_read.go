package storage

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"chengxin/internal/casefile"
	steps "chengxin/internal/casework/homevisit"
	"chengxin/internal/homevisit"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

const assignmentColumns = `id, household, region, on_day, first, second, method, sample, again, replaces, assigned_at, assigned_by`

func scanAssignment(rows *sql.Rows) (homevisit.Assignment, error) {
	var a homevisit.Assignment
	var on string
	var at int64
	err := rows.Scan(&a.ID, &a.Household, &a.Region, &on, &a.Officers[0], &a.Officers[1], &a.Method, &a.Sample, &a.Of, &a.Replaces, &at, &a.AssignedBy)
	a.On, a.AssignedAt = day(on), moment(at)
	return a, err
}

// HouseholdVisits reads everything about a household's assignments, oldest first.
func (tx *Tx) HouseholdVisits(ctx context.Context, county region.Code, household string) ([]homevisit.Progress, error) {
	var all []homevisit.Progress
	err := tx.each(ctx, `SELECT `+assignmentColumns+` FROM visit_assignment WHERE county = $1 AND household = $2 ORDER BY assigned_at, id`, []any{string(county), household}, func(rows *sql.Rows) error {
		a, err := scanAssignment(rows)
		all = append(all, homevisit.Progress{Assignment: a})
		return err
	})
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return all, tx.progress(ctx, county, all, true, `household = $2`, household)
}

// atOnce is how many ids stand in one statement.
const atOnce = 1000

// Assignments lists what is assigned in a place between two days (both may be zero; 0 is no limit), by day and file number. An
// assignment's day is that of its next appointment, too.
func (tx *Tx) Assignments(ctx context.Context, county, place region.Code, from, until period.Day, limit int) ([]steps.Row, error) {
	query := `SELECT ` + assignmentColumns + ` FROM visit_assignment WHERE county = $1 AND region >= $2 AND region < $3`
	args := []any{string(county), string(place), upTo(string(place))}
	if !from.IsZero() || !until.IsZero() {
		if until.IsZero() {
			until = period.MustDay("9999-12-31")
		}
		query += ` AND (on_day >= $4 AND on_day <= $5 OR EXISTS (SELECT 1 FROM visit_attempt
			WHERE visit_attempt.county = $1 AND visit_attempt.assignment = visit_assignment.id AND visit_attempt.next_on >= $4 AND visit_attempt.next_on <= $5))`
		args = append(args, from.String(), until.String())
	}
	query += ` ORDER BY on_day, region, household, id`
	if limit > 0 {
		args = append(args, int64(limit))
		query += fmt.Sprintf(` LIMIT $%d`, len(args))
	}
	var all []homevisit.Progress
	err := tx.each(ctx, query, args, func(rows *sql.Rows) error {
		a, err := scanAssignment(rows)
		all = append(all, homevisit.Progress{Assignment: a})
		return err
	})
	if err != nil {
		return nil, err
	}
	var found []steps.Row
	for some := range slices.Chunk(all, atOnce) {
		rows, err := tx.assignmentRows(ctx, county, some)
		if err != nil {
			return nil, err
		}
		found = append(found, rows...)
	}
	return found, nil
}

func (tx *Tx) assignmentRows(ctx context.Context, county region.Code, some []homevisit.Progress) ([]steps.Row, error) {
	var ids []string
	var hits []casefile.Hit
	for _, one := range some {
		ids = append(ids, one.Assignment.ID)
		hits = append(hits, casefile.Hit{Region: one.Assignment.Region, Household: one.Assignment.Household})
	}
	list, args := among([]any{string(county)}, ids)
	if err := tx.progress(ctx, county, some, false, `assignment IN `+list, args[1:]...); err != nil {
		return nil, err
	}
	today := period.MustDay("9999-12-31") // whoever lives there now: the head's name is only shown masked
	shown, err := tx.Shown(ctx, county, hits, today)
	if err != nil {
		return nil, err
	}
	rows := make([]steps.Row, len(some))
	for i, one := range some {
		rows[i] = steps.Row{Progress: one, Number: shown[i].Number, Head: shown[i].Head}
	}
	return rows, nil
}

// progress fills assignments with what became of them. where chooses rows of the tables that have both household and assignment;
// whole also opens what was seen.
func (tx *Tx) progress(ctx context.Context, county region.Code, all []homevisit.Progress, whole bool, where string, args ...any) error {
	at, visitAt := map[string]int{}, map[string]int{}
	for i, one := range all {
		at[one.Assignment.ID] = i
	}
	args = append([]any{string(county)}, args...)
	read := func(query string, scan func(*sql.Rows) error) error { return tx.each(ctx, query, args, scan) }
	err := read(`SELECT assignment FROM visit_draft WHERE county = $1 AND `+where, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		if i, known := at[id]; known {
			all[i].Drafted = true
		}
		return err
	})
	if err != nil {
		return err
	}
	err = read(`SELECT id, assignment, household, outcome, on_day, next_on, reason, told, at, done_by FROM visit_attempt WHERE county = $1 AND `+where+` ORDER BY on_day, at, id`, func(rows *sql.Rows) error {
		a, err := tx.scanAttempt(rows, county, whole)
		if i, known := at[a.Assignment]; known && err == nil {
			all[i].Attempts = append(all[i].Attempts, a)
		}
		return err
	})
	if err != nil {
		return err
	}
	var visits []any
	err = read(`SELECT id, assignment, household, method, first, second, as_of, edition, form, replaces, reason, recorded_at, recorded_by FROM visit
		WHERE county = $1 AND `+where+` ORDER BY recorded_at, id`, func(rows *sql.Rows) error {
		o, err := tx.scanVisit(rows, county, whole)
		if i, known := at[o.Assignment]; known && err == nil {
			visitAt[o.ID] = i
			visits = append(visits, o.ID)
			all[i].Observations = append(all[i].Observations, o)
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := tx.confirmations(ctx, county, all, visitAt, visits, whole); err != nil {
		return err
	}
	if len(visits) > 0 { // only what was recorded is disputed
		if err := tx.disputes(ctx, county, all, at, whole, where, args); err != nil {
			return err
		}
	}
	return tx.replaced(ctx, county, all, at)
}

func (tx *Tx) confirmations(ctx context.Context, county region.Code, all []homevisit.Progress, visitAt map[string]int, visits []any, whole bool) error {
	if len(visits) == 0 {
		return nil
	}
	ids := make([]string, len(visits))
	for i, id := range visits {
		ids[i] = fmt.Sprint(id)
	}
	list, args := among([]any{string(county)}, ids)
	return tx.each(ctx, `SELECT id, visit, agrees, reason, signature, at, done_by FROM visit_confirmation WHERE county = $1 AND visit IN `+list+` ORDER BY at, id`, args, func(rows *sql.Rows) error {
		var c homevisit.Confirmation
		var agrees, at int64
		var reason, signature []byte
		if err := rows.Scan(&c.ID, &c.Observation, &agrees, &reason, &signature, &at, &c.By); err != nil {
			return err
		}
		c.Agrees, c.At = agrees == 1, moment(at)
		if whole {
			var err error
			if c.Reason, err = tx.db.open(county, "visit_confirmation", c.ID, "reason", reason); err != nil {
				return err
			}
			if err := tx.openJSON(county, "visit_confirmation", c.ID, "signature", signature, &c.Signature); err != nil {
				return err
			}
		}
		i := visitAt[c.Observation]
		all[i].Confirmations = append(all[i].Confirmations, c)
		return nil
	})
}

func (tx *Tx) replaced(ctx context.Context, county region.Code, all []homevisit.Progress, at map[string]int) error {
	ids := make([]string, len(all))
	for i, one := range all {
		ids[i] = one.Assignment.ID
	}
	list, args := among([]any{string(county)}, ids)
	return tx.each(ctx, `SELECT replaces FROM visit_assignment WHERE county = $1 AND replaces IN `+list, args, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		if i, known := at[id]; known {
			all[i].Replaced = true
		}
		return err
	})
}

func (tx *Tx) scanAttempt(rows *sql.Rows, county region.Code, whole bool) (homevisit.Attempt, error) {
	var a homevisit.Attempt
	var on, next string
	var reason, told []byte
	var at int64
	if err := rows.Scan(&a.ID, &a.Assignment, &a.Household, &a.Outcome, &on, &next, &reason, &told, &at, &a.By); err != nil {
		return a, err
	}
	a.On, a.NextOn, a.At = day(on), day(next), moment(at)
	if !whole {
		return a, nil
	}
	var err error
	if a.Reason, err = tx.db.open(county, "visit_attempt", a.ID, "reason", reason); err != nil {
		return a, err
	}
	a.Left, err = tx.db.open(county, "visit_attempt", a.ID, "told", told)
	return a, err
}

func (tx *Tx) scanVisit(rows *sql.Rows, county region.Code, whole bool) (homevisit.Observation, error) {
	var o homevisit.Observation
	var asOf string
	var form, reason []byte
	var at int64
	if err := rows.Scan(&o.ID, &o.Assignment, &o.Household, &o.Method, &o.Officers[0], &o.Officers[1], &asOf, &o.Edition, &form, &o.Replaces, &reason, &at, &o.RecordedBy); err != nil {
		return o, err
	}
	o.RecordedAt = moment(at)
	if !whole {
		o.AsOf = day(asOf)
		return o, nil
	}
	if err := tx.openJSON(county, "visit", o.ID, "form", form, &o.Form); err != nil {
		return o, err
	}
	o.AsOf = day(asOf)
	var err error
	o.Reason, err = tx.db.open(county, "visit", o.ID, "reason", reason)
	return o, err
}

// VisitPhotos lists an assignment's pictures, oldest first.
func (tx *Tx) VisitPhotos(ctx context.Context, county region.Code, assignment string) ([]homevisit.Photo, error) {
	var all []homevisit.Photo
	err := tx.each(ctx, `SELECT id, household, kind, caption, hash, type, size, at, done_by FROM visit_photo
		WHERE county = $1 AND assignment = $2 ORDER BY at, id`, []any{string(county), assignment}, func(rows *sql.Rows) error {
		p := homevisit.Photo{Assignment: assignment}
		var caption []byte
		var at int64
		if err := rows.Scan(&p.ID, &p.Household, &p.Kind, &caption, &p.Hash, &p.Type, &p.Size, &at, &p.By); err != nil {
			return err
		}
		p.At = moment(at)
		words, err := tx.db.open(county, "visit_photo", p.ID, "caption", caption)
		p.Caption = words
		all = append(all, p)
		return err
	})
	return all, err
}
