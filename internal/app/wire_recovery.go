package app

import (
	"bytes"
	"context"

	"chengxin/internal/casework"
	steps "chengxin/internal/casework/recovery"
	"chengxin/internal/document"
	"chengxin/internal/region"
	"chengxin/internal/storage"
	"chengxin/internal/web/console"
	"chengxin/internal/web/page"
	"chengxin/internal/web/resident"
)

// wireRecovery puts the acts of recovery together.
func (a *App) wireRecovery() {
	a.Acts.Recovery = steps.Acts{
		Runner: a.Runner, Reads: a.DB.Read(), Scheme: recoveryScheme{a}, Cases: caseScheme{a}, Letters: recoveryLetters{a}, NewID: storage.NewID,
	}
}

// routeRecovery adds the desk's pages of recovery and the residents' own.
func (a *App) routeRecovery(router *page.Router) {
	console.RecoveryPages{Acts: a.Acts.Recovery, Paper: func(document string) string { return consolePapers + document }, Print: a.printAgeing}.Routes(router)
	resident.RecoveryPages{Acts: a.Acts.Recovery, Home: residentHome}.Routes(router)
}

// printAgeing draws the ageing report of a place. It is a report of a day, not an issued document: it has no number.
func (a *App) printAgeing(ctx context.Context, county region.Code, list steps.List) ([]byte, error) {
	office, err := a.DB.Read().Office(ctx, county)
	if err != nil {
		return nil, err
	}
	content := recoveryLetters{a}.ageing(casework.Paper{Office: office, IssuedOn: list.Report.On}, list)
	var out bytes.Buffer
	err = document.Render(&out, content)
	return out.Bytes(), err
}
