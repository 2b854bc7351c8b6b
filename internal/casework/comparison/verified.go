package comparison

import (
	"context"

	"chengxin/internal/casework"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/region"
	"chengxin/internal/verification"
)

// Verifications is the storage that ReadVerified reads.
type Verifications interface {
	VerificationReports(ctx context.Context, county region.Code, household string) ([]verification.Report, error)
	VerificationDisputes(ctx context.Context, county region.Code, household string) ([]verification.Dispute, error)
	PledgePersons(ctx context.Context, county region.Code, household string, on period.Day) ([]pledge.Person, error)
}

// VerifiedItems gives the items of the edition in force, and today.
type VerifiedItems func(ctx context.Context, county region.Code) (items []verification.Item, today period.Day, err error)

// ReadVerified reads what platforms and authorities stated of a household; nothing when no file has ever named it. What is disputed,
// unavailable, not asked or only a flag sets its key aside.
func ReadVerified(items VerifiedItems) Reader {
	return func(ctx context.Context, tx casework.Tx, county region.Code, household string) ([]Stated, error) {
		store := casework.As[Verifications](tx)
		reports, err := store.VerificationReports(ctx, county, household)
		if err != nil || len(reports) == 0 {
			return nil, err
		}
		disputes, err := store.VerificationDisputes(ctx, county, household)
		if err != nil {
			return nil, err
		}
		all, today, err := items(ctx, county)
		if err != nil {
			return nil, err
		}
		persons, err := store.PledgePersons(ctx, county, household, today)
		if err != nil {
			return nil, err
		}
		members := make([]string, len(persons))
		for i, person := range persons {
			members[i] = person.Member
		}
		return VerifiedOf(all, members, verification.Standing(all, reports, disputes, today)), nil
	}
}

// VerifiedOf is what a household's results state.
func VerifiedOf(items []verification.Item, members []string, results []verification.Result) []Stated {
	var stated []Stated
	for _, row := range verification.Rows(items, members, results) {
		stated = append(stated, Stated{Item: row.Item, Member: row.Member, Value: row.Value, AsOf: row.AsOf, Since: row.Since, Period: row.Of.String(), SetAside: row.SetAside})
	}
	return stated
}
