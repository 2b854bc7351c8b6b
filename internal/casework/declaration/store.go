package declaration

import (
	"context"

	"chengxin/internal/casework"
	"chengxin/internal/declaration"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

// Store is what these acts keep and read. Reading methods give empty results, never NotFound, for a household without any.
type Store interface {
	casework.Papers
	Draft(ctx context.Context, county region.Code, household string) (declaration.Draft, bool, error)
	KeepDraft(ctx context.Context, county region.Code, draft declaration.Draft) error
	DropDraft(ctx context.Context, county region.Code, household string) error
	Declarations(ctx context.Context, county region.Code, household string) ([]declaration.Declaration, error)
	AddDeclaration(ctx context.Context, county region.Code, d declaration.Declaration) error
	AddChange(ctx context.Context, county region.Code, c declaration.Change) error
	Exits(ctx context.Context, county region.Code, household string) ([]declaration.Exit, error)
	ExitsAsked(ctx context.Context, county region.Code) ([]declaration.Exit, error)
	AddExitFact(ctx context.Context, county region.Code, f declaration.ExitFact) error
}

// Scheme is what the edition in force says about declarations.
type Scheme interface {
	// Questions gives the edition's name and its items in their order.
	Questions(on period.Day) (edition string, questions []declaration.Question)
	// ReportingMonths is within how many months a change is reported in time.
	ReportingMonths(on period.Day) int
	// RevokeExitBy is the last day to revoke an exit asked or confirmed on a day; it is never earlier than the final one.
	RevokeExitBy(from period.Day) (period.Day, error)
}

// Pledges tells where a household's pledges stand.
type Pledges interface {
	// Standing reads the household's adults on a day and whether each has a valid pledge and authorisation.
	Standing(ctx context.Context, tx casework.Tx, county region.Code, household string, on period.Day) (declaration.Standing, []string, error)
}

// Letters composes the papers of this step: the content that is kept whole and printed.
type Letters interface {
	Receipt(paper casework.Paper, household casework.HouseholdRow, d declaration.Declaration) ([]byte, error)
	ChangeReceipt(paper casework.Paper, household casework.HouseholdRow, c declaration.Change, lastDay period.Day, inTime bool) ([]byte, error)
	ExitAcknowledgement(paper casework.Paper, household casework.HouseholdRow, f declaration.ExitFact) ([]byte, error)
}

// Acts are the acts of this step.
type Acts struct {
	Runner  *casework.Runner
	Scheme  Scheme
	Pledges Pledges
	Letters Letters
	NewID   func() string
}

// At says for which household an act is done, and through which form.
type At struct {
	County    region.Code
	Household string
	Key       string // the form's idempotency key
}

// Sheet says how an officer came by what a household declares; the zero Sheet means that the household itself is online.
type Sheet struct {
	Channel   declaration.Channel // paper or oral
	Number    string              // the paper sheet's number
	Declarant string              // the member who declares
}

// Done is the answer of an act that leaves a document.
type Done struct {
	ID     string `json:"id"`
	Number string `json:"number"` // the document's number
	Paper  string `json:"paper"`  // the document's id
}
