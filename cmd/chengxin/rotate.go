package main

import (
	"context"
	"os"

	"chengxin/internal/app"
	"chengxin/internal/vault"
)

type rotateCommand struct {
	Suite  string `help:"Cipher suite of the new key: sm4 or aes. Default: as before." placeholder:"SUITE"`
	Resume bool   `help:"Make no new key; go on sealing with the newest where an earlier run stopped."`
}

// Run makes a new key and seals every field with it. It may run while the program serves, and may be stopped and resumed.
func (c *rotateCommand) Run(ctx context.Context, cli *commands) error {
	return cli.opened(ctx, func(opened *app.App) error { return opened.RotateKeys(ctx, vault.Suite(c.Suite), !c.Resume, os.Stdout) })
}
