package storage

import (
	"context"
	"database/sql"
	"encoding/json"

	steps "chengxin/internal/casework/declaration"
	"chengxin/internal/declaration"
	"chengxin/internal/region"
)

// KeepHelp notes with how many questions a household wants help; none removes the note. The first day stays.
func (tx *Tx) KeepHelp(ctx context.Context, county region.Code, wanted steps.HelpWanted) error {
	if wanted.Items == 0 {
		_, err := tx.q.ExecContext(ctx, `DELETE FROM help_wanted WHERE county = $1 AND household = $2`, string(county), wanted.Household)
		return err
	}
	_, err := tx.q.ExecContext(ctx, `INSERT INTO help_wanted (county, household, region, items, since) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (county, household) DO UPDATE SET region = excluded.region, items = excluded.items WHERE help_wanted.county = $1`,
		string(county), wanted.Household, string(wanted.Region), int64(wanted.Items), micros(wanted.Since))
	return err
}

// HelpWanted lists the households of a place that want help, the longest waiting first.
func (tx *Tx) HelpWanted(ctx context.Context, county, place region.Code, limit int) ([]steps.HelpWanted, error) {
	var all []steps.HelpWanted
	err := tx.each(ctx, `SELECT help_wanted.household, household.number, help_wanted.region, help_wanted.items, help_wanted.since
		FROM help_wanted JOIN household ON household.county = $1 AND household.id = help_wanted.household
		WHERE help_wanted.county = $1 AND help_wanted.region >= $2 AND help_wanted.region < $3
		ORDER BY help_wanted.since, help_wanted.household LIMIT $4`,
		[]any{string(county), string(place), upTo(string(place)), int64(limit)}, func(rows *sql.Rows) error {
			var one steps.HelpWanted
			var items, since int64
			err := rows.Scan(&one.Household, &one.Number, &one.Region, &items, &since)
			one.Items, one.Since = int(items), moment(since)
			all = append(all, one)
			return err
		})
	return all, err
}

// RebuildHelp makes the list of those who want help anew from the drafts and declarations, and says how many it holds. A
// household's own draft speaks before its latest declaration.
func (db *DB) RebuildHelp(ctx context.Context, county region.Code) (households int, err error) {
	err = db.Write(ctx, func(tx *Tx) error {
		households = 0
		wanted := map[string]steps.HelpWanted{}
		note := func(household string, lines []declaration.Line, since int64) {
			wanted[household] = steps.HelpWanted{Household: household, Items: declaration.WantsHelp(lines), Since: moment(since)}
		}
		for _, source := range []struct{ table, query string }{
			{"declaration", `SELECT household, id, lines, submitted_at FROM declaration WHERE county = $1 ORDER BY household, number`},
			{"declaration_draft", `SELECT household, id, lines, updated_at FROM declaration_draft WHERE county = $1 AND officer = ''`},
		} {
			err := tx.each(ctx, source.query, []any{string(county)}, func(rows *sql.Rows) error {
				var household, id string
				var sealed []byte
				var at int64
				if err := rows.Scan(&household, &id, &sealed, &at); err != nil {
					return err
				}
				lines, err := tx.openLines(county, source.table, id, sealed)
				note(household, lines, at)
				return err
			})
			if err != nil {
				return err
			}
		}
		if _, err := tx.q.ExecContext(ctx, `DELETE FROM help_wanted WHERE county = $1`, string(county)); err != nil {
			return err
		}
		for _, one := range wanted {
			if one.Items == 0 {
				continue
			}
			row, err := tx.Household(ctx, county, one.Household)
			if err != nil {
				return err
			}
			one.Region = row.Region
			households++
			if err := tx.KeepHelp(ctx, county, one); err != nil {
				return err
			}
		}
		return nil
	})
	return households, err
}

// HouseholdMessages lists what a household was told or is to be told, newest first.
func (tx *Tx) HouseholdMessages(ctx context.Context, county region.Code, household string, limit int) ([]steps.Told, error) {
	var all []steps.Told
	err := tx.each(ctx, `SELECT topic, detail, at FROM outbox WHERE county = $1 AND household = $2 ORDER BY at DESC, id DESC LIMIT $3`,
		[]any{string(county), household, int64(limit)}, func(rows *sql.Rows) error {
			var one steps.Told
			var detail string
			var at int64
			if err := rows.Scan(&one.Topic, &detail, &at); err != nil {
				return err
			}
			one.At = moment(at)
			err := json.Unmarshal([]byte(detail), &one.Detail)
			all = append(all, one)
			return err
		})
	return all, err
}
