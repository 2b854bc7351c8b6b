package vault

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"chengxin/internal/fault"
)

var place = Place{"640422", "member", "1", "phone"}

func sealed(t *testing.T, v *Vault) []byte {
	t.Helper()
	field, err := v.Seal(place, []byte("13800000000"))
	if err != nil {
		t.Fatal(err)
	}
	return field
}

func opens(t *testing.T, v *Vault, field []byte) {
	t.Helper()
	if plain, err := v.Open(place, field); err != nil || string(plain) != "13800000000" {
		t.Fatalf("%q %v", plain, err)
	}
}

func TestAKeyFileIsPrivateWholeAndNeverOverwritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vault.json")
	if _, err := Open(path); fault.KindOf(err) != fault.NotFound {
		t.Fatal(err)
	}
	if _, err := Create(path, Default, made); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Create(path, Default, made); fault.KindOf(err) != fault.Conflict {
		t.Fatal(err)
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Fatal("the key file was overwritten", err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatal(info.Mode(), err)
	}
	for _, mode := range []os.FileMode{0o604, 0o640, 0o602, 0o666} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(path); fault.KindOf(err) != fault.Forbidden {
			t.Fatalf("mode %o was accepted: %v", mode, err)
		}
	}
	for i := range before {
		damaged := bytes.Clone(before)
		damaged[i] ^= 1
		if read, err := decodeKeyFile(damaged); err == nil && !bytes.Equal(read.encode(), before) {
			t.Fatalf("damage at byte %d went unseen", i)
		}
	}
}

func TestRotationKeepsOldFieldsAndTheIndex(t *testing.T) {
	v := fresh(t, SM4)
	old, index := sealed(t, v), v.Index("640422", "phone", "13800000000")
	if v.Stale(old) {
		t.Fatal("fresh and stale")
	}
	if err := v.Rotate(AES, made.AddDate(1, 0, 0)); err != nil {
		t.Fatal(err)
	}
	if v.Version() != 2 || v.Suite() != AES || len(v.Keys()) != 2 || v.Keys()[1].MadeAt != made.AddDate(1, 0, 0) {
		t.Fatal(v.Keys())
	}
	opens(t, v, old)
	now := sealed(t, v)
	opens(t, v, now)
	if !v.Stale(old) || v.Stale(now) || !v.Stale(nil) {
		t.Fatal("the old field must be stale and the new one not")
	}
	if !bytes.Equal(index, v.Index("640422", "phone", "13800000000")) || v.IndexVersion() != 1 {
		t.Fatal("the index moved with the sealing key")
	}
}

func TestAnIndexIsRebuiltUnderANewKey(t *testing.T) {
	v := fresh(t, SM4)
	old := v.Index("640422", "phone", "13800000000")
	if err := v.RotateIndex(made); err != nil {
		t.Fatal(err)
	}
	now := v.Index("640422", "phone", "13800000000")
	if bytes.Equal(old, now) || !v.StaleIndex(old) || v.StaleIndex(now) || v.IndexVersion() != 2 {
		t.Fatal("the index did not move")
	}
	both := v.Lookups("640422", "phone", "13800000000")
	if len(both) != 2 || !bytes.Equal(both[0], now) || !bytes.Equal(both[1], old) {
		t.Fatal(both)
	}
	if err := v.DropOldIndexKeys(); err != nil || len(v.IndexKeys()) != 1 || v.IndexVersion() != 2 {
		t.Fatal(v.IndexKeys(), err)
	}
}

func TestAnotherProcessSeesTheRotation(t *testing.T) {
	server := fresh(t, SM4)
	command, err := Open(server.path)
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Rotate("", made); err != nil {
		t.Fatal(err)
	}
	opens(t, server, sealed(t, command))
	if server.Version() != 2 {
		t.Fatal("the server still seals with the old key")
	}
	unlock, err := lockFolder(server.path)
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	if err := command.Rotate("", made); fault.KindOf(err) != fault.Conflict {
		t.Fatalf("two rotations at once: %v", err)
	}
}

// TestAnInterruptedRotationLosesNothing fails, and in a second round panics as a killed process would, at every step that
// touches the disk.
func TestAnInterruptedRotationLosesNothing(t *testing.T) {
	defer func() { stage = func(string) error { return nil } }()
	errCut := errors.New("the disk is gone")
	for _, step := range []string{"create", "write", "sync", "rename", "sync folder"} {
		for _, killed := range []bool{false, true} {
			stage = func(string) error { return nil }
			v := fresh(t, SM4)
			before := sealed(t, v)
			stage = func(now string) error {
				if now != step {
					return nil
				}
				if killed {
					panic(errCut)
				}
				return errCut
			}
			func() {
				defer func() { _ = recover() }()
				if err := v.Rotate("", made); err == nil {
					t.Errorf("a failing %s went unseen", step)
				}
			}()
			stage = func(string) error { return nil }
			meanwhile := sealed(t, v)
			again, err := Open(v.path)
			if err != nil {
				t.Fatalf("after %s: %v", step, err)
			}
			for _, field := range [][]byte{before, meanwhile} {
				opens(t, v, field)
				opens(t, again, field)
			}
			if !killed { // the lock of a killed process goes with it
				if err := again.Rotate("", made); err != nil {
					t.Fatalf("after %s no rotation is possible: %v", step, err)
				}
				opens(t, again, before)
			}
		}
	}
}

func TestAnInterruptedCreationLeavesNoHalfFile(t *testing.T) {
	defer func() { stage = func(string) error { return nil } }()
	for _, step := range []string{"create", "write", "sync", "link"} {
		path := filepath.Join(t.TempDir(), "vault.json")
		stage = func(now string) error {
			if now == step {
				return errors.New("the disk is full")
			}
			return nil
		}
		if _, err := Create(path, Default, made); err == nil {
			t.Errorf("a failing %s went unseen", step)
		}
		stage = func(string) error { return nil }
		if _, err := Create(path, Default, made); err != nil {
			t.Errorf("after %s no creation is possible: %v", step, err)
		}
	}
}
