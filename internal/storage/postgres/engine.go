package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver
	"github.com/pressly/goose/v3"

	"chengxin/internal/storage"
	"chengxin/internal/storage/migrations"
)

// Engine is one PostgreSQL database.
type Engine struct{ pool *sql.DB }

var _ storage.Engine = (*Engine)(nil)

// Open connects to a database by its URL. Tables are there only after Migrate.
func Open(ctx context.Context, url string) (*Engine, error) {
	pool, err := sql.Open("pgx", url)
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(40)
	pool.SetMaxIdleConns(40)
	if err := pool.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("connect to PostgreSQL: %w", err), pool.Close())
	}
	return &Engine{pool: pool}, nil
}

// Name is "postgres".
func (e *Engine) Name() string { return "postgres" }

// Readers is the pool.
func (e *Engine) Readers() *sql.DB { return e.pool }

// Reader is the pool: the driver prepares statements by itself.
func (e *Engine) Reader() storage.Querier { return e.pool }

// Snapshot begins a reading transaction that sees one moment.
func (e *Engine) Snapshot(ctx context.Context) (*sql.Tx, error) {
	return e.pool.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
}

// Migrate brings the tables to this program's version.
func (e *Engine) Migrate(ctx context.Context) (int64, error) {
	provider, err := goose.NewProvider(goose.DialectPostgres, e.pool, migrations.Files)
	if err != nil {
		return 0, err
	}
	if _, err := provider.Up(ctx); err != nil {
		return 0, err
	}
	return provider.GetDBVersion(ctx)
}

// Write runs a function in a transaction of its own. Once the function has returned, the commit is awaited whatever
// happens to the caller: its outcome must be known.
func (e *Engine) Write(ctx context.Context, do func(context.Context, storage.Querier) error) (err error) {
	if err := ctx.Err(); err != nil {
		return err
	}
	whole := context.WithoutCancel(ctx)
	tx, err := e.pool.BeginTx(whole, &sql.TxOptions{Isolation: sql.LevelReadCommitted})
	if err != nil {
		return err
	}
	defer func() {
		if panicked := recover(); panicked != nil {
			err = fmt.Errorf("act panicked: %v", panicked)
		}
		if err != nil {
			if undo := tx.Rollback(); undo != nil && !errors.Is(undo, sql.ErrTxDone) {
				err = errors.Join(err, undo)
			}
		}
	}()
	if err := do(whole, tx); err != nil {
		return err
	}
	return tx.Commit()
}

// Duplicate says whether an error is a violation of a unique or primary key.
func (e *Engine) Duplicate(err error) bool { return code(err) == "23505" }

// Raced says whether the database gave up this transaction for another one.
func (e *Engine) Raced(err error) bool { return code(err) == "40001" || code(err) == "40P01" }

// Exhausted says whether the server is out of room (class 53), fails to read or write (58), shuts down (57P), or is not reached.
func (e *Engine) Exhausted(err error) bool {
	var unreached *pgconn.ConnectError
	given := code(err)
	return errors.As(err, &unreached) || strings.HasPrefix(given, "53") || strings.HasPrefix(given, "58") || strings.HasPrefix(given, "57P") ||
		strings.HasPrefix(given, "08")
}

// Close closes the pool.
func (e *Engine) Close() error { return e.pool.Close() }

func code(err error) string {
	var failure *pgconn.PgError
	if errors.As(err, &failure) {
		return failure.Code
	}
	return ""
}
