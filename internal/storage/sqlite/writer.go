package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"chengxin/internal/storage"
)

// A batch is closed when it holds so many acts or has taken so long: a full queue must not delay the first in it.
const (
	batchActs = 128
	batchTime = 20 * time.Millisecond
)

type job struct {
	ctx  context.Context
	do   func(context.Context, storage.Querier) error
	done chan error
}

// writer is the one goroutine that writes: it gathers the acts that wait and commits them together.
type writer struct {
	conn  *statements
	queue chan job
	quit  chan struct{}
	ended chan struct{}
	once  sync.Once
}

var errClosed = errors.New("sqlite: the database is closed")

func startWriter(conn *sql.Conn) *writer {
	w := &writer{conn: &statements{conn: conn, prepared: map[string]*sql.Stmt{}}, queue: make(chan job, 4*batchActs), quit: make(chan struct{}), ended: make(chan struct{})}
	go w.loop()
	return w
}

func (w *writer) run(ctx context.Context, do func(context.Context, storage.Querier) error) error {
	j := job{ctx: ctx, do: do, done: make(chan error, 1)}
	select {
	case w.queue <- j:
	case <-ctx.Done():
		return ctx.Err()
	case <-w.quit:
		return errClosed
	}
	// Once queued, the act's outcome is always awaited: giving up here would leave the caller not knowing it.
	select {
	case err := <-j.done:
		return err
	case <-w.ended:
		select {
		case err := <-j.done:
			return err
		default:
			return errClosed
		}
	}
}

func (w *writer) stop() error {
	w.once.Do(func() { close(w.quit) })
	<-w.ended
	return w.conn.close()
}

func (w *writer) loop() {
	defer close(w.ended)
	for {
		select {
		case first := <-w.queue:
			w.batch(first)
		case <-w.quit:
			for {
				select {
				case left := <-w.queue:
					w.batch(left)
				default:
					return
				}
			}
		}
	}
}

// batch runs the first act and all that wait behind it in one transaction, and answers them after its commit.
func (w *writer) batch(first job) {
	ctx := context.Background() // the shared transaction must not end with one caller's context
	if _, err := w.conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		first.done <- err
		return
	}
	full := time.NewTimer(batchTime)
	defer full.Stop()
	kept := make([]job, 0, batchActs)
	for j, more := first, true; more; {
		whole, err := w.act(ctx, j)
		if err != nil {
			j.done <- err
		} else {
			kept = append(kept, j)
		}
		if !whole { // the disk is full or fails: nothing of the batch was kept, and nothing more may go into it
			_, _ = w.conn.ExecContext(ctx, "ROLLBACK")
			for _, j := range kept {
				j.done <- fmt.Errorf("a neighbour in the same commit: %w", err)
			}
			return
		}
		if len(kept) >= batchActs {
			break
		}
		select {
		case <-full.C: // a full batch goes first: the acts in it wait for their answer
			more = false
		default:
			select {
			case j = <-w.queue:
			default:
				more = false
			}
		}
	}
	_, err := w.conn.ExecContext(ctx, "COMMIT")
	if err != nil {
		_, _ = w.conn.ExecContext(ctx, "ROLLBACK") // after a failed COMMIT (disk full) nothing of the batch may stay
		err = fmt.Errorf("commit: %w", err)
	}
	for _, j := range kept {
		j.done <- err
	}
}

// act runs one act in its savepoint. A panic undoes the act like an error, and reaches its caller as one. whole is false when
// the act could not be undone alone: on a full or failing disk SQLite gives the whole transaction up by itself.
func (w *writer) act(batch context.Context, j job) (whole bool, err error) {
	if err := j.ctx.Err(); err != nil {
		return true, err
	}
	if _, err := w.conn.ExecContext(batch, "SAVEPOINT act"); err != nil {
		return false, err
	}
	whole = true
	defer func() {
		if panicked := recover(); panicked != nil {
			err = fmt.Errorf("act panicked: %v", panicked)
		}
		if err != nil {
			_, undo := w.conn.ExecContext(batch, "ROLLBACK TO act")
			_, release := w.conn.ExecContext(batch, "RELEASE act")
			err, whole = errors.Join(err, undo, release), undo == nil && release == nil
			return
		}
		if _, err = w.conn.ExecContext(batch, "RELEASE act"); err != nil {
			whole = false
		}
	}()
	// The act keeps the caller's values but not its cancellation: a statement cut off half-way would end the shared transaction.
	return true, j.do(context.WithoutCancel(j.ctx), w.conn)
}

// statements is the writer's connection with every statement prepared once.
type statements struct {
	conn     *sql.Conn
	prepared map[string]*sql.Stmt
}

func (s *statements) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	if statement, found := s.prepared[query]; found {
		return statement, nil
	}
	statement, err := s.conn.PrepareContext(ctx, unnumbered(query))
	if err == nil {
		s.prepared[query] = statement
	}
	return statement, err
}

func (s *statements) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	statement, err := s.prepare(ctx, query) //nolint:sqlclosecheck // kept for the next use of the same query; close ends all
	if err != nil {
		return nil, err
	}
	return statement.ExecContext(ctx, args...)
}

func (s *statements) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	statement, err := s.prepare(ctx, query) //nolint:sqlclosecheck // kept for the next use of the same query; close ends all
	if err != nil {
		return nil, err
	}
	return statement.QueryContext(ctx, args...)
}

func (s *statements) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	statement, err := s.prepare(ctx, query) //nolint:sqlclosecheck // kept for the next use of the same query; close ends all
	if err != nil {
		return s.conn.QueryRowContext(ctx, query, args...) // reports the same error through the row
	}
	return statement.QueryRowContext(ctx, args...)
}

func (s *statements) close() error {
	var err error
	for _, statement := range s.prepared {
		err = errors.Join(err, statement.Close())
	}
	return errors.Join(err, s.conn.Close())
}
