package storage

import (
	"context"
	"database/sql"

	"chengxin/internal/homevisit"
	"chengxin/internal/region"
)

var (
	visitDisputeFact = declareFact("visit_dispute", "visit", "assignment", "household", "words", "at", "done_by")
	visitAnswerFact  = declareFact("visit_answer", "dispute", "assignment", "household", "words", "at", "done_by")
)

// AddVisitDispute keeps a household's dispute.
func (tx *Tx) AddVisitDispute(ctx context.Context, county region.Code, d homevisit.Dispute) error {
	words, err := tx.db.seal(county, "visit_dispute", d.ID, "words", d.Words)
	if err != nil {
		return err
	}
	return tx.add(ctx, visitDisputeFact, county, d.ID, d.Observation, d.Assignment, d.Household, words, micros(d.At), d.By)
}

// AddVisitAnswer keeps the answer to a dispute.
func (tx *Tx) AddVisitAnswer(ctx context.Context, county region.Code, to homevisit.Dispute, a homevisit.Answer) error {
	words, err := tx.db.seal(county, "visit_answer", a.ID, "words", a.Words)
	if err != nil {
		return err
	}
	return tx.add(ctx, visitAnswerFact, county, a.ID, to.ID, to.Assignment, to.Household, words, micros(a.At), a.By)
}

// disputes fills assignments with what households have disputed, oldest first, and the answers; whole also opens the words.
func (tx *Tx) disputes(ctx context.Context, county region.Code, all []homevisit.Progress, at map[string]int, whole bool, where string, args []any) error {
	type place struct{ assignment, dispute int }
	known := map[string]place{}
	err := tx.each(ctx, `SELECT id, visit, assignment, household, words, at, done_by FROM visit_dispute WHERE county = $1 AND `+where+` ORDER BY at, id`, args, func(rows *sql.Rows) error {
		var d homevisit.Dispute
		var words []byte
		var moments int64
		if err := rows.Scan(&d.ID, &d.Observation, &d.Assignment, &d.Household, &words, &moments, &d.By); err != nil {
			return err
		}
		d.At = moment(moments)
		var err error
		if whole {
			d.Words, err = tx.db.open(county, "visit_dispute", d.ID, "words", words)
		}
		if i, found := at[d.Assignment]; found {
			known[d.ID] = place{i, len(all[i].Disputes)}
			all[i].Disputes = append(all[i].Disputes, d)
		}
		return err
	})
	if err != nil || len(known) == 0 {
		return err
	}
	return tx.each(ctx, `SELECT id, dispute, words, at, done_by FROM visit_answer WHERE county = $1 AND `+where, args, func(rows *sql.Rows) error {
		var a homevisit.Answer
		var dispute string
		var words []byte
		var moments int64
		if err := rows.Scan(&a.ID, &dispute, &words, &moments, &a.By); err != nil {
			return err
		}
		a.At = moment(moments)
		var err error
		if whole {
			a.Words, err = tx.db.open(county, "visit_answer", a.ID, "words", words)
		}
		if to, found := known[dispute]; found {
			all[to.assignment].Disputes[to.dispute].Answer = &a
		}
		return err
	})
}
