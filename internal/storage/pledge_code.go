package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	steps "chengxin/internal/casework/pledge"
	"chengxin/internal/pledge"
	"chengxin/internal/region"
	"chengxin/internal/vault"
)

// codePlace binds a kept signing code to its row.
func codePlace(county region.Code, id string) vault.Place {
	return vault.Place{County: county, Table: "signing_code", Row: id, Column: "kept"}
}

// KeepSigningCode keeps a code hashed and puts it in place of the member's earlier one.
func (tx *Tx) KeepSigningCode(ctx context.Context, county region.Code, c pledge.SigningCode, digits string) error {
	kept := tx.db.vault.KeepCode(codePlace(county, c.ID), digits)
	_, err := tx.q.ExecContext(ctx, `INSERT INTO signing_code (county, household, member, id, kept, way, issued_at, issued_by, expires_at, tries, used_at, used_for)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, '')
		ON CONFLICT (county, household, member) DO UPDATE SET id = excluded.id, kept = excluded.kept, way = excluded.way,
			issued_at = excluded.issued_at, issued_by = excluded.issued_by, expires_at = excluded.expires_at, tries = 0, used_at = 0, used_for = ''
		WHERE signing_code.county = $1`,
		string(county), c.Household, c.Member, c.ID, kept, string(c.Way), micros(c.IssuedAt), c.IssuedBy, micros(c.ExpiresAt))
	return err
}

// SigningCode reads a member's code and says whether the digits are its own. NotFound.
func (tx *Tx) SigningCode(ctx context.Context, county region.Code, household, member, digits string) (pledge.SigningCode, bool, error) {
	c := pledge.SigningCode{Household: household, Member: member}
	var kept []byte
	var issued, expires, tries, used int64
	err := tx.one(ctx, `SELECT id, kept, way, issued_at, issued_by, expires_at, tries, used_at, used_for FROM signing_code
		WHERE county = $1 AND household = $2 AND member = $3`, []any{string(county), household, member},
		&c.ID, &kept, &c.Way, &issued, &c.IssuedBy, &expires, &tries, &used, &c.UsedFor)
	if err != nil {
		return c, false, err
	}
	c.IssuedAt, c.ExpiresAt, c.Tries = moment(issued), moment(expires), int(tries)
	if used != 0 {
		c.UsedAt = moment(used)
	}
	right, err := tx.db.vault.CheckCode(codePlace(county, c.ID), kept, digits)
	return c, right, err
}

// CountCodeTry counts a wrong entry.
func (tx *Tx) CountCodeTry(ctx context.Context, county region.Code, c pledge.SigningCode) error {
	return tx.exactlyOne(ctx, `UPDATE signing_code SET tries = tries + 1 WHERE county = $1 AND id = $2 AND tries = $3`,
		string(county), c.ID, int64(c.Tries))
}

// UseSigningCode spends a code for a submission.
func (tx *Tx) UseSigningCode(ctx context.Context, county region.Code, id, usedFor string, at time.Time) error {
	return tx.exactlyOne(ctx, `UPDATE signing_code SET used_at = $3, used_for = $4 WHERE county = $1 AND id = $2 AND used_at = 0`,
		string(county), id, micros(at), usedFor)
}

// KeepSlip keeps an access slip sealed until it is printed, in place of the member's earlier one.
func (tx *Tx) KeepSlip(ctx context.Context, county region.Code, s steps.Slip) error {
	raw, err := json.Marshal(s)
	if err != nil {
		return err
	}
	content, err := tx.db.seal(county, "access_slip", s.ID, "content", string(raw))
	if err != nil {
		return err
	}
	_, err = tx.q.ExecContext(ctx, `INSERT INTO access_slip (county, id, household, region, member, content, issued_at)
		SELECT $1, $2, id, region, $4, $5, $6 FROM household WHERE county = $1 AND id = $3
		ON CONFLICT (county, household, member) DO UPDATE SET id = excluded.id, content = excluded.content, issued_at = excluded.issued_at
		WHERE access_slip.county = $1`,
		string(county), s.ID, s.Household, s.Member, content, micros(s.IssuedAt))
	return err
}

// TakeSlips gives the waiting slips of a household, or of a village's every household when none is named, and deletes them.
func (tx *Tx) TakeSlips(ctx context.Context, county, village region.Code, household string) ([]steps.Slip, error) {
	query, by := `SELECT id, content FROM access_slip WHERE county = $1 AND household = $2 ORDER BY id`, household
	if household == "" {
		query, by = `SELECT id, content FROM access_slip WHERE county = $1 AND region = $2 ORDER BY household, id`, string(village)
	}
	var slips []steps.Slip
	err := tx.each(ctx, query, []any{string(county), by}, func(rows *sql.Rows) error {
		var id string
		var content []byte
		if err := rows.Scan(&id, &content); err != nil {
			return err
		}
		raw, err := tx.db.open(county, "access_slip", id, "content", content)
		if err != nil {
			return err
		}
		var slip steps.Slip
		slips = append(slips, slip)
		return json.Unmarshal([]byte(raw), &slips[len(slips)-1])
	})
	if err != nil {
		return nil, err
	}
	for _, slip := range slips {
		if err := tx.exactlyOne(ctx, `DELETE FROM access_slip WHERE county = $1 AND id = $2`, string(county), slip.ID); err != nil {
			return nil, err
		}
	}
	return slips, nil
}
