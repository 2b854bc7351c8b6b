package app

import (
	"context"
	"errors"
	"fmt"
	"io"

	"chengxin/internal/audit"
	"chengxin/internal/fault"
	"chengxin/internal/region"
	"chengxin/internal/wording"
)

// VerifyLog walks a county's log, compares it with the witness outside the database (another file, when one is named) and
// prints what it finds. A finding makes it an Invalid refusal.
func (a *App) VerifyLog(ctx context.Context, county region.Code, witness string, out io.Writer) (err error) {
	report, err := a.checkLog(ctx, county, witness)
	if err != nil {
		return err
	}
	say := func(key string, pairs ...any) { _, _ = fmt.Fprintln(out, wording.T(wording.Chinese, key, pairs...)) }
	say("app.log.walked", "entries", report.Entries, "facts", report.Facts, "erased", report.Erased)
	if report.Witnessed == 0 {
		say("app.log.no_witness")
	} else {
		say("app.log.witnessed", "size", report.Witnessed)
	}
	for _, finding := range report.Findings {
		_, _ = fmt.Fprintln(out, finding.Message(wording.Chinese))
	}
	if !report.OK() {
		return fault.New(fault.Invalid, "app.log.bad", "total", report.Total)
	}
	say("app.log.good")
	return nil
}

func (a *App) checkLog(ctx context.Context, county region.Code, witness string) (report audit.Report, err error) {
	known, err := a.Signing.Verifiers(county)
	if err != nil {
		return report, err
	}
	file := a.Witness(county)
	if witness != "" {
		file = audit.NewFileWitness(witness)
	}
	witnessed, err := file.All(county)
	if err != nil {
		return report, err
	}
	source, done, err := a.DB.LogSnapshot(ctx, county)
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, done()) }()
	return audit.Verify(ctx, county, source, audit.Options{Known: known, Witnessed: witnessed})
}

// ExportTiles writes a county's log as C2SP tlog tiles.
func (a *App) ExportTiles(ctx context.Context, county region.Code, signed, dir string) (err error) {
	source, done, err := a.DB.LogSnapshot(ctx, county)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	return audit.ExportTiles(ctx, dir, signed, source)
}
