package storagetest

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chengxin/internal/storage"
	"chengxin/internal/storage/postgres"
	"chengxin/internal/storage/sqlite"
	"chengxin/internal/vault"
)

// onBoth runs a test on a fresh SQLite file and on a fresh PostgreSQL database. It fails, never skips, without a server:
// the test command starts one.
func onBoth(t *testing.T, run func(t *testing.T, db *storage.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { run(t, opened(t, newSQLite(t))) })
	t.Run("postgres", func(t *testing.T) { run(t, opened(t, newPostgres(t))) })
}

func newSQLite(t *testing.T) storage.Engine {
	t.Helper()
	engine, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	return engine
}

func newPostgres(t *testing.T) storage.Engine {
	t.Helper()
	server := os.Getenv("TEST_PG_DSN")
	if server == "" {
		t.Fatal("TEST_PG_DSN is not set: run `make test`, which starts PostgreSQL, or name a server of your own")
	}
	admin, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	name := "t" + strings.ReplaceAll(storage.NewID(), "-", "")
	if _, err := admin.ExecContext(t.Context(), "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := admin.ExecContext(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
		if err := admin.Close(); err != nil {
			t.Error(err)
		}
	})
	address, err := url.Parse(server)
	if err != nil {
		t.Fatal("TEST_PG_DSN must be a postgres:// URL: ", err)
	}
	address.Path = "/" + name
	engine, err := postgres.Open(t.Context(), address.String())
	if err != nil {
		t.Fatal(err)
	}
	return engine
}

func opened(t *testing.T, engine storage.Engine) *storage.DB {
	t.Helper()
	if _, err := engine.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	key := filepath.Join(t.TempDir(), "vault.json")
	v, err := vault.Create(key, "sm4", time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	db := storage.New(engine, v)
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func threeDigits(i int) string { return fmt.Sprintf("%03d", i) }
