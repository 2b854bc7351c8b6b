package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"strings"

	steps "chengxin/internal/casework/pledge"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/region"
)

var (
	_ steps.Store = (*Tx)(nil)
	_ steps.Reads = (*Tx)(nil)
)

var (
	signatureFact = declareFact("pledge_signature", "household", "text", "edition", "text_version", "text_hash", "member", "signer",
		"signer_name", "capacity", "method", "ink", "ink_hash", "code", "session", "proxy", "paper", "valid_until", "signed_at", "recorded_by", "document")
	paperFact = declareFact("pledge_paper", "household", "edition", "texts", "members", "signer", "signer_name", "capacity", "relation",
		"method", "cannot_read", "read_aloud_by", "witness", "reason", "signed_on", "scan_hash", "scan_type", "scan_size",
		"delegation_hash", "delegation_type", "delegation_size", "recorded_at", "recorded_by")
	paperCheckFact = declareFact("pledge_paper_check", "household", "paper", "agrees", "reason", "checked_at", "checked_by")
	withdrawalFact = declareFact("pledge_withdrawal", "household", "member", "text", "channel", "reason", "proxy", "at", "done_by")
)

// sealer seals and opens the fields of one row, and remembers the first failure.
type sealer struct {
	tx         *Tx
	county     region.Code
	table, row string
	err        error
}

func (s *sealer) seal(column, plain string) []byte {
	sealed, err := s.tx.db.seal(s.county, s.table, s.row, column, plain)
	if s.err == nil {
		s.err = err
	}
	return sealed
}

func (s *sealer) open(column string, sealed []byte) string {
	plain, err := s.tx.db.open(s.county, s.table, s.row, column, sealed)
	if s.err == nil {
		s.err = err
	}
	return plain
}

func number(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

// AddSignature keeps one signature; its ink and the signer's name are sealed.
func (tx *Tx) AddSignature(ctx context.Context, county region.Code, s pledge.Signature) error {
	f := &sealer{tx: tx, county: county, table: "pledge_signature", row: s.ID}
	name, ink := f.seal("signer_name", s.SignerName), f.seal("ink", string(s.Ink))
	if f.err != nil {
		return f.err
	}
	return tx.add(ctx, signatureFact, county, s.ID, s.Household, string(s.Text), s.Edition, s.Version, s.Hash, s.Member, s.Signer,
		name, string(s.Capacity), string(s.Method), ink, s.InkHash, s.Code, s.Session, s.Proxy, s.Paper, s.ValidUntil.String(),
		micros(s.SignedAt), s.RecordedBy, s.Document)
}

// AddPaper keeps an officer's record of a signed paper.
func (tx *Tx) AddPaper(ctx context.Context, county region.Code, p pledge.Paper) error {
	f := &sealer{tx: tx, county: county, table: "pledge_paper", row: p.ID}
	name, reader := f.seal("signer_name", p.SignerName), f.seal("read_aloud_by", p.ReadAloudBy)
	witness, reason := f.seal("witness", p.Witness), f.seal("reason", p.Reason)
	if f.err != nil {
		return f.err
	}
	texts := map[string]string{} // kind to hash: which exact texts the paper carries
	for _, kind := range p.Texts {
		texts[string(kind)] = p.Hash[kind]
	}
	carried, err := json.Marshal(texts)
	if err != nil {
		return err
	}
	return tx.add(ctx, paperFact, county, p.ID, p.Household, p.Edition, string(carried), strings.Join(p.Members, " "), p.Signer, name,
		string(p.Capacity), p.Relation, string(p.Method), number(p.CannotRead), reader, witness, reason, p.SignedOn.String(),
		p.Scan.Hash, p.Scan.Type, p.Scan.Size, p.Delegation.Hash, p.Delegation.Type, p.Delegation.Size, micros(p.RecordedAt), p.RecordedBy)
}

// AddPaperCheck keeps the second person's check. A record has at most one: a second is a Conflict.
func (tx *Tx) AddPaperCheck(ctx context.Context, county region.Code, c pledge.Check) error {
	reason, err := tx.db.seal(county, "pledge_paper_check", c.ID, "reason", c.Reason)
	if err != nil {
		return err
	}
	return tx.add(ctx, paperCheckFact, county, c.ID, c.Household, c.Paper, number(c.Agrees), reason, micros(c.CheckedAt), c.CheckedBy)
}

// AddPledgeWithdrawal keeps a withdrawal.
func (tx *Tx) AddPledgeWithdrawal(ctx context.Context, county region.Code, w pledge.Withdrawal) error {
	reason, err := tx.db.seal(county, "pledge_withdrawal", w.ID, "reason", w.Reason)
	if err != nil {
		return err
	}
	return tx.add(ctx, withdrawalFact, county, w.ID, w.Household, w.Member, string(w.Text), string(w.Channel), reason, w.Proxy, micros(w.At), w.By)
}

// SignedFacts reads what was signed, checked and withdrawn in a household, oldest first; the ink only if asked.
func (tx *Tx) SignedFacts(ctx context.Context, county region.Code, household string, ink bool) (pledge.Facts, error) {
	var facts pledge.Facts
	args := []any{string(county), household}
	err := tx.each(ctx, `SELECT id, household, text, edition, text_version, text_hash, member, signer, signer_name, capacity, method, ink,
			ink_hash, code, session, proxy, paper, valid_until, signed_at, recorded_by, document
		FROM pledge_signature WHERE county = $1 AND household = $2 ORDER BY signed_at, id`, args, func(rows *sql.Rows) error {
		s, err := tx.signature(rows, county, ink)
		facts.Signatures = append(facts.Signatures, s)
		return err
	})
	if err != nil {
		return facts, err
	}
	err = tx.each(ctx, `SELECT id, household, edition, texts, members, signer, signer_name, capacity, relation, method, cannot_read,
			read_aloud_by, witness, reason, signed_on, scan_hash, scan_type, scan_size, delegation_hash, delegation_type,
			delegation_size, recorded_at, recorded_by
		FROM pledge_paper WHERE county = $1 AND household = $2 ORDER BY recorded_at, id`, args, func(rows *sql.Rows) error {
		p, err := tx.paper(rows, county)
		facts.Papers = append(facts.Papers, p)
		return err
	})
	if err != nil || len(facts.Signatures)+len(facts.Papers) == 0 {
		return facts, err // nothing was signed: there is nothing to check or to withdraw
	}
	if len(facts.Papers) > 0 {
		if err := tx.paperChecks(ctx, county, household, &facts); err != nil {
			return facts, err
		}
	}
	err = tx.each(ctx, `SELECT id, household, member, text, channel, reason, proxy, at, done_by FROM pledge_withdrawal
		WHERE county = $1 AND household = $2 ORDER BY at, id`, args, func(rows *sql.Rows) error {
		w, err := tx.withdrawal(rows, county)
		facts.Withdrawals = append(facts.Withdrawals, w)
		return err
	})
	return facts, err
}

func (tx *Tx) paperChecks(ctx context.Context, county region.Code, household string, facts *pledge.Facts) error {
	return tx.each(ctx, `SELECT id, household, paper, agrees, reason, checked_at, checked_by FROM pledge_paper_check
		WHERE county = $1 AND household = $2 ORDER BY checked_at, id`, []any{string(county), household}, func(rows *sql.Rows) error {
		c, err := tx.paperCheck(rows, county)
		facts.Checks = append(facts.Checks, c)
		return err
	})
}

func (tx *Tx) signature(rows *sql.Rows, county region.Code, withInk bool) (pledge.Signature, error) {
	var s pledge.Signature
	var name, ink []byte
	var until string
	var signed int64
	err := rows.Scan(&s.ID, &s.Household, &s.Text, &s.Edition, &s.Version, &s.Hash, &s.Member, &s.Signer, &name, &s.Capacity, &s.Method, &ink,
		&s.InkHash, &s.Code, &s.Session, &s.Proxy, &s.Paper, &until, &signed, &s.RecordedBy, &s.Document)
	if err != nil {
		return s, err
	}
	s.ValidUntil, s.SignedAt = day(until), moment(signed)
	f := &sealer{tx: tx, county: county, table: "pledge_signature", row: s.ID}
	s.SignerName = f.open("signer_name", name)
	if withInk {
		s.Ink = []byte(f.open("ink", ink))
	}
	return s, f.err
}

func (tx *Tx) paper(rows *sql.Rows, county region.Code) (pledge.Paper, error) {
	p := pledge.Paper{Hash: map[pledge.Kind]string{}}
	var texts, members, signedOn string
	var name, reader, witness, reason []byte
	var cannotRead, recorded int64
	err := rows.Scan(&p.ID, &p.Household, &p.Edition, &texts, &members, &p.Signer, &name, &p.Capacity, &p.Relation, &p.Method, &cannotRead,
		&reader, &witness, &reason, &signedOn, &p.Scan.Hash, &p.Scan.Type, &p.Scan.Size, &p.Delegation.Hash, &p.Delegation.Type,
		&p.Delegation.Size, &recorded, &p.RecordedBy)
	if err != nil {
		return p, err
	}
	if err := json.Unmarshal([]byte(texts), &p.Hash); err != nil {
		return p, err
	}
	for _, kind := range pledge.Signed() {
		if p.Hash[kind] != "" {
			p.Texts = append(p.Texts, kind)
		}
	}
	p.Members, p.CannotRead, p.SignedOn, p.RecordedAt = strings.Fields(members), cannotRead == 1, day(signedOn), moment(recorded)
	f := &sealer{tx: tx, county: county, table: "pledge_paper", row: p.ID}
	p.SignerName, p.ReadAloudBy = f.open("signer_name", name), f.open("read_aloud_by", reader)
	p.Witness, p.Reason = f.open("witness", witness), f.open("reason", reason)
	return p, f.err
}

func (tx *Tx) paperCheck(rows *sql.Rows, county region.Code) (pledge.Check, error) {
	var c pledge.Check
	var agrees, at int64
	var reason []byte
	if err := rows.Scan(&c.ID, &c.Household, &c.Paper, &agrees, &reason, &at, &c.CheckedBy); err != nil {
		return c, err
	}
	c.Agrees, c.CheckedAt = agrees == 1, moment(at)
	var err error
	c.Reason, err = tx.db.open(county, "pledge_paper_check", c.ID, "reason", reason)
	return c, err
}

func (tx *Tx) withdrawal(rows *sql.Rows, county region.Code) (pledge.Withdrawal, error) {
	var w pledge.Withdrawal
	var at int64
	var reason []byte
	if err := rows.Scan(&w.ID, &w.Household, &w.Member, &w.Text, &w.Channel, &reason, &w.Proxy, &at, &w.By); err != nil {
		return w, err
	}
	w.At = moment(at)
	var err error
	w.Reason, err = tx.db.open(county, "pledge_withdrawal", w.ID, "reason", reason)
	return w, err
}

// PledgePersons lists who belongs to a household on a day, the head first.
func (tx *Tx) PledgePersons(ctx context.Context, county region.Code, household string, on period.Day) ([]pledge.Person, error) {
	grouped, err := tx.pledgePersons(ctx, county, on, `SELECT id, household, member, name, relation, born_on, capacity, from_on, until_on, seq
		FROM member WHERE county = $1 AND household = $2`, string(county), household)
	return grouped[household], err
}
