package main

import (
	"context"
	"os"

	"chengxin/internal/app"
	"chengxin/internal/region"
)

type importPlatformCommand struct {
	importFlags `embed:""`

	Source string `help:"Whose answer it is, such as social_insurance; an unknown name lists all." required:"" placeholder:"NAME"`
	AsOf   string `help:"Day as of which the source states it." required:"" placeholder:"YYYY-MM-DD"`
}

// Help tells how a file is read and the exit codes.
func (c *importPlatformCommand) Help() string {
	return `The file is read through the mapping of its columns that an officer has saved for the source at the desk; other columns are left
unread. Rows that cannot be read, of persons whom the register does not know, and of persons without a valid authorisation are printed as
FILE:LINE: what to do, and state nothing about anybody. The other rows are recorded, the household is told, and it is compared anew.

Exit codes: 0 recorded, or checked without a refused row; 1 refused; 2 a failure of the program.
`
}

// Run imports one source's file.
func (c *importPlatformCommand) Run(ctx context.Context, cli *commands) error {
	return cli.opened(ctx, func(opened *app.App) error {
		return opened.ImportPlatform(ctx, app.PlatformImport{
			Import: app.Import{File: c.File, Place: region.Code(c.Place), Officer: c.As, Check: c.Check, Language: languageOf(c.English)},
			Source: c.Source, AsOf: c.AsOf,
		}, os.Stderr)
	})
}
