package storage

import (
	"context"
	"database/sql"
	"slices"

	"chengxin/internal/casework"
	steps "chengxin/internal/casework/tipoff"
	"chengxin/internal/fault"
	"chengxin/internal/region"
	"chengxin/internal/tipoff"
	"chengxin/internal/vault"
)

var _ steps.Store = (*Tx)(nil)

var (
	tipOffFact      = declareFact("tipoff", "region", "way", "code", "content", "at", "done_by")
	tipOffEventFact = declareFact("tipoff_event", "tipoff", "done", "content", "at", "done_by")
	reporterFact    = declareFact("tipoff_reporter", "content")
)

// reporterTable is the one table that the ordinary keys do not open.
const reporterTable = "tipoff_reporter"

// WithReporters gives the database the keys of another file, under which alone reporters are sealed and tip-offs' codes marked.
func (db *DB) WithReporters(keys *vault.Vault) *DB {
	db.reporters = keys
	return db
}

// keysOf are the keys of a table: the reporters have their own.
func (db *DB) keysOf(table string) (*vault.Vault, error) {
	if table != reporterTable {
		return db.vault, nil
	}
	if db.reporters == nil {
		return nil, fault.New(fault.Unavailable, "tipoff.no_key")
	}
	return db.reporters, nil
}

// tipOffContent is what was told, and about whom; it is sealed.
type tipOffContent struct {
	Target tipoff.Target `json:"target"`
	Named  bool          `json:"named,omitempty"`
	Apart  bool          `json:"apart,omitempty"`
	About  string        `json:"about,omitempty"`
	Words  string        `json:"words"`
	tipoff.Subject
}

// tipOffCodeField names what the code's keyed mark is about.
const tipOffCodeField = "tipoff_code"

// AddTipOff keeps a tip-off under its code. The code itself is not kept.
func (tx *Tx) AddTipOff(ctx context.Context, county region.Code, t tipoff.TipOff, code string) error {
	keys, err := tx.db.keysOf(reporterTable)
	if err != nil {
		return err
	}
	content, err := tx.sealJSON(county, "tipoff", t.ID, "content", tipOffContent{Target: t.Target, Named: t.Named, Apart: t.Apart, About: t.About, Words: t.Words, Subject: t.Subject})
	if err != nil {
		return err
	}
	return tx.add(ctx, tipOffFact, county, t.ID, string(t.Region), string(t.Way), keys.Index(county, tipOffCodeField, tipoff.PlainCode(code)), content, micros(t.At), t.By)
}

// AddReporter keeps who told, under the reporters' own key.
func (tx *Tx) AddReporter(ctx context.Context, county region.Code, id string, r tipoff.Reporter) error {
	content, err := tx.sealJSON(county, reporterTable, id, "content", r)
	if err != nil {
		return err
	}
	return tx.add(ctx, reporterFact, county, id, content)
}

// Reporter reads who told. NotFound for a tip-off without a name.
func (tx *Tx) Reporter(ctx context.Context, county region.Code, id string) (tipoff.Reporter, error) {
	var sealed []byte
	var who tipoff.Reporter
	if err := tx.one(ctx, `SELECT content FROM tipoff_reporter WHERE county = $1 AND id = $2`, []any{string(county), id}, &sealed); err != nil {
		return who, err
	}
	return who, tx.openJSON(county, reporterTable, id, "content", sealed, &who)
}

// tipOffEventContent is what was done; it is sealed, because it says who is reported.
type tipOffEventContent struct {
	To      string         `json:"to,omitempty"`
	Outcome tipoff.Outcome `json:"outcome,omitempty"`
	Purpose tipoff.Purpose `json:"purpose,omitempty"`
	Clue    string         `json:"clue,omitempty"`
	Words   string         `json:"words"`
	tipoff.Subject
}

// AddTipOffEvent keeps what was done with a tip-off.
func (tx *Tx) AddTipOffEvent(ctx context.Context, county region.Code, e tipoff.Event) error {
	content, err := tx.sealJSON(county, "tipoff_event", e.ID, "content", tipOffEventContent{To: e.To, Outcome: e.Outcome, Purpose: e.Purpose, Clue: e.Clue, Words: e.Words, Subject: e.Subject})
	if err != nil {
		return err
	}
	return tx.add(ctx, tipOffEventFact, county, e.ID, e.TipOff, string(e.Done), content, micros(e.At), e.By)
}

// TipOff reads one with what was done. NotFound.
func (tx *Tx) TipOff(ctx context.Context, county region.Code, id string) (tipoff.TipOff, error) {
	return oneTipOff(tx.tipOffs(ctx, county, `id = $2 ORDER BY at, id`, id))
}

// TipOffByCode reads the one whose code was typed. NotFound.
func (tx *Tx) TipOffByCode(ctx context.Context, county region.Code, code string) (tipoff.TipOff, error) {
	keys, err := tx.db.keysOf(reporterTable)
	if err != nil {
		return tipoff.TipOff{}, err
	}
	var found []tipoff.TipOff
	for _, mark := range keys.Lookups(county, tipOffCodeField, tipoff.PlainCode(code)) {
		more, err := tx.tipOffs(ctx, county, `code = $2 ORDER BY at, id`, mark)
		if err != nil {
			return tipoff.TipOff{}, err
		}
		found = append(found, more...)
	}
	return oneTipOff(found, nil)
}

func oneTipOff(found []tipoff.TipOff, err error) (tipoff.TipOff, error) {
	switch {
	case err != nil:
		return tipoff.TipOff{}, err
	case len(found) == 0:
		return tipoff.TipOff{}, fault.New(fault.NotFound, "fault.not_found")
	}
	return found[0], nil
}

// TipOffs lists a place's tip-offs, the newest first, before one (its id; empty from the start).
func (tx *Tx) TipOffs(ctx context.Context, county, place region.Code, before string, limit int) ([]tipoff.TipOff, error) {
	if before == "" {
		return tx.tipOffs(ctx, county, `region >= $2 AND region < $3 ORDER BY at DESC, id DESC LIMIT $4`, string(place), upTo(string(place)), int64(limit))
	}
	var at int64
	if err := tx.one(ctx, `SELECT at FROM tipoff WHERE county = $1 AND id = $2`, []any{string(county), before}, &at); err != nil {
		return nil, err
	}
	return tx.tipOffs(ctx, county, `region >= $2 AND region < $3 AND (at < $4 OR at = $4 AND id < $5) ORDER BY at DESC, id DESC LIMIT $6`,
		string(place), upTo(string(place)), at, before, int64(limit))
}

func (tx *Tx) tipOffs(ctx context.Context, county region.Code, where string, args ...any) ([]tipoff.TipOff, error) {
	var all []tipoff.TipOff
	query := `SELECT id, region, way, content, at, done_by FROM tipoff WHERE county = $1 AND ` + where // #nosec G202 -- conditions of this file
	err := tx.each(ctx, query, append([]any{string(county)}, args...), func(rows *sql.Rows) error {
		var one tipoff.TipOff
		var sealed []byte
		var at int64
		if err := rows.Scan(&one.ID, &one.Region, &one.Way, &sealed, &at, &one.By); err != nil {
			return err
		}
		var content tipOffContent
		if err := tx.openJSON(county, "tipoff", one.ID, "content", sealed, &content); err != nil {
			return err
		}
		one.At, one.Target, one.Named, one.Apart = moment(at), content.Target, content.Named, content.Apart
		one.About, one.Words, one.Subject = content.About, content.Words, content.Subject
		all = append(all, one)
		return nil
	})
	if err != nil || len(all) == 0 {
		return all, err
	}
	ids := make([]string, len(all))
	for i, one := range all {
		ids[i] = one.ID
	}
	list, values := among([]any{string(county)}, ids)
	return all, tx.each(ctx, `SELECT id, tipoff, done, content, at, done_by FROM tipoff_event WHERE county = $1 AND tipoff IN `+list+` ORDER BY at, id`, values, func(rows *sql.Rows) error {
		var one tipoff.Event
		var sealed []byte
		var at int64
		if err := rows.Scan(&one.ID, &one.TipOff, &one.Done, &sealed, &at, &one.By); err != nil {
			return err
		}
		var content tipOffEventContent
		if err := tx.openJSON(county, "tipoff_event", one.ID, "content", sealed, &content); err != nil {
			return err
		}
		one.At, one.To, one.Outcome, one.Purpose, one.Clue = moment(at), content.To, content.Outcome, content.Purpose, content.Clue
		one.Words, one.Subject = content.Words, content.Subject
		i := slices.Index(ids, one.TipOff)
		all[i].Events = append(all[i].Events, one)
		return nil
	})
}

// HouseholdNumbered reads the row of a household by its file number. NotFound.
func (tx *Tx) HouseholdNumbered(ctx context.Context, county region.Code, number string) (casework.HouseholdRow, error) {
	var id string
	if err := tx.one(ctx, `SELECT id FROM household WHERE county = $1 AND number = $2`, []any{string(county), number}, &id); err != nil {
		return casework.HouseholdRow{}, err
	}
	return tx.Household(ctx, county, id)
}

// TipOffOfficers lists the county's officers whose account is open, by name.
func (tx *Tx) TipOffOfficers(ctx context.Context, county region.Code) ([]steps.Officer, error) {
	visitors, err := tx.Visitors(ctx, county)
	officers := make([]steps.Officer, len(visitors))
	for i, one := range visitors {
		officers[i] = steps.Officer{ID: one.ID, Name: one.Name, Unit: one.Unit, Grants: one.Grants}
	}
	return officers, err
}
