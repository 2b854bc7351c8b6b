package storage

import (
	"context"
	"crypto/rand"
	"database/sql"
	"time"

	"chengxin/internal/casework"
	"chengxin/internal/numbering"
	"chengxin/internal/region"
)

var documentFact = declareFact("document", "household", "kind", "series", "year", "seq", "number", "public_code", "content", "hash", "issued_at", "issued_by")

// Office reads a county's standing data. NotFound when the county is not set up.
func (tx *Tx) Office(ctx context.Context, county region.Code) (casework.Office, error) {
	office := casework.Office{County: county}
	var demo int64
	err := tx.one(ctx, `SELECT agency, code_word, phone, address, reconsider, demo, edition FROM county_office WHERE county = $1`,
		[]any{string(county)}, &office.Agency, &office.CodeWord, &office.Phone, &office.Address, &office.Reconsider, &demo, &office.Edition)
	office.Demo = demo == 1
	return office, err
}

// Offices reads every county that is set up here.
func (tx *Tx) Offices(ctx context.Context) ([]casework.Office, error) {
	var all []casework.Office
	err := tx.each(ctx, `SELECT county, agency, code_word, phone, address, reconsider, demo, edition FROM county_office ORDER BY county`, nil, func(rows *sql.Rows) error {
		var office casework.Office
		var demo int64
		err := rows.Scan(&office.County, &office.Agency, &office.CodeWord, &office.Phone, &office.Address, &office.Reconsider, &demo, &office.Edition)
		office.Demo = demo == 1
		all = append(all, office)
		return err
	})
	return all, err
}

// KeepOffice sets a county up, or changes its standing data.
func (tx *Tx) KeepOffice(ctx context.Context, office casework.Office) error {
	demo := int64(0)
	if office.Demo {
		demo = 1
	}
	_, err := tx.q.ExecContext(ctx, `INSERT INTO county_office (county, agency, code_word, phone, address, reconsider, demo, edition)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (county) DO UPDATE SET agency = excluded.agency, code_word = excluded.code_word, phone = excluded.phone,
			address = excluded.address, reconsider = excluded.reconsider, edition = excluded.edition`,
		string(office.County), office.Agency, office.CodeWord, office.Phone, office.Address, office.Reconsider, demo, office.Edition)
	return err
}

// TakeNumber locks the series by writing it and gives its next number. A failed act gives the number back with everything
// else, so there are no gaps.
func (tx *Tx) TakeNumber(ctx context.Context, county region.Code, series numbering.Series, year int) (int64, error) {
	return tx.TakeNumbers(ctx, county, series, year, 1)
}

// TakeNumbers takes the next n numbers of a series at once and gives the first.
func (tx *Tx) TakeNumbers(ctx context.Context, county region.Code, series numbering.Series, year int, n int64) (first int64, err error) {
	var last int64
	err = tx.q.QueryRowContext(ctx, `INSERT INTO number_series (county, series, year, last) VALUES ($1, $2, $3, $4)
		ON CONFLICT (county, series, year) DO UPDATE SET last = number_series.last + excluded.last RETURNING last`,
		string(county), string(series), int64(year), n).Scan(&last)
	return last - n + 1, err
}

// KeepDocument keeps an issued document whole. Its content is sealed, because letters name people; its hash is of the plain content.
func (tx *Tx) KeepDocument(ctx context.Context, d numbering.Issued, by string) error {
	content, err := tx.db.seal(d.County, "document", d.ID, "content", string(d.Content))
	if err != nil {
		return err
	}
	return tx.add(ctx, documentFact, d.County, d.ID, d.Household, d.Kind, string(d.Series), int64(d.Year), d.Seq, d.Number,
		d.PublicCode, content, d.Hash, micros(d.IssuedAt), by)
}

// Document reads an issued document. NotFound.
func (tx *Tx) Document(ctx context.Context, county region.Code, id string) (numbering.Issued, error) {
	return tx.document(ctx, county, `SELECT id, household, kind, series, year, seq, number, public_code, content, hash, issued_at
		FROM document WHERE county = $1 AND id = $2`, id)
}

// DocumentByCode reads the document behind a QR picture. NotFound.
func (tx *Tx) DocumentByCode(ctx context.Context, county region.Code, code string) (numbering.Issued, error) {
	return tx.document(ctx, county, `SELECT id, household, kind, series, year, seq, number, public_code, content, hash, issued_at
		FROM document WHERE county = $1 AND public_code = $2`, code)
}

func (tx *Tx) document(ctx context.Context, county region.Code, query, by string) (numbering.Issued, error) {
	d := numbering.Issued{County: county}
	var year, issued int64
	var sealed []byte
	err := tx.one(ctx, query, []any{string(county), by}, &d.ID, &d.Household, &d.Kind, &d.Series, &year, &d.Seq, &d.Number, &d.PublicCode, &sealed, &d.Hash, &issued)
	if err != nil {
		return d, err
	}
	d.Year, d.IssuedAt = int(year), moment(issued)
	content, err := tx.db.open(county, "document", d.ID, "content", sealed)
	d.Content = []byte(content)
	return d, err
}

// Documents lists a household's documents without their content, oldest first.
func (tx *Tx) Documents(ctx context.Context, county region.Code, household string) ([]numbering.Issued, error) {
	var all []numbering.Issued
	err := tx.each(ctx, `SELECT id, kind, series, year, seq, number, public_code, hash, issued_at FROM document
		WHERE county = $1 AND household = $2 ORDER BY issued_at, id`, []any{string(county), household}, func(rows *sql.Rows) error {
		d := numbering.Issued{County: county, Household: household}
		var year, issued int64
		err := rows.Scan(&d.ID, &d.Kind, &d.Series, &year, &d.Seq, &d.Number, &d.PublicCode, &d.Hash, &issued)
		d.Year, d.IssuedAt = int(year), moment(issued)
		all = append(all, d)
		return err
	})
	return all, err
}

// Numbers lists the numbers given in a series and year, for the audit of gaps.
func (tx *Tx) Numbers(ctx context.Context, county region.Code, series numbering.Series, year int) ([]int64, error) {
	var all []int64
	err := tx.each(ctx, `SELECT seq FROM document WHERE county = $1 AND series = $2 AND year = $3 ORDER BY seq`,
		[]any{string(county), string(series), int64(year)}, func(rows *sql.Rows) error {
			var seq int64
			err := rows.Scan(&seq)
			all = append(all, seq)
			return err
		})
	return all, err
}

// PublicCode makes the unguessable code behind a document's QR picture: 80 random bits, as 16 characters without 0, 1, 8.
func (tx *Tx) PublicCode() (string, error) {
	return numbering.NewPublicCode(rand.Reader)
}

// NewPaperID makes a document's id.
func (tx *Tx) NewPaperID() string { return NewID() }

// LogRow is one entry of the log as lists show it.
type LogRow struct {
	Seq       int64
	At        time.Time
	Kind      string
	ActorKind string
	ActorID   string
	Household string
	Region    region.Code
	Payload   []byte
}
