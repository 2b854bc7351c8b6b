package storage

import (
	"context"
	"database/sql"

	"chengxin/internal/casework/policyedition"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/region"
)

var (
	_ policyedition.Store = (*Tx)(nil)

	policyDraftFact        = declareFact("policy_draft", "name", "title", "version", "digest", "source", "files", "size", "registered_at", "registered_by")
	policyFileFact         = declareFact("policy_file", "draft", "path", "content")
	policyConsultationFact = declareFact("policy_consultation", "draft", "opens_on", "closes_on", "words", "at", "done_by")
	policyCommentFact      = declareFact("policy_comment", "draft", "anchor", "words", "at", "done_by")
	policyAnswerFact       = declareFact("policy_answer", "draft", "comment", "taken", "words", "at", "done_by")
	policyProposalFact     = declareFact("policy_proposal", "draft", "digest", "effective_on", "reason", "at", "done_by")
	policyAdoptionFact     = declareFact("policy_adoption", "draft", "proposal", "name", "digest", "effective_on", "proposed_by", "at", "done_by")
	opinionReviewFact      = declareFact("legal_opinion_review", "opinion", "scan", "confirmed", "reason", "at", "done_by")
	legalOpinionFact       = declareFact("legal_opinion", "measure", "event", "number", "dated_on", "office", "scan", "scan_type", "scan_size", "reason", "demo", "at", "done_by")
)

// EditionInForce names the edition in force in a county on a day: the one adopted for it, else the one that the county was
// set up with. NotFound when the county is not set up.
func (tx *Tx) EditionInForce(ctx context.Context, county region.Code, on period.Day) (policyedition.InForce, error) {
	var force policyedition.InForce
	var setup, effective string
	err := tx.one(ctx, `SELECT o.edition, coalesce(a.draft, ''), coalesce(a.name, ''), coalesce(a.digest, ''), coalesce(a.effective_on, ''),
			(SELECT count(*) FROM legal_opinion l WHERE l.county = $1)
		FROM county_office o LEFT JOIN policy_adoption a ON a.county = o.county AND a.county = $1 AND a.effective_on <= $2
		WHERE o.county = $1 ORDER BY a.effective_on DESC, a.at DESC, a.id DESC LIMIT 1`, []any{string(county), on.String()},
		&setup, &force.Draft, &force.Name, &force.Digest, &effective, &force.OpinionEvents)
	if err == nil && force.Draft == "" {
		force.Name = setup
	}
	force.EffectiveOn = day(effective)
	return force, err
}

// Drafts lists a county's drafts, the latest first.
func (tx *Tx) Drafts(ctx context.Context, county region.Code) ([]policyedition.Draft, error) {
	var all []policyedition.Draft
	err := tx.each(ctx, `SELECT id, name, title, version, digest, source, files, size, registered_at, registered_by FROM policy_draft
		WHERE county = $1 ORDER BY id DESC`, []any{string(county)}, func(rows *sql.Rows) error {
		one, err := scanDraft(rows.Scan)
		all = append(all, one)
		return err
	})
	return all, err
}

func scanDraft(scan func(...any) error) (policyedition.Draft, error) {
	var one policyedition.Draft
	var files, at int64
	err := scan(&one.ID, &one.Name, &one.Title, &one.Version, &one.Digest, &one.Source, &files, &one.Size, &at, &one.RegisteredBy)
	one.Files, one.RegisteredAt = int(files), moment(at)
	return one, err
}

// DraftFiles reads a draft's files by path. NotFound when there are none.
func (tx *Tx) DraftFiles(ctx context.Context, county region.Code, draft string) ([]policyedition.File, error) {
	var all []policyedition.File
	err := tx.each(ctx, `SELECT path, content FROM policy_file WHERE county = $1 AND draft = $2 ORDER BY path`, []any{string(county), draft}, func(rows *sql.Rows) error {
		var one policyedition.File
		err := rows.Scan(&one.Path, &one.Content)
		all = append(all, one)
		return err
	})
	if err == nil && len(all) == 0 {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return all, err
}

// TakeDraft takes the draft for this act. NotFound.
func (tx *Tx) TakeDraft(ctx context.Context, county region.Code, draft string) error {
	var version int64
	return tx.one(ctx, `UPDATE policy_draft_turn SET version = version + 1 WHERE county = $1 AND draft = $2 RETURNING version`,
		[]any{string(county), draft}, &version)
}

// AddDraft keeps a draft with all its files.
func (tx *Tx) AddDraft(ctx context.Context, county region.Code, d policyedition.Draft, files []policyedition.File) error {
	if err := tx.add(ctx, policyDraftFact, county, d.ID, d.Name, d.Title, d.Version, d.Digest, d.Source, int64(d.Files), d.Size, micros(d.RegisteredAt), d.RegisteredBy); err != nil {
		return err
	}
	for _, file := range files {
		content := file.Content
		if content == nil {
			content = []byte{}
		}
		if err := tx.add(ctx, policyFileFact, county, NewID(), d.ID, file.Path, content); err != nil {
			return err
		}
	}
	_, err := tx.q.ExecContext(ctx, `INSERT INTO policy_draft_turn (county, draft, version) VALUES ($1, $2, 0)`, string(county), d.ID)
	return err
}

// AddConsultation keeps a period for comments.
func (tx *Tx) AddConsultation(ctx context.Context, county region.Code, c policyedition.Consultation) error {
	return tx.add(ctx, policyConsultationFact, county, c.ID, c.Draft, c.OpensOn.String(), c.ClosesOn.String(), c.Words, micros(c.At), c.By)
}

// AddComment keeps a comment; its words are sealed, because people write about people.
func (tx *Tx) AddComment(ctx context.Context, county region.Code, c policyedition.Comment) error {
	words, err := tx.db.seal(county, "policy_comment", c.ID, "words", c.Words)
	if err != nil {
		return err
	}
	return tx.add(ctx, policyCommentFact, county, c.ID, c.Draft, c.Anchor, words, micros(c.At), c.By)
}

// AddAnswer keeps the answer to a comment. Conflict when it has one.
func (tx *Tx) AddAnswer(ctx context.Context, county region.Code, a policyedition.Answer) error {
	words, err := tx.db.seal(county, "policy_answer", a.ID, "words", a.Words)
	if err != nil {
		return err
	}
	return tx.add(ctx, policyAnswerFact, county, a.ID, a.Draft, a.Comment, oneIf(a.Taken), words, micros(a.At), a.By)
}

// AddProposal keeps a proposal of adoption.
func (tx *Tx) AddProposal(ctx context.Context, county region.Code, p policyedition.Proposal) error {
	return tx.add(ctx, policyProposalFact, county, p.ID, p.Draft, p.Digest, p.EffectiveOn.String(), p.Reason, micros(p.At), p.By)
}

// AddAdoption keeps an adoption. Conflict when the draft has one.
func (tx *Tx) AddAdoption(ctx context.Context, county region.Code, a policyedition.Adoption) error {
	return tx.add(ctx, policyAdoptionFact, county, a.ID, a.Draft, a.Proposal, a.Name, a.Digest, a.EffectiveOn.String(), a.ProposedBy, micros(a.At), a.By)
}

// AddOpinion keeps an event of a legal opinion.
func (tx *Tx) AddOpinion(ctx context.Context, county region.Code, o policyedition.Opinion) error {
	return tx.add(ctx, legalOpinionFact, county, o.ID, o.Measure, o.Event, o.Number, o.DatedOn.String(), o.Office, o.Scan.Hash, o.Scan.Type, o.Scan.Size,
		o.Reason, oneIf(o.Demo), micros(o.At), o.By)
}

// Adoptions lists a county's adoptions, oldest first.
func (tx *Tx) Adoptions(ctx context.Context, county region.Code) ([]policyedition.Adoption, error) {
	var all []policyedition.Adoption
	err := tx.each(ctx, `SELECT id, draft, proposal, name, digest, effective_on, proposed_by, at, done_by FROM policy_adoption
		WHERE county = $1 ORDER BY at, id`, []any{string(county)}, func(rows *sql.Rows) error {
		var one policyedition.Adoption
		var effective string
		var at int64
		err := rows.Scan(&one.ID, &one.Draft, &one.Proposal, &one.Name, &one.Digest, &effective, &one.ProposedBy, &at, &one.By)
		one.EffectiveOn, one.At = day(effective), moment(at)
		all = append(all, one)
		return err
	})
	return all, err
}

// AddOpinionReview keeps a review. Conflict when the filing has one.
func (tx *Tx) AddOpinionReview(ctx context.Context, county region.Code, r policyedition.OpinionReview) error {
	return tx.add(ctx, opinionReviewFact, county, r.ID, r.Opinion, r.Scan, oneIf(r.Confirmed), r.Reason, micros(r.At), r.By)
}

// Opinions lists the events of legal opinions, oldest first, each filing with its review.
func (tx *Tx) Opinions(ctx context.Context, county region.Code) ([]policyedition.Opinion, error) {
	var all []policyedition.Opinion
	err := tx.each(ctx, `SELECT o.id, o.measure, o.event, o.number, o.dated_on, o.office, o.scan, o.scan_type, o.scan_size, o.reason, o.demo, o.at, o.done_by,
			coalesce(r.id, ''), coalesce(r.scan, ''), coalesce(r.confirmed, 0), coalesce(r.reason, ''), coalesce(r.at, 0), coalesce(r.done_by, '')
		FROM legal_opinion o LEFT JOIN legal_opinion_review r ON r.county = o.county AND r.county = $1 AND r.opinion = o.id
		WHERE o.county = $1 ORDER BY o.at, o.id`, []any{string(county)}, func(rows *sql.Rows) error {
		var one policyedition.Opinion
		var review policyedition.OpinionReview
		var scan pledge.Scan
		var dated string
		var demo, at, confirmed, reviewed int64
		err := rows.Scan(&one.ID, &one.Measure, &one.Event, &one.Number, &dated, &one.Office, &scan.Hash, &scan.Type, &scan.Size, &one.Reason, &demo, &at, &one.By,
			&review.ID, &review.Scan, &confirmed, &review.Reason, &reviewed, &review.By)
		one.Scan, one.DatedOn, one.Demo, one.At = scan, day(dated), demo == 1, moment(at)
		if review.ID != "" {
			review.Opinion, review.Confirmed, review.At = one.ID, confirmed == 1, moment(reviewed)
			one.Review = &review
		}
		all = append(all, one)
		return err
	})
	return all, err
}

func oneIf(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}
