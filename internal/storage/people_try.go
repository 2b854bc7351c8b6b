package storage

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework/people"
)

// TakeTries counts one try on each, unless one of them is blocked. The rows are taken in one order by everybody, so that
// two sign-ins never wait for each other.
func (db *DB) TakeTries(ctx context.Context, now time.Time, tries ...people.Try) (until time.Time, reached []string, err error) {
	err = db.Write(ctx, func(tx *Tx) error {
		until, reached = time.Time{}, nil
		taken := make([]access.Tries, len(tries))
		ordered := tx.inOrder(tries)
		for i, try := range ordered {
			if taken[i], err = tx.takeTry(ctx, try); err != nil {
				return err
			}
			if end, blocked := taken[i].Blocked(now); blocked && end.After(until) {
				until = end
			}
		}
		if !until.IsZero() {
			return nil
		}
		for i, try := range ordered {
			next := try.Limit.Take(taken[i], now)
			if _, waits := next.Blocked(now); waits {
				reached = append(reached, try.Scope)
			}
			if err := tx.keepTry(ctx, try, next); err != nil {
				return err
			}
		}
		return nil
	})
	return until, reached, err
}

// ReturnTry takes one right try back.
func (db *DB) ReturnTry(ctx context.Context, try people.Try) error {
	return db.Write(ctx, func(tx *Tx) error { return tx.UndoTry(ctx, try) })
}

// UndoTry takes one right try back within an act.
func (tx *Tx) UndoTry(ctx context.Context, try people.Try) error {
	keyed := tx.keyed(try)
	tries, err := tx.takeTry(ctx, keyed)
	if err != nil {
		return err
	}
	return tx.keepTry(ctx, keyed, try.Limit.Undo(tries))
}

// ClearTries forgets the wrong tries on something, with all its parts where none is named: their keys begin with its own.
func (tx *Tx) ClearTries(ctx context.Context, tries ...people.Try) error {
	for _, try := range tx.inOrder(tries) {
		beyond := append(bytes.Clone(try.key), 0)
		if try.Part == "" {
			beyond = after(try.key)
		}
		_, err := tx.q.ExecContext(ctx, `UPDATE sign_in_attempt SET tries = 0, blocked_until = 0 WHERE scope = $1 AND key >= $2 AND key < $3`, try.Scope, try.key, beyond)
		if err != nil {
			return err
		}
	}
	return nil
}

type keyedTry struct {
	people.Try
	key []byte
}

// keyed hides what a try was made on. The key belongs to no county: an address is counted over all.
func (tx *Tx) keyed(try people.Try) keyedTry {
	key := tx.db.vault.Index("", "sign_in_attempt."+try.Scope, "v"+try.Value)
	if try.Part != "" {
		key = append(key, tx.db.vault.Index("", "sign_in_attempt.part", "v"+try.Part)...)
	}
	return keyedTry{Try: try, key: key}
}

// after is the first key beyond all that begin with a key.
func after(key []byte) []byte {
	next := bytes.Clone(key)
	for i := len(next) - 1; i >= 0; i-- {
		if next[i]++; next[i] != 0 {
			return next[:i+1]
		}
	}
	return append(bytes.Clone(key), bytes.Repeat([]byte{0xff}, len(key)+1)...) // a key of 0xff only: nothing is beyond it
}

func (tx *Tx) inOrder(tries []people.Try) []keyedTry {
	all := make([]keyedTry, len(tries))
	for i, try := range tries {
		all[i] = tx.keyed(try)
	}
	slices.SortFunc(all, func(a, b keyedTry) int { return cmp.Or(cmp.Compare(a.Scope, b.Scope), bytes.Compare(a.key, b.key)) })
	return all
}

// takeTry takes the row by writing it, so that tries at once are counted one after the other.
func (tx *Tx) takeTry(ctx context.Context, try keyedTry) (access.Tries, error) {
	var count, last, until int64
	err := tx.q.QueryRowContext(ctx, `UPDATE sign_in_attempt SET tries = tries WHERE scope = $1 AND key = $2 RETURNING tries, last_at, blocked_until`, try.Scope, try.key).
		Scan(&count, &last, &until)
	if errors.Is(err, sql.ErrNoRows) {
		_, err = tx.q.ExecContext(ctx, `INSERT INTO sign_in_attempt (scope, key, tries, last_at, blocked_until) VALUES ($1, $2, 0, 0, 0)`, try.Scope, try.key)
		return access.Tries{}, err
	}
	return access.Tries{Count: int(count), LastAt: maybeMoment(last), BlockedUntil: maybeMoment(until)}, err
}

func (tx *Tx) keepTry(ctx context.Context, try keyedTry, tries access.Tries) error {
	_, err := tx.q.ExecContext(ctx, `UPDATE sign_in_attempt SET tries = $3, last_at = $4, blocked_until = $5 WHERE scope = $1 AND key = $2`,
		try.Scope, try.key, int64(tries.Count), maybeMicros(tries.LastAt), maybeMicros(tries.BlockedUntil))
	return err
}
