package tipoff

import (
	"context"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/tipoff"
)

// Store is what these acts keep and read.
type Store interface {
	AddTipOff(ctx context.Context, county region.Code, t tipoff.TipOff, code string) error
	AddTipOffEvent(ctx context.Context, county region.Code, e tipoff.Event) error
	// AddReporter keeps who told, under the reporters' own key. Unavailable without that key.
	AddReporter(ctx context.Context, county region.Code, id string, r tipoff.Reporter) error

	// TipOff reads one with what was done. NotFound.
	TipOff(ctx context.Context, county region.Code, id string) (tipoff.TipOff, error)
	// TipOffByCode reads the one whose code was typed. NotFound.
	TipOffByCode(ctx context.Context, county region.Code, code string) (tipoff.TipOff, error)
	// TipOffs lists a place's tip-offs, the newest first, before one (its id; empty from the start).
	TipOffs(ctx context.Context, county, place region.Code, before string, limit int) ([]tipoff.TipOff, error)
	// Reporter reads who told. NotFound for a tip-off without a name.
	Reporter(ctx context.Context, county region.Code, id string) (tipoff.Reporter, error)

	// TipOffOfficers lists the county's officers whose account is open, by name.
	TipOffOfficers(ctx context.Context, county region.Code) ([]Officer, error)
	// HouseholdNumbered reads the row of a household by its file number. NotFound.
	HouseholdNumbered(ctx context.Context, county region.Code, number string) (casework.HouseholdRow, error)
	Recused(ctx context.Context, county region.Code, household, officer string, on period.Day) (bool, error)
}

// Officer is somebody who works in the county.
type Officer struct {
	ID     string
	Name   string
	Unit   region.Code
	Grants []access.Grant
}

// may says whether an officer holds a permission at a place.
func (o Officer) may(p access.Permission, where region.Code) bool {
	return access.Actor{Kind: access.Officer, ID: o.ID, Grants: o.Grants}.May(p, where)
}
