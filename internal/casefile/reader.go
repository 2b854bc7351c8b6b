package casefile

import (
	"context"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/application"
	"chengxin/internal/casework"
	"chengxin/internal/declaration"
	"chengxin/internal/determination"
	"chengxin/internal/homevisit"
	"chengxin/internal/household"
	"chengxin/internal/measure"
	"chengxin/internal/numbering"
	"chengxin/internal/objection"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/region"
	"chengxin/internal/verification"
)

// Store is what the read side reads. Lists give empty results, never NotFound.
type Store interface {
	casework.Openings
	// FullHousehold reads it with its address. NotFound.
	FullHousehold(ctx context.Context, county region.Code, id string) (household.Household, error)
	MemberVersions(ctx context.Context, county region.Code, id string) ([]household.Member, error)
	Kinships(ctx context.Context, county region.Code, id string) ([]household.Kinship, error)
	Told(ctx context.Context, county region.Code, household string) (pledge.Told, error)
	SignedFacts(ctx context.Context, county region.Code, household string, ink bool) (pledge.Facts, error)
	// CaseLetters says whose conduct each letter of the household's cases is about, by document.
	CaseLetters(ctx context.Context, county region.Code, household string) (map[string]string, error)
	Declarations(ctx context.Context, county region.Code, household string) ([]declaration.Declaration, error)
	// SheetCases reads what was entered from paper sheets, with what was done with each, oldest first.
	SheetCases(ctx context.Context, county region.Code, household string) ([]declaration.SheetCase, error)
	// FormsPrinted counts the blank forms that were printed for a household at once.
	FormsPrinted(ctx context.Context, county region.Code, household string) ([]Printed, error)
	Changes(ctx context.Context, county region.Code, household string) ([]declaration.Change, error)
	Exits(ctx context.Context, county region.Code, household string) ([]declaration.Exit, error)
	Documents(ctx context.Context, county region.Code, household string) ([]numbering.Issued, error)
	// HouseholdVisits reads everything about a household's visits, oldest first.
	HouseholdVisits(ctx context.Context, county region.Code, household string) ([]homevisit.Progress, error)
	// VisitPhotos lists the pictures and scans of one visit, without what they show.
	VisitPhotos(ctx context.Context, county region.Code, assignment string) ([]homevisit.Photo, error)
	// VerificationReports reads what the sources answered, without what was taken back, oldest first.
	VerificationReports(ctx context.Context, county region.Code, household string) ([]verification.Report, error)
	VerificationDisputes(ctx context.Context, county region.Code, household string) ([]verification.Dispute, error)
	EnquiriesOf(ctx context.Context, county region.Code, household string) ([]verification.Enquiry, error)
	// Clues, Matters, Objections and Measures read a household's, with what happened to each.
	Clues(ctx context.Context, county region.Code, household string) ([]determination.Clue, error)
	Matters(ctx context.Context, county region.Code, household string) ([]determination.Case, error)
	Objections(ctx context.Context, county region.Code, household string) ([]objection.Objection, error)
	Measures(ctx context.Context, county region.Code, household string) ([]measure.Measure, error)
	// Applications reads a household's requests for assistance.
	Applications(ctx context.Context, county region.Code, household string) ([]application.Request, error)
	// Comparisons lists a household's comparisons in counts, the newest first.
	Comparisons(ctx context.Context, county region.Code, household string) ([]Compared, error)
	// ApplicationPapers says whose each paper of a household's requests for assistance is.
	ApplicationPapers(ctx context.Context, county region.Code, household string) (map[string][]string, error)
	// Document reads an issued document with its content. NotFound.
	Document(ctx context.Context, county region.Code, id string) (numbering.Issued, error)

	// FileProxies lists who acts or acted for members of a household.
	FileProxies(ctx context.Context, county region.Code, household string) ([]Proxy, error)
	// DraftsKept says when drafts of a declaration were last kept; what they say is nobody's business yet.
	DraftsKept(ctx context.Context, county region.Code, household string) ([]time.Time, error)
	// Looks reads the log's entries of openings and revealings before an entry, newest first.
	Looks(ctx context.Context, county region.Code, household string, before int64, limit int) ([]Look, error)
	// Desks names the county's officers with the roles that they hold or held.
	Desks(ctx context.Context, county region.Code) (map[string]Desk, error)
	// Tries reads how a household was told of its messages, oldest first.
	Tries(ctx context.Context, county region.Code, household string) ([]Try, error)

	// FindName, FindNumber and FindID look inside one place, after a hit, in the order of place and member (or number).
	FindName(ctx context.Context, county region.Code, key string, inside region.Code, after Hit, limit int) ([]Hit, error)
	FindNumber(ctx context.Context, county region.Code, prefix string, inside region.Code, after Hit, limit int) ([]Hit, error)
	FindID(ctx context.Context, county region.Code, number household.IDNumber) ([]Hit, error)
	// SearchMark is the keyed mark of what was searched for, the same however its letters are written: it tells nobody the
	// words, and whoever types them again gets the same mark.
	SearchMark(county region.Code, query string) string
	// FindPlace lists a place's households after a hit, by place and number.
	FindPlace(ctx context.Context, county, place region.Code, after Hit, limit int) ([]Hit, error)
	// Shown reads the rows of a list, set-wise, in the order of the hits: names already masked.
	Shown(ctx context.Context, county region.Code, hits []Hit, on period.Day) ([]Found, error)
	// PlaceCounts gives the number of households registered at each place inside a place.
	PlaceCounts(ctx context.Context, county, place region.Code) (map[region.Code]int64, error)
	// DeclaredIn gives the latest effective day of the households of a village that have declared.
	DeclaredIn(ctx context.Context, county, village region.Code) (map[string]period.Day, error)

	// Waiting lists messages to households inside a place that nobody was told of, oldest first, after one.
	Waiting(ctx context.Context, county, place region.Code, after Message, limit int) ([]Message, error)
	// WaitingMessage reads one. NotFound.
	WaitingMessage(ctx context.Context, county region.Code, id string) (Message, error)
	// OfficerMessages lists what waits for an officer or the officer's office, oldest first.
	OfficerMessages(ctx context.Context, county region.Code, recipients []string, limit int) ([]Message, error)
}

// Reader is the read side.
type Reader struct {
	Runner *casework.Runner
	Store  Store
}

// Page is how many rows a list shows at once.
const Page = 50

// Desk is an officer as the log's readers see one.
type Desk struct {
	Name  string
	Unit  region.Code
	Roles []DeskRole
}

// DeskRole is a role as it was held.
type DeskRole struct {
	Role   access.Role
	Region region.Code
	From   time.Time
	Until  time.Time // zero: still held
}

// RoleAt is the role under which an officer had a permission at a place and a moment; empty when none is known.
func (d Desk) RoleAt(permission access.Permission, where region.Code, at time.Time) access.Role {
	for _, held := range d.Roles {
		if held.Role.Gives(permission) && held.Region.Contains(where) && !held.From.After(at) && (held.Until.IsZero() || held.Until.After(at)) {
			return held.Role
		}
	}
	return ""
}

// Proxy is a person who acts or acted for a member.
type Proxy struct {
	ID      string
	Member  string
	Name    string // masked
	Until   period.Day
	At      time.Time
	By      string
	ByKind  access.Kind
	EndedAt time.Time // zero while it stands
	EndedBy string
}

// Try is one try to tell a household something.
type Try struct {
	Message string
	Topic   string
	Way     string
	At      time.Time
	By      string
}

func (r *Reader) today() period.Day { return period.DayOf(r.Runner.Now()) }
