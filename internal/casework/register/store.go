package register

import (
	"context"

	"chengxin/internal/casework"
	"chengxin/internal/household"
	"chengxin/internal/numbering"
	"chengxin/internal/region"
)

// Hit is a person found by a search.
type Hit struct{ Member, Household string }

// Version is one version of a person with its row id, and where the household is.
type Version struct {
	Row    string
	Place  region.Code
	Member household.Member
}

// Sealed is a version that is ready to be kept, in the storage's own form.
type Sealed struct {
	Version
	Stored any
}

// Sealer makes people's versions ready to be kept: the slow half, which needs no transaction.
type Sealer interface {
	SealMembers(county region.Code, versions []Version) ([]Sealed, error)
}

// Store is what the register keeps and reads.
type Store interface {
	Sealer
	// AddHouseholds registers households. Conflict when the number of one is taken.
	AddHouseholds(ctx context.Context, county region.Code, all []household.Household) error
	// TakeNumbers takes the next n file numbers of a place and gives the first.
	TakeNumbers(ctx context.Context, county region.Code, series numbering.Series, year int, n int64) (int64, error)
	// AddMembers keeps the first versions of new people.
	AddMembers(ctx context.Context, county region.Code, versions []Sealed) error
	// AddMember keeps one version of a person under a row id.
	AddMember(ctx context.Context, county region.Code, row string, m household.Member) error
	// MemberVersions reads every version of every person of a household.
	MemberVersions(ctx context.Context, county region.Code, id string) ([]household.Member, error)
	// HouseholdOfID finds people by identity number.
	HouseholdOfID(ctx context.Context, county region.Code, number household.IDNumber) ([]Hit, error)
	// AddKinship keeps a disclosed kinship with an official.
	AddKinship(ctx context.Context, county region.Code, k household.Kinship) error
}

// Acts are the acts of the register.
type Acts struct {
	Runner *casework.Runner
	NewID  func() string
}
