package register

import (
	"context"
	"time"

	"chengxin/internal/casework"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

// Import is one uploaded file of the register, with what became of it.
type Import struct {
	ID         string
	County     region.Code
	Region     region.Code // the place for which it was uploaded: nothing outside it is registered
	Name       string      // the file's own name
	Hash       string      // SHA-256 of the file, in hex
	Bytes      int64
	Form       string // xlsx, utf-8 or gb18030
	Rows       int64
	Households int64 // all that were read
	Good       int64 // of them without errors
	GoodRows   int64
	Doubts     int64  // identity numbers to be verified
	Earlier    int64  // households left out, because the import that this one follows has registered them
	Follows    string // the import whose failures this one brings again
	RecordedAt time.Time
	RecordedBy string

	Turns []Turn
	Tally Tally
}

// Turn is what was decided about an import, once each.
type Turn struct {
	ID         string
	Import     string
	Turn       string
	Reason     string
	RecordedAt time.Time
	RecordedBy string
}

// The turns of an import.
const (
	TurnOrdered   = "ordered"   // register what is good
	TurnDiscarded = "discarded" // nothing of it is registered; its rows are erased
	TurnUndo      = "undo"      // take back what was registered
	TurnErased    = "erased"    // its rows were erased: their time was over
)

// Tally counts what became of an import's households.
type Tally struct {
	Waiting    int64 // parts still to be registered
	Done       int64 // parts registered
	TakenBack  int64 // parts taken back
	Failed     int64 // households that could not be registered after all
	Registered int64 // households
	Undone     int64 // of them taken back
	Kept       int64 // pieces of the file that are still held
}

// Part is a piece of an import: some households, or a piece of the file.
type Part struct {
	ID         string
	Import     string
	Kind       string
	Number     int64
	State      string
	Households int64
	Failed     int64
	Content    []byte // sealed by the storage; empty when erased
}

// The kinds of parts, and their states.
const (
	PartFile = "file" // of the file as uploaded
	PartGood = "good" // households without errors
	PartBad  = "bad"  // households with errors

	PartWaiting = "waiting"
	PartDone    = "done"
	PartUndone  = "undone"
	PartKept    = "kept" // nothing is to be done with it
)

// Imported is a household that came of an import.
type Imported struct {
	ID        string
	Import    string
	Part      int64
	Household string
	Number    string
	Region    region.Code
	Members   int64
	Source    []byte // the blind index of the household in the file
}

// Dependent is something that was done with a household since it was registered.
type Dependent struct {
	What  string // the name of its table, or "changed"
	Count int64
}

// ImportReader reads imports; what is personal in them is opened.
type ImportReader interface {
	Sealer
	// Import reads one with its turns and tally. NotFound.
	Import(ctx context.Context, county region.Code, id string) (Import, error)
	// ImportOrder reads one with its turns, without a tally. NotFound.
	ImportOrder(ctx context.Context, county region.Code, id string) (Import, error)
	// Imports reads the latest for places inside a place, newest first, of at most so many.
	Imports(ctx context.Context, county, inside region.Code, limit int) ([]Import, error)
	// ImportOfFile finds the latest import of a file by its hash. NotFound.
	ImportOfFile(ctx context.Context, county region.Code, hash string) (Import, error)
	// ImportParts visits the parts of a kind in order, of one state or all ("").
	ImportParts(ctx context.Context, county region.Code, id, kind, state string, visit func(Part) (more bool, err error)) error
	// NextParts reads the first parts of a kind in a state, at most so many.
	NextParts(ctx context.Context, county region.Code, id, kind, state string, most int) ([]Part, error)
	// ImportSources reads which households of the file an import has registered and not taken back.
	ImportSources(ctx context.Context, county region.Code, id string) (map[string]bool, error)
	// ImportSource is the blind index of a household in a file.
	ImportSource(county region.Code, text string) []byte
	// ImportedIn reads the households of one part; all of them for part 0.
	ImportedIn(ctx context.Context, county region.Code, id string, part int64) ([]Imported, error)
	// KnownIDs finds which of many identity numbers are known in the county, and with whom.
	KnownIDs(ctx context.Context, county region.Code, numbers []household.IDNumber) (map[household.IDNumber][]Hit, error)
	// MemberVersions reads every version of every person of a household.
	MemberVersions(ctx context.Context, county region.Code, id string) ([]household.Member, error)
	// RegisterPage reads the households in a place after a file number, in the order of numbers, at most so many.
	RegisterPage(ctx context.Context, county, place region.Code, after string, limit int) ([]household.Household, error)
	// Recused says whether an officer is disclosed as kin of anybody in a household on a day.
	Recused(ctx context.Context, county region.Code, household, officer string, on period.Day) (bool, error)
	// Dependents says what was done with a household since it was registered; nothing when it may be taken back.
	Dependents(ctx context.Context, county region.Code, id string) ([]Dependent, error)
	// DependentsOf is Dependents for every household of an import that has any, by household.
	DependentsOf(ctx context.Context, county region.Code, importID string) (map[string][]Dependent, error)
	// JobsOf reads the jobs about an import, the latest first.
	JobsOf(ctx context.Context, county region.Code, kind, subject string) ([]casework.Job, error)
	// StaleImports lists imports recorded before a moment whose rows are still held.
	StaleImports(ctx context.Context, county region.Code, before time.Time) ([]string, error)
}

// ImportStore is what an act on an import keeps.
type ImportStore interface {
	ImportReader
	AddImport(ctx context.Context, i Import) error
	// AddTurn keeps a turn. Conflict when the import has had that turn.
	AddTurn(ctx context.Context, county region.Code, t Turn) error
	AddPart(ctx context.Context, county region.Code, p Part) error
	// TurnPart takes a part from one state to another, once, and replaces its content. Conflict when it is in another.
	TurnPart(ctx context.Context, county region.Code, p Part, from string) error
	// ErasePart empties every part of an import.
	EraseParts(ctx context.Context, county region.Code, id string) error
	AddImported(ctx context.Context, county region.Code, all []Imported) error
	// TakeBack takes a household off the register's lists again; its persons' versions stay. Conflict when it was touched.
	TakeBack(ctx context.Context, county region.Code, i Imported, undo Undo) error
	AddJob(ctx context.Context, job casework.Job) error
}

// Undo is the record of a household that was taken back.
type Undo struct {
	ID         string
	RecordedAt time.Time
	RecordedBy string
}
