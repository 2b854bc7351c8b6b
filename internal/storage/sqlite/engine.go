package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"runtime"

	"github.com/pressly/goose/v3"
	sqlite "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"chengxin/internal/storage"
	"chengxin/internal/storage/migrations"
)

// Engine is one SQLite file.
type Engine struct {
	readers *sql.DB
	reading *readers
	single  *sql.DB // holds the one connection that writes
	writer  *writer
	path    string
}

var _ storage.Engine = (*Engine)(nil)

// How many KiB of pages a connection keeps. The writer comes back to the same inner pages with every act; a reader's misses
// are answered by the system's own cache, which all share.
const (
	writerCache = 8192
	readerCache = 1024
)

// checkpointPages is how many pages gather in the write-ahead log before they are carried into the file: the inner pages that
// every act touches are then carried once for some hundred acts. 16 MB are read back after a crash in a blink.
const checkpointPages = 4000

// readersCheck looks at every page that a reader takes from the disk. The writer does without: it takes the same pages again and
// again while a register is imported, and each of them is looked at when it is next read.
const readersCheck = "cell_size_check(ON)"

func dsn(path, mode string, cache int, more ...string) string {
	pragmas := url.Values{}
	for _, pragma := range append([]string{
		"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(ON)", "trusted_schema(OFF)",
		"secure_delete(ON)", fmt.Sprintf("cache_size(-%d)", cache), "temp_store(MEMORY)", fmt.Sprintf("wal_autocheckpoint(%d)", checkpointPages),
	}, more...) {
		pragmas.Add("_pragma", pragma)
	}
	pragmas.Set("mode", mode)
	return (&url.URL{Scheme: "file", Opaque: url.PathEscape(path), RawQuery: pragmas.Encode()}).String()
}

// Open opens or creates the file. Tables are there only after Migrate.
func Open(ctx context.Context, path string) (*Engine, error) {
	single, err := sql.Open("sqlite", dsn(path, "rwc", writerCache))
	if err != nil {
		return nil, err
	}
	single.SetMaxOpenConns(1)
	if err := single.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), single.Close())
	}
	pool, err := sql.Open("sqlite", dsn(path, "ro", readerCache, readersCheck))
	if err != nil {
		return nil, errors.Join(err, single.Close())
	}
	size := max(4, 2*runtime.NumCPU())
	pool.SetMaxOpenConns(size)
	pool.SetMaxIdleConns(size)
	return &Engine{readers: pool, reading: newReaders(pool), single: single, path: path}, nil
}

// Name is "sqlite".
func (e *Engine) Name() string { return "sqlite" }

// Readers is the pool that only reads.
func (e *Engine) Readers() *sql.DB { return e.readers }

// Reader is the pool with its statements prepared once: parsing a statement takes longer than most of ours run.
func (e *Engine) Reader() storage.Querier { return e.reading }

// Snapshot begins a reading transaction; in WAL it sees the database as it is when it first reads.
func (e *Engine) Snapshot(ctx context.Context) (*sql.Tx, error) { return e.readers.BeginTx(ctx, nil) }

// Migrate brings the tables to this program's version, then starts the writer.
func (e *Engine) Migrate(ctx context.Context) (int64, error) {
	files, err := migrations.ForSQLite()
	if err != nil {
		return 0, err
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, e.single, files)
	if err != nil {
		return 0, err
	}
	if _, err := provider.Up(ctx); err != nil {
		return 0, err
	}
	version, err := provider.GetDBVersion(ctx)
	if err != nil {
		return 0, err
	}
	if e.writer == nil {
		conn, err := e.single.Conn(ctx)
		if err != nil {
			return 0, err
		}
		e.writer = startWriter(conn)
	}
	return version, nil
}

// Write runs a function in its own savepoint of a shared commit.
func (e *Engine) Write(ctx context.Context, do func(context.Context, storage.Querier) error) error {
	if e.writer == nil {
		return errors.New("sqlite: write before migrate")
	}
	return e.writer.run(ctx, do)
}

// Duplicate says whether an error is a violation of a unique or primary key.
func (e *Engine) Duplicate(err error) bool {
	var failure *sqlite.Error
	return errors.As(err, &failure) && (failure.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || failure.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)
}

// Raced is never true: there is one writer.
func (e *Engine) Raced(error) bool { return false }

// Exhausted says whether the disk is full or fails.
func (e *Engine) Exhausted(err error) bool {
	var failure *sqlite.Error
	if !errors.As(err, &failure) {
		return false
	}
	switch failure.Code() & 0xff { // the primary code: SQLITE_IOERR has dozens of extended ones
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOMEM:
		return true
	}
	return false
}

// Close finishes the commits under way and closes the file.
func (e *Engine) Close() error {
	var err error
	if e.writer != nil {
		err = e.writer.stop()
	}
	return errors.Join(err, e.reading.close(), e.readers.Close(), e.single.Close())
}

// Backup writes a consistent copy of the database to a new file while acts go on.
func (e *Engine) Backup(ctx context.Context, to string) error {
	_, err := e.readers.ExecContext(ctx, `VACUUM INTO $1`, to)
	return err
}
