package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	steps "chengxin/internal/casework/homevisit"
	"chengxin/internal/homevisit"
	"chengxin/internal/region"
)

var _ steps.Store = (*Tx)(nil)

var (
	visitAssignmentFact = declareFact("visit_assignment", "household", "region", "on_day", "first", "second", "method", "sample", "again",
		"replaces", "assigned_at", "assigned_by")
	visitAttemptFact = declareFact("visit_attempt", "assignment", "household", "outcome", "on_day", "next_on", "reason", "told", "at", "done_by")
	visitFact        = declareFact("visit", "assignment", "household", "method", "first", "second", "as_of", "edition", "form", "replaces",
		"reason", "recorded_at", "recorded_by")
	visitConfirmationFact = declareFact("visit_confirmation", "visit", "household", "agrees", "reason", "signature", "at", "done_by")
	visitPhotoFact        = declareFact("visit_photo", "assignment", "household", "kind", "caption", "hash", "type", "size", "at", "done_by")
)

// AddVisitAssignment keeps an assignment.
func (tx *Tx) AddVisitAssignment(ctx context.Context, county region.Code, a homevisit.Assignment) error {
	return tx.add(ctx, visitAssignmentFact, county, a.ID, a.Household, string(a.Region), a.On.String(), a.Officers[0], a.Officers[1],
		string(a.Method), a.Sample, a.Of, a.Replaces, micros(a.AssignedAt), a.AssignedBy)
}

// AddVisitAttempt keeps an attempt.
func (tx *Tx) AddVisitAttempt(ctx context.Context, county region.Code, a homevisit.Attempt) error {
	reason, err := tx.db.seal(county, "visit_attempt", a.ID, "reason", a.Reason)
	if err != nil {
		return err
	}
	told, err := tx.db.seal(county, "visit_attempt", a.ID, "told", a.Left)
	if err != nil {
		return err
	}
	return tx.add(ctx, visitAttemptFact, county, a.ID, a.Assignment, a.Household, string(a.Outcome), a.On.String(), a.NextOn.String(),
		reason, told, micros(a.At), a.By)
}

// AddVisit keeps an observation.
func (tx *Tx) AddVisit(ctx context.Context, county region.Code, o homevisit.Observation) error {
	form, err := tx.sealJSON(county, "visit", o.ID, "form", o.Form)
	if err != nil {
		return err
	}
	reason, err := tx.db.seal(county, "visit", o.ID, "reason", o.Reason)
	if err != nil {
		return err
	}
	return tx.add(ctx, visitFact, county, o.ID, o.Assignment, o.Household, string(o.Method), o.Officers[0], o.Officers[1], o.AsOf.String(),
		o.Edition, form, o.Replaces, reason, micros(o.RecordedAt), o.RecordedBy)
}

// AddVisitConfirmation keeps the second officer's answer.
func (tx *Tx) AddVisitConfirmation(ctx context.Context, county region.Code, household string, c homevisit.Confirmation) error {
	reason, err := tx.db.seal(county, "visit_confirmation", c.ID, "reason", c.Reason)
	if err != nil {
		return err
	}
	signature, err := tx.sealJSON(county, "visit_confirmation", c.ID, "signature", c.Signature)
	if err != nil {
		return err
	}
	return tx.add(ctx, visitConfirmationFact, county, c.ID, c.Observation, household, number(c.Agrees), reason, signature, micros(c.At), c.By)
}

// AddVisitPhoto keeps a picture's row; its content is in the folder of blobs.
func (tx *Tx) AddVisitPhoto(ctx context.Context, county region.Code, p homevisit.Photo) error {
	caption, err := tx.db.seal(county, "visit_photo", p.ID, "caption", p.Caption)
	if err != nil {
		return err
	}
	return tx.add(ctx, visitPhotoFact, county, p.ID, p.Assignment, p.Household, string(p.Kind), caption, p.Hash, p.Type, p.Size, micros(p.At), p.By)
}

// VisitDraft reads the form of an assignment; false when nobody has begun it.
func (tx *Tx) VisitDraft(ctx context.Context, county region.Code, assignment string) (homevisit.Draft, bool, error) {
	draft := homevisit.Draft{Assignment: assignment}
	var sealed []byte
	var updated int64
	err := tx.q.QueryRowContext(ctx, `SELECT household, id, started_by, replaces, edition, form, updated_at FROM visit_draft
		WHERE county = $1 AND assignment = $2`, string(county), assignment).
		Scan(&draft.Household, &draft.ID, &draft.StartedBy, &draft.Replaces, &draft.Edition, &sealed, &updated)
	if errors.Is(err, sql.ErrNoRows) {
		return draft, false, nil
	}
	if err != nil {
		return draft, false, err
	}
	draft.UpdatedAt = moment(updated)
	return draft, true, tx.openJSON(county, "visit_draft", draft.ID, "form", sealed, &draft.Form)
}

// KeepVisitDraft keeps the form of an assignment, in place of the one before.
func (tx *Tx) KeepVisitDraft(ctx context.Context, county region.Code, d homevisit.Draft) error {
	form, err := tx.sealJSON(county, "visit_draft", d.ID, "form", d.Form)
	if err != nil {
		return err
	}
	_, err = tx.q.ExecContext(ctx, `INSERT INTO visit_draft (county, assignment, household, id, started_by, replaces, edition, form, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (county, assignment) DO UPDATE SET id = excluded.id, replaces = excluded.replaces, edition = excluded.edition,
			form = excluded.form, updated_at = excluded.updated_at WHERE visit_draft.county = $1`,
		string(county), d.Assignment, d.Household, d.ID, d.StartedBy, d.Replaces, d.Edition, form, micros(d.UpdatedAt))
	return err
}

// DropVisitDraft removes the form of an assignment; none is fine.
func (tx *Tx) DropVisitDraft(ctx context.Context, county region.Code, assignment string) error {
	_, err := tx.q.ExecContext(ctx, `DELETE FROM visit_draft WHERE county = $1 AND assignment = $2`, string(county), assignment)
	return err
}

func (tx *Tx) sealJSON(county region.Code, table, row, column string, value any) ([]byte, error) {
	raw, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	return tx.db.seal(county, table, row, column, string(raw))
}

func (tx *Tx) openJSON(county region.Code, table, row, column string, sealed []byte, into any) error {
	raw, err := tx.db.open(county, table, row, column, sealed)
	if err != nil {
		return err
	}
	return json.Unmarshal([]byte(raw), into)
}
