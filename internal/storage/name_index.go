package storage

import (
	"context"
	"database/sql"
	"encoding/base64"
	"slices"
	"strings"

	"chengxin/internal/casefile"
	"chengxin/internal/casework/register"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/region"
)

// The blind indexes of how the first character of a name sounds, and of both it and how the second begins.
const (
	firstField  = "member_name.first"
	secondField = "member_name.second"
)

// How much of a blind index a key keeps. Two keys that meet cost a comparison, no wrong answer: every name that is found is
// compared with what was typed.
const (
	firstBytes  = 12
	secondBytes = 6
)

// nameKey is a key as its columns hold it. A copy of the database must not list who is poor, so both are blinded.
type nameKey struct{ first, second string }

func blinded(index []byte, most int) string {
	return base64.RawStdEncoding.EncodeToString(index[len(index)-most:])
}

// nameKeys are the keys under which a name stands.
func (db *DB) nameKeys(county region.Code, name string) []nameKey {
	plain := household.IndexKeys(name)
	keys := make([]nameKey, len(plain))
	for i, key := range plain {
		keys[i].first = blinded(db.vault.Index(county, firstField, key.First), firstBytes)
		keys[i].second = blinded(db.vault.Index(county, secondField, secondText(key)), secondBytes)
	}
	return keys
}

// secondText tells a second letter apart after every first sound: alone, thirty letters would be told by how often they stand.
func secondText(key household.IndexKey) string { return key.First + " " + key.Second }

// nameLookups are the keys of a search; more than one while an index is being rebuilt.
func (tx *Tx) nameLookups(county region.Code, key household.IndexKey) []nameKey {
	firsts := tx.db.vault.Lookups(county, firstField, key.First)
	seconds := tx.db.vault.Lookups(county, secondField, secondText(key))
	found := make([]nameKey, len(firsts))
	for i := range firsts {
		found[i].first = blinded(firsts[i], firstBytes)
		if key.Second != "" {
			found[i].second = blinded(seconds[i], secondBytes)
		}
	}
	return found
}

// The statements that keep keys of the projection that names are searched in.
var (
	nameColumns = []string{"county", "first", "region", "member", "second", "version"}
	nameInsert  = insertRows("member_name", nameColumns, 1)
	nameMany    = insertRows("member_name", nameColumns, rowsAtOnce)
)

// indexNames keeps what versions of people are found by, in the order of the index.
func (tx *Tx) indexNames(ctx context.Context, county region.Code, versions []register.Sealed) error {
	rows := make([][]any, 0, len(versions))
	for _, version := range versions {
		row, _ := version.Stored.(memberRow)
		for _, key := range row.keys {
			rows = append(rows, []any{string(county), key.first, string(version.Place), version.Member.ID, key.second, version.Row})
		}
	}
	slices.SortFunc(rows, func(a, b []any) int {
		x, _ := a[1].(string)
		y, _ := b[1].(string)
		return strings.Compare(x, y)
	})
	return tx.insertMany(ctx, nameInsert, nameMany, rows)
}

// unindexNames takes out everything by which versions of people were found.
func (tx *Tx) unindexNames(ctx context.Context, county region.Code, versions []household.Member) error {
	places := map[string]region.Code{}
	for _, version := range versions {
		place, known := places[version.HouseholdID]
		if !known {
			row, err := tx.Household(ctx, county, version.HouseholdID)
			if err != nil && fault.KindOf(err) != fault.NotFound { // a household that was taken back has no people in the index
				return err
			}
			place, places[version.HouseholdID] = row.Region, row.Region
		}
		for _, key := range household.IndexKeys(version.Name) {
			for _, stored := range tx.nameLookups(county, key) {
				_, err := tx.q.ExecContext(ctx, `DELETE FROM member_name WHERE county = $1 AND first = $2 AND region = $3 AND member = $4`,
					string(county), stored.first, string(place), version.ID)
				if err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// namesAtOnce is how many people under one key are compared with what was typed at a time.
const namesAtOnce = 200

// FindName finds people by the start of a name, its pinyin or its initials inside a place, by place and person.
func (tx *Tx) FindName(ctx context.Context, county region.Code, typed string, inside region.Code, after casefile.Hit, limit int) ([]casefile.Hit, error) {
	var found []casefile.Hit
	for _, key := range household.LookupKeys(typed) {
		for _, stored := range tx.nameLookups(county, key) {
			some, err := tx.findUnder(ctx, county, stored, typed, inside, after, limit)
			if err != nil {
				return nil, err
			}
			found = append(found, some...)
		}
	}
	// One person may stand under several keys, and while an index is being rebuilt under an old and a new one.
	slices.SortFunc(found, func(a, b casefile.Hit) int {
		return strings.Compare(string(a.Region)+a.Member, string(b.Region)+b.Member)
	})
	found = slices.Compact(found)
	return found[:min(limit, len(found))], nil
}

// findUnder gives the first people under one key whose names fit.
func (tx *Tx) findUnder(ctx context.Context, county region.Code, key nameKey, typed string, inside region.Code, after casefile.Hit, limit int) (found []casefile.Hit, err error) {
	for {
		seen := 0
		err := tx.each(ctx, `SELECT n.region, n.member, m.household, m.id, m.name FROM member_name n JOIN member m ON m.county = n.county AND m.id = n.version
			WHERE n.county = $1 AND m.county = $1 AND n.first = $2 AND ($8 = '' OR n.second = $8) AND n.region >= $3 AND n.region < $4 AND (n.region, n.member) > ($5, $6)
			ORDER BY n.region, n.member LIMIT $7`,
			[]any{string(county), key.first, string(inside), upTo(string(inside)), string(after.Region), after.Member, int64(namesAtOnce), key.second},
			func(rows *sql.Rows) error {
				var hit casefile.Hit
				var version string
				var sealed []byte
				if err := rows.Scan(&hit.Region, &hit.Member, &hit.Household, &version, &sealed); err != nil {
					return err
				}
				seen, after = seen+1, hit
				name, err := tx.db.open(county, "member", version, "name", sealed)
				if err == nil && len(found) < limit && household.NameFits(name, typed) {
					found = append(found, hit)
				}
				return err
			})
		if err != nil || seen < namesAtOnce || len(found) == limit {
			return found, err
		}
	}
}

// RebuildNames makes the name projection anew from the members' latest versions, and says how many people it holds.
func (db *DB) RebuildNames(ctx context.Context, county region.Code) (people int, err error) {
	err = db.Write(ctx, func(tx *Tx) error {
		people, err = tx.rebuildNames(ctx, county)
		return err
	})
	return people, err
}

func (tx *Tx) rebuildNames(ctx context.Context, county region.Code) (people int, err error) {
	if _, err := tx.q.ExecContext(ctx, `DELETE FROM member_name WHERE county = $1`, string(county)); err != nil {
		return 0, err
	}
	versions, err := tx.members(ctx, county, `SELECT `+memberColumns+` FROM member WHERE county = $1 AND household >= $2 ORDER BY member, seq`, "")
	if err != nil {
		return 0, err
	}
	var latest []register.Sealed
	for i, version := range versions {
		if i+1 < len(versions) && versions[i+1].ID == version.ID {
			continue // a later version says what the person is called
		}
		row, err := tx.Household(ctx, county, version.HouseholdID)
		if fault.KindOf(err) == fault.NotFound && err != nil {
			continue // the household was taken back with the import that it came of
		}
		if err != nil {
			return 0, err
		}
		latest = append(latest, register.Sealed{
			Version: register.Version{Row: version.RowID, Place: row.Region, Member: version}, Stored: memberRow{keys: tx.db.nameKeys(county, version.Name)},
		})
	}
	return len(latest), tx.indexNames(ctx, county, latest)
}

// FillNames makes the name projection of each county that has people and no projection: after a migration that changed it.
func (db *DB) FillNames(ctx context.Context) error {
	reads := db.Read()
	offices, err := reads.Offices(ctx)
	if err != nil {
		return err
	}
	for _, office := range offices {
		people, err := reads.holdsAny(ctx, "member", office.County)
		if err != nil {
			return err
		}
		keys, err := reads.holdsAny(ctx, "member_name", office.County)
		if err != nil {
			return err
		}
		if people && !keys {
			if _, err := db.RebuildNames(ctx, office.County); err != nil {
				return err
			}
		}
	}
	return nil
}

// holdsAny says whether a table of the program's own has a row of a county.
func (tx *Tx) holdsAny(ctx context.Context, table string, county region.Code) (bool, error) {
	var n int64
	err := tx.one(ctx, `SELECT count(*) FROM (SELECT 1 FROM `+table+` WHERE county = $1 LIMIT 1) AS one`, []any{string(county)}, &n)
	return n > 0, err
}
