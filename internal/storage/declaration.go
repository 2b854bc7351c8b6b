package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	steps "chengxin/internal/casework/declaration"
	"chengxin/internal/declaration"
	"chengxin/internal/region"
)

var _ steps.Store = (*Tx)(nil)

var (
	declarationFact = declareFact("declaration", "household", "number", "kind", "follows", "effective_on", "submitted_at",
		"submitted_by", "declarant", "proxy", "channel", "sheet", "edition", "texts", "lines")
	changeFact = declareFact("change_report", "household", "kind", "happened_on", "reported_at", "reported_by", "declarant",
		"proxy", "channel", "words", "edition")
	exitFact = declareFact("exit_event", "exit", "household", "event", "at", "done_by", "unit", "proxy", "channel", "words", "revoke_by")
)

// Draft reads the household's own draft, or the one that an officer enters; false when there is none.
func (tx *Tx) Draft(ctx context.Context, county region.Code, household, officer string) (declaration.Draft, bool, error) {
	draft := declaration.Draft{Household: household, Officer: officer}
	var sealed []byte
	var updated int64
	var effective string
	err := tx.q.QueryRowContext(ctx, `SELECT id, started_by, corrects, effective_on, edition, lines, updated_at FROM declaration_draft
		WHERE county = $1 AND household = $2 AND officer = $3`, string(county), household, officer).
		Scan(&draft.ID, &draft.StartedBy, &draft.Corrects, &effective, &draft.Edition, &sealed, &updated)
	if errors.Is(err, sql.ErrNoRows) {
		return draft, false, nil
	}
	if err != nil {
		return draft, false, err
	}
	draft.UpdatedAt, draft.Effective = moment(updated), day(effective)
	draft.Lines, err = tx.openLines(county, "declaration_draft", draft.ID, sealed)
	return draft, true, err
}

// KeepDraft keeps a draft, in place of the one before of the same household and officer.
func (tx *Tx) KeepDraft(ctx context.Context, county region.Code, draft declaration.Draft) error {
	sealed, err := tx.sealLines(county, "declaration_draft", draft.ID, draft.Lines)
	if err != nil {
		return err
	}
	_, err = tx.q.ExecContext(ctx, `INSERT INTO declaration_draft (county, household, officer, id, started_by, corrects, effective_on, edition, lines, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (county, household, officer) DO UPDATE SET id = excluded.id, started_by = excluded.started_by, corrects = excluded.corrects,
			effective_on = excluded.effective_on, edition = excluded.edition, lines = excluded.lines, updated_at = excluded.updated_at
		WHERE declaration_draft.county = $1`,
		string(county), draft.Household, draft.Officer, draft.ID, draft.StartedBy, draft.Corrects, draft.Effective.String(), draft.Edition, sealed, micros(draft.UpdatedAt))
	return err
}

// DropDrafts removes every draft of a household; none is fine.
func (tx *Tx) DropDrafts(ctx context.Context, county region.Code, household string) error {
	_, err := tx.q.ExecContext(ctx, `DELETE FROM declaration_draft WHERE county = $1 AND household = $2`, string(county), household)
	return err
}

// AddDeclaration keeps a declaration.
func (tx *Tx) AddDeclaration(ctx context.Context, county region.Code, d declaration.Declaration) error {
	sealed, err := tx.sealLines(county, "declaration", d.ID, d.Lines)
	if err != nil {
		return err
	}
	texts, err := json.Marshal(d.Texts)
	if err != nil {
		return err
	}
	return tx.add(ctx, declarationFact, county, d.ID, d.Household, d.Number, string(d.Kind), d.Follows, d.EffectiveOn.String(),
		micros(d.SubmittedAt), d.SubmittedBy, d.Declarant, d.Proxy, string(d.Channel), d.Sheet, d.Edition, string(texts), sealed)
}

// Declarations reads all that a household has declared, oldest first.
func (tx *Tx) Declarations(ctx context.Context, county region.Code, household string) ([]declaration.Declaration, error) {
	var all []declaration.Declaration
	err := tx.each(ctx, `SELECT id, number, kind, follows, effective_on, submitted_at, submitted_by, declarant, proxy, channel, sheet, edition, texts, lines
		FROM declaration WHERE county = $1 AND household = $2 ORDER BY number`, []any{string(county), household}, func(rows *sql.Rows) error {
		d := declaration.Declaration{Household: household}
		var effective, texts string
		var submitted int64
		var sealed []byte
		if err := rows.Scan(&d.ID, &d.Number, &d.Kind, &d.Follows, &effective, &submitted, &d.SubmittedBy, &d.Declarant, &d.Proxy,
			&d.Channel, &d.Sheet, &d.Edition, &texts, &sealed); err != nil {
			return err
		}
		d.EffectiveOn, d.SubmittedAt = day(effective), moment(submitted)
		if err := json.Unmarshal([]byte(texts), &d.Texts); err != nil {
			return err
		}
		lines, err := tx.openLines(county, "declaration", d.ID, sealed)
		d.Lines = lines
		all = append(all, d)
		return err
	})
	return all, err
}

// AddChange keeps a reported change of circumstances.
func (tx *Tx) AddChange(ctx context.Context, county region.Code, c declaration.Change) error {
	words, err := tx.db.seal(county, "change_report", c.ID, "words", c.Words)
	if err != nil {
		return err
	}
	return tx.add(ctx, changeFact, county, c.ID, c.Household, string(c.Kind), c.HappenedOn.String(), micros(c.ReportedAt),
		c.ReportedBy, c.Declarant, c.Proxy, string(c.Channel), words, c.Edition)
}

// Changes reads the changes that a household has reported, oldest first.
func (tx *Tx) Changes(ctx context.Context, county region.Code, household string) ([]declaration.Change, error) {
	var all []declaration.Change
	err := tx.each(ctx, `SELECT id, kind, happened_on, reported_at, reported_by, declarant, proxy, channel, words, edition
		FROM change_report WHERE county = $1 AND household = $2 ORDER BY reported_at, id`, []any{string(county), household}, func(rows *sql.Rows) error {
		c := declaration.Change{Household: household}
		var happened string
		var reported int64
		var sealed []byte
		if err := rows.Scan(&c.ID, &c.Kind, &happened, &reported, &c.ReportedBy, &c.Declarant, &c.Proxy, &c.Channel, &sealed, &c.Edition); err != nil {
			return err
		}
		c.HappenedOn, c.ReportedAt = day(happened), moment(reported)
		words, err := tx.db.open(county, "change_report", c.ID, "words", sealed)
		c.Words = words
		all = append(all, c)
		return err
	})
	return all, err
}

// AddExitFact keeps one event of a voluntary exit.
func (tx *Tx) AddExitFact(ctx context.Context, county region.Code, f declaration.ExitFact) error {
	words, err := tx.db.seal(county, "exit_event", f.ID, "words", f.Words)
	if err != nil {
		return err
	}
	return tx.add(ctx, exitFact, county, f.ID, f.Exit, f.Household, string(f.Event), micros(f.At), f.By, f.Unit, f.Proxy,
		string(f.Channel), words, f.RevokeBy.String())
}

// Exits reads a household's exits with their events, oldest first.
func (tx *Tx) Exits(ctx context.Context, county region.Code, household string) ([]declaration.Exit, error) {
	return tx.exits(ctx, county, `SELECT id, exit, household, event, at, done_by, unit, proxy, channel, words, revoke_by
		FROM exit_event WHERE county = $1 AND household = $2 ORDER BY at, id`, string(county), household)
}

// ExitsAsked reads every exit of the county with its events, oldest first: what the call-back list and the sweep go through.
func (tx *Tx) ExitsAsked(ctx context.Context, county region.Code) ([]declaration.Exit, error) {
	return tx.exits(ctx, county, `SELECT id, exit, household, event, at, done_by, unit, proxy, channel, words, revoke_by
		FROM exit_event WHERE county = $1 ORDER BY at, id`, string(county))
}

func (tx *Tx) exits(ctx context.Context, county region.Code, query string, args ...any) ([]declaration.Exit, error) {
	var all []declaration.Exit
	place := map[string]int{}
	err := tx.each(ctx, query, args, func(rows *sql.Rows) error {
		var f declaration.ExitFact
		var revokeBy string
		var at int64
		var sealed []byte
		if err := rows.Scan(&f.ID, &f.Exit, &f.Household, &f.Event, &at, &f.By, &f.Unit, &f.Proxy, &f.Channel, &sealed, &revokeBy); err != nil {
			return err
		}
		f.At, f.RevokeBy = moment(at), day(revokeBy)
		words, err := tx.db.open(county, "exit_event", f.ID, "words", sealed)
		if err != nil {
			return err
		}
		f.Words = words
		at0, known := place[f.Exit]
		if !known {
			at0 = len(all)
			place[f.Exit] = at0
			all = append(all, declaration.Exit{ID: f.Exit, Household: f.Household})
		}
		all[at0].Facts = append(all[at0].Facts, f)
		return nil
	})
	return all, err
}

func (tx *Tx) sealLines(county region.Code, table, id string, lines []declaration.Line) ([]byte, error) {
	raw, err := json.Marshal(lines)
	if err != nil {
		return nil, err
	}
	return tx.db.seal(county, table, id, "lines", string(raw))
}

func (tx *Tx) openLines(county region.Code, table, id string, sealed []byte) ([]declaration.Line, error) {
	raw, err := tx.db.open(county, table, id, "lines", sealed)
	if err != nil {
		return nil, err
	}
	var lines []declaration.Line
	err = json.Unmarshal([]byte(raw), &lines)
	return lines, err
}
