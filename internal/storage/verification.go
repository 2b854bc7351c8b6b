package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"time"

	"chengxin/internal/casework"
	steps "chengxin/internal/casework/verification"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/region"
	"chengxin/internal/verification"
)

var (
	_ steps.Store = (*Tx)(nil)

	verificationMappingFact = declareFact("verification_mapping", "source", "mapping", "at", "done_by")
	verificationReportFact  = declareFact("verification_report", "household", "file", "source", "as_of", "lines", "at")
)

// AddVerificationMapping keeps how a source's files are read.
func (tx *Tx) AddVerificationMapping(ctx context.Context, county region.Code, m steps.SavedMapping) error {
	raw, err := json.Marshal(m.Mapping)
	if err != nil {
		return err
	}
	return tx.add(ctx, verificationMappingFact, county, m.ID, string(m.Source), string(raw), micros(m.At), m.By)
}

// VerificationMappings reads the latest mapping of each source.
func (tx *Tx) VerificationMappings(ctx context.Context, county region.Code) ([]steps.SavedMapping, error) {
	var all []steps.SavedMapping
	err := tx.each(ctx, `SELECT id, mapping, at, done_by FROM verification_mapping WHERE county = $1 ORDER BY at DESC, id DESC`,
		[]any{string(county)}, func(rows *sql.Rows) error {
			var m steps.SavedMapping
			var raw string
			var at int64
			if err := rows.Scan(&m.ID, &raw, &at, &m.By); err != nil {
				return err
			}
			m.At = moment(at)
			if err := json.Unmarshal([]byte(raw), &m.Mapping); err != nil {
				return err
			}
			if !slices.ContainsFunc(all, func(known steps.SavedMapping) bool { return known.Source == m.Source }) {
				all = append(all, m)
			}
			return nil
		})
	return all, err
}

// VerificationMapping reads one mapping. NotFound.
func (tx *Tx) VerificationMapping(ctx context.Context, county region.Code, id string) (steps.SavedMapping, error) {
	m := steps.SavedMapping{ID: id}
	var raw string
	var at int64
	err := tx.one(ctx, `SELECT mapping, at, done_by FROM verification_mapping WHERE county = $1 AND id = $2`, []any{string(county), id}, &raw, &at, &m.By)
	if err != nil {
		return m, err
	}
	m.At = moment(at)
	return m, json.Unmarshal([]byte(raw), &m.Mapping)
}

// AddVerificationReport keeps what one file states about one household. Conflict when it was recorded already.
func (tx *Tx) AddVerificationReport(ctx context.Context, county region.Code, r verification.Report) error {
	lines, err := tx.sealJSON(county, "verification_report", r.ID, "lines", r.Lines)
	if err != nil {
		return err
	}
	return tx.add(ctx, verificationReportFact, county, r.ID, r.Household, r.File, string(r.Source), r.AsOf.String(), lines, micros(r.At))
}

const reportColumns = `id, household, file, source, as_of, lines, at`

func (tx *Tx) scanReport(rows *sql.Rows, county region.Code) (verification.Report, error) {
	var r verification.Report
	var asOf string
	var lines []byte
	var at int64
	if err := rows.Scan(&r.ID, &r.Household, &r.File, &r.Source, &asOf, &lines, &at); err != nil {
		return r, err
	}
	r.AsOf, r.At = day(asOf), moment(at)
	return r, tx.openJSON(county, "verification_report", r.ID, "lines", lines, &r.Lines)
}

// VerificationReports reads a household's reports whose files were not taken back, oldest first.
func (tx *Tx) VerificationReports(ctx context.Context, county region.Code, household string) ([]verification.Report, error) {
	var all []verification.Report
	err := tx.each(ctx, `SELECT `+reportColumns+` FROM verification_report WHERE county = $1 AND household = $2 AND NOT EXISTS (
		SELECT 1 FROM verification_file_turn t WHERE t.county = $1 AND t.file = verification_report.file AND t.turn = 'undone') ORDER BY at, id`,
		[]any{string(county), household}, func(rows *sql.Rows) error {
			r, err := tx.scanReport(rows, county)
			all = append(all, r)
			return err
		})
	return all, err
}

// VerificationReportsOf visits the reports of one file.
func (tx *Tx) VerificationReportsOf(ctx context.Context, county region.Code, file string, visit func(verification.Report) error) error {
	return tx.each(ctx, `SELECT `+reportColumns+` FROM verification_report WHERE county = $1 AND file = $2 ORDER BY household`,
		[]any{string(county), file}, func(rows *sql.Rows) error {
			r, err := tx.scanReport(rows, county)
			if err != nil {
				return err
			}
			return visit(r)
		})
}

// TouchVerified raises the row versions of a file's households and lets them wait for their comparison.
func (tx *Tx) TouchVerified(ctx context.Context, county region.Code, file, cause string, at time.Time) (int, error) {
	result, err := tx.q.ExecContext(ctx, `UPDATE household SET version = version + 1 WHERE county = $1 AND id IN (
		SELECT r.household FROM verification_report r WHERE r.county = $1 AND r.file = $2)`, string(county), file)
	if err != nil {
		return 0, err
	}
	touched, err := result.RowsAffected()
	if err != nil {
		return 0, err
	}
	_, err = tx.q.ExecContext(ctx, `INSERT INTO comparison_due (county, household, region, cause, batch, since, next_at, tries, failure)
		SELECT h.county, h.id, h.region, $3, '', $4, $4, 0, '' FROM household h WHERE h.county = $1 AND h.id IN (
			SELECT r.household FROM verification_report r WHERE r.county = $1 AND r.file = $2)
		ON CONFLICT (county, household) DO UPDATE SET cause = excluded.cause, since = excluded.since, next_at = excluded.next_at, tries = 0, failure = ''
		WHERE comparison_due.county = $1`, string(county), file, cause, micros(at))
	return int(touched), err
}

// VerificationPersons finds who on the register has which of many identity numbers.
func (tx *Tx) VerificationPersons(ctx context.Context, county region.Code, numbers []household.IDNumber) (map[household.IDNumber][]steps.Person, error) {
	known, err := tx.KnownIDs(ctx, county, numbers)
	if err != nil {
		return nil, err
	}
	found := make(map[household.IDNumber][]steps.Person, len(known))
	for number, hits := range known {
		for _, hit := range hits {
			found[number] = append(found[number], steps.Person{Member: hit.Member, Household: hit.Household})
		}
	}
	return found, nil
}

// homesAtOnce is how many households are read by one statement.
const homesAtOnce = 400

// VerificationHomes reads many households with their people and authorisations on a day. Names, ink and papers stay closed.
func (tx *Tx) VerificationHomes(ctx context.Context, county region.Code, ids []string, on period.Day) (map[string]steps.Home, error) {
	homes := make(map[string]steps.Home, len(ids))
	for some := range slices.Chunk(ids, homesAtOnce) {
		if err := tx.verificationHomes(ctx, county, some, on, homes); err != nil {
			return nil, err
		}
	}
	return homes, nil
}

func (tx *Tx) verificationHomes(ctx context.Context, county region.Code, ids []string, on period.Day, homes map[string]steps.Home) error {
	list, args := among([]any{string(county)}, ids)
	err := tx.each(ctx, `SELECT id, number, region, version FROM household WHERE county = $1 AND id IN `+list, args, func(rows *sql.Rows) error {
		var row casework.HouseholdRow
		err := rows.Scan(&row.ID, &row.Number, &row.Region, &row.Version)
		homes[row.ID] = steps.Home{Row: row}
		return err
	})
	if err != nil {
		return err
	}
	versions := map[string][]household.Member{}
	err = tx.each(ctx, `SELECT id, household, member, relation, born_on, capacity, from_on, until_on, seq FROM member WHERE county = $1 AND household IN `+list, args, func(rows *sql.Rows) error {
		var m household.Member
		var born, from, until string
		err := rows.Scan(&m.RowID, &m.HouseholdID, &m.ID, &m.Relation, &born, &m.Capacity, &from, &until, &m.Seq)
		m.BornOn, m.FromOn, m.UntilOn = day(born), day(from), day(until)
		versions[m.HouseholdID] = append(versions[m.HouseholdID], m)
		return err
	})
	if err != nil {
		return err
	}
	for id, all := range versions {
		home := homes[id]
		for _, m := range household.Members(all, on) {
			home.Persons = append(home.Persons, pledge.Person{Member: m.ID, BornOn: m.BornOn, Incapable: m.Capacity.NeedsGuardian()})
		}
		homes[id] = home
	}
	return tx.authorisations(ctx, county, list, args, homes)
}

// RecusedFrom lists the households in which somebody is disclosed as kin of an officer on a day.
func (tx *Tx) RecusedFrom(ctx context.Context, county region.Code, officer string, on period.Day) ([]string, error) {
	var all []string
	err := tx.each(ctx, `SELECT DISTINCT household FROM kinship WHERE county = $1 AND officer = $2 AND from_on <= $3 AND (until_on = '' OR until_on > $3) ORDER BY household`,
		[]any{string(county), officer, on.String()}, func(rows *sql.Rows) error {
			var id string
			err := rows.Scan(&id)
			all = append(all, id)
			return err
		})
	return all, err
}

func (tx *Tx) authorisations(ctx context.Context, county region.Code, list string, args []any, homes map[string]steps.Home) error {
	papers := false
	change := func(id string, do func(*pledge.Facts)) {
		home := homes[id]
		do(&home.Facts)
		homes[id] = home
	}
	err := tx.each(ctx, `SELECT id, household, member, text_hash, capacity, paper, valid_until, signed_at, recorded_by FROM pledge_signature
		WHERE county = $1 AND text = 'authorisation' AND household IN `+list, args, func(rows *sql.Rows) error {
		s := pledge.Signature{Text: pledge.AuthorisationText}
		var until string
		var signed int64
		err := rows.Scan(&s.ID, &s.Household, &s.Member, &s.Hash, &s.Capacity, &s.Paper, &until, &signed, &s.RecordedBy)
		s.ValidUntil, s.SignedAt = day(until), moment(signed)
		papers = papers || s.Paper != ""
		change(s.Household, func(f *pledge.Facts) { f.Signatures = append(f.Signatures, s) })
		return err
	})
	if err != nil {
		return err
	}
	if papers {
		err = tx.each(ctx, `SELECT household, paper, agrees, checked_at, checked_by FROM pledge_paper_check WHERE county = $1 AND household IN `+list, args, func(rows *sql.Rows) error {
			var c pledge.Check
			var home string
			var agrees, at int64
			err := rows.Scan(&home, &c.Paper, &agrees, &at, &c.CheckedBy)
			c.Agrees, c.CheckedAt = agrees == 1, moment(at)
			change(home, func(f *pledge.Facts) { f.Checks = append(f.Checks, c) })
			return err
		})
		if err != nil {
			return err
		}
	}
	return tx.each(ctx, `SELECT household, member, at FROM pledge_withdrawal WHERE county = $1 AND text = 'authorisation' AND household IN `+list, args, func(rows *sql.Rows) error {
		w := pledge.Withdrawal{Text: pledge.AuthorisationText}
		var at int64
		err := rows.Scan(&w.Household, &w.Member, &at)
		w.At = moment(at)
		change(w.Household, func(f *pledge.Facts) { f.Withdrawals = append(f.Withdrawals, w) })
		return err
	})
}
