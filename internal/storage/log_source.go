package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"chengxin/internal/audit"
	"chengxin/internal/region"
)

// LogSource is one county's log and facts as one moment of the database shows them.
type LogSource struct {
	tx     *Tx
	county region.Code
}

var (
	_ audit.Source = (*LogSource)(nil)
	_ audit.Log    = (*LogSource)(nil)
)

// LogSnapshot opens a county's log for verification or export; done ends the reading.
func (db *DB) LogSnapshot(ctx context.Context, county region.Code) (source *LogSource, done func() error, err error) {
	snapshot, err := db.engine.Snapshot(ctx)
	if err != nil {
		return nil, nil, err
	}
	return &LogSource{tx: &Tx{q: snapshot, db: db}, county: county}, snapshot.Rollback, nil
}

// page is how many rows a reading takes at once: PostgreSQL answers one question at a time on a snapshot's connection, and
// verification walks entries and hashes side by side.
const page = 512

// Entries yields the entries from a number on.
func (s *LogSource) Entries(ctx context.Context, from int64) iter.Seq2[audit.Record, error] {
	return paged(ctx, s.tx, `SELECT seq, commitment, salt, payload, at, kind, actor_kind, actor_id, household, region FROM log_entry
		WHERE county = $1 AND seq >= $2 ORDER BY seq LIMIT $3`, s.county, from, func(r audit.Record) int64 { return r.Seq + 1 }, func(rows *sql.Rows) (audit.Record, error) {
		var r audit.Record
		var at int64
		err := rows.Scan(&r.Seq, &r.Commitment, &r.Salt, &r.Payload, &at, &r.Kind, &r.ActorKind, &r.ActorID, &r.Household, &r.Region)
		r.At = moment(at)
		return r, err
	})
}

// Hashes yields every stored hash of the tree by its index.
func (s *LogSource) Hashes(ctx context.Context) iter.Seq2[audit.StoredHash, error] {
	return paged(ctx, s.tx, `SELECT idx, hash FROM log_hash WHERE county = $1 AND idx >= $2 ORDER BY idx LIMIT $3`, s.county, int64(0),
		func(h audit.StoredHash) int64 { return h.Index + 1 }, func(rows *sql.Rows) (audit.StoredHash, error) {
			var stored audit.StoredHash
			var raw []byte
			err := rows.Scan(&stored.Index, &raw)
			copy(stored.Hash[:], raw) // a hash of another length differs, and is found
			return stored, err
		})
}

// Head gives the size and the edge that the head's row holds.
func (s *LogSource) Head(ctx context.Context) (size int64, edge []byte, err error) {
	err = s.tx.q.QueryRowContext(ctx, `SELECT size, frontier FROM log_head WHERE county = $1`, string(s.county)).Scan(&size, &edge)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil, nil
	}
	return size, edge, err
}

// Checkpoints gives the signed checkpoints that the database keeps.
func (s *LogSource) Checkpoints(ctx context.Context) ([]string, error) {
	return s.tx.Checkpoints(ctx, s.county)
}

// Facts yields every row of every table of facts with its digest as the row stands now.
func (s *LogSource) Facts(ctx context.Context) iter.Seq2[audit.Fact, error] {
	return func(yield func(audit.Fact, error) bool) {
		for _, table := range FactTables() {
			columns := factTables[table]
			query := "SELECT " + strings.Join(columns, ", ") + " FROM " + table + " WHERE county = $1 AND id > $2 ORDER BY id LIMIT $3" // #nosec G202 -- names from declareFact
			for fact, err := range paged(ctx, s.tx, query, s.county, "", func(f audit.Fact) string { return f.ID }, func(rows *sql.Rows) (audit.Fact, error) {
				values, err := scanAll(rows, len(columns))
				if err != nil {
					return audit.Fact{}, err
				}
				id, isText := values[1].(string)
				if !isText {
					return audit.Fact{}, fmt.Errorf("%s: an id is %T", table, values[1])
				}
				return audit.Fact{Table: table, ID: id, Digest: audit.RowDigest(table, columns, values)}, nil
			}) {
				if !yield(fact, err) || err != nil {
					return
				}
			}
		}
	}
}

// Commitments yields the commitments from an entry on.
func (s *LogSource) Commitments(ctx context.Context, from int64) iter.Seq2[audit.Commitment, error] {
	return func(yield func(audit.Commitment, error) bool) {
		for record, err := range s.Entries(ctx, from) {
			var commitment audit.Commitment
			copy(commitment[:], record.Commitment)
			if !yield(commitment, err) {
				return
			}
		}
	}
}

// ReadHashes reads stored hashes by their indexes, as proofs need them.
func (s *LogSource) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		var raw []byte
		// The interface of tlog has no context; the snapshot's own transaction bounds the read.
		err := s.tx.q.QueryRowContext(context.Background(), `SELECT hash FROM log_hash WHERE county = $1 AND idx = $2`, string(s.county), index).Scan(&raw)
		if err != nil {
			return nil, fmt.Errorf("hash %d of the log: %w", index, err)
		}
		copy(hashes[i][:], raw)
	}
	return hashes, nil
}

// scanAll reads a row's values as the digest counts them: int64, string, []byte or nil.
func scanAll(rows *sql.Rows, n int) ([]any, error) {
	values, into := make([]any, n), make([]any, n)
	for i := range values {
		into[i] = &values[i]
	}
	err := rows.Scan(into...)
	return values, err
}

// paged turns a query with a start ($2) and a limit ($3) into an iterator; its error, if any, is the last thing it yields.
// next gives the start after a row.
func paged[T, K any](ctx context.Context, tx *Tx, query string, county region.Code, start K, next func(T) K, scan func(*sql.Rows) (T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for from := start; ; {
			read := make([]T, 0, page)
			err := tx.each(ctx, query, []any{string(county), from, int64(page)}, func(rows *sql.Rows) error {
				value, err := scan(rows)
				read = append(read, value)
				return err
			})
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, value := range read {
				if !yield(value, nil) {
					return
				}
			}
			if len(read) < page {
				return
			}
			from = next(read[len(read)-1])
		}
	}
}
