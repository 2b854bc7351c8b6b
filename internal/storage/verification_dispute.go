package storage

import (
	"context"
	"database/sql"

	steps "chengxin/internal/casework/verification"
	"chengxin/internal/region"
	"chengxin/internal/verification"
)

var (
	verificationDisputeFact = declareFact("verification_dispute", "household", "region", "report", "file", "source", "member", "item", "words", "channel", "at", "done_by")
	verificationAnswerFact  = declareFact("verification_answer", "dispute", "household", "outcome", "content", "at", "done_by")
	enquiryFact             = declareFact("verification_enquiry", "household", "region", "member", "other", "content", "due_on", "document", "number", "at", "done_by")
	enquiryEventFact        = declareFact("verification_enquiry_event", "enquiry", "household", "kind", "content", "on_day", "at", "done_by")
)

// AddVerificationDispute keeps a dispute about one result of a file.
func (tx *Tx) AddVerificationDispute(ctx context.Context, county, at region.Code, file string, d verification.Dispute) error {
	words, err := tx.db.seal(county, "verification_dispute", d.ID, "words", d.Words)
	if err != nil {
		return err
	}
	return tx.add(ctx, verificationDisputeFact, county, d.ID, d.Household, string(at), d.Report, file, string(d.Source), d.Member, d.Item, words,
		string(d.Channel), micros(d.At), d.By)
}

// AddVerificationAnswer keeps the answer to a dispute. Conflict when it has one.
func (tx *Tx) AddVerificationAnswer(ctx context.Context, county region.Code, to verification.Dispute, a verification.Answer) error {
	content, err := tx.sealJSON(county, "verification_answer", a.ID, "content", a)
	if err != nil {
		return err
	}
	return tx.add(ctx, verificationAnswerFact, county, a.ID, to.ID, to.Household, string(a.Outcome), content, micros(a.At), a.By)
}

const disputeColumns = `id, household, region, report, source, member, item, words, channel, at, done_by`

// VerificationDisputes reads a household's disputes with their answers, oldest first.
func (tx *Tx) VerificationDisputes(ctx context.Context, county region.Code, household string) ([]verification.Dispute, error) {
	by := []any{string(county), household}
	var all []verification.Dispute
	at := map[string]int{}
	err := tx.each(ctx, `SELECT `+disputeColumns+` FROM verification_dispute WHERE county = $1 AND household = $2 ORDER BY at, id`, by, func(rows *sql.Rows) error {
		d, words, _, err := scanDispute(rows)
		if err != nil {
			return err
		}
		d.Words, err = tx.db.open(county, "verification_dispute", d.ID, "words", words)
		at[d.ID] = len(all)
		all = append(all, d)
		return err
	})
	if err != nil || len(all) == 0 {
		return nil, err
	}
	err = tx.each(ctx, `SELECT id, dispute, content FROM verification_answer WHERE county = $1 AND household = $2`, by, func(rows *sql.Rows) error {
		var id, dispute string
		var content []byte
		if err := rows.Scan(&id, &dispute, &content); err != nil {
			return err
		}
		var a verification.Answer
		if err := tx.openJSON(county, "verification_answer", id, "content", content, &a); err != nil {
			return err
		}
		all[at[dispute]].Answer = &a
		return nil
	})
	return all, err
}

func scanDispute(rows *sql.Rows) (d verification.Dispute, words []byte, where region.Code, err error) {
	var at int64
	err = rows.Scan(&d.ID, &d.Household, &where, &d.Report, &d.Source, &d.Member, &d.Item, &words, &d.Channel, &at, &d.By)
	d.At = moment(at)
	return d, words, where, err
}

// DisputesIn lists the disputes of a place, those without an answer first, then the newest; without their words.
func (tx *Tx) DisputesIn(ctx context.Context, county, place region.Code, limit int) ([]steps.PlacedDispute, error) {
	var all []steps.PlacedDispute
	err := tx.each(ctx, `SELECT d.id, d.household, d.region, d.report, d.source, d.member, d.item, d.channel, d.at, d.done_by, h.number,
			a.id, a.outcome, a.at, a.done_by
		FROM verification_dispute d JOIN household h ON h.county = d.county AND h.id = d.household
		LEFT JOIN verification_answer a ON a.county = d.county AND a.dispute = d.id
		WHERE d.county = $1 AND d.region >= $2 AND d.region < $3
		ORDER BY CASE WHEN a.id IS NULL THEN 0 ELSE 1 END, d.at DESC, d.id DESC LIMIT $4`,
		[]any{string(county), string(place), upTo(string(place)), int64(limit)}, func(rows *sql.Rows) error {
			var one steps.PlacedDispute
			var at int64
			var answer, outcome, by sql.NullString
			var answered sql.NullInt64
			err := rows.Scan(&one.ID, &one.Household, &one.Region, &one.Report, &one.Source, &one.Member, &one.Item, &one.Channel, &at, &one.By, &one.Number,
				&answer, &outcome, &answered, &by)
			one.At = moment(at)
			if answer.Valid {
				one.Answer = &verification.Answer{ID: answer.String, Outcome: verification.Outcome(outcome.String), At: moment(answered.Int64), By: by.String}
			}
			all = append(all, one)
			return err
		})
	return all, err
}

// AddEnquiry keeps a letter to another county.
func (tx *Tx) AddEnquiry(ctx context.Context, county region.Code, e verification.Enquiry) error {
	content, err := tx.sealJSON(county, "verification_enquiry", e.ID, "content", e)
	if err != nil {
		return err
	}
	return tx.add(ctx, enquiryFact, county, e.ID, e.Household, string(e.Region), e.Member, string(e.Other), content, e.DueOn.String(), e.Document, e.Number,
		micros(e.At), e.By)
}

// AddEnquiryEvent keeps a reminder or a reply.
func (tx *Tx) AddEnquiryEvent(ctx context.Context, county region.Code, household string, e verification.EnquiryEvent) error {
	content, err := tx.sealJSON(county, "verification_enquiry_event", e.ID, "content", e)
	if err != nil {
		return err
	}
	return tx.add(ctx, enquiryEventFact, county, e.ID, e.Enquiry, household, e.Kind, content, e.On.String(), micros(e.At), e.By)
}

const enquiryColumns = `id, household, region, member, other, content, due_on, document, number, at, done_by`

func (tx *Tx) enquiries(ctx context.Context, county region.Code, query string, args ...any) ([]verification.Enquiry, error) {
	var all []verification.Enquiry
	at := map[string]int{}
	var ids []string
	err := tx.each(ctx, query, append([]any{string(county)}, args...), func(rows *sql.Rows) error {
		var e verification.Enquiry
		var content []byte
		var due string
		var made int64
		if err := rows.Scan(&e.ID, &e.Household, &e.Region, &e.Member, &e.Other, &content, &due, &e.Document, &e.Number, &made, &e.By); err != nil {
			return err
		}
		e.DueOn, e.At = day(due), moment(made)
		err := tx.openJSON(county, "verification_enquiry", e.ID, "content", content, &e)
		at[e.ID] = len(all)
		ids, all = append(ids, e.ID), append(all, e)
		return err
	})
	if err != nil || len(all) == 0 {
		return nil, err
	}
	list, args := among([]any{string(county)}, ids)
	err = tx.each(ctx, `SELECT id, enquiry, kind, content, on_day, at, done_by FROM verification_enquiry_event WHERE county = $1 AND enquiry IN `+list+` ORDER BY at, id`, args, func(rows *sql.Rows) error {
		var e verification.EnquiryEvent
		var content []byte
		var on string
		var made int64
		if err := rows.Scan(&e.ID, &e.Enquiry, &e.Kind, &content, &on, &made, &e.By); err != nil {
			return err
		}
		e.On, e.At = day(on), moment(made)
		err := tx.openJSON(county, "verification_enquiry_event", e.ID, "content", content, &e)
		one := &all[at[e.Enquiry]]
		one.Events = append(one.Events, e)
		return err
	})
	return all, err
}

// Enquiry reads one enquiry with its events. NotFound.
func (tx *Tx) Enquiry(ctx context.Context, county region.Code, id string) (verification.Enquiry, error) {
	found, err := tx.enquiries(ctx, county, `SELECT `+enquiryColumns+` FROM verification_enquiry WHERE county = $1 AND id = $2`, id)
	if err != nil {
		return verification.Enquiry{}, err
	}
	if len(found) == 0 {
		return verification.Enquiry{}, notFound()
	}
	return found[0], nil
}

// EnquiriesOf lists the enquiries about a household's people, the newest first.
func (tx *Tx) EnquiriesOf(ctx context.Context, county region.Code, household string) ([]verification.Enquiry, error) {
	return tx.enquiries(ctx, county, `SELECT `+enquiryColumns+` FROM verification_enquiry WHERE county = $1 AND household = $2 ORDER BY at DESC, id DESC`, household)
}

// EnquiriesIn lists the enquiries of a place, the newest first.
func (tx *Tx) EnquiriesIn(ctx context.Context, county, place region.Code, limit int) ([]verification.Enquiry, error) {
	return tx.enquiries(ctx, county, `SELECT `+enquiryColumns+` FROM verification_enquiry WHERE county = $1 AND region >= $2 AND region < $3
		ORDER BY at DESC, id DESC LIMIT $4`, string(place), upTo(string(place)), int64(limit))
}
