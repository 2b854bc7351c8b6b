package people

import (
	"time"

	"chengxin/internal/access"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

// Officer is an account: its login name never changes, name, unit and phone are those of the latest version.
type Officer struct {
	County  region.Code
	ID      string
	Login   string
	Name    string
	Unit    region.Code // the office: a village, a township or the county
	Phone   string
	MadeAt  time.Time
	MadeBy  string
	Seq     int64 // of the latest version of name, unit and phone
	Ready   bool  // an invitation was accepted: there are a password and a second factor
	Locked  bool
	LockWhy string
}

// HeldRole is a role as it was granted, and withdrawn if it was.
type HeldRole struct {
	ID          string
	Officer     string
	Role        access.Role
	Region      region.Code
	At          time.Time
	By          string
	WithdrawnAt time.Time // zero while it is held
	WithdrawnBy string
	Reason      string // of the withdrawal
}

// Held says whether the role is held now.
func (h HeldRole) Held() bool { return h.WithdrawnAt.IsZero() }

// Held lists the grants that are in force.
func Held(roles []HeldRole) []access.Grant {
	var grants []access.Grant
	for _, role := range roles {
		if role.Held() {
			grants = append(grants, access.Grant{Role: role.Role, Region: role.Region})
		}
	}
	return grants
}

// Secret is what an officer proves to be oneself with. Both texts are sealed in the database.
type Secret struct {
	Version    int64  // raised by everything that must not race: grants, locks, new secrets
	Password   string // argon2id in PHC form; empty before an invitation is accepted
	Factor     string // the one-time password's secret in base32
	Step       int64  // the last step used
	PasswordAt time.Time
}

// Ready says whether somebody can sign in with it.
func (s Secret) Ready() bool { return s.Password != "" && s.Factor != "" }

// Lock is an account closed or opened again by a named person.
type Lock struct {
	ID      string
	Officer string
	Locked  bool
	Reason  string
	At      time.Time
	By      string
}

// SignedStaffPledge is an officer's signature under the edition's staff pledge.
type SignedStaffPledge struct {
	ID, Officer, Edition, Hash string
	At                         time.Time
}

// Purpose says what a one-time link is for.
type Purpose string

// The purposes of one-time links.
const (
	ForSetup   Purpose = "setup"   // the first start: names the three administrators
	ForAccount Purpose = "account" // sets the password and the second factor of one officer
)

// Invitation is a one-time link. Only the hash of its token is kept.
type Invitation struct {
	County    region.Code
	ID        string
	Hash      []byte
	Purpose   Purpose
	Officer   string // empty for the setup
	Factor    string // the second factor that the link offers; sealed
	MadeAt    time.Time
	MadeBy    string
	ExpiresAt time.Time
	UsedAt    time.Time // zero while it can be used
}

// Open says whether the link can be used.
func (i Invitation) Open(now time.Time) bool { return i.UsedAt.IsZero() && now.Before(i.ExpiresAt) }

// Session is one signed-in browser.
type Session struct {
	County    region.Code
	ID        string
	Hash      []byte
	Kind      access.Kind
	Person    string // officer or member
	Household string
	Proxy     string
	Code      string // the access code that opened it
	Half      bool   // the password was right, the second factor is awaited
	MadeAt    time.Time
	SeenAt    time.Time
	SteppedAt time.Time
	Address   string
	Device    string
	EndedAt   time.Time
	EndedBy   string
}

// Rule is the rule that the session lives by.
func (s Session) Rule() access.SessionRule {
	switch {
	case s.Half:
		return access.HalfSession
	case s.Kind == access.Resident:
		return access.ResidentSession
	}
	return access.OfficerSession
}

// Alive says whether the session is good for a request now.
func (s Session) Alive(now time.Time) bool {
	return s.EndedAt.IsZero() && s.Rule().Alive(s.MadeAt, s.SeenAt, now)
}

// AccessCode is the code on a household's notice, or a proxy's own. Only its keyed hash is kept; the latest one of its
// holder is the one that counts.
type AccessCode struct {
	County    region.Code
	ID        string
	Household string
	Proxy     string // empty: any adult member of the household signs in with it
	ExpiresAt time.Time
	At        time.Time
	By        string
	Replaced  bool // a later code of the same holder exists
	FirstUsed time.Time
}

// Good says whether the code opens anything now.
func (c AccessCode) Good(now time.Time) bool { return !c.Replaced && now.Before(c.ExpiresAt) }

// Proxy is a person registered to act for a member of a household.
type Proxy struct {
	ID        string
	Household string
	Member    string // for whom
	Name      string
	Relation  string // in words: 女儿, 邻居, 村级协理员
	Tail      string // last four characters of the identity number
	Paper     string // reference of the signed authorisation
	Scope     []access.Permission
	FromOn    period.Day
	UntilOn   period.Day // the last day
	At        time.Time
	By        string
	ByKind    access.Kind
	EndedAt   time.Time
	EndedBy   string
	EndReason string
}

// Stands says whether the registration holds on a day.
func (p Proxy) Stands(on period.Day) bool {
	return p.EndedAt.IsZero() && !on.Before(p.FromOn) && !on.After(p.UntilOn)
}

// Person is a member as far as signing in must know.
type Person struct {
	Member   string
	Name     string
	Tail     string     // the last four characters of the identity number
	BornOn   period.Day // zero when the register does not tell
	Capacity string     // household.Capacity
}

// adultAge is 18 years (民法典 17).
const adultAge = 18 * 12

// Adult says whether the person is of age on a day. Without any date of birth the person counts as of age: a missing row
// is never held against anybody. A minor, and whoever lacks capacity, is acted for by a guardian: an adult member of the
// household, or a person registered as proxy.
func (p Person) Adult(on period.Day) bool {
	return p.BornOn.IsZero() || !p.BornOn.AddMonths(adultAge).After(on)
}

// Visitor is where a request comes from, as the session list shows it.
type Visitor struct {
	Address string
	Device  string // the browser's own words, cut short
	Browser string // what an earlier sign-in left with the browser, see Opened
}

// Opened is a session's secret, for the cookie, and its last moment.
type Opened struct {
	Token string
	Until time.Time

	// Browser is what an officer's browser shall keep beyond the session, so that it is known again: the tries of others at the
	// account then never let it wait. It opens nothing.
	Browser string
}
