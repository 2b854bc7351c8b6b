package pledge

import (
	"context"
	"time"

	"chengxin/internal/casework"
	"chengxin/internal/numbering"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/region"
)

// Store is what the acts need of the storage. A method that reads a list gives none for a household without any.
type Store interface {
	// PledgePersons lists who belongs to a household on a day, the head first.
	PledgePersons(ctx context.Context, county region.Code, household string, on period.Day) ([]pledge.Person, error)
	// Told reads everything of a household's notices and answers.
	Told(ctx context.Context, county region.Code, household string) (pledge.Told, error)
	// SignedFacts reads what was signed, checked and withdrawn; with their ink only if asked.
	SignedFacts(ctx context.Context, county region.Code, household string, ink bool) (pledge.Facts, error)

	AddNoticeIssue(ctx context.Context, county region.Code, issue pledge.Issue) error
	AddNoticeService(ctx context.Context, county region.Code, service pledge.Service) error
	AddNoticeReading(ctx context.Context, county region.Code, reading pledge.Reading) error
	AddUnderstandingAnswer(ctx context.Context, county region.Code, household string, answer pledge.Answer) error
	// AddUnderstanding records that a member has answered every question.
	AddUnderstanding(ctx context.Context, county region.Code, done Understood) error

	AddSignature(ctx context.Context, county region.Code, signature pledge.Signature) error
	AddPaper(ctx context.Context, county region.Code, paper pledge.Paper) error
	AddPaperCheck(ctx context.Context, county region.Code, check pledge.Check) error
	AddPledgeWithdrawal(ctx context.Context, county region.Code, withdrawal pledge.Withdrawal) error

	// Document reads an issued document. NotFound.
	Document(ctx context.Context, county region.Code, id string) (numbering.Issued, error)

	// KeepSigningCode keeps a code hashed and puts it in place of the member's earlier ones.
	KeepSigningCode(ctx context.Context, county region.Code, code pledge.SigningCode, digits string) error
	// SigningCode reads the member's newest code and says whether the digits are its own. NotFound.
	SigningCode(ctx context.Context, county region.Code, household, member, digits string) (code pledge.SigningCode, right bool, err error)
	// CountCodeTry counts a wrong entry. Conflict when another entry was counted meanwhile.
	CountCodeTry(ctx context.Context, county region.Code, code pledge.SigningCode) error
	// UseSigningCode spends the code for a submission. Conflict when it was spent meanwhile.
	UseSigningCode(ctx context.Context, county region.Code, id, usedFor string, at time.Time) error

	// KeepSlip keeps an access slip sealed until it is printed.
	KeepSlip(ctx context.Context, county region.Code, slip Slip) error
	// TakeSlips gives the waiting slips of a household, or of a village's every household, and forgets them.
	TakeSlips(ctx context.Context, county region.Code, village region.Code, household string) ([]Slip, error)

	// VillageTold reads what a village's list needs, household by household, without ink and names of receivers.
	VillageTold(ctx context.Context, county, village region.Code, on period.Day) ([]InVillage, error)
}

// Understood is the completion of the understanding questions by one member.
type Understood struct {
	ID, Household, Member, Version, Hash string
	Total, FirstRight                    int
	At                                   time.Time
	By                                   string
}

// Slip is an access slip: the codes that one adult uses to sign in and to sign. It is printed once.
type Slip struct {
	ID, Household, HouseholdNumber string
	Member, Name                   string
	Notice                         string // the number of the notice that it comes with
	AccessCode, SigningCode        string
	Until                          time.Time // the end of the code for signing in
	IssuedAt                       time.Time
	IssuedBy                       string
}

// InVillage is one household's facts for the village list.
type InVillage struct {
	Household casework.HouseholdRow
	Persons   []pledge.Person
	Told      pledge.Told
	Facts     pledge.Facts
	Slips     int // access slips waiting to be printed
}

// Reads is the storage's read side: the same statements on the readers, outside any act.
type Reads interface {
	Store
	casework.Openings
}
