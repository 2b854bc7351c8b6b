package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"chengxin/internal/audit"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

// Tx is one act's transaction, or the readers (DB.Read), with the statements of every step.
type Tx struct {
	q     Querier
	db    *DB
	facts []audit.Fact
}

var _ casework.Tx = (*Tx)(nil)

// factTables lists the columns of every table of facts, in the order in which their digest counts them.
var factTables = map[string][]string{}

// factTable declares a table whose rows are inserted and never updated. Its columns start with county and id.
type factTable struct {
	name   string
	insert string
	many   string // inserts rowsAtOnce rows
	count  int
}

// rowsAtOnce is how many rows of one table a statement inserts where an act brings many: SQLite then stays at the place in the
// index where the last row went.
const rowsAtOnce = 50

func declareFact(name string, columns ...string) factTable {
	all := append([]string{"county", "id"}, columns...)
	factTables[name] = all
	return factTable{name: name, insert: insertRows(name, all, 1), many: insertRows(name, all, rowsAtOnce), count: len(all)}
}

// insertRows writes the statement that inserts so many rows.
func insertRows(table string, columns []string, rows int) string {
	values := make([]string, rows)
	for i := range values {
		values[i] = "(" + marks(i*len(columns)+1, len(columns)) + ")"
	}
	return "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES " + strings.Join(values, ", ")
}

// FactTables names the tables of facts in order, for verification.
func FactTables() []string {
	names := make([]string, 0, len(factTables))
	for name := range factTables {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// add inserts a fact and puts its digest into the act's audit entry. Values are int64, string, []byte or nil, in the
// order of the declaration.
func (tx *Tx) add(ctx context.Context, table factTable, county region.Code, id string, values ...any) error {
	all := append([]any{string(county), id}, values...)
	if len(all) != table.count {
		return fmt.Errorf("storage: %s wants %d values, got %d", table.name, table.count, len(all))
	}
	return tx.addRow(ctx, table, id, all, table.digest(all))
}

// addRow inserts a fact whose digest was made already.
func (tx *Tx) addRow(ctx context.Context, table factTable, id string, all []any, digest string) error {
	if _, err := tx.q.ExecContext(ctx, table.insert, all...); err != nil {
		return err
	}
	tx.facts = append(tx.facts, audit.Fact{Table: table.name, ID: id, Digest: digest})
	return nil
}

// factRow is a row of facts ready to be inserted. Its second value is its id.
type factRow struct {
	values []any
	digest string
}

// row makes a fact ready to be inserted.
func (t factTable) row(county region.Code, id string, values ...any) factRow {
	all := append([]any{string(county), id}, values...)
	return factRow{all, t.digest(all)}
}

// addRows inserts many facts of one table.
func (tx *Tx) addRows(ctx context.Context, table factTable, rows []factRow) error {
	values := make([][]any, len(rows))
	for i, row := range rows {
		values[i] = row.values
		id, _ := row.values[1].(string)
		tx.facts = append(tx.facts, audit.Fact{Table: table.name, ID: id, Digest: row.digest})
	}
	return tx.insertMany(ctx, table.insert, table.many, values)
}

// insertMany inserts rows: rowsAtOnce of them by one statement, the rest one by one.
func (tx *Tx) insertMany(ctx context.Context, one, many string, rows [][]any) error {
	for chunk := range slices.Chunk(rows, rowsAtOnce) {
		if len(chunk) == rowsAtOnce {
			if _, err := tx.q.ExecContext(ctx, many, slices.Concat(chunk...)...); err != nil {
				return err
			}
			continue
		}
		for _, row := range chunk {
			if _, err := tx.q.ExecContext(ctx, one, row...); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t factTable) digest(all []any) string {
	return audit.RowDigest(t.name, factTables[t.name], all)
}

// removed puts into the act's audit entry that a fact's row is lawfully gone.
func (tx *Tx) removed(table factTable, id string) {
	tx.facts = append(tx.facts, audit.Fact{Table: table.name, ID: id})
}

// one runs a query for one row and gives fault.NotFound when there is none.
func (tx *Tx) one(ctx context.Context, query string, args []any, into ...any) error {
	err := tx.q.QueryRowContext(ctx, query, args...).Scan(into...)
	if errors.Is(err, sql.ErrNoRows) {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	return err
}

// each runs a query and scans every row.
func (tx *Tx) each(ctx context.Context, query string, args []any, scan func(*sql.Rows) error) (err error) {
	rows, err := tx.q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// exactlyOne runs a statement that must change one row; otherwise another act was first.
func (tx *Tx) exactlyOne(ctx context.Context, query string, args ...any) error {
	result, err := tx.q.ExecContext(ctx, query, args...)
	if err != nil {
		return err
	}
	changed, err := result.RowsAffected()
	if err == nil && changed != 1 {
		return errRaced
	}
	return err
}

// NewID makes a row's id: a UUIDv7, so that ids sort by when they were made.
func NewID() string { return uuid.Must(uuid.NewV7()).String() }

func micros(at time.Time) int64 { return at.UnixMicro() }

func moment(micros int64) time.Time { return time.UnixMicro(micros).In(period.Shanghai) }

func day(text string) period.Day {
	parsed, err := period.ParseDay(text)
	if err != nil {
		return period.Day{} // days are written by Day.String; audit verify finds an altered row
	}
	return parsed
}
