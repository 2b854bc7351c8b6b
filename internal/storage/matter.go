package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	steps "chengxin/internal/casework/determination"
	"chengxin/internal/determination"
	"chengxin/internal/measure"
	"chengxin/internal/objection"
	"chengxin/internal/region"
)

var (
	matterFact          = declareFact("matter", "household", "region", "member", "conduct_on", "content", "at", "done_by")
	matterRecordFact    = declareFact("matter_record", "matter", "household", "kind", "content", "at", "done_by")
	objectionFact       = declareFact("objection", "matter", "household", "region", "content", "at", "done_by")
	objectionRecordFact = declareFact("objection_record", "objection", "household", "kind", "content", "at", "done_by")
	measureFact         = declareFact("measure", "matter", "household", "member", "code", "content", "at", "done_by")
	measureRecordFact   = declareFact("measure_record", "measure", "household", "kind", "content", "at", "done_by")
)

// matterContent is what a case was opened from; it is sealed.
type matterContent struct {
	Clues   []string `json:"clues,omitempty"`
	Counted []string `json:"counted,omitempty"`
}

// AddMatter keeps a case.
func (tx *Tx) AddMatter(ctx context.Context, county, place region.Code, c determination.Case) error {
	content, err := tx.sealJSON(county, "matter", c.ID, "content", matterContent{Clues: c.Clues, Counted: c.Counted})
	if err != nil {
		return err
	}
	return tx.add(ctx, matterFact, county, c.ID, c.Household, string(place), c.Member, c.ConductOn.String(), content, micros(c.At), c.By)
}

// AddMatterRecord keeps one thing that happened in a case.
func (tx *Tx) AddMatterRecord(ctx context.Context, county region.Code, household, matter string, r determination.Record) error {
	return tx.addRecord(ctx, matterRecordFact, county, household, matter, r.ID, string(r.What.Kind()), r.What, r.At, r.By)
}

// AddObjection keeps an objection.
func (tx *Tx) AddObjection(ctx context.Context, county, place region.Code, o objection.Objection) error {
	content, err := tx.sealJSON(county, "objection", o.ID, "content", o.Filing)
	if err != nil {
		return err
	}
	return tx.add(ctx, objectionFact, county, o.ID, o.Case, o.Household, string(place), content, micros(o.At), o.By)
}

// AddObjectionRecord keeps one thing that happened to an objection.
func (tx *Tx) AddObjectionRecord(ctx context.Context, county region.Code, household, id string, r objection.Record) error {
	return tx.addRecord(ctx, objectionRecordFact, county, household, id, r.ID, string(r.What.Kind()), r.What, r.At, r.By)
}

// AddMeasure keeps a measure of a decision.
func (tx *Tx) AddMeasure(ctx context.Context, county region.Code, m measure.Measure) error {
	content, err := tx.sealJSON(county, "measure", m.ID, "content", m.Drawn)
	if err != nil {
		return err
	}
	return tx.add(ctx, measureFact, county, m.ID, m.Case, m.Household, m.Member, m.Drawn.Code, content, micros(m.At), m.By)
}

// AddMeasureRecord keeps one thing that happened to a measure.
func (tx *Tx) AddMeasureRecord(ctx context.Context, county region.Code, household, id string, r measure.Record) error {
	return tx.addRecord(ctx, measureRecordFact, county, household, id, r.ID, string(r.What.Kind()), r.What, r.At, r.By)
}

func (tx *Tx) addRecord(ctx context.Context, table factTable, county region.Code, household, of, id, kind string, what any, at time.Time, by string) error {
	content, err := tx.sealJSON(county, table.name, id, "content", what)
	if err != nil {
		return err
	}
	return tx.add(ctx, table, county, id, of, household, kind, content, micros(at), by)
}

// Matters reads a household's cases with what happened in each, oldest first.
func (tx *Tx) Matters(ctx context.Context, county region.Code, household string) ([]determination.Case, error) {
	var all []determination.Case
	place := map[string]int{}
	by := []any{string(county), household}
	err := tx.each(ctx, `SELECT id, region, member, conduct_on, content, at, done_by FROM matter WHERE county = $1 AND household = $2 ORDER BY at, id`, by, func(rows *sql.Rows) error {
		one := determination.Case{Household: household}
		var sealed []byte
		var conduct string
		var at int64
		if err := rows.Scan(&one.ID, &one.Township, &one.Member, &conduct, &sealed, &at, &one.By); err != nil {
			return err
		}
		var content matterContent
		if err := tx.openJSON(county, "matter", one.ID, "content", sealed, &content); err != nil {
			return err
		}
		one.ConductOn, one.At, one.Clues, one.Counted, one.Township = day(conduct), moment(at), content.Clues, content.Counted, one.Township.Township()
		place[one.ID] = len(all)
		all = append(all, one)
		return nil
	})
	if err != nil || len(all) == 0 {
		return all, err
	}
	return all, tx.records(ctx, county, "matter_record", "matter", household, func(of, id, kind string, raw []byte, at time.Time, who string) error {
		what, err := determination.Decode(determination.Kind(kind), raw)
		if i, found := place[of]; found && err == nil {
			all[i].Records = append(all[i].Records, determination.Record{ID: id, At: at, By: who, What: what})
		}
		return err
	})
}

// records reads a household's records of one table, oldest first, with their contents opened.
func (tx *Tx) records(ctx context.Context, county region.Code, table, of, household string, visit func(of, id, kind string, raw []byte, at time.Time, by string) error) error {
	query := `SELECT ` + of + `, id, kind, content, at, done_by FROM ` + table + ` WHERE county = $1 AND household = $2 ORDER BY at, id`
	return tx.each(ctx, query, []any{string(county), household}, func(rows *sql.Rows) error {
		var owner, id, kind, by string
		var sealed []byte
		var at int64
		if err := rows.Scan(&owner, &id, &kind, &sealed, &at, &by); err != nil {
			return err
		}
		var raw json.RawMessage
		if err := tx.openJSON(county, table, id, "content", sealed, &raw); err != nil {
			return err
		}
		return visit(owner, id, kind, raw, moment(at), by)
	})
}

// Objections reads a household's objections with what happened to each, oldest first.
func (tx *Tx) Objections(ctx context.Context, county region.Code, household string) ([]objection.Objection, error) {
	var all []objection.Objection
	place := map[string]int{}
	err := tx.each(ctx, `SELECT id, matter, content, at, done_by FROM objection WHERE county = $1 AND household = $2 ORDER BY at, id`,
		[]any{string(county), household}, func(rows *sql.Rows) error {
			one := objection.Objection{Household: household}
			var sealed []byte
			var at int64
			if err := rows.Scan(&one.ID, &one.Case, &sealed, &at, &one.By); err != nil {
				return err
			}
			one.At = moment(at)
			place[one.ID] = len(all)
			err := tx.openJSON(county, "objection", one.ID, "content", sealed, &one.Filing)
			all = append(all, one)
			return err
		})
	if err != nil || len(all) == 0 {
		return all, err
	}
	return all, tx.records(ctx, county, "objection_record", "objection", household, func(of, id, kind string, raw []byte, at time.Time, who string) error {
		what, err := objection.Decode(objection.Kind(kind), raw)
		if i, found := place[of]; found && err == nil {
			all[i].Records = append(all[i].Records, objection.Record{ID: id, At: at, By: who, What: what})
		}
		return err
	})
}

// Measures reads a household's measures with what happened to each, oldest first.
func (tx *Tx) Measures(ctx context.Context, county region.Code, household string) ([]measure.Measure, error) {
	var all []measure.Measure
	place := map[string]int{}
	err := tx.each(ctx, `SELECT id, matter, member, content, at, done_by FROM measure WHERE county = $1 AND household = $2 ORDER BY at, id`,
		[]any{string(county), household}, func(rows *sql.Rows) error {
			one := measure.Measure{Household: household}
			var sealed []byte
			var at int64
			if err := rows.Scan(&one.ID, &one.Case, &one.Member, &sealed, &at, &one.By); err != nil {
				return err
			}
			one.At = moment(at)
			place[one.ID] = len(all)
			err := tx.openJSON(county, "measure", one.ID, "content", sealed, &one.Drawn)
			all = append(all, one)
			return err
		})
	if err != nil || len(all) == 0 {
		return all, err
	}
	return all, tx.records(ctx, county, "measure_record", "measure", household, func(of, id, kind string, raw []byte, at time.Time, who string) error {
		what, err := measure.Decode(measure.Kind(kind), raw)
		if i, found := place[of]; found && err == nil {
			all[i].Records = append(all[i].Records, measure.Record{ID: id, At: at, By: who, What: what})
		}
		return err
	})
}

// MatterRows lists a place's cases with what happened in each, without any content, the newest first, before one.
func (tx *Tx) MatterRows(ctx context.Context, county, place region.Code, before string, limit int) ([]steps.CaseRow, error) {
	query := `SELECT m.id, m.household, h.number, m.region, m.member, m.at FROM matter m JOIN household h ON h.county = m.county AND h.id = m.household
		WHERE m.county = $1 AND h.county = $1 AND m.region >= $2 AND m.region < $3 AND ($4 = '' OR m.id < $4) ORDER BY m.id DESC LIMIT $5`
	var all []steps.CaseRow
	at := map[string]int{}
	var ids []string
	err := tx.each(ctx, query, []any{string(county), string(place), upTo(string(place)), before, int64(limit)}, func(rows *sql.Rows) error {
		var one steps.CaseRow
		var opened int64
		err := rows.Scan(&one.Case, &one.Household, &one.Number, &one.Region, &one.Member, &opened)
		one.At = moment(opened)
		at[one.Case] = len(all)
		ids = append(ids, one.Case)
		all = append(all, one)
		return err
	})
	if err != nil || len(all) == 0 {
		return all, err
	}
	list, args := among([]any{string(county)}, ids)
	err = tx.each(ctx, `SELECT matter, kind, at, done_by FROM matter_record WHERE county = $1 AND matter IN `+list+` ORDER BY at, id`, args, func(rows *sql.Rows) error {
		var of, by string
		var kind determination.Kind
		var happened int64
		err := rows.Scan(&of, &kind, &happened, &by)
		row := &all[at[of]]
		row.Kinds, row.LastAt, row.LastBy = append(row.Kinds, kind), moment(happened), by
		return err
	})
	if err != nil {
		return nil, err
	}
	return all, tx.each(ctx, `SELECT matter FROM objection WHERE county = $1 AND matter IN `+list, args, func(rows *sql.Rows) error {
		var of string
		err := rows.Scan(&of)
		all[at[of]].Contested = true
		return err
	})
}

// CaseLetters says whose conduct each letter of a household's cases is about, and to whom each paper of a recovery is addressed, by document.
func (tx *Tx) CaseLetters(ctx context.Context, county region.Code, household string) (map[string]string, error) {
	letters := map[string]string{}
	orders, err := tx.Recoveries(ctx, county, household)
	if err != nil {
		return nil, err
	}
	for _, o := range orders {
		for _, document := range o.Papers() {
			letters[document] = o.Member
		}
	}
	cases, err := tx.Matters(ctx, county, household)
	if err != nil || len(cases) == 0 {
		return letters, err
	}
	about := map[string]string{}
	for _, c := range cases {
		about[c.ID] = c.Member
		for _, record := range c.Records {
			switch what := record.What.(type) {
			case determination.NoticeIssued:
				letters[what.Document] = c.Member
			case determination.Confirmed:
				letters[what.Document] = c.Member
			}
		}
	}
	objections, err := tx.Objections(ctx, county, household)
	if err != nil {
		return nil, err
	}
	for _, o := range objections {
		for _, record := range o.Records {
			if answer, is := record.What.(objection.Answer); is {
				letters[answer.Document] = about[o.Case]
			}
		}
	}
	measures, err := tx.Measures(ctx, county, household)
	for _, one := range measures {
		for _, record := range one.Records {
			if imposed, is := record.What.(measure.Imposed); is {
				letters[imposed.Document] = one.Member
			}
		}
	}
	return letters, err
}

// Repeated lists households in which more than one decision is about the same person.
func (tx *Tx) Repeated(ctx context.Context, county region.Code) ([]string, error) {
	var all []string
	err := tx.each(ctx, `SELECT DISTINCT m.household FROM matter m WHERE m.county = $1 AND EXISTS (
			SELECT 1 FROM matter_record r WHERE r.county = $1 AND r.matter = m.id AND r.kind = $2)
		GROUP BY m.household, m.member HAVING COUNT(*) > 1 ORDER BY m.household`,
		[]any{string(county), string(determination.KindConfirmed)}, func(rows *sql.Rows) error {
			var id string
			err := rows.Scan(&id)
			all = append(all, id)
			return err
		})
	return all, err
}
