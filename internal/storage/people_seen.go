package storage

import (
	"context"
	"sync"
	"time"

	"chengxin/internal/region"
)

// seen gathers when sessions were used last and writes them together, some time behind the requests: no page waits for a
// commit because of it. What is lost in a crash, or by a database that refuses, is noted again by the session's next
// request; until then the session only ends sooner.
type seen struct {
	mu      sync.Mutex
	waiting map[seenSession]time.Time
	timer   *time.Timer
}

// seenAfter is how long uses gather before they are written; access.SeenEvery, after which a session is noted again, is longer.
const seenAfter = time.Second

type seenSession struct {
	county region.Code
	id     string
}

// Seen notes a session's latest request, soon.
func (db *DB) Seen(county region.Code, session string, at time.Time) {
	s := &db.seen
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.waiting == nil {
		s.waiting = map[seenSession]time.Time{}
	}
	s.waiting[seenSession{county, session}] = at
	if s.timer == nil {
		s.timer = time.AfterFunc(seenAfter, func() {
			_ = db.WriteSeen(context.Background()) // see seen: what is refused is noted again
		})
	}
}

// WriteSeen writes what has gathered now.
func (db *DB) WriteSeen(ctx context.Context) error {
	s := &db.seen
	s.mu.Lock()
	batch := s.waiting
	s.waiting, s.timer = nil, nil
	s.mu.Unlock()
	if len(batch) == 0 {
		return nil
	}
	return db.Write(ctx, func(tx *Tx) error {
		for session, at := range batch {
			_, err := tx.q.ExecContext(ctx, `UPDATE session SET seen_at = $3 WHERE county = $1 AND id = $2 AND seen_at < $3`,
				string(session.county), session.id, micros(at))
			if err != nil {
				return err
			}
		}
		return nil
	})
}
