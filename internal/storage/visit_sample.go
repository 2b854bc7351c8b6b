package storage

import (
	"context"
	"database/sql"
	"encoding/json"

	"chengxin/internal/casefile"
	steps "chengxin/internal/casework/homevisit"
	"chengxin/internal/casework/people"
	"chengxin/internal/fault"
	"chengxin/internal/homevisit"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

var visitSampleFact = declareFact("visit_sample", "region", "population", "design", "confidence", "margin", "seed", "frame", "chosen", "households", "at", "done_by")

// AddVisitSample keeps a drawn sample with its frame.
func (tx *Tx) AddVisitSample(ctx context.Context, county region.Code, s homevisit.Sample) error {
	frame, err := json.Marshal(s.Frame)
	if err != nil {
		return err
	}
	chosen, err := json.Marshal(s.Chosen)
	if err != nil {
		return err
	}
	return tx.add(ctx, visitSampleFact, county, s.ID, string(s.Region), string(s.Population), string(s.Design), int64(s.Confidence), int64(s.Margin),
		s.Seed, string(frame), string(chosen), int64(len(s.Frame)), micros(s.DrawnAt), s.DrawnBy)
}

// VisitSample reads a sample with its frame. NotFound.
func (tx *Tx) VisitSample(ctx context.Context, county region.Code, id string) (homevisit.Sample, error) {
	s := homevisit.Sample{ID: id}
	var frame, chosen string
	var at int64
	err := tx.one(ctx, `SELECT region, population, design, confidence, margin, seed, frame, chosen, at, done_by FROM visit_sample WHERE county = $1 AND id = $2`,
		[]any{string(county), id}, &s.Region, &s.Population, &s.Design, &s.Confidence, &s.Margin, &s.Seed, &frame, &chosen, &at, &s.DrawnBy)
	if err != nil {
		return s, err
	}
	s.DrawnAt = moment(at)
	if err := json.Unmarshal([]byte(frame), &s.Frame); err != nil {
		return s, err
	}
	return s, json.Unmarshal([]byte(chosen), &s.Chosen)
}

// VisitSamples lists samples of a place or inside it, newest first, without their frames.
func (tx *Tx) VisitSamples(ctx context.Context, county, place region.Code, limit int) ([]homevisit.Sample, error) {
	var all []homevisit.Sample
	err := tx.each(ctx, `SELECT id, region, population, design, confidence, margin, seed, chosen, households, at, done_by FROM visit_sample
		WHERE county = $1 AND region >= $2 AND region < $3 ORDER BY at DESC, id DESC LIMIT $4`,
		[]any{string(county), string(place), upTo(string(place)), int64(limit)}, func(rows *sql.Rows) error {
			var s homevisit.Sample
			var chosen string
			var households, at int64
			if err := rows.Scan(&s.ID, &s.Region, &s.Population, &s.Design, &s.Confidence, &s.Margin, &s.Seed, &chosen, &households, &at, &s.DrawnBy); err != nil {
				return err
			}
			s.DrawnAt, s.Frame = moment(at), make([]homevisit.Drawable, households)
			err := json.Unmarshal([]byte(chosen), &s.Chosen)
			all = append(all, s)
			return err
		})
	return all, err
}

// VisitFrame is a population to draw from, by file number: everybody registered in a place, or those whose visit was confirmed.
func (tx *Tx) VisitFrame(ctx context.Context, county, place region.Code, population homevisit.Population) ([]homevisit.Drawable, error) {
	query := `SELECT id, number, region FROM household WHERE county = $1 AND region >= $2 AND region < $3`
	if population == homevisit.Visited {
		query += ` AND EXISTS (SELECT 1 FROM visit_confirmation WHERE visit_confirmation.county = $1 AND visit_confirmation.household = household.id AND visit_confirmation.agrees = 1)`
	}
	var all []homevisit.Drawable
	err := tx.each(ctx, query+` ORDER BY number, id`, []any{string(county), string(place), upTo(string(place))}, func(rows *sql.Rows) error {
		var one homevisit.Drawable
		err := rows.Scan(&one.Household, &one.Number, &one.Region)
		all = append(all, one)
		return err
	})
	return all, err
}

// Visitor reads one officer whose account is open; false when there is none.
func (tx *Tx) Visitor(ctx context.Context, county region.Code, id string) (steps.Visitor, bool, error) {
	officer, err := tx.Officer(ctx, county, id)
	if fault.KindOf(err) == fault.NotFound || err == nil && officer.Locked {
		return steps.Visitor{}, false, nil
	}
	if err != nil {
		return steps.Visitor{}, false, err
	}
	roles, err := tx.Roles(ctx, county, id)
	return steps.Visitor{ID: officer.ID, Name: officer.Name, Unit: officer.Unit, Grants: people.Held(roles)}, err == nil, err
}

// Visitors lists the county's officers whose account is open, by name.
func (tx *Tx) Visitors(ctx context.Context, county region.Code) ([]steps.Visitor, error) {
	officers, err := tx.Officers(ctx, county)
	if err != nil {
		return nil, err
	}
	roles, err := tx.Roles(ctx, county, "")
	if err != nil {
		return nil, err
	}
	held := map[string][]people.HeldRole{}
	for _, role := range roles {
		held[role.Officer] = append(held[role.Officer], role)
	}
	var visitors []steps.Visitor
	for _, officer := range officers {
		if officer.Locked {
			continue
		}
		visitors = append(visitors, steps.Visitor{ID: officer.ID, Name: officer.Name, Unit: officer.Unit, Grants: people.Held(held[officer.ID])})
	}
	return visitors, nil
}

// VisitTargets lists a village's households with what is known of their visits, by number.
func (tx *Tx) VisitTargets(ctx context.Context, county, village region.Code) ([]steps.Target, error) {
	frame, err := tx.VisitFrame(ctx, county, village, homevisit.Registered)
	if err != nil {
		return nil, err
	}
	rows, err := tx.Assignments(ctx, county, village, period.Day{}, period.Day{}, 0)
	if err != nil {
		return nil, err
	}
	targets, at := make([]steps.Target, len(frame)), map[string]int{}
	hits := make([]casefile.Hit, len(frame))
	for i, one := range frame {
		targets[i], at[one.Household] = steps.Target{Household: one.Household, Number: one.Number}, i
		hits[i] = casefile.Hit{Region: one.Region, Household: one.Household}
	}
	shown, err := tx.Shown(ctx, county, hits, period.MustDay("9999-12-31"))
	if err != nil {
		return nil, err
	}
	for i, one := range shown {
		targets[i].Head = one.Head
	}
	for _, row := range rows {
		i, known := at[row.Assignment.Household]
		if !known {
			continue
		}
		switch row.Stage() {
		case homevisit.Done:
			targets[i].Visits++
		case homevisit.Planned, homevisit.Begun, homevisit.Unmet, homevisit.Declining, homevisit.Waiting, homevisit.Disagreed:
			targets[i].Open, targets[i].OpenOn = true, row.On()
		case homevisit.Replaced:
		}
	}
	return targets, nil
}

// VisitRows gives what was seen in a place in the long form that the comparison reads, household by household in the order of
// file numbers: of each the latest visit that counts. items gives the catalogue of an edition. Rows are handed over as they are
// read; what yield returns ends the reading.
func (tx *Tx) VisitRows(ctx context.Context, county, place region.Code, items []homevisit.Item, yield func(homevisit.Row) error) error {
	frame, err := tx.VisitFrame(ctx, county, place, homevisit.Visited)
	if err != nil {
		return err
	}
	for _, one := range frame {
		if err := tx.householdRows(ctx, county, one, items, yield); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) householdRows(ctx context.Context, county region.Code, one homevisit.Drawable, items []homevisit.Item, yield func(homevisit.Row) error) error {
	visits, err := tx.HouseholdVisits(ctx, county, one.Household)
	if err != nil {
		return err
	}
	latest, counts := homevisit.LatestCounting(visits)
	if !counts {
		return nil
	}
	versions, err := tx.MemberVersions(ctx, county, one.Household)
	if err != nil {
		return err
	}
	numbers := map[string]string{}
	for _, m := range versions { // the latest version of a person is the last
		numbers[m.ID] = string(m.IDNumber)
	}
	for _, row := range latest.Rows(one.Number, items, func(member string) string { return homevisit.MemberKey(member, numbers[member]) }) {
		if err := yield(row); err != nil {
			return err
		}
	}
	return nil
}
