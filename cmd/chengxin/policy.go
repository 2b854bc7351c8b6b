package main

import (
	"os"
	"time"

	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/policy"
	"chengxin/internal/wording"
)

type policyCommand struct {
	English bool `help:"Print in English." name:"en"`

	Check policyCheckCommand `cmd:"" help:"Check an edition: file, line, what is wrong, what to do; and its legal warnings."`
	Cases policyCasesCommand `cmd:"" help:"Run an edition's worked cases."`
	Show  policyShowCommand  `cmd:"" help:"Show an edition: its rules with their articles and legal bases on a day."`
}

func (c policyCommand) language() wording.Language {
	if c.English {
		return wording.English
	}
	return wording.Chinese
}

type policyCheckCommand struct {
	Edition string `arg:"" help:"Name of an embedded edition, or a folder." default:"jiqiang-2022"`
}

// Run exits 1 when the edition is refused.
func (c *policyCheckCommand) Run(cli *commands) error {
	folder, err := policy.Open(c.Edition)
	if err != nil {
		return err
	}
	report := policy.Check(folder)
	if err := report.Print(os.Stdout, cli.Policy.language()); err != nil {
		return err
	}
	if !report.Passed() {
		return fault.New(fault.Invalid, "app.policy.refused", "edition", c.Edition)
	}
	return nil
}

type policyCasesCommand struct {
	Edition string `arg:"" help:"Name of an embedded edition, or a folder." default:"jiqiang-2022"`
}

// Run exits 1 when a case has another outcome than it states.
func (c *policyCasesCommand) Run(cli *commands) error {
	edition, err := policy.Load(c.Edition)
	if err != nil {
		return err
	}
	report := policy.RunCases(edition)
	if err := report.Print(os.Stdout, cli.Policy.language()); err != nil {
		return err
	}
	if !report.Passed() {
		return fault.New(fault.Invalid, "app.policy.cases_differ", "edition", c.Edition)
	}
	return nil
}

type policyShowCommand struct {
	Edition string `arg:"" help:"Name of an embedded edition, or a folder." default:"jiqiang-2022"`
	On      string `help:"The day for which rules and legal bases are shown. Default: today." placeholder:"YYYY-MM-DD"`
}

// Run prints the edition.
func (c *policyShowCommand) Run(cli *commands) error {
	edition, err := policy.Load(c.Edition)
	if err != nil {
		return err
	}
	on, err := period.ParseDay(c.On)
	if err != nil {
		return fault.New(fault.Invalid, "app.not_a_day", "text", c.On)
	}
	if on.IsZero() {
		on = period.DayOf(time.Now())
	}
	return policy.Show(os.Stdout, edition, on, cli.Policy.language())
}
