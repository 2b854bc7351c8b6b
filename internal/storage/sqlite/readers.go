package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// readers is the pool of reading connections with every statement prepared once. The statements are few and written in the
// program, so the cache is bounded by the source.
type readers struct {
	pool     *sql.DB
	mu       sync.RWMutex
	prepared map[string]*sql.Stmt
}

func newReaders(pool *sql.DB) *readers { return &readers{pool: pool, prepared: map[string]*sql.Stmt{}} }

func (r *readers) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	r.mu.RLock()
	statement, found := r.prepared[query]
	r.mu.RUnlock()
	if found {
		return statement, nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if statement, found := r.prepared[query]; found {
		return statement, nil
	}
	statement, err := r.pool.PrepareContext(ctx, unnumbered(query)) //nolint:sqlclosecheck // kept for the next use of the same query; close ends all
	if err == nil {
		r.prepared[query] = statement
	}
	return statement, err
}

func (r *readers) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return r.pool.ExecContext(ctx, query, args...) // refused by the read-only connection: the read side writes nothing
}

func (r *readers) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	statement, err := r.prepare(ctx, query) //nolint:sqlclosecheck // kept for the next use of the same query; close ends all
	if err != nil {
		return nil, err
	}
	return statement.QueryContext(ctx, args...)
}

func (r *readers) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	statement, err := r.prepare(ctx, query) //nolint:sqlclosecheck // kept for the next use of the same query; close ends all
	if err != nil {
		return r.pool.QueryRowContext(ctx, query, args...) // reports the same error through the row
	}
	return statement.QueryRowContext(ctx, args...)
}

func (r *readers) close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	var err error
	for _, statement := range r.prepared {
		err = errors.Join(err, statement.Close())
	}
	return err
}
