package verification

import (
	"context"
	"time"

	"chengxin/internal/casework"
	"chengxin/internal/deadline"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/region"
	"chengxin/internal/verification"
)

// File is one uploaded file of one source, with what became of it.
type File struct {
	ID      string
	County  region.Code
	Region  region.Code // the place for which it was brought: nobody outside it is recorded
	Source  verification.Source
	AsOf    period.Day
	Mapping string // the mapping's id
	Name    string
	Hash    string // SHA-256, in hex
	Bytes   int64
	Form    string // xlsx, utf-8 or gb18030

	Rows         int64 // that hold anything
	Good         int64 // rows to be recorded
	Households   int64 // of the good rows
	Unknown      int64 // rows of persons whom nobody knows there
	Unauthorised int64 // rows of persons without a valid authorisation
	Wrong        int64 // rows that cannot be read, or not by this officer
	Earlier      int64 // rows left out, because the file that this one follows has recorded them
	Follows      string
	At           time.Time
	By           string

	Turns []Turn
	Tally Tally
}

// Turn is what was decided about a file, once each.
type Turn struct {
	ID, File, Turn, Reason string
	At                     time.Time
	By                     string
}

// The turns of a file.
const (
	TurnOrdered   = "ordered"
	TurnDiscarded = "discarded"
	TurnUndone    = "undone"
)

// Tally counts what became of a file's households.
type Tally struct {
	Waiting  int64 // parts to be recorded
	Done     int64 // parts recorded
	Failed   int64 // rows refused when they were to be recorded
	Recorded int64 // households
	Kept     int64 // pieces of the file that are still held
}

// FileState is how far a file is.
type FileState string

// The states of a file.
const (
	Staged    FileState = "staged"
	Recording FileState = "recording"
	Recorded  FileState = "recorded"
	Undone    FileState = "undone"
	Discarded FileState = "discarded"
	Lapsed    FileState = "lapsed"
)

// Had says whether a turn was taken.
func (f File) Had(turn string) bool {
	for _, one := range f.Turns {
		if one.Turn == turn {
			return true
		}
	}
	return false
}

// State derives how far the file is.
func (f File) State() FileState {
	switch {
	case f.Had(TurnUndone):
		return Undone
	case f.Had(TurnDiscarded):
		return Discarded
	case f.Had(TurnOrdered) && f.Tally.Waiting > 0:
		return Recording
	case f.Had(TurnOrdered):
		return Recorded
	case f.Tally.Kept == 0:
		return Lapsed
	}
	return Staged
}

// Refused counts the rows that are not taken.
func (f File) Refused() int64 { return f.Unknown + f.Unauthorised + f.Wrong }

// Part is a piece of a file: of its bytes, of what is to be recorded, or of what is refused.
type Part struct {
	ID, File, Kind, State string
	Number                int64
	Households            int64
	Failed                int64
	Content               []byte // sealed by the storage; empty when erased
}

// The kinds of parts, and their states.
const (
	PartFile    = "file"
	PartGood    = "good"
	PartRefused = "refused"

	PartWaiting = "waiting"
	PartDone    = "done"
	PartKept    = "kept"
)

// Person is somebody on the register who has an identity number.
type Person struct {
	Member, Household string
}

// Home is what recording needs to know of a household.
type Home struct {
	Row     casework.HouseholdRow
	Persons []pledge.Person // who belongs to it on the day
	Facts   pledge.Facts    // authorisations only
}

// SavedMapping is a source's mapping with who saved it.
type SavedMapping struct {
	ID string
	verification.Mapping
	At time.Time
	By string
}

// Store is what these acts keep and read. Lists are empty, never NotFound.
type Store interface {
	AddVerificationMapping(ctx context.Context, county region.Code, m SavedMapping) error
	// VerificationMappings reads the latest mapping of each source.
	VerificationMappings(ctx context.Context, county region.Code) ([]SavedMapping, error)

	// VerificationMapping reads one mapping. NotFound.
	VerificationMapping(ctx context.Context, county region.Code, id string) (SavedMapping, error)

	AddVerificationFile(ctx context.Context, f File) error
	// AddVerificationTurn keeps what was decided about a file. Conflict when it has had that turn.
	AddVerificationTurn(ctx context.Context, county region.Code, t Turn) error
	AddVerificationPart(ctx context.Context, county region.Code, p Part) error
	// TurnVerificationPart takes a part from one state to another, once. Conflict.
	TurnVerificationPart(ctx context.Context, county region.Code, p Part, from string) error
	EraseVerificationParts(ctx context.Context, county region.Code, file string) error
	// VerificationFile reads one file. NotFound.
	VerificationFile(ctx context.Context, county region.Code, id string) (File, error)
	// VerificationFileOf finds the latest file with a hash. NotFound.
	VerificationFileOf(ctx context.Context, county region.Code, hash string) (File, error)
	// VerificationFiles lists files for places inside a place, the newest first.
	VerificationFiles(ctx context.Context, county, inside region.Code, limit int) ([]File, error)
	VerificationParts(ctx context.Context, county region.Code, file, kind, state string, visit func(Part) (more bool, err error)) error
	// StaleVerificationFiles lists files brought before a moment whose rows are still held.
	StaleVerificationFiles(ctx context.Context, county region.Code, before time.Time) ([]string, error)
	AddJob(ctx context.Context, job casework.Job) error
	JobsOf(ctx context.Context, county region.Code, kind, subject string) ([]casework.Job, error)

	// VerificationPersons finds who on the register has which of many identity numbers.
	VerificationPersons(ctx context.Context, county region.Code, numbers []household.IDNumber) (map[household.IDNumber][]Person, error)
	// VerificationHomes reads many households with their people and authorisations on a day.
	VerificationHomes(ctx context.Context, county region.Code, ids []string, on period.Day) (map[string]Home, error)

	// RecusedFrom lists the households in which somebody is disclosed as kin of an officer on a day.
	RecusedFrom(ctx context.Context, county region.Code, officer string, on period.Day) ([]string, error)

	AddVerificationReport(ctx context.Context, county region.Code, r verification.Report) error
	// VerificationReports reads a household's reports whose files were not taken back, oldest first.
	VerificationReports(ctx context.Context, county region.Code, household string) ([]verification.Report, error)
	// VerificationReportsOf visits the reports of one file.
	VerificationReportsOf(ctx context.Context, county region.Code, file string, visit func(verification.Report) error) error
	// TouchVerified takes the households of a file and lets them wait for their comparison.
	TouchVerified(ctx context.Context, county region.Code, file, cause string, at time.Time) (int, error)
	// FileDisputes counts the disputes about a file's results.
	FileDisputes(ctx context.Context, county region.Code, file string) (int64, error)

	AddVerificationDispute(ctx context.Context, county, at region.Code, file string, d verification.Dispute) error
	AddVerificationAnswer(ctx context.Context, county region.Code, to verification.Dispute, a verification.Answer) error
	// VerificationDisputes reads a household's disputes with their answers, oldest first.
	VerificationDisputes(ctx context.Context, county region.Code, household string) ([]verification.Dispute, error)
	// DisputesIn lists the disputes of a place, those without an answer first, then the newest; without their words.
	DisputesIn(ctx context.Context, county, place region.Code, limit int) ([]PlacedDispute, error)

	AddEnquiry(ctx context.Context, county region.Code, e verification.Enquiry) error
	AddEnquiryEvent(ctx context.Context, county region.Code, household string, e verification.EnquiryEvent) error
	// Enquiry reads one with its events. NotFound.
	Enquiry(ctx context.Context, county region.Code, id string) (verification.Enquiry, error)
	// EnquiriesIn lists the enquiries of a place, the newest first.
	EnquiriesIn(ctx context.Context, county, place region.Code, limit int) ([]verification.Enquiry, error)

	// EnquiriesOf lists the enquiries about a household's people, the newest first.
	EnquiriesOf(ctx context.Context, county region.Code, household string) ([]verification.Enquiry, error)

	MemberVersions(ctx context.Context, county region.Code, household string) ([]household.Member, error)
	PledgePersons(ctx context.Context, county region.Code, household string, on period.Day) ([]pledge.Person, error)
}

// PlacedDispute is a dispute as the worklist shows it.
type PlacedDispute struct {
	verification.Dispute
	Number string // the household's
	Region region.Code
}

// Terms is what the edition in force says about verification, with the county's calendar.
type Terms struct {
	Items  []verification.Item
	Pledge pledge.Terms
	Table  deadline.Table
}

// Item finds an item by its code.
func (t Terms) Item(code string) (verification.Item, bool) {
	for _, item := range t.Items {
		if item.Code == code {
			return item, true
		}
	}
	return verification.Item{}, false
}

// Scheme is the edition in force, as this step reads it.
type Scheme interface {
	// VerificationTerms is what may be verified on a day, and by what text people must have authorised it.
	VerificationTerms(ctx context.Context, county region.Code, on period.Day) (Terms, error)
}

// Letters writes the letters of this step.
type Letters interface {
	// Enquiry is the letter to another county, before it is numbered.
	Enquiry(ctx context.Context, tx casework.Tx, paper casework.Paper, e verification.Enquiry) ([]byte, error)
	// DisputeAnswer is the answer to whoever's result was disputed.
	DisputeAnswer(ctx context.Context, tx casework.Tx, paper casework.Paper, to verification.Dispute, given verification.Answer) ([]byte, error)
}

// Scans keeps pictures of papers: written anew without place, time and device.
type Scans interface {
	Keep(ctx context.Context, county region.Code, posted []byte) (pledge.Scan, error)
	Open(ctx context.Context, county region.Code, scan pledge.Scan) ([]byte, error)
}

// Acts are the acts of this step.
type Acts struct {
	Runner  *casework.Runner
	Reads   casework.Tx // the storage's readers, outside any act
	Scheme  Scheme
	Letters Letters
	Scans   Scans
	NewID   func() string
}
