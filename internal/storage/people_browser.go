package storage

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"chengxin/internal/vault"
)

// BrowserSessions keeps what browsers' cookies stand for (page.SessionStore). The clock says which have expired.
type BrowserSessions struct {
	DB    *DB
	Clock func() time.Time
}

func browserPlace(hashed string) vault.Place {
	return vault.Place{Table: "browser_session", Row: hashed, Column: "content"}
}

// FindSession gives a session's content; false when there is none or it has expired.
func (b BrowserSessions) FindSession(ctx context.Context, hashed string) ([]byte, bool, error) {
	var sealed []byte
	err := b.DB.Read().q.QueryRowContext(ctx, `SELECT content FROM browser_session WHERE hash = $1 AND expires_at > $2`, hashed, micros(b.Clock())).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	content, err := b.DB.vault.Open(browserPlace(hashed), sealed)
	return content, err == nil, err
}

// KeepSession inserts or replaces a session.
func (b BrowserSessions) KeepSession(ctx context.Context, hashed string, content []byte, expiresAt time.Time) error {
	sealed, err := b.DB.vault.Seal(browserPlace(hashed), content)
	if err != nil {
		return err
	}
	return b.DB.Write(ctx, func(tx *Tx) error {
		_, err := tx.q.ExecContext(ctx, `INSERT INTO browser_session (hash, content, expires_at) VALUES ($1, $2, $3)
			ON CONFLICT (hash) DO UPDATE SET content = excluded.content, expires_at = excluded.expires_at`, hashed, sealed, micros(expiresAt))
		return err
	})
}

// DropSession removes a session.
func (b BrowserSessions) DropSession(ctx context.Context, hashed string) error {
	return b.DB.Write(ctx, func(tx *Tx) error {
		_, err := tx.q.ExecContext(ctx, `DELETE FROM browser_session WHERE hash = $1`, hashed)
		return err
	})
}
