package storage

import (
	"context"
	"database/sql"
	"strings"

	"chengxin/internal/access"
	"chengxin/internal/casework/worklist"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

var _ worklist.Store = (*Tx)(nil)

// ReplaceWork puts a household's items in place of those that it had.
func (tx *Tx) ReplaceWork(ctx context.Context, county region.Code, household string, items []worklist.Item) error {
	if _, err := tx.q.ExecContext(ctx, `DELETE FROM work_item WHERE county = $1 AND household = $2`, string(county), household); err != nil {
		return err
	}
	for _, one := range items {
		family := int64(0)
		if one.Family {
			family = 1
		}
		_, err := tx.q.ExecContext(ctx, `INSERT INTO work_item (county, household, ref, part, what, region, permission, officer, not_by, since, from_on, due_on, family)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
			string(county), household, one.Ref, one.Of, one.What, string(one.Region), string(one.Permission), one.Officer, strings.Join(one.NotBy, " "),
			micros(one.Since), one.From.String(), one.Due.String(), family)
		if err != nil {
			return err
		}
	}
	return nil
}

// Work lists what may be done in a place by somebody with any of some permissions. What has no last day comes last.
func (tx *Tx) Work(ctx context.Context, county, place region.Code, permissions []access.Permission, on period.Day, limit int) ([]worklist.Row, error) {
	args := []any{string(county), string(place), upTo(string(place)), on.String(), int64(limit)}
	for _, permission := range permissions {
		args = append(args, string(permission))
	}
	var all []worklist.Row
	err := tx.each(ctx, `SELECT w.household, w.ref, w.part, w.what, w.region, w.permission, w.officer, w.not_by, w.since, w.from_on, w.due_on, w.family, h.number
		FROM work_item w JOIN household h ON h.county = w.county AND h.id = w.household
		WHERE w.county = $1 AND w.region >= $2 AND w.region < $3 AND w.from_on <= $4 AND w.permission IN (`+marks(6, len(permissions))+`)
		ORDER BY CASE WHEN w.due_on = '' THEN 1 ELSE 0 END, w.due_on, w.since, w.household LIMIT $5`, args, func(rows *sql.Rows) error {
		var one worklist.Row
		var notBy, from, due string
		var since, family int64
		err := rows.Scan(&one.Household, &one.Ref, &one.Of, &one.What, &one.Region, &one.Permission, &one.Officer, &notBy, &since, &from, &due, &family, &one.Number)
		one.NotBy, one.Since, one.From, one.Due, one.Family = strings.Fields(notBy), moment(since), day(from), day(due), family != 0
		all = append(all, one)
		return err
	})
	return all, err
}

// Judged lists households with a case after one, in the order of their ids.
func (tx *Tx) Judged(ctx context.Context, county region.Code, after string, limit int) ([]string, error) {
	var all []string
	err := tx.each(ctx, `SELECT DISTINCT household FROM matter WHERE county = $1 AND household > $2 ORDER BY household LIMIT $3`,
		[]any{string(county), after, int64(limit)}, func(rows *sql.Rows) error {
			var id string
			err := rows.Scan(&id)
			all = append(all, id)
			return err
		})
	return all, err
}
