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
	count  int
}

func declareFact(name string, columns ...string) factTable {
	all := append([]string{"county", "id"}, columns...)
	factTables[name] = all
	marks := make([]string, len(all))
	for i := range marks {
		marks[i] = fmt.Sprintf("$%d", i+1)
	}
	insert := "INSERT INTO " + name + " (" + strings.Join(all, ", ") + ") VALUES (" + strings.Join(marks, ", ") + ")"
	return factTable{name: name, insert: insert, count: len(all)}
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
	if _, err := tx.q.ExecContext(ctx, table.insert, all...); err != nil {
		return err
	}
	tx.facts = append(tx.facts, audit.Fact{Table: table.name, ID: id, Digest: audit.RowDigest(table.name, factTables[table.name], all)})
	return nil
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
