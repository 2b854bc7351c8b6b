package storage

import (
	"context"

	"chengxin/internal/region"
)

// StepCounts counts how far the households of a place have come. Every figure is counted from facts.
type StepCounts struct {
	Households int64
	Told       int64 // with a proof of service, or read online
	Signed     int64 // with at least one pledge in force when it was signed
	Online     int64 // that have declared online
	Paper      int64 // that have declared on paper or orally, and not online
	Drafts     int64 // that have begun a declaration and handed none in
}

// StepCounts counts the households of a place by step.
func (tx *Tx) StepCounts(ctx context.Context, county, place region.Code) (StepCounts, error) {
	var c StepCounts
	args := []any{string(county), string(place), upTo(string(place))}
	for _, count := range []struct {
		into  *int64
		query string
	}{
		{&c.Households, `SELECT count(*) FROM household WHERE county = $1 AND region >= $2 AND region < $3`},
		{&c.Told, `SELECT count(DISTINCT h.id) FROM household h JOIN notice_service s ON s.county = h.county AND s.household = h.id
			WHERE h.county = $1 AND h.region >= $2 AND h.region < $3`},
		{&c.Signed, `SELECT count(DISTINCT h.id) FROM household h JOIN pledge_signature s ON s.county = h.county AND s.household = h.id
			WHERE h.county = $1 AND h.region >= $2 AND h.region < $3`},
		{&c.Online, `SELECT count(DISTINCT h.id) FROM household h JOIN declaration d ON d.county = h.county AND d.household = h.id
			WHERE h.county = $1 AND h.region >= $2 AND h.region < $3 AND d.channel = 'online'`},
		{&c.Paper, `SELECT count(DISTINCT h.id) FROM household h JOIN declaration d ON d.county = h.county AND d.household = h.id
			WHERE h.county = $1 AND h.region >= $2 AND h.region < $3 AND d.channel <> 'online'`},
		{&c.Drafts, `SELECT count(DISTINCT h.id) FROM household h JOIN declaration_draft d ON d.county = h.county AND d.household = h.id
			WHERE h.county = $1 AND h.region >= $2 AND h.region < $3
			AND NOT EXISTS (SELECT 1 FROM declaration e WHERE e.county = $1 AND e.household = h.id)`},
	} {
		if err := tx.q.QueryRowContext(ctx, count.query, args...).Scan(count.into); err != nil {
			return c, err
		}
	}
	return c, nil
}
