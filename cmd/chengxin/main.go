// Command chengxin is the whole product in one program: the pages, the database's migrations, and the operator's tools.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"chengxin/internal/app"
	"chengxin/internal/fault"
)

// commands is what `chengxin --help` lists.
type commands struct {
	Config string `help:"YAML configuration file; environment variables CHENGXIN_… win over it." type:"path" placeholder:"FILE"`
	DB     string `help:"SQLite file, or a postgres:// URL. Default: chengxin.db in the data folder." placeholder:"FILE|URL"`
	Dir    string `help:"Data folder: keys, witness of the log, scans, and the SQLite file. Default: data." type:"path" placeholder:"DIR"`

	Serve   serveCommand   `cmd:"" help:"Serve the pages. The first start prints a one-time link for the first administrator."`
	Demo    demoCommand    `cmd:"" help:"Build the demonstration town by acting through casework, then serve it and print sign-ins."`
	Compare compareCommand `cmd:"" help:"Compare what was declared, seen and verified, for any number of households, file against file."`
	Import  importCommand  `cmd:"" help:"Bring in a register, visits made on paper, or what a source of the platform answered, as a named officer; --check only looks."`
	Export  exportCommand  `cmd:"" help:"Write a place's register or its three sources to files, as a named officer and for a purpose."`
	Cases   casesCommand   `cmd:"" help:"Find the cases that something wrong may have touched."`
	Policy  policyCommand  `cmd:"" help:"Check, test and show a policy edition."`
	Audit   auditCommand   `cmd:"" help:"Verify a county's log, or print and sign its checkpoint."`
	User    userCommand    `cmd:"" help:"Invite, list, lock and unlock officers on the machine itself; every use is in the log."`
	Migrate migrateCommand `cmd:"" help:"Bring the database's tables to this version of the program."`
	Backup  backupCommand  `cmd:"" help:"Write a consistent backup of the database, the keys and the witness into one folder."`
	Restore restoreCommand `cmd:"" help:"Restore a backup into an empty data folder and verify its log."`
	Doctor  doctorCommand  `cmd:"" help:"Check configuration, keys, database, log and projections; say what to do."`
	Rotate  rotateCommand  `cmd:"" help:"Make a new key for the sealed fields and seal them anew with it."`
	Version versionCommand `cmd:"" help:"Print the version."`
}

// exitRefused and exitInternal are the exit codes: 1 for a refusal that the user can mend, 2 for a failure of ours.
const (
	exitRefused  = 1
	exitInternal = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var cli commands
	parser, err := kong.New(&cli,
		kong.Name("chengxin"),
		kong.Description("Integrity management for social assistance (社会救助诚信管理)."),
		kong.BindTo(ctx, (*context.Context)(nil)),
	)
	if err != nil {
		fmt.Fprintln(os.Stderr, "chengxin:", err)
		os.Exit(exitInternal)
	}
	parsed, err := parser.Parse(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "chengxin:", usageWords(err, os.Args[1:]))
		os.Exit(exitRefused)
	}
	if err := parsed.Run(&cli); err != nil {
		fmt.Fprintln(os.Stderr, "chengxin:", err)
		var refusal *fault.Error
		if errors.As(err, &refusal) && refusal.Kind == fault.Internal {
			os.Exit(exitInternal)
		}
		os.Exit(exitRefused)
	}
}

// config reads the configuration file and the environment; flags win over both.
func (c *commands) config() (app.Config, error) {
	config, err := app.LoadConfig(c.Config)
	if err != nil {
		return config, err
	}
	if c.DB != "" {
		config.DB = c.DB
	}
	if c.Dir != "" {
		config.Dir = c.Dir
	}
	return config, nil
}
