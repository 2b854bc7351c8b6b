package pledge

import (
	"context"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/region"
)

// Editions gives the texts in force in a county on a day. NotFound when no edition is in force.
type Editions interface {
	Terms(ctx context.Context, county region.Code, on period.Day) (pledge.Terms, error)
}

// Codes makes a household's one-time code for signing in, in the act's own transaction; it is given once, to be printed.
// Beside it a member shows the last digits of the own identity number.
type Codes interface {
	IssueAccessCode(ctx context.Context, work *casework.Work) (AccessCode, error)
}

// AccessCode is the code as it is printed, and the moment at which it ends.
type AccessCode struct {
	Code  string
	Until time.Time
}

// Letters writes the step's papers: the canonical content that casework.Issue keeps.
type Letters interface {
	Notice(paper casework.Paper, to Addressee, text pledge.Text) ([]byte, error)
	ProofOfService(paper casework.Paper, to Addressee, text pledge.Text, notice string, service pledge.Service, officer string) ([]byte, error)
	// Signed is the pledge or the authorisation with the signatures given online.
	Signed(paper casework.Paper, to Addressee, text pledge.Text, lines []Line) ([]byte, error)
	// Form is the pledge or the authorisation to be signed on paper, one line a person.
	Form(paper casework.Paper, to Addressee, text pledge.Text, persons []pledge.Person) ([]byte, error)
}

// Addressee is the household as its papers name it.
type Addressee struct {
	Household casework.HouseholdRow
	Head      string
}

// Line is one signature as it is printed.
type Line struct {
	Name      string // for whom
	Signature pledge.Signature
}

// Scans keeps pictures and PDFs of papers, sealed, outside the database.
type Scans interface {
	// Keep refuses, with fault.Invalid, what is neither JPEG, PNG nor PDF, or too large; a picture is written anew.
	Keep(ctx context.Context, county region.Code, posted []byte) (pledge.Scan, error)
	// Open gives a scan's bytes. NotFound.
	Open(ctx context.Context, county region.Code, scan pledge.Scan) ([]byte, error)
}

// Acts are the acts of the notice and the pledge.
type Acts struct {
	Runner   *casework.Runner
	Reads    Reads
	Editions Editions
	Codes    Codes
	Letters  Letters
	Scans    Scans
	NewID    func() string // a row's id, in the order of making
	NewCode  func() string // six random digits
}

// At says whose matter it is; Key makes a submission safe to send again.
type At struct {
	County    region.Code
	Household string
	Key       string
}

func (a Acts) terms(ctx context.Context, work *casework.Work) (pledge.Terms, error) {
	return a.Editions.Terms(ctx, work.County, work.Today)
}

// addressee names the household by its head, who comes first.
func addressee(row casework.HouseholdRow, persons []pledge.Person) Addressee {
	to := Addressee{Household: row}
	if len(persons) > 0 {
		to.Head = persons[0].Name
	}
	return to
}

// byProxy says whether a proxy acts, and under which registration.
func byProxy(actor access.Actor) (registration string, yes bool) {
	return actor.ActingFor(), actor.Proxy != nil
}

// onlineChannel is the channel of what a resident does on a screen.
func onlineChannel(actor access.Actor) pledge.Channel {
	if _, proxy := byProxy(actor); proxy {
		return pledge.ByProxy
	}
	return pledge.Online
}
