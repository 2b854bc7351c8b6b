package console_test

import (
	"context"
	"time"

	"chengxin/internal/casework"
	declarationsteps "chengxin/internal/casework/declaration"
	"chengxin/internal/declaration"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/region"
	"chengxin/internal/storage"
)

// shortScheme is a county in which two things are asked: who lives together, and each adult's wages.
type shortScheme struct{}

func (shortScheme) DeclarationTerms(context.Context, region.Code, period.Day) (declarationsteps.Terms, error) {
	return declarationsteps.Terms{Edition: "test", ReportingMonths: 1, Items: []declarationsteps.Item{
		{Question: declaration.Question{Code: "MEMB", Unit: declaration.Count, ByMember: true, Membership: true}, Label: "\u5bb6\u5ead\u6210\u5458", Class: "MEMB", Counter: "人"},
		{Question: declaration.Question{Code: "I101", Unit: declaration.Fen, ByMember: true, Periodic: true}, Label: "\u5de5\u8d44", Class: "I"},
	}}, nil
}

func (shortScheme) ExitDays(_ context.Context, _ region.Code, from period.Day) (period.Day, period.Day, error) {
	return from, from, nil
}

// Standing is that of a household that has pledged.
func (shortScheme) Standing(ctx context.Context, tx casework.Tx, county region.Code, id string, now time.Time) (declaration.Standing, []declaration.Person, error) {
	today := period.DayOf(now)
	persons, err := casework.As[interface {
		PledgePersons(ctx context.Context, county region.Code, household string, on period.Day) ([]pledge.Person, error)
	}](tx).PledgePersons(ctx, county, id, today)
	found := make([]declaration.Person, len(persons))
	for i, p := range persons {
		found[i] = declaration.Person{Member: p.Member, Name: p.Name, Adult: p.Adult(today), Ward: p.Ward(today)}
	}
	return declaration.Standing{Valid: true}, found, err
}

func declarations(runner *casework.Runner, db *storage.DB) declarationsteps.Acts {
	return declarationsteps.Acts{Runner: runner, Reads: db.Read(), Scheme: shortScheme{}, Pledges: shortScheme{}, NewID: storage.NewID}
}
