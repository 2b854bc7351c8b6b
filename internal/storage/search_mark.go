package storage

import (
	"context"
	"database/sql"
	"encoding/hex"
	"slices"
	"time"

	"chengxin/internal/audit"
	auditacts "chengxin/internal/casework/audit"
	"chengxin/internal/household"
	"chengxin/internal/region"
)

const searchField = "search.mark"

// SearchMark is the keyed mark of what was searched for, under the newest key.
func (tx *Tx) SearchMark(county region.Code, query string) string {
	return hex.EncodeToString(tx.db.vault.Index(county, searchField, household.NormaliseQuery(query)))
}

// Searches lists the entries of one kind since a moment whose mark is that of these words under any key that the vault still
// holds, the newest first.
func (tx *Tx) Searches(ctx context.Context, county region.Code, kind, query string, since time.Time, limit int) ([]auditacts.Line, error) {
	var marks []string
	for _, index := range tx.db.vault.Lookups(county, searchField, household.NormaliseQuery(query)) {
		marks = append(marks, hex.EncodeToString(index))
	}
	var all []auditacts.Line
	err := tx.each(ctx, `SELECT seq, at, kind, actor_kind, actor_id, household, region, payload FROM log_entry
		WHERE county = $1 AND kind = $2 AND at >= $3 ORDER BY seq DESC`, []any{string(county), kind, micros(since)}, func(rows *sql.Rows) error {
		var one auditacts.Line
		var at int64
		var payload []byte
		if err := rows.Scan(&one.Seq, &at, &one.Kind, &one.ActorKind, &one.ActorID, &one.Household, &one.Region, &payload); err != nil {
			return err
		}
		entry, err := audit.ParseEntry(payload)
		if len(all) < limit && err == nil && slices.Contains(marks, entry.Detail["mark"]) { // an erased entry says nothing any more
			one.At = moment(at)
			all = append(all, one)
		}
		return nil
	})
	return all, err
}
