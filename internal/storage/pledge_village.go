package storage

import (
	"context"
	"database/sql"

	"chengxin/internal/casework"
	steps "chengxin/internal/casework/pledge"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/region"
)

// VillageTold reads what a village's list needs, household by household in the order of their numbers: seven statements,
// however many households there are. Ink and the names of receivers and witnesses stay sealed.
func (tx *Tx) VillageTold(ctx context.Context, county, village region.Code, on period.Day) ([]steps.InVillage, error) {
	var all []steps.InVillage
	place := map[string]int{}
	args := []any{string(county), string(village)}
	err := tx.each(ctx, `SELECT id, number, region, version FROM household WHERE county = $1 AND region = $2 ORDER BY number`, args, func(rows *sql.Rows) error {
		var row casework.HouseholdRow
		err := rows.Scan(&row.ID, &row.Number, &row.Region, &row.Version)
		place[row.ID] = len(all)
		all = append(all, steps.InVillage{Household: row})
		return err
	})
	if err != nil {
		return nil, err
	}
	persons, err := tx.pledgePersons(ctx, county, on, `SELECT m.id, m.household, m.member, m.name, m.relation, m.born_on, m.capacity, m.from_on, m.until_on, m.seq
		FROM member m JOIN household h ON h.county = m.county AND h.id = m.household
		WHERE m.county = $1 AND h.county = $1 AND h.region = $2`, args...)
	if err != nil {
		return nil, err
	}
	for id, found := range persons {
		all[place[id]].Persons = found
	}
	if err := tx.villageNotices(ctx, args, func(id string) *pledge.Told { return &all[place[id]].Told }); err != nil {
		return nil, err
	}
	if err := tx.villageSigned(ctx, args, func(id string) *pledge.Facts { return &all[place[id]].Facts }); err != nil {
		return nil, err
	}
	err = tx.each(ctx, `SELECT household, count(*) FROM access_slip WHERE county = $1 AND region = $2 GROUP BY household`, args, func(rows *sql.Rows) error {
		var id string
		var count int
		err := rows.Scan(&id, &count)
		if at, known := place[id]; known {
			all[at].Slips = count
		}
		return err
	})
	return all, err
}

func (tx *Tx) villageNotices(ctx context.Context, args []any, of func(household string) *pledge.Told) error {
	err := tx.each(ctx, `SELECT f.id, f.household, f.edition, f.text_version, f.text_hash, f.channel, f.language, f.document, f.issued_at, f.issued_by
		FROM notice_issue f JOIN household h ON h.county = f.county AND h.id = f.household
		WHERE f.county = $1 AND h.county = $1 AND h.region = $2`, args, func(rows *sql.Rows) error {
		issue, err := noticeIssue(rows)
		told := of(issue.Household)
		told.Issues = append(told.Issues, issue)
		return err
	})
	if err != nil {
		return err
	}
	err = tx.each(ctx, `SELECT f.id, f.household, f.text_version, f.text_hash, f.method, f.served_at
		FROM notice_service f JOIN household h ON h.county = f.county AND h.id = f.household
		WHERE f.county = $1 AND h.county = $1 AND h.region = $2`, args, func(rows *sql.Rows) error {
		var s pledge.Service
		var at int64
		err := rows.Scan(&s.ID, &s.Household, &s.Version, &s.Hash, &s.Method, &at)
		s.ServedAt = moment(at)
		told := of(s.Household)
		told.Services = append(told.Services, s)
		return err
	})
	if err != nil {
		return err
	}
	err = tx.each(ctx, `SELECT f.id, f.household, f.member, f.text_version, f.text_hash, f.confirmed, f.channel, f.proxy, f.at
		FROM notice_reading f JOIN household h ON h.county = f.county AND h.id = f.household
		WHERE f.county = $1 AND h.county = $1 AND h.region = $2`, args, func(rows *sql.Rows) error {
		reading, err := noticeReading(rows)
		told := of(reading.Household)
		told.Readings = append(told.Readings, reading)
		return err
	})
	if err != nil {
		return err
	}
	return tx.each(ctx, `SELECT f.id, f.household, f.member, f.text_hash, f.question, f.is_right, f.is_first
		FROM understanding_answer f JOIN household h ON h.county = f.county AND h.id = f.household
		WHERE f.county = $1 AND h.county = $1 AND h.region = $2`, args, func(rows *sql.Rows) error {
		var a pledge.Answer
		var right, first int64
		err := rows.Scan(&a.ID, &a.Household, &a.Member, &a.Hash, &a.Question, &right, &first)
		a.Right, a.First = right == 1, first == 1
		told := of(a.Household)
		told.Answers = append(told.Answers, a)
		return err
	})
}

func (tx *Tx) villageSigned(ctx context.Context, args []any, of func(household string) *pledge.Facts) error {
	err := tx.each(ctx, `SELECT f.id, f.household, f.text, f.text_hash, f.member, f.signer, f.capacity, f.method, f.paper, f.valid_until, f.signed_at, f.recorded_by
		FROM pledge_signature f JOIN household h ON h.county = f.county AND h.id = f.household
		WHERE f.county = $1 AND h.county = $1 AND h.region = $2`, args, func(rows *sql.Rows) error {
		var s pledge.Signature
		var until string
		var at int64
		err := rows.Scan(&s.ID, &s.Household, &s.Text, &s.Hash, &s.Member, &s.Signer, &s.Capacity, &s.Method, &s.Paper, &until, &at, &s.RecordedBy)
		s.ValidUntil, s.SignedAt = day(until), moment(at)
		facts := of(s.Household)
		facts.Signatures = append(facts.Signatures, s)
		return err
	})
	if err != nil {
		return err
	}
	err = tx.each(ctx, `SELECT f.id, f.household, f.recorded_by
		FROM pledge_paper f JOIN household h ON h.county = f.county AND h.id = f.household
		WHERE f.county = $1 AND h.county = $1 AND h.region = $2`, args, func(rows *sql.Rows) error {
		var p pledge.Paper
		err := rows.Scan(&p.ID, &p.Household, &p.RecordedBy)
		facts := of(p.Household)
		facts.Papers = append(facts.Papers, p)
		return err
	})
	if err != nil {
		return err
	}
	err = tx.each(ctx, `SELECT f.id, f.household, f.paper, f.agrees, f.checked_at, f.checked_by
		FROM pledge_paper_check f JOIN household h ON h.county = f.county AND h.id = f.household
		WHERE f.county = $1 AND h.county = $1 AND h.region = $2`, args, func(rows *sql.Rows) error {
		var c pledge.Check
		var agrees, at int64
		err := rows.Scan(&c.ID, &c.Household, &c.Paper, &agrees, &at, &c.CheckedBy)
		c.Agrees, c.CheckedAt = agrees == 1, moment(at)
		facts := of(c.Household)
		facts.Checks = append(facts.Checks, c)
		return err
	})
	if err != nil {
		return err
	}
	return tx.each(ctx, `SELECT f.id, f.household, f.member, f.text, f.at
		FROM pledge_withdrawal f JOIN household h ON h.county = f.county AND h.id = f.household
		WHERE f.county = $1 AND h.county = $1 AND h.region = $2`, args, func(rows *sql.Rows) error {
		var w pledge.Withdrawal
		var at int64
		err := rows.Scan(&w.ID, &w.Household, &w.Member, &w.Text, &at)
		w.At = moment(at)
		facts := of(w.Household)
		facts.Withdrawals = append(facts.Withdrawals, w)
		return err
	})
}

// pledgePersons reads members' versions without what this step does not need, and gives each household's persons on a
// day by the register's own rule.
func (tx *Tx) pledgePersons(ctx context.Context, county region.Code, on period.Day, query string, args ...any) (map[string][]pledge.Person, error) {
	versions := map[string][]household.Member{}
	names := map[string][]byte{}
	err := tx.each(ctx, query, args, func(rows *sql.Rows) error {
		var m household.Member
		var born, from, until string
		var name []byte
		err := rows.Scan(&m.RowID, &m.HouseholdID, &m.ID, &name, &m.Relation, &born, &m.Capacity, &from, &until, &m.Seq)
		m.BornOn, m.FromOn, m.UntilOn = day(born), day(from), day(until)
		names[m.RowID] = name
		versions[m.HouseholdID] = append(versions[m.HouseholdID], m)
		return err
	})
	if err != nil {
		return nil, err
	}
	grouped := make(map[string][]pledge.Person, len(versions))
	for id, all := range versions {
		for _, m := range household.Members(all, on) {
			name, err := tx.db.open(county, "member", m.RowID, "name", names[m.RowID])
			if err != nil {
				return nil, err
			}
			grouped[id] = append(grouped[id], pledge.Person{
				Member: m.ID, Name: name, BornOn: m.BornOn, Incapable: m.Capacity.NeedsGuardian(),
			})
		}
	}
	return grouped, nil
}
