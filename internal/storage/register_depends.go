package storage

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"chengxin/internal/casework/register"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/region"
)

func notFound() error { return fault.New(fault.NotFound, "fault.not_found") }

func itoa(n int) string { return strconv.Itoa(n) }

// numbersAtOnce is how many identity numbers one statement asks for.
const numbersAtOnce = 500

// KnownIDs finds which of many identity numbers are known in the county, and with whom.
func (tx *Tx) KnownIDs(ctx context.Context, county region.Code, numbers []household.IDNumber) (map[household.IDNumber][]register.Hit, error) {
	known := map[household.IDNumber][]register.Hit{}
	for some := range slices.Chunk(numbers, numbersAtOnce) {
		of := map[string]household.IDNumber{}
		args := []any{string(county)}
		for _, number := range some {
			for _, index := range tx.db.vault.Lookups(county, idField, string(number)) {
				of[string(index)] = number
				args = append(args, index)
			}
		}
		query := `SELECT id_index, member, household FROM member WHERE county = $1 AND id_index IN (` + marks(2, len(args)-1) + `)` // #nosec G202 -- only placeholders
		err := tx.each(ctx, query, args, func(rows *sql.Rows) error {
			var index []byte
			var hit register.Hit
			if err := rows.Scan(&index, &hit.Member, &hit.Household); err != nil {
				return err
			}
			number := of[string(index)]
			if !slices.Contains(known[number], hit) {
				known[number] = append(known[number], hit)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return known, nil
}

// RegisterPage reads the households in a place after a file number, in the order of numbers.
func (tx *Tx) RegisterPage(ctx context.Context, county, place region.Code, after string, limit int) ([]household.Household, error) {
	var all []household.Household
	err := tx.each(ctx, `SELECT id, number, region, address, kind, registered_on, version FROM household
		WHERE county = $1 AND number > $2 AND region >= $3 AND region < $4 ORDER BY number LIMIT $5`,
		[]any{string(county), after, string(place), upTo(string(place)), int64(limit)}, func(rows *sql.Rows) error {
			h := household.Household{County: county}
			var address []byte
			var registered string
			if err := rows.Scan(&h.ID, &h.Number, &h.Region, &address, &h.Kind, &registered, &h.Version); err != nil {
				return err
			}
			h.RegisteredOn = day(registered)
			var err error
			h.Address, err = tx.db.open(county, "household", h.ID, "address", address)
			all = append(all, h)
			return err
		})
	return all, err
}

// dependents lists what can be done with a household, by table. The schema's test holds it complete: a table of a
// household's facts stands here, or says there why nothing of it depends on the registration.
var dependents = []string{
	"kinship", "document", "access_code", "access_slip", "proxy", "notice_issue", "notice_service", "notice_reading",
	"understanding_answer", "pledge_signature", "pledge_paper", "pledge_withdrawal", "declaration_draft", "declaration", "change_report", "exit_event",
	"verification_report", "verification_dispute", "verification_answer", "verification_enquiry", "verification_enquiry_event",
	"paper_sheet", "sheet_entry", "sheet_event", "sheet_draft",
}

// Dependents says what was done with a household since it was registered: by table, and "changed" where an act took its row
// without leaving any of them. NotFound when the household is not on file.
func (tx *Tx) Dependents(ctx context.Context, county region.Code, id string) ([]register.Dependent, error) {
	row, err := tx.Household(ctx, county, id)
	if err != nil {
		return nil, err
	}
	var found []register.Dependent
	for _, table := range dependents {
		var n int64
		query := strings.ReplaceAll(`SELECT count(*) FROM {table} WHERE county = $1 AND household = $2`, "{table}", table)
		if err := tx.one(ctx, query, []any{string(county), id}, &n); err != nil {
			return nil, err
		}
		if n > 0 {
			found = append(found, register.Dependent{What: table, Count: n})
		}
	}
	if row.Version > 0 && len(found) == 0 {
		found = append(found, register.Dependent{What: touched, Count: row.Version})
	}
	return found, nil
}

// DependentsOf is Dependents for every household of an import that has any, by household.
func (tx *Tx) DependentsOf(ctx context.Context, county region.Code, importID string) (map[string][]register.Dependent, error) {
	found := map[string][]register.Dependent{}
	gather := func(what, query string) error {
		return tx.each(ctx, query, []any{string(county), importID}, func(rows *sql.Rows) error {
			var id string
			var n int64
			err := rows.Scan(&id, &n)
			if what != touched || len(found[id]) == 0 {
				found[id] = append(found[id], register.Dependent{What: what, Count: n})
			}
			return err
		})
	}
	for _, table := range dependents {
		query := strings.ReplaceAll(`SELECT i.household, count(*) FROM register_import_household i
			JOIN {table} t ON t.county = i.county AND t.household = i.household
			WHERE i.county = $1 AND i.import = $2 GROUP BY i.household`, "{table}", table)
		if err := gather(table, query); err != nil {
			return nil, err
		}
	}
	err := gather(touched, `SELECT i.household, h.version FROM register_import_household i
		JOIN household h ON h.county = i.county AND h.id = i.household WHERE i.county = $1 AND i.import = $2 AND h.version > 0`)
	return found, err
}

// touched is what a household's row tells of acts that left nothing else.
const touched = "changed"
