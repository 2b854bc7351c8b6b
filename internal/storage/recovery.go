package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"

	steps "chengxin/internal/casework/recovery"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/recovery"
	"chengxin/internal/region"
)

var _ steps.Store = (*Tx)(nil)

var (
	recoveryFact       = declareFact("recovery", "household", "region", "member", "source", "number", "content", "at", "done_by")
	recoveryRecordFact = declareFact("recovery_record", "recovery", "household", "kind", "content", "at", "done_by")
	recoveryFileFact   = declareFact("recovery_file", "region", "kind", "name", "content", "at", "done_by")
)

// recoveryContent is what an order says; it is sealed.
type recoveryContent struct {
	Months   []recovery.Month `json:"months"`
	Basis    string           `json:"basis"`
	On       period.Day       `json:"on"`
	DueOn    period.Day       `json:"due_on"`
	Document string           `json:"document,omitempty"`
}

// recoveryRecord is what happened, with its lines of the ledger; it is sealed.
type recoveryRecord[W any] struct {
	What    W                `json:"what"`
	Entries []recovery.Entry `json:"entries,omitempty"`
}

// How the source of an order begins.
const (
	ofMeasure = "measure:"
	ofList    = "list:"
)

// AddRecovery keeps an order. Conflict for a second one of the same measure or line.
func (tx *Tx) AddRecovery(ctx context.Context, county, place region.Code, o recovery.Order) error {
	content, err := tx.sealJSON(county, "recovery", o.ID, "content", recoveryContent{Months: o.Months, Basis: o.Basis, On: o.On, DueOn: o.DueOn, Document: o.Document})
	if err != nil {
		return err
	}
	source := ofMeasure + o.Measure
	if o.Origin == recovery.OfList {
		source = ofList + o.Ref
	}
	return tx.add(ctx, recoveryFact, county, o.ID, o.Household, string(place), o.Member, source, o.Number, content, micros(o.At), o.By)
}

// AddRecoveryRecord keeps what happened to an order, with its lines of the ledger.
func (tx *Tx) AddRecoveryRecord(ctx context.Context, county region.Code, household, id string, r recovery.Record) error {
	return tx.addRecord(ctx, recoveryRecordFact, county, household, id, r.ID, string(r.What.Kind()), recoveryRecord[recovery.What]{What: r.What, Entries: r.Entries}, r.At, r.By)
}

// Recoveries reads a household's orders with what happened to each, oldest first.
func (tx *Tx) Recoveries(ctx context.Context, county region.Code, household string) ([]recovery.Order, error) {
	rows, err := tx.recoveries(ctx, county, `r.household = $2`, []any{string(county), household})
	orders := make([]recovery.Order, len(rows))
	for i, row := range rows {
		orders[i] = row.Order
	}
	return orders, err
}

// RecoveryRows reads a place's orders with what happened to each, the newest first.
func (tx *Tx) RecoveryRows(ctx context.Context, county, place region.Code) ([]steps.Row, error) {
	return tx.recoveries(ctx, county, `r.region >= $2 AND r.region < $3`, []any{string(county), string(place), upTo(string(place))})
}

func (tx *Tx) recoveries(ctx context.Context, county region.Code, where string, args []any) ([]steps.Row, error) {
	var all []steps.Row
	place := map[string]int{}
	err := tx.each(ctx, `SELECT r.id, r.household, h.number, r.region, r.member, r.source, r.number, r.content, r.at, r.done_by
		FROM recovery r JOIN household h ON h.county = r.county AND h.id = r.household WHERE r.county = $1 AND h.county = $1 AND `+where+` ORDER BY r.at, r.id`, args, func(rows *sql.Rows) error {
		var one steps.Row
		var source string
		var sealed []byte
		var at int64
		o := &one.Order
		if err := rows.Scan(&o.ID, &o.Household, &one.File, &one.Region, &o.Member, &source, &o.Number, &sealed, &at, &o.By); err != nil {
			return err
		}
		var content recoveryContent
		if err := tx.openJSON(county, "recovery", o.ID, "content", sealed, &content); err != nil {
			return err
		}
		o.At, o.Months, o.Basis, o.On, o.DueOn, o.Document = moment(at), content.Months, content.Basis, content.On, content.DueOn, content.Document
		if len(source) > len(ofList) && source[:len(ofList)] == ofList {
			o.Origin, o.Ref = recovery.OfList, source[len(ofList):]
		} else {
			o.Origin, o.Measure = recovery.OfDecision, source[len(ofMeasure):]
		}
		place[o.ID] = len(all)
		all = append(all, one)
		return nil
	})
	if err != nil || len(all) == 0 {
		return all, err
	}
	query := `SELECT e.recovery, e.id, e.kind, e.content, e.at, e.done_by FROM recovery_record e JOIN recovery r ON r.county = e.county AND r.id = e.recovery
		WHERE e.county = $1 AND r.county = $1 AND ` + where + ` ORDER BY e.at, e.id`
	return all, tx.each(ctx, query, args, func(rows *sql.Rows) error {
		var record recovery.Record
		var of string
		var kind recovery.Kind
		var sealed []byte
		var at int64
		if err := rows.Scan(&of, &record.ID, &kind, &sealed, &at, &record.By); err != nil {
			return err
		}
		var kept recoveryRecord[json.RawMessage]
		if err := tx.openJSON(county, "recovery_record", record.ID, "content", sealed, &kept); err != nil {
			return err
		}
		var err error
		record.At, record.Entries = moment(at), kept.Entries
		record.What, err = recovery.Decode(kind, kept.What)
		i := place[of]
		all[i].Order.Records = append(all[i].Order.Records, record)
		return err
	})
}

// RecoveryByTitle finds an order by its letter's number or by its number in a list. NotFound.
func (tx *Tx) RecoveryByTitle(ctx context.Context, county region.Code, title string) (household, id string, err error) {
	if title == "" {
		return "", "", fault.New(fault.NotFound, "fault.not_found")
	}
	err = tx.one(ctx, `SELECT household, id FROM recovery WHERE county = $1 AND (number = $2 OR source = $3) ORDER BY at DESC LIMIT 1`, []any{string(county), title, ofList + title}, &household, &id)
	return household, id, err
}

// RecoveryHousehold finds a household by its file number. NotFound.
func (tx *Tx) RecoveryHousehold(ctx context.Context, county region.Code, number string) (string, error) {
	var id string
	err := tx.one(ctx, `SELECT id FROM household WHERE county = $1 AND number = $2`, []any{string(county), number}, &id)
	return id, err
}

// RecoveryPerson finds the households with a member of an identity number, through the blind index.
func (tx *Tx) RecoveryPerson(ctx context.Context, county region.Code, number household.IDNumber) ([]string, error) {
	hits, err := tx.HouseholdOfID(ctx, county, number)
	var homes []string
	for _, hit := range hits {
		if !slices.Contains(homes, hit.Household) {
			homes = append(homes, hit.Household)
		}
	}
	return homes, err
}

// AddRecoveryFile keeps a table that was brought in.
func (tx *Tx) AddRecoveryFile(ctx context.Context, county region.Code, file steps.File) error {
	name, err := tx.db.seal(county, "recovery_file", file.ID, "name", file.Name)
	if err != nil {
		return err
	}
	content, err := tx.db.seal(county, "recovery_file", file.ID, "content", string(file.Content))
	if err != nil {
		return err
	}
	return tx.add(ctx, recoveryFileFact, county, file.ID, string(file.Region), string(file.Kind), name, content, micros(file.At), file.By)
}

// RecoveryFile reads a table that was brought in. NotFound.
func (tx *Tx) RecoveryFile(ctx context.Context, county region.Code, id string) (steps.File, error) {
	file := steps.File{ID: id}
	var name, content []byte
	var at int64
	err := tx.one(ctx, `SELECT region, kind, name, content, at, done_by FROM recovery_file WHERE county = $1 AND id = $2`, []any{string(county), id}, &file.Region, &file.Kind, &name, &content, &at, &file.By)
	if err != nil {
		return file, err
	}
	file.At = moment(at)
	if file.Name, err = tx.db.open(county, "recovery_file", id, "name", name); err != nil {
		return file, err
	}
	opened, err := tx.db.open(county, "recovery_file", id, "content", content)
	file.Content = []byte(opened)
	return file, err
}
