package storage

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"chengxin/internal/casework/people"
	"chengxin/internal/fault"
	"chengxin/internal/region"
)

var _ people.Door = (*DB)(nil)

// AddInvitation keeps a one-time link; the second factor that it offers is sealed.
func (tx *Tx) AddInvitation(ctx context.Context, link people.Invitation) error {
	factor, err := tx.db.seal(link.County, "invitation", link.ID, "factor", link.Factor)
	if err != nil {
		return err
	}
	_, err = tx.q.ExecContext(ctx, `INSERT INTO invitation (county, id, hash, purpose, officer, factor, made_at, made_by, expires_at, used_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)`,
		string(link.County), link.ID, link.Hash, string(link.Purpose), link.Officer, factor, micros(link.MadeAt), link.MadeBy, micros(link.ExpiresAt))
	return err
}

// Invitation finds a one-time link by its token's hash.
func (tx *Tx) Invitation(ctx context.Context, county region.Code, hash []byte) (people.Invitation, error) {
	link := people.Invitation{County: county, Hash: hash}
	var factor []byte
	var made, expires, used int64
	err := tx.one(ctx, `SELECT id, purpose, officer, factor, made_at, made_by, expires_at, used_at FROM invitation WHERE county = $1 AND hash = $2`,
		[]any{string(county), hash}, &link.ID, &link.Purpose, &link.Officer, &factor, &made, &link.MadeBy, &expires, &used)
	if err != nil {
		return link, err
	}
	link.MadeAt, link.ExpiresAt, link.UsedAt = moment(made), moment(expires), maybeMoment(used)
	link.Factor, err = tx.db.open(county, "invitation", link.ID, "factor", factor)
	return link, err
}

// UseInvitation marks a link used, and forgets the second factor that it offered.
func (tx *Tx) UseInvitation(ctx context.Context, county region.Code, id string, at time.Time) error {
	return tx.exactlyOne(ctx, `UPDATE invitation SET used_at = $3, factor = $4 WHERE county = $1 AND id = $2 AND used_at = 0`, string(county), id, micros(at), []byte{})
}

// EndInvitations closes the open links of an officer, or of the first start.
func (tx *Tx) EndInvitations(ctx context.Context, county region.Code, officer string, at time.Time) error {
	_, err := tx.q.ExecContext(ctx, `UPDATE invitation SET used_at = $3, factor = $4 WHERE county = $1 AND officer = $2 AND used_at = 0`, string(county), officer, micros(at), []byte{})
	return err
}

// AddSession keeps a session.
func (tx *Tx) AddSession(ctx context.Context, s people.Session) error {
	half := int64(0)
	if s.Half {
		half = 1
	}
	_, err := tx.q.ExecContext(ctx, `INSERT INTO session (county, id, hash, kind, person, household, proxy, code, half, made_at, seen_at, stepped_at, address, device, ended_at, ended_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 0, '')`,
		string(s.County), s.ID, s.Hash, string(s.Kind), s.Person, s.Household, s.Proxy, s.Code, half, micros(s.MadeAt), micros(s.SeenAt), maybeMicros(s.SteppedAt), s.Address, s.Device)
	return err
}

const sessionColumns = `SELECT county, id, hash, kind, person, household, proxy, code, half, made_at, seen_at, stepped_at, address, device, ended_at, ended_by
	FROM session WHERE county = $1 AND `

func scanSession(scan func(...any) error) (people.Session, error) {
	var s people.Session
	var half, made, seen, stepped, ended int64
	err := scan(&s.County, &s.ID, &s.Hash, &s.Kind, &s.Person, &s.Household, &s.Proxy, &s.Code, &half, &made, &seen, &stepped, &s.Address, &s.Device, &ended, &s.EndedBy)
	s.Half, s.MadeAt, s.SeenAt, s.SteppedAt, s.EndedAt = half == 1, moment(made), moment(seen), maybeMoment(stepped), maybeMoment(ended)
	return s, err
}

// Session finds a session by its token's hash.
func (tx *Tx) Session(ctx context.Context, county region.Code, hash []byte) (people.Session, error) {
	session, err := scanSession(tx.q.QueryRowContext(ctx, sessionColumns+`hash = $2`, string(county), hash).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return session, fault.New(fault.NotFound, "fault.not_found")
	}
	return session, err
}

// Sessions lists sessions that have not ended and were seen since a moment.
func (tx *Tx) Sessions(ctx context.Context, county region.Code, person string, since time.Time) ([]people.Session, error) {
	var found []people.Session
	scan := func(rows *sql.Rows) error {
		session, err := scanSession(rows.Scan)
		found = append(found, session)
		return err
	}
	if person == "" {
		err := tx.each(ctx, sessionColumns+`ended_at = 0 AND seen_at >= $2 ORDER BY seen_at DESC, id`, []any{string(county), micros(since)}, scan)
		return found, err
	}
	err := tx.each(ctx, sessionColumns+`person = $3 AND ended_at = 0 AND seen_at >= $2 ORDER BY seen_at DESC, id`, []any{string(county), micros(since), person}, scan)
	return found, err
}

// EndSession ends one session.
func (tx *Tx) EndSession(ctx context.Context, county region.Code, id string, at time.Time, by string) error {
	result, err := tx.q.ExecContext(ctx, `UPDATE session SET ended_at = $3, ended_by = $4 WHERE county = $1 AND id = $2 AND ended_at = 0`, string(county), id, micros(at), by)
	if err != nil {
		return err
	}
	changed, err := result.RowsAffected()
	if err == nil && changed == 0 {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return err
}

// EndSessions ends all sessions of a person but one.
func (tx *Tx) EndSessions(ctx context.Context, county region.Code, person, but string, at time.Time, by string) (int, error) {
	result, err := tx.q.ExecContext(ctx, `UPDATE session SET ended_at = $4, ended_by = $5 WHERE county = $1 AND person = $2 AND id <> $3 AND ended_at = 0`,
		string(county), person, but, micros(at), by)
	if err != nil {
		return 0, err
	}
	changed, err := result.RowsAffected()
	return int(changed), err
}

// EndCodeSessions ends those that the codes of a household, or of one of its proxies, opened.
func (tx *Tx) EndCodeSessions(ctx context.Context, county region.Code, household, proxy string, at time.Time, by string) error {
	_, err := tx.q.ExecContext(ctx, `UPDATE session SET ended_at = $4, ended_by = $5 WHERE county = $1 AND household = $2 AND proxy = $3 AND ended_at = 0`,
		string(county), household, proxy, micros(at), by)
	return err
}

// StepUpSession notes that the second factor was shown.
func (tx *Tx) StepUpSession(ctx context.Context, county region.Code, id string, at time.Time) error {
	return tx.exactlyOne(ctx, `UPDATE session SET stepped_at = $3 WHERE county = $1 AND id = $2 AND ended_at = 0`, string(county), id, micros(at))
}

// OpenHalf keeps the half session between password and second factor.
func (db *DB) OpenHalf(ctx context.Context, session people.Session) error {
	return db.Write(ctx, func(tx *Tx) error { return tx.AddSession(ctx, session) })
}

// SweepSessions deletes what was over before a moment: sessions, browser sessions, links, and tries long forgotten. The
// log keeps who signed in when.
func (db *DB) SweepSessions(ctx context.Context, county region.Code, before time.Time) error {
	return db.Write(ctx, func(tx *Tx) error {
		for _, query := range []string{
			`DELETE FROM session WHERE county = $2 AND seen_at < $1`,
			`DELETE FROM invitation WHERE county = $2 AND expires_at < $1`,
		} {
			if _, err := tx.q.ExecContext(ctx, query, micros(before), string(county)); err != nil {
				return err
			}
		}
		for _, query := range []string{
			`DELETE FROM browser_session WHERE expires_at < $1`,
			`DELETE FROM sign_in_attempt WHERE last_at < $1`,
		} {
			if _, err := tx.q.ExecContext(ctx, query, micros(before)); err != nil {
				return err
			}
		}
		return nil
	})
}
