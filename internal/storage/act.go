package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"chengxin/internal/casework"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

// Household reads a household's row without taking it.
func (tx *Tx) Household(ctx context.Context, county region.Code, id string) (casework.HouseholdRow, error) {
	row := casework.HouseholdRow{ID: id}
	err := tx.one(ctx, `SELECT number, region, version FROM household WHERE county = $1 AND id = $2`,
		[]any{string(county), id}, &row.Number, &row.Region, &row.Version)
	return row, err
}

// TakeHousehold takes a household's row for this act by raising its version.
func (tx *Tx) TakeHousehold(ctx context.Context, county region.Code, id string) (casework.HouseholdRow, error) {
	row, err := tx.Household(ctx, county, id)
	if err != nil {
		return row, err
	}
	err = tx.exactlyOne(ctx, `UPDATE household SET version = version + 1 WHERE county = $1 AND id = $2 AND version = $3`, string(county), id, row.Version)
	row.Version++
	return row, err
}

// Recused says whether an officer is disclosed as kin of anybody in the household on a day.
func (tx *Tx) Recused(ctx context.Context, county region.Code, household, officer string, on period.Day) (bool, error) {
	var n int64
	err := tx.q.QueryRowContext(ctx, `SELECT count(*) FROM kinship WHERE county = $1 AND household = $2 AND officer = $3
		AND from_on <= $4 AND (until_on = '' OR until_on > $4)`, string(county), household, officer, on.String()).Scan(&n)
	return n > 0, err
}

// Enqueue puts a message into the outbox.
func (tx *Tx) Enqueue(ctx context.Context, county region.Code, message casework.Message, at time.Time) error {
	detail, err := json.Marshal(message.Detail)
	if err != nil {
		return err
	}
	if message.Once {
		var same int64
		err := tx.q.QueryRowContext(ctx, `SELECT count(*) FROM outbox WHERE county = $1 AND officer = $2 AND told_at IS NULL AND topic = $3 AND detail = $4`,
			string(county), message.Officer, message.Topic, string(detail)).Scan(&same)
		if err != nil || same > 0 {
			return err
		}
	}
	_, err = tx.q.ExecContext(ctx, `INSERT INTO outbox (county, id, household, officer, topic, detail, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		string(county), NewID(), message.Household, message.Officer, message.Topic, string(detail), micros(at))
	return err
}

// RecallKey gives what an idempotency key was used for.
func (tx *Tx) RecallKey(ctx context.Context, county region.Code, key string) (casework.UsedKey, bool, error) {
	var used casework.UsedKey
	err := tx.q.QueryRowContext(ctx, `SELECT actor, kind, digest, answer FROM used_key WHERE county = $1 AND key = $2`, string(county), key).
		Scan(&used.Actor, &used.Kind, &used.Digest, &used.Answer)
	if errors.Is(err, sql.ErrNoRows) {
		return used, false, nil
	}
	return used, err == nil, err
}

// KeepKey remembers what an idempotency key was used for.
func (tx *Tx) KeepKey(ctx context.Context, county region.Code, key string, used casework.UsedKey, at time.Time) error {
	_, err := tx.q.ExecContext(ctx, `INSERT INTO used_key (county, key, actor, kind, digest, answer, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		string(county), key, used.Actor, used.Kind, used.Digest, used.Answer, micros(at))
	return err
}
