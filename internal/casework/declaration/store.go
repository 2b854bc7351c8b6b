package declaration

import (
	"context"
	"time"

	"chengxin/internal/casework"
	"chengxin/internal/declaration"
	"chengxin/internal/numbering"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

// Store is what these acts keep and read. Reading methods give empty results, never NotFound, for a household without any.
type Store interface {
	casework.Papers
	// Draft reads the household's own draft, or with an officer's id the one that this officer enters.
	Draft(ctx context.Context, county region.Code, household, officer string) (declaration.Draft, bool, error)
	KeepDraft(ctx context.Context, county region.Code, draft declaration.Draft) error
	// DropDrafts removes every draft of the household: its own and those that officers enter.
	DropDrafts(ctx context.Context, county region.Code, household string) error
	Declarations(ctx context.Context, county region.Code, household string) ([]declaration.Declaration, error)
	AddDeclaration(ctx context.Context, county region.Code, d declaration.Declaration) error
	AddChange(ctx context.Context, county region.Code, c declaration.Change) error
	Changes(ctx context.Context, county region.Code, household string) ([]declaration.Change, error)
	Exits(ctx context.Context, county region.Code, household string) ([]declaration.Exit, error)
	ExitsAsked(ctx context.Context, county region.Code) ([]declaration.Exit, error)
	AddExitFact(ctx context.Context, county region.Code, f declaration.ExitFact) error

	// KeepHelp notes with how many questions a household wants help, and since when; none removes the note.
	KeepHelp(ctx context.Context, county region.Code, wanted HelpWanted) error
	// HelpWanted lists the households of a place that want help, the longest waiting first.
	HelpWanted(ctx context.Context, county, place region.Code, limit int) ([]HelpWanted, error)

	// Documents lists a household's papers without their content, oldest first.
	Documents(ctx context.Context, county region.Code, household string) ([]numbering.Issued, error)
	// HouseholdMessages lists what a household was told, newest first.
	HouseholdMessages(ctx context.Context, county region.Code, household string, limit int) ([]Told, error)
}

// HelpWanted is a household that asks for help with its declaration.
type HelpWanted struct {
	Household string
	Number    string
	Region    region.Code
	Items     int // with how many questions
	Since     time.Time
}

// Told is a message to a household as the outbox keeps it.
type Told struct {
	Topic  string
	Detail map[string]string
	At     time.Time
}

// Item is one item of the catalogue as pages and papers show it.
type Item struct {
	declaration.Question
	Label string
	Help  string
	Class string // I, P, E, K, MEMB

	Counter string // the word by which it is counted, as 套 or 辆
}

// Terms is what the edition in force says about declarations.
type Terms struct {
	Edition         string
	Items           []Item
	ReportingMonths int // within how many months a change is reported in time
}

// Questions are the items as internal/declaration asks them.
func (t Terms) Questions() []declaration.Question {
	questions := make([]declaration.Question, len(t.Items))
	for i, item := range t.Items {
		questions[i] = item.Question
	}
	return questions
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
	// DeclarationTerms is what is asked on a day. NotFound when no edition is in force.
	DeclarationTerms(ctx context.Context, county region.Code, on period.Day) (Terms, error)
	// ExitDays are the last day for the call back and the last day to revoke, of an exit asked or confirmed on a day; the
	// day to revoke is never earlier than the final one.
	ExitDays(ctx context.Context, county region.Code, from period.Day) (callBackBy, revokeBy period.Day, err error)
}

// Pledges tells where a household's pledges stand, as the transaction sees it, and who belongs to it: the head first.
type Pledges interface {
	Standing(ctx context.Context, tx casework.Tx, county region.Code, household string, now time.Time) (declaration.Standing, []declaration.Person, error)
}

// ReceiptWriter composes the receipt of a declaration: the content that is kept whole and printed.
type ReceiptWriter func(casework.Paper, declaration.Declaration) ([]byte, error)

// Letters composes the papers of this step: the content that is kept whole and printed.
type Letters interface {
	// Receipt reads what a receipt needs of its household on a day, and gives how it is written.
	Receipt(ctx context.Context, tx casework.Tx, county region.Code, household casework.HouseholdRow, on period.Day) (ReceiptWriter, error)
	ChangeReceipt(ctx context.Context, tx casework.Tx, paper casework.Paper, household casework.HouseholdRow, c declaration.Change, lastDay period.Day, inTime bool) ([]byte, error)
	ExitAcknowledgement(ctx context.Context, tx casework.Tx, paper casework.Paper, household casework.HouseholdRow, f declaration.ExitFact, callBackBy period.Day) ([]byte, error)
}

// Acts are the acts of this step.
type Acts struct {
	Runner  *casework.Runner
	Reads   casework.Tx // the storage's readers, outside any act
	Scheme  Scheme
	Pledges Pledges
	Letters Letters
	Scans   Scans
	NewID   func() string
	// SecondLook is how a second person looks at a sheet that was entered; the zero value compares it with its scan.
	SecondLook declaration.SecondLook
}

// At says for which household an act is done, and through which form.
type At struct {
	County    region.Code
	Household string
	Key       string // the form's idempotency key
	Seen      string // the Mark of the draft that was read before it is handed in; empty: not checked
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
