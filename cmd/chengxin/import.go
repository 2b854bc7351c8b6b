package main

import (
	"context"
	"os"

	"chengxin/internal/app"
	"chengxin/internal/region"
)

type importCommand struct {
	Register importRegisterCommand `cmd:"" help:"Register the households of an Excel or CSV table."`
	Visits   importVisitsCommand   `cmd:"" help:"Bring in home visits that two officers made on paper, from an Excel or CSV table."`
	Platform importPlatformCommand `cmd:"" help:"Record what one source of the verification platform answered, from its own Excel or CSV file."`
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

type importVisitsCommand struct {
	importFlags `embed:""`
}

// Help tells how a table must look and the exit codes.
func (c *importVisitsCommand) Help() string {
	return `One row an item, with the headings 档案编号, 身份证号, 项目代码, 看到的 (有, 没有, 说不清, 没有问), 数额, 每月或每年, 从哪天起, 入户日期,
第二人登录名, 原表编号. Whoever imports is the first of the two officers; 第二人登录名 names the other, who confirms each visit in a
session of the own: before that it does not count. What the paper does not answer is "not asked", never zero. A row that cannot be
read keeps its household out; the same file brought again adds nothing twice. "chengxin export sources" writes what counts.

Exit codes: 0 brought in, or checked without a problem; 1 refused, or problems found; 2 a failure of the program.
`
}

// Run imports visits.
func (c *importVisitsCommand) Run(ctx context.Context, cli *commands) error {
	return cli.opened(ctx, func(opened *app.App) error {
		return opened.ImportVisits(ctx, app.Import{File: c.File, Place: region.Code(c.Place), Officer: c.As, Check: c.Check, Language: languageOf(c.English)}, os.Stderr)
	})
}
