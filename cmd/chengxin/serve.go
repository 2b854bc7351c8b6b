package main

import (
	"context"
	"fmt"
	"os"

	"chengxin/internal/app"
)

type serveCommand struct {
	Listen string `help:"Address to serve on. Default: 127.0.0.1:8080." placeholder:"HOST:PORT"`
}

// Run serves until it is told to stop.
func (c *serveCommand) Run(ctx context.Context, cli *commands) error {
	config, err := cli.config()
	if err != nil {
		return err
	}
	if c.Listen != "" {
		config.Listen = c.Listen
	}
	opened, err := app.Open(ctx, config, nil)
	if err != nil {
		return err
	}
	return closing(opened, opened.Serve(ctx, os.Stdout))
}

type migrateCommand struct{}

// Run migrates the database and says which version its tables have.
func (c *migrateCommand) Run(ctx context.Context, cli *commands) error {
	config, err := cli.config()
	if err != nil {
		return err
	}
	opened, err := app.Open(ctx, config, nil)
	if err != nil {
		return err
	}
	version, err := opened.DB.Engine().Migrate(ctx)
	if err == nil {
		fmt.Printf("%s: tables are at version %d\n", opened.DB.Engine().Name(), version)
	}
	return closing(opened, err)
}

type versionCommand struct{}

// Run prints the version.
func (c *versionCommand) Run() error {
	fmt.Println("chengxin", app.Version())
	return nil
}
