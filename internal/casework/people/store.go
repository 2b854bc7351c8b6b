package people

import (
	"context"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

// Reader reads people and access, in an act's transaction or outside.
type Reader interface {
	casework.Openings
	// Office gives the county's standing data. NotFound.
	Office(ctx context.Context, county region.Code) (casework.Office, error)
	// OfficerByLogin finds an account by its login name, in whatever county. NotFound.
	OfficerByLogin(ctx context.Context, login string) (Officer, error)
	// Officer reads one account. NotFound.
	Officer(ctx context.Context, county region.Code, id string) (Officer, error)
	// Officers lists a county's accounts by login name.
	Officers(ctx context.Context, county region.Code) ([]Officer, error)
	// Roles lists an officer's roles, withdrawn ones too, oldest first; with an empty id, everybody's.
	Roles(ctx context.Context, county region.Code, officer string) ([]HeldRole, error)
	// OfficerSecret reads what an officer signs in with. NotFound.
	OfficerSecret(ctx context.Context, county region.Code, officer string) (Secret, error)
	// StaffPledges lists an officer's signatures, oldest first.
	StaffPledges(ctx context.Context, county region.Code, officer string) ([]SignedStaffPledge, error)
	// Invitation finds a one-time link by its token's hash. NotFound.
	Invitation(ctx context.Context, county region.Code, hash []byte) (Invitation, error)
	// Session finds a session by its token's hash. NotFound.
	Session(ctx context.Context, county region.Code, hash []byte) (Session, error)
	// Sessions lists sessions that have not ended and were seen since a moment, latest first; of one person unless empty.
	Sessions(ctx context.Context, county region.Code, person string, since time.Time) ([]Session, error)
	// AccessCode finds a code in a county by what was typed. NotFound.
	AccessCode(ctx context.Context, county region.Code, code string) (AccessCode, error)
	// Residents lists the members of a household on a day.
	Residents(ctx context.Context, county region.Code, household string, on period.Day) ([]Person, error)
	// Proxies lists a household's proxies, ended ones too, oldest first.
	Proxies(ctx context.Context, county region.Code, household string) ([]Proxy, error)
}

// Store is what the acts need of their transaction. A changed row that another act took first makes the act run again.
type Store interface {
	Reader
	// AddOfficer keeps a new account with its first version. Conflict, field "login", when the login name is taken.
	AddOfficer(ctx context.Context, officer Officer) error
	// AddOfficerDetail keeps a later version of name, unit and phone.
	AddOfficerDetail(ctx context.Context, officer Officer, at time.Time, by string) error
	// TakeOfficer takes the officer's row, so that two acts about the same officer never pass each other unseen.
	TakeOfficer(ctx context.Context, county region.Code, officer string) (Secret, error)
	AddRole(ctx context.Context, county region.Code, role HeldRole) error
	AddRoleWithdrawal(ctx context.Context, county region.Code, id string, role HeldRole) error
	AddOfficerLock(ctx context.Context, county region.Code, lock Lock) error
	AddStaffPledge(ctx context.Context, county region.Code, signed SignedStaffPledge) error
	// KeepSecret replaces password, second factor and last step; the version stays.
	KeepSecret(ctx context.Context, county region.Code, officer string, secret Secret) error
	// KeepRecoveryCodes replaces an officer's recovery codes; an empty list leaves none.
	KeepRecoveryCodes(ctx context.Context, county region.Code, officer string, codes []string) error
	// UseRecoveryCode uses one up and says whether it was there.
	UseRecoveryCode(ctx context.Context, county region.Code, officer, code string, at time.Time) (bool, error)
	// RecoveryCodesLeft counts the unused ones.
	RecoveryCodesLeft(ctx context.Context, county region.Code, officer string) (int, error)
	AddInvitation(ctx context.Context, invitation Invitation) error
	// UseInvitation marks a link used, once.
	UseInvitation(ctx context.Context, county region.Code, id string, at time.Time) error
	// EndInvitations closes the open links of an officer, or of the setup when officer is empty.
	EndInvitations(ctx context.Context, county region.Code, officer string, at time.Time) error
	AddSession(ctx context.Context, session Session) error
	// EndSession ends one; NotFound when there is none that could end.
	EndSession(ctx context.Context, county region.Code, id string, at time.Time, by string) error
	// EndSessions ends all of a person but one and says how many.
	EndSessions(ctx context.Context, county region.Code, person, but string, at time.Time, by string) (int, error)
	// EndCodeSessions ends those that the earlier codes of a holder opened.
	EndCodeSessions(ctx context.Context, county region.Code, household, proxy string, at time.Time, by string) error
	// StepUpSession notes that the second factor was shown.
	StepUpSession(ctx context.Context, county region.Code, id string, at time.Time) error
	// AddAccessCode keeps the keyed hash of a code. Conflict when the county already has that code.
	AddAccessCode(ctx context.Context, code AccessCode, plain string) error
	// UseAccessCode notes the first use.
	UseAccessCode(ctx context.Context, county region.Code, id string, at time.Time) error
	AddProxy(ctx context.Context, county region.Code, proxy Proxy) error
	AddProxyEnd(ctx context.Context, county region.Code, id string, proxy Proxy) error
	// ClearTries forgets the wrong tries on something, with all its parts where none is named.
	ClearTries(ctx context.Context, tries ...Try) error
	// UndoTry takes one right try back.
	UndoTry(ctx context.Context, try Try) error
}

// Try names what a try is counted on. The value is kept as a keyed hash only: people type passwords into the wrong field.
type Try struct {
	Scope string // account, elsewhere, address, code, household
	Value string
	Part  string // of an account: from which browser or address; empty names all of them where tries are forgotten
	Limit access.Limit
}

// Door is what happens before anybody is known, and beside every request. None of it is an act: nothing of it decides
// anything, and an entry for each would let a stranger flood the log.
type Door interface {
	// TakeTries counts one try on each, unless one of them is blocked. until is zero when the try may be made; reached
	// names the scopes on which this was the last free one.
	TakeTries(ctx context.Context, now time.Time, tries ...Try) (until time.Time, reached []string, err error)
	// ReturnTry is Store.UndoTry outside an act.
	ReturnTry(ctx context.Context, try Try) error
	// KnowsBrowser says which browser it is that an account was signed in to from before, by what the browser keeps; empty for
	// every other one, and for every other account.
	KnowsBrowser(login, kept string, now time.Time) string
	// NameBrowser gives what a browser shall keep once an account was signed in to from it, beside what it kept of others.
	NameBrowser(login, kept string, now time.Time) string
	// OpenHalf keeps the half session between password and second factor.
	OpenHalf(ctx context.Context, session Session) error
	// Seen notes a session's latest request, soon: it does not wait for the database.
	Seen(county region.Code, session string, at time.Time)
}
