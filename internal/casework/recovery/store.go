package recovery

import (
	"context"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	steps "chengxin/internal/casework/determination"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/recovery"
	"chengxin/internal/region"
)

// Store is what these acts keep and read. Reading methods give empty results, never NotFound, for a household without any.
type Store interface {
	steps.Docketed
	AddRecovery(ctx context.Context, county, place region.Code, o recovery.Order) error
	AddRecoveryRecord(ctx context.Context, county region.Code, household, id string, r recovery.Record) error
	AddRecoveryFile(ctx context.Context, county region.Code, file File) error

	// Recoveries reads a household's orders with what happened to each, oldest first.
	Recoveries(ctx context.Context, county region.Code, household string) ([]recovery.Order, error)
	// RecoveryRows reads a place's orders with what happened to each, oldest first.
	RecoveryRows(ctx context.Context, county, place region.Code) ([]Row, error)
	// RecoveryByTitle finds an order by its letter's number or by its number in a list. NotFound.
	RecoveryByTitle(ctx context.Context, county region.Code, title string) (household, id string, err error)
	// RecoveryHousehold finds a household by its file number. NotFound.
	RecoveryHousehold(ctx context.Context, county region.Code, number string) (string, error)
	// RecoveryPerson finds the households with a member of an identity number.
	RecoveryPerson(ctx context.Context, county region.Code, number household.IDNumber) ([]string, error)
	// RecoveryFile reads a table that was brought in. NotFound.
	RecoveryFile(ctx context.Context, county region.Code, id string) (File, error)

	MemberVersions(ctx context.Context, county region.Code, household string) ([]household.Member, error)
	OfficerNames(ctx context.Context, county region.Code) (map[string]string, error)
}

// Row is an order of a place, with its household's file number.
type Row struct {
	Order  recovery.Order
	File   string
	Region region.Code
}

// Rules are what the edition in force says of recovery on a day.
type Rules struct {
	recovery.Terms
	Basis []string // the laws that an order may rest on that day
}

// Scheme reads the edition in force and the calendar.
type Scheme interface {
	RecoveryRules(ctx context.Context, county region.Code, on period.Day) (Rules, error)
}

// Letters writes the papers of a recovery inside the act's own transaction.
type Letters interface {
	// Order is the numbered 责令退回通知书.
	Order(ctx context.Context, tx casework.Tx, paper casework.Paper, o recovery.Order, m steps.Matter, rules Rules) ([]byte, error)
	// Receipt is the numbered 收据 of money that arrived, with what is still owed.
	Receipt(ctx context.Context, tx casework.Tx, paper casework.Paper, o recovery.Order, received recovery.Received) ([]byte, error)
	// Sheet is the numbered 追缴资金办理单.
	Sheet(ctx context.Context, tx casework.Tx, paper casework.Paper, o recovery.Order, s recovery.Standing) ([]byte, error)
}

// Acts are the acts of this step.
type Acts struct {
	Runner  *casework.Runner
	Reads   casework.Tx
	Scheme  Scheme
	Cases   steps.Scheme
	Letters Letters
	NewID   func() string
}

// At says which household an act is about.
type At struct {
	County    region.Code
	Household string
	Key       string // idempotency key
}

// File is a table that was brought in.
type File struct {
	ID      string
	Region  region.Code
	Kind    recovery.Table
	Name    string
	Content []byte
	At      time.Time
	By      string
}

// step says how a kind of record is done.
type step struct {
	kind       string
	permission access.Permission
	topic      string // what the household is told
	stepUp     bool
}

var kinds = map[recovery.Kind]step{
	recovery.KindServed:   {kind: "RecoveryServed", permission: access.RecoveryHandle},
	recovery.KindReceived: {kind: "RecoveryReceived", permission: access.RecoveryHandle, topic: "outbox.recovery_received"},
	recovery.KindReversed: {kind: "RecoveryReversed", permission: access.RecoveryHandle, topic: "outbox.recovery_reversed", stepUp: true},
	recovery.KindPaidBack: {kind: "RecoveryPaidBack", permission: access.RecoveryHandle, topic: "outbox.recovery_paid_back", stepUp: true},
	recovery.KindAsked:    {kind: "RecoveryReliefAsked", permission: access.RecoveryHandle},
	recovery.KindDecided:  {kind: "RecoveryReliefDecided", permission: access.RecoveryRelief, topic: "outbox.recovery_relief"},
	recovery.KindReminded: {kind: "RecoveryReminded", permission: access.RecoveryHandle},
	recovery.KindProposed: {kind: "RecoveryWriteOffProposed", permission: access.RecoveryHandle},
	recovery.KindWritten:  {kind: "RecoveryWriteOffDecided", permission: access.RecoveryApprove, topic: "outbox.recovery_written_off", stepUp: true},
	recovery.KindSheet:    {kind: "RecoverySheetPrinted", permission: access.RecoveryHandle},
}

// Kinds says which kinds of records an officer makes on a page of their own, in the order in which pages offer them.
func Kinds() []recovery.Kind {
	return []recovery.Kind{
		recovery.KindServed, recovery.KindReceived, recovery.KindReminded, recovery.KindDecided, recovery.KindWritten, recovery.KindPaidBack, recovery.KindAsked,
		recovery.KindProposed, recovery.KindReversed, recovery.KindSheet,
	}
}

// Permission says which permission a kind of record needs of an officer.
func Permission(kind recovery.Kind) access.Permission { return kinds[kind].permission }

// StepUp says whether a kind of record needs the second factor shown again.
func StepUp(kind recovery.Kind) bool { return kinds[kind].stepUp }
