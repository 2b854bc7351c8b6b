package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"chengxin/internal/application"
	steps "chengxin/internal/casework/application"
	"chengxin/internal/household"
	"chengxin/internal/region"
)

var _ steps.Store = (*Tx)(nil)

var (
	applicationFact = declareFact("application", "household", "region", "number", "document", "applicant", "asked", "channel", "kin", "asked_on",
		"content", "at", "done_by")
	applicationEventFact = declareFact("application_event", "application", "household", "done", "officer", "document", "content", "at", "done_by")
	applicationCheckFact = declareFact("application_check", "asker", "household", "member", "asked", "answer", "purpose", "at")
)

// applicationContent is what is said in a request; it is sealed.
type applicationContent struct {
	For     []string           `json:"for"`
	Deputy  application.Deputy `json:"deputy"`
	Changed string             `json:"changed,omitempty"`
	Words   string             `json:"words,omitempty"`
}

// AddApplication keeps a request.
func (tx *Tx) AddApplication(ctx context.Context, county, place region.Code, r application.Request) error {
	content, err := tx.sealJSON(county, "application", r.ID, "content", applicationContent{For: r.For, Deputy: r.Deputy, Changed: r.Changed, Words: r.Words})
	if err != nil {
		return err
	}
	return tx.add(ctx, applicationFact, county, r.ID, r.Household, string(place), r.Number, r.Document, r.Applicant, string(r.Asked), string(r.Channel),
		string(r.Kin), r.On.String(), content, micros(r.At), r.By)
}

// AddApplicationRecord keeps what happened to a request.
func (tx *Tx) AddApplicationRecord(ctx context.Context, county region.Code, household, request string, record application.Record) error {
	content, err := tx.sealJSON(county, "application_event", record.ID, "content", record.What)
	if err != nil {
		return err
	}
	officer, document := "", ""
	switch what := record.What.(type) {
	case application.Referred:
		officer = what.Officer
	case application.Refused:
		document = what.Document
	}
	return tx.add(ctx, applicationEventFact, county, record.ID, request, household, string(record.What.Kind()), officer, document, content, micros(record.At), record.By)
}

// Applications reads a household's requests with what happened to each, oldest first.
func (tx *Tx) Applications(ctx context.Context, county region.Code, household string) ([]application.Request, error) {
	var all []application.Request
	place := map[string]int{}
	args := []any{string(county), household}
	err := tx.each(ctx, `SELECT id, number, document, applicant, asked, channel, kin, asked_on, content, at, done_by FROM application
		WHERE county = $1 AND household = $2 ORDER BY at, id`, args, func(rows *sql.Rows) error {
		one := application.Request{Household: household}
		var sealed []byte
		var at int64
		var on string
		if err := rows.Scan(&one.ID, &one.Number, &one.Document, &one.Applicant, &one.Asked, &one.Channel, &one.Kin, &on, &sealed, &at, &one.By); err != nil {
			return err
		}
		var content applicationContent
		if err := tx.openJSON(county, "application", one.ID, "content", sealed, &content); err != nil {
			return err
		}
		one.On, one.At = day(on), moment(at)
		one.For, one.Deputy, one.Changed, one.Words = content.For, content.Deputy, content.Changed, content.Words
		place[one.ID] = len(all)
		all = append(all, one)
		return nil
	})
	if err != nil || len(all) == 0 {
		return all, err
	}
	return all, tx.each(ctx, `SELECT id, application, done, content, at, done_by FROM application_event WHERE county = $1 AND household = $2 ORDER BY at, id`,
		args, func(rows *sql.Rows) error {
			var one application.Record
			var request string
			var kind application.Kind
			var sealed []byte
			var at int64
			if err := rows.Scan(&one.ID, &request, &kind, &sealed, &at, &one.By); err != nil {
				return err
			}
			var raw json.RawMessage
			if err := tx.openJSON(county, "application_event", one.ID, "content", sealed, &raw); err != nil {
				return err
			}
			var err error
			if one.What, err = application.Decode(kind, raw); err != nil {
				return err
			}
			one.At = moment(at)
			if i, found := place[request]; found {
				all[i].Records = append(all[i].Records, one)
			}
			return nil
		})
}

// What happened to a request last tells its state, but for what leaves it where it was.
const (
	stayingActs     = `('disclosed', 'exempted', 'overridden', 'refusal_served')`
	applicationDone = `coalesce((SELECT e.done FROM application_event e WHERE e.county = $1 AND e.application = a.id AND e.done NOT IN ` + stayingActs + ` ORDER BY e.at DESC, e.id DESC LIMIT 1), '')`
	applicationTo   = `coalesce((SELECT e.officer FROM application_event e WHERE e.county = $1 AND e.application = a.id AND e.done = 'referred' ORDER BY e.at DESC, e.id DESC LIMIT 1), '')`
	applicationBy   = `coalesce((SELECT e.done_by FROM application_event e WHERE e.county = $1 AND e.application = a.id ORDER BY e.at DESC, e.id DESC LIMIT 1), '')`
	applicationLast = `coalesce((SELECT max(e.at) FROM application_event e WHERE e.county = $1 AND e.application = a.id), a.at)`
	applicationKin  = `(a.kin = 'disclosed' OR EXISTS (SELECT 1 FROM application_event e WHERE e.county = $1 AND e.application = a.id AND e.done = 'disclosed'))`
)

// applicationStates are the last acts of each state.
var applicationStates = map[application.State][]string{
	application.Registered: {"", string(application.KindReturned)}, application.Named: {string(application.KindReferred)}, application.Refusing: {string(application.KindProposed)},
	application.Taken: {string(application.KindAccepted)}, application.Elsewhere: {string(application.KindHandedOver)}, application.Denied: {string(application.KindRefused)},
	application.Gone: {string(application.KindWithdrawn)},
}

func applicationState(done string) application.State {
	for state, acts := range applicationStates {
		if slices.Contains(acts, done) {
			return state
		}
	}
	return ""
}

// ApplicationRows lists requests of a place, the oldest first, after one.
func (tx *Tx) ApplicationRows(ctx context.Context, county, place region.Code, filter steps.Filter, after string, limit int) ([]steps.Row, error) {
	query := `SELECT a.id, a.household, a.number, h.number, a.region, a.asked, a.channel, a.asked_on, a.at, a.done_by, ` + applicationDone + `, ` + applicationTo + `, ` +
		applicationBy + `, ` + applicationLast + `, CASE WHEN ` + applicationKin + ` THEN 1 ELSE 0 END
		FROM application a JOIN household h ON h.county = a.county AND h.id = a.household WHERE a.county = $1 AND a.region >= $2 AND a.region < $3`
	args := []any{string(county), string(place), upTo(string(place))}
	if after != "" {
		var at int64
		if err := tx.one(ctx, `SELECT at FROM application WHERE county = $1 AND id = $2`, []any{string(county), after}, &at); err != nil {
			return nil, err
		}
		query += ` AND (a.at > $4 OR a.at = $4 AND a.id > $5)`
		args = append(args, at, after)
	}
	if len(filter.States) > 0 {
		var acts []string
		for _, state := range filter.States {
			acts = append(acts, applicationStates[state]...)
		}
		var list string
		list, args = among(args, acts)
		query += ` AND ` + applicationDone + ` IN ` + list
	}
	if filter.Apart {
		query += ` AND ` + applicationKin
	}
	if filter.Officer != "" {
		args = append(args, filter.Officer)
		query += ` AND ` + applicationTo + ` = $` + strconv.Itoa(len(args))
	}
	args = append(args, int64(limit))
	var all []steps.Row
	err := tx.each(ctx, query+` ORDER BY a.at, a.id LIMIT $`+strconv.Itoa(len(args)), args, func(rows *sql.Rows) error {
		var one steps.Row
		var at, last, apart int64
		var on, done string
		err := rows.Scan(&one.Request, &one.Household, &one.Number, &one.File, &one.Region, &one.Asked, &one.Channel, &on, &at, &one.By, &done, &one.Officer, &one.LastBy, &last, &apart)
		one.On, one.At, one.Last, one.State, one.Apart = day(on), moment(at), moment(last), applicationState(done), apart == 1
		all = append(all, one)
		return err
	})
	return all, err
}

// ApplicationCounts counts a place's requests by state.
func (tx *Tx) ApplicationCounts(ctx context.Context, county, place region.Code) (map[application.State]int, error) {
	counts := map[application.State]int{}
	err := tx.each(ctx, `SELECT `+applicationDone+` FROM application a WHERE a.county = $1 AND a.region >= $2 AND a.region < $3`,
		[]any{string(county), string(place), upTo(string(place))}, func(rows *sql.Rows) error {
			var done string
			err := rows.Scan(&done)
			counts[applicationState(done)]++
			return err
		})
	return counts, err
}

// ApplicationPapers says whose each paper of a household's requests is: who asked, and for whom it was asked.
func (tx *Tx) ApplicationPapers(ctx context.Context, county region.Code, household string) (map[string][]string, error) {
	all, err := tx.Applications(ctx, county, household)
	owners := map[string][]string{}
	for _, request := range all {
		whose := append([]string{request.Applicant}, request.For...)
		owners[request.Document] = whose
		if _, refused, is := request.Refusal(); is {
			owners[refused.Document] = whose
		}
	}
	return owners, err
}

// ApplicationPerson finds the members with an identity number, through the blind index.
func (tx *Tx) ApplicationPerson(ctx context.Context, county region.Code, number household.IDNumber) ([]steps.Person, error) {
	hits, err := tx.HouseholdOfID(ctx, county, number)
	var found []steps.Person
	for _, hit := range hits {
		found = append(found, steps.Person{Member: hit.Member, Household: hit.Household})
	}
	return found, err
}

// ApplicationOfficers lists the county's officers whose account is open, by name.
func (tx *Tx) ApplicationOfficers(ctx context.Context, county region.Code) ([]steps.Officer, error) {
	visitors, err := tx.Visitors(ctx, county)
	if err != nil {
		return nil, err
	}
	accounts, err := tx.Officers(ctx, county)
	logins := map[string]string{}
	for _, one := range accounts {
		logins[one.ID] = one.Login
	}
	officers := make([]steps.Officer, len(visitors))
	for i, one := range visitors {
		officers[i] = steps.Officer{ID: one.ID, Login: logins[one.ID], Name: one.Name, Unit: one.Unit, Grants: one.Grants}
	}
	slices.SortFunc(officers, func(a, b steps.Officer) int { return strings.Compare(a.Name, b.Name) })
	return officers, err
}

// AddApplicationCheck keeps a question of another system.
func (tx *Tx) AddApplicationCheck(ctx context.Context, county region.Code, asked steps.Asked) error {
	purpose, err := tx.db.seal(county, "application_check", asked.ID, "purpose", asked.Purpose)
	if err != nil {
		return err
	}
	answer := "no_bar_known"
	if asked.Refer {
		answer = "register_and_refer"
	}
	return tx.add(ctx, applicationCheckFact, county, asked.ID, asked.Asker, asked.Household, asked.Member, string(asked.Asked), answer, purpose, micros(asked.At))
}

// ApplicationChecks counts what a system has asked since a moment.
func (tx *Tx) ApplicationChecks(ctx context.Context, county region.Code, asker string, since time.Time) (int, error) {
	var n int64
	err := tx.q.QueryRowContext(ctx, `SELECT count(*) FROM application_check WHERE county = $1 AND asker = $2 AND at >= $3`, string(county), asker, micros(since)).Scan(&n)
	return int(n), err
}
