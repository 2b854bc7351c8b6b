package main

import (
	"context"
	"os"

	"chengxin/internal/app"
)

type demoCommand struct {
	Seed       int64  `help:"Seed of the invented people; the same seed gives the same town." default:"2022"`
	Addr       string `help:"Address to serve on." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	Households int    `help:"How many households; up to 148 are 大滩村 alone." default:"5188" placeholder:"N"`
	NoServe    bool   `help:"Build the town, print what it holds, and end."`
}

// Run builds the demonstration in a folder of its own (--dir, else a fresh temporary one) and serves it.
func (c *demoCommand) Run(ctx context.Context, cli *commands) error {
	config, err := cli.config()
	if err != nil {
		return err
	}
	config.Listen = c.Addr
	return app.Demo(ctx, config, app.DemoOptions{Seed: c.Seed, Households: c.Households, Serve: !c.NoServe}, os.Stdout)
}
