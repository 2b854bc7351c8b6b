package storage

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"chengxin/internal/audit"
	"chengxin/internal/region"
	"chengxin/internal/vault"
)

// sealedTable names the sealed columns of a table, and the column whose value their place calls the row.
type sealedTable struct {
	name    string
	row     string
	columns []string
}

// sealedTables lists everything that is sealed in a county's tables. Browsers' sessions are left out: they end within a day.
var sealedTables = []sealedTable{
	{"household", "id", []string{"address"}},
	{"member", "id", []string{"name", "id_number", "id_tail", "phone", "account", "health"}},
	{"kinship", "id", []string{"official"}},
	{"document", "id", []string{"content"}},
	{"officer_detail", "id", []string{"phone"}},
	{"officer_secret", "officer", []string{"password", "factor"}},
	{"invitation", "id", []string{"factor"}},
	{"proxy", "id", []string{"name", "tail"}},
	{"notice_service", "id", []string{"receiver", "witness", "read_aloud_by"}},
	{"understanding_answer", "id", []string{"read_aloud_by"}},
	{"pledge_signature", "id", []string{"signer_name", "ink"}},
	{"pledge_paper", "id", []string{"signer_name", "read_aloud_by", "witness", "reason"}},
	{"pledge_paper_check", "id", []string{"reason"}},
	{"pledge_withdrawal", "id", []string{"reason"}},
	{"access_slip", "id", []string{"content"}},
	{"declaration_draft", "id", []string{"lines"}},
	{"declaration", "id", []string{"lines"}},
	{"change_report", "id", []string{"words"}},
	{"exit_event", "id", []string{"words"}},
	{"sheet_entry", "id", []string{"lines"}},
	{"sheet_event", "id", []string{"lines", "words"}},
	{"sheet_draft", "id", []string{"lines"}},
	{"outbox_try", "id", []string{"words"}},
	{"visit_attempt", "id", []string{"reason", "told"}},
	{"visit_draft", "id", []string{"form"}},
	{"visit", "id", []string{"form", "reason"}},
	{"visit_confirmation", "id", []string{"reason", "signature"}},
	{"visit_photo", "id", []string{"caption"}},
	{"visit_dispute", "id", []string{"words"}},
	{"visit_answer", "id", []string{"words"}},
	{"policy_comment", "id", []string{"words"}},
	{"policy_answer", "id", []string{"words"}},
	{"verification_file", "id", []string{"name"}},
	{"verification_file_part", "id", []string{"content"}},
	{"verification_report", "id", []string{"lines"}},
	{"verification_dispute", "id", []string{"words"}},
	{"verification_answer", "id", []string{"content"}},
	{"verification_enquiry", "id", []string{"content"}},
	{"verification_enquiry_event", "id", []string{"content"}},
	{"comparison_run", "id", []string{"inputs", "found"}},
	{"clue", "id", []string{"content"}},
	{"clue_event", "id", []string{"content"}},
	{"interference", "id", []string{"content"}},
	{"matter", "id", []string{"content"}},
	{"matter_record", "id", []string{"content"}},
	{"objection", "id", []string{"content"}},
	{"objection_record", "id", []string{"content"}},
	{"measure", "id", []string{"content"}},
	{"measure_record", "id", []string{"content"}},
	{"application", "id", []string{"content"}},
	{"application_event", "id", []string{"content"}},
	{"application_check", "id", []string{"purpose"}},
	{"recovery", "id", []string{"content"}},
	{"recovery_record", "id", []string{"content"}},
	{"recovery_file", "id", []string{"name", "content"}},
	{"tipoff", "id", []string{"content"}},
	{"tipoff_event", "id", []string{"content"}},
	{reporterTable, "id", []string{"content"}},
	{"register_import", "id", []string{"name"}},
	{"register_import_part", "id", []string{"content"}},
}

// resealAtOnce is how many rows are sealed anew in one transaction, so that acts wait only shortly.
const resealAtOnce = 200

// Reseal seals every field of a county with the newest key that is still sealed with an older one, and says how many rows
// it touched. Rows of facts get new digests, in an entry of the log that says so: a lawful re-encryption. It may be stopped
// and run again.
func (db *DB) Reseal(ctx context.Context, county region.Code, now func() time.Time, by string) (rows int64, err error) {
	for _, table := range sealedTables {
		for after := ""; ; {
			var last string
			var read, touched int64
			err := db.Write(ctx, func(tx *Tx) error {
				last, read, touched = "", 0, 0
				var err error
				if last, read, touched, err = tx.reseal(ctx, county, table, after); err != nil || touched == 0 {
					return err
				}
				_, err = tx.AppendEntry(ctx, audit.Entry{
					County: county, At: now(), Kind: "FieldsSealedAnew", ActorKind: "setup", ActorID: by, Region: county,
					Detail: map[string]string{"table": table.name, "rows": fmt.Sprint(touched)},
				})
				return err
			})
			if err != nil {
				return rows, err
			}
			rows += touched
			if read < resealAtOnce {
				break
			}
			after = last
		}
	}
	return rows, nil
}

func (tx *Tx) reseal(ctx context.Context, county region.Code, table sealedTable, after string) (last string, read, touched int64, err error) {
	type stale struct {
		row    string
		values [][]byte
	}
	if table.name == reporterTable && tx.db.reporters == nil {
		return "", 0, 0, nil // whoever has no key for them keeps none
	}
	keys, err := tx.db.keysOf(table.name)
	if err != nil {
		return "", 0, 0, err
	}
	var found []stale
	query := "SELECT " + table.row + ", " + strings.Join(table.columns, ", ") + " FROM " + table.name +
		" WHERE county = $1 AND " + table.row + " > $2 ORDER BY " + table.row + " LIMIT $3" // #nosec G202 -- names of the list above
	err = tx.each(ctx, query, []any{string(county), after, int64(resealAtOnce)}, func(rows *sql.Rows) error {
		one := stale{values: make([][]byte, len(table.columns))}
		into := []any{&one.row}
		for i := range one.values {
			into = append(into, &one.values[i])
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		last, read = one.row, read+1
		for _, value := range one.values {
			if len(value) > 0 && keys.Stale(value) {
				found = append(found, one)
				return nil
			}
		}
		return nil
	})
	if err != nil {
		return last, read, 0, err
	}
	for _, one := range found {
		var set []string
		args := []any{string(county), one.row}
		for i, column := range table.columns {
			if len(one.values[i]) == 0 {
				continue // nothing was ever written there, and it stays as it is
			}
			place := vault.Place{County: county, Table: table.name, Row: one.row, Column: column}
			plain, err := keys.Open(place, one.values[i])
			if err != nil {
				return last, read, 0, err
			}
			sealed, err := keys.Seal(place, plain)
			if err != nil {
				return last, read, 0, err
			}
			args = append(args, sealed)
			set = append(set, fmt.Sprintf("%s = $%d", column, len(args)))
		}
		update := "UPDATE " + table.name + " SET " + strings.Join(set, ", ") + " WHERE county = $1 AND " + table.row + " = $2" // #nosec G202 -- likewise
		if err := tx.exactlyOne(ctx, update, args...); err != nil {
			return last, read, 0, err
		}
		if err := tx.digestAnew(ctx, county, table.name, one.row); err != nil {
			return last, read, 0, err
		}
	}
	return last, read, int64(len(found)), nil
}

// digestAnew puts a fact's digest as the row stands now into the act's entry; a row that is no fact has none.
func (tx *Tx) digestAnew(ctx context.Context, county region.Code, table, id string) error {
	columns, isFact := factTables[table]
	if !isFact {
		return nil
	}
	query := "SELECT " + strings.Join(columns, ", ") + " FROM " + table + " WHERE county = $1 AND id = $2" // #nosec G202 -- names from declareFact
	return tx.each(ctx, query, []any{string(county), id}, func(rows *sql.Rows) error {
		values, err := scanAll(rows, len(columns))
		if err != nil {
			return err
		}
		tx.facts = append(tx.facts, audit.Fact{Table: table, ID: id, Digest: audit.RowDigest(table, columns, values)})
		return nil
	})
}
