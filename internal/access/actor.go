package access

import (
	"slices"
	"time"

	"chengxin/internal/region"
	"chengxin/internal/wording"
)

// Kind tells officers, residents and the program's own rules apart.
type Kind string

// The kinds of actor. Rule is a sweep that the calendar drives; System is another system that asks with a key; Setup is the command line on
// the machine itself.
const (
	Nobody   Kind = ""
	Officer  Kind = "officer"
	Resident Kind = "resident"
	Rule     Kind = "rule"
	System   Kind = "system"
	Setup    Kind = "setup"
)

// Actor is who does something. It is handed from function to function, never hidden in a context.
type Actor struct {
	Kind   Kind
	ID     string      // the officer's id, or the member's for a resident
	Name   string      // as pages show it
	County region.Code // where the actor's work or household lies
	Unit   region.Code // the officer's office: a township or the county

	Grants []Grant // an officer's roles

	Household string // a resident's household
	Proxy     *Proxy // somebody else acting for the resident; nil when the resident acts

	Session     string    // the session's id, for the log
	SteppedUpAt time.Time // when the second factor was last shown; zero if never
}

// Proxy is a person who acts for a resident. The household is told of everything that a proxy does.
type Proxy struct {
	ID       string // the proxy's registration
	Name     string
	Relation string       // to the resident, as registered
	Scope    []Permission // what the proxy may do for the resident, besides looking at the resident's own pages
}

// May says whether the registration covers a permission.
func (p Proxy) May(permission Permission) bool {
	return permission == SignedIn || permission == SelfView || slices.Contains(p.Scope, permission)
}

// ProxyScopes lists what a proxy may be registered for, in the order in which pages show it. A proxy never registers
// another proxy.
func ProxyScopes() []Permission {
	return []Permission{SelfNotice, SelfPledge, SelfDeclare, SelfChange, SelfExit, SelfCase}
}

// May says whether the actor holds a permission at a place. A resident's place is the own household, which the runner
// checks; the program's rules and the command line act under permissions that their acts name and the log shows.
func (a Actor) May(p Permission, where region.Code) bool {
	if p == Public {
		return true
	}
	switch a.Kind {
	case Officer:
		// Whoever has an account signs in, minds it and signs the staff pledge, before any role is granted.
		if slices.Contains(ownDesk, p) {
			return true
		}
		for _, grant := range a.Grants {
			if grant.Role.Gives(p) && (where == "" || grant.Region.Contains(where)) {
				return true
			}
		}
	case Resident:
		return slices.Contains(resident, p) && (a.Proxy == nil || a.Proxy.May(p))
	case Rule, Setup:
		return true
	case System:
		return p == ApplicationCheck && a.County.Contains(where)
	case Nobody:
	}
	return false
}

// MayAnywhere says whether the actor holds a permission in any region: what a menu asks.
func (a Actor) MayAnywhere(p Permission) bool { return a.May(p, "") }

// Where lists the regions in which the actor holds a permission: what a list is filtered by.
func (a Actor) Where(p Permission) []region.Code {
	var where []region.Code
	for _, grant := range a.Grants {
		if grant.Role.Gives(p) && !slices.Contains(where, grant.Region) {
			where = append(where, grant.Region)
		}
	}
	return where
}

// StepUpLasts is how long a shown second factor is good for acts that need it anew (ASVS 5.0, 7.5).
const StepUpLasts = 10 * time.Minute

// SteppedUp says whether the second factor was shown recently enough.
func (a Actor) SteppedUp(now time.Time) bool {
	return !a.SteppedUpAt.IsZero() && now.Sub(a.SteppedUpAt) <= StepUpLasts
}

// ActingFor names the person for whom a proxy acts, for the log; empty when nobody stands in.
func (a Actor) ActingFor() string {
	if a.Proxy == nil {
		return ""
	}
	return a.Proxy.ID
}

// Label is the role's name on pages.
func (r Role) Label() string { return wording.T(wording.Chinese, "access.role."+string(r)) }
