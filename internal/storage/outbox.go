package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"chengxin/internal/casefile"
	"chengxin/internal/casework/outbox"
	"chengxin/internal/fault"
	"chengxin/internal/region"
)

var _ outbox.Store = (*Tx)(nil)

var outboxTryFact = declareFact("outbox_try", "message", "household", "way", "words", "at", "done_by")

// Waiting lists messages to households inside a place that nobody was told of, oldest first.
func (tx *Tx) Waiting(ctx context.Context, county, place region.Code, after casefile.Message, limit int) ([]casefile.Message, error) {
	from := int64(0)
	if !after.At.IsZero() {
		from = micros(after.At)
	}
	return tx.messages(ctx, `SELECT o.id, o.household, o.officer, h.number, h.region, o.topic, o.detail, o.at,
			(SELECT count(*) FROM outbox_try t WHERE t.county = $1 AND t.message = o.id)
		FROM outbox o JOIN household h ON h.county = o.county AND h.id = o.household
		WHERE o.county = $1 AND h.county = $1 AND o.told_at IS NULL AND (o.at, o.id) > ($2, $3) AND h.region >= $4 AND h.region < $5
		ORDER BY o.at, o.id LIMIT $6`, string(county), from, after.ID, string(place), upTo(string(place)), int64(limit))
}

// WaitingMessage reads one message to a household. NotFound, also when the household was told already.
func (tx *Tx) WaitingMessage(ctx context.Context, county region.Code, id string) (casefile.Message, error) {
	found, err := tx.messages(ctx, `SELECT o.id, o.household, o.officer, h.number, h.region, o.topic, o.detail, o.at,
			(SELECT count(*) FROM outbox_try t WHERE t.county = $1 AND t.message = o.id)
		FROM outbox o JOIN household h ON h.county = o.county AND h.id = o.household
		WHERE o.county = $1 AND h.county = $1 AND o.told_at IS NULL AND o.id = $2`, string(county), id)
	if err == nil && len(found) == 0 {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	if err != nil {
		return casefile.Message{}, err
	}
	return found[0], nil
}

// OfficerMessages lists what waits for an officer or an office, oldest first.
func (tx *Tx) OfficerMessages(ctx context.Context, county region.Code, recipients []string, limit int) ([]casefile.Message, error) {
	list, args := among([]any{string(county), int64(limit)}, recipients)
	return tx.messages(ctx, `SELECT o.id, o.household, o.officer, '', '', o.topic, o.detail, o.at, 0 FROM outbox o
		WHERE o.county = $1 AND o.told_at IS NULL AND o.officer IN `+list+` ORDER BY o.at, o.id LIMIT $2`, args...)
}

func (tx *Tx) messages(ctx context.Context, query string, args ...any) ([]casefile.Message, error) {
	var all []casefile.Message
	err := tx.each(ctx, query, args, func(rows *sql.Rows) error {
		var m casefile.Message
		var detail string
		var at int64
		if err := rows.Scan(&m.ID, &m.Household, &m.Officer, &m.Number, &m.Region, &m.Topic, &detail, &at, &m.Tries); err != nil {
			return err
		}
		m.At = moment(at)
		all = append(all, m)
		return json.Unmarshal([]byte(detail), &all[len(all)-1].Detail)
	})
	return all, err
}

// Tries reads how a household was told of its messages, oldest first.
func (tx *Tx) Tries(ctx context.Context, county region.Code, id string) ([]casefile.Try, error) {
	var all []casefile.Try
	err := tx.each(ctx, `SELECT t.message, o.topic, t.way, t.at, t.done_by FROM outbox_try t JOIN outbox o ON o.county = t.county AND o.id = t.message
		WHERE t.county = $1 AND o.county = $1 AND t.household = $2 ORDER BY t.at, t.id`, []any{string(county), id}, func(rows *sql.Rows) error {
		var try casefile.Try
		var at int64
		err := rows.Scan(&try.Message, &try.Topic, &try.Way, &at, &try.By)
		try.At = moment(at)
		all = append(all, try)
		return err
	})
	return all, err
}

// AddTry keeps one try to tell a household; what the officer noted is sealed.
func (tx *Tx) AddTry(ctx context.Context, county region.Code, t outbox.Try) error {
	words, err := tx.db.seal(county, "outbox_try", t.ID, "words", t.Words)
	if err != nil {
		return err
	}
	return tx.add(ctx, outboxTryFact, county, t.ID, t.Message, t.Household, string(t.Way), words, micros(t.At), t.By)
}

// WaitingFor gives for whom a message waits. NotFound when there is none or somebody told it already.
func (tx *Tx) WaitingFor(ctx context.Context, county region.Code, id string) (household, officer string, err error) {
	err = tx.one(ctx, `SELECT household, officer FROM outbox WHERE county = $1 AND id = $2 AND told_at IS NULL`, []any{string(county), id}, &household, &officer)
	return household, officer, err
}

// MarkTold takes a message off the list.
func (tx *Tx) MarkTold(ctx context.Context, county region.Code, id, by string, how outbox.Way, at time.Time) error {
	return tx.exactlyOne(ctx, `UPDATE outbox SET told_at = $3, told_by = $4, told_how = $5 WHERE county = $1 AND id = $2 AND told_at IS NULL`,
		string(county), id, micros(at), by, string(how))
}
