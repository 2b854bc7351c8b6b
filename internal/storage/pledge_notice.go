package storage

import (
	"context"
	"database/sql"

	steps "chengxin/internal/casework/pledge"
	"chengxin/internal/pledge"
	"chengxin/internal/region"
)

var (
	noticeIssueFact = declareFact("notice_issue", "household", "edition", "text_version", "text_hash", "channel", "language", "document",
		"issued_at", "issued_by")
	noticeServiceFact = declareFact("notice_service", "household", "issue", "text_version", "text_hash", "method", "served_at", "receiver",
		"relation", "member", "mark", "witness", "language", "spoken", "read_aloud_by", "document", "recorded_at", "recorded_by")
	noticeReadingFact = declareFact("notice_reading", "household", "member", "text_version", "text_hash", "confirmed", "channel", "proxy", "at")
	answerFact        = declareFact("understanding_answer", "household", "member", "text_version", "text_hash", "question", "choice",
		"is_right", "is_first", "channel", "language", "read_aloud_by", "at", "answered_by")
	understandingFact = declareFact("understanding_done", "household", "member", "text_version", "text_hash", "total", "first_right", "at", "done_by")
)

// AddNoticeIssue keeps an issued notice.
func (tx *Tx) AddNoticeIssue(ctx context.Context, county region.Code, i pledge.Issue) error {
	return tx.add(ctx, noticeIssueFact, county, i.ID, i.Household, i.Edition, i.Version, i.Hash, string(i.Channel), string(i.Language),
		i.Document, micros(i.IssuedAt), i.IssuedBy)
}

// AddNoticeService keeps a proof of service; the names on it are sealed.
func (tx *Tx) AddNoticeService(ctx context.Context, county region.Code, s pledge.Service) error {
	f := &sealer{tx: tx, county: county, table: "notice_service", row: s.ID}
	receiver, witness, reader := f.seal("receiver", s.Receiver), f.seal("witness", s.Witness), f.seal("read_aloud_by", s.ReadAloudBy)
	if f.err != nil {
		return f.err
	}
	return tx.add(ctx, noticeServiceFact, county, s.ID, s.Household, s.Issue, s.Version, s.Hash, string(s.Method), micros(s.ServedAt), receiver,
		s.Relation, s.Member, string(s.Mark), witness, string(s.Language), s.Spoken, reader, s.Document, micros(s.RecordedAt), s.RecordedBy)
}

// AddNoticeReading keeps a resident's opening or reading of the notice.
func (tx *Tx) AddNoticeReading(ctx context.Context, county region.Code, r pledge.Reading) error {
	return tx.add(ctx, noticeReadingFact, county, r.ID, r.Household, r.Member, r.Version, r.Hash, number(r.Confirmed), string(r.Channel),
		r.Proxy, micros(r.At))
}

// AddUnderstandingAnswer keeps one answer to an understanding question.
func (tx *Tx) AddUnderstandingAnswer(ctx context.Context, county region.Code, household string, a pledge.Answer) error {
	reader, err := tx.db.seal(county, "understanding_answer", a.ID, "read_aloud_by", a.ReadAloudBy)
	if err != nil {
		return err
	}
	return tx.add(ctx, answerFact, county, a.ID, household, a.Member, a.Version, a.Hash, a.Question, a.Choice, number(a.Right), number(a.First),
		string(a.Channel), string(a.Language), reader, micros(a.At), a.By)
}

// AddUnderstanding keeps the completion of the questions by a member.
func (tx *Tx) AddUnderstanding(ctx context.Context, county region.Code, u steps.Understood) error {
	return tx.add(ctx, understandingFact, county, u.ID, u.Household, u.Member, u.Version, u.Hash, int64(u.Total), int64(u.FirstRight), micros(u.At), u.By)
}

// Told reads everything of a household's notices and answers, oldest first.
func (tx *Tx) Told(ctx context.Context, county region.Code, household string) (pledge.Told, error) {
	var told pledge.Told
	args := []any{string(county), household}
	err := tx.each(ctx, `SELECT id, household, edition, text_version, text_hash, channel, language, document, issued_at, issued_by
		FROM notice_issue WHERE county = $1 AND household = $2 ORDER BY issued_at, id`, args, func(rows *sql.Rows) error {
		issue, err := noticeIssue(rows)
		told.Issues = append(told.Issues, issue)
		return err
	})
	if err != nil {
		return told, err
	}
	err = tx.each(ctx, `SELECT id, household, issue, text_version, text_hash, method, served_at, receiver, relation, member, mark, witness,
			language, spoken, read_aloud_by, document, recorded_at, recorded_by
		FROM notice_service WHERE county = $1 AND household = $2 ORDER BY served_at, id`, args, func(rows *sql.Rows) error {
		service, err := tx.noticeService(rows, county)
		told.Services = append(told.Services, service)
		return err
	})
	if err != nil {
		return told, err
	}
	err = tx.each(ctx, `SELECT id, household, member, text_version, text_hash, confirmed, channel, proxy, at
		FROM notice_reading WHERE county = $1 AND household = $2 ORDER BY at, id`, args, func(rows *sql.Rows) error {
		reading, err := noticeReading(rows)
		told.Readings = append(told.Readings, reading)
		return err
	})
	if err != nil {
		return told, err
	}
	err = tx.each(ctx, `SELECT id, household, member, text_version, text_hash, question, choice, is_right, is_first, channel, language,
			read_aloud_by, at, answered_by
		FROM understanding_answer WHERE county = $1 AND household = $2 ORDER BY at, id`, args, func(rows *sql.Rows) error {
		answer, err := tx.answer(rows, county)
		told.Answers = append(told.Answers, answer)
		return err
	})
	return told, err
}

func noticeIssue(rows *sql.Rows) (pledge.Issue, error) {
	var i pledge.Issue
	var at int64
	err := rows.Scan(&i.ID, &i.Household, &i.Edition, &i.Version, &i.Hash, &i.Channel, &i.Language, &i.Document, &at, &i.IssuedBy)
	i.IssuedAt = moment(at)
	return i, err
}

func (tx *Tx) noticeService(rows *sql.Rows, county region.Code) (pledge.Service, error) {
	var s pledge.Service
	var receiver, witness, reader []byte
	var served, recorded int64
	err := rows.Scan(&s.ID, &s.Household, &s.Issue, &s.Version, &s.Hash, &s.Method, &served, &receiver, &s.Relation, &s.Member, &s.Mark, &witness,
		&s.Language, &s.Spoken, &reader, &s.Document, &recorded, &s.RecordedBy)
	if err != nil {
		return s, err
	}
	s.ServedAt, s.RecordedAt = moment(served), moment(recorded)
	f := &sealer{tx: tx, county: county, table: "notice_service", row: s.ID}
	s.Receiver, s.Witness, s.ReadAloudBy = f.open("receiver", receiver), f.open("witness", witness), f.open("read_aloud_by", reader)
	return s, f.err
}

func noticeReading(rows *sql.Rows) (pledge.Reading, error) {
	var r pledge.Reading
	var confirmed, at int64
	err := rows.Scan(&r.ID, &r.Household, &r.Member, &r.Version, &r.Hash, &confirmed, &r.Channel, &r.Proxy, &at)
	r.Confirmed, r.At = confirmed == 1, moment(at)
	return r, err
}

func (tx *Tx) answer(rows *sql.Rows, county region.Code) (pledge.Answer, error) {
	var a pledge.Answer
	var right, first, at int64
	var reader []byte
	err := rows.Scan(&a.ID, &a.Household, &a.Member, &a.Version, &a.Hash, &a.Question, &a.Choice, &right, &first, &a.Channel, &a.Language,
		&reader, &at, &a.By)
	if err != nil {
		return a, err
	}
	a.Right, a.First, a.At = right == 1, first == 1, moment(at)
	a.ReadAloudBy, err = tx.db.open(county, "understanding_answer", a.ID, "read_aloud_by", reader)
	return a, err
}
