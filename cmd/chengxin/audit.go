package main

import (
	"context"
	"fmt"
	"os"

	"chengxin/internal/app"
	"chengxin/internal/region"
)

type auditCommand struct {
	Verify     auditVerifyCommand     `cmd:"" help:"Walk the log from its first entry and name the first bad one; compare with the witness outside the database."`
	Checkpoint auditCheckpointCommand `cmd:"" help:"Sign the log's head, keep it with the witness, and print it with the keys that verify it."`
}

type auditVerifyCommand struct {
	County  string `arg:"" help:"County code, such as 640422."`
	Witness string `help:"A file of checkpoints kept elsewhere, to compare with instead of the data folder's." type:"existingfile" placeholder:"FILE"`
}

// Run exits 1 when the log is not what its checkpoints say.
func (c *auditVerifyCommand) Run(ctx context.Context, cli *commands) error {
	return cli.opened(ctx, func(opened *app.App) error {
		return opened.VerifyLog(ctx, region.Code(c.County), c.Witness, os.Stdout)
	})
}

type auditCheckpointCommand struct {
	County string `arg:"" help:"County code, such as 640422."`
	Tiles  string `help:"Also write the log as C2SP tlog tiles into this folder, for any public tlog tool." type:"path" placeholder:"DIR"`
}

// Run prints the signed checkpoint.
func (c *auditCheckpointCommand) Run(ctx context.Context, cli *commands) error {
	return cli.opened(ctx, func(opened *app.App) error {
		county := region.Code(c.County)
		signed, err := opened.Checkpoint(ctx, county)
		if err != nil {
			return err
		}
		fmt.Print(signed)
		keys, err := opened.Signing.VerifierKeys(county)
		if err != nil {
			return err
		}
		fmt.Println()
		for _, key := range keys {
			fmt.Println(key)
		}
		if c.Tiles == "" {
			return nil
		}
		return opened.ExportTiles(ctx, county, signed, c.Tiles)
	})
}
