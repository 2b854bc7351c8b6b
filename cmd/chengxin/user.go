package main

import (
	"context"
	"os"

	"chengxin/internal/access"
	"chengxin/internal/app"
	"chengxin/internal/region"
)

type userCommand struct {
	County string `help:"County code." default:"640422" placeholder:"CODE"`

	Invite      userInviteCommand `cmd:"" help:"Create an account and print its one-time link."`
	List        userListCommand   `cmd:"" help:"List the accounts with their roles."`
	Lock        userLockCommand   `cmd:"" help:"Lock an account; its sessions end."`
	Unlock      userUnlockCommand `cmd:"" help:"Unlock an account."`
	ResetFactor userResetCommand  `cmd:"" help:"Take back a lost second factor; prints a one-time link to set a new one."`
	EndSessions userEndCommand    `cmd:"" help:"End every session of an account."`
}

type userInviteCommand struct {
	Login  string `arg:"" help:"Login name: small letters, digits, . _ -"`
	Name   string `arg:"" help:"The person's name."`
	Unit   string `help:"Code of the office: a township or the county. Default: the county." placeholder:"CODE"`
	Phone  string `help:"Telephone number."`
	Role   string `help:"Role to grant, such as case_officer. Default: none yet."`
	Region string `help:"Region of the role. Default: the unit." placeholder:"CODE"`
}

// Run creates the account.
func (c *userInviteCommand) Run(ctx context.Context, cli *commands) error {
	return cli.opened(ctx, func(opened *app.App) error {
		return opened.InviteUser(ctx, app.UserInvitation{
			County: region.Code(cli.User.County), Login: c.Login, Name: c.Name, Phone: c.Phone, Unit: region.Code(c.Unit),
			Role: access.Role(c.Role), Region: region.Code(c.Region),
		}, os.Stdout)
	})
}

type userListCommand struct{}

// Run lists the accounts.
func (c *userListCommand) Run(ctx context.Context, cli *commands) error {
	return cli.opened(ctx, func(opened *app.App) error {
		return opened.ListUsers(ctx, region.Code(cli.User.County), os.Stdout)
	})
}

type userLockCommand struct {
	Login  string `arg:"" help:"Login name."`
	Reason string `arg:"" help:"Why; it is in the log."`
}

// Run locks the account.
func (c *userLockCommand) Run(ctx context.Context, cli *commands) error {
	return cli.opened(ctx, func(opened *app.App) error {
		return opened.LockUser(ctx, region.Code(cli.User.County), c.Login, c.Reason)
	})
}

type userUnlockCommand struct {
	Login  string `arg:"" help:"Login name."`
	Reason string `arg:"" help:"Why; it is in the log."`
}

// Run unlocks the account.
func (c *userUnlockCommand) Run(ctx context.Context, cli *commands) error {
	return cli.opened(ctx, func(opened *app.App) error {
		return opened.UnlockUser(ctx, region.Code(cli.User.County), c.Login, c.Reason)
	})
}

type userResetCommand struct {
	Login  string `arg:"" help:"Login name."`
	Reason string `arg:"" help:"Why; it is in the log."`
}

// Run takes the second factor back.
func (c *userResetCommand) Run(ctx context.Context, cli *commands) error {
	return cli.opened(ctx, func(opened *app.App) error {
		return opened.ResetSecondFactor(ctx, region.Code(cli.User.County), c.Login, c.Reason, os.Stdout)
	})
}

type userEndCommand struct {
	Login string `arg:"" help:"Login name."`
}

// Run ends the sessions.
func (c *userEndCommand) Run(ctx context.Context, cli *commands) error {
	return cli.opened(ctx, func(opened *app.App) error {
		return opened.EndUserSessions(ctx, region.Code(cli.User.County), c.Login, os.Stdout)
	})
}
