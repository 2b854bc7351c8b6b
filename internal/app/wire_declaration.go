package app

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"chengxin/internal/blob"
	"chengxin/internal/casework"
	declarationsteps "chengxin/internal/casework/declaration"
	pledgesteps "chengxin/internal/casework/pledge"
	"chengxin/internal/deadline"
	"chengxin/internal/declaration"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/policy"
	"chengxin/internal/region"
	"chengxin/internal/storage"
	"chengxin/internal/web/console"
	"chengxin/internal/web/page"
	"chengxin/internal/web/resident"
)

// wireDeclaration puts the acts of the declaration together. It comes after wirePledge, whose standing they ask for.
func (a *App) wireDeclaration() {
	a.Acts.Declaration = declarationsteps.Acts{
		Runner: a.Runner, Reads: a.DB.Read(), Scheme: declarationScheme{a}, Pledges: pledgeStanding{a},
		Letters: declarationLetters{a}, NewID: storage.NewID, SecondLook: declaration.SecondLook(a.Config.PaperSecondLook),
		Scans: blob.NewFolder(filepath.Join(a.Config.Dir, "blobs"), a.Vault),
	}
}

// routeDeclaration adds the pages of the resident's home and declaration, and the officers' entries and lists.
func (a *App) routeDeclaration(router *page.Router) {
	resident.Declare{
		Acts: a.Acts.Declaration, Pledges: a.Acts.Pledge, Home: residentHome,
		Paper: func(document string) string { return residentPapers + document }, Papers: a.Files().MyPapers, Print: a.printOwnPaper,
		Officer: a.officerName,
	}.Routes(router)
	console.Declare{
		Acts: a.Acts.Declaration, Paper: func(document string) string { return consolePapers + document },
		File:    func(household string) string { return "/console/households/" + household },
		Officer: a.officerName, Draw: formSheets{a}.Draw, Twice: a.Acts.Declaration.SecondLook == declaration.Typed,
	}.Routes(router)
}

// declarationScheme reads the edition in force for the declaration.
type declarationScheme struct{ app *App }

// DeclarationTerms is the item catalogue of the edition in force.
func (s declarationScheme) DeclarationTerms(ctx context.Context, county region.Code, on period.Day) (declarationsteps.Terms, error) {
	edition, err := s.app.editions.InForce(ctx, county, on)
	if err != nil {
		return declarationsteps.Terms{}, fmt.Errorf("the edition in force in %s: %w", county, err)
	}
	return s.app.editions.declarations.get(edition, on, declarationTerms), nil
}

func declarationTerms(edition *policy.Edition, on period.Day) declarationsteps.Terms {
	terms := declarationsteps.Terms{Edition: edition.Name(), ReportingMonths: edition.ReportingMonths()}
	for _, item := range edition.Items() {
		if !item.Covers(policy.Declaration) || !item.InForce(on) {
			continue
		}
		terms.Items = append(terms.Items, declarationsteps.Item{
			Question: declaration.Question{
				Code: item.Code, Unit: declaration.Unit(item.Unit), ByMember: item.ByMember,
				Periodic: item.Period == policy.PerYear, Membership: item.Class == policy.Membership,
			},
			Label: item.Label, Help: item.Help, Class: string(item.Class), Counter: item.CountedBy(),
		})
	}
	return terms
}

// ExitDays counts the edition's working days for the call back and for revoking.
func (s declarationScheme) ExitDays(ctx context.Context, county region.Code, from period.Day) (callBackBy, revokeBy period.Day, err error) {
	edition, err := s.app.editions.InForce(ctx, county, from)
	if err != nil {
		return callBackBy, revokeBy, err
	}
	table, err := s.app.calendar(ctx, county)
	if err != nil {
		return callBackBy, revokeBy, err
	}
	callBackBy = deadline.Due(from, edition.Deadline(policy.CallBackExit).Span(), nil, table).On
	revokeBy = deadline.Due(from, edition.Deadline(policy.RevokeExit).Span(), nil, table).On
	return callBackBy, revokeBy, nil
}

// pledgeStanding tells the declaration where a household's pledges stand.
type pledgeStanding struct{ app *App }

func (p pledgeStanding) Standing(ctx context.Context, tx casework.Tx, county region.Code, household string, now time.Time) (declaration.Standing, []declaration.Person, error) {
	terms, found, err := p.app.Acts.Pledge.StandingOf(ctx, casework.As[pledgesteps.Store](tx), county, household, now)
	if err != nil {
		return declaration.Standing{}, nil, err
	}
	standing := declaration.Standing{Valid: found.Valid, Texts: []string{terms.Pledge.Hash, terms.Authorisation.Hash}}
	for _, waiting := range found.Waiting() {
		standing.Missing = append(standing.Missing, waiting.Person.Member)
	}
	persons := make([]declaration.Person, len(found.Members))
	for i, member := range found.Members {
		persons[i] = personOf(member.Person, period.DayOf(now))
	}
	return standing, persons, nil
}

func personOf(p pledge.Person, today period.Day) declaration.Person {
	return declaration.Person{Member: p.Member, Name: p.Name, Adult: p.Adult(today), Ward: p.Ward(today)}
}
