package console_test

import (
	"context"

	"chengxin/internal/casework"
	declarationsteps "chengxin/internal/casework/declaration"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/storage"
)

// noScheme is a county in which nothing is asked yet.
type noScheme struct{}

func (noScheme) DeclarationTerms(context.Context, region.Code, period.Day) (declarationsteps.Terms, error) {
	return declarationsteps.Terms{}, fault.New(fault.NotFound, "fault.not_found")
}

func (noScheme) ExitDays(_ context.Context, _ region.Code, from period.Day) (period.Day, period.Day, error) {
	return from, from, nil
}

func noDeclarations(runner *casework.Runner, db *storage.DB) declarationsteps.Acts {
	return declarationsteps.Acts{Runner: runner, Reads: db.Read(), Scheme: noScheme{}}
}
