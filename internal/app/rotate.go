package app

import (
	"context"
	"fmt"
	"io"

	"chengxin/internal/vault"
	"chengxin/internal/wording"
)

// RotateKeys makes a new key in each of the two key files, when asked for one, and seals the fields of every county with the newest.
// Scans keep the key under which they were sealed: the key file keeps old keys, because backups need them too.
func (a *App) RotateKeys(ctx context.Context, suite vault.Suite, makeKey bool, out io.Writer) error {
	if makeKey {
		for _, keys := range []*vault.Vault{a.Vault, a.Reporters} {
			if err := keys.Rotate(suite, a.clock()); err != nil {
				return err
			}
		}
	}
	offices, err := a.DB.Read().Offices(ctx)
	if err != nil {
		return err
	}
	for _, office := range offices {
		rows, err := a.DB.Reseal(ctx, office.County, a.clock, "command-line")
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(out, wording.T(wording.Chinese, "app.rotate.done", "county", office.County, "rows", rows, "version", a.Vault.Version()))
		if err != nil {
			return err
		}
	}
	return nil
}
