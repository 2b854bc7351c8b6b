package main

import (
	"context"
	"os"

	"chengxin/internal/app"
)

type backupCommand struct {
	To   string `arg:"" help:"Folder to write; it must not exist." type:"path"`
	Keys bool   `help:"Put the keys into the backup as well. Keep such a backup under lock: it opens everything."`
}

// Run writes a backup while the program may go on serving.
func (c *backupCommand) Run(ctx context.Context, cli *commands) error {
	return cli.opened(ctx, func(opened *app.App) error { return opened.Backup(ctx, c.To, c.Keys, os.Stdout) })
}

type restoreCommand struct {
	From string `arg:"" help:"Folder that backup wrote." type:"existingdir"`
}

// Run restores into an empty data folder and verifies the log; a database older than its witness is said aloud.
func (c *restoreCommand) Run(ctx context.Context, cli *commands) error {
	config, err := cli.config()
	if err != nil {
		return err
	}
	return app.Restore(ctx, config, c.From, os.Stdout)
}

type doctorCommand struct {
	Rebuild bool `help:"Rebuild the projections (search names) from the facts."`
}

// Run exits 1 when something needs mending.
func (c *doctorCommand) Run(ctx context.Context, cli *commands) error {
	return cli.opened(ctx, func(opened *app.App) error { return opened.Doctor(ctx, c.Rebuild, os.Stdout) })
}
