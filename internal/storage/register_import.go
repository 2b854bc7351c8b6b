package storage

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"chengxin/internal/casework/register"
	"chengxin/internal/region"
)

var (
	_ register.ImportStore = (*Tx)(nil)

	importFact = declareFact("register_import", "region", "name", "hash", "bytes", "form", "rows", "households", "good", "good_rows",
		"doubts", "earlier", "follows", "recorded_at", "recorded_by")
	importTurnFact      = declareFact("register_import_turn", "import", "turn", "reason", "recorded_at", "recorded_by")
	importHouseholdFact = declareFact("register_import_household", "import", "part", "household", "number", "region", "members", "source")
	importUndoneFact    = declareFact("register_import_undone", "import", "household", "number", "recorded_at", "recorded_by")
)

// sourceField names the blind index of a household in a file.
const sourceField = "import_source"

// AddImport keeps an uploaded file's record. Its name is sealed: files are called after people.
func (tx *Tx) AddImport(ctx context.Context, i register.Import) error {
	name, err := tx.db.seal(i.County, "register_import", i.ID, "name", i.Name)
	if err != nil {
		return err
	}
	return tx.add(ctx, importFact, i.County, i.ID, string(i.Region), name, i.Hash, i.Bytes, i.Form, i.Rows, i.Households, i.Good, i.GoodRows,
		i.Doubts, i.Earlier, i.Follows, micros(i.RecordedAt), i.RecordedBy)
}

// AddTurn keeps what was decided about an import. Conflict when the import has had that turn.
func (tx *Tx) AddTurn(ctx context.Context, county region.Code, t register.Turn) error {
	return tx.add(ctx, importTurnFact, county, t.ID, t.Import, t.Turn, t.Reason, micros(t.RecordedAt), t.RecordedBy)
}

// AddPart keeps a piece of a file or some of its households, sealed.
func (tx *Tx) AddPart(ctx context.Context, county region.Code, p register.Part) error {
	content, err := tx.db.seal(county, "register_import_part", p.ID, "content", string(p.Content))
	if err != nil {
		return err
	}
	_, err = tx.q.ExecContext(ctx, `INSERT INTO register_import_part (county, id, import, kind, part, state, households, failed, content)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, string(county), p.ID, p.Import, p.Kind, p.Number, p.State, p.Households, p.Failed, content)
	return err
}

// TurnPart takes a part from one state to another, once, and replaces its content.
func (tx *Tx) TurnPart(ctx context.Context, county region.Code, p register.Part, from string) error {
	content, err := tx.db.seal(county, "register_import_part", p.ID, "content", string(p.Content))
	if err != nil {
		return err
	}
	return tx.exactlyOne(ctx, `UPDATE register_import_part SET state = $3, failed = $4, content = $5 WHERE county = $1 AND id = $2 AND state = $6`,
		string(county), p.ID, p.State, p.Failed, content, from)
}

// EraseParts empties every part of an import.
func (tx *Tx) EraseParts(ctx context.Context, county region.Code, id string) error {
	_, err := tx.q.ExecContext(ctx, `UPDATE register_import_part SET content = $3 WHERE county = $1 AND import = $2`, string(county), id, []byte{})
	return err
}

// AddImported keeps which households came of an import.
func (tx *Tx) AddImported(ctx context.Context, county region.Code, all []register.Imported) error {
	rows := make([]factRow, len(all))
	for n, i := range all {
		rows[n] = importHouseholdFact.row(county, i.ID, i.Import, i.Part, i.Household, i.Number, string(i.Region), i.Members, i.Source)
	}
	return tx.addRows(ctx, importHouseholdFact, rows)
}

// ImportSource is the blind index of a household in a file.
func (tx *Tx) ImportSource(county region.Code, text string) []byte {
	return tx.db.vault.Index(county, sourceField, text)
}

const importColumns = `id, region, name, hash, bytes, form, rows, households, good, good_rows, doubts, earlier, follows, recorded_at, recorded_by`

func (tx *Tx) imports(ctx context.Context, county region.Code, query string, args ...any) ([]register.Import, error) {
	all, err := tx.importRows(ctx, county, query, args...)
	if err != nil {
		return nil, err
	}
	for n := range all {
		if err := tx.fillTurns(ctx, county, &all[n]); err != nil {
			return nil, err
		}
		if err := tx.fillTally(ctx, county, &all[n]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (tx *Tx) importRows(ctx context.Context, county region.Code, query string, args ...any) ([]register.Import, error) {
	var all []register.Import
	err := tx.each(ctx, query, append([]any{string(county)}, args...), func(rows *sql.Rows) error {
		i := register.Import{County: county}
		var name []byte
		var at int64
		err := rows.Scan(&i.ID, &i.Region, &name, &i.Hash, &i.Bytes, &i.Form, &i.Rows, &i.Households, &i.Good, &i.GoodRows, &i.Doubts, &i.Earlier,
			&i.Follows, &at, &i.RecordedBy)
		if err != nil {
			return err
		}
		i.RecordedAt = moment(at)
		i.Name, err = tx.db.open(county, "register_import", i.ID, "name", name)
		all = append(all, i)
		return err
	})
	return all, err
}

// fillTurns reads what was decided about an import.
func (tx *Tx) fillTurns(ctx context.Context, county region.Code, i *register.Import) error {
	return tx.each(ctx, `SELECT id, turn, reason, recorded_at, recorded_by FROM register_import_turn WHERE county = $1 AND import = $2 ORDER BY recorded_at, id`,
		[]any{string(county), i.ID}, func(rows *sql.Rows) error {
			t := register.Turn{Import: i.ID}
			var at int64
			err := rows.Scan(&t.ID, &t.Turn, &t.Reason, &at, &t.RecordedBy)
			t.RecordedAt = moment(at)
			i.Turns = append(i.Turns, t)
			return err
		})
}

// fillTally counts what became of an import.
func (tx *Tx) fillTally(ctx context.Context, county region.Code, i *register.Import) error {
	by := []any{string(county), i.ID}
	err := tx.each(ctx, `SELECT kind, state, count(*), sum(failed), sum(CASE WHEN length(content) > 0 THEN 1 ELSE 0 END)
		FROM register_import_part WHERE county = $1 AND import = $2 GROUP BY kind, state`, by, func(rows *sql.Rows) error {
		var kind, state string
		var parts, failed, held int64
		if err := rows.Scan(&kind, &state, &parts, &failed, &held); err != nil {
			return err
		}
		i.Tally.Failed += failed
		switch {
		case kind == register.PartFile:
			i.Tally.Kept += held
		case state == register.PartWaiting:
			i.Tally.Waiting += parts
		case state == register.PartDone:
			i.Tally.Done += parts
		case state == register.PartUndone:
			i.Tally.TakenBack += parts
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := tx.one(ctx, `SELECT count(*) FROM register_import_household WHERE county = $1 AND import = $2`, by, &i.Tally.Registered); err != nil {
		return err
	}
	return tx.one(ctx, `SELECT count(*) FROM register_import_undone WHERE county = $1 AND import = $2`, by, &i.Tally.Undone)
}

// Import reads one import with its turns and tally. NotFound.
func (tx *Tx) Import(ctx context.Context, county region.Code, id string) (register.Import, error) {
	found, err := tx.imports(ctx, county, `SELECT `+importColumns+` FROM register_import WHERE county = $1 AND id = $2`, id)
	return firstOf(found, err)
}

// ImportOrder reads an import's record and turns, without counting what became of it. NotFound.
func (tx *Tx) ImportOrder(ctx context.Context, county region.Code, id string) (register.Import, error) {
	found, err := tx.importRows(ctx, county, `SELECT `+importColumns+` FROM register_import WHERE county = $1 AND id = $2`, id)
	i, err := firstOf(found, err)
	if err == nil {
		err = tx.fillTurns(ctx, county, &i)
	}
	return i, err
}

// ImportOfFile finds the latest import of a file by its hash. NotFound.
func (tx *Tx) ImportOfFile(ctx context.Context, county region.Code, hash string) (register.Import, error) {
	found, err := tx.imports(ctx, county, `SELECT `+importColumns+` FROM register_import WHERE county = $1 AND hash = $2 ORDER BY recorded_at DESC, id DESC LIMIT 1`, hash)
	return firstOf(found, err)
}

// Imports reads the latest imports for places inside a place, newest first.
func (tx *Tx) Imports(ctx context.Context, county, inside region.Code, limit int) ([]register.Import, error) {
	return tx.imports(ctx, county, `SELECT `+importColumns+` FROM register_import WHERE county = $1 AND region >= $2 AND region < $3
		ORDER BY recorded_at DESC, id DESC LIMIT $4`, string(inside), upTo(string(inside)), int64(limit))
}

// StaleImports lists imports recorded before a moment whose rows are still held.
func (tx *Tx) StaleImports(ctx context.Context, county region.Code, before time.Time) ([]string, error) {
	var all []string
	err := tx.each(ctx, `SELECT i.id FROM register_import i WHERE i.county = $1 AND i.recorded_at < $2 AND EXISTS (
		SELECT 1 FROM register_import_part p WHERE p.county = $1 AND p.import = i.id AND length(p.content) > 0) ORDER BY i.id`,
		[]any{string(county), micros(before)}, func(rows *sql.Rows) error {
			var id string
			err := rows.Scan(&id)
			all = append(all, id)
			return err
		})
	return all, err
}

// partsAtOnce is how many parts are read at a time: no statement is held open while a part is worked on.
const partsAtOnce = 8

// NextParts reads the first parts of a kind in a state, at most so many.
func (tx *Tx) NextParts(ctx context.Context, county region.Code, id, kind, state string, most int) ([]register.Part, error) {
	return tx.parts(ctx, county, id, kind, state, 0, most)
}

func (tx *Tx) parts(ctx context.Context, county region.Code, id, kind, state string, after int64, limit int) (some []register.Part, err error) {
	err = tx.each(ctx, `SELECT id, part, state, households, failed, content FROM register_import_part
		WHERE county = $1 AND import = $2 AND kind = $3 AND part > $4 AND ($5 = '' OR state = $5) ORDER BY part LIMIT $6`,
		[]any{string(county), id, kind, after, state, int64(limit)}, func(rows *sql.Rows) error {
			p := register.Part{Import: id, Kind: kind}
			var sealed []byte
			if err := rows.Scan(&p.ID, &p.Number, &p.State, &p.Households, &p.Failed, &sealed); err != nil {
				return err
			}
			content, err := tx.db.open(county, "register_import_part", p.ID, "content", sealed)
			p.Content = []byte(content)
			some = append(some, p)
			return err
		})
	return some, err
}

// ImportParts visits the parts of a kind in order, of one state or all.
func (tx *Tx) ImportParts(ctx context.Context, county region.Code, id, kind, state string, visit func(register.Part) (bool, error)) error {
	for after := int64(0); ; {
		some, err := tx.parts(ctx, county, id, kind, state, after, partsAtOnce)
		if err != nil {
			return err
		}
		for _, part := range some {
			after = part.Number
			if more, err := visit(part); err != nil || !more {
				return err
			}
		}
		if len(some) < partsAtOnce {
			return nil
		}
	}
}

// ImportedIn reads the households of one part of an import; all of them for part 0. Those taken back are left out.
func (tx *Tx) ImportedIn(ctx context.Context, county region.Code, id string, part int64) ([]register.Imported, error) {
	var all []register.Imported
	err := tx.each(ctx, `SELECT h.id, h.part, h.household, h.number, h.region, h.members, h.source FROM register_import_household h
		WHERE h.county = $1 AND h.import = $2 AND ($3 = 0 OR h.part = $3) AND NOT EXISTS (
		SELECT 1 FROM register_import_undone u WHERE u.county = $1 AND u.household = h.household) ORDER BY h.part, h.number`,
		[]any{string(county), id, part}, func(rows *sql.Rows) error {
			i := register.Imported{Import: id}
			err := rows.Scan(&i.ID, &i.Part, &i.Household, &i.Number, &i.Region, &i.Members, &i.Source)
			all = append(all, i)
			return err
		})
	return all, err
}

// ImportSources reads which households of the file an import has registered and not taken back.
func (tx *Tx) ImportSources(ctx context.Context, county region.Code, id string) (map[string]bool, error) {
	all, err := tx.ImportedIn(ctx, county, id, 0)
	sources := make(map[string]bool, len(all))
	for _, imported := range all {
		sources[string(imported.Source)] = true
	}
	return sources, err
}

// TakeBack takes a household off the register's lists again. Its row goes; the log, its import's record and its persons'
// versions tell what it was.
func (tx *Tx) TakeBack(ctx context.Context, county region.Code, i register.Imported, undo register.Undo) error {
	if err := tx.add(ctx, importUndoneFact, county, undo.ID, i.Import, i.Household, i.Number, micros(undo.RecordedAt), undo.RecordedBy); err != nil {
		return err
	}
	versions, err := tx.MemberVersions(ctx, county, i.Household)
	if err != nil {
		return err
	}
	if err := tx.unindexNames(ctx, county, versions); err != nil {
		return err
	}
	if err := tx.exactlyOne(ctx, `UPDATE household_count SET households = households - 1 WHERE county = $1 AND region = $2`, string(county), string(i.Region)); err != nil {
		return err
	}
	tx.removed(householdFact, i.Household)
	return tx.exactlyOne(ctx, `DELETE FROM household WHERE county = $1 AND id = $2 AND version = 0`, string(county), i.Household)
}

func firstOf(found []register.Import, err error) (register.Import, error) {
	if err != nil {
		return register.Import{}, err
	}
	if len(found) == 0 {
		return register.Import{}, notFound()
	}
	return found[0], nil
}

// marks writes $from, … for an IN list.
func marks(from, n int) string {
	var text strings.Builder
	for i := range n {
		if i > 0 {
			text.WriteString(", ")
		}
		text.WriteString("$" + itoa(from+i))
	}
	return text.String()
}
