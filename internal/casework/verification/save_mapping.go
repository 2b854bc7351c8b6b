package verification

import (
	"context"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/verification"
)

// SaveMapping keeps how a source's files are read from now on. It refuses a mapping by which no file could be read.
func (a Acts) SaveMapping(ctx context.Context, actor access.Actor, key string, m verification.Mapping) error {
	act := casework.Act{Kind: "VerificationMappingSaved", Permission: access.VerificationImport, County: actor.County, Region: ownPlace(actor), Key: key, Content: m}
	_, err := casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (string, error) {
		terms, err := a.Scheme.VerificationTerms(ctx, actor.County, work.Today)
		if err != nil {
			return "", err
		}
		if err := m.Check(terms.Items); err != nil {
			return "", err
		}
		saved := SavedMapping{ID: a.NewID(), Mapping: m, At: work.Now, By: actor.ID}
		work.Note("source", string(m.Source))
		work.Note("mapping", saved.ID)
		return saved.ID, casework.As[Store](work.Tx).AddVerificationMapping(ctx, actor.County, saved)
	})
	return err
}

// ownPlace is the first place in which the officer may bring files.
func ownPlace(actor access.Actor) region.Code {
	if places := actor.Where(access.VerificationImport); len(places) > 0 {
		return places[0]
	}
	return actor.County
}

// Mapping is the mapping by which a source's files are read. NotFound when none was saved.
func (a Acts) Mapping(ctx context.Context, county region.Code, source verification.Source) (SavedMapping, error) {
	all, err := casework.As[Store](a.Reads).VerificationMappings(ctx, county)
	if err != nil {
		return SavedMapping{}, err
	}
	for _, one := range all {
		if one.Source == source {
			return one, nil
		}
	}
	return SavedMapping{}, fault.New(fault.NotFound, "verification.no_mapping", "source", source.Label("zh-CN"))
}

// Terms are those of today.
func (a Acts) Terms(ctx context.Context, county region.Code) (Terms, error) {
	return a.Scheme.VerificationTerms(ctx, county, period.DayOf(a.Runner.Now()))
}
