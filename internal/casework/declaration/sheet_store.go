package declaration

import (
	"context"
	"time"

	"chengxin/internal/casework"
	"chengxin/internal/declaration"
	"chengxin/internal/pledge"
	"chengxin/internal/region"
)

// SheetStore is what the acts about paper sheets keep and read beside Store.
type SheetStore interface {
	Store
	AddSheetEntry(ctx context.Context, county region.Code, entry declaration.SheetEntry) error
	AddSheetEvent(ctx context.Context, county region.Code, event declaration.SheetEvent) error
	// SheetCases reads a household's entries with what was done with each, oldest first.
	SheetCases(ctx context.Context, county region.Code, household string) ([]declaration.SheetCase, error)
	// KeepSheetOpen notes that an entry waits, and for what; SheetCounts and SheetRefused take it off the list.
	KeepSheetOpen(ctx context.Context, county region.Code, open SheetOpen) error
	// SheetsOpen lists the entries of a place that wait, the longest waiting first.
	SheetsOpen(ctx context.Context, county, place region.Code, limit int) ([]SheetOpen, error)
	// SheetDraft reads what an officer has typed so far as the second person.
	SheetDraft(ctx context.Context, county region.Code, entry, officer string) ([]declaration.Line, time.Time, bool, error)
	KeepSheetDraft(ctx context.Context, county region.Code, draft SheetDraft) error
	DropSheetDrafts(ctx context.Context, county region.Code, entry string) error
	// DropDraft removes one officer's draft of a household; none is fine.
	DropDraft(ctx context.Context, county region.Code, household, officer string) error

	AddPaperSheet(ctx context.Context, county region.Code, sheet PaperSheet) error
	// PaperSheet finds a printed form by its id or its number. NotFound.
	PaperSheet(ctx context.Context, county region.Code, idOrNumber string) (PaperSheet, error)

	AddFormRun(ctx context.Context, run FormRun) error
	KeepFormRun(ctx context.Context, run FormRun) error
	// FormRun reads a village's forms. NotFound.
	FormRun(ctx context.Context, county region.Code, id string) (FormRun, error)
	// FormRuns lists what an officer has ordered, the latest first.
	FormRuns(ctx context.Context, county region.Code, officer string, limit int) ([]FormRun, error)
	// HouseholdsAfter reads the households of a place in the order of their file numbers.
	HouseholdsAfter(ctx context.Context, county, place region.Code, after string, limit int) ([]casework.HouseholdRow, error)
	CountPlace(ctx context.Context, county, place region.Code) (int64, error)
	// PaperSheetsOf reads the sheets of a run, in the order of file numbers and forms.
	PaperSheetsOf(ctx context.Context, county region.Code, run string) ([]PaperSheet, error)

	AddJob(ctx context.Context, job casework.Job) error
	JobsOf(ctx context.Context, county region.Code, kind, subject string) ([]casework.Job, error)
}

// SheetOpen is an entry that waits, as a list shows it.
type SheetOpen struct {
	Entry     string
	Household string
	Number    string // the household's
	Region    region.Code
	State     declaration.SheetState
	Since     time.Time
}

// SheetDraft is what a second person has typed so far.
type SheetDraft struct {
	ID, Entry, Household, Officer string
	Lines                         []declaration.Line
	UpdatedAt                     time.Time
}

// Form is one of the forms that are printed for a household.
type Form string

// The forms. The survey form of a visit (入户调查表) is printed with the visit that it belongs to.
const (
	FormNotice        Form = "notice"
	FormPledge        Form = "pledge"
	FormAuthorisation Form = "authorisation"
	FormDeclaration   Form = "declaration"
	FormKinship       Form = "kinship"
)

// Forms lists them in the order of the case.
func Forms() []Form {
	return []Form{FormNotice, FormPledge, FormAuthorisation, FormDeclaration, FormKinship}
}

// PaperSheet is a form that was printed for a household.
type PaperSheet struct {
	ID        string
	Household string
	Number    string
	Form      Form
	Edition   string
	Run       string // the village's file in which it stands; empty for a household's own
	PrintedAt time.Time
	PrintedBy string
}

// FormRun is a village's forms in one file.
type FormRun struct {
	ID         string
	County     region.Code
	Region     region.Code
	Forms      []Form
	AskedAt    time.Time
	AskedBy    string
	Households int64
	Reached    string // the file number of the last household whose sheets are numbered
	Sheets     int64
	File       pledge.Scan // the kept PDF, until it is fetched
	ReadyAt    time.Time
	FetchedAt  time.Time
}

// Scans keeps the scans of sheets, and villages' files until they are fetched; it hands nothing out without an act.
type Scans interface {
	// Keep writes a posted picture anew, or takes a plain PDF, within bounds. Invalid for anything else.
	Keep(ctx context.Context, county region.Code, posted []byte) (pledge.Scan, error)
	Open(ctx context.Context, county region.Code, scan pledge.Scan) ([]byte, error)
	// KeepPrint keeps a village's file until it is fetched, Drop removes it then.
	KeepPrint(ctx context.Context, county region.Code, pdf []byte) (pledge.Scan, error)
	Drop(ctx context.Context, county region.Code, scan pledge.Scan) error
}
