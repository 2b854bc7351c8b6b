package main

import (
	"context"
	"os"

	"chengxin/internal/app"
	"chengxin/internal/wording"
)

type compareCommand struct {
	Edition     string   `help:"Name of an embedded edition, or a folder." default:"jiqiang-2022"`
	Declaration []string `help:"What the households declared: a file in the long form, plain, gzip or zstd; may be given several times." required:"" sep:"none" placeholder:"FILE"`
	Visit       []string `help:"What was seen at their homes." required:"" sep:"none" placeholder:"FILE"`
	Platform    []string `help:"What the platform answered." required:"" sep:"none" placeholder:"FILE"`
	Out         string   `help:"Folder for discrepancies.csv, summary.csv and missing.csv." required:"" placeholder:"DIR"`
	BadRows     string   `help:"Go on after bad rows and write them here; it holds identity numbers." placeholder:"FILE"`
	Encoding    string   `help:"Encoding of all files: utf-8 or gb18030. Default: found out file by file." enum:",utf-8,gb18030" default:""`
	Memory      string   `help:"Memory for rows and results, such as 256MiB; what is more goes through a temporary file. Default: 256MiB." placeholder:"SIZE"`
	Tmp         string   `help:"Folder of the temporary file. Default: the system's." placeholder:"DIR"`
	English     bool     `help:"Report in English." name:"en"`
}

// Help tells the form of the files and the exit codes.
func (c *compareCommand) Help() string {
	return `The files are CSV with a header, in UTF-8 or GB 18030. Columns, in any order: household_id, member_id_no, item_code,
value, as_of; and, where known, since, period, status (found, none, unavailable, not_asked). Other columns are ignored.

A key that a source does not know is missing, which is not zero: it never becomes a discrepancy. Every discrepancy is a clue,
never a finding.

People read the closing report on the standard error; the standard output gets one line of JSON for programs.

Exit codes: 0 compared; 1 refused, with file, line and reason, and DIR left as it was; 2 a failure of the program.
`
}

// Run compares, and leaves the folder as it was when it fails.
func (c *compareCommand) Run(ctx context.Context) error {
	language := wording.Chinese
	if c.English {
		language = wording.English
	}
	return app.CompareFiles(ctx, app.Comparison{
		Edition: c.Edition, Files: [3][]string{c.Declaration, c.Visit, c.Platform}, Out: c.Out, BadRows: c.BadRows, Encoding: c.Encoding,
		Memory: c.Memory, Temp: c.Tmp, Language: language,
	}, os.Stderr, os.Stdout)
}
