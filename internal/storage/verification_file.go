package storage

import (
	"context"
	"database/sql"
	"time"

	steps "chengxin/internal/casework/verification"
	"chengxin/internal/region"
)

var (
	verificationFileFact = declareFact("verification_file", "region", "source", "as_of", "mapping", "name", "hash", "bytes", "form", "rows", "good",
		"households", "unknown", "unauthorised", "wrong", "earlier", "follows", "at", "done_by")
	verificationTurnFact = declareFact("verification_file_turn", "file", "turn", "reason", "at", "done_by")
)

// AddVerificationFile keeps an uploaded file's record. Its name is sealed: files are called after people.
func (tx *Tx) AddVerificationFile(ctx context.Context, f steps.File) error {
	name, err := tx.db.seal(f.County, "verification_file", f.ID, "name", f.Name)
	if err != nil {
		return err
	}
	return tx.add(ctx, verificationFileFact, f.County, f.ID, string(f.Region), string(f.Source), f.AsOf.String(), f.Mapping, name, f.Hash, f.Bytes,
		f.Form, f.Rows, f.Good, f.Households, f.Unknown, f.Unauthorised, f.Wrong, f.Earlier, f.Follows, micros(f.At), f.By)
}

// AddVerificationTurn keeps what was decided about a file. Conflict when it has had that turn.
func (tx *Tx) AddVerificationTurn(ctx context.Context, county region.Code, t steps.Turn) error {
	return tx.add(ctx, verificationTurnFact, county, t.ID, t.File, t.Turn, t.Reason, micros(t.At), t.By)
}

// AddVerificationPart keeps a piece of a file, sealed.
func (tx *Tx) AddVerificationPart(ctx context.Context, county region.Code, p steps.Part) error {
	content, err := tx.db.seal(county, "verification_file_part", p.ID, "content", string(p.Content))
	if err != nil {
		return err
	}
	_, err = tx.q.ExecContext(ctx, `INSERT INTO verification_file_part (county, id, file, kind, part, state, households, failed, content)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, string(county), p.ID, p.File, p.Kind, p.Number, p.State, p.Households, p.Failed, content)
	return err
}

// TurnVerificationPart takes a part from one state to another, once, and replaces its content.
func (tx *Tx) TurnVerificationPart(ctx context.Context, county region.Code, p steps.Part, from string) error {
	content, err := tx.db.seal(county, "verification_file_part", p.ID, "content", string(p.Content))
	if err != nil {
		return err
	}
	return tx.exactlyOne(ctx, `UPDATE verification_file_part SET state = $3, households = $4, failed = $5, content = $6 WHERE county = $1 AND id = $2 AND state = $7`,
		string(county), p.ID, p.State, p.Households, p.Failed, content, from)
}

// EraseVerificationParts empties every part of a file.
func (tx *Tx) EraseVerificationParts(ctx context.Context, county region.Code, file string) error {
	_, err := tx.q.ExecContext(ctx, `UPDATE verification_file_part SET content = $3 WHERE county = $1 AND file = $2`, string(county), file, []byte{})
	return err
}

const fileColumns = `id, region, source, as_of, mapping, name, hash, bytes, form, rows, good, households, unknown, unauthorised, wrong, earlier, follows, at, done_by`

func (tx *Tx) verificationFiles(ctx context.Context, county region.Code, query string, args ...any) ([]steps.File, error) {
	var all []steps.File
	err := tx.each(ctx, query, append([]any{string(county)}, args...), func(rows *sql.Rows) error {
		f := steps.File{County: county}
		var asOf string
		var name []byte
		var at int64
		err := rows.Scan(&f.ID, &f.Region, &f.Source, &asOf, &f.Mapping, &name, &f.Hash, &f.Bytes, &f.Form, &f.Rows, &f.Good, &f.Households, &f.Unknown,
			&f.Unauthorised, &f.Wrong, &f.Earlier, &f.Follows, &at, &f.By)
		if err != nil {
			return err
		}
		f.AsOf, f.At = day(asOf), moment(at)
		f.Name, err = tx.db.open(county, "verification_file", f.ID, "name", name)
		all = append(all, f)
		return err
	})
	if err != nil {
		return nil, err
	}
	for n := range all {
		if err := tx.fillVerificationFile(ctx, county, &all[n]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (tx *Tx) fillVerificationFile(ctx context.Context, county region.Code, f *steps.File) error {
	by := []any{string(county), f.ID}
	err := tx.each(ctx, `SELECT id, turn, reason, at, done_by FROM verification_file_turn WHERE county = $1 AND file = $2 ORDER BY at, id`, by, func(rows *sql.Rows) error {
		t := steps.Turn{File: f.ID}
		var at int64
		err := rows.Scan(&t.ID, &t.Turn, &t.Reason, &at, &t.By)
		t.At = moment(at)
		f.Turns = append(f.Turns, t)
		return err
	})
	if err != nil {
		return err
	}
	return tx.each(ctx, `SELECT kind, state, count(*), sum(households), sum(failed), sum(CASE WHEN length(content) > 0 THEN 1 ELSE 0 END)
		FROM verification_file_part WHERE county = $1 AND file = $2 GROUP BY kind, state`, by, func(rows *sql.Rows) error {
		var kind, state string
		var parts, households, failed, held int64
		if err := rows.Scan(&kind, &state, &parts, &households, &failed, &held); err != nil {
			return err
		}
		switch {
		case kind == steps.PartFile:
			f.Tally.Kept += held
		case state == steps.PartWaiting:
			f.Tally.Waiting += parts
		case state == steps.PartDone:
			f.Tally.Done += parts
			f.Tally.Recorded += households
			f.Tally.Failed += failed
		}
		return nil
	})
}

// VerificationFile reads one file. NotFound.
func (tx *Tx) VerificationFile(ctx context.Context, county region.Code, id string) (steps.File, error) {
	return firstFile(tx.verificationFiles(ctx, county, `SELECT `+fileColumns+` FROM verification_file WHERE county = $1 AND id = $2`, id))
}

// VerificationFileOf finds the latest file with a hash. NotFound.
func (tx *Tx) VerificationFileOf(ctx context.Context, county region.Code, hash string) (steps.File, error) {
	return firstFile(tx.verificationFiles(ctx, county, `SELECT `+fileColumns+` FROM verification_file WHERE county = $1 AND hash = $2 ORDER BY at DESC, id DESC LIMIT 1`, hash))
}

func firstFile(found []steps.File, err error) (steps.File, error) {
	if err != nil {
		return steps.File{}, err
	}
	if len(found) == 0 {
		return steps.File{}, notFound()
	}
	return found[0], nil
}

// VerificationFiles lists files for places inside a place, the newest first.
func (tx *Tx) VerificationFiles(ctx context.Context, county, inside region.Code, limit int) ([]steps.File, error) {
	return tx.verificationFiles(ctx, county, `SELECT `+fileColumns+` FROM verification_file WHERE county = $1 AND region >= $2 AND region < $3
		ORDER BY at DESC, id DESC LIMIT $4`, string(inside), upTo(string(inside)), int64(limit))
}

// StaleVerificationFiles lists files brought before a moment whose rows are still held.
func (tx *Tx) StaleVerificationFiles(ctx context.Context, county region.Code, before time.Time) ([]string, error) {
	var all []string
	err := tx.each(ctx, `SELECT f.id FROM verification_file f WHERE f.county = $1 AND f.at < $2 AND EXISTS (
		SELECT 1 FROM verification_file_part p WHERE p.county = $1 AND p.file = f.id AND length(p.content) > 0) ORDER BY f.id`,
		[]any{string(county), micros(before)}, func(rows *sql.Rows) error {
			var id string
			err := rows.Scan(&id)
			all = append(all, id)
			return err
		})
	return all, err
}

// VerificationParts visits the parts of a kind in order, of one state or all.
func (tx *Tx) VerificationParts(ctx context.Context, county region.Code, file, kind, state string, visit func(steps.Part) (bool, error)) error {
	for after := int64(0); ; {
		var some []steps.Part
		err := tx.each(ctx, `SELECT id, part, state, households, failed, content FROM verification_file_part
			WHERE county = $1 AND file = $2 AND kind = $3 AND part > $4 AND ($5 = '' OR state = $5) ORDER BY part LIMIT $6`,
			[]any{string(county), file, kind, after, state, int64(partsAtOnce)}, func(rows *sql.Rows) error {
				p := steps.Part{File: file, Kind: kind}
				var sealed []byte
				if err := rows.Scan(&p.ID, &p.Number, &p.State, &p.Households, &p.Failed, &sealed); err != nil {
					return err
				}
				content, err := tx.db.open(county, "verification_file_part", p.ID, "content", sealed)
				p.Content = []byte(content)
				some = append(some, p)
				return err
			})
		if err != nil {
			return err
		}
		for _, part := range some {
			after = part.Number
			if more, err := visit(part); err != nil || !more {
				return err
			}
		}
		if len(some) < partsAtOnce {
			return nil
		}
	}
}

// FileDisputes counts the disputes about a file's results.
func (tx *Tx) FileDisputes(ctx context.Context, county region.Code, file string) (int64, error) {
	var n int64
	err := tx.one(ctx, `SELECT count(*) FROM verification_dispute WHERE county = $1 AND file = $2`, []any{string(county), file}, &n)
	return n, err
}
