package app

import (
	"context"

	"chengxin/internal/casefile"
	"chengxin/internal/casework/outbox"
	"chengxin/internal/document"
	"chengxin/internal/storage"
	"chengxin/internal/web/console"
	"chengxin/internal/web/page"
	"chengxin/internal/web/resident"
)

// Files is the read side on the readers of the database.
func (a *App) Files() *casefile.Reader { return &casefile.Reader{Runner: a.Runner, Store: a.DB.Read()} }

// routeRegister adds the desk's front page, the register, the households' files, the outbox and the papers, and my file.
func (a *App) routeRegister(router *page.Router) {
	files := a.Files()
	(&console.RegisterPages{
		Files: files, Acts: a.Acts.Register, Outbox: outbox.Acts{Runner: a.Runner, NewID: storage.NewID},
		Pledge: a.Acts.Pledge, Declaration: a.Acts.Declaration, Comparison: a.Acts.Comparison, Printer: paperPrinter{}, FilePrinter: filePrinter{a},
		Waits: a.deskWaits(files),
	}).Routes(router)
	console.ImportPages{Acts: a.Acts.Imports}.Routes(router)
	resident.FilePages{Files: files, Photos: a.Acts.Visit, Scans: a.Acts.Pledge, Home: residentHome}.Routes(router)
}

// paperPrinter prints a kept content; one that is not canonical any more does not open.
type paperPrinter struct{}

// Print gives a content as PDF.
func (paperPrinter) Print(_ context.Context, raw []byte, large bool) ([]byte, error) {
	content, err := document.Parse(raw)
	if err != nil {
		return nil, err
	}
	return drawn(content, large)
}
