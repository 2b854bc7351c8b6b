package storage

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"chengxin/internal/audit"
	"chengxin/internal/region"
)

// AppendEntry puts the entry at the end of the county's log, with the facts written since the act began. It takes the
// county's log head, which must be the last row that a transaction takes.
func (tx *Tx) AppendEntry(ctx context.Context, entry audit.Entry) (int64, error) {
	county := string(entry.County)
	frontier, err := tx.takeHead(ctx, entry.County)
	if err != nil {
		return 0, err
	}
	entry.Seq, entry.Facts = frontier.Size(), tx.facts
	tx.facts = nil
	salt := make([]byte, audit.SaltSize)
	if _, err := rand.Read(salt); err != nil {
		return 0, err
	}
	payload := entry.Canonical()
	commitment := audit.Commit(salt, payload)
	next, hashes := frontier.Append(commitment)
	_, err = tx.q.ExecContext(ctx, `INSERT INTO log_entry (county, seq, at, kind, actor_kind, actor_id, household, region, commitment, salt, payload)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		county, entry.Seq, micros(entry.At), entry.Kind, entry.ActorKind, entry.ActorID, entry.Household, string(entry.Region), commitment[:], salt, payload)
	if err != nil {
		return 0, err
	}
	if err := tx.addHashes(ctx, county, hashes); err != nil {
		return 0, err
	}
	edge, err := next.MarshalBinary()
	if err != nil {
		return 0, err
	}
	return entry.Seq, tx.exactlyOne(ctx, `UPDATE log_head SET size = $2, frontier = $3 WHERE county = $1 AND size = $4`, county, next.Size(), edge, frontier.Size())
}

// addHashes keeps the tree's new nodes, all in one statement.
func (tx *Tx) addHashes(ctx context.Context, county string, hashes []audit.StoredHash) error {
	query, args := strings.Builder{}, []any{county}
	query.WriteString("INSERT INTO log_hash (county, idx, hash) VALUES ")
	for i, stored := range hashes {
		if i > 0 {
			query.WriteString(", ")
		}
		fmt.Fprintf(&query, "($1, $%d, $%d)", 2*i+2, 2*i+3)
		args = append(args, stored.Index, stored.Hash[:])
	}
	_, err := tx.q.ExecContext(ctx, query.String(), args...)
	return err
}

// takeHead locks the county's log head by writing it, and reads the right edge of its tree.
func (tx *Tx) takeHead(ctx context.Context, county region.Code) (audit.Frontier, error) {
	var frontier audit.Frontier
	var edge []byte
	err := tx.q.QueryRowContext(ctx, `UPDATE log_head SET size = size WHERE county = $1 RETURNING frontier`, string(county)).Scan(&edge)
	if errors.Is(err, sql.ErrNoRows) {
		if edge, err = frontier.MarshalBinary(); err != nil {
			return frontier, err
		}
		_, err = tx.q.ExecContext(ctx, `INSERT INTO log_head (county, size, frontier) VALUES ($1, 0, $2)`, string(county), edge)
		return frontier, err
	}
	if err != nil {
		return frontier, err
	}
	return frontier, frontier.UnmarshalBinary(edge)
}

// LogHead reads the right edge of the county's log without taking it.
func (tx *Tx) LogHead(ctx context.Context, county region.Code) (audit.Frontier, error) {
	var frontier audit.Frontier
	var edge []byte
	err := tx.q.QueryRowContext(ctx, `SELECT frontier FROM log_head WHERE county = $1`, string(county)).Scan(&edge)
	if errors.Is(err, sql.ErrNoRows) {
		return frontier, nil
	}
	if err != nil {
		return frontier, err
	}
	return frontier, frontier.UnmarshalBinary(edge)
}

// KeepCheckpoint keeps a signed checkpoint beside the log; the same size again is fine.
func (db *DB) KeepCheckpoint(ctx context.Context, county region.Code, size int64, note string, at time.Time) error {
	return db.Write(ctx, func(tx *Tx) error {
		_, err := tx.q.ExecContext(ctx, `INSERT INTO log_checkpoint (county, size, note, at) VALUES ($1, $2, $3, $4)
			ON CONFLICT (county, size) DO NOTHING`, string(county), size, note, micros(at))
		return err
	})
}

// Checkpoints reads the signed checkpoints of a county, oldest first.
func (tx *Tx) Checkpoints(ctx context.Context, county region.Code) ([]string, error) {
	var notes []string
	err := tx.each(ctx, `SELECT note FROM log_checkpoint WHERE county = $1 ORDER BY size`, []any{string(county)}, func(rows *sql.Rows) error {
		var note string
		err := rows.Scan(&note)
		notes = append(notes, note)
		return err
	})
	return notes, err
}
