package storage

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/audit"
	"chengxin/internal/casefile"
	"chengxin/internal/casework"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

var _ casefile.Store = (*Tx)(nil)

// FindNumber finds households by the start of their file number inside a place.
func (tx *Tx) FindNumber(ctx context.Context, county region.Code, prefix string, inside region.Code, after casefile.Hit, limit int) ([]casefile.Hit, error) {
	return tx.hits(ctx, `SELECT region, number, '', id FROM household
		WHERE county = $1 AND number >= $2 AND number < $3 AND region >= $4 AND region < $5 AND (region, number) > ($6, $7)
		ORDER BY region, number LIMIT $8`,
		string(county), prefix, upTo(prefix), string(inside), upTo(string(inside)), string(after.Region), after.Number, int64(limit))
}

// FindPlace lists a place's households by place and number.
func (tx *Tx) FindPlace(ctx context.Context, county, place region.Code, after casefile.Hit, limit int) ([]casefile.Hit, error) {
	return tx.hits(ctx, `SELECT region, number, '', id FROM household
		WHERE county = $1 AND region >= $2 AND region < $3 AND (region, number) > ($4, $5) ORDER BY region, number LIMIT $6`,
		string(county), string(place), upTo(string(place)), string(after.Region), after.Number, int64(limit))
}

// FindID finds a person by identity number, through the blind index.
func (tx *Tx) FindID(ctx context.Context, county region.Code, number household.IDNumber) ([]casefile.Hit, error) {
	var found []casefile.Hit
	for _, index := range tx.db.vault.Lookups(county, idField, string(number)) {
		more, err := tx.hits(ctx, `SELECT DISTINCT h.region, h.number, m.member, h.id FROM member m JOIN household h ON h.county = m.county AND h.id = m.household
			WHERE m.county = $1 AND h.county = $1 AND m.id_index = $2 ORDER BY 1, 3`, string(county), index)
		if err != nil {
			return nil, err
		}
		found = append(found, more...)
	}
	return found, nil
}

func (tx *Tx) hits(ctx context.Context, query string, args ...any) ([]casefile.Hit, error) {
	var found []casefile.Hit
	err := tx.each(ctx, query, args, func(rows *sql.Rows) error {
		var hit casefile.Hit
		err := rows.Scan(&hit.Region, &hit.Number, &hit.Member, &hit.Household)
		found = append(found, hit)
		return err
	})
	return found, err
}

// among writes the places of a list of values for IN, from a number on, and adds the values to the arguments.
func among(args []any, values []string) (string, []any) {
	marks := make([]string, len(values))
	for i, value := range values {
		args = append(args, value)
		marks[i] = fmt.Sprintf("$%d", len(args))
	}
	return "(" + strings.Join(marks, ", ") + ")", args
}

// Shown reads the rows of a list in two statements, however many there are. Only the names of the head and of the person
// found are opened, and both leave masked.
func (tx *Tx) Shown(ctx context.Context, county region.Code, hits []casefile.Hit, on period.Day) ([]casefile.Found, error) {
	if len(hits) == 0 {
		return nil, nil
	}
	var ids []string
	for _, hit := range hits {
		if !slices.Contains(ids, hit.Household) {
			ids = append(ids, hit.Household)
		}
	}
	list, args := among([]any{string(county)}, ids)
	households := map[string]casefile.Found{}
	err := tx.each(ctx, `SELECT id, number, region, kind FROM household WHERE county = $1 AND id IN `+list, args, func(rows *sql.Rows) error {
		var one casefile.Found
		err := rows.Scan(&one.Household, &one.Number, &one.Region, &one.Kind)
		households[one.Household] = one
		return err
	})
	if err != nil {
		return nil, err
	}
	versions, names := map[string][]household.Member{}, map[string][]byte{}
	err = tx.each(ctx, `SELECT id, member, household, name, relation, from_on, until_on, seq FROM member WHERE county = $1 AND household IN `+list, args, func(rows *sql.Rows) error {
		var m household.Member
		var name []byte
		var from, until string
		err := rows.Scan(&m.RowID, &m.ID, &m.HouseholdID, &name, &m.Relation, &from, &until, &m.Seq)
		m.FromOn, m.UntilOn, names[m.RowID] = day(from), day(until), name
		versions[m.HouseholdID] = append(versions[m.HouseholdID], m)
		return err
	})
	if err != nil {
		return nil, err
	}
	shown := make([]casefile.Found, 0, len(hits))
	for _, hit := range hits {
		row := households[hit.Household]
		members := household.Members(versions[hit.Household], on)
		row.Persons = len(members)
		if head, found := household.Head(members); found {
			if row.Head, err = tx.maskedName(county, head.RowID, names[head.RowID]); err != nil {
				return nil, err
			}
		}
		if hit.Member != "" {
			latest := household.Member{Seq: -1}
			for _, version := range versions[hit.Household] {
				if version.ID == hit.Member && version.Seq > latest.Seq {
					latest = version
				}
			}
			row.Relation = latest.Relation
			if row.Member, err = tx.maskedName(county, latest.RowID, names[latest.RowID]); err != nil {
				return nil, err
			}
		}
		shown = append(shown, row)
	}
	return shown, nil
}

func (tx *Tx) maskedName(county region.Code, row string, sealed []byte) (string, error) {
	name, err := tx.db.open(county, "member", row, "name", sealed)
	return household.MaskName(name), err
}

// PlaceCounts gives the number of households registered at each place inside a place, without counting any table.
func (tx *Tx) PlaceCounts(ctx context.Context, county, place region.Code) (map[region.Code]int64, error) {
	counts := map[region.Code]int64{}
	err := tx.each(ctx, `SELECT region, households FROM household_count WHERE county = $1 AND region >= $2 AND region < $3`,
		[]any{string(county), string(place), upTo(string(place))}, func(rows *sql.Rows) error {
			var in region.Code
			var n int64
			err := rows.Scan(&in, &n)
			counts[in] = n
			return err
		})
	return counts, err
}

// RebuildCounts makes the number of households of each place anew.
func (db *DB) RebuildCounts(ctx context.Context, county region.Code) error {
	return db.Write(ctx, func(tx *Tx) error {
		counts, err := tx.CountHouseholds(ctx, county, county)
		if err != nil {
			return err
		}
		if _, err := tx.q.ExecContext(ctx, `DELETE FROM household_count WHERE county = $1`, string(county)); err != nil {
			return err
		}
		for place, n := range counts {
			if _, err := tx.q.ExecContext(ctx, `INSERT INTO household_count (county, region, households) VALUES ($1, $2, $3)`,
				string(county), string(place), n); err != nil {
				return err
			}
		}
		return nil
	})
}

// DeclaredIn gives the households of a village that have declared, in one statement.
func (tx *Tx) DeclaredIn(ctx context.Context, county, village region.Code) (map[string]period.Day, error) {
	declared := map[string]period.Day{}
	err := tx.each(ctx, `SELECT d.household, max(d.effective_on) FROM declaration d JOIN household h ON h.county = d.county AND h.id = d.household
		WHERE d.county = $1 AND h.county = $1 AND h.region = $2 GROUP BY d.household`, []any{string(county), string(village)}, func(rows *sql.Rows) error {
		var id, effective string
		err := rows.Scan(&id, &effective)
		declared[id] = day(effective)
		return err
	})
	return declared, err
}

// FileProxies lists who acts or acted for members of a household, names masked.
func (tx *Tx) FileProxies(ctx context.Context, county region.Code, id string) ([]casefile.Proxy, error) {
	known, err := tx.Proxies(ctx, county, id)
	proxies := make([]casefile.Proxy, len(known))
	for i, p := range known {
		proxies[i] = casefile.Proxy{
			ID: p.ID, Member: p.Member, Name: household.MaskName(p.Name), Until: p.UntilOn, At: p.At, By: p.By, ByKind: p.ByKind,
			EndedAt: p.EndedAt, EndedBy: p.EndedBy,
		}
	}
	return proxies, err
}

// DraftsKept says when a household's drafts were last kept.
func (tx *Tx) DraftsKept(ctx context.Context, county region.Code, id string) ([]time.Time, error) {
	var kept []time.Time
	err := tx.each(ctx, `SELECT updated_at FROM declaration_draft WHERE county = $1 AND household = $2 ORDER BY updated_at`,
		[]any{string(county), id}, func(rows *sql.Rows) error {
			var at int64
			err := rows.Scan(&at)
			kept = append(kept, moment(at))
			return err
		})
	return kept, err
}

// FormsPrinted counts the blank forms that were printed for a household at once.
func (tx *Tx) FormsPrinted(ctx context.Context, county region.Code, id string) ([]casefile.Printed, error) {
	var printed []casefile.Printed
	err := tx.each(ctx, `SELECT printed_at, printed_by, count(*) FROM paper_sheet WHERE county = $1 AND household = $2
		GROUP BY printed_at, printed_by ORDER BY printed_at, printed_by`, []any{string(county), id}, func(rows *sql.Rows) error {
		var one casefile.Printed
		var at int64
		err := rows.Scan(&at, &one.By, &one.Forms)
		one.At = moment(at)
		printed = append(printed, one)
		return err
	})
	return printed, err
}

// looking are the kinds of entries that show personal data to somebody: every act that opens or reveals is named so.
const looking = `(kind LIKE '%Opened' OR kind LIKE '%Revealed')`

// Looks reads the log's entries of openings and revealings before an entry, newest first.
func (tx *Tx) Looks(ctx context.Context, county region.Code, id string, before int64, limit int) ([]casefile.Look, error) {
	return tx.looks(ctx, `SELECT seq, at, kind, actor_kind, actor_id, region, payload FROM log_entry
		WHERE county = $1 AND household = $2 AND seq < $3 AND `+looking+` ORDER BY seq DESC LIMIT $4`,
		string(county), id, before, int64(limit))
}

// OpeningsSince reads an officer's entries of some kinds about a household after a moment, newest first.
func (tx *Tx) OpeningsSince(ctx context.Context, county region.Code, id, officer string, since time.Time, kinds []string) ([]casework.Opening, error) {
	list, args := among([]any{string(county), id, officer, micros(since)}, kinds)
	looks, err := tx.looks(ctx, `SELECT seq, at, kind, actor_kind, actor_id, region, payload FROM log_entry
		WHERE county = $1 AND household = $2 AND actor_id = $3 AND at > $4 AND kind IN `+list+` ORDER BY seq DESC`, args...)
	made := make([]casework.Opening, len(looks))
	for i, look := range looks {
		made[i] = casework.Opening{Kind: look.Kind, Purpose: look.Purpose, Session: look.Session, At: look.At}
	}
	return made, err
}

func (tx *Tx) looks(ctx context.Context, query string, args ...any) ([]casefile.Look, error) {
	var all []casefile.Look
	err := tx.each(ctx, query, args, func(rows *sql.Rows) error {
		var look casefile.Look
		var at int64
		var payload []byte
		if err := rows.Scan(&look.Seq, &at, &look.Kind, &look.ActorKind, &look.Actor, &look.Region, &payload); err != nil {
			return err
		}
		look.At = moment(at)
		if len(payload) > 0 { // an erased entry keeps its line and loses its words
			entry, err := audit.ParseEntry(payload)
			if err != nil {
				return err
			}
			look.Purpose, look.Permission = entry.Purpose, access.Permission(entry.Permission)
			look.Field, look.Member, look.Session, look.Document = entry.Detail["field"], entry.Detail["member"], entry.Detail["session"], entry.Detail["number"]
		}
		all = append(all, look)
		return nil
	})
	return all, err
}

// Desks names a county's officers with the roles that they hold or held, in two statements.
func (tx *Tx) Desks(ctx context.Context, county region.Code) (map[string]casefile.Desk, error) {
	desks := map[string]casefile.Desk{}
	err := tx.each(ctx, `SELECT officer, name, unit FROM officer_detail WHERE county = $1 ORDER BY officer, seq`, []any{string(county)}, func(rows *sql.Rows) error {
		var id string
		var desk casefile.Desk
		err := rows.Scan(&id, &desk.Name, &desk.Unit)
		desks[id] = desk
		return err
	})
	if err != nil {
		return nil, err
	}
	roles, err := tx.Roles(ctx, county, "")
	for _, held := range roles {
		desk := desks[held.Officer]
		desk.Roles = append(desk.Roles, casefile.DeskRole{Role: held.Role, Region: held.Region, From: held.At, Until: held.WithdrawnAt})
		desks[held.Officer] = desk
	}
	return desks, err
}
