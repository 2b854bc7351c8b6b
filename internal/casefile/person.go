package casefile

import (
	"time"

	"chengxin/internal/access"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

// Person is a member as a file shows one: masked. The day of birth is left out, because it stands in the identity number.
type Person struct {
	ID       string
	Name     string
	IDNumber string
	Doubt    household.Warning // what looks wrong with the identity number
	Relation household.Relation
	Sex      household.Sex
	Age      int
	HasAge   bool
	Adult    bool
	Capacity household.Capacity
	Phone    string
	Account  string
	Health   bool // something is recorded
	Hukou    region.Code
	FromOn   period.Day
	UntilOn  period.Day
	Versions int
	Own      bool // the reader: nothing is masked
	Words    string
}

func personOf(m household.Member, versions []household.Member, on period.Day) Person {
	p := Person{
		ID: m.ID, Name: household.MaskName(m.Name), IDNumber: m.IDNumber.Masked(), Doubt: m.IDNumber.Check(), Relation: m.Relation,
		Sex: m.Sex, Adult: m.Adult(on), Capacity: m.Capacity, Phone: household.MaskPhone(m.Phone),
		Account: household.MaskAccount(m.Account), Health: m.Health != "", Hukou: m.Hukou, FromOn: m.FromOn, UntilOn: m.UntilOn,
	}
	p.Age, p.HasAge = m.Age(on)
	for _, version := range versions {
		if version.ID == m.ID {
			p.Versions++
		}
	}
	return p
}

// ownPerson is what a resident sees of oneself: everything.
func ownPerson(m household.Member, versions []household.Member, on period.Day) Person {
	p := personOf(m, versions, on)
	p.Own, p.Name, p.IDNumber, p.Phone, p.Account, p.Words = true, m.Name, string(m.IDNumber), m.Phone, m.Account, m.Health
	return p
}

// Look is one entry of the log by which somebody was shown personal data.
type Look struct {
	Seq        int64
	At         time.Time
	Kind       string // HouseholdOpened, ValueRevealed, DocumentOpened …
	ActorKind  access.Kind
	Actor      string
	Region     region.Code
	Permission access.Permission
	Purpose    string
	Session    string
	Field      string // of a revealing
	Member     string // of a revealing
	Document   string // the number of an opened document

	// Desk and Role say who it was, by office and role, as of then; Who fills them.
	Desk Desk
	Role access.Role
}
