package app

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chengxin/internal/access"
	"chengxin/internal/casework/people"
	"chengxin/internal/fault"
)

// The drill of docs/runbooks/backup-restore.md: a backup without keys, on another machine with the keys from the safe.
func TestTheRestoreDrill(t *testing.T) {
	h := newTransferHouse(t)
	ctx := t.Context()
	before := h.register(2)
	backup := filepath.Join(t.TempDir(), "backup")
	h.must(h.Backup(ctx, backup, false, &bytes.Buffer{}))
	if _, err := os.Stat(filepath.Join(backup, "keys")); err == nil {
		t.Fatal("the keys lie in a backup that nobody asked to have them")
	}
	if err := h.Backup(ctx, backup, false, &bytes.Buffer{}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("written over an earlier backup: %v", err)
	}
	after := h.register(1) // what the backup does not know

	machine := func(t *testing.T, witness string) Config {
		config := Config{Dir: t.TempDir(), WitnessDir: witness}
		h.must(copyFolder(h.Config.KeyDir, filepath.Join(config.Dir, "keys"))) // from the safe
		return config
	}
	t.Run("another machine", func(t *testing.T) {
		config := machine(t, "")
		var said bytes.Buffer
		if err := Restore(ctx, config, backup, &said); err != nil {
			t.Fatal(err, said.String())
		}
		restored, err := Open(ctx, config, h.clock)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { h.must(restored.Close()) }()
		var doctor bytes.Buffer
		if err := restored.Doctor(ctx, false, &doctor); err != nil {
			t.Error(err, doctor.String())
		}
		members, err := restored.DB.Read().MemberVersions(ctx, transferCounty, before.Household)
		if err != nil || len(members) != 2 || members[0].Name == "" {
			t.Errorf("%d persons, sealed fields do not open: %v", len(members), err)
		}
		if _, err := restored.DB.Read().FullHousehold(ctx, transferCounty, after.Household); fault.KindOf(err) != fault.NotFound {
			t.Errorf("what came after the backup is there: %v", err)
		}
		oneTime, err := access.PasswordAt("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", h.now)
		h.must(err)
		half, err := restored.Acts.People.CheckPassword(ctx, "clerk", demoPassword, people.Visitor{Address: "127.0.0.1"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := restored.Acts.People.CheckSecondFactor(ctx, half.Token, oneTime, people.Visitor{Address: "127.0.0.1"}); err != nil {
			t.Error(err)
		}
		if err := Restore(ctx, config, backup, &bytes.Buffer{}); fault.KindOf(err) != fault.Conflict {
			t.Errorf("restored over a database: %v", err)
		}
	})
	t.Run("an old backup is said to be old by the witness elsewhere", func(t *testing.T) {
		_, err := h.Checkpoint(ctx, transferCounty) // the witness knows the later acts
		h.must(err)
		var said bytes.Buffer
		if err := Restore(ctx, machine(t, h.Config.WitnessDir), backup, &said); err == nil {
			t.Errorf("yesterday's database passes for today's:\n%s", said.String())
		}
	})
	t.Run("without keys it is not opened", func(t *testing.T) {
		if err := Restore(ctx, Config{Dir: t.TempDir()}, backup, &bytes.Buffer{}); fault.KindOf(err) != fault.NotFound {
			t.Errorf("%v", err)
		}
	})
	t.Run("a damaged or unfinished backup is refused", func(t *testing.T) {
		damaged := filepath.Join(t.TempDir(), "damaged")
		h.must(copyFolder(backup, damaged))
		file := filepath.Join(damaged, databaseName)
		raw, err := os.ReadFile(file)
		h.must(err)
		raw[len(raw)/2] ^= 1
		h.must(os.WriteFile(file, raw, 0o600))
		if err := Restore(ctx, machine(t, ""), damaged, &bytes.Buffer{}); fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), databaseName) {
			t.Errorf("a flipped bit: %v", err)
		}
		h.must(os.Remove(filepath.Join(damaged, manifestName)))
		if err := Restore(ctx, machine(t, ""), damaged, &bytes.Buffer{}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("without its manifest: %v", err)
		}
	})
}

// A command that looks at data makes no empty database where the folder's name was mistyped.
func TestAMistypedFolderIsRefusedAndStaysEmpty(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mistyped")
	if err := (Config{Dir: dir}).MustStand(); fault.KindOf(err) != fault.NotFound {
		t.Errorf("%v", err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Error("the folder was made")
	}
	if err := (Config{DB: "postgres://localhost/chengxin"}).MustStand(); err != nil {
		t.Error("a server's database is asked when it is opened:", err)
	}
}
