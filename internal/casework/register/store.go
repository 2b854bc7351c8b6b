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

// Store is what the register keeps and reads.
type Store interface {
	// AddHousehold registers a household. Conflict when its number is taken.
	AddHousehold(ctx context.Context, h household.Household) error
	// TakeNumber gives the next file number of a place.
	TakeNumber(ctx context.Context, county region.Code, series numbering.Series, year int) (int64, error)
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
