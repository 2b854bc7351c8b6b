package main

import (
	"context"
	"os"

	"chengxin/internal/app"
	"chengxin/internal/region"
	"chengxin/internal/wording"
)

type exportCommand struct {
	Register exportRegisterCommand `cmd:"" help:"A place's register as a workbook, or as CSV for a name that ends in .csv."`
	Sources  exportSourcesCommand  `cmd:"" help:"What a place's households declared, what was seen and what the platform answered, as the three long-form files that compare reads."`
}

// exportFlags say what is exported, by whom and why.
type exportFlags struct {
	Place   string `help:"Code of the village, township or county." required:"" placeholder:"CODE"`
	As      string `help:"Login name of the officer who exports: the officer's roles decide, and the log names the officer." required:"" placeholder:"LOGIN"`
	Purpose string `help:"What it is exported for, in at least five characters; it stands in the log." required:""`
	Full    bool   `help:"Unmasked: names and numbers in full. Takes the officer's permission to reveal."`
	English bool   `help:"Report in English." name:"en"`
}

func (f exportFlags) asked(out string) app.Export {
	return app.Export{Place: region.Code(f.Place), Officer: f.As, Purpose: f.Purpose, Full: f.Full, Out: out, Language: languageOf(f.English)}
}

func languageOf(english bool) wording.Language {
	if english {
		return wording.English
	}
	return wording.Chinese
}

type exportRegisterCommand struct {
	exportFlags `embed:""`

	Out string `help:"File to write; it must not exist." required:"" placeholder:"FILE"`
}

// Help tells what is masked and the exit codes.
func (c *exportRegisterCommand) Help() string {
	return `Without --full, names, identity numbers, telephone numbers and accounts are masked, and addresses and health are left out. What is
written with --full is what "chengxin import register" reads. Households of the officer's own kin are left out of every export.

Every export is an entry in the county's log, written before the first row is read: who, what place, masked or full, for what.

Exit codes: 0 written; 1 refused, with the reason; 2 a failure of the program. A refused export leaves no file.
`
}

// Run exports a register.
func (c *exportRegisterCommand) Run(ctx context.Context, cli *commands) error {
	return cli.opened(ctx, func(opened *app.App) error { return opened.ExportRegister(ctx, c.asked(c.Out), os.Stderr) })
}

type exportSourcesCommand struct {
	exportFlags `embed:""`

	Out string `help:"Folder for declaration.csv, visit.csv and platform.csv; none of them may exist." required:"" placeholder:"DIR"`
}

// Help tells the form of the files and the exit codes.
func (c *exportSourcesCommand) Help() string {
	return `The three files are CSV in UTF-8, in the long form that "chengxin compare" reads; on them, it finds what the program's own
comparison finds. Households stand under their file numbers. Without --full, members stand under keys that name nobody.

Every export is an entry in the county's log, written before the first row is read: who, what place, masked or full, for what.
Households of the officer's own kin are left out.

Exit codes: 0 written; 1 refused, with the reason; 2 a failure of the program. A refused export leaves no file.
`
}

// Run exports the three sources.
func (c *exportSourcesCommand) Run(ctx context.Context, cli *commands) error {
	return cli.opened(ctx, func(opened *app.App) error { return opened.ExportSources(ctx, c.asked(c.Out), os.Stderr) })
}
