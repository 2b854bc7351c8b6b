package storagetest

import (
	"bufio"
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"chengxin/internal/storage"
	"chengxin/internal/storage/postgres"
	"chengxin/internal/storage/sqlite"
	"chengxin/internal/vault"
)

// childOf tells a process of the crash test that it is the one to be killed: an SQLite file or a PostgreSQL URL.
const childOf = "CHENGXIN_CRASH_TEST_DATABASE"

func TestMain(m *testing.M) {
	if database := os.Getenv(childOf); database != "" {
		if err := submitUntilKilled(database, os.Getenv(childOf+"_KEY"), os.Getenv(childOf+"_ROUND")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func reopen(ctx context.Context, database, key string) (*storage.DB, error) {
	var engine storage.Engine
	var err error
	if strings.HasPrefix(database, "postgres://") {
		engine, err = postgres.Open(ctx, database)
	} else {
		engine, err = sqlite.Open(ctx, database)
	}
	if err != nil {
		return nil, err
	}
	if _, err := engine.Migrate(ctx); err != nil {
		return nil, err
	}
	v, err := vault.Open(key)
	if err != nil {
		return nil, err
	}
	return storage.New(engine, v), nil
}

// submitUntilKilled submits from many clients at once and prints each id only after its act was acknowledged.
func submitUntilKilled(database, key, round string) error {
	ctx := context.Background()
	db, err := reopen(ctx, database, key)
	if err != nil {
		return err
	}
	var printing sync.Mutex
	failed := make(chan error)
	for client := range 16 {
		go func() {
			for n := 0; ; n++ {
				id := fmt.Sprintf("r%s-%02d-%06d", round, client, n)
				if _, err := try(ctx, db, officer, act(fmt.Sprintf("h%02d", client), id), id, nil); err != nil {
					failed <- err
					return
				}
				printing.Lock()
				_, err := fmt.Println(id)
				printing.Unlock()
				if err != nil {
					failed <- err
					return
				}
			}
		}()
	}
	return <-failed
}

// A machine that dies in the middle of a stream of submissions loses nothing that it acknowledged, keeps nothing by half,
// and answers again within five seconds (safeguards R1).
func TestKilledInTheMiddleNothingAcknowledgedIsLost(t *testing.T) {
	databases := map[string]func(*testing.T) string{
		"sqlite": func(t *testing.T) string { return filepath.Join(t.TempDir(), "crash.db") },
		"postgres": func(t *testing.T) string {
			engine := newPostgres(t)
			var name string
			if err := engine.Readers().QueryRowContext(t.Context(), `SELECT current_database()`).Scan(&name); err != nil {
				t.Fatal(err)
			}
			if err := engine.Close(); err != nil {
				t.Fatal(err)
			}
			address, err := url.Parse(os.Getenv("TEST_PG_DSN"))
			if err != nil {
				t.Fatal(err)
			}
			address.Path = "/" + name
			return address.String()
		},
	}
	for name, database := range databases {
		t.Run(name, func(t *testing.T) {
			place, key := database(t), filepath.Join(t.TempDir(), "vault.json")
			if _, err := vault.Create(key, "sm4", noon); err != nil {
				t.Fatal(err)
			}
			db, err := reopen(t.Context(), place, key)
			if err != nil {
				t.Fatal(err)
			}
			const households = 16
			for client := range households {
				addHousehold(t, db, fmt.Sprintf("h%02d", client), "640422100202")
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			acknowledged := map[string]bool{}
			for round := range 4 {
				killed(t, place, key, fmt.Sprint(round), time.Duration(150+130*round)*time.Millisecond, acknowledged)
				started := time.Now()
				db, err := reopen(t.Context(), place, key)
				if err != nil {
					t.Fatal(err)
				}
				kept := map[string]bool{}
				for _, id := range changes(t, db) {
					kept[id] = true
				}
				if took := time.Since(started); took > 5*time.Second {
					t.Errorf("ready again after %s", took)
				}
				for id := range acknowledged {
					if !kept[id] {
						t.Errorf("%s was acknowledged and is lost", id)
					}
				}
				report := verify(t, db)
				if !report.OK() || report.Entries != households+int64(len(kept)) || report.Facts != households+int64(len(kept)) {
					t.Errorf("%d kept, report %+v", len(kept), report)
				}
				if err := db.Close(); err != nil {
					t.Fatal(err)
				}
				t.Logf("round %d: %d acknowledged so far, %d kept", round, len(acknowledged), len(kept))
			}
			if len(acknowledged) == 0 {
				t.Error("nothing was acknowledged before the kills: the test shows nothing")
			}
		})
	}
}

// killed starts a submitting process, kills it after a while, and collects what it acknowledged.
func killed(t *testing.T, database, key, round string, after time.Duration, acknowledged map[string]bool) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), childOf+"="+database, childOf+"_KEY="+key, childOf+"_ROUND="+round)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	first := true
	for lines.Scan() {
		if first { // the clock of the kill starts with the first acknowledgement, however slow the start was
			first = false
			time.AfterFunc(after, func() { _ = child.Process.Signal(syscall.SIGKILL) })
		}
		acknowledged[lines.Text()] = true
	}
	if err := child.Wait(); err == nil {
		t.Error("the process ended by itself")
	}
}
