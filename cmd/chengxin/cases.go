package main

import (
	"context"
	"os"

	"chengxin/internal/app"
	"chengxin/internal/region"
)

type casesCommand struct {
	Touched casesTouchedCommand `cmd:"" help:"List every case that may rest on a clause, an item, a source, a file or an edition that was wrong, as a named officer."`
}

type casesTouchedCommand struct {
	Place   string `help:"Code of the village, township or county." required:"" placeholder:"CODE"`
	As      string `help:"Login name of the officer who looks: the officer's roles decide, and the log names the officer." required:"" placeholder:"LOGIN"`
	By      string `help:"What was wrong: clause, item, source, file or edition." enum:"clause,item,source,file,edition" required:"" placeholder:"KIND"`
	Value   string `arg:"" help:"Its code, id or name, such as minor-1, P301, bank, or jiqiang-2022."`
	English bool   `help:"Report in English." name:"en"`
}

// Help tells what is printed and the exit codes.
func (c *casesTouchedCommand) Help() string {
	return `Prints one case a line: the file's number, the case's id, its stage, the decision's number and what it is worth today. Nothing is changed: whether
a decision is taken up again is for a person, on the page of the case. That somebody looked, and for what, is an entry in the log.

Exit codes: 0 printed, also when there is none; 1 refused, with the reason; 2 a failure of the program.
`
}

// Run lists the cases.
func (c *casesTouchedCommand) Run(ctx context.Context, cli *commands) error {
	return cli.opened(ctx, func(opened *app.App) error {
		return opened.ListTouched(ctx, app.Touched{Place: region.Code(c.Place), Officer: c.As, By: c.By, Value: c.Value, Language: languageOf(c.English)}, os.Stdout)
	})
}
