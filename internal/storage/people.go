package storage

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"chengxin/internal/casework/people"
	"chengxin/internal/fault"
	"chengxin/internal/region"
)

var _ people.Store = (*Tx)(nil)

var (
	officerTable           = declareFact("officer", "login", "made_at", "made_by")
	officerDetailTable     = declareFact("officer_detail", "officer", "seq", "name", "unit", "phone", "at", "made_by")
	officerGrantTable      = declareFact("officer_grant", "officer", "role", "region", "at", "made_by")
	officerWithdrawalTable = declareFact("officer_withdrawal", "granted", "reason", "at", "made_by")
	officerLockTable       = declareFact("officer_lock", "officer", "locked", "reason", "at", "made_by")
	staffPledgeTable       = declareFact("officer_staff_pledge", "officer", "edition", "hash", "at")
)

// AddOfficer keeps a new account with its first version, and an empty secret.
func (tx *Tx) AddOfficer(ctx context.Context, officer people.Officer) error {
	county := officer.County
	if err := tx.add(ctx, officerTable, county, officer.ID, officer.Login, micros(officer.MadeAt), officer.MadeBy); err != nil {
		return err
	}
	_, err := tx.q.ExecContext(ctx, `INSERT INTO officer_secret (county, officer, version, password, factor, step, password_at) VALUES ($1, $2, 1, $3, $4, 0, 0)`,
		string(county), officer.ID, []byte{}, []byte{})
	if err != nil {
		return err
	}
	return tx.AddOfficerDetail(ctx, officer, officer.MadeAt, officer.MadeBy)
}

// AddOfficerDetail keeps a version of name, unit and phone.
func (tx *Tx) AddOfficerDetail(ctx context.Context, officer people.Officer, at time.Time, by string) error {
	id := NewID()
	phone, err := tx.db.seal(officer.County, "officer_detail", id, "phone", officer.Phone)
	if err != nil {
		return err
	}
	return tx.add(ctx, officerDetailTable, officer.County, id, officer.ID, officer.Seq, officer.Name, string(officer.Unit), phone, micros(at), by)
}

const officerColumns = `SELECT o.county, o.id, o.login, o.made_at, o.made_by, d.id, d.seq, d.name, d.unit, d.phone, s.password, s.factor
	FROM officer o
	JOIN officer_detail d ON d.county = o.county AND d.county = $1 AND d.officer = o.id
	JOIN officer_secret s ON s.county = o.county AND s.county = $1 AND s.officer = o.id
	WHERE o.county = $1 AND d.seq = (SELECT max(l.seq) FROM officer_detail l WHERE l.county = $1 AND l.officer = o.id)`

func (tx *Tx) officers(ctx context.Context, county region.Code, query string, args ...any) ([]people.Officer, error) {
	var found []people.Officer
	err := tx.each(ctx, query, append([]any{string(county)}, args...), func(rows *sql.Rows) error {
		var officer people.Officer
		var madeAt int64
		var detail string
		var phone, password, factor []byte
		if err := rows.Scan(&officer.County, &officer.ID, &officer.Login, &madeAt, &officer.MadeBy, &detail, &officer.Seq,
			&officer.Name, &officer.Unit, &phone, &password, &factor); err != nil {
			return err
		}
		var err error
		officer.MadeAt, officer.Ready = moment(madeAt), len(password) > 0 && len(factor) > 0
		officer.Phone, err = tx.db.open(county, "officer_detail", detail, "phone", phone)
		found = append(found, officer)
		return err
	})
	if err != nil {
		return nil, err
	}
	locks := map[string]people.Lock{}
	err = tx.each(ctx, `SELECT officer, locked, reason FROM officer_lock WHERE county = $1 ORDER BY id`, []any{string(county)}, func(rows *sql.Rows) error {
		var lock people.Lock
		var locked int64
		if err := rows.Scan(&lock.Officer, &locked, &lock.Reason); err != nil {
			return err
		}
		lock.Locked = locked == 1
		locks[lock.Officer] = lock
		return nil
	})
	for i := range found {
		if lock := locks[found[i].ID]; lock.Locked {
			found[i].Locked, found[i].LockWhy = true, lock.Reason
		}
	}
	return found, err
}

// Officer reads one account.
func (tx *Tx) Officer(ctx context.Context, county region.Code, id string) (people.Officer, error) {
	found, err := tx.officers(ctx, county, officerColumns+` AND o.id = $2`, id)
	if err == nil && len(found) == 0 {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	if err != nil {
		return people.Officer{}, err
	}
	return found[0], nil
}

// Officers lists a county's accounts by login name.
func (tx *Tx) Officers(ctx context.Context, county region.Code) ([]people.Officer, error) {
	return tx.officers(ctx, county, officerColumns+` ORDER BY o.login`)
}

// OfficerByLogin finds an account by its login name.
func (tx *Tx) OfficerByLogin(ctx context.Context, login string) (people.Officer, error) {
	var county region.Code
	var id string
	if err := tx.one(ctx, `SELECT county, id FROM officer WHERE login = $1`, []any{login}, &county, &id); err != nil {
		return people.Officer{}, err
	}
	return tx.Officer(ctx, county, id)
}

// AddRole keeps a grant.
func (tx *Tx) AddRole(ctx context.Context, county region.Code, role people.HeldRole) error {
	return tx.add(ctx, officerGrantTable, county, role.ID, role.Officer, string(role.Role), string(role.Region), micros(role.At), role.By)
}

// AddRoleWithdrawal keeps a grant's withdrawal.
func (tx *Tx) AddRoleWithdrawal(ctx context.Context, county region.Code, id string, role people.HeldRole) error {
	return tx.add(ctx, officerWithdrawalTable, county, id, role.ID, role.Reason, micros(role.WithdrawnAt), role.WithdrawnBy)
}

// Roles lists an officer's roles, or everybody's, withdrawn ones too.
func (tx *Tx) Roles(ctx context.Context, county region.Code, officer string) ([]people.HeldRole, error) {
	var roles []people.HeldRole
	err := tx.each(ctx, `SELECT g.id, g.officer, g.role, g.region, g.at, g.made_by, COALESCE(w.at, 0), COALESCE(w.made_by, ''), COALESCE(w.reason, '')
		FROM officer_grant g LEFT JOIN officer_withdrawal w ON w.county = g.county AND w.county = $1 AND w.granted = g.id
		WHERE g.county = $1 AND (g.officer = $2 OR $2 = '') ORDER BY g.id`, []any{string(county), officer}, func(rows *sql.Rows) error {
		var role people.HeldRole
		var at, withdrawn int64
		if err := rows.Scan(&role.ID, &role.Officer, &role.Role, &role.Region, &at, &role.By, &withdrawn, &role.WithdrawnBy, &role.Reason); err != nil {
			return err
		}
		role.At, role.WithdrawnAt = moment(at), maybeMoment(withdrawn)
		roles = append(roles, role)
		return nil
	})
	return roles, err
}

// maybeMoment reads a moment that may not have come: 0 gives the zero time.
func maybeMoment(at int64) time.Time {
	if at == 0 {
		return time.Time{}
	}
	return moment(at)
}

func maybeMicros(at time.Time) int64 {
	if at.IsZero() {
		return 0
	}
	return micros(at)
}

// AddOfficerLock keeps that an account was closed or opened.
func (tx *Tx) AddOfficerLock(ctx context.Context, county region.Code, lock people.Lock) error {
	locked := int64(0)
	if lock.Locked {
		locked = 1
	}
	return tx.add(ctx, officerLockTable, county, lock.ID, lock.Officer, locked, lock.Reason, micros(lock.At), lock.By)
}

// AddStaffPledge keeps a signature under the staff pledge.
func (tx *Tx) AddStaffPledge(ctx context.Context, county region.Code, signed people.SignedStaffPledge) error {
	return tx.add(ctx, staffPledgeTable, county, signed.ID, signed.Officer, signed.Edition, signed.Hash, micros(signed.At))
}

// StaffPledges lists an officer's signatures.
func (tx *Tx) StaffPledges(ctx context.Context, county region.Code, officer string) ([]people.SignedStaffPledge, error) {
	var signed []people.SignedStaffPledge
	err := tx.each(ctx, `SELECT id, edition, hash, at FROM officer_staff_pledge WHERE county = $1 AND officer = $2 ORDER BY id`,
		[]any{string(county), officer}, func(rows *sql.Rows) error {
			one := people.SignedStaffPledge{Officer: officer}
			var at int64
			err := rows.Scan(&one.ID, &one.Edition, &one.Hash, &at)
			one.At = moment(at)
			signed = append(signed, one)
			return err
		})
	return signed, err
}

// TakeOfficer takes the officer's row for this act.
func (tx *Tx) TakeOfficer(ctx context.Context, county region.Code, officer string) (people.Secret, error) {
	secret, err := tx.OfficerSecret(ctx, county, officer)
	if err != nil {
		return secret, err
	}
	err = tx.exactlyOne(ctx, `UPDATE officer_secret SET version = version + 1 WHERE county = $1 AND officer = $2 AND version = $3`, string(county), officer, secret.Version)
	secret.Version++
	return secret, err
}

// OfficerSecret reads what an officer signs in with.
func (tx *Tx) OfficerSecret(ctx context.Context, county region.Code, officer string) (people.Secret, error) {
	var secret people.Secret
	var password, factor []byte
	var passwordAt int64
	err := tx.one(ctx, `SELECT version, password, factor, step, password_at FROM officer_secret WHERE county = $1 AND officer = $2`,
		[]any{string(county), officer}, &secret.Version, &password, &factor, &secret.Step, &passwordAt)
	if err != nil {
		return secret, err
	}
	secret.PasswordAt = maybeMoment(passwordAt)
	if secret.Password, err = tx.db.open(county, "officer_secret", officer, "password", password); err != nil {
		return secret, err
	}
	secret.Factor, err = tx.db.open(county, "officer_secret", officer, "factor", factor)
	return secret, err
}

// KeepSecret replaces what an officer signs in with. The act holds the row by TakeOfficer.
func (tx *Tx) KeepSecret(ctx context.Context, county region.Code, officer string, secret people.Secret) error {
	password, err := tx.db.seal(county, "officer_secret", officer, "password", secret.Password)
	if err != nil {
		return err
	}
	factor, err := tx.db.seal(county, "officer_secret", officer, "factor", secret.Factor)
	if err != nil {
		return err
	}
	return tx.exactlyOne(ctx, `UPDATE officer_secret SET password = $3, factor = $4, step = $5, password_at = $6 WHERE county = $1 AND officer = $2 AND version = $7`,
		string(county), officer, password, factor, secret.Step, maybeMicros(secret.PasswordAt), secret.Version)
}

// recoveryField is the blind index of recovery codes.
const recoveryField = "officer_recovery.code"

// plainRecovery is a code without the hyphens with which it is shown.
func plainRecovery(code string) string { return strings.ReplaceAll(code, "-", "") }

// KeepRecoveryCodes replaces an officer's recovery codes.
func (tx *Tx) KeepRecoveryCodes(ctx context.Context, county region.Code, officer string, codes []string) error {
	if _, err := tx.q.ExecContext(ctx, `DELETE FROM officer_recovery WHERE county = $1 AND officer = $2`, string(county), officer); err != nil {
		return err
	}
	for _, code := range codes {
		key := tx.db.vault.Index(county, recoveryField, officer+"/"+plainRecovery(code))
		if _, err := tx.q.ExecContext(ctx, `INSERT INTO officer_recovery (county, officer, code, used_at) VALUES ($1, $2, $3, 0)`, string(county), officer, key); err != nil {
			return err
		}
	}
	return nil
}

// UseRecoveryCode uses a code up.
func (tx *Tx) UseRecoveryCode(ctx context.Context, county region.Code, officer, code string, at time.Time) (bool, error) {
	for _, key := range tx.db.vault.Lookups(county, recoveryField, officer+"/"+plainRecovery(code)) {
		result, err := tx.q.ExecContext(ctx, `UPDATE officer_recovery SET used_at = $4 WHERE county = $1 AND officer = $2 AND code = $3 AND used_at = 0`,
			string(county), officer, key, micros(at))
		if err != nil {
			return false, err
		}
		if changed, err := result.RowsAffected(); err != nil || changed == 1 {
			return changed == 1, err
		}
	}
	return false, nil
}

// RecoveryCodesLeft counts the unused codes.
func (tx *Tx) RecoveryCodesLeft(ctx context.Context, county region.Code, officer string) (int, error) {
	var left int
	err := tx.one(ctx, `SELECT count(*) FROM officer_recovery WHERE county = $1 AND officer = $2 AND used_at = 0`, []any{string(county), officer}, &left)
	return left, err
}
