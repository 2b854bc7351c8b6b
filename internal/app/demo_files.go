package app

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"chengxin/internal/exchange"
	"chengxin/internal/wording"
)

// demoFiles is the folder, inside the demonstration's, of what can be tried by hand.
const demoFiles = "files"

// layOut writes what can be tried by hand: the three sources of the whole town in the long form, exported by a named officer as
// anybody's, for `chengxin compare`; and the empty table of the register, for `chengxin import`.
func (a *App) layOut(ctx context.Context) error {
	folder := filepath.Join(a.Config.Dir, demoFiles)
	err := a.ExportSources(ctx, Export{
		Place: demoTownship, Officer: "xianban", Purpose: wording.T(wording.Chinese, "app.demo.purpose"), Out: folder, Language: wording.Chinese,
	}, io.Discard)
	if err != nil {
		return err
	}
	template, err := exchange.WriteRegister(exchange.RegisterBook{Place: demoTownship, Demo: true})
	if err != nil {
		return fmt.Errorf("the register's template: %w", err)
	}
	return os.WriteFile(filepath.Join(folder, "register-template.xlsx"), template, 0o600)
}
