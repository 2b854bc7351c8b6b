package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"chengxin/internal/audit"
	"chengxin/internal/blob"
	"chengxin/internal/casework"
	"chengxin/internal/document"
	"chengxin/internal/region"
	"chengxin/internal/storage"
	"chengxin/internal/storage/postgres"
	"chengxin/internal/storage/sqlite"
	"chengxin/internal/vault"
)

// App is the product, opened: its database, its keys and its acts.
type App struct {
	Config Config
	DB     *storage.DB
	Vault  *vault.Vault
	// Reporters are the keys of another file, under which reporters of tip-offs are sealed: the ordinary ones do not open them.
	Reporters *vault.Vault
	Signing   *audit.SigningKeys
	Runner    *casework.Runner
	Acts      Acts
	Scans     *blob.Folder // scans and photos, sealed
	Printer   *document.Printer

	demoSignIns []DemoSignIn // of a demonstration that is served

	editions *editions
	clock    func() time.Time
}

// Open completes the configuration, opens or creates the keys and the database, and migrates it. The clock is the real
// one, unless the demonstration or a test gives another.
func Open(ctx context.Context, config Config, clock func() time.Time) (*App, error) {
	config, err := config.Complete()
	if err != nil {
		return nil, err
	}
	if clock == nil {
		clock = time.Now
	}
	app := &App{Config: config, clock: clock}
	if app.Vault, err = openVault(config, "vault.json", clock()); err != nil {
		return nil, err
	}
	if app.Reporters, err = openVault(config, "reporters.json", clock()); err != nil {
		return nil, err
	}
	if app.Signing, err = openSigning(config, clock()); err != nil {
		return nil, err
	}
	engine, err := openEngine(ctx, config)
	if err != nil {
		return nil, err
	}
	if _, err := engine.Migrate(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("migrate the database: %w", err), engine.Close())
	}
	app.DB = storage.New(engine, app.Vault).WithReporters(app.Reporters)
	if err := app.DB.FillNames(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("index the names: %w", err), engine.Close())
	}
	app.Runner = casework.NewRunner(app.DB, clock)
	app.editions = newEditions(app)
	app.Scans = blob.NewFolder(filepath.Join(config.Dir, "blobs"), app.Vault)
	var fonts fs.FS
	if config.Fonts != "" {
		fonts = os.DirFS(config.Fonts)
	}
	app.Printer = document.NewPrinter(fonts)
	if err := app.wire(ctx); err != nil {
		return nil, errors.Join(err, app.Close())
	}
	return app, nil
}

func openEngine(ctx context.Context, config Config) (storage.Engine, error) {
	if config.Postgres() {
		return postgres.Open(ctx, config.DB)
	}
	return sqlite.Open(ctx, config.DB)
}

func openVault(config Config, name string, now time.Time) (*vault.Vault, error) {
	path := filepath.Join(config.KeyDir, name)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return vault.Create(path, vault.Suite(config.Suite), now)
	}
	return vault.Open(path)
}

func openSigning(config Config, now time.Time) (*audit.SigningKeys, error) {
	path := filepath.Join(config.KeyDir, "log-signing.json")
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return audit.CreateSigningKeys(path, now)
	}
	return audit.OpenSigningKeys(path)
}

// Witness is the file of signed checkpoints outside the database.
func (a *App) Witness(county region.Code) *audit.FileWitness {
	return audit.NewFileWitness(filepath.Join(a.Config.WitnessDir, string(county)+".checkpoints"))
}

// Checkpoint signs the head of a county's log as it stands, and keeps it in the database and with the witness outside.
// It does nothing when the log has not grown since the last one.
func (a *App) Checkpoint(ctx context.Context, county region.Code) (signed string, err error) {
	frontier, err := a.DB.Read().LogHead(ctx, county)
	if err != nil {
		return "", err
	}
	witness := a.Witness(county)
	if last, found, err := witness.Last(county); err != nil {
		return "", err
	} else if found && last.Size == frontier.Size() {
		all, err := witness.All(county)
		if err != nil {
			return "", err
		}
		return all[len(all)-1], nil
	}
	if signed, err = a.Signing.Sign(frontier.Checkpoint(county)); err != nil {
		return "", err
	}
	if err := witness.Append(signed); err != nil {
		return "", err
	}
	return signed, a.DB.KeepCheckpoint(ctx, county, frontier.Size(), signed, a.clock())
}

// Close closes the database; every acknowledged act is already on the disk.
func (a *App) Close() error { return a.DB.Close() }
