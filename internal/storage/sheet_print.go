package storage

import (
	"context"
	"database/sql"
	"strings"

	"chengxin/internal/casework"
	steps "chengxin/internal/casework/declaration"
	"chengxin/internal/fault"
	"chengxin/internal/region"
)

// AddPaperSheet keeps that a form was printed for a household.
func (tx *Tx) AddPaperSheet(ctx context.Context, county region.Code, s steps.PaperSheet) error {
	return tx.add(ctx, paperSheetFact, county, s.ID, s.Household, s.Number, string(s.Form), s.Edition, s.Run, micros(s.PrintedAt), s.PrintedBy)
}

const sheetColumns = `id, household, number, form, edition, run, printed_at, printed_by`

func (tx *Tx) sheets(ctx context.Context, query string, args ...any) ([]steps.PaperSheet, error) {
	var all []steps.PaperSheet
	err := tx.each(ctx, query, args, func(rows *sql.Rows) error {
		var s steps.PaperSheet
		var printed int64
		err := rows.Scan(&s.ID, &s.Household, &s.Number, &s.Form, &s.Edition, &s.Run, &printed, &s.PrintedBy)
		s.PrintedAt = moment(printed)
		all = append(all, s)
		return err
	})
	return all, err
}

// PaperSheet finds a printed form by its id or its number. NotFound.
func (tx *Tx) PaperSheet(ctx context.Context, county region.Code, idOrNumber string) (steps.PaperSheet, error) {
	found, err := tx.sheets(ctx, `SELECT `+sheetColumns+` FROM paper_sheet WHERE county = $1 AND (id = $2 OR number = $3)`,
		string(county), idOrNumber, strings.ToUpper(idOrNumber))
	if err == nil && len(found) == 0 {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	if err != nil {
		return steps.PaperSheet{}, err
	}
	return found[0], nil
}

// PaperSheetsOf reads the sheets of a run in the order in which they were numbered: by file number, and within it as printed.
func (tx *Tx) PaperSheetsOf(ctx context.Context, county region.Code, run string) ([]steps.PaperSheet, error) {
	return tx.sheets(ctx, `SELECT s.id, s.household, s.number, s.form, s.edition, s.run, s.printed_at, s.printed_by
		FROM paper_sheet s JOIN household h ON h.county = s.county AND h.id = s.household
		WHERE s.county = $1 AND s.run = $2 ORDER BY h.number, s.id`, string(county), run)
}

const formRunColumns = `id, region, forms, asked_at, asked_by, households, reached, sheets, file_hash, file_size, ready_at, fetched_at`

// AddFormRun orders a village's forms.
func (tx *Tx) AddFormRun(ctx context.Context, r steps.FormRun) error {
	forms := make([]string, len(r.Forms))
	for i, form := range r.Forms {
		forms[i] = string(form)
	}
	_, err := tx.q.ExecContext(ctx, `INSERT INTO form_run (county, `+formRunColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, '', 0, '', 0, 0, 0)`,
		string(r.County), r.ID, string(r.Region), strings.Join(forms, " "), micros(r.AskedAt), r.AskedBy, r.Households)
	return err
}

// KeepFormRun keeps how far a village's forms are.
func (tx *Tx) KeepFormRun(ctx context.Context, r steps.FormRun) error {
	ready, fetched := int64(0), int64(0)
	if !r.ReadyAt.IsZero() {
		ready = micros(r.ReadyAt)
	}
	if !r.FetchedAt.IsZero() {
		fetched = micros(r.FetchedAt)
	}
	return tx.exactlyOne(ctx, `UPDATE form_run SET reached = $3, sheets = $4, file_hash = $5, file_size = $6, ready_at = $7, fetched_at = $8
		WHERE county = $1 AND id = $2`, string(r.County), r.ID, r.Reached, r.Sheets, r.File.Hash, r.File.Size, ready, fetched)
}

func (tx *Tx) formRuns(ctx context.Context, county region.Code, query string, args ...any) ([]steps.FormRun, error) {
	var all []steps.FormRun
	err := tx.each(ctx, query, args, func(rows *sql.Rows) error {
		r := steps.FormRun{County: county}
		var forms string
		var asked, ready, fetched int64
		if err := rows.Scan(&r.ID, &r.Region, &forms, &asked, &r.AskedBy, &r.Households, &r.Reached, &r.Sheets, &r.File.Hash, &r.File.Size, &ready, &fetched); err != nil {
			return err
		}
		for form := range strings.FieldsSeq(forms) {
			r.Forms = append(r.Forms, steps.Form(form))
		}
		r.AskedAt, r.File.Type = moment(asked), "application/pdf"
		if ready > 0 {
			r.ReadyAt = moment(ready)
		}
		if fetched > 0 {
			r.FetchedAt = moment(fetched)
		}
		all = append(all, r)
		return nil
	})
	return all, err
}

// FormRun reads a village's forms. NotFound.
func (tx *Tx) FormRun(ctx context.Context, county region.Code, id string) (steps.FormRun, error) {
	found, err := tx.formRuns(ctx, county, `SELECT `+formRunColumns+` FROM form_run WHERE county = $1 AND id = $2`, string(county), id)
	if err == nil && len(found) == 0 {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	if err != nil {
		return steps.FormRun{}, err
	}
	return found[0], nil
}

// FormRuns lists what an officer has ordered, the latest first.
func (tx *Tx) FormRuns(ctx context.Context, county region.Code, officer string, limit int) ([]steps.FormRun, error) {
	return tx.formRuns(ctx, county, `SELECT `+formRunColumns+` FROM form_run WHERE county = $1 AND asked_by = $2 ORDER BY asked_at DESC, id DESC LIMIT $3`,
		string(county), officer, int64(limit))
}

// HouseholdsAfter reads the households of a place in the order of their file numbers.
func (tx *Tx) HouseholdsAfter(ctx context.Context, county, place region.Code, after string, limit int) ([]casework.HouseholdRow, error) {
	var all []casework.HouseholdRow
	err := tx.each(ctx, `SELECT id, number, region, version FROM household
		WHERE county = $1 AND number > $2 AND region >= $3 AND region < $4 ORDER BY number LIMIT $5`,
		[]any{string(county), after, string(place), upTo(string(place)), int64(limit)}, func(rows *sql.Rows) error {
			var row casework.HouseholdRow
			err := rows.Scan(&row.ID, &row.Number, &row.Region, &row.Version)
			all = append(all, row)
			return err
		})
	return all, err
}

// CountPlace counts the households of a place.
func (tx *Tx) CountPlace(ctx context.Context, county, place region.Code) (int64, error) {
	var n int64
	err := tx.one(ctx, `SELECT count(*) FROM household WHERE county = $1 AND region >= $2 AND region < $3`,
		[]any{string(county), string(place), upTo(string(place))}, &n)
	return n, err
}
