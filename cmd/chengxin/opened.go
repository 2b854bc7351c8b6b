package main

import (
	"context"
	"errors"

	"chengxin/internal/app"
)

// opened opens the product for one command and closes it afterwards.
func (c *commands) opened(ctx context.Context, do func(*app.App) error) error {
	config, err := c.config()
	if err != nil {
		return err
	}
	if err := config.MustStand(); err != nil {
		return err
	}
	opened, err := app.Open(ctx, config, nil)
	if err != nil {
		return err
	}
	return closing(opened, do(opened))
}

func closing(opened *app.App, err error) error { return errors.Join(err, opened.Close()) }
