package storage

import (
	"context"
	"database/sql"

	"chengxin/internal/casework/policyedition"
	"chengxin/internal/region"
)

// Course reads what happened to a draft, each list oldest first. NotFound.
func (tx *Tx) Course(ctx context.Context, county region.Code, draft string) (course policyedition.Course, err error) {
	course.Draft, err = scanDraft(func(into ...any) error {
		return tx.one(ctx, `SELECT id, name, title, version, digest, source, files, size, registered_at, registered_by FROM policy_draft
			WHERE county = $1 AND id = $2`, []any{string(county), draft}, into...)
	})
	if err != nil {
		return course, err
	}
	key := []any{string(county), draft}
	err = tx.each(ctx, `SELECT id, opens_on, closes_on, words, at, done_by FROM policy_consultation WHERE county = $1 AND draft = $2 ORDER BY at, id`, key, func(rows *sql.Rows) error {
		one := policyedition.Consultation{Draft: draft}
		var opens, closes string
		var at int64
		err := rows.Scan(&one.ID, &opens, &closes, &one.Words, &at, &one.By)
		one.OpensOn, one.ClosesOn, one.At = day(opens), day(closes), moment(at)
		course.Consultations = append(course.Consultations, one)
		return err
	})
	if err != nil {
		return course, err
	}
	if err := tx.comments(ctx, county, &course); err != nil {
		return course, err
	}
	err = tx.each(ctx, `SELECT id, digest, effective_on, reason, at, done_by FROM policy_proposal WHERE county = $1 AND draft = $2 ORDER BY at, id`, key, func(rows *sql.Rows) error {
		one := policyedition.Proposal{Draft: draft}
		var effective string
		var at int64
		err := rows.Scan(&one.ID, &one.Digest, &effective, &one.Reason, &at, &one.By)
		one.EffectiveOn, one.At = day(effective), moment(at)
		course.Proposals = append(course.Proposals, one)
		return err
	})
	if err != nil {
		return course, err
	}
	adoptions, err := tx.Adoptions(ctx, county)
	for i := range adoptions {
		if adoptions[i].Draft == draft {
			course.Adoption = &adoptions[i]
		}
	}
	return course, err
}

// comments reads a draft's comments and their answers.
func (tx *Tx) comments(ctx context.Context, county region.Code, course *policyedition.Course) error {
	draft := course.Draft.ID
	key := []any{string(county), draft}
	err := tx.each(ctx, `SELECT id, anchor, words, at, done_by FROM policy_comment WHERE county = $1 AND draft = $2 ORDER BY at, id`, key, func(rows *sql.Rows) error {
		one := policyedition.Comment{Draft: draft}
		var sealed []byte
		var at int64
		if err := rows.Scan(&one.ID, &one.Anchor, &sealed, &at, &one.By); err != nil {
			return err
		}
		words, err := tx.db.open(county, "policy_comment", one.ID, "words", sealed)
		one.Words, one.At = words, moment(at)
		course.Comments = append(course.Comments, one)
		return err
	})
	if err != nil {
		return err
	}
	return tx.each(ctx, `SELECT id, comment, taken, words, at, done_by FROM policy_answer WHERE county = $1 AND draft = $2 ORDER BY at, id`, key, func(rows *sql.Rows) error {
		one := policyedition.Answer{Draft: draft}
		var sealed []byte
		var taken, at int64
		if err := rows.Scan(&one.ID, &one.Comment, &taken, &sealed, &at, &one.By); err != nil {
			return err
		}
		words, err := tx.db.open(county, "policy_answer", one.ID, "words", sealed)
		one.Taken, one.Words, one.At = taken == 1, words, moment(at)
		course.Answers = append(course.Answers, one)
		return err
	})
}
