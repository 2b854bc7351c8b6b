package storage

import (
	"context"
	"database/sql"
	"math"

	"chengxin/internal/audit"
	auditacts "chengxin/internal/casework/audit"
	"chengxin/internal/region"
)

var _ auditacts.Reader = (*Tx)(nil)

// The list of the log, with the index that its filter needs: a household or an actor is rarer than a kind.
const (
	logLines = `SELECT seq, at, kind, actor_kind, actor_id, household, region FROM log_entry
		WHERE county = $1 AND seq < $2 AND at >= $3 AND at < $4 ORDER BY seq DESC LIMIT $5`
	logLinesOfHousehold = `SELECT seq, at, kind, actor_kind, actor_id, household, region FROM log_entry
		WHERE county = $1 AND household = $6 AND seq < $2 AND at >= $3 AND at < $4 AND ($7 = '' OR actor_id = $7) AND ($8 = '' OR kind = $8)
		ORDER BY seq DESC LIMIT $5`
	logLinesOfActor = `SELECT seq, at, kind, actor_kind, actor_id, household, region FROM log_entry
		WHERE county = $1 AND actor_id = $6 AND seq < $2 AND at >= $3 AND at < $4 AND ($7 = '' OR kind = $7) ORDER BY seq DESC LIMIT $5`
	logLinesOfKind = `SELECT seq, at, kind, actor_kind, actor_id, household, region FROM log_entry
		WHERE county = $1 AND kind = $6 AND seq < $2 AND at >= $3 AND at < $4 ORDER BY seq DESC LIMIT $5`
)

// LogLines lists entries, the newest first.
func (tx *Tx) LogLines(ctx context.Context, county region.Code, w auditacts.Wanted, limit int) ([]auditacts.Line, error) {
	before, from, until := int64(math.MaxInt64), int64(0), int64(math.MaxInt64)
	if w.Before > 0 {
		before = w.Before
	}
	if !w.From.IsZero() {
		from = micros(w.From)
	}
	if !w.Until.IsZero() {
		until = micros(w.Until)
	}
	query, args := logLines, []any{string(county), before, from, until, int64(limit)}
	switch {
	case w.Household != "":
		query, args = logLinesOfHousehold, append(args, w.Household, w.Actor, w.Kind)
	case w.Actor != "":
		query, args = logLinesOfActor, append(args, w.Actor, w.Kind)
	case w.Kind != "":
		query, args = logLinesOfKind, append(args, w.Kind)
	}
	var all []auditacts.Line
	err := tx.each(ctx, query, args, func(rows *sql.Rows) error {
		var one auditacts.Line
		var at int64
		err := rows.Scan(&one.Seq, &at, &one.Kind, &one.ActorKind, &one.ActorID, &one.Household, &one.Region)
		one.At = moment(at)
		all = append(all, one)
		return err
	})
	return all, err
}

// LogKinds lists the kinds of act that the log holds: one step of the index a kind, however long the log is.
func (tx *Tx) LogKinds(ctx context.Context, county region.Code) ([]string, error) {
	var kinds []string
	for last := ""; ; {
		var next sql.NullString
		err := tx.one(ctx, `SELECT MIN(kind) FROM log_entry WHERE county = $1 AND kind > $2`, []any{string(county), last}, &next)
		if err != nil || !next.Valid {
			return kinds, err
		}
		last = next.String
		kinds = append(kinds, last)
	}
}

// LogRecord reads one entry. NotFound.
func (tx *Tx) LogRecord(ctx context.Context, county region.Code, seq int64) (audit.Record, error) {
	var r audit.Record
	var at int64
	err := tx.one(ctx, `SELECT seq, commitment, salt, payload, at, kind, actor_kind, actor_id, household, region FROM log_entry
		WHERE county = $1 AND seq = $2`, []any{string(county), seq}, &r.Seq, &r.Commitment, &r.Salt, &r.Payload, &at, &r.Kind, &r.ActorKind, &r.ActorID, &r.Household, &r.Region)
	r.At = moment(at)
	return r, err
}

// OfficerNames names the county's officers by id.
func (tx *Tx) OfficerNames(ctx context.Context, county region.Code) (map[string]string, error) {
	officers, err := tx.Officers(ctx, county)
	names := make(map[string]string, len(officers))
	for _, one := range officers {
		names[one.ID] = one.Name
	}
	return names, err
}

// RecentCheckpoints lists signed checkpoints with a smaller size, the newest first; 0 begins with the newest.
func (tx *Tx) RecentCheckpoints(ctx context.Context, county region.Code, before int64, limit int) ([]auditacts.Checkpoint, error) {
	if before <= 0 {
		before = math.MaxInt64
	}
	var all []auditacts.Checkpoint
	err := tx.each(ctx, `SELECT size, note, at FROM log_checkpoint WHERE county = $1 AND size < $2 ORDER BY size DESC LIMIT $3`,
		[]any{string(county), before, int64(limit)}, func(rows *sql.Rows) error {
			var one auditacts.Checkpoint
			var at int64
			err := rows.Scan(&one.Size, &one.Note, &at)
			one.At = moment(at)
			all = append(all, one)
			return err
		})
	return all, err
}
