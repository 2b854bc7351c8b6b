package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	steps "chengxin/internal/casework/declaration"
	"chengxin/internal/declaration"
	"chengxin/internal/region"
)

var _ steps.SheetStore = (*Tx)(nil)

var (
	paperSheetFact = declareFact("paper_sheet", "household", "number", "form", "edition", "run", "printed_at", "printed_by")
	sheetEntryFact = declareFact("sheet_entry", "household", "number", "declarant", "kind", "since", "signed_on", "lines",
		"scan_hash", "scan_type", "scan_size", "entered_at", "entered_by")
	sheetEventFact = declareFact("sheet_event", "entry", "household", "event", "lines", "words", "declaration", "at", "done_by")
)

// AddSheetEntry keeps what an officer has typed from a sheet.
func (tx *Tx) AddSheetEntry(ctx context.Context, county region.Code, e declaration.SheetEntry) error {
	sealed, err := tx.sealLines(county, "sheet_entry", e.ID, e.Lines)
	if err != nil {
		return err
	}
	return tx.add(ctx, sheetEntryFact, county, e.ID, e.Household, e.Number, e.Declarant, string(e.Kind), e.Since.String(), e.SignedOn.String(),
		sealed, e.Scan.Hash, e.Scan.Type, e.Scan.Size, micros(e.At), e.By)
}

// sheetWords are the parts of an event that are in somebody's own words.
type sheetWords struct {
	Settled []declaration.Settlement `json:"settled,omitempty"`
	Reason  string                   `json:"reason,omitempty"`
}

// AddSheetEvent keeps what somebody did with an entry.
func (tx *Tx) AddSheetEvent(ctx context.Context, county region.Code, e declaration.SheetEvent) error {
	lines, err := tx.sealLines(county, "sheet_event", e.ID, e.Lines)
	if err != nil {
		return err
	}
	raw, err := json.Marshal(sheetWords{Settled: e.Settled, Reason: e.Reason})
	if err != nil {
		return err
	}
	words, err := tx.db.seal(county, "sheet_event", e.ID, "words", string(raw))
	if err != nil {
		return err
	}
	return tx.add(ctx, sheetEventFact, county, e.ID, e.Entry, e.Household, string(e.Event), lines, words, e.Declaration, micros(e.At), e.By)
}

// SheetCases reads a household's entries with what was done with each, oldest first.
func (tx *Tx) SheetCases(ctx context.Context, county region.Code, household string) ([]declaration.SheetCase, error) {
	var all []declaration.SheetCase
	place := map[string]int{}
	args := []any{string(county), household}
	err := tx.each(ctx, `SELECT id, number, declarant, kind, since, signed_on, lines, scan_hash, scan_type, scan_size, entered_at, entered_by
		FROM sheet_entry WHERE county = $1 AND household = $2 ORDER BY entered_at, id`, args, func(rows *sql.Rows) error {
		one := declaration.SheetCase{SheetEntry: declaration.SheetEntry{Household: household}}
		var since, signed string
		var sealed []byte
		var entered int64
		if err := rows.Scan(&one.ID, &one.Number, &one.Declarant, &one.Kind, &since, &signed, &sealed, &one.Scan.Hash, &one.Scan.Type,
			&one.Scan.Size, &entered, &one.By); err != nil {
			return err
		}
		one.Since, one.SignedOn, one.At = day(since), day(signed), moment(entered)
		var err error
		one.Lines, err = tx.openLines(county, "sheet_entry", one.ID, sealed)
		place[one.ID] = len(all)
		all = append(all, one)
		return err
	})
	if err != nil || len(all) == 0 {
		return all, err
	}
	err = tx.each(ctx, `SELECT id, entry, event, lines, words, declaration, at, done_by FROM sheet_event
		WHERE county = $1 AND household = $2 ORDER BY at, id`, args, func(rows *sql.Rows) error {
		event := declaration.SheetEvent{Household: household}
		var lines, words []byte
		var at int64
		if err := rows.Scan(&event.ID, &event.Entry, &event.Event, &lines, &words, &event.Declaration, &at, &event.By); err != nil {
			return err
		}
		event.At = moment(at)
		var err error
		if event.Lines, err = tx.openLines(county, "sheet_event", event.ID, lines); err != nil {
			return err
		}
		raw, err := tx.db.open(county, "sheet_event", event.ID, "words", words)
		if err != nil {
			return err
		}
		var said sheetWords
		if err := json.Unmarshal([]byte(raw), &said); err != nil {
			return err
		}
		event.Settled, event.Reason = said.Settled, said.Reason
		if i, found := place[event.Entry]; found {
			all[i].Events = append(all[i].Events, event)
		}
		return nil
	})
	return all, err
}

// KeepSheetOpen notes that an entry waits, and for what; what counts or was refused is taken off the list.
func (tx *Tx) KeepSheetOpen(ctx context.Context, county region.Code, open steps.SheetOpen) error {
	if open.State == declaration.SheetCounts || open.State == declaration.SheetRefused {
		_, err := tx.q.ExecContext(ctx, `DELETE FROM sheet_open WHERE county = $1 AND entry = $2`, string(county), open.Entry)
		return err
	}
	_, err := tx.q.ExecContext(ctx, `INSERT INTO sheet_open (county, entry, household, region, state, since) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (county, entry) DO UPDATE SET region = excluded.region, state = excluded.state WHERE sheet_open.county = $1`,
		string(county), open.Entry, open.Household, string(open.Region), string(open.State), micros(open.Since))
	return err
}

// SheetsOpen lists the entries of a place that wait, the longest waiting first.
func (tx *Tx) SheetsOpen(ctx context.Context, county, place region.Code, limit int) ([]steps.SheetOpen, error) {
	var all []steps.SheetOpen
	err := tx.each(ctx, `SELECT s.entry, s.household, h.number, s.region, s.state, s.since
		FROM sheet_open s JOIN household h ON h.county = s.county AND h.id = s.household
		WHERE s.county = $1 AND s.region >= $2 AND s.region < $3 ORDER BY s.since, s.entry LIMIT $4`,
		[]any{string(county), string(place), upTo(string(place)), int64(limit)}, func(rows *sql.Rows) error {
			var one steps.SheetOpen
			var since int64
			err := rows.Scan(&one.Entry, &one.Household, &one.Number, &one.Region, &one.State, &since)
			one.Since = moment(since)
			all = append(all, one)
			return err
		})
	return all, err
}

// SheetDraft reads what an officer has typed so far as the second person; false when there is nothing.
func (tx *Tx) SheetDraft(ctx context.Context, county region.Code, entry, officer string) ([]declaration.Line, time.Time, bool, error) {
	var id string
	var sealed []byte
	var updated int64
	err := tx.q.QueryRowContext(ctx, `SELECT id, lines, updated_at FROM sheet_draft WHERE county = $1 AND entry = $2 AND officer = $3`,
		string(county), entry, officer).Scan(&id, &sealed, &updated)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, time.Time{}, false, nil
	}
	if err != nil {
		return nil, time.Time{}, false, err
	}
	lines, err := tx.openLines(county, "sheet_draft", id, sealed)
	return lines, moment(updated), true, err
}

// KeepSheetDraft keeps what a second person has typed, in place of what was there.
func (tx *Tx) KeepSheetDraft(ctx context.Context, county region.Code, d steps.SheetDraft) error {
	sealed, err := tx.sealLines(county, "sheet_draft", d.ID, d.Lines)
	if err != nil {
		return err
	}
	_, err = tx.q.ExecContext(ctx, `INSERT INTO sheet_draft (county, entry, officer, id, household, lines, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (county, entry, officer) DO UPDATE SET id = excluded.id, lines = excluded.lines, updated_at = excluded.updated_at
		WHERE sheet_draft.county = $1`, string(county), d.Entry, d.Officer, d.ID, d.Household, sealed, micros(d.UpdatedAt))
	return err
}

// DropSheetDrafts removes what second persons have typed from a sheet; none is fine.
func (tx *Tx) DropSheetDrafts(ctx context.Context, county region.Code, entry string) error {
	_, err := tx.q.ExecContext(ctx, `DELETE FROM sheet_draft WHERE county = $1 AND entry = $2`, string(county), entry)
	return err
}

// DropDraft removes one officer's draft of a household; none is fine.
func (tx *Tx) DropDraft(ctx context.Context, county region.Code, household, officer string) error {
	_, err := tx.q.ExecContext(ctx, `DELETE FROM declaration_draft WHERE county = $1 AND household = $2 AND officer = $3`, string(county), household, officer)
	return err
}
