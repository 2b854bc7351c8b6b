package storage

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"strings"

	"chengxin/internal/casework/register"
	"chengxin/internal/household"
	"chengxin/internal/region"
)

var _ register.Store = (*Tx)(nil)

var (
	// householdFact leaves the version out: it only counts what was done, so that two acts never pass each other unseen.
	householdFact = declareFact("household", "number", "region", "address", "kind", "registered_on")

	memberFact = declareFact("member", "member", "household", "name", "id_number", "id_index", "id_tail", "phone", "account", "health",
		"relation", "sex", "born_on", "capacity", "hukou", "from_on", "until_on", "reason", "seq", "recorded_at", "recorded_by")
	kinshipFact = declareFact("kinship", "household", "member", "officer", "official", "post", "relation", "disclosed_by",
		"from_on", "until_on", "recorded_at", "recorded_by")
)

// idField names the blind index of identity numbers.
const idField = "id_number"

// AddHousehold registers a household. Conflict when its number is taken.
func (tx *Tx) AddHousehold(ctx context.Context, h household.Household) error {
	return tx.AddHouseholds(ctx, h.County, []household.Household{h})
}

// AddHouseholds registers households of a county. Conflict when the number of one is taken.
func (tx *Tx) AddHouseholds(ctx context.Context, county region.Code, all []household.Household) error {
	added := map[region.Code]int64{}
	rows := make([]factRow, len(all))
	for i, h := range all {
		address, err := tx.db.seal(county, "household", h.ID, "address", h.Address)
		if err != nil {
			return err
		}
		rows[i] = householdFact.row(county, h.ID, h.Number, string(h.Region), address, string(h.Kind), h.RegisteredOn.String())
		added[h.Region]++
	}
	if err := tx.addRows(ctx, householdFact, rows); err != nil {
		return err
	}
	for _, place := range slices.Sorted(maps.Keys(added)) { // in one order, so that two acts never wait for each other
		_, err := tx.q.ExecContext(ctx, `INSERT INTO household_count (county, region, households) VALUES ($1, $2, $3)
			ON CONFLICT (county, region) DO UPDATE SET households = household_count.households + excluded.households`, string(county), string(place), added[place])
		if err != nil {
			return err
		}
	}
	return nil
}

// FullHousehold reads a household with its address. NotFound.
func (tx *Tx) FullHousehold(ctx context.Context, county region.Code, id string) (household.Household, error) {
	h := household.Household{ID: id, County: county}
	var address []byte
	var registered string
	err := tx.one(ctx, `SELECT number, region, address, kind, registered_on, version FROM household WHERE county = $1 AND id = $2`,
		[]any{string(county), id}, &h.Number, &h.Region, &address, &h.Kind, &registered, &h.Version)
	if err != nil {
		return h, err
	}
	h.RegisteredOn = day(registered)
	h.Address, err = tx.db.open(county, "household", id, "address", address)
	return h, err
}

// AddMember keeps one version of what is known of a person, and what the person is found by.
func (tx *Tx) AddMember(ctx context.Context, county region.Code, id string, m household.Member) error {
	if m.Seq > 1 {
		versions, err := tx.PersonVersions(ctx, county, m.ID)
		if err != nil {
			return err
		}
		if err := tx.unindexNames(ctx, county, versions); err != nil {
			return err
		}
	}
	row, err := tx.Household(ctx, county, m.HouseholdID)
	if err != nil {
		return err
	}
	sealed, err := tx.SealMembers(county, []register.Version{{Row: id, Place: row.Region, Member: m}})
	if err != nil {
		return err
	}
	return tx.AddMembers(ctx, county, sealed)
}

// AddMembers keeps the first versions of new people, and what they are found by.
func (tx *Tx) AddMembers(ctx context.Context, county region.Code, versions []register.Sealed) error {
	facts := make([]factRow, len(versions))
	for i, version := range versions {
		row, _ := version.Stored.(memberRow)
		facts[i] = row.factRow
	}
	if err := tx.addRows(ctx, memberFact, facts); err != nil {
		return err
	}
	return tx.indexNames(ctx, county, versions)
}

// SealMembers seals people's versions and makes their digests and what they are found by.
func (tx *Tx) SealMembers(county region.Code, versions []register.Version) ([]register.Sealed, error) {
	sealed := make([]register.Sealed, len(versions))
	for i, version := range versions {
		row, err := tx.db.memberRow(county, version)
		if err != nil {
			return nil, err
		}
		sealed[i] = register.Sealed{Version: version, Stored: row}
	}
	return sealed, nil
}

// memberRow is a version of a person as it is stored.
type memberRow struct {
	factRow
	keys []nameKey
}

func (db *DB) memberRow(county region.Code, v register.Version) (memberRow, error) {
	m := v.Member
	index := []byte{}
	if m.IDNumber != "" {
		index = db.vault.Index(county, idField, string(m.IDNumber))
	}
	row := memberRow{factRow: factRow{values: []any{
		string(county), v.Row, m.ID, m.HouseholdID, m.Name, string(m.IDNumber), index, m.IDNumber.LastFour(), m.Phone, m.Account, m.Health,
		string(m.Relation), string(m.Sex), m.Birthday().String(), string(m.Capacity), string(m.Hukou), m.FromOn.String(), m.UntilOn.String(), m.Reason,
		m.Seq, micros(m.RecordedAt), m.RecordedBy,
	}}}
	for i, column := range factTables[memberFact.name] {
		if !slices.Contains(memberSealed, column) {
			continue
		}
		plain, _ := row.values[i].(string)
		sealed, err := db.seal(county, "member", v.Row, column, plain)
		if err != nil {
			return row, err
		}
		row.values[i] = sealed
	}
	row.digest = memberFact.digest(row.values)
	row.keys = db.nameKeys(county, m.Name)
	return row, nil
}

// memberSealed are the columns of a person's version that only the vault's key opens.
var memberSealed = []string{"name", "id_number", "id_tail", "phone", "account", "health"}

const memberColumns = `id, member, household, name, id_number, phone, account, health, relation, sex, born_on, capacity, hukou,
	from_on, until_on, reason, seq, recorded_at, recorded_by`

// MemberVersions reads every version of every person of a household: what household.Members wants.
func (tx *Tx) MemberVersions(ctx context.Context, county region.Code, id string) ([]household.Member, error) {
	return tx.members(ctx, county, `SELECT `+memberColumns+` FROM member WHERE county = $1 AND household = $2 ORDER BY member, seq`, id)
}

// PersonVersions reads every version of one person.
func (tx *Tx) PersonVersions(ctx context.Context, county region.Code, member string) ([]household.Member, error) {
	return tx.members(ctx, county, `SELECT `+memberColumns+` FROM member WHERE county = $1 AND member = $2 ORDER BY member, seq`, member)
}

func (tx *Tx) members(ctx context.Context, county region.Code, query, by string) ([]household.Member, error) {
	var all []household.Member
	err := tx.each(ctx, query, []any{string(county), by}, func(rows *sql.Rows) error {
		var m household.Member
		var born, from, until string
		var recorded int64
		var name, number, phone, account, health []byte
		if err := rows.Scan(&m.RowID, &m.ID, &m.HouseholdID, &name, &number, &phone, &account, &health, &m.Relation, &m.Sex, &born,
			&m.Capacity, &m.Hukou, &from, &until, &m.Reason, &m.Seq, &recorded, &m.RecordedBy); err != nil {
			return err
		}
		m.BornOn, m.FromOn, m.UntilOn, m.RecordedAt = day(born), day(from), day(until), moment(recorded)
		var plainNumber string
		for _, field := range []struct {
			column string
			sealed []byte
			into   *string
		}{{"name", name, &m.Name}, {"id_number", number, &plainNumber}, {"phone", phone, &m.Phone}, {"account", account, &m.Account}, {"health", health, &m.Health}} {
			plain, err := tx.db.open(county, "member", m.RowID, field.column, field.sealed)
			if err != nil {
				return err
			}
			*field.into = plain
		}
		m.IDNumber = household.IDNumber(plainNumber)
		all = append(all, m)
		return nil
	})
	return all, err
}

// HouseholdOfID finds the household and the person with an identity number, through the blind index; empty when none.
func (tx *Tx) HouseholdOfID(ctx context.Context, county region.Code, number household.IDNumber) (found []register.Hit, err error) {
	for _, index := range tx.db.vault.Lookups(county, idField, string(number)) {
		err := tx.each(ctx, `SELECT member, household FROM member WHERE county = $1 AND id_index = $2`, []any{string(county), index}, func(rows *sql.Rows) error {
			var hit register.Hit
			err := rows.Scan(&hit.Member, &hit.Household)
			if !slices.Contains(found, hit) {
				found = append(found, hit)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// upTo is the end of the range of texts that begin with a prefix.
func upTo(prefix string) string { return prefix + "\U0010ffff" }

// CountHouseholds counts the households of each place directly under a place that has any.
func (tx *Tx) CountHouseholds(ctx context.Context, county, place region.Code) (map[region.Code]int64, error) {
	counts := map[region.Code]int64{}
	err := tx.each(ctx, `SELECT region, count(*) FROM household WHERE county = $1 AND region >= $2 AND region < $3 GROUP BY region`,
		[]any{string(county), string(place), upTo(string(place))}, func(rows *sql.Rows) error {
			var in region.Code
			var n int64
			err := rows.Scan(&in, &n)
			counts[in] += n
			return err
		})
	return counts, err
}

// AddKinship keeps a disclosed kinship; from then on the official is recused.
func (tx *Tx) AddKinship(ctx context.Context, county region.Code, k household.Kinship) error {
	official, err := tx.db.seal(county, "kinship", k.ID, "official", k.Official)
	if err != nil {
		return err
	}
	return tx.add(ctx, kinshipFact, county, k.ID, k.HouseholdID, k.MemberID, k.OfficerID, official, string(k.Post), k.Relation, k.DisclosedBy,
		k.FromOn.String(), k.UntilOn.String(), micros(k.RecordedAt), k.RecordedBy)
}

// Kinships reads a household's disclosed kinships, in the order of their recording.
func (tx *Tx) Kinships(ctx context.Context, county region.Code, id string) ([]household.Kinship, error) {
	var all []household.Kinship
	err := tx.each(ctx, `SELECT id, member, officer, official, post, relation, disclosed_by, from_on, until_on, recorded_at, recorded_by
		FROM kinship WHERE county = $1 AND household = $2 ORDER BY recorded_at, id`, []any{string(county), id}, func(rows *sql.Rows) error {
		k := household.Kinship{HouseholdID: id}
		var from, until string
		var recorded int64
		var official []byte
		if err := rows.Scan(&k.ID, &k.MemberID, &k.OfficerID, &official, &k.Post, &k.Relation, &k.DisclosedBy, &from, &until, &recorded, &k.RecordedBy); err != nil {
			return err
		}
		k.FromOn, k.UntilOn, k.RecordedAt = day(from), day(until), moment(recorded)
		name, err := tx.db.open(county, "kinship", k.ID, "official", official)
		k.Official = name
		all = append(all, k)
		return err
	})
	return all, err
}

// FileEntries reads the log's entries about a household, newest first: its timeline, and who opened it.
func (tx *Tx) FileEntries(ctx context.Context, county region.Code, id string, kinds []string, limit int) ([]LogRow, error) {
	var all []LogRow
	err := tx.each(ctx, `SELECT seq, at, kind, actor_kind, actor_id, household, region, payload FROM log_entry
		WHERE county = $1 AND household = $2 ORDER BY seq DESC LIMIT $3`, []any{string(county), id, int64(limit)}, func(rows *sql.Rows) error {
		row, err := scanLogRow(rows)
		if err == nil && (len(kinds) == 0 || slices.Contains(kinds, row.Kind)) {
			all = append(all, row)
		}
		return err
	})
	return all, err
}

// LogEntries reads a page of a county's log before an entry, newest first, optionally of one kind or one actor.
func (tx *Tx) LogEntries(ctx context.Context, county region.Code, before int64, kind, actor string, limit int) ([]LogRow, error) {
	var all []LogRow
	err := tx.each(ctx, `SELECT seq, at, kind, actor_kind, actor_id, household, region, payload FROM log_entry
		WHERE county = $1 AND seq < $2 AND ($3 = '' OR kind = $3) AND ($4 = '' OR actor_id = $4) ORDER BY seq DESC LIMIT $5`,
		[]any{string(county), before, kind, strings.TrimSpace(actor), int64(limit)}, func(rows *sql.Rows) error {
			row, err := scanLogRow(rows)
			all = append(all, row)
			return err
		})
	return all, err
}

func scanLogRow(rows *sql.Rows) (LogRow, error) {
	var row LogRow
	var at int64
	err := rows.Scan(&row.Seq, &at, &row.Kind, &row.ActorKind, &row.ActorID, &row.Household, &row.Region, &row.Payload)
	row.At = moment(at)
	return row, err
}
