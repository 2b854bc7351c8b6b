package app

import (
	"context"
	"fmt"
	"path/filepath"

	"chengxin/internal/blob"
	verificationsteps "chengxin/internal/casework/verification"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/policy"
	"chengxin/internal/region"
	"chengxin/internal/storage"
	"chengxin/internal/verification"
	"chengxin/internal/web/console"
	"chengxin/internal/web/page"
	"chengxin/internal/web/resident"
)

// wireVerification puts the acts of the verification together.
func (a *App) wireVerification() {
	a.Acts.Verification = verificationsteps.Acts{
		Runner: a.Runner, Reads: a.DB.Read(), Scheme: verificationScheme{app: a, kept: &perDay[[]verification.Item]{}}, Letters: verificationLetters{a},
		Scans: blob.NewFolder(filepath.Join(a.Config.Dir, "blobs"), a.Vault), NewID: storage.NewID,
	}
}

// routeVerification adds the desk's pages of the platform's results, and the household's own.
func (a *App) routeVerification(router *page.Router) {
	console.VerificationPages{
		Acts: a.Acts.Verification, Officer: a.officerName, Paper: func(document string) string { return consolePapers + document },
	}.Routes(router)
	resident.VerificationPages{Acts: a.Acts.Verification, Home: residentHome}.Routes(router)
}

// verificationScheme reads the edition in force for the verification.
type verificationScheme struct {
	app  *App
	kept *perDay[[]verification.Item]
}

// VerificationTerms is what may be verified on a day, by what text people must have authorised it, and the county's calendar.
func (s verificationScheme) VerificationTerms(ctx context.Context, county region.Code, on period.Day) (verificationsteps.Terms, error) {
	edition, err := s.app.editions.InForce(ctx, county, on)
	if err != nil {
		return verificationsteps.Terms{}, fmt.Errorf("the edition in force in %s: %w", county, err)
	}
	table, err := s.app.calendar(ctx, county)
	return verificationsteps.Terms{
		Items: s.kept.get(edition, on, verificationItems), Pledge: s.app.editions.pledges.get(edition, on, pledge.TermsOf), Table: table,
	}, err
}

func verificationItems(edition *policy.Edition, on period.Day) []verification.Item {
	var items []verification.Item
	for _, item := range edition.Items() {
		if !item.Covers(policy.Platform) || !item.InForce(on) {
			continue
		}
		items = append(items, verification.Item{
			Code: item.Code, Label: item.Label, Class: string(item.Class), Unit: string(item.Unit), Counter: item.CountedBy(), ByMember: item.ByMember,
			Periodic: item.Period == policy.PerYear, Months: item.ReportingMonths,
		})
	}
	return items
}

// verifiedItems are the items of the edition in force today, for the comparison.
func (a *App) verifiedItems(ctx context.Context, county region.Code) ([]verification.Item, period.Day, error) {
	today := period.DayOf(a.clock())
	terms, err := a.Acts.Verification.Scheme.VerificationTerms(ctx, county, today)
	return terms.Items, today, err
}
