package homevisit

import (
	"context"

	"chengxin/internal/access"
	"chengxin/internal/audit"
	"chengxin/internal/casework"
	"chengxin/internal/declaration"
	"chengxin/internal/homevisit"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/region"
)

// Store is what these acts keep and read. Reading methods give empty results, never NotFound, for a household without any.
type Store interface {
	AddVisitAssignment(ctx context.Context, county region.Code, a homevisit.Assignment) error
	AddVisitAttempt(ctx context.Context, county region.Code, a homevisit.Attempt) error
	AddVisit(ctx context.Context, county region.Code, o homevisit.Observation) error
	AddVisitConfirmation(ctx context.Context, county region.Code, household string, c homevisit.Confirmation) error
	AddVisitDispute(ctx context.Context, county region.Code, d homevisit.Dispute) error
	AddVisitAnswer(ctx context.Context, county region.Code, to homevisit.Dispute, a homevisit.Answer) error
	AddVisitPhoto(ctx context.Context, county region.Code, p homevisit.Photo) error
	AddVisitSample(ctx context.Context, county region.Code, s homevisit.Sample) error

	VisitDraft(ctx context.Context, county region.Code, assignment string) (homevisit.Draft, bool, error)
	KeepVisitDraft(ctx context.Context, county region.Code, d homevisit.Draft) error
	DropVisitDraft(ctx context.Context, county region.Code, assignment string) error

	// HouseholdVisits reads everything about a household's assignments, oldest first.
	HouseholdVisits(ctx context.Context, county region.Code, household string) ([]homevisit.Progress, error)
	// Assignments lists what is assigned in a place between two days (both may be zero), by day and file number.
	Assignments(ctx context.Context, county, place region.Code, from, until period.Day, limit int) ([]Row, error)
	// VisitPhotos lists an assignment's pictures, oldest first.
	VisitPhotos(ctx context.Context, county region.Code, assignment string) ([]homevisit.Photo, error)
	// VisitFrame is a population to draw from, by file number.
	VisitFrame(ctx context.Context, county, place region.Code, population homevisit.Population) ([]homevisit.Drawable, error)
	// VisitSample reads a sample with its frame. NotFound.
	VisitSample(ctx context.Context, county region.Code, id string) (homevisit.Sample, error)
	// VisitSamples lists samples of a place or inside it, newest first, without their frames.
	VisitSamples(ctx context.Context, county, place region.Code, limit int) ([]homevisit.Sample, error)

	// Visitor reads one officer whose account is open; false when there is none.
	Visitor(ctx context.Context, county region.Code, id string) (Visitor, bool, error)
	// Visitors lists the county's officers whose account is open, by name.
	Visitors(ctx context.Context, county region.Code) ([]Visitor, error)
	// VisitTargets lists a village's households with what is known of their visits, by number.
	VisitTargets(ctx context.Context, county, village region.Code) ([]Target, error)
	PledgePersons(ctx context.Context, county region.Code, household string, on period.Day) ([]pledge.Person, error)
	Declarations(ctx context.Context, county region.Code, household string) ([]declaration.Declaration, error)
	LogHead(ctx context.Context, county region.Code) (audit.Frontier, error)
}

// Row is an assignment as lists show it: the head's name masked.
type Row struct {
	homevisit.Progress
	Number string
	Head   string
}

// Target is a household of a village as the planning page shows it.
type Target struct {
	Household string
	Number    string
	Head      string // masked
	Visits    int    // visits that count
	Open      bool   // an assignment is under way
	OpenOn    period.Day
}

// Visitor is an officer who may be sent.
type Visitor struct {
	ID     string
	Name   string
	Unit   region.Code
	Grants []access.Grant
}

// visits says whether the officer may record visits at a place.
func (v Visitor) visits(where region.Code) bool {
	return access.Actor{Kind: access.Officer, ID: v.ID, Grants: v.Grants}.May(access.VisitRecord, where)
}

// outside says whether the officer visits there for the township or the county, not only for the village.
func (v Visitor) outside(where region.Code) bool {
	for _, grant := range v.Grants {
		if grant.Role.Gives(access.VisitRecord) && grant.Region.Contains(where) && grant.Role != access.VillageOfficer {
			return true
		}
	}
	return false
}

// Item is one item of the catalogue as pages and papers show it.
type Item struct {
	homevisit.Item
	Label string
	Help  string
	Class string // MEMB, I, P, E, K

	Counter string // the word by which it is counted, as 套 or 辆
}

// Terms is what the edition in force says about visits.
type Terms struct {
	Edition string
	Items   []Item
	Tries   int // documented absences before they may be mentioned; 0: the least
}

// Seen are the items as internal/homevisit looks for them.
func (t Terms) Seen() []homevisit.Item {
	items := make([]homevisit.Item, len(t.Items))
	for i, item := range t.Items {
		items[i] = item.Item
	}
	return items
}

// Item finds an item by its code.
func (t Terms) Item(code string) (Item, bool) {
	for _, item := range t.Items {
		if item.Code == code {
			return item, true
		}
	}
	return Item{}, false
}

// Scheme is the edition in force, as this step reads it.
type Scheme interface {
	// VisitTerms is what is looked for on a day. NotFound when no edition is in force.
	VisitTerms(ctx context.Context, county region.Code, on period.Day) (Terms, error)
}

// Pictures keeps photos and scans: written anew without place, time and device.
type Pictures interface {
	Keep(ctx context.Context, county region.Code, posted []byte) (pledge.Scan, error)
	Open(ctx context.Context, county region.Code, scan pledge.Scan) ([]byte, error)
}

// Acts are the acts of this step.
type Acts struct {
	Runner   *casework.Runner
	Reads    casework.Tx // the storage's readers, outside any act
	Scheme   Scheme
	Pictures Pictures
	NewID    func() string
}

// At says for which household and assignment an act is done, and through which form.
type At struct {
	County     region.Code
	Household  string
	Assignment string
	Key        string // the form's idempotency key
}

// PersonsOf are a household's people as this step sees them.
func PersonsOf(persons []pledge.Person, today period.Day) []homevisit.Person {
	found := make([]homevisit.Person, len(persons))
	for i, p := range persons {
		found[i] = homevisit.Person{Member: p.Member, Name: p.Name, Adult: p.Adult(today), Ward: p.Ward(today)}
	}
	return found
}

// progress finds the assignment that an act is about, in its household.
func progress(ctx context.Context, store Store, at At) (homevisit.Progress, []homevisit.Progress, error) {
	all, err := store.HouseholdVisits(ctx, at.County, at.Household)
	if err != nil {
		return homevisit.Progress{}, nil, err
	}
	for _, one := range all {
		if one.Assignment.ID == at.Assignment {
			return one, all, nil
		}
	}
	return homevisit.Progress{}, all, notFound()
}

func everyObservation(all []homevisit.Progress) (seen []homevisit.Observation, confirmed []homevisit.Confirmation) {
	for _, one := range all {
		seen = append(seen, one.Observations...)
		confirmed = append(confirmed, one.Confirmations...)
	}
	return seen, confirmed
}
