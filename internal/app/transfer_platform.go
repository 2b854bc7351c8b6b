package app

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	verificationsteps "chengxin/internal/casework/verification"
	"chengxin/internal/exchange"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/verification"
	"chengxin/internal/wording"
)

// PlatformImport is what `chengxin import platform` is asked for: one source's file, as of a day.
type PlatformImport struct {
	Import
	Source string
	AsOf   string // YYYY-MM-DD
}

// PlatformSources lists the names by which a source is asked for.
func PlatformSources() []string {
	var all []string
	for _, source := range verification.Sources() {
		all = append(all, string(source))
	}
	return all
}

// ImportPlatform records what one source of the verification platform answered, as the desk does: the file is read through the
// source's saved mapping, checked, kept, and recorded in bounded steps. Refused rows are printed as FILE:LINE: what to do, and
// state nothing about anybody: missing is not zero. Only checking keeps nothing. It refuses (Invalid) a file without a good row.
func (a *App) ImportPlatform(ctx context.Context, asked PlatformImport, people io.Writer) error {
	county := asked.Place.County()
	actor, err := a.officerByLogin(ctx, county, asked.Officer)
	if err != nil {
		return err
	}
	source := verification.Source(asked.Source)
	if !source.Known() {
		return fault.New(fault.Invalid, "transfer.no_source", "source", asked.Source, "sources", strings.Join(PlatformSources(), " "))
	}
	on, err := period.ParseDay(asked.AsOf)
	if err != nil {
		return fault.New(fault.Invalid, "transfer.no_day", "text", asked.AsOf).Because(err)
	}
	mapping, err := a.Acts.Verification.Mapping(ctx, county, source)
	if err != nil {
		return err
	}
	content, err := readTable(asked.File)
	if err != nil {
		return err
	}
	table, err := exchange.ReadVerification(content, mapping.Mapping, exchange.TableLimits)
	if err != nil {
		return inFile(asked.File, err)
	}
	upload := verificationsteps.Upload{
		Key: rand.Text(), Region: asked.Place, Source: source, AsOf: on, Name: filepath.Base(asked.File), Content: content, Form: table.Form, Rows: table.Rows,
		Channel: fromTheCommandLine,
	}
	var file verificationsteps.File
	if asked.Check {
		id, err := a.Acts.Verification.StageFile(ctx, actor, upload)
		if err != nil {
			return inFile(asked.File, err)
		}
		if file, err = a.Acts.Verification.Look(ctx, actor, id); err != nil {
			return err
		}
	} else if file, err = a.Acts.Verification.ImportFile(ctx, actor, upload); err != nil {
		return inFile(asked.File, err)
	}
	told := 0
	err = a.Acts.Verification.Refusals(ctx, actor, file.ID, func(issue verification.Issue) {
		if told++; told <= mostTold {
			_, _ = fmt.Fprintf(people, "%s:%d: %s\n", asked.File, issue.Line, issue.Message(asked.Language))
		}
	})
	if err != nil {
		return err
	}
	refused := file.Unknown + file.Unauthorised + file.Wrong
	say(people, asked.Language, "transfer.platform", "rows", file.Rows, "good", file.Good, "households", file.Households, "refused", refused)
	if asked.Check || file.Good == 0 {
		if err := a.Acts.Verification.DiscardFile(ctx, actor, county, file.ID, rand.Text()); err != nil {
			return err
		}
	}
	switch {
	case file.Good == 0 || asked.Check && refused > 0:
		return fault.New(fault.Invalid, "transfer.platform_refused", "count", refused, "file", asked.File)
	case asked.Check:
		say(people, asked.Language, "transfer.checked")
	default:
		say(people, asked.Language, "transfer.platform_recorded", "households", file.Households, "source", source.Label(wording.Chinese))
	}
	return nil
}
