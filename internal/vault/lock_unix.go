//go:build linux || darwin || freebsd || openbsd || netbsd

package vault

import (
	"os"
	"path/filepath"
	"syscall"
)

// lockFolder takes the key file's folder, so that two processes never rotate at once and lose each other's key. The
// system gives the lock back when the process dies.
func lockFolder(path string) (unlock func(), err error) {
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(folder.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = folder.Close() // nothing was written
		return nil, err
	}
	return func() { _ = folder.Close() }, nil // closing unlocks
}
