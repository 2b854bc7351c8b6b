package application

import (
	"context"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/application"
	"chengxin/internal/casework"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

// Store is what these acts keep and read. Reading methods give empty results, never NotFound, for a household without any.
type Store interface {
	AddApplication(ctx context.Context, county, place region.Code, request application.Request) error
	AddApplicationRecord(ctx context.Context, county region.Code, household, request string, record application.Record) error
	// AddKinship keeps a disclosed kinship with an official, who is recused from then on.
	AddKinship(ctx context.Context, county region.Code, k household.Kinship) error
	AddApplicationCheck(ctx context.Context, county region.Code, asked Asked) error

	// Applications reads a household's requests with what happened to each, oldest first.
	Applications(ctx context.Context, county region.Code, household string) ([]application.Request, error)
	// ApplicationRows lists requests of a place, the oldest first, after one (its id; empty from the start).
	ApplicationRows(ctx context.Context, county, place region.Code, filter Filter, after string, limit int) ([]Row, error)
	// ApplicationCounts counts a place's requests by state.
	ApplicationCounts(ctx context.Context, county, place region.Code) (map[application.State]int, error)
	// ApplicationChecks counts what a system has asked since a moment.
	ApplicationChecks(ctx context.Context, county region.Code, asker string, since time.Time) (int, error)
	// ApplicationPerson finds the members with an identity number, with their households.
	ApplicationPerson(ctx context.Context, county region.Code, number household.IDNumber) ([]Person, error)
	// ApplicationOfficers lists the county's officers whose account is open, by name.
	ApplicationOfficers(ctx context.Context, county region.Code) ([]Officer, error)

	Kinships(ctx context.Context, county region.Code, household string) ([]household.Kinship, error)
	MemberVersions(ctx context.Context, county region.Code, household string) ([]household.Member, error)
	Office(ctx context.Context, county region.Code) (casework.Office, error)
}

// Scheme reads what the edition in force says.
type Scheme interface {
	// Remedies are the ways to contest a refusal that reached the applicant on a day.
	Remedies(ctx context.Context, county region.Code, servedOn period.Day) ([]application.Remedy, error)
}

// Letters writes the papers of the intake inside the act's own transaction.
type Letters interface {
	// Receipt is the numbered 申请登记回执.
	Receipt(ctx context.Context, tx casework.Tx, paper casework.Paper, row casework.HouseholdRow, request application.Request) ([]byte, error)
	// Refusal is the numbered 不予受理通知书, with reasons, remedies as if it were served today, and the officer who signs it.
	Refusal(ctx context.Context, tx casework.Tx, paper casework.Paper, row casework.HouseholdRow, request application.Request, remedies []application.Remedy, signer string) ([]byte, error)
}

// Acts are the acts of this step.
type Acts struct {
	Runner  *casework.Runner
	Reads   casework.Tx
	Scheme  Scheme
	Letters Letters
	// Bars gives the application bars of a household as they stand on a day, running or not, derived from its measures: it is all that the
	// intake knows of them.
	Bars  func(ctx context.Context, tx casework.Tx, county region.Code, household string, today period.Day) ([]application.Bar, error)
	NewID func() string
}

// At says which household an act is about.
type At struct {
	County    region.Code
	Household string
	Key       string // idempotency key
}

// Officer is somebody to whom a request may be referred.
type Officer struct {
	ID     string
	Login  string
	Name   string
	Unit   region.Code
	Grants []access.Grant
}

// may says whether an officer holds a permission at a place.
func (o Officer) may(permission access.Permission, where region.Code) bool {
	return access.Actor{Kind: access.Officer, ID: o.ID, Grants: o.Grants}.May(permission, where)
}

// Person is a member and the household.
type Person struct{ Member, Household string }

// Row is a request as lists show it, without what is said in it.
type Row struct {
	Request   string
	Household string
	Number    string // the receipt's
	File      string // the household's file number
	Region    region.Code
	Asked     application.Assistance
	Channel   application.Channel
	On        period.Day
	At        time.Time
	By        string
	State     application.State
	Officer   string // to whom it was referred last
	Last      time.Time
	LastBy    string // who dealt with it last; empty when nobody has
	Apart     bool
}

// Filter chooses requests.
type Filter struct {
	States  []application.State // empty: all
	Apart   bool                // only those filed apart
	Officer string              // only those referred to one
}
