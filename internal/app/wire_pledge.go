package app

import (
	"context"
	"fmt"
	"path/filepath"

	"chengxin/internal/blob"
	pledgesteps "chengxin/internal/casework/pledge"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/region"
	"chengxin/internal/storage"
	"chengxin/internal/vault"
	"chengxin/internal/web/console"
	"chengxin/internal/web/page"
	"chengxin/internal/web/resident"
)

// wirePledge puts the acts of the notice and the pledge together. It comes after wirePeople, whose codes the notice prints.
func (a *App) wirePledge() {
	a.Acts.Pledge = pledgesteps.Acts{
		Runner: a.Runner, Reads: a.DB.Read(), Editions: pledgeTerms{a}, Codes: noticeCodes{a.Acts.People},
		Letters: pledgeLetters{a}, Scans: blob.NewFolder(filepath.Join(a.Config.Dir, "blobs"), a.Vault), NewID: storage.NewID, NewCode: vault.ConfirmationCode,
	}
}

// pledgeTerms takes the texts out of the edition in force.
type pledgeTerms struct{ app *App }

func (t pledgeTerms) Terms(ctx context.Context, county region.Code, on period.Day) (pledge.Terms, error) {
	edition, err := t.app.editions.InForce(ctx, county, on)
	if err != nil {
		return pledge.Terms{}, fmt.Errorf("the edition in force in %s: %w", county, err)
	}
	return t.app.editions.pledges.get(edition, on, pledge.TermsOf), nil
}

// routePledge adds the pages of the notice and the pledge. A batch of notices ends with the program: every household's act
// is durable by itself, and starting the village again goes on from there.
func (a *App) routePledge(router *page.Router) {
	resident.PledgePages{Acts: a.Acts.Pledge, Home: residentHome, Paper: func(document string) string { return residentPapers + document }}.Routes(router)
	console.PledgePages{
		Acts: a.Acts.Pledge, Batches: pledgesteps.NewBatches(context.Background(), a.Acts.Pledge), Slips: pledgeLetters{a},
		Paper:   func(document string) string { return consolePapers + document },
		File:    func(household string) string { return "/console/households/" + household },
		Officer: a.officerName,
	}.Routes(router)
}

// officerName is the name of an officer; empty when there is none, as of an act by the command line.
func (a *App) officerName(ctx context.Context, county region.Code, id string) string {
	officer, err := a.DB.Read().Officer(ctx, county, id)
	if err != nil {
		return ""
	}
	return officer.Name
}

// Where the prints of issued documents are opened.
const (
	residentPapers = "/r/papers/"
	consolePapers  = "/console/papers/"
)
