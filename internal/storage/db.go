package storage

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/region"
	"chengxin/internal/vault"
)

// Querier is what a transaction or a pool of readers can be asked.
type Querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Engine is what a database must do for the shared SQL. Write runs a function in a transaction and returns only when it is
// durable; an error undoes that function's writes alone, even where the engine lets several share one commit.
type Engine interface {
	Name() string
	Write(ctx context.Context, do func(context.Context, Querier) error) error
	Readers() *sql.DB
	// Reader asks the pool, with its statements prepared once.
	Reader() Querier
	// Snapshot begins a reading transaction that sees one moment of the database.
	Snapshot(ctx context.Context) (*sql.Tx, error)
	// Duplicate says whether an error is a violation of a unique or primary key.
	Duplicate(err error) bool
	// Raced says whether an error is another transaction's doing, so that trying again may succeed.
	Raced(err error) bool
	// Exhausted says whether an error is the machine's: a disk that is full or fails, a server that is gone.
	Exhausted(err error) bool
	// Migrate brings the tables to this program's version and gives the version.
	Migrate(ctx context.Context) (int64, error)
	Close() error
}

// DB is a database of one or more counties.
type DB struct {
	engine Engine
	vault  *vault.Vault
	// reporters are the keys under which reporters of tip-offs are sealed; nil where there are none.
	reporters *vault.Vault
	seen      seen
}

// New puts the shared SQL on an engine; personal fields are sealed by the vault.
func New(engine Engine, v *vault.Vault) *DB { return &DB{engine: engine, vault: v} }

// Engine is the database underneath.
func (db *DB) Engine() Engine { return db.engine }

// Close closes the database, after what still had to be written behind the requests.
func (db *DB) Close() error {
	return errors.Join(db.WriteSeen(context.Background()), db.engine.Close())
}

// Ping says whether the database answers.
func (db *DB) Ping(ctx context.Context) error { return db.engine.Readers().PingContext(ctx) }

// errRaced asks InTx to run the act again: another one changed the same row between our reading and taking it.
var errRaced = errors.New("another act took the same row")

// tries is how often an act is run when others keep taking its rows.
const tries = 8

// InTx runs one act in a durable transaction. An act that loses a race for a row is run again from the start; after
// several losses it is refused with Conflict.
func (db *DB) InTx(ctx context.Context, do func(casework.Tx) error) error {
	return db.Write(ctx, func(tx *Tx) error { return do(tx) })
}

// Write is InTx for the storage's own maintenance, which no runner wraps.
func (db *DB) Write(ctx context.Context, do func(*Tx) error) error {
	var err error
	for try := range tries {
		err = db.engine.Write(ctx, func(ctx context.Context, q Querier) error {
			return do(&Tx{q: q, db: db})
		})
		// A duplicate key is tried once more: the act that was first may have used the same idempotency key, and then the
		// second run finds its answer.
		again := errors.Is(err, errRaced) || err != nil && (db.engine.Raced(err) || try == 0 && db.engine.Duplicate(err))
		if !again {
			break
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(try+1) * time.Millisecond):
		}
	}
	switch {
	case errors.Is(err, errRaced):
		return fault.New(fault.Conflict, "fault.changed_meanwhile")
	case err != nil && db.engine.Duplicate(err):
		return fault.New(fault.Conflict, "fault.changed_meanwhile").Because(err)
	case err != nil && db.engine.Exhausted(err):
		return fault.New(fault.Unavailable, "fault.storage").Because(err)
	}
	return err
}

// Read gives the readers of the database, for the read side. Nothing is written through it.
func (db *DB) Read() *Tx { return &Tx{q: db.engine.Reader(), db: db} }

func (db *DB) seal(county region.Code, table, row, column, plain string) ([]byte, error) {
	if plain == "" {
		return []byte{}, nil
	}
	keys, err := db.keysOf(table)
	if err != nil {
		return nil, err
	}
	return keys.Seal(vault.Place{County: county, Table: table, Row: row, Column: column}, []byte(plain))
}

func (db *DB) open(county region.Code, table, row, column string, sealed []byte) (string, error) {
	if len(sealed) == 0 {
		return "", nil
	}
	keys, err := db.keysOf(table)
	if err != nil {
		return "", err
	}
	plain, err := keys.Open(vault.Place{County: county, Table: table, Row: row, Column: column}, sealed)
	return string(plain), err
}
