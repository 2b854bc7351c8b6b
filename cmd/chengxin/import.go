package main

import (
	"context"
	"os"

	"chengxin/internal/app"
	"chengxin/internal/region"
)

type importCommand struct {
	Register importRegisterCommand `cmd:"" help:"Register the households of an Excel or CSV table."`
}

// importFlags say what is brought, by whom and for which place.
type importFlags struct {
	File    string `arg:"" help:"Excel workbook (.xlsx), or CSV in UTF-8 or GB 18030." type:"path"`
	Place   string `help:"Code of the village, township or county that the file is about." required:"" placeholder:"CODE"`
	As      string `help:"Login name of the officer who brings it: the officer's roles decide, and the log names the officer." required:"" placeholder:"LOGIN"`
	Check   bool   `help:"Only check; nothing is registered and nothing is kept."`
	English bool   `help:"Report in English." name:"en"`
}

type importRegisterCommand struct {
	importFlags `embed:""`

	Good   bool   `help:"Register the households without problems, although others have some."`
	Marked string `help:"Write the file back with its problems marked; it must not exist." type:"path" placeholder:"FILE"`
}

// Help tells how a table must look and the exit codes.
func (c *importRegisterCommand) Help() string {
	return `The desk gives an empty table under 批量登记. Problems are printed as FILE:LINE: column: what to do, and keep a whole
household off the register, never half of it; without --good, one problem keeps all of them off. Who is registered already is
a problem. The desk shows the import, and takes it back while nothing depends on it.

Exit codes: 0 registered, or checked without a problem; 1 refused, or problems found; 2 a failure of the program.
`
}

// Run imports a register.
func (c *importRegisterCommand) Run(ctx context.Context, cli *commands) error {
	return cli.opened(ctx, func(opened *app.App) error {
		return opened.ImportRegister(ctx, app.Import{
			File: c.File, Place: region.Code(c.Place), Officer: c.As, Check: c.Check, Good: c.Good, Marked: c.Marked, Language: languageOf(c.English),
		}, os.Stderr)
	})
}
